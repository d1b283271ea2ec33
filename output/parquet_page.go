package output

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/klauspost/compress/zstd"
)

// pageBytes is where a page of texts is closed.
const pageBytes = 1 << 20

// pageWriter builds and writes the pages of one column chunk after the other.
// Its memory serves all files of a dataset.
type pageWriter struct {
	pages file.PageWriter
	meta  *metadata.ColumnChunkMetaDataBuilder
	codec compress.Compression
	zstd  *zstd.Encoder

	page       []byte // the one being built: levels, then values
	compressed []byte
	levels     hybrid
	indices    hybrid
}

// newPageWriter compresses at the fastest level: what it leaves is a few
// percent more, and it is the largest cost of all.
func newPageWriter() (*pageWriter, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithZeroFrames(true))
	return &pageWriter{zstd: z}, err
}

// begin starts a column chunk.
func (w *pageWriter) begin(l *latch, meta *metadata.ColumnChunkMetaDataBuilder, codec compress.Compression, group, column int16) (err error) {
	w.meta, w.codec, w.page = meta, codec, w.page[:0]
	if w.pages == nil {
		w.pages, err = file.NewPageWriter(l, codec, 0, meta, group, column, memory.DefaultAllocator, false, nil, nil)
		return err
	}
	return w.pages.Reset(l, codec, 0, meta, group, column, nil, nil)
}

// encodeLevels encodes one of the two numbers of each level; the bytes are
// valid until the next call.
func (w *pageWriter) encodeLevels(l *levels, most int, of func(levelRun) uint8) []byte {
	w.levels.reset(widthFor(most + 1))
	for _, r := range l.runs {
		w.levels.add(uint32(of(r)), int(r.n))
	}
	return w.levels.finish()
}

// appendLevels adds encoded levels to the page, which must come before its
// values, repetition before definition.
func (w *pageWriter) appendLevels(encoded []byte) {
	w.page = binary.LittleEndian.AppendUint32(w.page, uint32(len(encoded)))
	w.page = append(w.page, encoded...)
}

func (w *pageWriter) appendText(s []byte) {
	w.page = append(binary.LittleEndian.AppendUint32(w.page, uint32(len(s))), s...)
}

// flush writes the page, which holds n values, nulls included.
func (w *pageWriter) flush(n int, encoding parquet.Encoding) error {
	data := w.page
	if w.codec == compress.Codecs.Zstd {
		w.compressed = w.zstd.EncodeAll(w.page, w.compressed[:0])
		data = w.compressed
	}
	page := file.NewDataPageV1(memory.NewBufferBytes(data), int32(n), encoding, parquet.Encodings.RLE, parquet.Encodings.RLE, int32(len(w.page)))
	defer page.Release()
	w.page = w.page[:0]
	_, err := w.pages.WriteDataPage(page)
	return err
}

// finishPlain ends a chunk of plain values; n are in the last page.
func (w *pageWriter) finishPlain(n int) error {
	if err := w.flush(n, parquet.Encodings.Plain); err != nil {
		return err
	}
	if cap(w.page) > 8*pageBytes { // one huge text must not keep its memory
		w.page, w.compressed = nil, nil
	}
	return w.pages.Close(false, false)
}

// finishDictionary ends a chunk of w.indices into d; n is the number of values,
// nulls included.
func (w *pageWriter) finishDictionary(d *dictionary, n int) error {
	var values []byte
	for i := range d.words.len() {
		word := d.words.at(i)
		values = append(binary.LittleEndian.AppendUint32(values, uint32(len(word))), word...)
	}
	for _, v := range d.numbers {
		values = binary.LittleEndian.AppendUint64(values, math.Float64bits(v))
	}
	for _, v := range d.counts {
		values = binary.LittleEndian.AppendUint32(values, uint32(v))
	}
	dict := file.NewDictionaryPage(memory.NewBufferBytes(values), int32(d.len()), parquet.Encodings.Plain)
	defer dict.Release()
	if _, err := w.pages.WriteDictionaryPage(dict); err != nil {
		return err
	}
	w.page = append(append(w.page, byte(w.indices.width)), w.indices.finish()...)
	if err := w.flush(n, parquet.Encodings.RLEDict); err != nil {
		return err
	}
	return w.pages.Close(true, false)
}

// setRange tells readers the least and the greatest value, so that they can
// skip row groups by time.
func (w *pageWriter) setRange(values []int64, rows int) {
	stats := metadata.EncodedStatistics{Signed: true, HasNullCount: true, NullCount: int64(rows - len(values))}
	if len(values) > 0 {
		stats.SetMin(binary.LittleEndian.AppendUint64(nil, uint64(slices.Min(values))))
		stats.SetMax(binary.LittleEndian.AppendUint64(nil, uint64(slices.Max(values))))
	}
	w.meta.SetStats(stats)
}
