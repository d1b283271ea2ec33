package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// table reads the TSV files: a header that names the columns, then a row a
// line. Tables hold nearly all of a lexicon, so rows are cut without copying.
type table struct {
	*collector
	file    string
	columns []string
	header  row
	rest    string // what follows the lines that were read
	read    int    // lines
}

// row is one line of a table, cut into cells.
type row struct {
	t     *table
	line  string
	n     int // 1-based
	cells []string
}

// openTable reads the header. Known columns are the only ones allowed, unless
// there are none; required ones must be there. It returns nil where the header
// makes no sense, after reporting why.
func (c *collector) openTable(file, content string, known, required []string) *table {
	t := &table{collector: c, file: file, rest: content}
	header, ok := t.row(row{})
	if !ok {
		return nil // only comments: an empty table
	}
	n := c.counts[Error]
	if !slices.ContainsFunc(required, func(name string) bool { return slices.Contains(header.cells, name) }) {
		c.errorf(header.at(0), "header", "no header; the first line has to name the columns, %s among them, separated by tabs", strings.Join(required, " and "))
		c.unreadable = true
		return nil
	}
	if len(header.cells) > maxColumns {
		c.errorf(header.at(maxColumns), "header", "%d columns; there can be %d at most", len(header.cells), maxColumns)
		c.unreadable = true
		return nil
	}
	for i, name := range header.cells {
		at := header.at(i)
		switch {
		case len(known) > 0 && !slices.Contains(known, name):
			c.errorf(at, "header", "unknown column %q%s", name, orList(guess(name, known), known))
		case slices.Contains(header.cells[:i], name):
			c.errorf(at, "header", "the column %q stands twice", name)
		}
	}
	for _, name := range required {
		if !slices.Contains(header.cells, name) {
			c.errorf(header.at(0), "header", "the column %q is missing", name)
		}
	}
	if c.counts[Error] > n {
		c.unreadable = true
		return nil
	}
	t.columns, t.header = header.cells, header
	return t
}

// lines is about how many lines are left.
func (t *table) lines() int { return strings.Count(t.rest, "\n") + 1 }

// row returns the next line that is neither blank nor a comment, reusing the
// cells of the one before.
func (t *table) row(reuse row) (row, bool) {
	for t.rest != "" {
		line, rest, _ := strings.Cut(t.rest, "\n")
		t.rest = rest
		t.read++
		if strings.HasPrefix(line, "#") || strings.Trim(line, " \t") == "" {
			continue
		}
		if !t.bounds.entry() {
			return row{}, false // told once for all tables
		}
		r := row{t: t, line: line, n: t.read, cells: reuse.cells[:0]}
		for cell := range strings.SplitSeq(line, "\t") {
			r.cells = append(r.cells, cell)
		}
		return r, true
	}
	return row{}, false
}

// check reports a row with too few or too many cells, or with blanks around
// one; required is the number of cells that must be there.
func (r row) check(required int) bool {
	n := len(r.cells)
	switch {
	case n > len(r.t.columns):
		r.t.errorf(r.at(len(r.t.columns)), "columns", "%d columns where the header names %d", n, len(r.t.columns))
		return false
	case n < required:
		r.t.errorf(r.at(0), "columns", "%d columns, at least %d are needed; columns are separated by tabs", n, required)
		return false
	}
	ok := true
	for i, cell := range r.cells {
		if strings.TrimSpace(cell) != cell {
			r.t.errorf(r.at(i), "whitespace", "whitespace around %q in the column %s", cell, r.t.columns[i])
			ok = false
		}
	}
	return ok
}

// at returns the place of the first rune of a cell, for a column that the table
// lacks that of the row.
func (r row) at(i int) Position {
	column := 1
	for _, cell := range r.cells[:max(0, min(i, len(r.cells)))] {
		column += utf8.RuneCountInString(cell) + 1
	}
	return Position{File: r.t.file, Line: r.n, Column: column}
}

// cell returns the cell of column i, "" where the row ends before it or i is
// -1, the index of a column that the table lacks.
func (r row) cell(i int) string {
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}
