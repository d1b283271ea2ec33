package output

import (
	"encoding/binary"
	"errors"
	"math"
)

// block is a row group in memory, by column. It is filled with spilled rows.
type block struct {
	schema *Schema
	rows   int
	bytes  int // of the rows as spilled

	groups  []groupBlock  // as Schema.groups
	singles []singleBlock // as Schema.singles

	evidence     nested // leaves in the order of evidenceLeaves
	rules, spans nested

	evidenceLeaves []leaf[Evidence]
	spanLeaves     []leaf[Span]
}

// groupBlock holds the columns of a group as runs of equal rows: the i-th code
// of every column stands for lens[i] rows.
type groupBlock struct {
	lens    []int32
	columns []dictionary
	// raw are the bytes of the last row's values, for a block that begins with
	// a row that is like the one before it.
	raw []byte
}

// singleBlock holds a column that comes in no group.
type singleBlock struct {
	levels levels // nullable columns only
	texts  texts
	longs  []int64
}

func newBlock(s *Schema) *block {
	b := &block{schema: s, groups: make([]groupBlock, len(s.groups)), singles: make([]singleBlock, len(s.singles)),
		evidenceLeaves: evidenceLeaves(), spanLeaves: spanLeaves()}
	for i := range b.groups {
		b.groups[i].columns = make([]dictionary, len(s.groups[i].columns))
	}
	b.evidence.leaves = make([]dictionary, len(b.evidenceLeaves))
	b.rules.leaves = make([]dictionary, 1)
	b.spans.leaves = make([]dictionary, len(b.spanLeaves))
	b.reset()
	return b
}

// reset empties the block for the next rows of the same source.
func (b *block) reset() {
	b.rows, b.bytes = 0, 0
	for i := range b.groups {
		g := &b.groups[i]
		g.lens = g.lens[:0]
		for j := range g.columns {
			g.columns[j].reset()
		}
	}
	for i := range b.singles {
		s := &b.singles[i]
		s.levels.reset()
		s.texts.reset()
		if cap(s.texts.data) > 2*rowGroupBytes {
			s.texts.data = nil // one huge row must not keep its memory
		}
		s.longs = s.longs[:0]
	}
	b.evidence.reset()
	b.rules.reset()
	b.spans.reset()
}

// forget empties the block for the rows of another source.
func (b *block) forget() {
	b.reset()
	for i := range b.groups {
		b.groups[i].raw = b.groups[i].raw[:0]
	}
}

var errSpill = errors.New("the spilled rows cannot be read back")

// append adds one spilled row to the block.
func (b *block) append(row []byte) error {
	c := cursor{buf: row}
	mask := c.take(b.schema.maskBytes)
	if c.bad {
		return errSpill
	}
	bit := func(i int) bool { return mask[i/8]&(1<<(i%8)) != 0 }
	for i := range b.groups {
		g := &b.groups[i]
		if !bit(i) && len(g.lens) > 0 {
			g.lens[len(g.lens)-1]++
			continue
		}
		if bit(i) {
			before := c.buf
			g.append(&b.schema.groups[i], &c)
			g.raw = append(g.raw[:0], before[:len(before)-len(c.buf)]...)
			continue
		}
		again := cursor{buf: g.raw}
		g.append(&b.schema.groups[i], &again)
		c.bad = c.bad || again.bad
	}
	for i, col := range b.schema.singles {
		full := bit(len(b.groups) + i)
		if col.kind == kindEvidence {
			b.appendEvidence(&c, full)
		} else {
			b.singles[i].append(col, &c, full)
		}
	}
	if c.bad || len(c.buf) > 0 {
		return errSpill
	}
	b.rows++
	b.bytes += len(row)
	return nil
}

// append adds a run of one row.
func (g *groupBlock) append(of *group, c *cursor) {
	g.lens = append(g.lens, 1)
	isNull := of.nullable && c.uvarint() == 0
	for i, col := range of.columns {
		switch d := &g.columns[i]; {
		case isNull:
			d.addNull()
		case col.kind == kindWord:
			d.addWord(c.text())
		case col.kind == kindNumber:
			d.addNumber(c.number())
		default:
			d.addCount(int32(c.varint()))
		}
	}
}

func (s *singleBlock) append(col *column, c *cursor, full bool) {
	if col.nullable() {
		if !full {
			s.levels.add(0, 0)
			return
		}
		s.levels.add(0, 1)
	}
	switch {
	case col.kind != kindText:
		s.longs = append(s.longs, c.varint())
	case full:
		s.texts.append(c.text())
	default:
		s.texts.append(nil)
	}
}

func (b *block) appendEvidence(c *cursor, full bool) {
	if !full {
		b.evidence.levels.add(0, 0)
		b.rules.levels.add(0, 0)
		b.spans.levels.add(0, 0)
		return
	}
	n := c.uvarint()
	for i := uint64(0); i < n && !c.bad; i++ {
		rep := uint8(min(i, 1)) // 0 for the first of a row
		b.evidence.levels.add(rep, 1)
		readLeaves(c, b.evidenceLeaves, b.evidence.leaves)
		b.rules.appendList(rep, c, func() { b.rules.leaves[0].addWord(c.text()) })
		b.spans.appendList(rep, c, func() { readLeaves(c, b.spanLeaves, b.spans.leaves) })
	}
}

// appendList adds a list inside a piece of evidence that starts at the
// repetition level rep.
func (n *nested) appendList(rep uint8, c *cursor, read func()) {
	count := c.uvarint()
	if count == 0 {
		n.levels.add(rep, 1)
		return
	}
	for j := uint64(0); j < count && !c.bad; j++ {
		n.levels.add(rep, 2)
		rep = 2
		read()
	}
}

func readLeaves[S any](c *cursor, leaves []leaf[S], into []dictionary) {
	for i := range leaves {
		switch l := &leaves[i]; {
		case l.text != nil:
			into[i].addWord(c.text())
		case l.number != nil:
			into[i].addNumber(c.number())
		default:
			into[i].addCount(int32(c.varint()))
		}
	}
}

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
