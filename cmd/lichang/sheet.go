package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"lichang/output/summary"
)

// sheet draws a summary for a terminal.
type sheet struct {
	w     io.Writer
	sum   *summary.Summary
	top   int
	paint palette
	tw    textWidth
	width int // columns at most; 0 where nobody looks
	names map[string]string
	err   error // the first
}

func newSheet(s *session, sum *summary.Summary, top int) *sheet {
	return &sheet{w: s.Stdout, sum: sum, top: top, paint: palette{on: s.colored(s.Stdout)}, width: terminalWidth(s.Stdout), names: names(sum.MadeBy.Lexicon)}
}

// Widths in columns.
const (
	barWidth    = 20
	narrowBar   = 10
	narrowSheet = 80 // terminals below it get the narrow bar
	nameWidth   = 20
	maxNarrow   = 12 // of a name beside a narrow bar
)

func (s *sheet) write() error {
	made := s.sum.MadeBy
	s.line(s.paint.paint(styleBold, plain(s.sum.Dataset)))
	s.line("%s from %s, judged by %s %s", plural(int(s.sum.Rows), "row"), plural(int(s.sum.SourceCount()), "source"), plain(made.Lexicon), plain(made.LexiconVersion))
	if w := s.sum.Written; w.Repaired > 0 || w.Rejected > 0 {
		s.line("of %s read, %s repaired and %s rejected", plural(int(w.In), "row"), thousands(w.Repaired), thousands(w.Rejected))
	}
	failed := s.sum.Failed()
	for _, in := range failed[:min(s.top, len(failed))] {
		s.line("left out, unreadable: %s", plain(in.Failed))
	}
	if more := len(failed) - s.top; more > 0 {
		s.line("… and %s more", plural(more, "unreadable file"))
	}
	if n := s.sum.Copies; n > 0 {
		s.line("%s a near-copy of an earlier one; \"all, once\" leaves them out", areText(n))
	}
	if s.sum.Rows == 0 {
		s.line("Nothing to count: the dataset is empty.")
		return s.err
	}
	s.line("Of the rows that speak of each target: %s against, %s takes no side, %s in favor; 95 %% intervals.",
		s.paint.paint(styleAgainst, barAgainst), barNeither, s.paint.paint(styleFavor, barFavor))
	for i := range s.sum.Targets {
		s.target(i)
	}
	return s.err
}

// areText says of how many rows something is true.
func areText(n int64) string {
	if n == 1 {
		return "1 row is"
	}
	return thousands(n) + " rows are each"
}

func (s *sheet) line(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format+"\n", args...)
	}
}

func (s *sheet) target(i int) {
	id := s.sum.Targets[i].Target
	heading := id
	if name := s.names[id]; name != "" {
		heading = plain(name) + " " + id
	}
	s.line("\n%s", s.paint.paint(styleBold, heading))
	t := table{right: map[int]bool{1: true, 2: true, 3: true, 5: true}, width: s.width}
	t.row("", "rows", "speak", "against", "", "favor")
	add := func(name string, rows int64, x *summary.Stance) {
		t.row(append([]string{s.name(name), thousands(rows), thousands(x.Spoken)}, s.shares(x)...)...)
	}
	add("all", s.sum.Rows, &s.sum.Targets[i])
	if s.sum.Copies > 0 {
		add("all, once", s.sum.Rows-s.sum.Copies, s.sum.Targets[i].Once())
	}
	if len(s.sum.Sources) > 1 {
		for k := range s.sum.Sources {
			add(s.sum.Sources[k].Name, s.sum.Sources[k].Rows, &s.sum.Sources[k].Targets[i])
		}
	}
	if rest := s.sum.Rest; rest != nil {
		add(fmt.Sprintf("… %d more", rest.Sources), rest.Rows, &rest.Targets[i])
	}
	if s.err == nil {
		s.err = t.write(s.w)
	}
	s.speakers(i)
	s.time(i)
	s.terms(i)
}

// shares are the cells of a stance: both shares with their intervals, and a bar.
func (s *sheet) shares(x *summary.Stance) []string {
	if x.Spoken == 0 {
		return nil
	}
	cell := func(share *summary.Share) []string {
		return []string{percentage(share.Value), fmt.Sprintf("%s to %s", bare(share.Lo), bare(share.Hi))}
	}
	return slices.Concat(cell(x.AgainstShare), cell(x.FavorShare), []string{s.bar(x.Against, x.Neither(), x.Favor)})
}

func percentage(v float64) string { return bare(v) + " %" }

// bare is a share in per cent, to a tenth below ten.
func bare(v float64) string {
	if p := math.Round(1000*v) / 10; p < 10 && p != math.Trunc(p) {
		return fmt.Sprintf("%.1f", p)
	}
	return fmt.Sprintf("%.0f", 100*v)
}

// The parts of a bar differ in shape, so that colours only repeat what it says.
const (
	barAgainst = "▒"
	barNeither = "·"
	barFavor   = "█"
)

// bar draws three counts on its width. What is there at all gets a column.
func (s *sheet) bar(against, neither, favor int64) string {
	width := barWidth
	if s.width > 0 && s.width < narrowSheet {
		width = narrowBar
	}
	parts := columns(width, against, neither, favor)
	return s.paint.paint(styleAgainst, strings.Repeat(barAgainst, parts[0])) + strings.Repeat(barNeither, parts[1]) + s.paint.paint(styleFavor, strings.Repeat(barFavor, parts[2]))
}

// columns shares out a width by counts: each that is not 0 gets one column or
// more, and the largest takes what rounding leaves.
func columns(width int, counts ...int64) []int {
	var total int64
	largest := 0
	for i, n := range counts {
		total += n
		if n > counts[largest] {
			largest = i
		}
	}
	parts := make([]int, len(counts))
	if total == 0 {
		return parts
	}
	left := width
	for i, n := range counts {
		if i != largest && n > 0 {
			parts[i] = max(1, int(math.Round(float64(width)*float64(n)/float64(total))))
			left -= parts[i]
		}
	}
	parts[largest] = max(1, left)
	return parts
}

// name fits a name of the data into its column.
func (s *sheet) name(name string) string {
	width := nameWidth
	if s.width > 0 && s.width < narrowSheet {
		width = maxNarrow
	}
	if name == "" {
		name = "(none)"
	}
	return s.tw.cut(plain(name), width)
}

// sides draws how many rows take which side.
func (s *sheet) sides(heading string, lines []sideLine) {
	if len(lines) == 0 {
		return
	}
	s.line("  %s", s.paint.paint(styleDim, heading))
	t := table{right: map[int]bool{1: true, 2: true}, width: s.width}
	for _, l := range lines {
		t.row(s.name(l.name), thousands(l.against)+" against", thousands(l.favor)+" in favor", s.bar(l.against, 0, l.favor))
	}
	if s.err == nil {
		s.err = t.write(s.w)
	}
}

type sideLine struct {
	name           string
	against, favor int64
}

func (s *sheet) speakers(i int) {
	var lines []sideLine
	for _, sp := range s.sum.Speakers {
		side := sp.Sides[i]
		if side.Favor+side.Against == 0 {
			continue
		}
		name := cmp.Or(s.names[sp.Holder], sp.Holder)
		if sp.Kind == summary.SpeakerNamed {
			name = "others, named"
		}
		lines = append(lines, sideLine{name, side.Against, side.Favor})
	}
	s.sides("who speaks, rows by the side taken", lines[:min(s.top, len(lines))])
}

func (s *sheet) time(i int) {
	var lines []sideLine
	for _, p := range s.sum.Time.Periods {
		if side := p.Sides[i]; side.Favor+side.Against > 0 {
			lines = append(lines, sideLine{periodName(p.Start, s.sum.Time.Unit), side.Against, side.Favor})
		}
	}
	s.sides("by "+s.sum.Time.Unit+" of publication (UTC+8)", lines[max(0, len(lines)-s.top):])
}

// periodName names a period by its first day.
func periodName(start time.Time, unit string) string {
	switch unit {
	case summary.UnitYear:
		return start.Format("2006")
	case summary.UnitMonth:
		return start.Format("2006-01")
	}
	return start.Format(time.DateOnly)
}

func (s *sheet) terms(i int) {
	t := table{width: s.width}
	for _, side := range []struct {
		name  string
		terms []summary.Term
	}{{"terms against", s.sum.Terms[i].Against}, {"terms in favor", s.sum.Terms[i].Favor}} {
		var words []string
		for _, term := range side.terms {
			words = append(words, fmt.Sprintf("%s×%s", strings.ReplaceAll(s.tw.cut(plain(term.Term), nameWidth), " ", " "), thousands(term.N)))
		}
		if len(words) > 0 {
			t.row(side.name, strings.Join(words, " "))
		}
	}
	if s.err == nil {
		s.err = t.write(s.w)
	}
}
