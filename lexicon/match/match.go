// Package match finds many words in a text at once: an Aho-Corasick automaton
// over code points. It is made for Chinese, where the alphabet is large, words
// are short and most steps of a search are back at or next to the root: the
// root's children stand in a table by code point, all other edges in one hash
// table, so that memory grows with the words alone.
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

// Automaton finds the patterns that it was made of. It is read-only and may be
// shared between goroutines.
type Automaton struct {
	root   []int32 // child of the root by code point, as far as rootLimit
	edges  []edge  // hash table of all other edges, a power of two long
	shift  uint8   // of the hash, to an index of edges
	states []state // breadth first; 0 is the root
	outs   []int32 // IDs of the patterns, those that end in one state together
	length []int32 // of pattern ID, in runes
}

// edge leads from a state to its child by r. It is an empty slot if next is 0.
type edge struct {
	from int32
	r    rune
	next int32
}

// state is a node of the trie.
type state struct {
	// some has the bit r%64 of every child by r: most steps that lead nowhere
	// need not look any further.
	some   uint64
	parent int32
	r      rune  // that leads here from the parent
	fail   int32 // the state of the longest proper suffix in the trie
	// out is the state whose patterns are reported first: the state itself, or
	// the nearest by fail that ends a pattern; 0 if there is none.
	out int32
	// from and to delimit the patterns in outs that end in exactly this state.
	from, to int32
}

// rootLimit is where the table of the root ends: the basic plane. What lies
// above, emoji mostly, is in the hash table.
const rootLimit = 0x10000

// New makes an automaton that reports patterns[i] as ID i. Equal patterns are
// all reported. The error is for an empty pattern, which would match anywhere,
// and for more runes than an automaton holds (2²⁸).
func New(patterns [][]rune) (*Automaton, error) {
	a := &Automaton{length: make([]int32, len(patterns))}
	total := 0
	for i, p := range patterns {
		if len(p) == 0 {
			return nil, fmt.Errorf("pattern %d is empty", i)
		}
		a.length[i] = int32(len(p))
		total += len(p)
	}
	if total > math.MaxInt32/8 {
		return nil, fmt.Errorf("%d runes of patterns are more than an automaton holds", total)
	}
	a.addStates(patterns)
	a.addEdges()
	a.link()
	return a, nil
}

// Find appends all occurrences of all patterns to hits, overlapping ones too,
// and returns the extended slice. They are ordered by End, then by Start, then
// by ID. It allocates only to grow hits. The text must be shorter than 2³¹.
func (a *Automaton) Find(hits []Hit, text []rune) []Hit {
	root, edges, states := a.root, a.edges, a.states
	s := int32(0)
	for i, r := range text {
		next := int32(0)
	fail:
		for s != 0 {
			st := &states[s]
			if st.some>>(uint32(r)%64)&1 != 0 {
				for slot := a.slot(s, r); edges[slot].next != 0; slot = (slot + 1) & uint32(len(edges)-1) {
					if e := &edges[slot]; e.from == s && e.r == r {
						next = e.next
						break fail
					}
				}
			}
			s = st.fail
		}
		if s == 0 {
			if uint32(r) < uint32(len(root)) {
				next = root[r]
			} else if uint32(r) >= rootLimit {
				next = a.edge(0, r)
			}
		}
		s = next
		if s == 0 {
			continue
		}
		for t := states[s].out; t != 0; t = states[states[t].fail].out {
			st := &states[t]
			for _, id := range a.outs[st.from:st.to] {
				hits = append(hits, Hit{int32(i+1) - a.length[id], int32(i + 1), id})
			}
		}
	}
	return hits
}

// edge returns the child of s by r in the hash table, 0 if there is none.
func (a *Automaton) edge(s int32, r rune) int32 {
	slot := a.slot(s, r)
	for a.edges[slot].next != 0 && (a.edges[slot].from != s || a.edges[slot].r != r) {
		slot = (slot + 1) & uint32(len(a.edges)-1)
	}
	return a.edges[slot].next
}

func (a *Automaton) slot(s int32, r rune) uint32 {
	const golden = 0x9E3779B97F4A7C15 // 2⁶⁴ over the golden ratio
	return uint32((uint64(uint32(s))<<32 | uint64(uint32(r))) * golden >> a.shift)
}

// addStates makes the trie, breadth first, from the sorted patterns.
func (a *Automaton) addStates(patterns [][]rune) {
	order := make([]int32, len(patterns))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int {
		if c := slices.Compare(patterns[x], patterns[y]); c != 0 {
			return c
		}
		return int(x - y)
	})
	// The patterns order[from:to] share the runes that lead to a state.
	type share struct{ from, to, depth int }
	shares := []share{{0, len(order), 0}}
	a.states = []state{{parent: -1}}
	for s := 0; s < len(shares); s++ {
		from, to, depth := shares[s].from, shares[s].to, shares[s].depth
		a.states[s].from = int32(len(a.outs))
		// Sorted, a pattern that ends here stands before those that go on.
		for from < to && len(patterns[order[from]]) == depth {
			a.outs = append(a.outs, order[from])
			from++
		}
		a.states[s].to = int32(len(a.outs))
		for from < to {
			end, r := from+1, patterns[order[from]][depth]
			for end < to && patterns[order[end]][depth] == r {
				end++
			}
			shares = append(shares, share{from, end, depth + 1})
			a.states[s].some |= 1 << (uint32(r) % 64)
			a.states = append(a.states, state{parent: int32(s), r: r})
			from = end
		}
	}
}

// addEdges fills the two tables; the hash table is at most half full.
func (a *Automaton) addEdges() {
	size := bits.Len(uint(2 * len(a.states)))
	a.shift = uint8(64 - size)
	a.edges = make([]edge, 1<<size)
	mask := uint32(len(a.edges) - 1)
	for i, st := range a.states[1:] {
		next := int32(i + 1)
		if st.parent == 0 && st.r >= 0 && st.r < rootLimit {
			if missing := int(st.r) + 1 - len(a.root); missing > 0 {
				a.root = append(a.root, make([]int32, missing)...)
			}
			a.root[st.r] = next
			continue
		}
		slot := a.slot(st.parent, st.r)
		for a.edges[slot].next != 0 {
			slot = (slot + 1) & mask
		}
		a.edges[slot] = edge{st.parent, st.r, next}
	}
}

// child is edge for any state, the root included.
func (a *Automaton) child(s int32, r rune) int32 {
	if s == 0 && r >= 0 && int(r) < len(a.root) {
		return a.root[r]
	}
	return a.edge(s, r)
}

// link sets the failure links, breadth first, and where to report from.
func (a *Automaton) link() {
	for i := range a.states[1:] {
		st := &a.states[i+1]
		for s := st.parent; s != 0 && st.fail == 0; {
			s = a.states[s].fail
			st.fail = a.child(s, st.r)
		}
		st.out = int32(i + 1)
		if st.from == st.to {
			st.out = a.states[st.fail].out
		}
	}
}
