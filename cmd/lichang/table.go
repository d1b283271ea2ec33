package main

import (
	"io"
	"strings"
)

// table aligns columns of text by display width. Its rows are indented by two
// columns; the last cell of a row is wrapped where the width asks for it.
type table struct {
	tw    textWidth
	width int // columns at most; 0 does not wrap
	rows  [][]string
	// right says which columns are aligned to the right.
	right map[int]bool
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

const (
	tableIndent = "  "
	tableGap    = "  "
)

// widths gives the width of each column.
func (t *table) widths() []int {
	var widths []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], t.cellWidth(c))
		}
	}
	return widths
}

// write draws the table.
func (t *table) write(w io.Writer) error {
	widths := t.widths()
	var b strings.Builder
	for _, r := range t.rows {
		b.WriteString(t.line(r, widths))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *table) line(cells []string, widths []int) string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return "\n"
	}
	var b strings.Builder
	b.WriteString(tableIndent)
	at := len(tableIndent)
	last := len(cells) - 1
	for i, c := range cells[:last] {
		pad := strings.Repeat(" ", widths[i]-t.cellWidth(c))
		if t.right[i] {
			b.WriteString(pad + c + tableGap)
		} else {
			b.WriteString(c + pad + tableGap)
		}
		at += widths[i] + len(tableGap)
	}
	c := cells[last]
	if t.right[last] {
		c = strings.Repeat(" ", widths[last]-t.cellWidth(c)) + c
	}
	room := t.width - at
	if t.width <= 0 || t.cellWidth(c) <= room {
		b.WriteString(c + "\n")
		return b.String()
	}
	// Where next to nothing of the line is left, the cell gets lines of its own.
	if hanging := len(tableIndent) + 4; room < 24 && at > hanging {
		at = hanging
		room = t.width - at
		b.WriteString("\n" + strings.Repeat(" ", at))
	}
	b.WriteString(strings.Join(t.wrap(c, room), "\n"+strings.Repeat(" ", at)) + "\n")
	return trimLines(b.String())
}

// trimLines takes the spaces off the lines' ends.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// wrap breaks a cell at its spaces; a word longer than the width stays whole.
func (t *table) wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case t.cellWidth(line)+1+t.cellWidth(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// cellWidth is the display width of a cell, its colours apart.
func (t *table) cellWidth(s string) int {
	if !strings.Contains(s, "\x1b[") {
		return t.tw.string(s)
	}
	n := 0
	for s != "" {
		before, after, found := strings.Cut(s, "\x1b[")
		n += t.tw.string(before)
		if !found {
			break
		}
		_, s, _ = strings.Cut(after, "m")
	}
	return n
}
