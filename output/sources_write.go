package output

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// writeSources writes the table of sources below root and reads it back.
func writeSources(ctx context.Context, root string, f Format, meta arrow.Metadata, tallies []*tally) (File, error) {
	record := sourcesRecord(arrow.NewSchema(sourcesSchema().Fields(), &meta), tallies)
	defer record.Release()
	path := filepath.Join(root, sourcesTable+f.suffix())
	file, err := createFile(path)
	if err != nil {
		return File{}, err
	}
	defer file.abandon()
	if err := writeRecord(file.latch, f, record); err != nil {
		if file.err != nil {
			err = file.err
		}
		return File{}, fmt.Errorf("write %s: %w", path, err)
	}
	if err := file.finish(); err != nil {
		return File{}, err
	}
	out := File{Path: filepath.Base(path), Rows: record.NumRows(), Bytes: file.size, SHA256: file.hex()}
	return out, checkFile(ctx, path, f, out)
}

// zstdLevel is the fastest. The library makes a new encoder for every page, and
// a higher level's is many times as large.
const zstdLevel = 1

// writeRecord writes a small table whole.
func writeRecord(l *latch, f Format, record arrow.Record) (err error) {
	defer recoverInto(&err)
	if f == Arrow {
		w, err := ipc.NewFileWriter(position{l}, ipc.WithSchema(record.Schema()), ipc.WithZstd())
		if err != nil {
			return err
		}
		if err := w.Write(record); err != nil {
			return err
		}
		return w.Close()
	}
	w, err := pqarrow.NewFileWriter(record.Schema(), struct{ *latch }{l}, parquet.NewWriterProperties(
		parquet.WithRootRepetition(parquet.Repetitions.Required),
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCompressionLevel(zstdLevel),
		parquet.WithDictionaryDefault(false),
		parquet.WithMaxRowGroupLength(rowGroupRows),
	), pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return err
	}
	if err := w.WriteBuffered(record); err != nil {
		return err
	}
	return w.Close()
}
