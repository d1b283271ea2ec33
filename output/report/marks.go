package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lichang/output/summary"
)

// run is a stretch of a snippet's field that is shown in one way. At most one of
// Mark, Control and Gap is set.
type run struct {
	Text string
	// Mark is how the evidence that covers it speaks: for, against or both where
	// it is about the target that the snippet was chosen for; other where it is
	// about somebody else; trait where only the whole text says so.
	Mark    string
	Title   string // what the evidence is, in words
	Control bool   // the number of a hidden character
	Gap     bool   // says how much was left out
}

// runs cuts a field at the borders of its evidence.
func (b *builder) runs(e *summary.Excerpt, field, target string, evidence []summary.Evidence) []run {
	var all []run
	at := int64(0)
	for _, p := range e.Pieces {
		if p.Start > at {
			all = append(all, run{Text: b.words.of("left-out", thousands(p.Start-at)), Gap: true})
		}
		all = append(all, b.piece(p, field, target, evidence)...)
		at = p.Start + int64(utf8.RuneCountInString(p.Text))
	}
	if at < e.Length {
		all = append(all, run{Text: b.words.of("left-out", thousands(e.Length-at)), Gap: true})
	}
	return all
}

func (b *builder) piece(p summary.Piece, field, target string, evidence []summary.Evidence) []run {
	runes := []rune(p.Text)
	start, end := p.Start, p.Start+int64(len(runes))
	borders := []int64{start, end}
	var inside []*summary.Evidence
	for i := range evidence {
		e := &evidence[i]
		if e.Field != field || int64(e.End) <= start || int64(e.Start) >= end || e.End <= e.Start {
			continue
		}
		inside = append(inside, e)
		borders = append(borders, max(start, int64(e.Start)), min(end, int64(e.End)))
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	var all []run
	for i := range len(borders) - 1 {
		from, to := borders[i], borders[i+1]
		var covers []*summary.Evidence
		for _, e := range inside {
			if int64(e.Start) <= from && to <= int64(e.End) {
				covers = append(covers, e)
			}
		}
		all = append(all, controls(string(runes[from-start:to-start]), markOf(covers, target), b.tell(covers))...)
	}
	return all
}

// controls shows the hidden characters of a stretch by their numbers.
func controls(text, mark, title string) []run {
	var all []run
	for text != "" {
		i := strings.IndexFunc(text, hidden)
		if i < 0 {
			return append(all, run{Text: text, Mark: mark, Title: title})
		}
		if i > 0 {
			all = append(all, run{Text: text[:i], Mark: mark, Title: title})
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		all = append(all, run{Text: number(r), Control: true})
		text = text[i+size:]
	}
	return all
}

// The marks.
const (
	markFor     = "for"
	markAgainst = "against"
	markBoth    = "both"
	markOther   = "other"
	markTrait   = "trait"
)

// markOf says how the evidence speaks of the target; of anybody where the
// snippet was chosen for nobody.
func markOf(covers []*summary.Evidence, target string) string {
	if len(covers) == 0 {
		return ""
	}
	favor, against, trait := false, false, false
	for _, e := range covers {
		if target != "" && e.Target != target || target == "" && e.Target == "" {
			continue
		}
		trait = trait || e.WholeText
		favor = favor || e.Polarity > 0 && !e.WholeText
		against = against || e.Polarity < 0 && !e.WholeText
	}
	switch {
	case favor && against:
		return markBoth
	case favor:
		return markFor
	case against:
		return markAgainst
	case trait:
		return markTrait
	}
	return markOther
}

// tell says what the evidence is: who speaks how strongly for or against whom.
func (b *builder) tell(covers []*summary.Evidence) string {
	var all []string
	for _, e := range covers {
		all = append(all, fmt.Sprintf("%s → %s %s", b.holder(e), cmp.Or(b.name(e.Target), b.words.of("sentiment")), signed(float64(e.Polarity)*e.Weight)))
	}
	return strings.Join(all, "; ")
}

// holder names whose attitude a piece of evidence is.
func (b *builder) holder(e *summary.Evidence) string {
	if e.Holder == summary.SpeakerAuthor {
		return b.words.of("author")
	}
	return b.name(e.Holder)
}
