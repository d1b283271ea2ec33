package pipeline

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"lichang/output"
	"lichang/pipeline/copies"
)

// trace is what rows are compared by: the content of a document, and the
// signature of its text.
type trace struct {
	content copies.Content
	text    copies.Signature
}

// tracer makes traces. It belongs to one goroutine at a time.
type tracer struct {
	signer *copies.Signer
	buf    []byte
}

// fill traces the documents of a batch.
func (t *tracer) fill(b *batch) {
	if t.signer == nil {
		t.signer = copies.NewSigner()
	}
	for i := range b.docs {
		d := &b.docs[i]
		b.traces = append(b.traces, trace{})
		if d.Rejected() {
			continue
		}
		x := &b.traces[i]
		t.buf = appendContent(t.buf[:0], d)
		sum := sha256.Sum256(t.buf)
		copy(x.content[:], sum[:])
		x.text = t.signer.Sign(d.Title, d.Text)
	}
}

// repeats tells which rows were there before, in this run or in another.
type repeats struct {
	index  *copies.Index
	seen   *copies.Seen // nil for none
	inputs []string     // by the number that places carry
}

// openRepeats opens what the rows of a run are compared with.
func openRepeats(w *output.Writer, cfg *Config) (_ *repeats, err error) {
	r := new(repeats)
	if cfg.SkipSeen != "" {
		if r.seen, err = copies.OpenSeen(cfg.SkipSeen, cfg.Output.AsOf); err != nil {
			return nil, fmt.Errorf("ids of earlier runs: %w", err)
		}
	}
	r.index = copies.Open(w.Scratch("copies"))
	return r, nil
}

// standing is what becomes of a row.
type standing int

const (
	kept      standing = iota
	duplicate          // its id and content stand in an earlier row
	clash              // its id is that of another content
	seen               // an earlier night published its id
)

// judge tells what becomes of a row, with the reason of a clash, and sets the
// group of one that is kept.
func (r *repeats) judge(row *output.Row, x *trace) (standing, string, error) {
	at := copies.Place{Input: r.number(row.InputFile), Row: row.InputRow}
	known, first, err := r.index.Add(row.ID, x.content, at)
	switch {
	case err != nil:
		return kept, "", err
	case known == copies.Same:
		return duplicate, "", nil
	case known == copies.Other:
		return clash, fmt.Sprintf("its id %q is that of another content, in %s:%d", shortID(row.ID), r.inputs[first.Input], first.Row), nil
	}
	if r.seen != nil {
		before, err := r.seen.Take(row.ID)
		if err != nil || before {
			return seen, "", err
		}
	}
	row.DupGroup, err = r.index.Group(row.ID, &x.text)
	return kept, "", err
}

// shortID bounds what a reason quotes.
func shortID(id string) string {
	const most = 80
	if runes := []rune(id); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return id
}

// number is that of an input. Inputs come one after another.
func (r *repeats) number(name string) int64 {
	if n := len(r.inputs); n == 0 || r.inputs[n-1] != name {
		r.inputs = append(r.inputs, name)
	}
	return int64(len(r.inputs) - 1)
}

// endIndex lets go of what only this run needs.
func (r *repeats) endIndex() error { return r.index.Close() }

// commit lets the ids of the run count as published.
func (r *repeats) commit() error {
	if r.seen == nil {
		return nil
	}
	return r.seen.Commit()
}

func (r *repeats) close() error {
	var errs []error
	if r.index != nil {
		errs = append(errs, r.index.Close())
	}
	if r.seen != nil {
		errs = append(errs, r.seen.Close())
	}
	return errors.Join(errs...)
}
