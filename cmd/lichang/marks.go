package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// mark is a stretch of a text to be drawn under it: half-open, 0-based, in code
// points.
type mark struct {
	start, end int
	// under is drawn below each column of the stretch. Only ASCII keeps its
	// width on every terminal: box-drawing characters are two columns wide on
	// some Chinese ones.
	under byte
	// label stands below the stretch's first column.
	label string
	// style is an ANSI colour of palette, "" for none.
	style string
}

// drawMarks writes text, wrapped to width columns and indented, with the marks
// below each line.
func drawMarks(w io.Writer, text string, marks []mark, indent string, width int, p palette) error {
	for _, rows := range markedLines(text, marks, marks, width-len(indent), p) {
		for _, row := range rows {
			if _, err := fmt.Fprintf(w, "%s%s\n", indent, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// markedLines wraps a text to width columns and returns for each line its rows:
// the line, then the marks below it. A line is not broken inside the words that
// whole marks.
func markedLines(text string, marks, whole []mark, width int, p palette) [][]string {
	runes := []rune(text)
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.start - b.start })
	var tw textWidth
	var lines [][]string
	for _, line := range wrap(runes, whole, max(8, width)) {
		shown := strings.Map(printable, string(runes[line.start:line.end]))
		lines = append(lines, append([]string{strings.TrimRight(shown, " ")}, lineMarks(tw, runes, line, marks, p)...))
	}
	return lines
}

// span is half-open, in code points.
type span struct{ start, end int }

// wrap cuts a text into lines of at most width columns, at its line breaks and
// where a line is full; a marked word is kept whole where it is shorter than
// half a line.
func wrap(runes []rune, marks []mark, width int) []span {
	var (
		tw    textWidth
		lines []span
		start int
		used  int
	)
	for i := 0; i < len(runes); i++ {
		if runes[i] == '\n' {
			lines = append(lines, span{start, i})
			start, used = i+1, 0
			continue
		}
		n := tw.rune(runes[i])
		if used+n > width {
			at := breakBefore(i, start, marks)
			lines = append(lines, span{start, at})
			start, used = at, 0
			for _, r := range runes[at:i] {
				used += tw.rune(r)
			}
		}
		used += n
	}
	if start < len(runes) || len(lines) == 0 {
		lines = append(lines, span{start, len(runes)})
	}
	return lines
}

// breakBefore moves a line's end out of the marked words that it would cut.
func breakBefore(i, start int, marks []mark) int {
	at := i
	for moved := true; moved; {
		moved = false
		for _, m := range marks {
			if m.start < at && at < m.end && m.start > start+(i-start)/2 {
				at, moved = m.start, true
			}
		}
	}
	return at
}

// lineMarks draws the marks of one line: a row of underlines, then as many rows
// of labels as they need not to touch.
func lineMarks(tw textWidth, runes []rune, line span, marks []mark, p palette) []string {
	column := make([]int, line.end-line.start+1) // of each rune, and of the end
	for i := line.start; i < line.end; i++ {
		column[i-line.start+1] = column[i-line.start] + tw.rune(runes[i])
	}
	under := make([]cell, column[len(column)-1])
	var lanes []lane
	for _, m := range marks {
		from, to := max(m.start, line.start), min(m.end, line.end)
		if from >= to {
			continue
		}
		c0, c1 := column[from-line.start], column[to-line.start]
		for c := c0; c < c1; c++ {
			if under[c].b == 0 || m.under != '~' {
				under[c] = cell{m.under, m.style}
			}
		}
		if m.start < line.start {
			continue // the label stands where the word begins
		}
		placed := false
		for i := range lanes {
			if placed = lanes[i].add(tw, c0, m.label, m.style); placed {
				break
			}
		}
		if !placed {
			var l lane
			l.add(tw, c0, m.label, m.style)
			lanes = append(lanes, l)
		}
	}
	if !slices.ContainsFunc(under, func(c cell) bool { return c.b != 0 }) {
		return nil
	}
	rows := []string{drawCells(under, p)}
	for _, l := range lanes {
		rows = append(rows, l.draw(p))
	}
	return rows
}

// cell is one column of a row of underlines.
type cell struct {
	b     byte
	style string
}

func drawCells(cells []cell, p palette) string {
	var b strings.Builder
	for i := 0; i < len(cells); {
		j := i
		var run []byte
		for ; j < len(cells) && cells[j].style == cells[i].style && (cells[j].b == 0) == (cells[i].b == 0); j++ {
			run = append(run, max(cells[j].b, ' '))
		}
		if cells[i].b == 0 && j == len(cells) {
			break // nothing but spaces is left
		}
		b.WriteString(p.paint(cells[i].style, string(run)))
		i = j
	}
	return b.String()
}

// lane is a row of labels that do not touch.
type lane struct {
	used  int
	parts []lanePart
}

type lanePart struct {
	at          int
	text, style string
}

// add puts a label at a column, or says that there is no room.
func (l *lane) add(tw textWidth, at int, text, style string) bool {
	if l.used > 0 && at <= l.used {
		return false
	}
	l.parts = append(l.parts, lanePart{at, text, style})
	l.used = at + tw.string(text)
	return true
}

func (l *lane) draw(p palette) string {
	var (
		b  strings.Builder
		tw textWidth
		at int
	)
	for _, part := range l.parts {
		b.WriteString(strings.Repeat(" ", part.at-at))
		b.WriteString(p.paint(part.style, part.text))
		at = part.at + tw.string(part.text)
	}
	return b.String()
}
