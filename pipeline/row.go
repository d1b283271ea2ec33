package pipeline

import (
	"fmt"
	"unicode/utf8"

	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/output"
)

// Row turns a document and its result into the row that is written. The error
// says that the evidence points outside of the text: a defect of the program.
func (a *Analyzer) Row(d *Document, r *Result) (output.Row, error) {
	b := batch{docs: []Document{*d}}
	if err := b.fillRows(a, []Result{*r}, new(offsets)); err != nil {
		return output.Row{}, err
	}
	return b.rows[0], nil
}

// fillRows makes the rows of the batch's documents.
func (b *batch) fillRows(a *Analyzer, results []Result, off *offsets) error {
	for i := range b.docs {
		d, r := &b.docs[i], &results[i]
		b.rows = append(b.rows, output.Row{
			ID: d.ID, Source: r.Source, Title: d.Title, Text: d.Text, URL: d.URL,
			PublishedAt: d.PublishedAt, InputFile: d.InputFile, InputRow: d.InputRow,
			Status: d.Status, Extra: d.Extra, Reason: d.Reason,
			SentimentScore: r.Judgement.SentimentScore, SentimentLabel: r.Judgement.SentimentLabel,
		})
		row := &b.rows[len(b.rows)-1]
		targets := r.Judgement.Targets
		if d.Rejected() {
			row.SentimentLabel = stance.Neuter
			targets = a.undecided
		} else {
			a.warnOfAbout(d)
		}
		if d.Target != "" && len(targets) > 0 {
			row.Own = decision(&targets[len(targets)-1])
			targets = targets[:len(targets)-1]
		}
		start := len(b.decisions)
		for i := range targets {
			b.decisions = append(b.decisions, decision(&targets[i]))
		}
		row.Targets = b.decisions[start:len(b.decisions):len(b.decisions)]
		if len(r.Judgement.Evidence) == 0 {
			continue
		}
		off.reset(d)
		start = len(b.evidence)
		for i := range r.Judgement.Evidence {
			e, err := evidence(&r.Judgement.Evidence[i], r.View, off)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", d.InputFile, d.InputRow, err)
			}
			b.evidence = append(b.evidence, e)
		}
		row.Evidence = b.evidence[start:len(b.evidence):len(b.evidence)]
	}
	return nil
}

// warnOfAbout counts an about that names no target.
func (a *Analyzer) warnOfAbout(d *Document) {
	if !a.KnowsAbout(d) {
		d.Warnings++
	}
}

func decision(t *stance.TargetJudgement) output.Decision {
	return output.Decision{
		ID: t.ID, Label: string(t.Label), Score: t.Score, Favor: t.Favor, Against: t.Against,
		Basis: string(t.Basis), Mentions: int32(t.Mentions),
	}
}

func evidence(e *stance.Evidence, v *token.View, off *offsets) (output.Evidence, error) {
	field, start, end, ok := stored(v, e.Start, e.End, off)
	if !ok {
		return output.Evidence{}, fmt.Errorf("evidence for %q at [%d, %d) of a view of %d points at no stored text",
			e.Target, e.Start, e.End, len(v.Runes))
	}
	out := output.Evidence{
		Target: e.Target, Holder: e.Holder, Voice: e.Voice,
		Term: off.slice(field, start, end), Field: field.String(), Start: int32(start), End: int32(end),
		Polarity: int32(e.Polarity), Weight: e.Weight, Confidence: e.Confidence, Rules: e.Rules,
	}
	for _, s := range e.Spans {
		field, start, end, ok := stored(v, s.Start, s.End, off)
		if !ok {
			continue // the role is filled by the line break alone, or by nothing
		}
		out.Spans = append(out.Spans, output.Span{Role: s.Role, Field: field.String(), Start: int32(start), End: int32(end)})
	}
	return out, nil
}

// stored maps a view span to the stored field and its span there. A span that
// crosses from title to body is clipped to the side that holds more of it. It
// is false for a span that covers no stored text.
func stored(v *token.View, start, end int, off *offsets) (f token.Field, from, to int, ok bool) {
	if start < 0 || start >= end || end > len(v.Runes) {
		return 0, 0, 0, false
	}
	if border := v.BodyAt - 1; start <= border && end > border {
		if border-start >= end-v.BodyAt {
			end = border
		} else {
			start = v.BodyAt
		}
		if start >= end {
			return 0, 0, 0, false
		}
	}
	f, from, to = v.Source(start, end)
	return f, from, to, from >= 0 && from < to && to <= off.len(f)
}

// offsets finds the bytes of code points in a document's fields. It indexes a
// field when it is asked for the first time: most documents never ask.
type offsets struct {
	text  [2]string
	runes [2]int
	// marks[f][i] is the byte at which code point i*stride of field f begins.
	marks [2][]int32
}

// stride is how many code points lie between two marks.
const stride = 64

func (o *offsets) reset(d *Document) {
	o.text[token.Title], o.text[token.Body] = d.Title, d.Text
	for f := range o.marks {
		o.marks[f], o.runes[f] = o.marks[f][:0], -1
	}
}

// len is the number of code points of a field.
func (o *offsets) len(f token.Field) int {
	if o.runes[f] < 0 {
		n := 0
		for at := range o.text[f] {
			if n%stride == 0 {
				o.marks[f] = append(o.marks[f], int32(at))
			}
			n++
		}
		o.runes[f] = n
	}
	return o.runes[f]
}

// slice returns the code points [start, end) of a field.
func (o *offsets) slice(f token.Field, start, end int) string {
	from := o.byteAt(f, start)
	to := from
	if end-start > stride {
		to = o.byteAt(f, end)
	} else {
		for ; start < end; start++ {
			_, size := utf8.DecodeRuneInString(o.text[f][to:])
			to += size
		}
	}
	return o.text[f][from:to]
}

func (o *offsets) byteAt(f token.Field, i int) int {
	if i >= o.len(f) {
		return len(o.text[f])
	}
	at := int(o.marks[f][i/stride])
	for i %= stride; i > 0; i-- {
		_, size := utf8.DecodeRuneInString(o.text[f][at:])
		at += size
	}
	return at
}
