package suggest

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// Context is a place where a word stands: what stands around it in the view, in
// one line.
type Context struct {
	Before, Word, After string
	File                string
	Row                 int64 // 1-based, 0 for nowhere
}

// The contexts of a word.
const (
	maxContexts = 3
	around      = 16 // characters on each side, at most
)

// maxNeighbours bounds how many characters beside a word are told apart; that
// many are free enough.
const maxNeighbours = 64

// found is what is known of one candidate.
type found struct {
	text string
	usage
	merged   bool
	cohesion float64 // of a merged one: pointwise mutual information, in bits
	texts    int64
	good     int64 // times on the one side
	bad      int64 // and on the other
	with     int64 // conjunctions that speak for the one
	against  int64 // and for the other
	contexts []Context
	// left and right count the characters beside it, edges the stops and ends
	// of texts, each of which is one of its own.
	left, right           map[rune]int64
	leftEdges, rightEdges int64
}

// Findings are what one part of the texts has of the candidates.
type Findings struct {
	found map[int32]*found
	// taught is how the words are used that the lexicon takes sides with.
	taught map[uint64]usage
	// Good, bad and all are how many clauses stand on a side and in all, or of
	// labelled texts how many words.
	good, bad, all int64
	texts          int64
}

// Survey looks at candidates. It is the second reading.
type Survey struct {
	words    *Words
	census   *Census
	labelled bool
	options  Options
	index    map[uint64]int32
	found    []*found // by index, nil for what was not seen
	total    Findings // but for what is found
}

// Options say what is looked for.
type Options struct {
	// Labelled texts have a Side.
	Labelled bool
	// Least is how often a word must stand in the texts, at least 1.
	Least int
	// Top is how many suggestions there are at most.
	Top int
}

// NewSurvey prepares the second reading of the texts that a census counted.
func NewSurvey(w *Words, c *Census, opt Options) *Survey {
	keys := c.candidates(opt.Least)
	s := &Survey{words: w, census: c, labelled: opt.Labelled, options: opt, index: make(map[uint64]int32, len(keys)), found: make([]*found, len(keys)), total: Findings{taught: map[uint64]usage{}}}
	for i, k := range keys {
		s.index[k] = int32(i)
	}
	return s
}

// Look looks at some texts. It may be called from several goroutines.
func (v *Survey) Look(texts []Text) *Findings {
	f := &Findings{found: map[int32]*found{}, taught: map[uint64]usage{}}
	var s scratch
	l := looker{Survey: v, f: f, s: &s, seen: map[int32]int{}}
	for i := range texts {
		l.text(&texts[i], i)
	}
	return f
}

// looker looks at one text after another.
type looker struct {
	*Survey
	f    *Findings
	s    *scratch
	seen map[int32]int // the last text, plus one, that has a candidate
	// here and last are the candidates of this clause and the one before it.
	here, last []occurrence
	lastSide   int
}

// occurrence is a candidate in a clause.
type occurrence struct {
	*found
	side int // -1 under a negator, else 1
}

func (l *looker) text(t *Text, number int) {
	units := l.words.units(t, l.s)
	if len(units) > 0 {
		l.f.texts++
	}
	l.here, l.last, l.lastSide = l.here[:0], l.last[:0], 0
	for from := 0; from < len(units); {
		if l.ends(&units[from]) && !units[from].parts() {
			from++
			continue
		}
		to := from + 1
		for to < len(units) && !l.ends(&units[to]) {
			to++
		}
		l.clause(t, number, units, from, to)
		from = to
	}
}

// ends says whether a stretch that stands on one side ends before a unit: at the
// end of a sentence, and at a contrast. A comma ends none: in short texts hardly
// anything stands between two.
func (l *looker) ends(u *unit) bool {
	return u.parts() || u.kind == stop && !strings.ContainsRune("，,、", l.s.text[u.start])
}

func (u *unit) parts() bool { return u.listed != nil && u.listed.parts }

// clause looks at a stretch, the units from one to before another; the first of
// them may be a contrast.
func (l *looker) clause(t *Text, number int, units []unit, from, to int) {
	side := t.Side
	if !l.labelled {
		sum := 0.0
		for i := from; i < to; i++ {
			sum += sign(units[i].value)
		}
		side = int(sign(sum))
	}
	l.last, l.here = l.here, l.last[:0]
	for i := from; i < to; i++ {
		if units[i].value != 0 {
			u := l.f.taught[units[i].key]
			u.tag = units[i].tag
			u.use(units, i)
			l.f.taught[units[i].key] = u
		}
		if units[i].kind != word {
			continue
		}
		if f := l.candidate(t, number, units, i, i+1); f != nil {
			o := occurrence{f, int(sign(l.s.before(i)))}
			l.here = append(l.here, o)
			if !l.labelled {
				f.vote(o.side * l.joined(units, i, from, to))
			}
		}
	}
	merged(units[from:to], func(a, b int) {
		if f := l.candidate(t, number, units, from+a, from+b); f != nil {
			l.here = append(l.here, occurrence{f, int(sign(l.s.before(from + a)))})
		}
	})
	for _, o := range l.here {
		switch side * o.side {
		case 1:
			o.good++
		case -1:
			o.bad++
		}
	}
	if !l.labelled && units[from].parts() {
		if side == 0 {
			for _, o := range l.here {
				o.vote(-o.side * l.lastSide)
			}
		}
		if l.lastSide == 0 {
			for _, o := range l.last {
				o.vote(-o.side * side)
			}
		}
	}
	l.lastSide = side
	weight := int64(1)
	if l.labelled {
		weight = int64(to - from)
	}
	l.f.all += weight
	switch side {
	case 1:
		l.f.good += weight
	case -1:
		l.f.bad += weight
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func (f *found) vote(side int) {
	switch {
	case side > 0:
		f.with++
	case side < 0:
		f.against++
	}
}

// joined is the side of the word that a conjunction joins to the i-th unit of a
// clause, 0 for none: 好看 of 又好看又便宜. Between the two stand only
// conjunctions, negators and degree words.
func (l *looker) joined(units []unit, i, from, to int) int {
	for _, step := range [2]int{-1, 1} {
		joins := false
		for k := i + step; k >= from && k < to; k += step {
			u := &units[k]
			if u.listed == nil {
				break
			}
			if u.value != 0 {
				if joins {
					return int(sign(u.value))
				}
				break
			}
			if !u.listed.joins && u.listed.factor == 0 {
				break
			}
			joins = joins || u.listed.joins
		}
	}
	return 0
}

// candidate counts an occurrence of a candidate, which has the units from one to
// before another; nil where there is none.
func (l *looker) candidate(t *Text, number int, units []unit, from, to int) *found {
	start, end := units[from].start, units[to-1].end
	key := units[from].key
	if to-from > 1 {
		key = keyOf(l.s.text[start:end])
	}
	at, ok := l.index[key]
	if !ok {
		return nil
	}
	f := l.f.found[at]
	if f == nil {
		f = &found{text: string(l.s.text[start:end]), usage: usage{tag: units[from].tag}, merged: to-from > 1}
		if f.merged {
			f.tag = [2]byte{}
			f.cohesion = l.cohesion(key, l.s.text, units[from:to])
		}
		l.f.found[at] = f
	}
	if f.merged && f.cohesion < minCohesion {
		return nil
	}
	f.use(units, from)
	if l.seen[at] != number+1 {
		l.seen[at] = number + 1
		f.texts++
		f.addContext(context(t, l.s.text, int(start), int(end)))
	}
	if f.isNew() {
		f.beside(l.s.text, units, from, to)
	}
	return f
}

// isNew says whether the segmenter does not know it.
func (f *found) isNew() bool { return f.merged || f.tag[0] == 0 }

// cohesion is the least pointwise mutual information, in bits, of the two sides
// over the places where a run can be parted.
func (v *Survey) cohesion(key uint64, text []rune, units []unit) float64 {
	all := float64(max(v.census.units, 1))
	least := math.Inf(1)
	for k := 1; k < len(units); k++ {
		left := v.census.frequency(keyOf(text[units[0].start:units[k-1].end]))
		right := v.census.frequency(keyOf(text[units[k].start:units[len(units)-1].end]))
		least = min(least, math.Log2(v.census.frequency(key)*all/(left*right)))
	}
	return least
}

func (f *found) beside(text []rune, units []unit, from, to int) {
	if f.left == nil {
		f.left, f.right = map[rune]int64{}, map[rune]int64{}
	}
	if from == 0 || units[from-1].kind == stop {
		f.leftEdges++
	} else {
		count(f.left, text[units[from].start-1], 1)
	}
	if to == len(units) || units[to].kind == stop {
		f.rightEdges++
	} else {
		count(f.right, text[units[to-1].end], 1)
	}
}

// count counts a neighbour, or one of those that are no longer told apart.
func count(m map[rune]int64, r rune, n int64) {
	if _, ok := m[r]; !ok && len(m) >= maxNeighbours {
		r = -1
	}
	m[r] += n
}

func (f *found) addContext(c Context) {
	if len(f.contexts) >= maxContexts {
		return
	}
	for _, x := range f.contexts {
		if x.Before == c.Before && x.After == c.After {
			return // a copy tells nothing
		}
	}
	f.contexts = append(f.contexts, c)
}

func context(t *Text, text []rune, start, end int) Context {
	line := func(from, to int) string {
		return strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' {
				return ' '
			}
			return r
		}, string(t.View.Runes[from:to]))
	}
	return Context{
		Before: line(max(0, start-around), start), Word: line(start, end), After: line(end, min(len(text), end+around)),
		File: t.File, Row: t.Row,
	}
}

// Add takes in the findings of the next part.
func (v *Survey) Add(p *Findings) {
	v.total.good += p.good
	v.total.bad += p.bad
	v.total.all += p.all
	v.total.texts += p.texts
	for key, u := range p.taught {
		t := v.total.taught[key]
		v.total.taught[key] = usage{u.tag, t.n + u.n, t.graded + u.graded}
	}
	for at, f := range p.found {
		t := v.found[at]
		if t == nil {
			v.found[at] = f
			continue
		}
		t.n += f.n
		t.texts += f.texts
		t.good += f.good
		t.bad += f.bad
		t.graded += f.graded
		t.with += f.with
		t.against += f.against
		for _, c := range f.contexts {
			t.addContext(c)
		}
		if f.left != nil {
			if t.left == nil {
				t.left, t.right = map[rune]int64{}, map[rune]int64{}
			}
			countAll(t.left, f.left)
			countAll(t.right, f.right)
		}
		t.leftEdges += f.leftEdges
		t.rightEdges += f.rightEdges
	}
}

// countAll adds counts to others, in an order that does not depend on chance.
func countAll(to, from map[rune]int64) {
	for _, r := range slices.Sorted(maps.Keys(from)) {
		count(to, r, from[r])
	}
}
