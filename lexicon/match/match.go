// Package match finds many words in a text at once. It is made for Chinese,
// where the alphabet is large, words are short and at most places of a text no
// word begins: a trie is walked from every place where one may begin, and
// whether one may is asked of two bit sets that stay in the processor's nearest
// cache. What is found costs a walk through memory, what is not next to nothing.
package match

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Hit is one occurrence of a pattern: the half-open span [Start, End) of the
// text in code points, and the index of the pattern.
type Hit struct {
	Start, End, ID int32
}

// Trie finds the patterns that it was made of. It is read-only and may be
// shared between goroutines.
type Trie struct {
	// isOne has the bit r%65536 of every pattern of one rune r, isPair a bit of
	// the hash of the first two runes of every longer one.
	isOne  [1 << 16 / 64]uint64
	isPair []uint64
	ones   table  // by the rune of a pattern of one
	pairs  table  // by the first two runes of longer ones
	nodes  []node // 0 stands for none; the children of each lie together, by rune
}

// node is what some patterns begin with: three runes or more, or the two of a
// slot.
type node struct {
	r        rune  // the last of them
	id       int32 // of the pattern that ends here, -1 for none
	children int32 // the first of them in nodes
	count    int32 // of the children
}

// pairBits is how many bits of isPair there are for a pair, at least.
const pairBits = 8

// New makes a trie that reports patterns[i] as ID i. The error is for an empty
// pattern, which would match anywhere, for one that is given twice, and for
// more runes than a trie holds (2²⁸).
func New(patterns [][]rune) (*Trie, error) {
	total := 0
	for i, p := range patterns {
		if len(p) == 0 {
			return nil, fmt.Errorf("pattern %d is empty", i)
		}
		total += len(p)
	}
	if total > math.MaxInt32/8 {
		return nil, fmt.Errorf("%d runes of patterns are more than a trie holds", total)
	}
	order := make([]int32, len(patterns))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return slices.Compare(patterns[x], patterns[y]) })
	var ones, longer []int32
	for i, id := range order {
		if i > 0 && slices.Equal(patterns[order[i-1]], patterns[id]) {
			return nil, fmt.Errorf("pattern %q is given twice", string(patterns[id]))
		}
		if len(patterns[id]) == 1 {
			ones = append(ones, id)
		} else {
			longer = append(longer, id)
		}
	}
	t := &Trie{ones: newTable(len(ones))}
	for _, id := range ones {
		r := patterns[id][0]
		t.isOne[uint16(r)/64] |= 1 << (r & 63)
		t.ones.put(slot{key: keyOf(0, r), id: id + 1})
	}
	t.addNodes(patterns, longer)
	return t, nil
}

// addNodes makes the nodes of the sorted patterns, breadth first.
func (t *Trie) addNodes(patterns [][]rune, order []int32) {
	// The patterns order[from:to] share depth runes, those of a node.
	type share struct{ from, to, depth int }
	shares := []share{{}}
	t.nodes = []node{{id: -1}}
	split := func(from, to, depth int) {
		for from < to {
			p, end := patterns[order[from]], from+1
			for end < to && slices.Equal(patterns[order[end]][:depth], p[:depth]) {
				end++
			}
			shares = append(shares, share{from, end, depth})
			t.nodes = append(t.nodes, node{r: p[depth-1], id: -1})
			from = end
		}
	}
	split(0, len(order), 2)
	pairs := shares[1:]
	t.pairs = newTable(len(pairs))
	t.isPair = make([]uint64, 1<<max(0, bits.Len(uint(len(pairs)*pairBits))-6))
	for i := 1; i < len(shares); i++ {
		s := shares[i]
		// Sorted, the pattern that ends here stands before those that go on.
		if id := order[s.from]; len(patterns[id]) == s.depth {
			t.nodes[i].id = id
			s.from++
		}
		t.nodes[i].children = int32(len(t.nodes))
		split(s.from, s.to, s.depth+1)
		t.nodes[i].count = int32(len(t.nodes)) - t.nodes[i].children
	}
	for i, s := range pairs {
		p, n := patterns[order[s.from]], &t.nodes[i+1]
		x := slot{key: keyOf(p[0], p[1]), id: n.id + 1}
		if n.count > 0 {
			x.node = int32(i + 1)
		}
		t.pairs.put(x)
		h := hash(x.key)
		t.isPair[h/64%uint64(len(t.isPair))] |= 1 << (h & 63)
	}
}

// Find appends all occurrences of all patterns to hits, overlapping ones too,
// and returns the extended slice. They are ordered by Start, the longer first.
// It allocates only to grow hits. The text must be shorter than 2³¹. The time
// is in proportion to the text and at worst to the longest pattern.
func (t *Trie) Find(hits []Hit, text []rune) []Hit {
	for start := 0; start < len(text); start += 64 {
		for set := t.places(text[start:]); set != 0; set &= set - 1 {
			hits = t.at(hits, text, start+bits.TrailingZeros64(set))
		}
	}
	return hits
}

// places returns a bit for each of the first 64 places of a text, set where a
// pattern may begin. The loop has no branch that the processor could guess
// wrong.
func (t *Trie) places(text []rune) (set uint64) {
	for i := range min(64, len(text)) {
		r := text[i]
		may := t.isOne[uint16(r)/64] >> (r & 63)
		if i+1 < len(text) {
			may |= t.mayBePair(hash(keyOf(r, text[i+1])))
		}
		set |= (may & 1) << i
	}
	return set
}

// mayBePair has its lowest bit set where two runes of such a hash may begin a
// pattern.
func (t *Trie) mayBePair(h uint64) uint64 {
	return t.isPair[h/64&uint64(len(t.isPair)-1)] >> (h & 63)
}

// at appends the occurrences that begin at a place of the text.
func (t *Trie) at(hits []Hit, text []rune, i int) []Hit {
	first, r := len(hits), text[i]
	if t.isOne[uint16(r)/64]>>(r&63)&1 != 0 {
		if x := t.ones.get(keyOf(0, r)); x.id > 0 {
			hits = append(hits, Hit{int32(i), int32(i + 1), x.id - 1})
		}
	}
	if i+1 == len(text) {
		return hits
	}
	key := keyOf(r, text[i+1])
	if t.mayBePair(hash(key))&1 == 0 {
		return hits
	}
	x := t.pairs.get(key)
	if x.id > 0 {
		hits = append(hits, Hit{int32(i), int32(i + 2), x.id - 1})
	}
	for n, end := x.node, i+2; n != 0 && end < len(text); {
		n = t.child(n, text[end])
		end++
		if id := t.nodes[n].id; id >= 0 {
			hits = append(hits, Hit{int32(i), int32(end), id})
		}
	}
	if len(hits)-first > 1 {
		slices.Reverse(hits[first:])
	}
	return hits
}

// ID returns the pattern that is the whole text, -1 where there is none.
func (t *Trie) ID(text []rune) int32 {
	switch len(text) {
	case 0:
		return -1
	case 1:
		if r := text[0]; t.isOne[uint16(r)/64]>>(r&63)&1 == 0 {
			return -1
		}
		return t.ones.get(keyOf(0, text[0])).id - 1
	}
	x := t.pairs.get(keyOf(text[0], text[1]))
	if len(text) == 2 {
		return x.id - 1
	}
	for _, r := range text[2:] {
		x.node = t.child(x.node, r)
	}
	return t.nodes[x.node].id
}

// child returns the child of a node by r, 0 where there is none.
func (t *Trie) child(n int32, r rune) int32 {
	const few = 8 // are looked at in turn
	from := t.nodes[n].children
	to := from + t.nodes[n].count
	for to-from > few {
		if mid := (from + to) / 2; t.nodes[mid].r <= r {
			from = mid
		} else {
			to = mid
		}
	}
	for ; from < to; from++ {
		if t.nodes[from].r == r {
			return from
		}
	}
	return 0
}

// table is a hash table by keys of two runes.
type table struct {
	slots []slot // a power of two of them, half full at most
	shift uint8  // of the hash, to an index of slots
}

// slot is empty where neither id nor node is set.
type slot struct {
	key  uint64
	id   int32 // of the pattern that is the key's runes, and one more; 0 for none
	node int32 // of the key's runes, if longer patterns begin with them
}

func (s *slot) empty() bool { return s.id|s.node == 0 }

func newTable(n int) table {
	size := bits.Len(uint(2 * n))
	return table{slots: make([]slot, 1<<size), shift: uint8(64 - size)}
}

func (t *table) put(s slot) {
	i := hash(s.key) >> t.shift
	for !t.slots[i].empty() {
		i = (i + 1) & uint64(len(t.slots)-1)
	}
	t.slots[i] = s
}

// get returns the slot of a key, an empty one where it has none.
func (t *table) get(key uint64) slot {
	i := hash(key) >> t.shift
	for ; !t.slots[i].empty() && t.slots[i].key != key; i = (i + 1) & uint64(len(t.slots)-1) {
	}
	return t.slots[i]
}

func keyOf(first, second rune) uint64 { return uint64(uint32(first))<<32 | uint64(uint32(second)) }

// hash mixes a key: the high bits choose a slot, the low ones a bit of isPair.
func hash(key uint64) uint64 {
	const golden = 0x9E3779B97F4A7C15 // 2⁶⁴ over the golden ratio
	h := key * golden
	return h ^ h>>32
}
