package summary

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"lichang/output"
)

// The units of a timeline.
const (
	UnitDay   = "day"
	UnitWeek  = "week" // from Monday on
	UnitMonth = "month"
	UnitYear  = "year"
)

// Timeline is how rows stand over time, by when they were published. Days are
// those of China (UTC+8).
type Timeline struct {
	Unit  string `json:"unit"`
	Dated int64  `json:"dated"` // rows that tell when they were published
	// Outside are the dated rows before the first or after the last period: a
	// handful of far-off dates must not press all others together.
	Outside int64    `json:"outside"`
	Periods []Period `json:"periods"` // in order; those without rows are there too
}

// Period is what was published in one unit of time.
type Period struct {
	Start time.Time `json:"start"` // its first day in UTC+8
	Rows  int64     `json:"rows"`
	Sides []Sides   `json:"targets"`
}

// Bounds of a timeline.
const (
	maxPeriods = 60
	maxKept    = 4000 // days or months that are counted one by one
	// outside is the part of the rows that may be left out at either end.
	outside = 0.005
)

// period counts the rows of one day or month.
type period struct {
	rows  int64
	sides [][2]int64 // by target: for, against
}

func (p *period) add(target int, label string) {
	switch label {
	case output.LabelFavor:
		p.sides[target][0]++
	case output.LabelAgainst:
		p.sides[target][1]++
	}
}

func (p *period) sum(other *period) {
	p.rows += other.rows
	for i := range p.sides {
		p.sides[i][0] += other.sides[i][0]
		p.sides[i][1] += other.sides[i][1]
	}
}

// timeCounter counts by day, and by month or year from where the days are too
// many to be kept.
type timeCounter struct {
	targets int
	unit    string
	kept    map[time.Time]*period
	undated *period
	zone    *time.Location
}

func newTimeCounter(targets int) timeCounter {
	c := timeCounter{targets: targets, unit: UnitDay, kept: make(map[time.Time]*period), zone: zone()}
	c.undated = c.empty()
	return c
}

func (c *timeCounter) empty() *period { return &period{sides: make([][2]int64, c.targets)} }

// of returns the period that a row counts in; it is valid until the next call.
func (c *timeCounter) of(t time.Time) *period {
	if t.IsZero() {
		c.undated.rows++
		return c.undated
	}
	start := floor(t.In(c.zone), c.unit)
	p := c.kept[start]
	if p == nil {
		for len(c.kept) >= maxKept && c.unit != UnitYear {
			c.coarsen()
			start = floor(start, c.unit)
		}
		if p = c.kept[start]; p == nil {
			p = c.empty()
			c.kept[start] = p
		}
	}
	p.rows++
	return p
}

func (c *timeCounter) coarsen() {
	switch c.unit {
	case UnitDay:
		c.unit = UnitMonth
	default:
		c.unit = UnitYear
	}
	c.kept = c.gather(c.kept, c.unit)
}

// gather adds up periods in larger ones.
func (c *timeCounter) gather(from map[time.Time]*period, unit string) map[time.Time]*period {
	into := make(map[time.Time]*period)
	for start, p := range from {
		start = floor(start, unit)
		if into[start] == nil {
			into[start] = c.empty()
		}
		into[start].sum(p)
	}
	return into
}

// floor is the first moment of the unit that holds t, in t's zone.
func floor(t time.Time, unit string) time.Time {
	y, m, d := t.Date()
	switch unit {
	case UnitWeek:
		d -= (int(t.Weekday()) + 6) % 7
	case UnitMonth:
		d = 1
	case UnitYear:
		m, d = time.January, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// next is the first moment of the unit after the one that begins at t.
func next(t time.Time, unit string) time.Time {
	switch unit {
	case UnitDay:
		return t.AddDate(0, 0, 1)
	case UnitWeek:
		return t.AddDate(0, 0, 7)
	case UnitMonth:
		return t.AddDate(0, 1, 0)
	}
	return t.AddDate(1, 0, 0)
}

// timeline takes the smallest unit that needs no more than maxPeriods.
func (c *timeCounter) timeline(ids []string) Timeline {
	starts := slices.SortedFunc(maps.Keys(c.kept), func(a, b time.Time) int { return a.Compare(b) })
	t := Timeline{Unit: c.unit, Periods: []Period{}}
	for _, p := range c.kept {
		t.Dated += p.rows
	}
	if t.Dated == 0 {
		return t
	}
	spare := int64(outside * float64(t.Dated))
	inner := c.within(starts, spare)
	first, last := inner[0], inner[len(inner)-1]
	units := []string{UnitDay, UnitWeek, UnitMonth, UnitYear}
	at := slices.Index(units, c.unit)
	for units[at] != UnitYear && tooMany(first, last, units[at]) {
		at++
	}
	t.Unit = units[at]
	first, last = floor(first, t.Unit), floor(last, t.Unit)
	// A date of the year 1 must not make two thousand empty periods.
	if first.Year() <= last.Year()-maxPeriods {
		first = first.AddDate(last.Year()-maxPeriods+1-first.Year(), 0, 0)
	}
	gathered := c.gather(c.kept, t.Unit)
	drawn := int64(0)
	for start := first; !start.After(last); start = next(start, t.Unit) {
		p := cmp.Or(gathered[start], c.empty())
		out := Period{Start: start, Rows: p.rows, Sides: make([]Sides, len(ids))}
		for i, id := range ids {
			out.Sides[i] = Sides{Target: id, Favor: p.sides[i][0], Against: p.sides[i][1]}
		}
		t.Periods = append(t.Periods, out)
		drawn += p.rows
	}
	t.Outside = t.Dated - drawn
	return t
}

// within leaves out the periods at either end that hold no more than spare rows
// together.
func (c *timeCounter) within(starts []time.Time, spare int64) []time.Time {
	for left := spare; len(starts) > 1; starts = starts[1:] {
		if left -= c.kept[starts[0]].rows; left < 0 {
			break
		}
	}
	for left := spare; len(starts) > 1; starts = starts[:len(starts)-1] {
		if left -= c.kept[starts[len(starts)-1]].rows; left < 0 {
			break
		}
	}
	return starts
}

// tooMany says whether more than maxPeriods begin from first to last.
func tooMany(first, last time.Time, unit string) bool {
	n := 0
	for at := floor(first, unit); !at.After(last) && n <= maxPeriods; at = next(at, unit) {
		n++
	}
	return n > maxPeriods
}
