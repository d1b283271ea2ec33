package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/output"
)

// explanation is one judged text with all that led to its labels.
type explanation struct {
	row     output.Row
	view    *token.View
	trace   *stance.Trace
	weights map[string]float64 // the lexicon's, for the thresholds
}

// explainer writes an explanation for people.
type explainer struct {
	explanation
	width   int
	palette palette
	tw      textWidth
	b       bytes.Buffer
	// newEvidence and newMentions are the indexes of what another lexicon does
	// not find, or finds otherwise; they get flagged.
	newEvidence, newMentions map[int]bool
}

// differs follows the label of what another lexicon does not find.
const differs = "!"

// print writes the explanation in at most width columns; a width of 0 or less
// stands for defaultWidth.
func (x explanation) print(w io.Writer, width int, p palette) error {
	return x.write(w, width, p, (*explainer).text, (*explainer).stages, (*explainer).evidence, (*explainer).decision)
}

// printShort leaves out what the stages found on the way.
func (x explanation) printShort(w io.Writer, width int, p palette) error {
	return x.write(w, width, p, (*explainer).text, (*explainer).evidence, (*explainer).decision)
}

func (x explanation) write(w io.Writer, width int, p palette, parts ...func(*explainer)) error {
	if width <= 0 {
		width = defaultWidth
	}
	e := &explainer{explanation: x, width: width, palette: p}
	for _, part := range parts {
		part(e)
	}
	_, err := w.Write(e.b.Bytes())
	return err
}

// text draws title and text with their mentions and terms below.
func (e *explainer) text() {
	for _, f := range []token.Field{token.Title, token.Body} {
		text := e.field(f.String())
		if text == "" {
			continue
		}
		if e.row.Title != "" {
			e.head(f.String())
		}
		// A bytes.Buffer takes everything, so the error is always nil.
		_ = drawMarks(&e.b, text, e.marks(f), "  ", e.width, e.palette)
	}
}

func (e *explainer) field(name string) string {
	if name == token.Title.String() {
		return e.row.Title
	}
	return e.row.Text
}

// marks are what is drawn below a field: mentions, and the terms of the
// evidence by their numbers, one mark for all evidence of a word.
func (e *explainer) marks(f token.Field) []mark {
	var marks []mark
	if e.trace != nil {
		for i, m := range e.trace.Mentions {
			if m.Start >= m.End || m.End > len(e.view.Runes) || e.view.FieldAt(m.Start) != f {
				continue
			}
			name := plain(m.Name)
			if e.newMentions[i] {
				name += differs
			}
			_, start, end := e.view.Source(m.Start, m.End)
			marks = append(marks, mark{start, end, '~', name, styleMention})
		}
	}
	type place struct{ start, end int32 }
	at := map[place]int{}
	for i, ev := range e.row.Evidence {
		if ev.Field != f.String() {
			continue
		}
		number := strconv.Itoa(i + 1)
		if e.newEvidence[i] {
			number += differs
		}
		if j, ok := at[place{ev.Start, ev.End}]; ok {
			marks[j].label += "," + number
			if marks[j].under != sign(ev.Polarity) {
				marks[j].under, marks[j].style = '*', ""
			}
			continue
		}
		at[place{ev.Start, ev.End}] = len(marks)
		marks = append(marks, mark{int(ev.Start), int(ev.End), sign(ev.Polarity), number, polarityStyle(ev.Polarity)})
	}
	return marks
}

func sign(polarity int32) byte {
	if polarity < 0 {
		return '-'
	}
	return '+'
}

func polarityStyle(polarity int32) string {
	if polarity < 0 {
		return styleAgainst
	}
	return styleFavor
}

// stages lists what the stages found: voices, clauses, mentions and frames.
func (e *explainer) stages() {
	if e.trace == nil {
		return
	}
	e.spans("voices", e.trace.Voices)
	e.spans("clauses", e.trace.Clauses)
	e.spans("mentions", e.trace.Mentions)
	if len(e.trace.Frames) == 0 {
		return
	}
	e.head("frames")
	t := table{tw: e.tw, width: e.width}
	for i := range e.trace.Frames {
		t.row(e.frameRow(&e.trace.Frames[i])...)
	}
	t.write(&e.b)
}

func (e *explainer) frameRow(f *stance.TraceFrame) []string {
	var roles []string
	for _, r := range f.Roles {
		roles = append(roles, r.Role+"="+e.excerpt(r.Start, r.End))
	}
	// The rules of a frame that judges somebody stand with its evidence.
	rules := ""
	if len(f.Attitudes) == 0 {
		rules = strings.Join(append([]string{"judges nobody:"}, f.Rules...), " ")
		rules = strings.TrimSuffix(rules, ":")
	}
	return []string{e.excerpt(f.Start, f.End), f.Class, strings.TrimSpace(strings.Join(roles, " ") + " " + rules)}
}

// spans lists stretches of the view with what is said of them.
func (e *explainer) spans(head string, spans []stance.TraceSpan) {
	if len(spans) == 0 {
		return
	}
	e.head(head)
	t := table{tw: e.tw, width: e.width}
	for _, s := range spans {
		t.row(e.spanRow(s)...)
	}
	t.write(&e.b)
}

func (e *explainer) spanRow(s stance.TraceSpan) []string {
	return []string{e.tw.cut(e.excerpt(s.Start, s.End), e.width*2/5), plain(s.Name), plain(s.Detail)}
}

// excerpt returns a stretch of the view, on one line.
func (e *explainer) excerpt(start, end int) string {
	return plain(e.slice(start, end))
}

// evidence lists the weighed attitudes by the numbers that stand below the text.
func (e *explainer) evidence() {
	if len(e.row.Evidence) == 0 {
		return
	}
	e.head("evidence")
	t := table{tw: e.tw, width: e.width}
	for i := range e.row.Evidence {
		t.row(e.evidenceRow(i)...)
	}
	t.write(&e.b)
}

func (e *explainer) evidenceRow(i int) []string {
	ev := &e.row.Evidence[i]
	toward := ev.Target
	if toward == "" {
		toward = "(sentiment)"
	}
	who := ev.Holder
	if ev.Voice != ev.Holder {
		who += " " + ev.Voice
	}
	rules := strings.Join(ev.Rules, " ")
	if ev.Confidence < 1 {
		rules = strings.TrimSpace(rules + " confidence=" + number(ev.Confidence))
	}
	return []string{strconv.Itoa(i + 1), plain(ev.Term), plain(who) + " -> " + toward,
		e.palette.paint(polarityStyle(ev.Polarity), fmt.Sprintf("%+.2f", float64(ev.Polarity)*ev.Weight)), rules}
}

// decision shows for each target how its label follows from the evidence.
func (e *explainer) decision() {
	e.head("decision")
	t := table{tw: e.tw, width: e.width}
	for _, d := range e.decisions() {
		t.row(e.decisionRow(d)...)
	}
	t.row(e.sentimentRow()...)
	t.write(&e.b)
}

// decisions are those toward the lexicon's targets and the row's own.
func (x explanation) decisions() []output.Decision {
	if x.row.Own.ID == "" {
		return x.row.Targets
	}
	return append(x.row.Targets[:len(x.row.Targets):len(x.row.Targets)], x.row.Own)
}

func (e *explainer) decisionRow(d output.Decision) []string {
	return []string{d.ID, e.palette.paint(labelStyle(d.Label), d.Label), e.threshold(d), e.why(d)}
}

func (e *explainer) sentimentRow() []string {
	return []string{"sentiment", e.row.SentimentLabel, fmt.Sprintf("%+.2f", e.row.SentimentScore), ""}
}

func labelStyle(label string) string {
	switch stance.Label(label) {
	case stance.Favor:
		return styleFavor
	case stance.Against:
		return styleAgainst
	}
	return styleDim
}

// why says how a target's favor and against follow from its evidence.
func (e *explainer) why(d output.Decision) string {
	var parts []string
	if d.Favor > 0 {
		parts = append(parts, "favor "+e.fold(d.ID, 1, d.Favor))
	}
	if d.Against > 0 {
		parts = append(parts, "against "+e.fold(d.ID, -1, d.Against))
	}
	sums := strings.Join(parts, ", ")
	switch stance.Basis(d.Basis) {
	case stance.Absent:
		return "absent: nothing speaks of it"
	case stance.Neutral:
		if sums == "" {
			return "neutral: mentioned, nothing judges it"
		}
		return "neutral: too weak: " + sums
	case stance.Mixed:
		return "mixed: " + sums
	}
	return sums
}

// maxFactors is how many factors of a product are written out.
const maxFactors = 4

// fold writes favor or against as the product that it is of its evidence.
func (e *explainer) fold(target string, polarity int32, total float64) string {
	var factors []string
	for _, ev := range e.row.Evidence {
		if ev.Target == target && ev.Polarity == polarity {
			factors = append(factors, "(1-"+number(ev.Weight)+")")
		}
	}
	if len(factors) < 2 {
		return number(total)
	}
	if len(factors) > maxFactors {
		factors = append(factors[:maxFactors-1], "..")
	}
	return "1-" + strings.Join(factors, "") + "=" + number(total)
}

// threshold writes the score beside the threshold that it reached, if any.
func (e *explainer) threshold(d output.Decision) string {
	score := fmt.Sprintf("%+.2f", d.Score)
	switch stance.Label(d.Label) {
	case stance.Favor:
		return score + " >= +" + number(e.weights["favor_threshold"])
	case stance.Against:
		return score + " <= -" + number(e.weights["against_threshold"])
	}
	if d.Favor+d.Against == 0 {
		return "0"
	}
	return score
}

// number writes a number with two decimals at most.
func number(v float64) string {
	s := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func (e *explainer) head(s string) {
	if e.b.Len() > 0 {
		e.b.WriteByte('\n')
	}
	e.b.WriteString(e.palette.paint(styleBold, s) + "\n")
}
