package compare

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lichang/lexicon"
)

// compareBearings compares the tables of bearings, by the ids of the targets.
func (d *Diff) compareBearings() {
	added, removed, changed := 0, 0, 0
	var from, to lexicon.Position
	pointers := func(list []lexicon.Bearing) []*lexicon.Bearing {
		out := make([]*lexicon.Bearing, len(list))
		for i := range list {
			out[i] = &list[i]
		}
		return out
	}
	eachText(pointers(d.old.Bearings), pointers(d.new.Bearings), func(b *lexicon.Bearing) string { return b.Trait }, func(_ string, old, new []*lexicon.Bearing) {
		switch {
		case old == nil:
			added++
		case new == nil:
			removed++
		case !d.sameBearing(old[0], new[0]):
			changed++
		}
	})
	if len(d.old.Bearings) > 0 {
		from = lexicon.Position{File: d.old.Bearings[0].Pos.File}
	}
	if len(d.new.Bearings) > 0 {
		to = lexicon.Position{File: d.new.Bearings[0].Pos.File}
	}
	if added+removed+changed == 0 {
		return
	}
	c := Change{Kind: Bearings, Op: Changed, Needs: Minor, Old: place(from), New: place(to)}
	switch {
	case from.File == "":
		c.Op = Added
	case to.File == "":
		c.Op = Removed
	}
	for _, f := range []struct {
		name string
		n    int
	}{{"traits added", added}, {"traits removed", removed}, {"traits changed", changed}} {
		if f.n > 0 {
			c.Fields = append(c.Fields, Field{Name: f.name, From: "0", To: strconv.Itoa(f.n)})
		}
	}
	d.bearings = d.addEverywhere(c)
}

// sameBearing compares what two rows say of the columns that both lexicons have;
// what one says of other targets goes with their columns.
func (d *Diff) sameBearing(a, b *lexicon.Bearing) bool {
	columns := lexicon.BearingColumns(d.new.Targets)
	for i, id := range lexicon.BearingColumns(d.old.Targets) {
		j := slices.Index(columns, id)
		if j >= 0 && (a.Favor[i] != b.Favor[j] || a.Against[i] != b.Against[j]) {
			return false
		}
	}
	return true
}

// compareWords compares segment.dict by word. All its changes are one unit: a
// text is cut by the one list or by the other.
func (d *Diff) compareWords() {
	pointers := func(list []lexicon.SegmentWord) []*lexicon.SegmentWord {
		out := make([]*lexicon.SegmentWord, len(list))
		for i := range list {
			out[i] = &list[i]
		}
		return out
	}
	eachText(pointers(d.old.SegmentWords), pointers(d.new.SegmentWords), func(w *lexicon.SegmentWord) string { return w.Text }, func(text string, old, new []*lexicon.SegmentWord) {
		c := Change{Kind: Word, Text: text, Needs: Minor}
		switch {
		case old == nil:
			c.Op, c.New = Added, place(new[0].Pos)
		case new == nil:
			c.Op, c.Old = Removed, place(old[0].Pos)
		default:
			a, b := old[0], new[0]
			c.Op, c.Old, c.New = Changed, place(a.Pos), place(b.Pos)
			if a.Freq != b.Freq {
				c.Fields = append(c.Fields, Field{"frequency", strconv.Itoa(a.Freq), strconv.Itoa(b.Freq)})
			}
			if a.Tag != b.Tag {
				c.Fields = append(c.Fields, Field{"tag", a.Tag, b.Tag})
			}
			if len(c.Fields) == 0 {
				return
			}
		}
		if d.words < 0 {
			d.words = d.addTo(&Unit{Everywhere: true, Words: true}, c)
		} else {
			d.join(d.words, c)
		}
	})
}

// number writes a number so that equal numbers look the same.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// effects writes effects as a table has them.
func effects(list []lexicon.Effect) string {
	var parts []string
	for _, e := range list {
		value := number(e.Value)
		if e.Value > 0 {
			value = "+" + value
		}
		parts = append(parts, string(e.From)+">"+string(e.To)+value)
	}
	return strings.Join(parts, ";")
}

func lower(s string) string { return strings.Map(unicode.ToLower, s) }
