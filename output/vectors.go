package output

// texts are many strings in one piece of memory: the i-th is
// data[offsets[i]:offsets[i+1]].
type texts struct {
	data    []byte
	offsets []int32
}

func (t *texts) reset() {
	t.data = t.data[:0]
	t.offsets = append(t.offsets[:0], 0)
}

func (t *texts) append(s []byte) {
	t.data = append(t.data, s...)
	t.offsets = append(t.offsets, int32(len(t.data)))
}

func (t *texts) len() int { return len(t.offsets) - 1 }

func (t *texts) at(i int) []byte {
	return t.data[t.offsets[i]:t.offsets[i+1]:t.offsets[i+1]]
}

// dictionary holds the different values of a column and, for each value that
// was added, its number. Only the list that the column's kind asks for is used.
type dictionary struct {
	codes []uint32 // null for a null
	last  uint32   // the code added last, a guess for the next

	words   texts
	numbers []float64
	counts  []int32

	byWord   map[string]uint32
	byNumber map[float64]uint32
	byCount  map[int32]uint32
}

// null is the code of a null.
const null = ^uint32(0)

func (d *dictionary) reset() {
	d.codes, d.last = d.codes[:0], 0
	d.words.reset()
	d.numbers, d.counts = d.numbers[:0], d.counts[:0]
	clear(d.byWord)
	clear(d.byNumber)
	clear(d.byCount)
}

func (d *dictionary) len() int { return max(d.words.len(), len(d.numbers), len(d.counts)) }

func (d *dictionary) add(code uint32) {
	d.codes = append(d.codes, code)
	d.last = code
}

func (d *dictionary) addNull() { d.codes = append(d.codes, null) }

func (d *dictionary) addWord(s []byte) {
	if n := d.words.len(); n > 0 && string(d.words.at(int(d.last))) == string(s) {
		d.codes = append(d.codes, d.last)
		return
	}
	code, ok := d.byWord[string(s)]
	if !ok {
		if d.byWord == nil {
			d.byWord = make(map[string]uint32)
		}
		code = uint32(d.words.len())
		d.words.append(s)
		d.byWord[string(s)] = code
	}
	d.add(code)
}

func (d *dictionary) addNumber(v float64) {
	if n := len(d.numbers); n > 0 && d.numbers[d.last] == v {
		d.codes = append(d.codes, d.last)
		return
	}
	code, ok := d.byNumber[v]
	if !ok {
		if d.byNumber == nil {
			d.byNumber = make(map[float64]uint32)
		}
		code = uint32(len(d.numbers))
		d.numbers = append(d.numbers, v)
		d.byNumber[v] = code
	}
	d.add(code)
}

func (d *dictionary) addCount(v int32) {
	if n := len(d.counts); n > 0 && d.counts[d.last] == v {
		d.codes = append(d.codes, d.last)
		return
	}
	code, ok := d.byCount[v]
	if !ok {
		if d.byCount == nil {
			d.byCount = make(map[int32]uint32)
		}
		code = uint32(len(d.counts))
		d.counts = append(d.counts, v)
		d.byCount[v] = code
	}
	d.add(code)
}

// levels are Parquet's repetition and definition levels (Dremel's), as runs:
// rep 0 starts a row, def is the number of optional and repeated things on the
// way that are there.
type levels struct {
	runs []levelRun
	n    int
}

type levelRun struct {
	rep, def uint8
	n        int32
}

func (l *levels) reset() { l.runs, l.n = l.runs[:0], 0 }

func (l *levels) add(rep, def uint8) {
	l.n++
	if last := len(l.runs) - 1; last >= 0 && l.runs[last].rep == rep && l.runs[last].def == def {
		l.runs[last].n++
		return
	}
	l.runs = append(l.runs, levelRun{rep: rep, def: def, n: 1})
}

// nested holds the leaves of a list inside a row, and the levels that they
// share.
type nested struct {
	levels levels
	leaves []dictionary
}

func (n *nested) reset() {
	n.levels.reset()
	for i := range n.leaves {
		n.leaves[i].reset()
	}
}
