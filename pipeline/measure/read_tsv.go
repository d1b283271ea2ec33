package measure

import (
	"slices"
	"strings"

	"lichang/lexicon/stance"
)

// goldColumns returns the names of a table's columns that mean something; mid
// and aspect are other names of id and target.
func goldColumns() []string {
	return []string{"id", "mid", "text", "target", "aspect", "stance", "sentiment"}
}

// columns are the places of the columns in a line, -1 where there is none.
type columns struct {
	id, text, target, label int
	names                   []string
}

// table reads a header and rows of cells between tabs: text, a target if there
// is one, and stance or sentiment. Cells are taken as they stand: a quotation
// mark is a quotation mark.
func (r *reader) table(content []byte) {
	var cols *columns
	r.lines(content, func(line string) {
		cells := strings.Split(line, "\t")
		if cols == nil {
			cols = r.header(cells)
			return
		}
		if cols.text < 0 || cols.label < 0 {
			return // the header's fault is enough
		}
		if len(cells) != len(cols.names) {
			r.fault("%d cells where the header has %d", len(cells), len(cols.names))
			return
		}
		r.row(cols, cells)
	})
}

func (r *reader) header(names []string) *columns {
	index := func(wanted ...string) int {
		for _, w := range wanted {
			if i := slices.Index(names, w); i >= 0 {
				return i
			}
		}
		return -1
	}
	c := &columns{index("id", "mid"), index("text"), index("target", "aspect"), -1, names}
	for i, n := range names {
		if slices.Index(names, n) < i {
			r.fault("two columns are named %q", n)
		}
	}
	r.unknown("column", names, goldColumns())
	byStance, bySentiment := index("stance"), index("sentiment")
	switch {
	case c.text < 0:
		r.fault("no column text")
	case byStance >= 0 && bySentiment >= 0:
		r.fault("both a column stance and a column sentiment: want one of them")
	case byStance >= 0 && c.target < 0:
		r.fault("a column stance but no column target")
	case byStance >= 0:
		c.label, r.set.Kind = byStance, Own
	case bySentiment < 0:
		r.fault("no column stance and no column sentiment")
	case c.target >= 0:
		c.label, r.set.Kind = bySentiment, Aspects
	default:
		c.label, r.set.Kind = bySentiment, Sentiment
	}
	return c
}

func (r *reader) row(cols *columns, cells []string) {
	before := r.faults
	c := Case{Line: r.line, Text: cells[cols.text]}
	if strings.TrimSpace(c.Text) == "" {
		r.fault("no text")
	}
	if cols.target >= 0 {
		if c.Target = cells[cols.target]; strings.TrimSpace(c.Target) == "" {
			r.fault("no target")
		}
		c.About = c.Target
	}
	if cols.id >= 0 {
		switch c.ID = cells[cols.id]; {
		case c.ID == "":
			r.fault("no id")
		case r.unique(c.ID):
			r.text[c.ID] = c.Text
		case cols.target < 0 || r.text[c.ID] != c.Text:
			// Only the rows of several targets of one text may share its id.
			r.fault("the id %q stands in line %d already", c.ID, r.seen[c.ID])
		}
	}
	raw := cells[cols.label]
	label, ok := labelOf(r.set.Kind, raw)
	if raw == "" && r.faults == before {
		r.set.Unlabelled++
		return
	}
	if !ok {
		names := r.set.Kind.Labels()
		r.fault("%q is no label of %s: want %s", raw, cols.names[cols.label], strings.Join(names[:], ", "))
	}
	if r.faults == before {
		c.Want = []Want{{Target: c.Target, Label: label}}
		r.set.Cases = append(r.set.Cases, c)
	}
}

// labelOf reads a label under the names that its kind has.
func labelOf(k Kind, s string) (stance.Label, bool) {
	for i, name := range k.Labels() {
		if s == name {
			return stance.Labels()[i], true
		}
	}
	return "", false
}
