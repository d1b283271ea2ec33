package flip

import (
	"encoding/binary"
	"fmt"
	"slices"

	"lichang/lexicon/stance"
)

// Cause is why a label is another one.
type Cause struct {
	// Units are the smallest set that takes the flip back, ascending: judged
	// without their changes the text has the old label, and with any one of them
	// it has not (1-minimal). Several act together. It is empty where taking back
	// all that touches the text does not help, which is a defect.
	Units []int
	// Instead are other single units, each of which alone takes the flip back.
	Instead []int
}

// Subject is a text whose labels are asked why they flipped.
type Subject struct {
	c        *Comparer
	text     *Text
	touching []int
	spots    []int
	judged   map[string]stance.Judgement // by what is taken back
}

// Subject prepares a text that units touch.
func (c *Comparer) Subject(t *Text, touching []int, s *Scratch) (*Subject, error) {
	trie, err := c.surfaces()
	if err != nil {
		return nil, err
	}
	x := &Subject{c: c, text: t, touching: touching, judged: map[string]stance.Judgement{}}
	s.hits = s.hits[:0]
	for _, runes := range [][]rune{t.View.Runes, []rune(t.Target), []rune(t.About)} {
		s.runes = stance.AppendFolded(s.runes[:0], runes)
		s.hits = trie.Find(s.hits, s.runes)
	}
	for _, h := range s.hits {
		x.spots = append(x.spots, int(h.ID))
	}
	slices.Sort(x.spots)
	x.spots = slices.Compact(x.spots)
	return x, nil
}

// Without judges the text by the new lexicon with some units taken back.
func (x *Subject) Without(units []int) (stance.Judgement, error) {
	var key []byte
	for _, u := range units {
		key = binary.AppendUvarint(key, uint64(u))
	}
	if j, ok := x.judged[string(key)]; ok {
		return j, nil
	}
	back := func(u int) bool { _, ok := slices.BinarySearch(units, u); return ok }
	d := x.c.diff
	lex := d.Mixed(back, x.spots)
	bearings, err := x.c.table(d.Table(back))
	if err != nil {
		return stance.Judgement{}, err
	}
	e, err := stance.NewSharing(lex, bearings)
	if err != nil {
		return stance.Judgement{}, fmt.Errorf("compare: %w", err)
	}
	tokens := x.text.New
	if d.OldWords(back) {
		tokens = x.text.Old
	}
	var about map[string]string
	if x.text.About != "" {
		about = lex.AboutNames()
	}
	j := x.c.by(e, x.text, tokens, about)
	x.judged[string(key)] = j
	return j, nil
}

// table returns an engine with the bearings of one side for the targets of one.
func (c *Comparer) table(oldTable, oldTargets bool) (*stance.Engine, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := [2]bool{oldTable, oldTargets}
	if e := c.tables[key]; e != nil {
		return e, nil
	}
	lex := *c.new.Lexicon()
	lex.Terms, lex.Cues, lex.Constructions, lex.Entities = nil, nil, nil, nil
	lex.Bearings, lex.Targets = c.diff.TableFor(oldTable, oldTargets)
	e, err := stance.New(&lex)
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	c.tables[key] = e
	return e, nil
}

// fewUnits is up to how many touching units others that would do are looked for.
const fewUnits = 8

// Why finds the cause of a label that was old and is another: by taking back
// subsets of what touches the text and judging again, after the minimising delta
// debugging of Zeller and Hildebrandt (2002). Toward gives the judged label in a
// judgement. Likely are units to look at first.
func (x *Subject) Why(old stance.Label, toward func(*stance.Judgement) stance.Label, likely []int) (Cause, error) {
	if len(x.touching) == 1 {
		return Cause{Units: x.touching}, nil // without it the text is the old lexicon's
	}
	undone := func(units []int) (bool, error) {
		j, err := x.Without(units)
		return err == nil && toward(&j) == old, err
	}
	start := x.touching
	if len(likely) > 0 && len(likely) < len(start) {
		if ok, err := undone(likely); err != nil {
			return Cause{}, err
		} else if ok {
			start = likely
		}
	}
	if len(start) == len(x.touching) {
		if ok, err := undone(start); err != nil || !ok {
			return Cause{}, err
		}
	}
	units, err := minimise(start, undone)
	if err != nil {
		return Cause{}, err
	}
	cause := Cause{Units: units}
	if len(units) > 1 || len(x.touching) > fewUnits {
		return cause, nil
	}
	for _, u := range x.touching {
		if u == units[0] {
			continue
		}
		ok, err := undone([]int{u})
		if err != nil {
			return Cause{}, err
		}
		if ok {
			cause.Instead = append(cause.Instead, u)
		}
	}
	return cause, nil
}

// minimise returns a subset of set, ascending as it is, for which holds is true
// and is not for the subset less any one element. Holds must be true of set and
// false of the empty set.
func minimise(set []int, holds func([]int) (bool, error)) ([]int, error) {
	for n := 2; len(set) >= 2; {
		smaller, parts, err := reduce(set, n, holds)
		switch {
		case err != nil:
			return nil, err
		case smaller != nil:
			set, n = smaller, min(max(parts, 2), len(smaller))
		case n == len(set):
			return set, nil
		default:
			n = min(2*n, len(set))
		}
	}
	return set, nil
}

// reduce looks for one of n parts of the set that holds, then for the rest of
// one that does; parts is in how many the result is to be cut next.
func reduce(set []int, n int, holds func([]int) (bool, error)) (smaller []int, parts int, err error) {
	part := func(i int) (from, to int) { return i * len(set) / n, (i + 1) * len(set) / n }
	for i := range n {
		from, to := part(i)
		if ok, err := holds(set[from:to]); ok || err != nil {
			return set[from:to], 2, err
		}
	}
	if n == 2 {
		return nil, 0, nil // the rest of one half is the other
	}
	for i := range n {
		from, to := part(i)
		rest := slices.Concat(set[:from], set[to:])
		if ok, err := holds(rest); ok || err != nil {
			return rest, n - 1, err
		}
	}
	return nil, 0, nil
}
