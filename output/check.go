package output

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// checkFile reads a file of a dataset from the disk: its bytes are those that
// want tells, it opens, and every page of it can be decompressed and adds up to
// the rows that want tells.
func checkFile(ctx context.Context, path string, f Format, want File) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("check %s: %w", path, err)
		}
	}()
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := checkSum(file, want); err != nil {
		return err
	}
	count := countParquet
	if f == Arrow {
		count = countIPC
	}
	rows, err := count(ctx, file)
	if err != nil {
		return err
	}
	if rows != want.Rows {
		return fmt.Errorf("it holds %d rows instead of %d", rows, want.Rows)
	}
	return nil
}

// checkSum reads the bytes from the disk and compares them with what was
// written.
func checkSum(f *os.File, want File) error {
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return err
	}
	if n != want.Bytes {
		return fmt.Errorf("it has %d bytes instead of %d", n, want.Bytes)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want.SHA256 {
		return fmt.Errorf("its content has changed: sha256 %s instead of %s", got, want.SHA256)
	}
	return nil
}

// countParquet walks through all pages. It uses the page reader instead of the
// table reader, which panics outside of our reach where a page is corrupt.
func countParquet(ctx context.Context, f *os.File) (rows int64, err error) {
	defer recoverInto(&err)
	r, err := file.NewParquetReader(f)
	if err != nil {
		return 0, err
	}
	if err := readableChunks(r, f); err != nil {
		return 0, err
	}
	for g := range r.NumRowGroups() {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		group := r.RowGroup(g)
		for c := range group.NumColumns() {
			meta, err := group.MetaData().ColumnChunk(c)
			if err != nil {
				return 0, err
			}
			values, err := countPages(group, c)
			if err != nil {
				return 0, fmt.Errorf("row group %d, column %s: %w", g, meta.PathInSchema(), err)
			}
			// Nested columns have more values than rows, never fewer.
			if values != meta.NumValues() || values < group.NumRows() {
				return 0, fmt.Errorf("row group %d, column %s: %d values instead of %d", g, meta.PathInSchema(), values, meta.NumValues())
			}
		}
		rows += group.NumRows()
	}
	if rows != r.NumRows() {
		return 0, fmt.Errorf("its row groups hold %d rows, its footer tells %d", rows, r.NumRows())
	}
	return rows, nil
}

func countPages(group *file.RowGroupReader, column int) (values int64, err error) {
	pages, err := group.GetColumnPageReader(column)
	if err != nil {
		return 0, err
	}
	for pages.Next() {
		if p, ok := pages.Page().(file.DataPage); ok {
			values += int64(p.NumValues())
		}
	}
	return values, pages.Err()
}

func countIPC(ctx context.Context, f *os.File) (rows int64, err error) {
	defer recoverInto(&err)
	if err := readableIPC(f); err != nil {
		return 0, err
	}
	r, err := ipc.NewFileReader(f)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for i := range r.NumRecords() {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		record, err := r.RecordAt(i)
		if err != nil {
			return 0, err
		}
		rows += record.NumRows()
		record.Release()
	}
	return rows, nil
}
