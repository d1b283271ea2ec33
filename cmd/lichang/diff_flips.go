package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lichang/lexicon/compare"
	"lichang/lexicon/stance"
	"lichang/pipeline/flip"
)

// How many rows the lists of causes and of sources have for people.
const (
	listedCauses  = 20
	listedSources = 10
)

// texts tells what became of the texts that both lexicons judged.
func (x *differ) texts() {
	r := x.report
	if r == nil {
		return
	}
	fmt.Fprintf(&x.b, "\n%s %s\n", x.palette.paint(styleBold, "on"), plain(strings.Join(x.on, ", ")))
	fmt.Fprintln(&x.b, summaryText(r))
	if r.Rejected > 0 {
		fmt.Fprintf(&x.b, "%s rejected\n", plural(int(r.Rejected), "row"))
	}
	if r.DuplicateIDs > 0 {
		fmt.Fprintf(&x.b, "%s the id of an earlier one; each is judged for itself\n", have(r.DuplicateIDs))
	}
	if r.Flips > 0 || r.Known == r.Rows && r.Rows > 0 {
		x.transitions()
	}
	x.gold()
	if r.Flips == 0 {
		return
	}
	x.causes()
	x.sources()
	x.flips()
}

func have(n int64) string {
	if n == 1 {
		return "1 row has"
	}
	return thousands(n) + " rows have"
}

// summaryText is what became of the texts, in a sentence.
func summaryText(r *flip.Report) string {
	if r.Touched == 0 {
		return fmt.Sprintf("%s, none of which holds a changed entry: no label flips", plural(int(r.Rows), "text"))
	}
	return fmt.Sprintf("%s, %s that a change can touch: %s in %s (%s), another score in %s",
		plural(int(r.Rows), "text"), thousands(r.Touched), flipsText(r.Flips), plural(int(r.FlippedRows), "text"),
		shareText(r.FlippedRows, r.Rows), thousands(r.Moved))
}

// shareText writes a share in per cent, with as many decimals as a small one
// needs.
func shareText(part, whole int64) string {
	if whole == 0 {
		return "0 %"
	}
	switch p := 100 * float64(part) / float64(whole); {
	case p > 0 && p < 0.01:
		return "under 0.01 %"
	case p < 1:
		return strconv.FormatFloat(p, 'g', 2, 64) + " %"
	default:
		return strconv.FormatFloat(p, 'f', 0, 64) + " %"
	}
}

func flipsText(n int64) string {
	if n == 1 {
		return "1 label flips"
	}
	return thousands(n) + " labels flip"
}

// transitions shows for each target how many rows went from which label to which.
func (x *differ) transitions() {
	x.b.WriteString("\n")
	t := table{tw: x.tw, width: x.width, right: map[int]bool{2: true, 3: true, 4: true, 5: true}}
	labels := flip.Labels()
	t.row(x.palette.paint(styleBold, "target"), "from", "to "+string(labels[0]), "to "+string(labels[1]), "to "+string(labels[2]), "net")
	for _, target := range x.report.Targets {
		for from, label := range labels {
			row := []string{"", string(label)}
			if from == 0 {
				row[0] = target.ID
			}
			for to := range labels {
				cell := thousands(target.Transitions[from][to])
				switch {
				case from == to:
					cell = x.palette.paint(styleDim, cell)
				case target.Transitions[from][to] > 0:
					cell = x.palette.paint(styleBold, cell)
				}
				row = append(row, cell)
			}
			net := target.Transitions.Net(label)
			row = append(row, signed(net))
			t.row(row...)
		}
	}
	t.write(&x.b)
	if more := x.report.Rows - x.report.Known; more > 0 {
		fmt.Fprintf(&x.b, "%s hold no changed entry, keep their labels and are not counted here; --all counts them\n", plural(int(more), "text"))
	}
}

func signed(n int64) string {
	if n > 0 {
		return "+" + thousands(n)
	}
	return thousands(n)
}

// gold shows how well both agree with what people labelled.
func (x *differ) gold() {
	g := x.report.Gold
	if g == nil {
		return
	}
	fmt.Fprintf(&x.b, "\n%s\n", x.palette.paint(styleBold, "macro-F1"))
	t := table{tw: x.tw, width: x.width, right: map[int]bool{1: true, 2: true, 3: true, 5: true, 6: true, 7: true}}
	t.row("", "decisions", "old", "new", "new-old (95 %)", "lost", "won", "p")
	for _, p := range append([]flip.GoldPart{g.All}, g.Targets...) {
		t.row(p.Name, thousands(int64(p.Decisions)), fmt.Sprintf("%.3f", p.Old), fmt.Sprintf("%.3f", p.New),
			fmt.Sprintf("%+.3f (%+.3f to %+.3f)", p.Difference.Value, p.Difference.Low, p.Difference.High),
			thousands(int64(p.OnlyOld)), thousands(int64(p.OnlyNew)), fmt.Sprintf("%.3g", p.P))
	}
	t.write(&x.b)
	fmt.Fprintln(&x.b, "lost are decisions that the old one alone gets right, won those that the new one alone does;\np is McNemar's exact test of the two")
	if len(g.Unlabelled) > 0 {
		fmt.Fprintf(&x.b, "the gold says nothing of %s, which is not measured\n", strings.Join(g.Unlabelled, ", "))
	}
}

// causes lists which entries did what.
func (x *differ) causes() {
	fmt.Fprintf(&x.b, "\n%s\n", x.palette.paint(styleBold, "flips by cause"))
	t := table{tw: x.tw, width: x.width, right: map[int]bool{0: true}}
	for _, c := range x.report.Causes[:min(len(x.report.Causes), listedCauses)] {
		t.row(thousands(c.Flips), netText(c.NetFavor, c.NetAgainst), verdictsText(&c), x.causeText(c.Changes))
	}
	t.write(&x.b)
	if more := len(x.report.Causes) - listedCauses; more > 0 {
		fmt.Fprintf(&x.b, "  and %s more\n", thousands(int64(more)))
	}
}

// causeText names the entries of a cause. Several that make one unit are named
// by the first.
func (x *differ) causeText(changes []int) string {
	if len(changes) == 0 {
		return "cause not found"
	}
	const some = 4
	var parts []string
	for _, i := range changes[:min(len(changes), some)] {
		c := &x.Changes[i]
		text := c.String() + " " + string(c.Op)
		if fields := c.JudgedText(); c.Op == compare.Changed && fields != "" && x.tw.string(fields) <= x.width*2/3 {
			text += ": " + fields
		}
		parts = append(parts, plain(text))
	}
	text := strings.Join(parts, " and ")
	if more := len(changes) - some; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if len(changes) > 1 {
		text += ", together"
	}
	return text
}

func netText(favor, against int64) string {
	var parts []string
	if favor != 0 {
		parts = append(parts, string(stance.Favor)+" "+signed(favor))
	}
	if against != 0 {
		parts = append(parts, string(stance.Against)+" "+signed(against))
	}
	return strings.Join(parts, ", ")
}

func verdictsText(c *flip.CauseReport) string {
	var parts []string
	if c.Right > 0 {
		parts = append(parts, thousands(c.Right)+" right")
	}
	if c.Wrong > 0 {
		parts = append(parts, thousands(c.Wrong)+" wrong")
	}
	return strings.Join(parts, ", ")
}

// sources lists where the flips are.
func (x *differ) sources() {
	if len(x.report.Sources) == 1 && x.report.Sources[0].Rows == x.report.Rows {
		return
	}
	fmt.Fprintf(&x.b, "\n%s\n", x.palette.paint(styleBold, "flips by source"))
	t := table{tw: x.tw, width: x.width, right: map[int]bool{1: true, 2: true}}
	for _, s := range x.report.Sources[:min(len(x.report.Sources), listedSources)] {
		t.row(plain(x.tw.cut(s.Source, x.width/3)), thousands(s.Flips), "of "+plural(int(s.Rows), "text"), netText(s.NetFavor, s.NetAgainst))
	}
	t.write(&x.b)
	if more := len(x.report.Sources) - listedSources; more > 0 {
		fmt.Fprintf(&x.b, "  and %s more\n", thousands(int64(more)))
	}
}

// flips draws the flips that are listed, each with the evidence of both sides.
func (x *differ) flips() {
	for i := range x.report.List {
		f := &x.report.List[i]
		fmt.Fprintf(&x.b, "\n%s %s %s -> %s  %s\n", x.palette.paint(styleBold, fmt.Sprintf("flip %d", i+1)), plain(f.Target+own(f)),
			x.sideLabel(&f.Old), x.sideLabel(&f.New), x.palette.paint(styleDim, plain(strings.Join(placeOf(f), " "))))
		x.draw("title", f.Title, f)
		x.draw("text", f.Text, f)
		if f.Changes != nil { // two datasets do not tell
			x.b.WriteString("  because of " + x.causeText(f.Changes) + "\n")
		}
		for _, other := range f.Instead {
			x.b.WriteString("  or of " + x.causeText(other) + ": either alone would take it back\n")
		}
		if f.Gold != "" {
			fmt.Fprintf(&x.b, "  gold %s: %s\n", f.Gold, f.Verdict)
		}
	}
	if more := x.report.Flips - int64(len(x.report.List)); more > 0 {
		fmt.Fprintf(&x.b, "\n%s flips more; --flips N shows N, --flips-file FILE writes all\n", thousands(more))
	}
}

func own(f *flip.Flip) string {
	if f.Own == "" {
		return ""
	}
	return " " + f.Own
}

func placeOf(f *flip.Flip) []string {
	place := []string{f.Source}
	if f.File != "" {
		place = append(place, fmt.Sprintf("%s:%d", f.File, f.Row))
	}
	return append(place, f.ID)
}

func (x *differ) sideLabel(s *flip.Side) string {
	return x.palette.paint(labelStyle(s.Label), s.Label+" "+plus(s.Score))
}

// plus writes a number with its sign and two decimals, nothing as 0.
func plus(v float64) string {
	if s := fmt.Sprintf("%+.2f", v); strings.Trim(s, "+-0.") != "" {
		return s
	}
	return "0"
}

// maxDrawn is how many code points of a field are drawn, and around how many of
// its words' ends a longer one is cut.
const (
	maxDrawn = 160
	around   = 30
)

// draw draws a field with the evidence of both sides below it: the words of both,
// of the old one alone, of the new one alone.
func (x *differ) draw(field, text string, f *flip.Flip) {
	if text == "" {
		return
	}
	marks := sideMarks(field, f)
	runes := []rune(text)
	if len(runes) > maxDrawn {
		from, to := 0, maxDrawn
		if len(marks) > 0 {
			from = max(0, marks[0].start-around)
			to = min(len(runes), max(marks[len(marks)-1].end+around, from+2*around), from+maxDrawn)
		}
		runes = runes[from:to]
		for i := range marks {
			marks[i].start -= from
			marks[i].end -= from
		}
		marks = slices.DeleteFunc(marks, func(m mark) bool { return m.start >= len(runes) })
		for i := range marks {
			marks[i].end = min(marks[i].end, len(runes))
		}
		fmt.Fprintf(&x.b, "  %s\n", x.palette.paint(styleDim, fmt.Sprintf("code points %d to %d of %d:", from, to, len([]rune(text)))))
	}
	_ = drawMarks(&x.b, string(runes), marks, "  ", x.width, x.palette)
}

// sideMarks marks the words of the evidence of both sides in a field, in order.
func sideMarks(field string, f *flip.Flip) []mark {
	type word struct{ start, end int }
	const inOld, inNew = 1, 2
	at := map[word]int{}
	var marks []mark
	var sides []int
	add := func(list []flip.Evidence, side int) {
		for _, e := range list {
			if e.Field != field {
				continue
			}
			w := word{e.Start, e.End}
			i, ok := at[w]
			if !ok {
				i = len(marks)
				at[w] = i
				marks = append(marks, mark{start: e.Start, end: e.End, under: sign(int32(e.Polarity)), style: polarityStyle(int32(e.Polarity))})
				sides = append(sides, 0)
			}
			if sides[i] != 0 && marks[i].under != sign(int32(e.Polarity)) {
				marks[i].under, marks[i].style = '*', ""
			}
			label := plus(float64(e.Polarity) * e.Weight)
			switch {
			case sides[i]&side != 0: // several of one word: the first stands for them
			case sides[i] == 0:
				marks[i].label = map[int]string{inOld: "old ", inNew: "new "}[side] + label
			case strings.TrimPrefix(marks[i].label, "old ") == label:
				marks[i].label = "both " + label
			default:
				marks[i].label += " new " + label
			}
			sides[i] |= side
		}
	}
	add(f.Old.Evidence, inOld)
	add(f.New.Evidence, inNew)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.start - b.start })
	return marks
}
