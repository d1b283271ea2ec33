package output

import (
	"errors"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// ipcWriter writes blocks as the record batches of one Arrow IPC file. Strings
// are plain: an IPC file refuses a dictionary that grows between batches.
type ipcWriter struct {
	file   *ipc.FileWriter
	schema *arrow.Schema
}

// position makes a latch the WriteSeeker that the library asks for; it only
// ever asks where it is.
type position struct{ *latch }

func (p position) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekCurrent {
		return 0, errors.New("the file is written from front to back")
	}
	return p.size, nil
}

func newIPCWriter(l *latch, s *Schema, meta arrow.Metadata) (_ *ipcWriter, err error) {
	defer recoverInto(&err)
	schema := arrow.NewSchema(s.arrow.Fields(), &meta)
	f, err := ipc.NewFileWriter(position{l}, ipc.WithSchema(schema), ipc.WithZstd(), ipc.WithCompressConcurrency(1))
	if err != nil {
		return nil, err
	}
	return &ipcWriter{file: f, schema: schema}, nil
}

// write adds a record batch.
func (p *ipcWriter) write(b *block) (err error) {
	defer recoverInto(&err)
	record := b.record(p.schema)
	defer record.Release()
	return p.file.Write(record)
}

// close writes the footer; without any batch before it, the schema too.
func (p *ipcWriter) close() (err error) {
	defer recoverInto(&err)
	return p.file.Close()
}

// record builds Arrow arrays of the block's values; schema is the block's own,
// possibly with metadata of the file.
func (b *block) record(schema *arrow.Schema) arrow.Record {
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	for i := range b.cols {
		c, into := &b.schema.columns[i], builder.Field(i)
		if c.kind == kindEvidence {
			b.buildEvidence(into.(*array.ListBuilder))
			continue
		}
		b.cols[i].build(into, c, b.rows, b.words)
	}
	return builder.NewRecord()
}

// build appends a column's values, with the nulls that its levels tell.
func (v *vector) build(into array.Builder, c *column, rows int, w *words) {
	into.Reserve(rows)
	next := 0
	for i := range rows {
		if c.nullable() && v.levels[i] == 0 {
			into.AppendNull()
			continue
		}
		switch c.kind {
		case kindText:
			into.(*array.StringBuilder).BinaryBuilder.Append(v.texts.at(next))
		case kindWord:
			into.(*array.StringBuilder).Append(w.list[v.codes[next]])
		case kindNumber:
			into.(*array.Float64Builder).Append(v.numbers[next])
		case kindCount:
			into.(*array.Int32Builder).Append(v.counts[next])
		case kindRow:
			into.(*array.Int64Builder).Append(v.longs[next])
		default:
			into.(*array.TimestampBuilder).Append(arrow.Timestamp(v.longs[next]))
		}
		next++
	}
}

// buildEvidence turns levels back into lists: repetition level 0 opens a row's
// list, definition level 1 and above puts a piece of evidence into it.
func (b *block) buildEvidence(list *array.ListBuilder) {
	item := list.ValueBuilder().(*array.StructBuilder)
	leaves := len(b.evidenceLeaves)
	rules := item.FieldBuilder(leaves).(*array.ListBuilder)
	spans := item.FieldBuilder(leaves + 1).(*array.ListBuilder)
	span := spans.ValueBuilder().(*array.StructBuilder)
	var piece, rule, role, nextRule, nextRole int
	for i := range b.evidence.rep {
		if b.evidence.rep[i] == 0 {
			list.Append(true)
		}
		if b.evidence.def[i] == 0 {
			rule++ // the empty list has its place in the levels of rules and spans
			role++
			continue
		}
		item.Append(true)
		for j := range b.evidenceLeaves {
			b.evidence.leaves[j].buildOne(item.FieldBuilder(j), piece)
		}
		piece++
		rules.Append(true)
		for first := true; rule < len(b.rules.rep) && (first || b.rules.rep[rule] == 2); rule++ {
			first = false
			if b.rules.def[rule] == 2 {
				b.rules.leaves[0].buildOne(rules.ValueBuilder(), nextRule)
				nextRule++
			}
		}
		spans.Append(true)
		for first := true; role < len(b.spans.rep) && (first || b.spans.rep[role] == 2); role++ {
			first = false
			if b.spans.def[role] < 2 {
				continue
			}
			span.Append(true)
			for j := range b.spanLeaves {
				b.spans.leaves[j].buildOne(span.FieldBuilder(j), nextRole)
			}
			nextRole++
		}
	}
}

// buildOne appends the i-th value of a leaf.
func (v *vector) buildOne(into array.Builder, i int) {
	switch into := into.(type) {
	case *array.StringBuilder:
		into.BinaryBuilder.Append(v.texts.at(i))
	case *array.Float64Builder:
		into.Append(v.numbers[i])
	case *array.Int32Builder:
		into.Append(v.counts[i])
	}
}
