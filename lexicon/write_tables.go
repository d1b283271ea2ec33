package lexicon

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// ownCells are the cells of a term in which it differs from its class.
type ownCells struct{ pos, strength, effects, neg, content string }

func own(t *Term) ownCells {
	c := t.Class
	cells := ownCells{strength: unlike(t.Strength, c.Strength)}
	if t.POS != c.POS {
		cells.pos = t.POS
	}
	if !slices.Equal(t.Effects, c.Effects) {
		if cells.effects = effectsText(t.Effects); cells.effects == "" {
			cells.effects = none
		}
	}
	if t.Neg != c.Neg {
		cells.neg = string(t.Neg)
	}
	if t.Content != c.Content {
		if cells.content = string(t.Content); cells.content == "" {
			cells.content = none
		}
	}
	return cells
}

// termsTable writes the terms. A line that begins with # is a comment: where a
// term does, the part of speech stands first, and in each row.
func (lex *Lexicon) termsTable() string {
	columns := termColumns()
	marked := slices.ContainsFunc(lex.Terms, func(t *Term) bool { return strings.HasPrefix(t.Text, "#") })
	if marked {
		columns[0], columns[1] = columns[1], columns[0]
	}
	var b strings.Builder
	b.WriteString(strings.Join(columns, "\t") + "\n")
	for _, t := range lex.Terms {
		d := own(t)
		cells := []string{t.Text, d.pos, t.Class.Name, d.strength, d.effects, d.neg, d.content, t.When.String(), t.Note}
		if marked {
			cells[0], cells[1] = t.POS, t.Text
		}
		b.WriteString(strings.Join(cells, "\t") + "\n")
	}
	return b.String()
}

func (lex *Lexicon) segmentDict() []byte {
	var b bytes.Buffer
	for _, w := range lex.SegmentWords {
		fmt.Fprintf(&b, "%s %d %s\n", w.Text, w.Freq, w.Tag)
	}
	return b.Bytes()
}
