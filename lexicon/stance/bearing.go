package stance

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

// The bearings of a text's traits are a log-linear model, two logits a target
// beyond that of saying neither (multinomial logistic regression). The grammar's
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

// mentionNames lists how traits write mentions: targets by id, then others by
// group.
func mentionNames(targets []lexicon.Target) []string {
	var names []string
	for _, t := range targets {
		names = append(names, t.ID)
	}
	return append(names, lexicon.Groups()...)
}

// bearings are the compiled table.
type bearings struct {
	// slots is an open-addressing table of keys of runs, 0 for free; at gives the
	// row of each. Its length is a power of two.
	slots []uint64
	at    []int32
	// rows holds 2 logits a target: favor, against.
	rows   []float32
	states []float64 // by state trait, then as a row
	width  int       // 2 × targets
}

func (b *bearings) find(key uint64) int32 {
	mask := uint64(len(b.slots) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		switch b.slots[i] {
		case key:
			return b.at[i]
		case 0:
			return -1
		}
	}
}

// shortText is the number of units up to which the frames alone decide: they
// read a short sentence best. From there the share of the bearings grows, to all
// at twice as many.
const shortText = 10

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
	b := &bearings{width: 2 * len(lex.Targets)}
	size := 1 << 10
	for size < 2*len(lex.Bearings) {
		size <<= 1
	}
	b.slots, b.at = make([]uint64, size), make([]int32, size)
	states := StateTraits(lex.Targets)
	b.states = make([]float64, len(states)*b.width)
	mentions := mentionNames(lex.Targets)
	mask := uint64(size - 1)
	for _, x := range lex.Bearings {
		row := make([]float32, b.width)
		for t := range x.Favor {
			row[2*t], row[2*t+1] = float32(x.Favor[t]), float32(x.Against[t])
		}
		if strings.HasPrefix(x.Trait, ":") {
			if i := slices.Index(states, x.Trait); i >= 0 {
				for k, v := range row {
					b.states[i*b.width+k] = float64(v)
				}
			}
			continue
		}
		key := traitKey(x.Trait, mentions)
		i := key & mask
		for b.slots[i] != 0 && b.slots[i] != key {
			i = (i + 1) & mask
		}
		b.slots[i], b.at[i] = key, int32(len(b.rows)/b.width)
		b.rows = append(b.rows, row...)
	}
	return b
}

// traitKey is the key of a run as the table writes it.
func traitKey(trait string, mentions []string) uint64 {
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
		i += n
	}
	return key
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
	i := slices.Index(lexicon.Groups(), d.group(m.entity))
	if i < 0 {
		return 0, false
	}
	return mentionUnit + uint32(n+i), true
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

// StateTraits lists the traits that the engine finds out, each about one target:
// what the frames say of it and of the others, whether it is mentioned, the mood
// of the text. Values lie in [-1, 1].
func StateTraits(targets []lexicon.Target) []string {
	list := []string{
		":bias", ":favor", ":against", ":is-favor", ":is-against", ":mixed", ":absent", ":mentioned", ":named", ":only",
		":sentiment", ":sentiment-mentioned", ":mood", ":mood-mentioned", ":mood-sentence", ":mood-clause", ":mood-ending", ":asks", ":headline", ":voices", ":irony", ":surely",
	}
	for _, g := range lexicon.Groups() {
		list = append(list, ":bystander "+g, ":only "+g)
	}
	for _, t := range targets {
		list = append(list, ":favor "+t.ID, ":against "+t.ID, ":mentioned "+t.ID)
	}
	return list
}

// engineView is what the frames say of one target before bearings are weighed.
type engineView struct {
	favor, against   float64
	mentioned, named bool
	surely           float64 // of the surest mention
	// clauses and sentences are those that mention it.
	clauses, sentences map[int]bool
}

// moods holds for each clause the weight of its good and bad words, whomever
// they are about.
type moods []struct{ good, bad float64 }

// moodsOf sums the words of each clause; a negator close before one turns it.
func (d *doc) moodsOf() moods {
	m := make(moods, len(d.clauses))
	for ci := range d.clauses {
		c := &d.clauses[ci]
		negated := -1 // where the last negator ends
		for _, x := range d.marks[c.first:c.last] {
			if x.p.cueSet&cueNegator != 0 {
				negated = x.end
			}
			if len(x.p.senses) == 0 {
				continue
			}
			t := x.p.senses[0].term
			by := float64(t.Class.Polarity) * t.Strength
			if negated >= 0 && x.start-negated <= negationReach {
				by = -by
			}
			m[ci].good += max(0, by)
			m[ci].bad += max(0, -by)
		}
	}
	return m
}

// negationReach is how many runes behind a negator the words of a mood are
// turned by it.
const negationReach = 3

// of is the mood of some clauses, in (-1, 1).
func (m moods) of(in func(clause int) bool) float64 {
	var good, bad float64
	for c := range m {
		if in(c) {
			good += m[c].good
			bad += m[c].bad
		}
	}
	return (good - bad) / (good + bad + 1)
}

// viewOf folds the attitudes toward each target, and the sentiment of all.
func (d *doc) viewOf() (views []engineView, sentiment float64) {
	views = make([]engineView, len(d.e.lex.Targets))
	for i := range views {
		views[i].favor, views[i].against = 1, 1
	}
	var pos, neg float64
	for i := 0; i < len(d.att); {
		best, at := 0.0, d.att[i].frame
		for ; i < len(d.att) && d.att[i].frame == at; i++ {
			a := &d.att[i]
			w := min(1, math.Abs(a.value)*a.confidence)
			if w > math.Abs(best) {
				best = math.Copysign(w, a.value)
			}
			if a.entity < 0 || a.entity >= len(views) {
				continue
			}
			if a.value > 0 {
				views[a.entity].favor *= 1 - w
			} else {
				views[a.entity].against *= 1 - w
			}
		}
		pos += max(0, best)
		neg += max(0, -best)
	}
	for i := range views {
		views[i].favor, views[i].against = 1-views[i].favor, 1-views[i].against
		views[i].mentioned = i == d.about
	}
	for i := range d.mentions {
		if m := &d.mentions[i]; m.entity < len(views) {
			views[m.entity].mentioned = true
			if views[m.entity].clauses == nil {
				views[m.entity].clauses, views[m.entity].sentences = map[int]bool{}, map[int]bool{}
			}
			views[m.entity].clauses[m.clause], views[m.entity].sentences[d.clauses[m.clause].sentence] = true, true
			views[m.entity].surely = max(views[m.entity].surely, m.confidence)
			views[m.entity].named = views[m.entity].named || m.kind == byName || m.kind == byPart
		}
	}
	return views, (pos - neg) / (pos + neg + 1)
}

// stateWeight scales the state traits against the runs, whose squares sum to 1.
const stateWeight = 0.25

// statesOf returns the values of StateTraits for each target.
func (d *doc) statesOf() [][]float64 {
	views, sentiment := d.viewOf()
	w := &d.e.weights
	var links cueSet
	asks := false
	for i := range d.clauses {
		links |= d.clauses[i].links
		asks = asks || d.clauses[i].ask
	}
	flag := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	bystanders := map[string]bool{}
	for i := range d.mentions {
		if m := &d.mentions[i]; m.entity >= len(views) && m.entity != nobody {
			bystanders[d.group(m.entity)] = true
		}
	}
	moods := d.moodsOf()
	whole := moods.of(func(int) bool { return true })
	last := d.clauses[len(d.clauses)-1].sentence
	all := make([][]float64, len(views))
	for t := range views {
		v := &views[t]
		only := v.mentioned
		for o := range views {
			only = only && (o == t || !views[o].mentioned)
		}
		score := v.favor - v.against
		list := []float64{
			1, v.favor, v.against, flag(score >= w.FavorThreshold), flag(score <= -w.AgainstThreshold),
			flag(v.favor > 0 && v.against > 0), flag(!v.mentioned), flag(v.mentioned), flag(v.named), flag(only),
			sentiment, sentiment * flag(v.mentioned), whole, whole * flag(v.mentioned),
			moods.of(func(c int) bool { return v.sentences[d.clauses[c].sentence] }), moods.of(func(c int) bool { return v.clauses[c] }),
			moods.of(func(c int) bool { return d.clauses[c].sentence == last }), flag(asks), flag(links&cueHeadline != 0), flag(len(d.voices) > 1), flag(links&cueIrony != 0), v.surely,
		}
		for _, g := range lexicon.Groups() {
			list = append(list, flag(bystanders[g]), flag(bystanders[g] && !v.named))
		}
		for o := range views {
			if o == t {
				list = append(list, 0, 0, 0)
				continue
			}
			list = append(list, views[o].favor, views[o].against, flag(views[o].mentioned))
		}
		for i := range list {
			list[i] *= stateWeight
		}
		all[t] = list
	}
	return all
}

// trait is a piece of evidence that bearings gave.
type trait struct {
	entity     int
	start, end int // the run that speaks most for it
	value      float64
	more       []unit // further runs that do
}

// weighBearings brings the favor and against of each target to what the model
// gives: attitudes that say too much are scaled down, and what they lack is
// added as evidence of the runs that speak for it.
func (d *doc) weighBearings() {
	d.traits = d.traits[:0]
	b := d.e.bearings
	if b == nil || d.skip(ruleBearings) || len(d.clauses) == 0 {
		return
	}
	d.findUnits()
	share := min(1, float64(len(d.units)-shortText)/shortText)
	if share <= 0 {
		return
	}
	sums := make([]float64, b.width)
	seen := d.findRuns(func(row int32) {
		for k, v := range b.rows[int(row)*b.width : (int(row)+1)*b.width] {
			sums[k] += float64(v)
		}
	})
	if seen > 0 {
		by := 1 / math.Sqrt(float64(seen))
		for k := range sums {
			sums[k] *= by
		}
	}
	states := d.statesOf()
	views, _ := d.viewOf()
	for t := range views {
		zf, za := sums[2*t], sums[2*t+1]
		for i, x := range states[t] {
			zf += x * b.states[i*b.width+2*t]
			za += x * b.states[i*b.width+2*t+1]
		}
		top := max(zf, za, 0)
		ef, ea, en := math.Exp(zf-top), math.Exp(za-top), math.Exp(-top)
		sum := ef + ea + en
		v := &views[t]
		d.bringTo(t, 1, v.favor, v.favor+share*(ef/sum-v.favor))
		d.bringTo(t, -1, v.against, v.against+share*(ea/sum-v.against))
	}
}

// foundRun is a run of the text that the table knows.
type foundRun struct {
	row        int32
	start, end int32 // view offsets in runes, half-open
}

// findRuns looks all runs of the text up, and counts the distinct rows, which
// it visits in the order of the text.
func (d *doc) findRuns(visit func(row int32)) int {
	b := d.e.bearings
	if n := len(b.rows) / b.width; len(d.rowSeen) != n {
		d.rowSeen, d.pass = make([]uint32, n), 0
	}
	if d.pass++; d.pass == 0 { // after 4 billion texts the marks wrap around
		clear(d.rowSeen)
		d.pass = 1
	}
	d.runs = d.runs[:0]
	distinct := 0
	d.eachRun(func(key uint64, first, last int) {
		row := b.find(key)
		if row < 0 {
			return
		}
		d.runs = append(d.runs, foundRun{row, d.units[first].start, d.units[last].end})
		if d.rowSeen[row] != d.pass {
			d.rowSeen[row] = d.pass
			distinct++
			visit(row)
		}
	})
	return distinct
}

// leastBearing is the least weight for which evidence is made.
const leastBearing = 0.02

// bringTo makes the evidence of one sign toward target t fold to want instead
// of have, both in [0, 1].
func (d *doc) bringTo(t int, sign, have, want float64) {
	want = min(want, 0.999)
	if want >= have {
		if rest := 1 - (1-want)/(1-have); rest >= leastBearing {
			d.traits = append(d.traits, d.traitFor(t, sign, rest))
		}
		return
	}
	exponent := math.Log(1-want) / math.Log(1-min(have, 0.999))
	for i := range d.att {
		a := &d.att[i]
		if a.entity != t || a.value*sign <= 0 {
			continue
		}
		w := min(0.999, math.Abs(a.value)*a.confidence)
		a.value = sign * (1 - math.Pow(1-w, exponent)) / a.confidence
		a.rules = append(a.rules, ruleBearings)
	}
}

// shownRuns is how many runs a piece of evidence names.
const shownRuns = 4

// spoken is a run with how much it speaks for one side rather than the other.
type spoken struct {
	by float32
	foundRun
}

// traitFor makes evidence of the runs that speak most for a target's favor or
// against, rather than for neither or the other.
func (d *doc) traitFor(t int, sign, value float64) trait {
	b := d.e.bearings
	x := trait{entity: t, value: sign * value}
	side := 2 * t
	if sign < 0 {
		side++
	}
	// The strongest first, none over another.
	var best [shownRuns]spoken
	n := 0
	for n < shownRuns {
		at := -1
		for i := range d.runs {
			r := &d.runs[i]
			own, other := b.rows[int(r.row)*b.width+side], b.rows[int(r.row)*b.width+side^1]
			by := own - max(other, 0)
			if by <= 0 || at >= 0 && by <= best[n].by {
				continue
			}
			if slices.ContainsFunc(best[:n], func(o spoken) bool { return r.start < o.end && o.start < r.end }) {
				continue
			}
			at, best[n].by, best[n].foundRun = i, by, *r
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
		if d.v.BodyAt > 0 {
			x.end = d.v.BodyAt - 1
		}
	}
	return x
}

// Traits are what bearings are learned from.
type Traits struct {
	Runs   []string    // distinct, sorted
	States [][]float64 // by target, then as StateTraits
}

// Traits returns the traits of a document, false where bearings are not asked
// because it speaks of no target.
func (e *Engine) Traits(v *token.View, tokens []token.Token, opt Options) (Traits, bool) {
	d := e.pool.Get().(*doc)
	defer e.pool.Put(d)
	defer d.release()
	d.reset(e, v, tokens, opt)
	d.through(func(s stage) bool { return s.name == "bear" })
	if d.done || !d.onTopic || len(d.clauses) == 0 {
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
	x.States = d.statesOf()
	return x, true
}
