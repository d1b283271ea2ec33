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
	for i := range b.schema.columns {
		c, at, into := &b.schema.columns[i], b.schema.places[i], builder.Field(i)
		switch {
		case c.kind == kindEvidence:
			b.buildEvidence(into.(*array.ListBuilder))
		case at.group < 0:
			into.Reserve(b.rows)
			b.singles[at.index].build(into, c, b.rows)
		default:
			into.Reserve(b.rows)
			g := &b.groups[at.group]
			for j, code := range g.columns[at.index].codes {
				for range g.lens[j] {
					g.columns[at.index].build(into, code)
				}
			}
		}
	}
	return builder.NewRecord()
}

// build appends the value of a code.
func (d *dictionary) build(into array.Builder, code uint32) {
	if code == null {
		into.AppendNull()
		return
	}
	switch into := into.(type) {
	case *array.StringBuilder:
		into.BinaryBuilder.Append(d.words.at(int(code)))
	case *array.Float64Builder:
		into.Append(d.numbers[code])
	case *array.Int32Builder:
		into.Append(d.counts[code])
	}
}

// build appends all values, with the nulls that the levels tell.
func (s *singleBlock) build(into array.Builder, c *column, rows int) {
	next := 0
	one := func() {
		switch into := into.(type) {
		case *array.StringBuilder:
			into.BinaryBuilder.Append(s.texts.at(next))
		case *array.Int64Builder:
			into.Append(s.longs[next])
		case *array.TimestampBuilder:
			into.Append(arrow.Timestamp(s.longs[next]))
		}
		next++
	}
	if !c.nullable() {
		for range rows {
			one()
		}
		return
	}
	for _, r := range s.levels.runs {
		for range r.n {
			if r.def == 0 {
				into.AppendNull()
			} else {
				one()
			}
		}
	}
}

// buildEvidence turns levels back into lists: a repetition level 0 opens a
// row's list, a definition level of 1 and more puts a piece of evidence into it.
func (b *block) buildEvidence(list *array.ListBuilder) {
	item := list.ValueBuilder().(*array.StructBuilder)
	leaves := len(b.evidenceLeaves)
	rules := newListReplay(&b.rules, item.FieldBuilder(leaves).(*array.ListBuilder))
	spans := newListReplay(&b.spans, item.FieldBuilder(leaves+1).(*array.ListBuilder))
	piece := 0
	for _, r := range b.evidence.levels.runs {
		for range r.n {
			if r.rep == 0 {
				list.Append(true)
			}
			if r.def == 0 {
				rules.skip()
				spans.skip()
				continue
			}
			item.Append(true)
			for j := range b.evidence.leaves {
				d := &b.evidence.leaves[j]
				d.build(item.FieldBuilder(j), d.codes[piece])
			}
			piece++
			rules.list()
			spans.list()
		}
	}
}

// listReplay walks through the levels of a list inside a piece of evidence.
type listReplay struct {
	nested *nested
	into   *array.ListBuilder
	levels []levelRun // one each
	value  int
}

func newListReplay(n *nested, into *array.ListBuilder) *listReplay {
	p := &listReplay{nested: n, into: into}
	for _, r := range n.levels.runs {
		for range r.n {
			p.levels = append(p.levels, r)
		}
	}
	return p
}

// skip passes the place of a row without evidence.
func (p *listReplay) skip() { p.levels = p.levels[1:] }

// list appends the next list.
func (p *listReplay) list() {
	p.into.Append(true)
	for first := true; len(p.levels) > 0 && (first || p.levels[0].rep == 2); p.levels = p.levels[1:] {
		first = false
		if p.levels[0].def < 2 {
			continue
		}
		if s, ok := p.into.ValueBuilder().(*array.StructBuilder); ok {
			s.Append(true)
			for j := range p.nested.leaves {
				d := &p.nested.leaves[j]
				d.build(s.FieldBuilder(j), d.codes[p.value])
			}
		} else {
			d := &p.nested.leaves[0]
			d.build(p.into.ValueBuilder(), d.codes[p.value])
		}
		p.value++
	}
}
