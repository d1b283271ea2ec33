package stance

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

// The bearings of a text's traits are a log-linear model, two logits a column
// beyond that of saying neither (multinomial logistic regression). A column is a
// target of the lexicon, the target that the input names, or the text as a whole. The grammar's
// own findings are among the traits, so that the model knows when to trust them;
// its numbers are a table of the lexicon, found from labelled texts by the
// package learn. It says of whole texts what no single frame does.

// ruleBearings is the name of the rule.
const ruleBearings = "weigh-bearings"

// longestRun is the number of units of the longest trait.
const longestRun = 3

// unit is one piece of a text as traits see it: a character, a run of Latin
// letters, a number, or a mention. Key 0 parts what stands on both sides.
type unit struct {
	key        uint32
	start, end int32 // view offsets in runes, half-open
}

const (
	latinUnit   = 1 << 22 // keys of Latin runs begin here
	mentionUnit = 1 << 21 // keys of mentions begin here
	digitUnit   = uint32('0')
)

// mentionNames lists how traits write mentions: targets by id, the document's own,
// then others by group.
func mentionNames(targets []lexicon.Target) []string {
	var names []string
	for _, t := range targets {
		names = append(names, t.ID)
	}
	return append(append(names, lexicon.OwnColumn), lexicon.Groups()...)
}

// table is a set of the tables that a row stands in, one bit each. They are
// learned from different texts, and a run that only one of them knows is none to
// the others.
type table uint8

const (
	ofTargets table = 1 << iota
	ofOwn
	ofWhole
	tables = 3
)

// bearings are the compiled table.
type bearings struct {
	// slots is an open-addressing table by the keys of runs. Its length is a
	// power of two.
	slots []runSlot
	// near holds a bit for each key of slots by its hash. It fits the processor's
	// cache, and most runs of a text are not in the table.
	near    [nearBits / 64]uint64
	rows    []float32 // 2 logits a column: favor, against
	tables  []table   // by row
	states  []float64 // by state trait, then as a row
	targets int       // columns of the lexicon's targets, before the other two
	width   int       // 2 × columns
	has     table     // some row says something there
}

// tableOf is the table that a column stands in.
func (b *bearings) tableOf(column int) table {
	return 1 << max(0, column-b.targets+1)
}

// columns is the stretch of a row that holds what tables say.
func (b *bearings) columns(in table) (from, to int) {
	from, to = 2*b.targets, 2*b.targets
	if in&ofTargets != 0 {
		from = 0
	} else if in&ofOwn == 0 {
		from += 2
	}
	if in&ofWhole != 0 {
		to += 4
	} else if in&ofOwn != 0 {
		to += 2
	}
	return from, to
}

// add a row's values, in the order of the columns.
func (b *bearings) addRow(favor, against []float64) {
	var in table
	for k := range favor {
		b.rows = append(b.rows, float32(favor[k]), float32(against[k]))
		if favor[k] != 0 || against[k] != 0 {
			in |= b.tableOf(k)
		}
	}
	b.tables = append(b.tables, in)
	b.has |= in
}

// nearBits is several times as many as there are runs.
const nearBits = 1 << 20

// may says whether a run can be in the table.
func (b *bearings) may(key uint64) bool {
	return b.near[key>>44/64]>>(key>>44&63)&1 != 0
}

// runSlot is free where its key is 0.
type runSlot struct {
	key    uint64
	row    int32 // -1 where the run only begins longer ones
	longer bool  // begins longer ones
}

// find returns the slot of a run; one that is free where the table has neither
// the run nor a longer one.
func (b *bearings) find(key uint64) *runSlot {
	mask := uint64(len(b.slots) - 1)
	i := key & mask
	for b.slots[i].key != key && b.slots[i].key != 0 {
		i = (i + 1) & mask
	}
	return &b.slots[i]
}

// add makes the slots of a run, whose keys from its first unit on are given.
func (b *bearings) add(keys []uint64, row int32) {
	for i, key := range keys {
		s := b.find(key)
		if s.key == 0 {
			s.key, s.row = key, -1
			b.near[key>>44/64] |= 1 << (key >> 44 & 63)
		}
		if i < len(keys)-1 {
			s.longer = true
		} else {
			s.row = row
		}
	}
}

// shortText is the number of units up to which the frames alone decide about
// targets: they read a short sentence best. From there the share of the bearings
// grows, to all at twice as many. For the text as a whole it grows from the first
// unit to wholeShare here.
const shortText = 10

// wholeShare is how much of the sentiment bearings give; the rest is of the words,
// which are heard alike in texts of a kind that the table was not learned from.
const wholeShare = 0.5

// runKey extends the key of a run by a unit.
func runKey(run uint64, u uint32) uint64 {
	run = (run ^ uint64(u)) * 0x9E3779B97F4A7C15
	return run ^ run>>29
}

// compileBearings makes the table ready, nil where the lexicon has none.
func compileBearings(lex *lexicon.Lexicon) *bearings {
	if len(lex.Bearings) == 0 {
		return nil
	}
	b := &bearings{targets: len(lex.Targets), width: 2 * (len(lex.Targets) + 2)}
	size := 1 << 10
	for size < 3*len(lex.Bearings) { // most runs bring one more that they begin with
		size <<= 1
	}
	b.slots = make([]runSlot, size)
	b.rows = make([]float32, 0, b.width*len(lex.Bearings))
	states := StateTraits(lex.Targets)
	b.states = make([]float64, len(states)*b.width)
	mentions := mentionNames(lex.Targets)
	used := 0
	for _, x := range lex.Bearings {
		if strings.HasPrefix(x.Trait, ":") {
			if i := slices.Index(states, x.Trait); i >= 0 {
				for t := range x.Favor {
					b.states[i*b.width+2*t], b.states[i*b.width+2*t+1] = float64(float32(x.Favor[t])), float64(float32(x.Against[t]))
				}
			}
			continue
		}
		keys := traitKeys(x.Trait, mentions)
		if len(keys) > longestRun {
			continue
		}
		if used += len(keys); 2*used > len(b.slots) {
			b.grow()
		}
		b.add(keys, int32(len(b.rows)/b.width))
		b.addRow(x.Favor, x.Against)
	}
	return b
}

// grow doubles the slots.
func (b *bearings) grow() {
	old := b.slots
	b.slots = make([]runSlot, 2*len(old))
	for _, s := range old {
		if s.key != 0 {
			*b.find(s.key) = s
		}
	}
}

// traitKeys returns the keys of a run as the table writes it: of its first unit,
// of its first two, and so on.
func traitKeys(trait string, mentions []string) []uint64 {
	keys := make([]uint64, 0, longestRun)
	var key uint64
	text := []rune(trait)
	for i := 0; i < len(text); {
		n := 1
		u := uint32(text[i])
		switch {
		case text[i] == '{':
			n = max(1, slices.Index(text[i:], '}')+1)
			u = mentionUnit + uint32(slices.Index(mentions, string(text[i+1:i+n-1])))
		case isLatin(text[i]):
			for i+n < len(text) && isLatin(text[i+n]) {
				n++
			}
			u = latinKey(text[i : i+n])
		}
		key = runKey(key, u)
		keys = append(keys, key)
		i += n
	}
	return keys
}

func latinKey(letters []rune) uint32 {
	h := fnv.New32a()
	h.Write([]byte(string(letters)))
	return latinUnit | h.Sum32()&(latinUnit-1)
}

// findUnits cuts the text into the units of traits.
func (d *doc) findUnits() {
	d.units = d.units[:0]
	m := 0
	for i := 0; i < len(d.text); {
		for m < len(d.mentions) && d.mentions[m].start < i {
			m++
		}
		if m < len(d.mentions) && d.mentions[m].start == i {
			x := &d.mentions[m]
			if key, ok := d.mentionKey(x); ok {
				d.units = append(d.units, unit{key, int32(x.start), int32(x.end)})
				i = x.end
				continue
			}
		}
		r, n, key := d.text[i], 1, uint32(d.text[i])
		switch {
		case isLatin(r):
			for i+n < len(d.text) && isLatin(d.text[i+n]) {
				n++
			}
			key = latinKey(d.text[i : i+n])
		case isDigit(r):
			for i+n < len(d.text) && isDigit(d.text[i+n]) {
				n++
			}
			key = digitUnit
		case r <= ' ' || r == '\u3000' || r == '{' || r == '}' || r >= mentionUnit:
			key = 0
		}
		d.units = append(d.units, unit{key, int32(i), int32(i + n)})
		i += n
	}
}

// mentionKey returns the unit of a mention by name or class noun; other ways of
// speaking of somebody are words like others.
func (d *doc) mentionKey(m *mention) (uint32, bool) {
	if m.kind == byPronoun || m.kind == byDescription || m.entity == nobody || m.end <= m.start {
		return 0, false
	}
	n := len(d.e.lex.Targets)
	if m.entity < n {
		return mentionUnit + uint32(m.entity), true
	}
	if m.entity == d.own {
		return mentionUnit + uint32(n), true
	}
	i := slices.Index(lexicon.Groups(), d.group(m.entity))
	if i < 0 {
		return 0, false
	}
	return mentionUnit + uint32(n+1+i), true
}

// eachRun calls visit for every run of units, with the units that it holds.
func (d *doc) eachRun(visit func(key uint64, first, last int)) {
	for i := range d.units {
		var key uint64
		for n := 0; n < longestRun && i+n < len(d.units); n++ {
			u := d.units[i+n].key
			if u == 0 {
				break
			}
			key = runKey(key, u)
			visit(key, i, i+n)
		}
	}
}

// trait is a piece of evidence that bearings gave.
type trait struct {
	entity     int // -1 for the whole text
	start, end int // the run that speaks most for it
	value      float64
	more       []unit // further runs that do
}

// weighBearings brings the favor and against of each target to what the model
// gives: attitudes that say too much are scaled down, and what they lack is
// added as evidence of the runs that speak for it. The sentiment of the text is
// what the model gives, as one piece of evidence.
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
	var asked table
	for k := range b.width / 2 {
		if d.asked(k) && (share > 0 || b.tableOf(k) == ofWhole) {
			asked |= b.tableOf(k)
		}
	}
	asked &= b.has
	sums := d.sumRuns(asked)
	states, views := d.statesOf()
	own := len(states) / len(views)
	for k := range views {
		v := &views[k]
		whole := b.tableOf(k) == ofWhole
		if whole && len(d.runs) == 0 {
			continue // nothing that the table knows
		}
		if asked&b.tableOf(k) == 0 || !d.asked(k) {
			continue
		}
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
	return d.learning || d.e.bearings != nil && d.e.bearings.has&ofWhole != 0
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

// Traits are what bearings are learned from.
type Traits struct {
	Runs []string // distinct, sorted
	// States are by column, then as StateTraits; nil for what is not asked of the
	// text.
	States [][]float64
}

// Traits returns the traits of a document, false where nothing is asked of
// bearings because there is nothing to judge.
func (e *Engine) Traits(v *token.View, tokens []token.Token, opt Options) (Traits, bool) {
	d := e.pool.Get().(*doc)
	defer e.pool.Put(d)
	defer d.release()
	d.reset(e, v, tokens, opt)
	d.learning = true
	d.through(func(s stage) bool { return s.name == "bear" })
	if d.done || len(d.clauses) == 0 {
		return Traits{}, false
	}
	d.findUnits()
	names := mentionNames(e.lex.Targets)
	var x Traits
	d.eachRun(func(_ uint64, first, last int) {
		var b strings.Builder
		for _, u := range d.units[first : last+1] {
			switch {
			case u.key >= mentionUnit && u.key < latinUnit:
				b.WriteString("{" + names[u.key-mentionUnit] + "}")
			case u.key == digitUnit:
				b.WriteByte('0')
			default:
				b.WriteString(string(d.text[u.start:u.end]))
			}
		}
		x.Runs = append(x.Runs, b.String())
	})
	slices.Sort(x.Runs)
	x.Runs = slices.Compact(x.Runs)
	states, views := d.statesOf()
	for own := range slices.Chunk(slices.Clone(states), len(states)/len(views)) {
		if !d.asked(len(x.States)) {
			own = nil
		}
		x.States = append(x.States, own)
	}
	return x, true
}
