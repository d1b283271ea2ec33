package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// tableRows is how many rows of a table are decoded at a time: anybody's texts
// may be long.
const tableRows = 1024

// Table is a Parquet or Arrow file of anybody's, read row by row as JSON. It may
// not be shared between goroutines.
type Table struct {
	// Columns are those that are read, in order.
	Columns []TableColumn
	// LeftOut names the columns of structs: the library decodes them in
	// goroutines of its own, where a corrupt page ends the process. Of a file of
	// a dataset it names nothing: what was found in the rows is found anew.
	LeftOut []string
	// Own says that the file is a part of a dataset of lichang's.
	Own bool

	source  records
	rows    int64 // that the file tells, -1 where it tells only as it goes
	read    int64
	current arrow.Record
	at      int
}

// TableColumn is a column as far as a reader of documents cares.
type TableColumn struct {
	Name   string
	Type   string // for people
	Text   bool   // its values are strings
	Number bool   // its values are whole numbers
}

// records gives the records of a file in order, io.EOF behind the last.
type records interface {
	next() (arrow.Record, error)
	close() error
}

// OpenTable opens a table. isParquet says which of the two it is.
func OpenTable(ctx context.Context, f *os.File, isParquet bool) (t *Table, err error) {
	defer recoverInto(&err)
	mem, err := newBoundedMemory(f)
	if err != nil {
		return nil, err
	}
	t = &Table{rows: -1}
	if isParquet {
		return t, t.openParquet(ctx, f, mem)
	}
	return t, t.openIPC(f, mem)
}

func (t *Table) openParquet(ctx context.Context, f *os.File, mem memory.Allocator) error {
	pf, err := file.NewParquetReader(f, file.WithReadProps(parquet.NewReaderProperties(mem)))
	if err != nil {
		return err
	}
	if err := readableChunks(pf, f); err != nil {
		return err
	}
	reader, err := pqarrow.NewFileReader(pf, pqarrow.ArrowReadProperties{Parallel: false, BatchSize: tableRows}, mem)
	if err != nil {
		return err
	}
	schema, err := reader.Schema()
	if err != nil {
		return err
	}
	for _, key := range pf.MetaData().KeyValueMetadata().Keys() {
		t.Own = t.Own || key == ownKey
	}
	chosen := t.choose(schema)
	var leaves []int
	for i := range pf.MetaData().Schema.NumColumns() {
		if chosen[pf.MetaData().Schema.Column(i).ColumnPath()[0]] {
			leaves = append(leaves, i)
		}
	}
	t.rows = pf.NumRows()
	if len(leaves) == 0 {
		t.rows = 0 // without a column there is no row to read
	}
	t.source = &parquetRecords{ctx: ctx, file: pf, reader: reader, leaves: leaves, mem: mem}
	return nil
}

func (t *Table) openIPC(f *os.File, mem memory.Allocator) error {
	if err := readableIPC(f); err != nil {
		return err
	}
	r, err := ipc.NewFileReader(f, ipc.WithAllocator(mem))
	if err != nil {
		return err
	}
	records := &ipcRecords{file: r}
	if len(t.choose(r.Schema())) == 0 {
		records.at = r.NumRecords() // without a column there is no row to read
	}
	t.source = records
	return nil
}

// inputColumns are those of a dataset's rows that are what its input said.
func inputColumns() map[string]bool {
	return map[string]bool{"id": true, "source": true, "title": true, "text": true, "url": true, "published_at": true, "target": true, "extra": true}
}

// ownKey is the metadata that only files of a dataset have.
const ownKey = "lichang.schema"

// choose decides which columns are read.
func (t *Table) choose(s *arrow.Schema) (chosen map[string]bool) {
	meta := s.Metadata()
	t.Own = t.Own || meta.FindKey(ownKey) >= 0
	own := inputColumns()
	chosen = map[string]bool{}
	for _, f := range s.Fields() {
		switch {
		case t.Own && !own[f.Name]:
		case holdsStruct(f.Type):
			t.LeftOut = append(t.LeftOut, f.Name)
		default:
			chosen[f.Name] = true
			t.Columns = append(t.Columns, tableColumn(f))
		}
	}
	return chosen
}

func tableColumn(f arrow.Field) TableColumn {
	typ := f.Type
	if d, ok := typ.(*arrow.DictionaryType); ok {
		typ = d.ValueType
	}
	id := typ.ID()
	return TableColumn{Name: f.Name, Type: f.Type.String(),
		Text:   id == arrow.STRING || id == arrow.LARGE_STRING || id == arrow.STRING_VIEW || id == arrow.NULL,
		Number: arrow.IsInteger(id)}
}

// holdsStruct says whether a type holds a struct.
func holdsStruct(t arrow.DataType) bool {
	if n, ok := t.(arrow.NestedType); ok {
		if t.ID() != arrow.LIST && t.ID() != arrow.LARGE_LIST && t.ID() != arrow.FIXED_SIZE_LIST {
			return true
		}
		for _, f := range n.Fields() {
			if holdsStruct(f.Type) {
				return true
			}
		}
	}
	return false
}

// Next appends the next rows to dst, each as a JSON object and a line break. A
// null is left out. The error is io.EOF where there are none.
func (t *Table) Next(dst []byte) (_ []byte, err error) {
	defer recoverInto(&err)
	for t.current == nil {
		if t.current, err = t.source.next(); err != nil {
			if errors.Is(err, io.EOF) && t.rows >= 0 && t.read != t.rows {
				return dst, fmt.Errorf("it holds %d rows, and its footer tells of %d", t.read, t.rows)
			}
			return dst, err
		}
		t.at = 0
	}
	end := min(t.at+tableRows, int(t.current.NumRows()))
	for ; t.at < end; t.at++ {
		if dst, err = t.appendRow(dst, t.at); err != nil {
			return dst, fmt.Errorf("row %d: %w", t.read+1, err)
		}
		t.read++
	}
	if t.at == int(t.current.NumRows()) {
		t.current.Release()
		t.current = nil
	}
	return dst, nil
}

// Close lets go of what is read; the file stays open.
func (t *Table) Close() error {
	if t.current != nil {
		t.current.Release()
		t.current = nil
	}
	return t.source.close()
}

func (t *Table) appendRow(dst []byte, row int) ([]byte, error) {
	dst = append(dst, '{')
	first := true
	column := 0
	for i, f := range t.current.Schema().Fields() {
		if column >= len(t.Columns) || f.Name != t.Columns[column].Name {
			continue
		}
		column++
		values := t.current.Column(i)
		if values.IsNull(row) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendRaw(dst, f.Name), ':')
		dst = appendCell(dst, values, row)
	}
	if column < len(t.Columns) {
		return dst, fmt.Errorf("a record without the column %q", t.Columns[column].Name)
	}
	return append(dst, '}', '\n'), nil
}

// appendCell appends one value as JSON.
func appendCell(dst []byte, values arrow.Array, i int) []byte {
	if values.IsNull(i) {
		return append(dst, "null"...)
	}
	switch v := values.(type) {
	case *array.Dictionary:
		return appendCell(dst, v.Dictionary(), v.GetValueIndex(i))
	case *array.String:
		return appendRaw(dst, v.Value(i))
	case *array.LargeString:
		return appendRaw(dst, v.Value(i))
	case *array.StringView:
		return appendRaw(dst, v.Value(i))
	case *array.Boolean:
		return strconv.AppendBool(dst, v.Value(i))
	case *array.Float64:
		return appendCellNumber(dst, v.Value(i), 64)
	case *array.Float32:
		return appendCellNumber(dst, float64(v.Value(i)), 32)
	case *array.Timestamp:
		unit := v.DataType().(*arrow.TimestampType).Unit
		return appendRaw(dst, v.Value(i).ToTime(unit).UTC().Format(time.RFC3339Nano))
	case *array.Date32:
		return appendRaw(dst, v.Value(i).ToTime().Format(time.DateOnly))
	case *array.Date64:
		return appendRaw(dst, v.Value(i).ToTime().Format(time.DateOnly))
	case array.ListLike:
		dst = append(dst, '[')
		from, to := v.ValueOffsets(i)
		for j := from; j < to; j++ {
			if j > from {
				dst = append(dst, ',')
			}
			dst = appendCell(dst, v.ListValues(), int(j))
		}
		return append(dst, ']')
	}
	if arrow.IsInteger(values.DataType().ID()) {
		return append(dst, values.ValueStr(i)...)
	}
	return appendRaw(dst, values.ValueStr(i))
}

func appendCellNumber(dst []byte, x float64, bits int) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return appendRaw(dst, strconv.FormatFloat(x, 'g', -1, bits)) // JSON has no such number
	}
	return strconv.AppendFloat(dst, x, 'g', -1, bits)
}

// appendRaw appends a JSON string and leaves bytes that are no UTF-8 as they
// are, for the repair that every input's text goes through.
func appendRaw(dst []byte, s string) []byte {
	const hexDigits = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		start = i + 1
		if c == '"' || c == '\\' {
			dst = append(dst, '\\', c)
		} else {
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(dst, s[start:]...), '"')
}

// parquetRecords reads row group by row group. It asks for each column by itself:
// the library's reader of records does so in goroutines of its own, where a panic
// ends the process.
type parquetRecords struct {
	ctx     context.Context
	file    *file.Reader
	reader  *pqarrow.FileReader
	leaves  []int
	group   int
	columns []*pqarrow.ColumnReader // of the group that is open
	mem     memory.Allocator
}

func (p *parquetRecords) next() (arrow.Record, error) {
	for {
		if p.columns == nil {
			if p.group == p.file.NumRowGroups() || len(p.leaves) == 0 {
				return nil, io.EOF
			}
			if err := p.openGroup(); err != nil {
				return nil, err
			}
		}
		r, err := p.read()
		if r != nil || err != nil {
			return r, err
		}
		_ = p.close()
		p.group++
	}
}

func (p *parquetRecords) openGroup() error {
	fields, err := p.reader.Manifest.GetFieldIndices(p.leaves)
	if err != nil {
		return err
	}
	included := make(map[int]bool, len(p.leaves))
	for _, leaf := range p.leaves {
		included[leaf] = true
	}
	for _, i := range fields {
		column, err := p.reader.GetFieldReader(p.ctx, i, included, []int{p.group})
		if err != nil {
			return err
		}
		p.columns = append(p.columns, column)
	}
	return nil
}

// read returns the next rows of the open group, nil at its end.
func (p *parquetRecords) read() (_ arrow.Record, err error) {
	var fields []arrow.Field
	var columns []arrow.Array
	defer func() {
		for _, c := range columns {
			c.Release()
		}
	}()
	rows := -1
	for _, reader := range p.columns {
		chunked, err := reader.NextBatch(tableRows)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		n := 0
		if chunked != nil {
			defer chunked.Release()
			n = chunked.Len()
		}
		if rows >= 0 && n != rows {
			return nil, fmt.Errorf("it is damaged: %s has %d values where others have %d", reader.Field().Name, n, rows)
		}
		if rows = n; rows == 0 {
			continue
		}
		column, err := array.Concatenate(chunked.Chunks(), p.mem)
		if err != nil {
			return nil, err
		}
		fields, columns = append(fields, *reader.Field()), append(columns, column)
	}
	if rows <= 0 {
		return nil, nil
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, int64(rows)), nil
}

func (p *parquetRecords) close() error {
	for _, c := range p.columns {
		c.Release()
	}
	p.columns = nil
	return nil
}

type ipcRecords struct {
	file *ipc.FileReader
	at   int
}

func (p *ipcRecords) next() (arrow.Record, error) {
	if p.at == p.file.NumRecords() {
		return nil, io.EOF
	}
	r, err := p.file.RecordAt(p.at)
	p.at++
	return r, err
}

func (p *ipcRecords) close() error { return p.file.Close() }
