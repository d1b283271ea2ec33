package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"lichang/output"
)

// memoryBudget is the input that batches under way may hold together, in
// bytes. What is made of a byte on the way takes about ten.
const memoryBudget = 4 << 20

// flow takes batches from inputs through workers to one taker, in the order of
// the input.
type flow struct {
	analyzer *Analyzer
	workers  int
	progress *Progress
	// work is what a worker does with a parsed batch, nil to judge it and make
	// its rows.
	work func(*worker, *batch) error
	// forgives hands an input that cannot be read on as a batch that says so.
	forgives bool
	// traces makes the traces of the documents too.
	traces bool
	// finish is what a worker does with a judged batch, nil for nothing.
	finish func(*batch) error
	// resume takes batches over from a run before, nil for none.
	resume *resumption
	// take gets the batches in order, in the goroutine that runs the flow.
	// more says that another batch is under way already.
	take func(b *batch, more bool) error
}

// run reads the inputs one after another. It returns with the first error, or
// the cause of ctx's end, at once: a goroutine that still waits for input or
// judges a batch ends by itself and touches nothing of the caller's.
func (f *flow) run(ctx context.Context, inputs []source) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		under = 2*f.workers + 2 // batches under way
		free  = make(chan *batch, under)
		work  = make(chan *batch, under)
		order = make(chan *batch, under)
		room  = newBudget(memoryBudget)
		wg    sync.WaitGroup
	)
	for range under {
		free <- newBatch()
	}
	for range f.workers {
		wg.Go(func() {
			var w worker
			for b := range work {
				b.err = w.judge(f, b)
				b.done <- struct{}{}
			}
		})
	}
	read := make(chan error, 1)
	go func() {
		read <- f.read(ctx, inputs, free, room, func(b *batch) {
			order <- b // never full: there are no more batches than it holds
			work <- b
		})
		close(work)
		close(order)
	}()
	for {
		var b *batch
		var ok bool
		select {
		case b, ok = <-order:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if !ok {
			wg.Wait()
			return <-read
		}
		select {
		case <-b.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if b.err != nil {
			return b.err
		}
		if err := f.take(b, len(order) > 0); err != nil {
			return err
		}
		room.give(b.cost)
		free <- b
	}
}

// read fills batches and sends them on until the inputs end.
func (f *flow) read(ctx context.Context, inputs []source, free <-chan *batch, room *budget, send func(*batch)) error {
	number := int64(0)
	next := func() (b *batch, err error) {
		select {
		case b = <-free:
			b.number = number
			number++
			return b, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	for _, src := range inputs {
		in, err := src.open(ctx)
		var failed *InputError
		if f.forgives && errors.As(err, &failed) {
			b, err := next()
			if err != nil {
				return err
			}
			b.reset(nil)
			b.failed = failed
			send(b)
			continue
		}
		if err != nil {
			return err
		}
		if err := f.readInput(ctx, in, next, room, send); err != nil {
			return err
		}
	}
	return nil
}

// readInput fills batches from one input and closes it.
func (f *flow) readInput(ctx context.Context, in *input, next func() (*batch, error), room *budget, send func(*batch)) (err error) {
	defer func() { err = errors.Join(err, in.close()) }()
	begun := false
	for last := false; !last; begun = true {
		b, err := next()
		if err != nil {
			return err
		}
		if err := in.fill(b); err != nil {
			var failed *InputError
			if begun || !f.forgives || !errors.As(err, &failed) {
				return err
			}
			b.reset(nil)
			b.failed = failed
			send(b)
			return nil
		}
		f.progress.BytesRead.Add(b.read)
		f.progress.RowsIn.Add(int64(len(b.recs)))
		last = b.last
		if b.cost, err = room.take(ctx, int64(len(b.raw))); err != nil {
			return err
		}
		send(b)
	}
	return nil
}

// worker is what one worker keeps between batches.
type worker struct {
	parser  parser
	scratch Scratch
	tracer  tracer
	log     *output.RowLog // where a journal is kept
}

// judge takes a batch from raw records to rows.
func (w *worker) judge(f *flow, b *batch) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// A panic in a goroutine would end the process without a word on
			// where: the output would stay half-made and locked.
			err = fmt.Errorf("%s: near line %d: panic: %v\n%s", b.input.name, b.firstRow(), p, debug.Stack())
		}
	}()
	if b.failed != nil {
		return nil
	}
	b.parse(&w.parser)
	if f.work != nil {
		return f.work(w, b)
	}
	if f.traces {
		w.tracer.fill(b)
	}
	if f.resume != nil {
		if w.log == nil {
			w.log = output.NewRowLog(f.resume.schema)
		}
		if f.resume.replay(b, w.log) {
			return nil
		}
	}
	results, err := f.analyzer.Analyze(b.docs, AnalyzeOptions{}, &w.scratch)
	if err != nil {
		return fmt.Errorf("%s: from line %d: %w", b.input.name, b.firstRow(), err)
	}
	b.words = countWords(results)
	if err := b.fillRows(f.analyzer, results, &w.scratch.offsets); err != nil {
		return err
	}
	if f.resume != nil {
		if err := f.resume.log(b, w.log); err != nil {
			return err
		}
	}
	if f.finish != nil {
		return f.finish(b)
	}
	return nil
}
