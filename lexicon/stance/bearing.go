package stance

import (
	"math"
	"slices"
)

// The bearings of a text's traits are a log-linear model, two logits a column
// beyond that of saying neither (multinomial logistic regression). A column is a
// target of the lexicon, the target that the input names, or the text as a whole.
// The grammar's own findings are among the traits, so that the model knows when to
// trust them; its numbers are a table of the lexicon, found from labelled texts by
// the package learn. It says of whole texts what no single frame does.

// ruleBearings is the name of the rule.
const ruleBearings = "weigh-bearings"

// longestRun is the number of units of the longest trait.
const longestRun = 3

// shortText is the number of units up to which the frames alone decide about
// targets: they read a short sentence best. From there the share of the bearings
// grows, to all at twice as many. For the text as a whole it grows from the first
// unit to wholeShare here.
const shortText = 10

// wholeShare is how much of the sentiment bearings give; the rest is of the words,
// which are heard alike in texts of a kind that the table was not learned from.
const wholeShare = 0.5

// trait is a piece of evidence that bearings gave.
type trait struct {
	entity     int // -1 for the whole text
	start, end int // the run that speaks most for it
	value      float64
	more       []unit // further runs that do
}

// weighBearings brings the favor and against of each target to what the model
// gives: attitudes that say too much are scaled down, and what they lack is
// added as evidence of the runs that speak for it. Of the sentiment they give
// their share, as one piece of evidence that holds the words' share too.
func (d *doc) weighBearings() {
	d.traits = d.traits[:0]
	b := d.e.bearings
	if b == nil || d.skip(ruleBearings) || len(d.clauses) == 0 || !d.onTopic && !d.bearsWhole() {
		return
	}
	d.findUnits()
	share := min(1, float64(len(d.units)-shortText)/shortText)
	if share <= 0 && !d.bearsWhole() {
		return
	}
	weighed := func(k int) bool { return b.has[k] && d.asked(k) && (share > 0 || b.tableOf(k) == ofWhole) }
	var asked table
	for k := range b.has {
		if weighed(k) {
			asked |= b.tableOf(k)
		}
	}
	sums := d.sumRuns(asked)
	states, views := d.statesOf()
	own := len(states) / len(views)
	for k := range views {
		whole := b.tableOf(k) == ofWhole
		if !weighed(k) || whole && len(d.runs) == 0 { // of a text that no table knows they say nothing
			continue
		}
		v := &views[k]
		zf, za := sums[2*k], sums[2*k+1]
		for i, x := range states[k*own : (k+1)*own] {
			zf += x * b.states[i*b.width+2*k]
			za += x * b.states[i*b.width+2*k+1]
		}
		top := max(zf, za, 0)
		ef, ea, en := math.Exp(zf-top), math.Exp(za-top), math.Exp(-top)
		sum := ef + ea + en
		if whole {
			share := wholeShare * min(1, float64(len(d.units))/shortText)
			d.bringWhole(k, v.sentiment+share*((ef-ea)/sum-v.sentiment))
			continue
		}
		d.bringTo(k, 1, v.favor, v.favor+share*(ef/sum-v.favor))
		d.bringTo(k, -1, v.against, v.against+share*(ea/sum-v.against))
	}
}

// bearsWhole says whether bearings are asked of the text as a whole, whatever its
// words are.
func (d *doc) bearsWhole() bool {
	b := d.e.bearings
	return d.learning || b != nil && b.has[len(b.has)-1]
}

// asked says whether a column is asked of the document.
func (d *doc) asked(column int) bool {
	switch n := len(d.e.lex.Targets); {
	case column < n:
		return d.onTopic
	case column == n:
		return d.own >= n // one of the lexicon's has a column already
	}
	return true
}

// entityOf is the entity that a column speaks of, -1 for the whole text.
func (d *doc) entityOf(column int) int {
	switch n := len(d.e.lex.Targets); {
	case column < n:
		return column
	case column == n:
		return d.own
	}
	return -1
}

// foundRun is a run of the text that the table knows.
type foundRun struct {
	row        int32
	start, end int32 // view offsets in runes, half-open
}

// sumRuns finds the runs of the text that the asked tables know, and adds the rows
// of the distinct ones up, in the order of the text, each by the root of how many
// its table knows.
func (d *doc) sumRuns(asked table) []float64 {
	b := d.e.bearings
	if n := len(b.rows) / b.width; len(d.rowSeen) != n {
		d.rowSeen, d.pass = make([]uint32, n), 0
	}
	if d.pass++; d.pass == 0 { // after 4 billion texts the marks wrap around
		clear(d.rowSeen)
		d.pass = 1
	}
	if len(d.sums) != b.width {
		d.sums = make([]float64, b.width)
	}
	clear(d.sums)
	d.runs = d.runs[:0]
	var distinct [1 << tables]int
	for i := range d.units {
		var key uint64
		for n := i; n < len(d.units) && d.units[n].key != 0; n++ { // no longer than the longest run
			key = runKey(key, d.units[n].key)
			if !b.may(key) {
				break
			}
			s := b.find(key)
			if s.key == 0 {
				break
			}
			if s.row >= 0 && b.tables[s.row]&asked != 0 {
				d.runs = append(d.runs, foundRun{s.row, d.units[i].start, d.units[n].end})
				if d.rowSeen[s.row] != d.pass {
					d.rowSeen[s.row] = d.pass
					in := b.tables[s.row] & asked
					distinct[in]++
					from, to := b.columns(in)
					for k, v := range b.rows[int(s.row)*b.width+from : int(s.row)*b.width+to] {
						d.sums[from+k] += float64(v)
					}
				}
			}
			if !s.longer {
				break
			}
		}
	}
	for k := range d.sums {
		known := 0
		for in, n := range distinct {
			if table(in)&b.tableOf(k/2) != 0 {
				known += n
			}
		}
		if known > 0 {
			d.sums[k] /= math.Sqrt(float64(known))
		}
	}
	return d.sums
}

// leastBearing is the least weight for which evidence is made.
const leastBearing = 0.02

// bringWhole makes the evidence of the text's sentiment, in (-1, 1).
func (d *doc) bringWhole(column int, want float64) {
	d.traits = append(d.traits, d.traitFor(column, math.Copysign(1, want), max(math.Abs(want), leastWhole)))
}

// leastWhole is a sentiment of none: evidence has a weight.
const leastWhole = 0.0001

// bringTo makes the evidence of one sign toward a column's entity fold to want
// instead of have, both in [0, 1].
func (d *doc) bringTo(column int, sign, have, want float64) {
	want = min(want, 0.999)
	if want >= have {
		if rest := 1 - (1-want)/(1-have); rest >= leastBearing {
			d.traits = append(d.traits, d.traitFor(column, sign, rest))
		}
		return
	}
	t := d.entityOf(column)
	// The fold is 1-∏(1-w), so that its logarithm is a sum. It is taken of the
	// weights themselves: have ends below 1 where several strong ones meet, and
	// what is left of it then is too small to divide by.
	var folded float64
	for i := range d.att {
		if a := &d.att[i]; a.entity == t && a.value*sign > 0 {
			folded += math.Log1p(-a.bounded())
		}
	}
	exponent := math.Log1p(-want) / folded
	for i := range d.att {
		a := &d.att[i]
		if a.entity != t || a.value*sign <= 0 {
			continue
		}
		a.value = sign * -math.Expm1(exponent*math.Log1p(-a.bounded())) / a.confidence
		a.rules = append(a.rules, ruleBearings)
	}
}

// bounded is how much an attitude counts, below 1 so that it can be taken back.
func (a *attitude) bounded() float64 {
	return min(0.999, math.Abs(a.value)*a.confidence)
}

// shownRuns is how many runs a piece of evidence names.
const shownRuns = 4

// spoken is a run with how much it speaks for one side rather than the other.
type spoken struct {
	by float32
	foundRun
}

// traitFor makes evidence of the runs that speak most for a column's favor or
// against, rather than for neither or the other.
func (d *doc) traitFor(column int, sign, value float64) trait {
	b := d.e.bearings
	x := trait{entity: d.entityOf(column), value: sign * value}
	side := 2 * column
	if sign < 0 {
		side++
	}
	d.spoken = d.spoken[:0]
	for _, r := range d.runs {
		// How much it is above the other side, and above saying neither.
		at := int(r.row)*b.width + side
		if by := b.rows[at] - max(b.rows[at^1], 0); by > 0 {
			d.spoken = append(d.spoken, spoken{by, r})
		}
	}
	// The strongest first, none over another.
	var best [shownRuns]spoken
	n := 0
	for n < shownRuns {
		at := -1
		for i := range d.spoken {
			r := &d.spoken[i]
			if at >= 0 && r.by <= best[n].by {
				continue
			}
			if slices.ContainsFunc(best[:n], func(o spoken) bool { return r.start < o.end && o.start < r.end }) {
				continue
			}
			at, best[n] = i, *r
		}
		if at < 0 {
			break
		}
		n++
	}
	if n > 0 {
		x.start, x.end = int(best[0].start), int(best[0].end)
		for _, o := range best[1:n] {
			x.more = append(x.more, unit{start: o.start, end: o.end})
		}
	}
	if x.end == 0 {
		x.end = len(d.text) // the text as a whole: no run speaks for it alone
		if d.v.BodyAt > 1 {
			x.end = d.v.BodyAt - 1
		} else {
			x.start = d.v.BodyAt
		}
	}
	return x
}
