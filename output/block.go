package output

import (
	"encoding/binary"
	"errors"
	"math"
)

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

// vector holds the values of one column or leaf; nulls have no value. Which of
// the slices is used follows from the column's kind.
type vector struct {
	levels  []int16 // nullable columns only: 1 for a value, 0 for null
	texts   texts
	codes   []uint32
	numbers []float64
	counts  []int32
	longs   []int64
}

func (v *vector) reset() {
	v.levels, v.codes, v.numbers = v.levels[:0], v.codes[:0], v.numbers[:0]
	v.counts, v.longs = v.counts[:0], v.longs[:0]
	v.texts.reset()
}

// nested holds the leaves of a list of structs or strings, with the repetition
// and definition levels that Parquet wants (Dremel's): rep 0 starts a row, def
// is the number of lists on the way that are not empty.
type nested struct {
	rep, def []int16
	leaves   []vector
}

func (n *nested) reset() {
	n.rep, n.def = n.rep[:0], n.def[:0]
	for i := range n.leaves {
		n.leaves[i].reset()
	}
}

// block is a row group in memory: the values of some rows, by column.
type block struct {
	schema *Schema
	words  *words
	rows   int
	bytes  int // of the rows as spilled
	cols   []vector

	evidence     nested // leaves in the order of evidenceLeaves
	rules, spans nested

	maskBytes      int
	evidenceLeaves []leaf[Evidence]
	spanLeaves     []leaf[Span]
}

func newBlock(s *Schema, w *words) *block {
	b := &block{schema: s, words: w, cols: make([]vector, len(s.columns)), maskBytes: (maskedColumns(s) + 7) / 8,
		evidenceLeaves: evidenceLeaves(), spanLeaves: spanLeaves()}
	b.evidence.leaves = make([]vector, len(b.evidenceLeaves))
	b.rules.leaves = make([]vector, 1)
	b.spans.leaves = make([]vector, len(b.spanLeaves))
	b.reset()
	return b
}

func (b *block) reset() {
	b.rows, b.bytes = 0, 0
	for i := range b.cols {
		b.cols[i].reset()
	}
	b.evidence.reset()
	b.rules.reset()
	b.spans.reset()
}

var errSpill = errors.New("the spilled rows cannot be read back")

// cursor reads what rowEncoder wrote. It goes bad instead of failing, so that
// one check at the end of a row is enough.
type cursor struct {
	buf []byte
	bad bool
}

func (c *cursor) take(n int) []byte {
	if n < 0 || n > len(c.buf) {
		c.bad, c.buf = true, nil
		return nil
	}
	p := c.buf[:n]
	c.buf = c.buf[n:]
	return p
}

func (c *cursor) uvarint() uint64 {
	if len(c.buf) > 0 && c.buf[0] < 0x80 {
		v := c.buf[0]
		c.buf = c.buf[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(c.buf)
	if n <= 0 {
		c.bad, c.buf = true, nil
		return 0
	}
	c.buf = c.buf[n:]
	return v
}

func (c *cursor) varint() int64 {
	u := c.uvarint()
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v
}

func (c *cursor) text() []byte { return c.take(int(min(c.uvarint(), math.MaxInt32))) }

func (c *cursor) number() float64 {
	p := c.take(8)
	if p == nil {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(p))
}

// append adds one spilled row to the block.
func (b *block) append(row []byte) error {
	c := cursor{buf: row}
	mask := c.take(b.maskBytes)
	if mask == nil && b.maskBytes > 0 {
		return errSpill
	}
	bit := 0
	for i := range b.cols {
		col, v := &b.schema.columns[i], &b.cols[i]
		nullable := col.present != nil
		switch col.kind {
		case kindWord:
			code := uint32(c.uvarint())
			if int(code) >= len(b.words.list) {
				return errSpill
			}
			if nullable {
				if code == 0 {
					v.levels = append(v.levels, 0)
					continue
				}
				v.levels = append(v.levels, 1)
			}
			v.codes = append(v.codes, code)
			continue
		case kindEvidence:
			b.appendEvidence(&c)
			continue
		}
		full := mask[bit/8]&(1<<(bit%8)) != 0
		bit++
		if nullable {
			if !full {
				v.levels = append(v.levels, 0)
				continue
			}
			v.levels = append(v.levels, 1)
		}
		v.appendValue(col.kind, &c, full)
	}
	if c.bad || len(c.buf) > 0 {
		return errSpill
	}
	b.rows++
	b.bytes += len(row)
	return nil
}

func (v *vector) appendValue(k kind, c *cursor, full bool) {
	switch k {
	case kindText:
		var s []byte
		if full {
			s = c.text()
		}
		v.texts.append(s)
	case kindNumber:
		var n float64
		if full {
			n = c.number()
		}
		v.numbers = append(v.numbers, n)
	case kindCount:
		var n int64
		if full {
			n = c.varint()
		}
		v.counts = append(v.counts, int32(n))
	default:
		v.longs = append(v.longs, c.varint())
	}
}

func (b *block) appendEvidence(c *cursor) {
	n := c.uvarint()
	if n == 0 {
		b.evidence.level(0, 0)
		b.rules.level(0, 0)
		b.spans.level(0, 0)
		return
	}
	for i := uint64(0); i < n && !c.bad; i++ {
		rep := int16(min(i, 1)) // 0 for the first of a row
		b.evidence.level(rep, 1)
		readLeaves(c, b.evidenceLeaves, b.evidence.leaves)
		b.rules.list(rep, c.uvarint(), c, func() { b.rules.leaves[0].texts.append(c.text()) })
		b.spans.list(rep, c.uvarint(), c, func() { readLeaves(c, b.spanLeaves, b.spans.leaves) })
	}
}

func (n *nested) level(rep, def int16) {
	n.rep = append(n.rep, rep)
	n.def = append(n.def, def)
}

// list adds the count elements of a list inside a piece of evidence that starts
// at repetition level rep.
func (n *nested) list(rep int16, count uint64, c *cursor, read func()) {
	if count == 0 {
		n.level(rep, 1)
		return
	}
	for j := uint64(0); j < count && !c.bad; j++ {
		n.level(rep, 2)
		rep = 2
		read()
	}
}

func readLeaves[S any](c *cursor, leaves []leaf[S], into []vector) {
	for i := range leaves {
		switch l := &leaves[i]; {
		case l.text != nil:
			into[i].texts.append(c.text())
		case l.number != nil:
			into[i].numbers = append(into[i].numbers, c.number())
		default:
			into[i].counts = append(into[i].counts, int32(c.varint()))
		}
	}
}
