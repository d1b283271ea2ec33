package main

import (
	"fmt"
	"io"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/output"
)

// sideBySide is the least width, in columns, at which two explanations stand
// beside each other; below it one stands under the other.
const sideBySide = 110

// comparison is one text as two lexicons judge it.
type comparison struct {
	old, new         explanation
	oldBy, newBy     *lexicon.Lexicon
	voices, clauses  []pairing
	mentions, frames []pairing
	evidence         []pairing
	decisions        []decisionPair
}

// pairing is something that the old lexicon finds, the new one, or both: the
// indexes of where it stands in each, -1 for nowhere.
type pairing struct {
	old, new int
	same     bool
}

// decisionPair is what both decide about a target; nil where it is none of a
// lexicon's targets.
type decisionPair struct {
	target   string
	old, new *output.Decision
}

// sentimentID stands where a target's id does, for the sentiment of the text.
const sentimentID = "sentiment"

func (p decisionPair) same() bool {
	return p.old != nil && p.new != nil && p.old.Label == p.new.Label && p.old.Score == p.new.Score
}

func compareExplanations(old, new explanation, oldBy, newBy *lexicon.Lexicon) *comparison {
	c := &comparison{old: old, new: new, oldBy: oldBy, newBy: newBy}
	span := func(s stance.TraceSpan) string { return fmt.Sprintf("%d %d %s", s.Start, s.End, s.Name) }
	spans := func(a, b []stance.TraceSpan) []pairing {
		return pair(a, b, span, func(a, b stance.TraceSpan) bool { return a == b })
	}
	c.voices = spans(old.trace.Voices, new.trace.Voices)
	c.clauses = spans(old.trace.Clauses, new.trace.Clauses)
	c.mentions = spans(old.trace.Mentions, new.trace.Mentions)
	c.frames = pair(old.trace.Frames, new.trace.Frames, func(f stance.TraceFrame) string {
		return fmt.Sprintf("%d %d %s", f.Start, f.End, f.Class)
	}, func(a, b stance.TraceFrame) bool {
		return fmt.Sprint(a.Roles, a.Rules, len(a.Attitudes) == 0) == fmt.Sprint(b.Roles, b.Rules, len(b.Attitudes) == 0)
	})
	c.evidence = pair(old.row.Evidence, new.row.Evidence, func(e output.Evidence) string {
		return fmt.Sprintf("%s %d %d %s %q %s %d", e.Field, e.Start, e.End, e.Target, e.Holder, e.Voice, e.Polarity)
	}, func(a, b output.Evidence) bool {
		return a.Weight == b.Weight && a.Confidence == b.Confidence && fmt.Sprint(a.Rules) == fmt.Sprint(b.Rules)
	})
	c.decisions = pairDecisions(old, new)
	return c
}

// pair puts together what has the same key, each once, in the order of the old
// list; what only the new one has stands before what it precedes there.
func pair[T any](old, new []T, key func(T) string, same func(a, b T) bool) []pairing {
	at := map[string][]int{}
	for j := range new {
		k := key(new[j])
		at[k] = append(at[k], j)
	}
	partner := make([]int, len(old))
	taken := make([]bool, len(new))
	for i := range old {
		k := key(old[i])
		partner[i] = -1
		if js := at[k]; len(js) > 0 {
			partner[i], at[k] = js[0], js[1:]
			taken[js[0]] = true
		}
	}
	var pairs []pairing
	next := 0
	only := func(until int) {
		for ; next < until; next++ {
			if !taken[next] {
				pairs = append(pairs, pairing{-1, next, false})
			}
		}
	}
	for i, j := range partner {
		if j < 0 {
			pairs = append(pairs, pairing{i, -1, false})
			continue
		}
		only(j)
		pairs = append(pairs, pairing{i, j, same(old[i], new[j])})
	}
	only(len(new))
	return pairs
}

// pairDecisions lists the targets of the old lexicon, those that only the new
// one has, and the text's sentiment.
func pairDecisions(old, new explanation) []decisionPair {
	var pairs []decisionPair
	find := func(ds []output.Decision, id string) *output.Decision {
		for i := range ds {
			if ds[i].ID == id {
				return &ds[i]
			}
		}
		return nil
	}
	a, b := old.decisions(), new.decisions()
	for i := range a {
		pairs = append(pairs, decisionPair{a[i].ID, &a[i], find(b, a[i].ID)})
	}
	for i := range b {
		if find(a, b[i].ID) == nil {
			pairs = append(pairs, decisionPair{b[i].ID, nil, &b[i]})
		}
	}
	mood := func(r *output.Row) *output.Decision {
		return &output.Decision{ID: sentimentID, Label: r.SentimentLabel, Score: r.SentimentScore}
	}
	return append(pairs, decisionPair{sentimentID, mood(&old.row), mood(&new.row)})
}

// comparer writes a comparison for people.
type comparer struct {
	c        *comparison
	old, new *explainer
	wide     bool
	width    int // of one side
	palette  palette
	b        strings.Builder
}

// print writes the comparison: side by side where the width allows it, else one
// below the other, with - and + before what only one of them says. A width of 0
// or less stands for defaultWidth.
func (c *comparison) print(w io.Writer, width int, p palette) error {
	if width <= 0 {
		width = defaultWidth
	}
	x := &comparer{c: c, wide: width >= sideBySide, width: width, palette: p}
	if x.wide {
		x.width = (width - len(gutterSame)) / 2
	}
	side := func(e explanation, index func(pairing) int) *explainer {
		flagged := func(pairs []pairing) map[int]bool {
			m := map[int]bool{}
			for _, q := range pairs {
				if i := index(q); i >= 0 && !q.same {
					m[i] = true
				}
			}
			return m
		}
		return &explainer{explanation: e, width: x.width, palette: p, newEvidence: flagged(c.evidence), newMentions: flagged(c.mentions)}
	}
	x.old = side(c.old, func(q pairing) int { return q.old })
	x.new = side(c.new, func(q pairing) int { return q.new })
	x.versions()
	x.text()
	x.stages()
	x.rows("evidence", c.evidence, func(e *explainer, i int) []string { return e.evidenceRow(i) })
	x.decision()
	x.summary()
	_, err := io.WriteString(w, x.b.String())
	return err
}

// The columns between the sides: same, different, only old, only new.
const (
	gutterSame = "   "
	gutterBoth = " | "
	gutterOld  = " < "
	gutterNew  = " > "
)

func (x *comparer) versions() {
	line := func(side string, lex *lexicon.Lexicon) string {
		return fmt.Sprintf("%s  %s %s  %s", side, plain(lex.Name), plain(lex.Version), short(lex.Hash))
	}
	x.b.WriteString(line("old", x.c.oldBy) + "\n" + line("new", x.c.newBy) + "\n")
	if x.c.oldBy.Hash == x.c.newBy.Hash {
		x.b.WriteString("     both mean the same\n")
	}
}

// short cuts a hash to what people compare.
func short(hash string) string {
	kind, digits, _ := strings.Cut(hash, ":")
	return kind + ":" + digits[:min(12, len(digits))]
}

func (x *comparer) head(s string) {
	x.b.WriteString("\n" + x.palette.paint(styleBold, s) + "\n")
}

// text draws each field once where both find the same in it, else twice.
func (x *comparer) text() {
	for _, f := range []token.Field{token.Title, token.Body} {
		text := x.old.field(f.String())
		if text == "" {
			continue
		}
		a, b := x.old.marks(f), x.new.marks(f)
		whole := append(a[:len(a):len(a)], b...)
		lines := func(marks []mark, width int) [][]string {
			return markedLines(text, marks, whole, width-len(tableIndent), x.palette)
		}
		switch {
		case !flagged(whole):
			width := x.width
			if x.wide {
				width = 2*x.width + len(gutterSame)
			}
			x.head(f.String())
			x.block(lines(b, width))
		case x.wide:
			x.head(f.String())
			left, right := lines(a, x.width), lines(b, x.width)
			for i := range left {
				x.beside(indented(left[i]), indented(right[i]), gutterSame)
			}
		default:
			x.head(f.String() + ", old")
			x.block(lines(a, x.width))
			x.head(f.String() + ", new")
			x.block(lines(b, x.width))
		}
	}
}

// flagged says whether any mark is of something that only one side finds.
func flagged(marks []mark) bool {
	for _, m := range marks {
		if strings.Contains(m.label, differs) {
			return true
		}
	}
	return false
}

func indented(rows []string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = tableIndent + r
	}
	return out
}

func (x *comparer) block(lines [][]string) {
	for _, rows := range lines {
		for _, r := range indented(rows) {
			x.b.WriteString(r + "\n")
		}
	}
}

// beside writes two groups of rows next to each other.
func (x *comparer) beside(left, right []string, gutter string) {
	var t table
	for i := range max(len(left), len(right)) {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		pad := strings.Repeat(" ", max(0, x.width-t.cellWidth(l)))
		x.b.WriteString(strings.TrimRight(l+pad+gutter+r, " ") + "\n")
		gutter = gutterSame
	}
}

// stages lists what the stages find otherwise, and nothing that is the same.
func (x *comparer) stages() {
	span := func(of func(*stance.Trace) []stance.TraceSpan) func(e *explainer, i int) []string {
		return func(e *explainer, i int) []string { return e.spanRow(of(e.trace)[i]) }
	}
	x.differing("voices", x.c.voices, span(func(t *stance.Trace) []stance.TraceSpan { return t.Voices }))
	x.differing("clauses", x.c.clauses, span(func(t *stance.Trace) []stance.TraceSpan { return t.Clauses }))
	x.differing("mentions", x.c.mentions, span(func(t *stance.Trace) []stance.TraceSpan { return t.Mentions }))
	x.differing("frames", x.c.frames, func(e *explainer, i int) []string { return e.frameRow(&e.trace.Frames[i]) })
}

func (x *comparer) differing(head string, pairs []pairing, row func(e *explainer, i int) []string) {
	var some []pairing
	for _, p := range pairs {
		if !p.same {
			some = append(some, p)
		}
	}
	x.rows(head+" that differ", some, row)
}

// rows writes a section of a line for each pair.
func (x *comparer) rows(head string, pairs []pairing, row func(e *explainer, i int) []string) {
	var all []rowPair
	for _, p := range pairs {
		r := rowPair{same: p.same}
		if p.old >= 0 {
			r.old = row(x.old, p.old)
		}
		if p.new >= 0 {
			r.new = row(x.new, p.new)
		}
		all = append(all, r)
	}
	x.section(head, all)
}

// rowPair is a line of a section: the cells of each side, nil for none.
type rowPair struct {
	old, new []string
	same     bool
}

func (x *comparer) section(head string, pairs []rowPair) {
	if len(pairs) == 0 {
		return
	}
	x.head(head)
	t := table{width: x.width}
	for _, p := range pairs {
		t.row(p.old...)
		t.row(p.new...)
	}
	widths := t.widths()
	lines := func(cells []string) []string {
		if cells == nil {
			return nil
		}
		return strings.Split(strings.TrimSuffix(t.line(cells, widths), "\n"), "\n")
	}
	for _, p := range pairs {
		switch {
		case x.wide:
			gutter := gutterBoth
			switch {
			case p.same:
				gutter = gutterSame
			case p.new == nil:
				gutter = gutterOld
			case p.old == nil:
				gutter = gutterNew
			}
			x.beside(lines(p.old), lines(p.new), gutter)
		case p.same:
			x.signed(' ', lines(p.new))
		default:
			x.signed('-', lines(p.old))
			x.signed('+', lines(p.new))
		}
	}
}

// signed writes the rows of one entry with a sign before the first.
func (x *comparer) signed(sign byte, rows []string) {
	for i, r := range rows {
		if i == 0 {
			r = string(sign) + strings.TrimPrefix(r, " ")
		}
		x.b.WriteString(strings.TrimRight(r, " ") + "\n")
	}
}

func (x *comparer) decision() {
	row := func(e *explainer, d *output.Decision) []string {
		switch {
		case d == nil:
			return nil
		case d.ID == sentimentID:
			return e.sentimentRow()
		}
		return e.decisionRow(*d)
	}
	var all []rowPair
	for _, p := range x.c.decisions {
		all = append(all, rowPair{row(x.old, p.old), row(x.new, p.new), p.same()})
	}
	x.section("decision", all)
}

// summary says in a few lines what comes of the change.
func (x *comparer) summary() {
	var labels, scores []string
	for _, p := range x.c.decisions {
		switch {
		case p.old == nil:
			labels = append(labels, p.target+": a target of the new one only")
		case p.new == nil:
			labels = append(labels, p.target+": a target of the old one only")
		case p.old.Label != p.new.Label:
			labels = append(labels, fmt.Sprintf("%s %s -> %s", p.target, p.old.Label, p.new.Label))
		case p.old.Score != p.new.Score:
			scores = append(scores, fmt.Sprintf("%s %+.2f -> %+.2f", p.target, p.old.Score, p.new.Score))
		}
	}
	x.b.WriteByte('\n')
	if len(labels) == 0 {
		x.b.WriteString("no label differs\n")
	}
	for _, l := range labels {
		x.b.WriteString(l + "\n")
	}
	if len(scores) > 0 {
		x.b.WriteString("scores: " + strings.Join(scores, ", ") + "\n")
	}
}
