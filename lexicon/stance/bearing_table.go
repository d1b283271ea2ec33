package stance

import (
	"hash/fnv"
	"slices"
	"strings"

	"lichang/lexicon"
)

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
	has     []bool    // by column: whether the lexicon's tables say anything of it
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

// addRow adds the values of a row, in the order of the columns.
func (b *bearings) addRow(favor, against []float64) {
	var in table
	for k := range favor {
		b.rows = append(b.rows, float32(favor[k]), float32(against[k]))
		if favor[k] != 0 || against[k] != 0 {
			in |= b.tableOf(k)
		}
	}
	b.tables = append(b.tables, in)
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
	columns := len(lexicon.BearingColumns(lex.Targets))
	b := &bearings{targets: len(lex.Targets), width: 2 * columns, has: make([]bool, columns)}
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
		for k := range b.has {
			b.has[k] = b.has[k] || x.Favor[k] != 0 || x.Against[k] != 0
		}
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
