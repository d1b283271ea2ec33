package output

import (
	"encoding/binary"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

const parquetMagic = "PAR1"

// parquetWriter writes blocks as the row groups of one file. It encodes the
// pages itself, from the runs that a block holds, and leaves page headers and
// the footer to the library: the library's own column writers look at every
// value of every column, which for short rows costs more than all else
// together, make a compressor a page, and lose errors on the way.
type parquetWriter struct {
	sink   *latch
	schema *Schema
	props  *parquet.WriterProperties
	meta   *metadata.FileMetaDataBuilder
	pages  *pageWriter
	groups int16
}

func newParquetWriter(l *latch, s *Schema, meta arrow.Metadata, pages *pageWriter) (_ *parquetWriter, err error) {
	defer recoverInto(&err)
	root, err := parquetRoot(s.arrow)
	if err != nil {
		return nil, err
	}
	kv, err := footer(s.arrow, meta)
	if err != nil {
		return nil, err
	}
	p := &parquetWriter{sink: l, schema: s, props: parquetProperties(s), pages: pages}
	p.meta = metadata.NewFileMetadataBuilder(schema.NewSchema(root), p.props, kv)
	_, err = l.Write([]byte(parquetMagic))
	return p, err
}

// recoverInto turns a panic of the library into an error: it panics on
// malformed input, among others.
func recoverInto(err *error) {
	if r := recover(); r != nil {
		if e, ok := r.(error); ok {
			*err = e
			return
		}
		*err = fmt.Errorf("%v", r)
	}
}

// write adds a row group.
func (p *parquetWriter) write(b *block) (err error) {
	defer recoverInto(&err)
	start := p.sink.size
	g := rowGroup{writer: p, meta: p.meta.AppendRowGroup()}
	for i := range p.schema.columns {
		c, at := &p.schema.columns[i], p.schema.places[i]
		switch {
		case c.kind == kindEvidence:
			err = g.writeEvidence(b)
		case at.group < 0:
			err = g.writeSingle(c, &b.singles[at.index], b.rows)
		default:
			gb := &b.groups[at.group]
			err = g.writeGrouped(c, &gb.columns[at.index], gb.lens, b.rows)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	g.meta.SetNumRows(b.rows)
	p.groups++
	return g.meta.Finish(p.sink.size-start, p.groups-1)
}

// close writes the footer.
func (p *parquetWriter) close() (err error) {
	defer recoverInto(&err)
	meta, err := p.meta.Finish()
	if err != nil {
		return err
	}
	n, err := meta.WriteTo(p.sink, nil)
	if err != nil {
		return err
	}
	_, err = p.sink.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(n)), parquetMagic...))
	return err
}

// rowGroup writes the column chunks of a row group, in the order of the schema.
type rowGroup struct {
	writer *parquetWriter
	meta   *metadata.RowGroupMetaDataBuilder
	column int16
}

// chunk begins the next column chunk.
func (g *rowGroup) chunk() (*pageWriter, error) {
	p := g.writer
	meta := g.meta.NextColumnChunk()
	g.column++
	return p.pages, p.pages.begin(p.sink, meta, p.props.CompressionFor(meta.Descr().Path()), p.groups, g.column-1)
}

// writeGrouped writes a column that is held as a code a run of rows.
func (g *rowGroup) writeGrouped(c *column, d *dictionary, lens []int32, rows int) error {
	pages, err := g.chunk()
	if err != nil {
		return err
	}
	if c.nullable() {
		pages.levels.reset(1)
		for i, code := range d.codes {
			pages.levels.add(b2u(code != null), int(lens[i]))
		}
		pages.appendLevels(pages.levels.finish())
	}
	pages.indices.reset(widthFor(d.len()))
	for i, code := range d.codes {
		if code != null {
			pages.indices.add(code, int(lens[i]))
		}
	}
	return pages.finishDictionary(d, rows)
}

// writeSingle writes a column that is held value by value.
func (g *rowGroup) writeSingle(c *column, s *singleBlock, rows int) error {
	pages, err := g.chunk()
	if err != nil {
		return err
	}
	if c.nullable() {
		// Few rows have a value; one page is enough however many.
		pages.appendLevels(pages.encodeLevels(&s.levels, 1, func(r levelRun) uint8 { return r.def }))
	}
	if c.kind != kindText {
		for _, v := range s.longs {
			pages.page = binary.LittleEndian.AppendUint64(pages.page, uint64(v))
		}
		if c.kind == kindTime {
			pages.setRange(s.longs, rows)
		}
		return pages.finishPlain(rows)
	}
	in := 0
	for i := range s.texts.len() {
		pages.appendText(s.texts.at(i))
		if in++; !c.nullable() && len(pages.page) >= pageBytes {
			if err := pages.flush(in, parquet.Encodings.Plain); err != nil {
				return err
			}
			in = 0
		}
	}
	if c.nullable() {
		in = rows
	}
	return pages.finishPlain(in)
}

func (g *rowGroup) writeEvidence(b *block) error {
	if err := g.writeNested(&b.evidence, 1, 1); err != nil {
		return err
	}
	if err := g.writeNested(&b.rules, 2, 2); err != nil {
		return err
	}
	return g.writeNested(&b.spans, 2, 2)
}

// writeNested writes all leaves of a list; their levels are the same.
func (g *rowGroup) writeNested(n *nested, maxRep, maxDef int) error {
	pages := g.writer.pages
	var rep, def []byte
	rep = append(rep, pages.encodeLevels(&n.levels, maxRep, func(r levelRun) uint8 { return r.rep })...)
	def = append(def, pages.encodeLevels(&n.levels, maxDef, func(r levelRun) uint8 { return r.def })...)
	for i := range n.leaves {
		pages, err := g.chunk()
		if err != nil {
			return err
		}
		pages.appendLevels(rep)
		pages.appendLevels(def)
		d := &n.leaves[i]
		pages.indices.reset(widthFor(d.len()))
		for _, code := range d.codes {
			pages.indices.add(code, 1)
		}
		if err := pages.finishDictionary(d, n.levels.n); err != nil {
			return err
		}
	}
	return nil
}

func b2u(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
