package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// readRows is how many rows are decoded at a time.
const readRows = 4096

// rowReader turns the files of a dataset back into rows.
type rowReader struct {
	schema *Schema
	ctx    context.Context
	each   func([]Row) error
}

// readParquet reads row group by row group, so that one batch never spans the
// bytes of many, and column by column, so that the library panics in its own
// goroutines as seldom as can be; see Dataset.readFile.
func (r *rowReader) readParquet(f *os.File) (err error) {
	defer recoverInto(&err)
	pf, err := file.NewParquetReader(f)
	if err != nil {
		return err
	}
	if err := readableChunks(pf, f); err != nil {
		return err
	}
	table, err := pqarrow.NewFileReader(pf, pqarrow.ArrowReadProperties{Parallel: false, BatchSize: readRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	for g := range pf.NumRowGroups() {
		records, err := table.GetRecordReader(r.ctx, nil, []int{g})
		if err != nil {
			return err
		}
		var rows int64
		for records.Next() {
			rows += records.Record().NumRows()
			if err := r.pass(records.Record()); err != nil {
				records.Release()
				return err
			}
		}
		err = records.Err()
		records.Release()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if want := pf.MetaData().RowGroup(g).NumRows(); rows != want {
			return fmt.Errorf("row group %d gave %d rows instead of %d", g, rows, want)
		}
	}
	return nil
}

func (r *rowReader) readIPC(f *os.File) (err error) {
	defer recoverInto(&err)
	if err := readableIPC(f); err != nil {
		return err
	}
	file, err := ipc.NewFileReader(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for i := range file.NumRecords() {
		record, err := file.RecordAt(i)
		if err != nil {
			return err
		}
		for from := int64(0); from < record.NumRows() && err == nil; from += readRows {
			piece := record.NewSlice(from, min(from+readRows, record.NumRows()))
			err = r.pass(piece)
			piece.Release()
		}
		record.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

// pass hands the rows of a record on.
func (r *rowReader) pass(record arrow.Record) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if !sameColumns(record.Schema(), r.schema.arrow) {
		return fmt.Errorf("its columns are not those of the schema: %s", differentColumns(record.Schema(), r.schema.arrow))
	}
	rows := make([]Row, record.NumRows())
	decisions := make([]Decision, len(rows)*len(r.schema.targets))
	for i := range rows {
		n := len(r.schema.targets)
		rows[i].Targets = decisions[i*n : (i+1)*n : (i+1)*n]
		for j, id := range r.schema.targets {
			rows[i].Targets[j].ID = id
		}
	}
	for i := range r.schema.columns {
		if err := fill(rows, &r.schema.columns[i], record.Column(i)); err != nil {
			return fmt.Errorf("column %s: %w", r.schema.columns[i].name, err)
		}
	}
	return r.each(rows)
}

// sameColumns compares names and types; what a format cannot keep, such as the
// name of a list's element, does not matter.
func sameColumns(got, want *arrow.Schema) bool {
	if got.NumFields() != want.NumFields() {
		return false
	}
	for i := range want.NumFields() {
		if got.Field(i).Name != want.Field(i).Name || typeName(got.Field(i).Type) != typeName(want.Field(i).Type) {
			return false
		}
	}
	return true
}

// fill sets one column of all rows. Nulls stay zero.
func fill(rows []Row, c *column, values arrow.Array) error {
	if c.kind == kindEvidence {
		list, ok := values.(*array.List)
		if !ok {
			return fmt.Errorf("unexpected %T", values)
		}
		return fillEvidence(rows, list)
	}
	for i := range rows {
		if values.IsNull(i) {
			if !c.nullable() {
				return errors.New("null in a column without nulls")
			}
			continue
		}
		r := &rows[i]
		switch v := values.(type) {
		case *array.String:
			*c.text(r) = strings.Clone(v.Value(i))
		case *array.Float64:
			*c.number(r) = v.Value(i)
		case *array.Int32:
			*c.count(r) = v.Value(i)
		case *array.Int64:
			*c.row(r) = v.Value(i)
		case *array.Timestamp:
			*c.time(r) = time.UnixMilli(int64(v.Value(i))).UTC()
		default:
			return fmt.Errorf("unexpected %T", values)
		}
	}
	return nil
}

func fillEvidence(rows []Row, list *array.List) error {
	item, ok := list.ListValues().(*array.Struct)
	leaves := evidenceLeaves()
	if !ok || item.NumField() != len(leaves)+2 {
		return fmt.Errorf("unexpected fields: %s", list.DataType())
	}
	rules, ok1 := item.Field(len(leaves)).(*array.List)
	spans, ok2 := item.Field(len(leaves) + 1).(*array.List)
	if !ok1 || !ok2 {
		return fmt.Errorf("unexpected fields: %s", list.DataType())
	}
	span, ok1 := spans.ListValues().(*array.Struct)
	rule, ok2 := rules.ListValues().(*array.String)
	roleLeaves := spanLeaves()
	if !ok1 || !ok2 || span.NumField() != len(roleLeaves) {
		return fmt.Errorf("unexpected fields: %s", list.DataType())
	}
	for i := range rows {
		from, to := list.ValueOffsets(i)
		for at := int(from); at < int(to); at++ {
			var e Evidence
			if err := fillLeaves(&e, leaves, item, at); err != nil {
				return err
			}
			start, end := rules.ValueOffsets(at)
			for j := int(start); j < int(end); j++ {
				e.Rules = append(e.Rules, strings.Clone(rule.Value(j)))
			}
			start, end = spans.ValueOffsets(at)
			for j := int(start); j < int(end); j++ {
				var s Span
				if err := fillLeaves(&s, roleLeaves, span, j); err != nil {
					return err
				}
				e.Spans = append(e.Spans, s)
			}
			rows[i].Evidence = append(rows[i].Evidence, e)
		}
	}
	return nil
}

func fillLeaves[S any](s *S, leaves []leaf[S], item *array.Struct, at int) error {
	for i := range leaves {
		switch v := item.Field(i).(type) {
		case *array.String:
			*leaves[i].text(s) = strings.Clone(v.Value(at))
		case *array.Float64:
			*leaves[i].number(s) = v.Value(at)
		case *array.Int32:
			*leaves[i].count(s) = v.Value(at)
		default:
			return fmt.Errorf("field %s: unexpected %T", leaves[i].name, v)
		}
	}
	return nil
}
