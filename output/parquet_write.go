package output

import (
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// parquetWriter writes blocks as the row groups of one file. It hands column
// chunks to the library one by one instead of going through Arrow arrays: three
// in four columns hold few values, whose dictionary the block knows already.
type parquetWriter struct {
	file   *file.Writer
	bytes  []parquet.ByteArray // scratch
	codes  []int32             // scratch: dictionary indices
	remap  []int32             // scratch: by the run's word number, -1 unless seen
	schema *Schema
}

func newParquetWriter(l *latch, s *Schema, meta arrow.Metadata) (_ *parquetWriter, err error) {
	defer recoverInto(&err)
	root, err := parquetRoot(s.arrow)
	if err != nil {
		return nil, err
	}
	kv, err := footer(s.arrow, meta)
	if err != nil {
		return nil, err
	}
	return &parquetWriter{schema: s, file: file.NewParquetWriter(l, root,
		file.WithWriterProps(parquetProperties(s)), file.WithWriteMetadata(kv))}, nil
}

// recoverInto turns a panic of the library into an error: it panics on write
// errors and on malformed input.
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
	group := p.file.AppendRowGroup()
	for i := range p.schema.columns {
		c, v := &p.schema.columns[i], &b.cols[i]
		if c.kind == kindEvidence {
			err = p.writeEvidence(group, b)
		} else {
			err = p.writeColumn(group, c, v, b.words)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	if err := group.Close(); err != nil {
		return err
	}
	// The library's own count guards against a column that was written short.
	if n, err := group.NumRows(); err != nil || n != b.rows {
		return errors.Join(fmt.Errorf("row group of %d rows holds %d", b.rows, n), err)
	}
	return nil
}

// close writes the footer. The library's Close drops errors; FlushWithFooter
// reports them.
func (p *parquetWriter) close() (err error) {
	defer recoverInto(&err)
	if err := p.file.FlushWithFooter(); err != nil {
		return err
	}
	return p.file.Close()
}

func (p *parquetWriter) writeColumn(group file.SerialRowGroupWriter, c *column, v *vector, w *words) error {
	cw, err := group.NextColumn()
	if err != nil {
		return err
	}
	var levels []int16
	if c.nullable() {
		levels = v.levels
	}
	switch c.kind {
	case kindText:
		return p.writeTexts(cw, &v.texts, levels, nil)
	case kindWord:
		return p.writeWords(cw, v.codes, levels, w)
	case kindNumber:
		return p.writeNumbers(cw, v.numbers, levels, nil)
	case kindCount:
		return p.writeCounts(cw, v.counts, levels, nil)
	default:
		_, err := cw.(*file.Int64ColumnChunkWriter).WriteBatch(v.longs, levels, nil)
		return err
	}
}

func (p *parquetWriter) writeEvidence(group file.SerialRowGroupWriter, b *block) error {
	for i := range b.evidenceLeaves {
		l := &b.evidenceLeaves[i]
		if err := p.writeLeaf(group, &b.evidence.leaves[i], &b.evidence, l.text != nil, l.number != nil); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	if err := p.writeLeaf(group, &b.rules.leaves[0], &b.rules, true, false); err != nil {
		return fmt.Errorf("%s: %w", rulesName, err)
	}
	for i := range b.spanLeaves {
		l := &b.spanLeaves[i]
		if err := p.writeLeaf(group, &b.spans.leaves[i], &b.spans, l.text != nil, l.number != nil); err != nil {
			return fmt.Errorf("%s.%s: %w", spansName, l.name, err)
		}
	}
	return nil
}

func (p *parquetWriter) writeLeaf(group file.SerialRowGroupWriter, v *vector, n *nested, text, number bool) error {
	cw, err := group.NextColumn()
	if err != nil {
		return err
	}
	switch {
	case text:
		return p.writeTexts(cw, &v.texts, n.def, n.rep)
	case number:
		return p.writeNumbers(cw, v.numbers, n.def, n.rep)
	default:
		return p.writeCounts(cw, v.counts, n.def, n.rep)
	}
}

func (p *parquetWriter) writeTexts(cw file.ColumnChunkWriter, t *texts, def, rep []int16) error {
	p.bytes = p.bytes[:0]
	for i := range t.len() {
		p.bytes = append(p.bytes, t.at(i))
	}
	_, err := cw.(*file.ByteArrayColumnChunkWriter).WriteBatch(p.bytes, def, rep)
	return err
}

// writeWords hands over the words as the dictionary they are. Nullable columns
// take the library's way, which needs no bitmap.
func (p *parquetWriter) writeWords(cw file.ColumnChunkWriter, codes []uint32, levels []int16, w *words) error {
	if levels != nil {
		p.bytes = p.bytes[:0]
		for _, c := range codes {
			p.bytes = append(p.bytes, []byte(w.list[c]))
		}
		_, err := cw.(*file.ByteArrayColumnChunkWriter).WriteBatch(p.bytes, levels, nil)
		return err
	}
	for len(p.remap) < len(w.list) {
		p.remap = append(p.remap, -1)
	}
	p.codes = p.codes[:0]
	var seen []uint32
	for _, c := range codes {
		to := p.remap[c]
		if to < 0 {
			to = int32(len(seen))
			p.remap[c] = to
			seen = append(seen, c)
		}
		p.codes = append(p.codes, to)
	}
	dict := array.NewStringBuilder(memory.DefaultAllocator)
	defer dict.Release()
	for _, c := range seen {
		dict.Append(w.list[c])
		p.remap[c] = -1
	}
	return p.writeDictionary(cw, dict.NewArray())
}

func (p *parquetWriter) writeNumbers(cw file.ColumnChunkWriter, values []float64, def, rep []int16) error {
	if def == nil {
		if dict, codes, ok := dictionary(values, p.codes[:0]); ok {
			p.codes = codes
			b := array.NewFloat64Builder(memory.DefaultAllocator)
			defer b.Release()
			b.AppendValues(dict, nil)
			return p.writeDictionary(cw, b.NewArray())
		}
	}
	_, err := cw.(*file.Float64ColumnChunkWriter).WriteBatch(values, def, rep)
	return err
}

func (p *parquetWriter) writeCounts(cw file.ColumnChunkWriter, values []int32, def, rep []int16) error {
	if def == nil {
		if dict, codes, ok := dictionary(values, p.codes[:0]); ok {
			p.codes = codes
			b := array.NewInt32Builder(memory.DefaultAllocator)
			defer b.Release()
			b.AppendValues(dict, nil)
			return p.writeDictionary(cw, b.NewArray())
		}
	}
	_, err := cw.(*file.Int32ColumnChunkWriter).WriteBatch(values, def, rep)
	return err
}

// maxDictionary is where a dictionary of numbers no longer pays.
const maxDictionary = 1 << 14

// dictionary numbers the values in order of first appearance; ok is false where
// there are too many different ones. codes is memory to use.
func dictionary[T comparable](values []T, codes []int32) (dict []T, _ []int32, ok bool) {
	if len(values) == 0 {
		return nil, codes, false
	}
	index := map[T]int32{values[0]: 0}
	dict = append(dict, values[0])
	last, code := values[0], int32(0)
	for _, v := range values {
		if v != last {
			c, found := index[v]
			if !found {
				if len(dict) == maxDictionary {
					return nil, codes, false
				}
				c = int32(len(dict))
				index[v] = c
				dict = append(dict, v)
			}
			last, code = v, c
		}
		codes = append(codes, code)
	}
	return dict, codes, true
}

// writeDictionary writes p.codes, indices into dict, and releases dict.
func (p *parquetWriter) writeDictionary(cw file.ColumnChunkWriter, dict arrow.Array) error {
	defer dict.Release()
	if err := putDictionary(cw, dict); err != nil {
		return err
	}
	data := array.NewData(arrow.PrimitiveTypes.Int32, len(p.codes),
		[]*memory.Buffer{nil, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(p.codes))}, nil, 0, 0)
	defer data.Release()
	indices := array.NewInt32Data(data)
	defer indices.Release()
	return cw.WriteDictIndices(indices, nil, nil)
}

// putDictionary seeds a column's encoder, whose type the library does not
// export.
func putDictionary(cw file.ColumnChunkWriter, dict arrow.Array) error {
	encoder, ok := cw.CurrentEncoder().(interface{ PutDictionary(arrow.Array) error })
	if !ok {
		return fmt.Errorf("the column's encoder (%T) takes no dictionary", cw.CurrentEncoder())
	}
	return encoder.PutDictionary(dict)
}
