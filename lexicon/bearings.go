package lexicon

import (
	"bufio"
	"cmp"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Bearing is how much a trait of a text speaks for its being in favor of, or
// against, each target, in logits beyond those of saying neither. A trait is a
// short run of the text's words, or, with a leading colon, something that the
// engine found out about the text; see doc.go.
type Bearing struct {
	Trait string
	// Favor and Against are by column, in the order of BearingColumns.
	Favor, Against []float64
	Pos            Position
}

// The columns behind those of the lexicon's targets.
const (
	// OwnColumn is of the target that a row of the input brings with it.
	OwnColumn = "target"
	// WholeColumn is of the text as a whole: its being positive or negative.
	WholeColumn = "sentiment"
)

// BearingColumns names what bearings speak of: the targets by id, then what
// every lexicon may judge.
func BearingColumns(targets []Target) []string {
	var ids []string
	for _, t := range targets {
		ids = append(ids, t.ID)
	}
	return append(ids, OwnColumn, WholeColumn)
}

// bearingsFile is the table of bearings.
const bearingsFile = "bearings.tsv"

// bearingDef is a bearing as written: the numbers by column.
type bearingDef struct {
	trait  string
	values []float64
	at     Position
}

// bearingTable is a layer's table: which column is whose.
type bearingTable struct {
	columns []scalar // id+ or id-, in the order of the file
	rows    []bearingDef
}

var bearingColumn = regexp.MustCompile(`^([a-z][a-z0-9_]*)[+-]$`)

// readBearings reads bearings.tsv: a column trait, then columns id+ and id- of
// BearingColumns.
func (l *layer) readBearings(file, content string) {
	t := l.openTable(file, content, nil, []string{"trait"})
	if t == nil {
		return
	}
	b := bearingTable{}
	if t.columns[0] != "trait" {
		l.errorf(t.header.at(0), "header", "the first column is %q, want trait", t.columns[0])
		return
	}
	for i, name := range t.columns[1:] {
		s := scalar{text: name, at: t.header.at(i + 1)}
		if !bearingColumn.MatchString(name) {
			l.errorf(s.at, "header", "the column %q is not a target's id with + or -", name)
			return
		}
		b.columns = append(b.columns, s)
	}
	rows := min(t.lines(), maxEntries)
	seen := make(map[string]int32, rows) // the line
	b.rows = make([]bearingDef, 0, rows)
	var all []float64 // room for the values of some rows
	for r, ok := t.row(row{}); ok; r, ok = t.row(r) {
		if !r.check(1) {
			continue
		}
		if len(all) < len(b.columns) {
			all = make([]float64, 1024*len(b.columns))
		}
		d := bearingDef{trait: r.cell(0), at: r.at(0), values: all[:len(b.columns):len(b.columns)]}
		all = all[len(b.columns):]
		if d.trait == "" {
			l.errorf(d.at, "empty", "empty trait")
			continue
		}
		if first, twice := seen[d.trait]; twice {
			l.errorf(d.at, "duplicate", "the trait %q stands twice, first at %s", d.trait, Position{File: file, Line: int(first), Column: d.at.Column})
			continue
		}
		seen[d.trait] = int32(d.at.Line)
		for i := range b.columns {
			cell := r.cell(i + 1)
			if cell == "" {
				continue
			}
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil || !(v >= -maxBearing && v <= maxBearing) {
				l.errorf(r.at(i+1), "range", "%q is no number in [-%d, %d]", cell, maxBearing, maxBearing)
				continue
			}
			if v != 0 { // -0 is no other number
				d.values[i] = v
			}
		}
		b.rows = append(b.rows, d)
	}
	l.bearings = b
}

// maxBearing bounds a bearing, in logits.
const maxBearing = 50

// mergedBearings takes each column from the last layer that has it, since its
// numbers were found together, and tells the file of each.
func (m *merger) mergedBearings(layers []*layer) ([]Bearing, []string) {
	columns := BearingColumns(m.targets)
	from := make([]*layer, len(columns))
	rows := 0
	for _, l := range layers {
		for _, c := range l.bearings.columns {
			id := c.text[:len(c.text)-1]
			k := slices.Index(columns, id)
			switch {
			case k < 0:
				m.errorf(c.at, "header", "the column %q names no target%s", c.text, orList(guess(id, columns), columns))
			case len(l.bearings.rows) > 0:
				from[k] = l
			}
		}
		rows += len(l.bearings.rows)
	}
	if rows == 0 {
		return nil, nil
	}
	files := make([]string, len(columns))
	for k, l := range from {
		if l != nil {
			files[k] = l.bearings.rows[0].at.File
		}
	}
	n := len(columns)
	all := make([]float64, 2*n*rows)
	out := make([]Bearing, 0, rows)
	at := make(map[string]int, rows)
	for _, l := range layers {
		// The columns that are this layer's, and where they stand in its table.
		var mine, side, cell []int
		for i, c := range l.bearings.columns {
			if k := slices.Index(columns, c.text[:len(c.text)-1]); k >= 0 && from[k] == l {
				mine, cell = append(mine, k), append(cell, i)
				side = append(side, strings.Index("+-", c.text[len(c.text)-1:]))
			}
		}
		for _, d := range l.bearings.rows {
			i, known := at[d.trait]
			if !known && len(mine) > 0 {
				i = len(out)
				at[d.trait] = i
				out = append(out, Bearing{Trait: d.trait, Favor: all[:n:n], Against: all[n : 2*n : 2*n], Pos: d.at})
				all = all[2*n:]
			}
			for x, k := range mine {
				if side[x] == 0 {
					out[i].Favor[k] = d.values[cell[x]]
				} else {
					out[i].Against[k] = d.values[cell[x]]
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Bearing) int { return cmp.Compare(a.Trait, b.Trait) })
	return out, files
}

// WriteBearings writes a table as bearings.tsv holds it, of the columns of which
// it says something.
func WriteBearings(w io.Writer, targets []Target, table []Bearing) error {
	b := bufio.NewWriter(w)
	b.WriteString("# What traits of a text speak for, in logits; made by the command learn.\ntrait")
	var told []int
	columns := BearingColumns(targets)
	for k := range columns {
		if slices.ContainsFunc(table, func(x Bearing) bool { return x.Favor[k] != 0 || x.Against[k] != 0 }) {
			told = append(told, k)
		}
	}
	if len(told) == 0 {
		told = []int{0} // a table has a column, though its rows say nothing
	}
	for _, k := range told {
		b.WriteString("\t" + columns[k] + "+\t" + columns[k] + "-")
	}
	b.WriteByte('\n')
	for _, x := range table {
		cells := []string{x.Trait}
		for _, k := range told {
			for _, v := range [2]float64{x.Favor[k], x.Against[k]} {
				cell := ""
				if v != 0 {
					cell = formatNumber(v)
				}
				cells = append(cells, cell)
			}
		}
		for cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		b.WriteString(strings.Join(cells, "\t"))
		b.WriteByte('\n')
	}
	return b.Flush()
}
