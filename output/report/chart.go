package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"lichang/output/summary"
)

// The charts are small SVGs of our own, since what the libraries draw cannot be
// read by all: go-analyze/charts (v0.6.4) escapes its texts, but writes colours
// into every element, which no dark page can change; it has no pattern beside
// the colour, no interval on a bar, no title or description for those who do not
// see it, and scales its letters with its width, to five pixels on a phone.
//
// Here lengths across are parts of the width and everything else is pixels, so
// that a chart fills what room it has and its letters stay as large as the
// page's. Colours and patterns are the style sheet's.

// bars is a chart of one stacked bar a row: against from the left, in favor from
// the right, no side between.
type bars struct {
	figure
	Rows  []bar
	Ticks []tick
	Axis  int // y of the axis' letters
	Floor int // y of the axis
}

// figure is what all charts have.
type figure struct {
	ID, Title, Unit, Description string
	Height                       int // pixels
	Table                        tableView
}

// tableView is the table behind a chart: the first cell of a row is its name.
type tableView struct {
	Caption string
	Head    []string
	Rows    [][]string
}

type bar struct {
	Name, Full string // Full where Name is cut
	Note       string
	Text       int // y of the letters
	Y, H       int // of the bar
	Against    extent
	Neither    extent
	Favor      extent
	Whiskers   []whisker
	Few        bool // rests on next to nothing
}

// extent is where something lies across, in per cent of the width.
type extent struct{ X, W string }

// Empty says that there is nothing to draw.
func (e extent) Empty() bool { return e.W == "" || e.W == "0" }

// whisker is an interval of one side.
type whisker struct {
	Side       string
	X1, X2     string
	Y, Up, Low int
}

func whiskerAt(side string, from, to float64, y int) whisker {
	return whisker{side, across(from), across(to), y, y - whiskerIn, y + whiskerIn}
}

// few is below how many rows a bar is drawn pale.
const few = 5

type tick struct {
	X, Text, Anchor string
}

// The measures of a bar chart in pixels.
const (
	rowHeight = 62
	textRise  = 15
	barTop    = 29
	barHeight = 16
	whiskerUp = 4 // from the bar to the interval above or below it
	whiskerIn = 3 // half the height of an interval's ends
	axisRoom  = 26
)

// across is a share in [0, 1] as a length across.
func across(v float64) string {
	return strconv.FormatFloat(math.Round(10_000*v)/100, 'f', -1, 64)
}

// spread lays counts end to end.
func spread(against, neither, favor int64) (a, n, f extent) {
	total := float64(against + neither + favor)
	if total == 0 {
		return a, n, f
	}
	x, y := float64(against)/total, float64(against+neither)/total
	return extent{"0", across(x)}, extent{across(x), across(y - x)}, extent{across(y), across(1 - y)}
}

// stanceBars draws stances, each under a name.
func (b *builder) stanceBars(title, unit string, names []string, stances []*summary.Stance) *bars {
	c := &bars{}
	c.Title, c.Unit = title, unit
	w := b.words
	c.Table = tableView{Caption: title, Head: []string{"", w.of("speak"), w.of("against"), w.of("interval"), w.of("favor"), w.of("interval"), w.of("neither")}}
	copied := slices.ContainsFunc(stances, func(s *summary.Stance) bool { return s.Copies() > 0 })
	if copied {
		c.Table.Head = append(c.Table.Head, w.of("first-speak"), w.of("first-against"), w.of("first-favor"))
	}
	for i, s := range stances {
		row := b.bar(i)
		cells := []string{names[i], thousands(s.Spoken), thousands(s.Against), "", thousands(s.Favor), "", thousands(s.Neither())}
		if s.Spoken > 0 {
			row.Against, row.Neither, row.Favor = spread(s.Against, s.Neither(), s.Favor)
			row.Few = s.Spoken < few
			row.Whiskers = []whisker{
				whiskerAt(markAgainst, s.AgainstShare.Lo, s.AgainstShare.Hi, row.Y-whiskerUp),
				whiskerAt("favor", 1-s.FavorShare.Hi, 1-s.FavorShare.Lo, row.Y+row.H+whiskerUp),
			}
			row.Note = w.of("bar-note", percent(s.AgainstShare.Value), percent(s.FavorShare.Value), thousands(s.Spoken))
			cells[3], cells[5] = interval(s.AgainstShare), interval(s.FavorShare)
			cells[2] += " (" + percent(s.AgainstShare.Value) + ")"
			cells[4] += " (" + percent(s.FavorShare.Value) + ")"
		} else {
			row.Note = w.of("bar-none")
		}
		if copied {
			cells = append(cells, b.firstCells(s)...)
		}
		row.entitle(names[i])
		c.Rows = append(c.Rows, row)
		c.Table.Rows = append(c.Table.Rows, cells)
	}
	b.close(c)
	return c
}

// firstCells are a stance without near-copies.
func (b *builder) firstCells(s *summary.Stance) []string {
	f := s.WithoutCopies
	return []string{thousands(f.Spoken), b.part(f.Against, f.Spoken), b.part(f.Favor, f.Spoken)}
}

// sideBars draws how many rows take which side.
func (b *builder) sideBars(title, unit string, names []string, sides []summary.Sides) *bars {
	c := &bars{}
	c.Title, c.Unit = title, unit
	c.Table = tableView{Caption: title, Head: []string{"", b.words.of("against"), b.words.of("favor")}}
	for i, s := range sides {
		row := b.bar(i)
		row.Against, row.Neither, row.Favor = spread(s.Against, 0, s.Favor)
		row.Note = b.words.of("side-note", thousands(s.Against), thousands(s.Favor))
		row.entitle(names[i])
		c.Rows = append(c.Rows, row)
		c.Table.Rows = append(c.Table.Rows, []string{names[i], thousands(s.Against), thousands(s.Favor)})
	}
	b.close(c)
	return c
}

// bar places a row of a chart.
func (b *builder) bar(i int) bar {
	y := i * rowHeight
	return bar{Text: y + textRise, Y: y + barTop, H: barHeight}
}

// The narrowest chart, and how wide about a column of letters is, in pixels.
const (
	narrowest  = 328
	nameColumn = 8
	noteColumn = 6.8
)

// entitle gives a row its name, cut to the room that the note leaves on a phone.
func (r *bar) entitle(name string) {
	wide := 0
	for _, c := range r.Note {
		wide += columnsOf(c)
	}
	r.Name = cut(name, max(6, int((narrowest-noteColumn*float64(wide))/nameColumn)))
	if r.Name != name {
		r.Full = name
	}
}

// close adds what follows from the rows.
func (b *builder) close(c *bars) {
	b.figures++
	c.ID = fmt.Sprint("figure-", b.figures)
	c.Floor = len(c.Rows) * rowHeight
	c.Axis = c.Floor + 14
	c.Height = c.Floor + axisRoom
	c.Ticks = []tick{{"0", "0 %", "start"}, {"25", "25 %", "middle"}, {"50", "50 %", "middle"}, {"75", "75 %", "middle"}, {"100", "100 %", "end"}}
	var said []string
	for i, r := range c.Rows {
		said = append(said, c.Table.Rows[i][0]+": "+r.Note)
	}
	c.Description = strings.Join(said, "; ") + "."
}

// columnsChart is a chart over time: in favor upward, against downward.
type columnsChart struct {
	figure
	Columns []timeColumn
	Zero    int // y of nothing
	Grid    []gridLine
	Ticks   []tick
	Axis    int
}

type timeColumn struct {
	X, W           string
	FavorY, FavorH string
	AgainstH       string
	Title          string
	Favor, Against int64
}

type gridLine struct {
	Y    int
	Text string
}

// Measures of a chart over time in pixels.
const (
	columnRoom = 80 // for one side
	columnTop  = 12
)

// timeColumns draws one target's sides over time.
func (b *builder) timeColumns(title, unit string, line *summary.Timeline, target int) *columnsChart {
	b.figures++
	c := &columnsChart{Zero: columnTop + columnRoom}
	c.ID, c.Title, c.Unit = fmt.Sprint("figure-", b.figures), title, unit
	c.Table = tableView{Caption: title, Head: []string{b.words.of("unit-" + line.Unit), b.words.of("rows"), b.words.of("against"), b.words.of("favor")}}
	most, mostFavor, mostAgainst := int64(1), 0, 0
	for i, p := range line.Periods {
		s := p.Sides[target]
		most = max(most, s.Favor, s.Against)
		if s.Favor > line.Periods[mostFavor].Sides[target].Favor {
			mostFavor = i
		}
		if s.Against > line.Periods[mostAgainst].Sides[target].Against {
			mostAgainst = i
		}
	}
	n := float64(len(line.Periods))
	height := func(v int64) string {
		return strconv.FormatFloat(math.Round(10*columnRoom*float64(v)/float64(most))/10, 'f', -1, 64)
	}
	for i, p := range line.Periods {
		s, name := p.Sides[target], periodName(p.Start, line.Unit)
		col := timeColumn{X: across((float64(i) + 0.1) / n), W: across(0.8 / n), Favor: s.Favor, Against: s.Against,
			FavorH: height(s.Favor), AgainstH: height(s.Against), Title: name + ": " + b.words.of("side-note", thousands(s.Against), thousands(s.Favor))}
		col.FavorY = strconv.FormatFloat(float64(c.Zero)-columnRoom*float64(s.Favor)/float64(most), 'f', 1, 64)
		c.Columns = append(c.Columns, col)
		c.Table.Rows = append(c.Table.Rows, []string{name, thousands(p.Rows), thousands(s.Against), thousands(s.Favor)})
	}
	c.Grid = []gridLine{{columnTop, thousands(most)}, {c.Zero, "0"}, {c.Zero + columnRoom, thousands(most)}}
	c.Axis = c.Zero + columnRoom + 20
	c.Height = c.Axis + 8
	last := len(line.Periods) - 1
	c.Ticks = []tick{{"0", periodName(line.Periods[0].Start, line.Unit), "start"}}
	if last > 0 {
		c.Ticks = append(c.Ticks, tick{"100", periodName(line.Periods[last].Start, line.Unit), "end"})
	}
	c.Description = b.words.of("time-description", len(line.Periods),
		thousands(line.Periods[mostAgainst].Sides[target].Against), periodName(line.Periods[mostAgainst].Start, line.Unit),
		thousands(line.Periods[mostFavor].Sides[target].Favor), periodName(line.Periods[mostFavor].Start, line.Unit))
	return c
}

// dots is a chart of differences with their intervals around nothing.
type dots struct {
	figure
	Rows  []dot
	Ticks []tick
	Axis  int
	Floor int
}

type dot struct {
	Name, Note string
	Side       string
	Text, Y    int
	X, X1, X2  string
	Moved      bool
}

// changeDots draws how the shares moved.
func (b *builder) changeDots(title, unit string, changes []summary.Change) *dots {
	b.figures++
	c := &dots{}
	c.ID, c.Title, c.Unit = fmt.Sprint("figure-", b.figures), title, unit
	w := b.words
	c.Table = tableView{Caption: title, Head: []string{"", w.of("then"), w.of("now"), w.of("difference"), w.of("interval")}}
	reach := 0.05
	for _, x := range changes {
		reach = max(reach, math.Abs(x.Lo), math.Abs(x.Hi))
	}
	reach = math.Ceil(20*reach) / 20
	at := func(v float64) string { return across(0.5 + 0.5*v/reach) }
	var said []string
	for i, x := range changes {
		name := b.name(x.Target) + " · " + w.of(x.Side)
		note := w.of("points", signedPoints(x.Diff))
		c.Rows = append(c.Rows, dot{Name: name, Note: note, Side: x.Side, Text: i*rowHeight + textRise, Y: i*rowHeight + barTop + barHeight/2,
			X: at(x.Diff), X1: at(x.Lo), X2: at(x.Hi), Moved: x.Moved()})
		range95 := fmt.Sprintf("%s – %s", signedPoints(x.Lo), signedPoints(x.Hi))
		c.Table.Rows = append(c.Table.Rows, []string{name, percent(x.Then.Value), percent(x.Now.Value), signedPoints(x.Diff), range95})
		said = append(said, fmt.Sprintf("%s: %s (%s)", name, note, range95))
	}
	c.Floor = len(changes) * rowHeight
	c.Axis, c.Height = c.Floor+14, c.Floor+axisRoom
	c.Ticks = []tick{{"0", signedPoints(-reach), "start"}, {"50", "0", "middle"}, {"100", signedPoints(reach), "end"}}
	c.Description = strings.Join(said, "; ") + "."
	return c
}
