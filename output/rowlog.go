package output

import (
	"encoding/binary"
	"fmt"
	"time"
)

// RowLog turns batches of rows into bytes that stand for themselves and back,
// by the schema: every column of a row, and nothing but columns. It may not be
// shared between goroutines.
type RowLog struct {
	encoder *rowEncoder
	schema  *Schema
}

// NewRowLog makes one for the rows of a schema.
func NewRowLog(s *Schema) *RowLog { return &RowLog{encoder: newRowEncoder(s), schema: s} }

// Append encodes rows behind dst.
func (l *RowLog) Append(dst []byte, rows []Row) ([]byte, error) {
	var p profile
	dst = binary.AppendUvarint(dst, uint64(len(rows)))
	for i := range rows {
		at := len(dst)
		dst = append(dst, 0, 0, 0, 0)
		var err error
		if dst, err = l.encoder.append(dst, &rows[i], &p); err != nil {
			return dst, err
		}
		binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-rowHead))
	}
	return dst, nil
}

// Read decodes what Append made. The rows hold nothing of buf.
func (l *RowLog) Read(buf []byte) ([]Row, error) {
	text := cursor{buf: buf}
	n := text.uvarint()
	if text.bad || n > uint64(len(text.buf))/rowHead {
		return nil, errSpill
	}
	rows := make([]Row, 0, n)
	decoder := rowDecoder{schema: l.schema, evidence: evidenceLeaves(), spans: spanLeaves()}
	used, err := eachRow(text.buf, func(row []byte) error {
		rows = append(rows, Row{})
		return decoder.read(&rows[len(rows)-1], row)
	})
	if err == nil && (used != len(text.buf) || uint64(len(rows)) != n) {
		err = fmt.Errorf("%w: %d rows instead of %d", errSpill, len(rows), n)
	}
	return rows, err
}

// rowDecoder is the other half of rowEncoder.
type rowDecoder struct {
	schema   *Schema
	evidence []leaf[Evidence]
	spans    []leaf[Span]
	before   *Row
}

func (d *rowDecoder) read(r *Row, row []byte) error {
	c := cursor{buf: row}
	mask := c.take(d.schema.maskBytes)
	if c.bad {
		return errSpill
	}
	bit := func(i int) bool { return mask[i/8]&(1<<(i%8)) != 0 }
	r.Targets = make([]Decision, len(d.schema.targets))
	for i, id := range d.schema.targets {
		r.Targets[i].ID = id
	}
	for i := range d.schema.groups {
		g := &d.schema.groups[i]
		switch {
		case bit(i):
			if g.nullable && c.uvarint() == 0 {
				continue
			}
			for _, col := range g.columns {
				readValue(&c, col, r)
			}
		case d.before == nil:
			return errSpill
		case g.decision != nil:
			*g.decision(r) = *g.decision(d.before)
		default:
			for _, col := range g.columns {
				copyValue(col, r, d.before)
			}
		}
	}
	for i, col := range d.schema.singles {
		full := bit(len(d.schema.groups) + i)
		switch {
		case col.kind == kindEvidence:
			if full {
				d.readEvidence(&c, r)
			}
		case full:
			readValue(&c, col, r)
		}
	}
	if c.bad || len(c.buf) > 0 {
		return errSpill
	}
	d.before = r
	return nil
}

func readValue(c *cursor, col *column, r *Row) {
	switch col.kind {
	case kindText, kindWord:
		*col.text(r) = string(c.text())
	case kindNumber:
		*col.number(r) = c.number()
	case kindCount:
		*col.count(r) = int32(c.varint())
	case kindRow:
		*col.row(r) = c.varint()
	default: // kindTime
		*col.time(r) = time.UnixMilli(c.varint()).UTC()
	}
}

func copyValue(col *column, to, from *Row) {
	if col.kind == kindWord {
		*col.text(to) = *col.text(from)
		return
	}
	*col.number(to) = *col.number(from)
}

func (d *rowDecoder) readEvidence(c *cursor, r *Row) {
	n := c.uvarint()
	for i := uint64(0); i < n && !c.bad; i++ {
		var e Evidence
		readFields(c, d.evidence, &e)
		for k := c.uvarint(); k > 0 && !c.bad; k-- {
			e.Rules = append(e.Rules, string(c.text()))
		}
		for k := c.uvarint(); k > 0 && !c.bad; k-- {
			var s Span
			readFields(c, d.spans, &s)
			e.Spans = append(e.Spans, s)
		}
		r.Evidence = append(r.Evidence, e)
	}
}

func readFields[S any](c *cursor, leaves []leaf[S], into *S) {
	for i := range leaves {
		switch l := &leaves[i]; {
		case l.text != nil:
			*l.text(into) = string(c.text())
		case l.number != nil:
			*l.number(into) = c.number()
		default:
			*l.count(into) = int32(c.varint())
		}
	}
}
