package output

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	flatbuffers "github.com/google/flatbuffers/go"
)

// CodecError says that a file is compressed in a way that cannot be read.
type CodecError struct{ Codec string }

func (e *CodecError) Error() string {
	return fmt.Sprintf("it is compressed with %s, which cannot be read here: rewrite it with zstd", e.Codec)
}

// readableCodec refuses the codecs of Parquet that the library lacks or gets
// wrong; it would say no more than "unknown codec", or panic.
func readableCodec(c compress.Compression) error {
	switch c {
	case compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Gzip, compress.Codecs.Brotli, compress.Codecs.Zstd:
		return nil
	}
	return &CodecError{Codec: c.String()}
}

// readableChunks refuses a Parquet file with a codec that cannot be read, or with
// columns that are said to lie outside of it: the library makes room for as many
// bytes as it is told.
func readableChunks(r *file.Reader, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	for g := range r.NumRowGroups() {
		meta := r.MetaData().RowGroup(g)
		for c := range meta.NumColumns() {
			column, err := meta.ColumnChunk(c)
			if err != nil {
				return err
			}
			if err := readableCodec(column.Compression()); err != nil {
				return err
			}
			// The end is told apart from the sum, which may overflow.
			start, length := column.DataPageOffset(), column.TotalCompressedSize()
			if column.HasDictionaryPage() && column.DictionaryPageOffset() > 0 {
				start = min(start, column.DictionaryPageOffset())
			}
			if start < 0 || length < 0 || start > info.Size() || length > info.Size()-start {
				return fmt.Errorf("it is damaged: row group %d, column %s: %d bytes from byte %d on, in a file of %d",
					g, column.PathInSchema(), length, start, info.Size())
			}
		}
	}
	return nil
}

var (
	errNoIPC   = errors.New("it is no Arrow IPC file")
	ipcMagic   = "ARROW1"
	ipcTrailer = int64(4 + len(ipcMagic))
)

// Slots of the tables in Arrow's flatbuffers (format/File.fbs, Message.fbs), of
// which the library exports none. A slot is 4 + 2 × the field's number.
const (
	footerSchema        = 4 + 2*1
	schemaFields        = 4 + 2*1
	schemaMetadata      = 4 + 2*2
	fieldChildren       = 4 + 2*5
	fieldMetadata       = 4 + 2*6
	footerRecordBatches = 4 + 2*3
	messageHeaderType   = 4 + 2*1
	messageHeader       = 4 + 2*2
	batchCompression    = 4 + 2*3
	compressionCodec    = 4 + 2*0
	headerRecordBatch   = 3
	codecZstd           = 1
	blockBytes          = 24 // struct Block
)

// readableIPC refuses an IPC file with LZ4 buffers. All batches of a file are
// written alike, so the first one tells.
func readableIPC(f *os.File) (err error) {
	defer recoverInto(&err)
	info, err := f.Stat()
	if err != nil {
		return err
	}
	tail := make([]byte, ipcTrailer)
	if _, err := f.ReadAt(tail, info.Size()-ipcTrailer); err != nil || string(tail[4:]) != ipcMagic {
		return errNoIPC
	}
	size := int64(binary.LittleEndian.Uint32(tail))
	if size > info.Size()-ipcTrailer {
		return errNoIPC
	}
	footer := make([]byte, size)
	if _, err := f.ReadAt(footer, info.Size()-ipcTrailer-size); err != nil {
		return errNoIPC
	}
	root := rootTable(footer)
	if o := flatbuffers.UOffsetT(root.Offset(footerSchema)); o != 0 {
		schema := flatbuffers.Table{Bytes: footer, Pos: root.Indirect(o + root.Pos)}
		left := len(footer) / 4
		if err := boundedFields(schema, schemaFields, schemaMetadata, &left, 0); err != nil {
			return err
		}
	}
	at := flatbuffers.UOffsetT(root.Offset(footerRecordBatches))
	if at == 0 || root.VectorLen(at) == 0 {
		return nil
	}
	block := root.Vector(at)
	offset := flatbuffers.GetInt64(footer[block:])
	length := int64(flatbuffers.GetInt32(footer[block+8:]))
	if offset < 0 || length < 8 || offset+length > info.Size() {
		return errNoIPC
	}
	message := make([]byte, length)
	if _, err := io.ReadFull(io.NewSectionReader(f, offset, length), message); err != nil {
		return err
	}
	return readableMessage(message[8:]) // behind the continuation mark and the length
}

// maxFieldDepth is how deep columns nest that anybody reads.
const maxFieldDepth = 32

// boundedFields refuses the fields of a schema, or of a field, that are said to be
// more than the footer has room for: the library would make room for all of them
// before it looks, and end the process. left is how many fields there may be in all.
func boundedFields(t flatbuffers.Table, children, metadata int, left *int, depth int) error {
	if *left--; *left < 0 || depth > maxFieldDepth {
		return errNoIPC
	}
	for _, slot := range []int{metadata, children} {
		o := flatbuffers.UOffsetT(t.Offset(flatbuffers.VOffsetT(slot)))
		if o == 0 {
			continue
		}
		n, at := t.VectorLen(o), t.Vector(o)
		if n < 0 || n > (len(t.Bytes)-int(at))/4 {
			return errNoIPC
		}
		if slot == metadata {
			continue
		}
		for i := range n {
			child := flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(at + flatbuffers.UOffsetT(4*i))}
			if err := boundedFields(child, fieldChildren, fieldMetadata, left, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func readableMessage(message []byte) error {
	table := rootTable(message)
	if o := flatbuffers.UOffsetT(table.Offset(messageHeaderType)); o == 0 || table.GetByte(o+table.Pos) != headerRecordBatch {
		return errNoIPC
	}
	var batch, compression flatbuffers.Table
	o := flatbuffers.UOffsetT(table.Offset(messageHeader))
	if o == 0 {
		return errNoIPC
	}
	table.Union(&batch, o)
	if o = flatbuffers.UOffsetT(batch.Offset(batchCompression)); o == 0 {
		return nil
	}
	compression = flatbuffers.Table{Bytes: message, Pos: batch.Indirect(o + batch.Pos)}
	if o = flatbuffers.UOffsetT(compression.Offset(compressionCodec)); o != 0 && compression.GetByte(o+compression.Pos) == codecZstd {
		return nil
	}
	return &CodecError{Codec: "LZ4"} // number 0, the default
}

func rootTable(buf []byte) flatbuffers.Table {
	return flatbuffers.Table{Bytes: buf, Pos: flatbuffers.GetUOffsetT(buf)}
}
