package compare

import (
	"cmp"
	"slices"
	"strings"

	"lichang/lexicon"
)

// Diff is in what two lexicons differ. It is read-only once made and may be
// shared between goroutines.
type Diff struct {
	Old, New Version
	// Changes are by kind, then op (added, removed, changed), then text.
	Changes []Change
	Units   []Unit
	// Shared are the ids of the targets that both judge, in the new one's order;
	// OnlyOld and OnlyNew those that one of them judges.
	Shared, OnlyOld, OnlyNew []string

	old, new *lexicon.Lexicon
	spots    []spot
	spotOf   map[string]int
	classes  map[string]slot[lexicon.Class]
	metas    map[string]slot[lexicon.Target] // by id, for all but the names
	entities map[string]slot[lexicon.Entity]
	order    []string // of the entities' ids
	weights  map[string]slot[float64]
	columns  int // unit of the targets that come and go, -1 where they are the same
	bearings int // unit of the table, -1
	words    int // unit of segment.dict, -1
}

// slot is one entry on both sides; nil where a side has none. Unit is -1 where
// both mean the same, and then both are set.
type slot[T any] struct {
	old, new *T
	unit     int
}

func (s *slot[T]) pick(back func(unit int) bool) *T {
	if s.unit >= 0 && back(s.unit) {
		return s.old
	}
	return s.new
}

// spot is all that a surface means in either lexicon.
type spot struct {
	text          string
	terms         []slot[lexicon.Term]
	cues          []slot[lexicon.Cue]
	names         []slot[ref]
	constructions []slot[lexicon.Construction] // that begin with it
}

// Of compares two lexicons.
func Of(old, new *lexicon.Lexicon) *Diff {
	d := &Diff{
		Old: versionOf(old), New: versionOf(new), old: old, new: new,
		spotOf: map[string]int{}, classes: map[string]slot[lexicon.Class]{}, metas: map[string]slot[lexicon.Target]{},
		entities: map[string]slot[lexicon.Entity]{}, weights: map[string]slot[float64]{}, columns: -1, bearings: -1, words: -1,
	}
	d.compareTargets()
	d.compareEntities()
	d.compareNames()
	d.compareTerms() // before the classes, whose surfaces it finds
	d.compareConstructions()
	d.compareClasses()
	d.compareCues()
	d.compareWeights()
	d.compareBearings()
	d.compareWords()
	d.sort()
	return d
}

// Empty says that nothing differs, not even what judging ignores.
func (d *Diff) Empty() bool { return len(d.Changes) == 0 }

// Judging says whether anything differs that judging does not ignore.
func (d *Diff) Judging() bool { return len(d.Units) > 0 }

// NewWords says whether the lexicons cut texts in different ways.
func (d *Diff) NewWords() bool { return d.words >= 0 }

// Lexicons returns the two sides.
func (d *Diff) Lexicons() (old, new *lexicon.Lexicon) { return d.old, d.new }

// spot returns the index of a surface's spot, made where it is new.
func (d *Diff) spot(text string) int {
	i, ok := d.spotOf[text]
	if !ok {
		i = len(d.spots)
		d.spotOf[text] = i
		d.spots = append(d.spots, spot{text: text})
	}
	return i
}

// Surfaces are the texts that mean something in either lexicon; Mixed takes
// their indices.
func (d *Diff) Surfaces() []string {
	all := make([]string, len(d.spots))
	for i := range d.spots {
		all[i] = d.spots[i].text
	}
	return all
}

// add notes a change and, unless it means nothing to judging, a unit of its own
// whose index it returns.
func (d *Diff) add(c Change, surfaces ...string) int {
	return d.addTo(&Unit{Surfaces: surfaces}, c)
}

func (d *Diff) addEverywhere(c Change) int { return d.addTo(&Unit{Everywhere: true}, c) }

// remark notes a change that judging ignores.
func (d *Diff) remark(c Change) {
	c.Unit = -1
	d.Changes = append(d.Changes, c)
}

func (d *Diff) addTo(u *Unit, c Change) int {
	c.Unit = len(d.Units)
	u.Changes = []int{len(d.Changes)}
	d.Units = append(d.Units, *u)
	d.Changes = append(d.Changes, c)
	return c.Unit
}

// join notes a change that is taken back with a unit that there is.
func (d *Diff) join(unit int, c Change) {
	c.Unit = unit
	d.Units[unit].Changes = append(d.Units[unit].Changes, len(d.Changes))
	d.Changes = append(d.Changes, c)
}

// sort puts the changes in order; the units follow their indices.
func (d *Diff) sort() {
	order := make([]int, len(d.Changes))
	for i := range order {
		order[i] = i
	}
	kinds, ops := Kinds(), []Op{Added, Removed, Changed}
	slices.SortStableFunc(order, func(x, y int) int {
		a, b := &d.Changes[x], &d.Changes[y]
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			cmp.Compare(slices.Index(ops, a.Op), slices.Index(ops, b.Op)),
			strings.Compare(a.Text, b.Text), strings.Compare(a.Of, b.Of))
	})
	sorted, to := make([]Change, len(order)), make([]int, len(order))
	for i, from := range order {
		sorted[i], to[from] = d.Changes[from], i
	}
	d.Changes = sorted
	for u := range d.Units {
		for i, c := range d.Units[u].Changes {
			d.Units[u].Changes[i] = to[c]
		}
		slices.Sort(d.Units[u].Changes)
		slices.Sort(d.Units[u].Surfaces)
		d.Units[u].Surfaces = slices.Compact(d.Units[u].Surfaces)
	}
}

// place writes a position as file:line, "" where there is none.
func place(p lexicon.Position) string {
	p.Column = 0
	return p.String()
}

// pair puts two lists of what one surface means side by side: first those of
// the same key, then those that alike says are versions of one entry, in order.
// It calls visit with each pair; one side is nil for what stands alone.
func pair[T any, K comparable](old, new []*T, key func(*T) K, alike []func(a, b *T) bool, visit func(old, new *T)) {
	if len(old) == 1 && len(new) == 1 {
		alike = append(alike[:len(alike):len(alike)], func(a, b *T) bool { return true })
	}
	tests := append([]func(a, b *T) bool{func(a, b *T) bool { return key(a) == key(b) }}, alike...)
	gone, left := slices.Clone(old), slices.Clone(new)
	for _, test := range tests {
		for i, a := range gone {
			if a == nil {
				continue
			}
			if j := slices.IndexFunc(left, func(b *T) bool { return b != nil && test(a, b) }); j >= 0 {
				visit(a, left[j])
				gone[i], left[j] = nil, nil
			}
		}
	}
	for _, a := range gone {
		if a != nil {
			visit(a, nil)
		}
	}
	for _, b := range left {
		if b != nil {
			visit(nil, b)
		}
	}
}

// eachText calls visit for every text of two lists that are sorted by it, with
// what has that text on either side.
func eachText[T any](old, new []*T, text func(*T) string, visit func(text string, old, new []*T)) {
	run := func(list []*T) (string, int) {
		n := 1
		for n < len(list) && text(list[n]) == text(list[0]) {
			n++
		}
		return text(list[0]), n
	}
	for len(old) > 0 || len(new) > 0 {
		var a, b string
		var n, m int
		if len(old) > 0 {
			a, n = run(old)
		}
		if len(new) > 0 {
			b, m = run(new)
		}
		switch {
		case n == 0 || m > 0 && b < a:
			visit(b, nil, new[:m])
			n = 0
		case m == 0 || a < b:
			visit(a, old[:n], nil)
			m = 0
		default:
			visit(a, old[:n], new[:m])
		}
		old, new = old[n:], new[m:]
	}
}
