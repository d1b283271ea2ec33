package pipeline

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// eachBatch is how many documents a worker takes at a time.
const eachBatch = 32

// Each judges documents that are in memory, on several workers, and calls visit
// once for each with its index, in no order and from several goroutines at
// once. What the result holds of text is valid during the call only; opt is
// what it was judged with. It returns the first error, or the cause of ctx's
// end.
func (a *Analyzer) Each(ctx context.Context, docs []Document, opt AnalyzeOptions, workers int, visit func(i int, r *Result) error) error {
	if workers < 1 {
		return fmt.Errorf("%d workers: want at least one", workers)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			var s Scratch
			for {
				start := int(next.Add(eachBatch)) - eachBatch
				if start >= len(docs) || ctx.Err() != nil {
					return
				}
				if err := a.some(docs, start, opt, &s, visit); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// some judges one batch of Each.
func (a *Analyzer) some(docs []Document, start int, opt AnalyzeOptions, s *Scratch, visit func(i int, r *Result) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("near document %d: panic: %v\n%s", start+1, p, debug.Stack())
		}
	}()
	results, err := a.Analyze(docs[start:min(start+eachBatch, len(docs))], opt, s)
	for i := range results {
		if err == nil {
			err = visit(start+i, &results[i])
		}
	}
	return err
}
