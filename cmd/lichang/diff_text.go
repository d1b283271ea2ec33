package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"lichang/lexicon/compare"
)

// maxListed is how many changes of a kind are listed for people.
const maxListed = 100

// maxFields is how many columns what differs in an entry has for people.
const maxFields = 120

// differ writes a difference for people.
type differ struct {
	*difference
	width   int
	palette palette
	tw      textWidth
	b       bytes.Buffer
}

// print writes the difference in at most width columns; a width of 0 or less
// stands for defaultWidth.
func (d *difference) print(w io.Writer, width int, p palette) error {
	if width <= 0 {
		width = defaultWidth
	}
	x := &differ{difference: d, width: width, palette: p}
	x.head()
	x.changes()
	x.bump()
	x.texts()
	_, err := w.Write(x.b.Bytes())
	return err
}

// head names both sides, and the targets that only one of them has.
func (x *differ) head() {
	fmt.Fprintf(&x.b, "%s %s %s\n", plain(x.Old.String()), x.palette.paint(styleDim, "->"), plain(x.New.String()))
	for _, side := range []struct {
		ids   []string
		which string
	}{{x.OnlyOld, "old"}, {x.OnlyNew, "new"}} {
		if len(side.ids) > 0 {
			fmt.Fprintf(&x.b, "only the %s one judges %s\n", side.which, strings.Join(side.ids, ", "))
		}
	}
	switch {
	case x.Empty() && len(x.files) == 0:
		fmt.Fprintln(&x.b, "no difference")
	case x.Empty():
		fmt.Fprintf(&x.b, "no entry differs: they judge alike; comments or tests do, in %s\n", filesText(x.files))
	default:
		fmt.Fprintf(&x.b, "%s: %s\n", plural(len(x.Changes), "change"), opsText(x.Changes))
		if !x.Judging() {
			fmt.Fprintln(&x.b, "they judge alike")
		}
	}
}

// filesText lists some files.
func filesText(files []compare.FileChange) string {
	const some = 5
	var names []string
	for _, f := range files[:min(len(files), some)] {
		names = append(names, f.Path)
	}
	if more := len(files) - some; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

func opsText(changes []compare.Change) string {
	count := map[compare.Op]int{}
	for i := range changes {
		count[changes[i].Op]++
	}
	var parts []string
	for _, op := range []compare.Op{compare.Added, compare.Removed, compare.Changed} {
		if n := count[op]; n > 0 {
			parts = append(parts, thousands(int64(n))+" "+string(op))
		}
	}
	return strings.Join(parts, ", ")
}

// kindHeads are the heads of the lists of changes.
func kindHead(k compare.Kind) string {
	switch k {
	case compare.Columns:
		return "columns"
	case compare.Entity:
		return "entities"
	case compare.Class:
		return "classes"
	case compare.Bearings:
		return "bearings"
	case compare.Weight:
		return "weights and thresholds"
	case compare.Word:
		return "words of the segmenter"
	}
	return string(k) + "s"
}

// changes lists the changes kind by kind.
func (x *differ) changes() {
	for from := 0; from < len(x.Changes); {
		to := from
		for to < len(x.Changes) && x.Changes[to].Kind == x.Changes[from].Kind {
			to++
		}
		fmt.Fprintf(&x.b, "\n%s\n", x.palette.paint(styleBold, kindHead(x.Changes[from].Kind)))
		t := table{tw: x.tw, width: x.width}
		for i := range x.Changes[from:min(to, from+maxListed)] {
			c := &x.Changes[from+i]
			t.row(x.sign(c.Op), plain(c.Text), plain(c.Of), plain(strings.TrimSpace(x.tw.cut(c.FieldsText(), maxFields)+"  "+placesText(c))))
		}
		t.write(&x.b)
		if more := to - from - maxListed; more > 0 {
			fmt.Fprintf(&x.b, "  and %s more; --format json lists all\n", thousands(int64(more)))
		}
		from = to
	}
}

func (x *differ) sign(op compare.Op) string {
	switch op {
	case compare.Added:
		return x.palette.paint(styleFavor, "+")
	case compare.Removed:
		return x.palette.paint(styleAgainst, "-")
	}
	return x.palette.paint(styleMention, "~")
}

// placesText says where an entry stands, and where it stood if that differs.
func placesText(c *compare.Change) string {
	switch {
	case c.New == "":
		return c.Old
	case c.Old == "" || c.Old == c.New:
		return c.New
	}
	return c.Old + " -> " + c.New
}

// bump says what the changes demand of the version.
func (x *differ) bump() {
	if text := x.demandsText(); text != "" {
		fmt.Fprintf(&x.b, "\n%s\n", plain(text))
	}
}
