package pipeline

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"runtime/debug"
	"slices"
	"sync"

	"lichang/lexicon/compare"
	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/output"
	"lichang/pipeline/flip"
	"lichang/pipeline/measure"
)

// CompareConfig is what texts are compared with.
type CompareConfig struct {
	Diff *compare.Diff
	// Old and New judge by the two lexicons of Diff. They share a segmenter
	// where these have the same words for it.
	Old, New *Analyzer
	Workers  int // at least 1
	// All judges the texts as well that no changed entry can touch, so that the
	// transitions count every row.
	All bool
	// Keep is how many flips the report lists at most; Each gets them all, in
	// order, and may be nil.
	Keep     int
	Each     func(*flip.Flip) error
	Progress *Progress // may be read while the comparison works; nil for none
}

// Comparison judges texts by two lexicons.
type Comparison struct {
	cfg  CompareConfig
	core *flip.Comparer
	pool sync.Pool // *compareScratch
}

// compareScratch is what one goroutine compares with.
type compareScratch struct {
	Scratch
	flip     flip.Scratch
	old      [][]token.Token // as the old lexicon cuts
	at       []int           // the documents that are judged
	touching [][]int
	cut      []*token.View
}

// NewComparison prepares a comparison.
func NewComparison(cfg CompareConfig) (*Comparison, error) {
	if cfg.Workers < 1 {
		return nil, fmt.Errorf("%d workers: want at least one", cfg.Workers)
	}
	core, err := flip.New(cfg.Diff, cfg.Old.engine, cfg.New.engine, judgeBy)
	if err != nil {
		return nil, err
	}
	if cfg.Progress == nil {
		cfg.Progress = new(Progress)
	}
	return newComparison(cfg, core), nil
}

func newComparison(cfg CompareConfig, core *flip.Comparer) *Comparison {
	c := &Comparison{cfg: cfg, core: core}
	c.pool.New = func() any { return new(compareScratch) }
	return c
}

func (c *Comparison) tally() *flip.Tally {
	return flip.NewTally(c.cfg.Diff.Shared, c.cfg.Keep, c.cfg.Each)
}

// Inputs compares the rows of inputs, as run reads them, or of stdin where one
// is named "-".
func (c *Comparison) Inputs(ctx context.Context, names []string, rd Reading, stdin io.Reader) (*flip.Report, error) {
	var inputs []source
	for _, name := range names {
		inputs = append(inputs, fileSource(name, rd, stdin))
	}
	tally := c.tally()
	f := flow{
		analyzer: c.cfg.New, workers: c.cfg.Workers, progress: c.cfg.Progress,
		work: func(_ *worker, b *batch) error {
			s := c.pool.Get().(*compareScratch)
			defer c.pool.Put(s)
			var err error
			b.compared, err = c.compare(b.docs, nil, s, nil)
			return err
		},
		take: func(b *batch, _ bool) error {
			for i := range b.docs {
				c.cfg.Progress.count(&b.docs[i])
			}
			return tally.Add(b.compared)
		},
	}
	if err := f.run(ctx, inputs); err != nil {
		return nil, err
	}
	return tally.Finish(), nil
}

// Documents compares documents that are in memory.
func (c *Comparison) Documents(ctx context.Context, docs []Document) (*flip.Report, error) {
	tally := c.tally()
	if err := c.documents(ctx, docs, nil, tally, nil); err != nil {
		return nil, err
	}
	return tally.Finish(), nil
}

// Dataset compares the rows of a dataset. Where one of the two lexicons made it,
// the labels of rows that no change can touch are taken from it. What a row was
// about, if its input said so, is stored in none: it is judged as if it had not.
func (c *Comparison) Dataset(ctx context.Context, d *output.Dataset) (*flip.Report, error) {
	made := d.Manifest.MadeBy
	stored := made.Engine == stance.Version &&
		(made.LexiconHash == c.cfg.Diff.Old.Hash && made.DictionaryHash == c.cfg.Old.segmenter.Hash() ||
			made.LexiconHash == c.cfg.Diff.New.Hash && made.DictionaryHash == c.cfg.New.segmenter.Hash())
	tally := c.tally()
	err := d.Rows(ctx, func(rows []output.Row) error {
		docs := make([]Document, len(rows))
		for i := range rows {
			r := &rows[i]
			docs[i] = Document{ID: r.ID, Source: r.Source, Title: r.Title, Text: r.Text, URL: r.URL, Target: r.Own.ID,
				InputFile: r.InputFile, InputRow: r.InputRow, Status: r.Status}
		}
		var labels func(i int) []output.Decision
		if stored {
			labels = func(i int) []output.Decision { return append(slices.Clip(rows[i].Targets), rows[i].Own) }
		}
		c.cfg.Progress.RowsIn.Add(int64(len(rows)))
		return c.documents(ctx, docs, labels, tally, nil)
	})
	if err != nil {
		return nil, err
	}
	return tally.Finish(), nil
}

// Gold compares labelled texts and measures both lexicons by their labels.
// Unlabelled are the shared targets that the gold says nothing of. Several sets
// are pooled; they must be of one kind.
func (c *Comparison) Gold(ctx context.Context, sets []*measure.Set, unlabelled []string) (*flip.Report, error) {
	all := newComparison(c.cfg, c.core)
	all.cfg.All = true
	tally := c.tally()
	var judged []*measure.Judged
	var oldLabels []stance.Label
	for _, set := range sets {
		j := &measure.Judged{Set: set}
		j.Decisions, j.Texts = set.Decisions()
		old := make([]stance.Label, len(j.Decisions))
		docs := make([]Document, len(set.Cases))
		first := make([]int, len(docs))
		n := 0
		for i := range docs {
			docs[i] = GoldDocument(&set.Cases[i])
			docs[i].InputFile, docs[i].InputRow = set.Name, int64(set.Cases[i].Line)
			if id := set.Cases[i].ID; id != "" {
				docs[i].ID = id
			}
			first[i] = n
			n += len(set.Cases[i].Want)
		}
		err := all.documents(ctx, docs, nil, tally, func(i int, before, after *stance.Judgement, flips []flip.Flip) error {
			for k, w := range set.Cases[i].Want {
				at := first[i] + k
				var err error
				if old[at], err = givenLabel(before, set.Kind, w.Target); err == nil {
					j.Decisions[at].Given, err = givenLabel(after, set.Kind, w.Target)
				}
				if err != nil {
					return fmt.Errorf("%s:%d: %w", set.Name, set.Cases[i].Line, err)
				}
			}
			setGold(flips, set, i)
			return nil
		})
		if err != nil {
			return nil, err
		}
		judged = append(judged, j)
		oldLabels = append(oldLabels, old...)
	}
	r := tally.Finish()
	r.Gold = flip.NewGoldReport(measure.Pair(measure.Pool(judged), oldLabels), unlabelled)
	return r, nil
}

// setGold puts the labels of a case to its flips.
func setGold(flips []flip.Flip, set *measure.Set, i int) {
	for k := range flips {
		f := &flips[k]
		for _, w := range set.Cases[i].Want {
			switch {
			case set.Kind == measure.Targets && w.Target == f.Target,
				set.Kind != measure.Targets && set.Kind != measure.Sentiment && f.Target == flip.OwnTarget:
				f.SetGold(string(w.Label))
			}
		}
	}
}

// visitor gets what both lexicons say of a document, and its flips.
type visitor func(i int, old, new *stance.Judgement, flips []flip.Flip) error

// documents compares documents that are in memory, on several workers, and adds
// what it finds in their order.
func (c *Comparison) documents(ctx context.Context, docs []Document, labels func(i int) []output.Decision, tally *flip.Tally, visit visitor) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	const size = 512 // documents a worker takes at a time
	parts := make([]*flip.Part, (len(docs)+size-1)/size)
	next := make(chan int, len(parts))
	for i := range parts {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range min(c.cfg.Workers, len(parts)) {
		wg.Go(func() {
			s := c.pool.Get().(*compareScratch)
			defer c.pool.Put(s)
			for i := range next {
				if ctx.Err() != nil {
					return
				}
				from := i * size
				var some func(int) []output.Decision
				if labels != nil {
					some = func(k int) []output.Decision { return labels(from + k) }
				}
				var each visitor
				if visit != nil {
					each = func(k int, old, new *stance.Judgement, flips []flip.Flip) error {
						return visit(from+k, old, new, flips)
					}
				}
				part, err := c.guarded(docs[from:min(from+size, len(docs))], some, s, each)
				if err != nil {
					cancel(err)
					return
				}
				parts[i] = part
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	for _, p := range parts {
		if err := tally.Add(p); err != nil {
			return err
		}
	}
	c.cfg.Progress.RowsOut.Add(int64(len(docs)))
	return nil
}

func (c *Comparison) guarded(docs []Document, labels func(i int) []output.Decision, s *compareScratch, visit visitor) (part *flip.Part, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: near line %d: panic: %v\n%s", docs[0].InputFile, docs[0].InputRow, p, debug.Stack())
		}
	}()
	return c.compare(docs, labels, s, visit)
}

// compare judges a batch. Labels gives what is stored of a document that is not
// judged, nil for nothing.
func (c *Comparison) compare(docs []Document, labels func(i int) []output.Decision, s *compareScratch, visit visitor) (*flip.Part, error) {
	p := &flip.Part{Sources: map[string]int64{}, IDs: make([]uint64, 0, len(docs))}
	c.cfg.New.views(docs, &s.Scratch)
	s.at, s.touching, s.cut = s.at[:0], s.touching[:0], s.cut[:0]
	for i := range docs {
		d := &docs[i]
		if d.Rejected() {
			p.Rejected++
			continue
		}
		p.Rows++
		p.Sources[s.results[i].Source]++
		h := fnv.New64a()
		h.Write([]byte(d.ID))
		p.IDs = append(p.IDs, h.Sum64())
		text := flip.Text{View: s.ptrs[i], Target: d.Target, About: d.About}
		units := c.core.Touching(&text, &s.flip)
		if len(units) > 0 || c.core.Words() || c.cfg.All {
			s.at, s.touching, s.cut = append(s.at, i), append(s.touching, units), append(s.cut, s.ptrs[i])
		} else if labels != nil {
			p.Known++
			c.countStored(p, d, labels(i))
		}
	}
	var err error
	if s.tokens, err = c.cfg.New.segmenter.Cut(s.cut, s.tokens[:cap(s.tokens)]); err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	s.old = s.old[:cap(s.old)]
	if c.core.Words() {
		if s.old, err = c.cfg.Old.segmenter.Cut(s.cut, s.old); err != nil {
			return nil, fmt.Errorf("compare: %w", err)
		}
	}
	for k, i := range s.at {
		d := &docs[i]
		text := flip.Text{View: s.ptrs[i], New: s.tokens[k], Old: s.tokens[k], Target: d.Target, About: d.About}
		units := s.touching[k]
		if c.core.Words() {
			text.Old = s.old[k]
			units = c.core.Retokenised(&text, units)
		}
		if len(units) == 0 && labels != nil && !c.cfg.All {
			p.Known++
			c.countStored(p, d, labels(i))
			continue
		}
		if len(units) == 0 && !c.cfg.All {
			continue
		}
		if err := c.one(p, d, &text, units, &s.results[i], s, func(old, new *stance.Judgement, flips []flip.Flip) error {
			if visit == nil {
				return nil
			}
			return visit(i, old, new, flips)
		}); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", d.InputFile, d.InputRow, err)
		}
	}
	return p, nil
}

// countStored counts the labels of a document that keeps them.
func (c *Comparison) countStored(p *flip.Part, d *Document, stored []output.Decision) {
	for i := range stored {
		x := &stored[i]
		switch {
		case i == len(stored)-1:
			if d.Target != "" {
				p.Count(flip.OwnTarget, x.Label, x.Label)
			}
		case slices.Contains(c.cfg.Diff.Shared, x.ID):
			p.Count(x.ID, x.Label, x.Label)
		}
	}
}

// one judges one document by both lexicons and finds its flips and what caused
// them.
func (c *Comparison) one(p *flip.Part, d *Document, text *flip.Text, units []int, r *Result, s *compareScratch, visit func(old, new *stance.Judgement, flips []flip.Flip) error) error {
	p.Known++
	after := c.core.New(text)
	before := after
	if len(units) > 0 {
		p.Touched++
		before = c.core.Old(text)
	}
	var flips []flip.Flip
	moved := false
	var subject *flip.Subject
	for _, pair := range c.pairs(d, &before, &after) {
		old, new := pair.old, pair.new
		p.Count(pair.id, string(old.Label), string(new.Label))
		moved = moved || old.Score != new.Score
		if old.Label == new.Label {
			continue
		}
		f := flip.Flip{ID: d.ID, Source: r.Source, File: d.InputFile, Row: d.InputRow, Title: d.Title, Text: d.Text, Target: pair.id}
		if pair.id == flip.OwnTarget {
			f.Own = d.Target
		}
		s.offsets.reset(d)
		f.Old = sideOf(old, before.Evidence, text.View, &s.offsets)
		f.New = sideOf(new, after.Evidence, text.View, &s.offsets)
		if subject == nil {
			var err error
			if subject, err = c.core.Subject(text, units, &s.flip); err != nil {
				return err
			}
		}
		cause, err := subject.Why(old.Label, pair.toward, c.likely(&f, units))
		if err != nil {
			return err
		}
		f.SetCause(cause, func(u int) []int { return c.cfg.Diff.Units[u].Changes })
		flips = append(flips, f)
	}
	if moved {
		p.Moved++
	}
	if len(flips) > 0 {
		p.FlippedRows++
	}
	if err := visit(&before, &after, flips); err != nil {
		return err
	}
	p.Flips = append(p.Flips, flips...)
	return nil
}

// targetPair is what both lexicons say toward one target.
type targetPair struct {
	id       string // the target's, or flip.OwnTarget
	old, new *stance.TargetJudgement
	toward   func(*stance.Judgement) stance.Label
}

// pairs lists what both say of the shared targets, then of the document's own.
func (c *Comparison) pairs(d *Document, before, after *stance.Judgement) []targetPair {
	var out []targetPair
	n := len(after.Targets)
	if d.Target != "" {
		n--
	}
	for k := range after.Targets[:max(n, 0)] {
		id := after.Targets[k].ID
		i := slices.IndexFunc(before.Targets, func(t stance.TargetJudgement) bool { return t.ID == id })
		if i < 0 || !slices.Contains(c.cfg.Diff.Shared, id) {
			continue
		}
		out = append(out, targetPair{id, &before.Targets[i], &after.Targets[k], func(j *stance.Judgement) stance.Label {
			for i := range j.Targets {
				if j.Targets[i].ID == id {
					return j.Targets[i].Label
				}
			}
			return stance.None
		}})
	}
	if d.Target != "" && len(before.Targets) > 0 && len(after.Targets) > 0 {
		last := func(j *stance.Judgement) *stance.TargetJudgement { return &j.Targets[len(j.Targets)-1] }
		out = append(out, targetPair{flip.OwnTarget, last(before), last(after), func(j *stance.Judgement) stance.Label { return last(j).Label }})
	}
	return out
}

// likely returns the units whose surfaces are words of the evidence that the two
// sides do not share: of all that touch a text the first to be asked.
func (c *Comparison) likely(f *flip.Flip, units []int) []int {
	if len(units) < 2 {
		return nil
	}
	same := func(a, b flip.Evidence) bool {
		return a.Field == b.Field && a.Start == b.Start && a.End == b.End && a.Weight == b.Weight && a.Polarity == b.Polarity
	}
	terms := map[string]bool{}
	differ := func(some, others []flip.Evidence) {
		for _, e := range some {
			if !slices.ContainsFunc(others, func(o flip.Evidence) bool { return same(e, o) }) {
				terms[string(stance.AppendFolded(nil, []rune(e.Term)))] = true
			}
		}
	}
	differ(f.Old.Evidence, f.New.Evidence)
	differ(f.New.Evidence, f.Old.Evidence)
	var out []int
	for _, u := range units {
		if slices.ContainsFunc(c.cfg.Diff.Units[u].Surfaces, func(t string) bool { return terms[t] }) {
			out = append(out, u)
		}
	}
	return out
}

// sideOf is what a judgement says toward a target, with its evidence as a dataset
// would store it.
func sideOf(t *stance.TargetJudgement, all []stance.Evidence, v *token.View, off *offsets) flip.Side {
	x := flip.Side{Label: string(t.Label), Score: t.Score, Basis: string(t.Basis), Evidence: []flip.Evidence{}}
	for i := range all {
		if all[i].Target != t.ID {
			continue
		}
		e, err := evidence(&all[i], v, off)
		if err != nil {
			continue // it is shown, not stored: what points at no text shows nothing
		}
		x.Evidence = append(x.Evidence, shownEvidence(&e))
	}
	return x
}
