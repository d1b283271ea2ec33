package output

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"slices"

	"github.com/klauspost/compress/s2"
)

// spillBytes is how many bytes of encoded rows are collected in memory before
// they are passed on.
const spillBytes = 16 << 20

// packBytes is how many bytes of rows are packed together. The rows of one
// source in a chunk are mostly fewer.
const packBytes = 256 << 10

// spill keeps encoded rows until all have arrived, so that they can be read
// back source by source. Rows are collected in the order of the input; each
// full chunk is written out grouped by source, and packed, since the evidence
// takes many times the room of the text. The rows of the one source that
// makes most of the input, if there is such a source, are not written but go
// straight to its parts. Neither changes what is read back: the rows of each
// source, in order.
type spill struct {
	path    string
	file    *os.File // nil until the first chunk is full
	written int64
	limit   int // of bytes a chunk

	log     []byte // rows, each behind its length in four bytes
	rows    []spilledRow
	sources []*spilledSource // in order of first appearance

	block, packed []byte // rows that are packed together, and what comes of it

	// begin is called once, with the source whose rows go past the spill;
	// direct is it, and deliver takes its rows.
	begin   func(*spilledSource) (deliver func(row []byte) error, err error)
	direct  *spilledSource
	deliver func(row []byte) error
}

// spilledRow is a row of the chunk in memory, from its length on; next is the
// row of the same source after it, or none.
type spilledRow struct{ start, next uint32 }

const none = math.MaxUint32

// spilledSource tells where the rows of a source are.
type spilledSource struct {
	name     string
	rows     int64
	bytes    int    // in the chunk in memory
	first    uint32 // in the chunk in memory, none for no rows
	last     uint32
	segments segments
}

// segments are the stretches of the spill that hold packed blocks of rows of one
// source. A long run has millions, so they are kept as varints: of each how far it
// begins behind the end of the one before, and its length.
type segments struct {
	list []byte
	end  int64
}

func (s *segments) add(offset, length int64) {
	s.list = binary.AppendUvarint(s.list, uint64(offset-s.end))
	s.list = binary.AppendUvarint(s.list, uint64(length))
	s.end = offset + length
}

// all yields the offset and length of each.
func (s *segments) all() iter.Seq2[int64, int64] {
	return func(yield func(offset, length int64) bool) {
		at := int64(0)
		for list := s.list; len(list) > 0; {
			gap, n := binary.Uvarint(list)
			length, m := binary.Uvarint(list[n:])
			at, list = at+int64(gap), list[n+m:]
			if !yield(at, int64(length)) {
				return
			}
			at += int64(length)
		}
	}
}

func newSpill(path string, limit int) *spill { return &spill{path: path, limit: limit} }

// source adds a source.
func (s *spill) source(name string) *spilledSource {
	src := &spilledSource{name: name, first: none, last: none}
	s.sources = append(s.sources, src)
	return src
}

// rowHead is the length in front of a row.
const rowHead = 4

// add takes a row, which encode appends to the log.
func (s *spill) add(src *spilledSource, encode func(log []byte) ([]byte, error)) error {
	if s.log == nil {
		s.log = make([]byte, 0, s.limit+s.limit/8)
	}
	start := len(s.log)
	log, err := encode(append(s.log, 0, 0, 0, 0))
	if err != nil {
		return err
	}
	s.log = log
	binary.LittleEndian.PutUint32(log[start:], uint32(len(log)-start-rowHead))

	n := uint32(len(s.rows))
	s.rows = append(s.rows, spilledRow{start: uint32(start), next: none})
	if src.first == none {
		src.first = n
	} else {
		s.rows[src.last].next = n
	}
	src.last = n
	src.rows++
	src.bytes += len(log) - start
	if len(log) >= s.limit {
		return s.flush()
	}
	return nil
}

// flush passes the chunk in memory on.
func (s *spill) flush() error {
	for _, src := range s.sources {
		if src.first == none {
			continue
		}
		if s.direct == nil && s.begin != nil && src.bytes > len(s.log)/2 && len(s.log) >= s.limit {
			if err := s.goDirect(src); err != nil {
				return err
			}
		}
		var err error
		if src == s.direct {
			err = s.deliverChunk(src)
		} else {
			err = s.writeChunk(src)
		}
		if err != nil {
			return err
		}
		src.first, src.last, src.bytes = none, none, 0
	}
	s.rows = s.rows[:0]
	if cap(s.log) > 2*s.limit {
		s.log = nil // one huge row must not keep its memory
	}
	s.log = s.log[:0]
	return nil
}

// goDirect lets the rows of a source pass from now on, and those before them.
func (s *spill) goDirect(src *spilledSource) (err error) {
	if s.deliver, err = s.begin(src); err != nil {
		return err
	}
	s.direct = src
	err = s.read(src, s.deliver)
	src.segments = segments{}
	return err
}

func (s *spill) deliverChunk(src *spilledSource) error {
	for n := src.first; n != none; n = s.rows[n].next {
		if err := s.deliver(s.log[s.rows[n].start+rowHead : s.end(n)]); err != nil {
			return err
		}
	}
	return nil
}

// end is where a row of the chunk ends in the log.
func (s *spill) end(n uint32) uint32 {
	if int(n)+1 < len(s.rows) {
		return s.rows[n+1].start
	}
	return uint32(len(s.log))
}

// writeChunk writes the chunk's rows of a source to the file.
func (s *spill) writeChunk(src *spilledSource) (err error) {
	if s.file == nil {
		if s.file, err = os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666); err != nil {
			return err
		}
	}
	for n := src.first; n != none; n = s.rows[n].next {
		row := s.log[s.rows[n].start:s.end(n)]
		if len(s.block) > 0 && len(s.block)+len(row) > packBytes {
			if err := s.writeBlock(src); err != nil {
				return err
			}
		}
		s.block = append(s.block, row...)
	}
	return s.writeBlock(src)
}

// writeBlock packs what is in the block and writes it.
func (s *spill) writeBlock(src *spilledSource) error {
	s.packed = s2.Encode(s.packed[:cap(s.packed)], s.block)
	if _, err := s.file.Write(s.packed); err != nil {
		return fmt.Errorf("spill: %w", err)
	}
	length := int64(len(s.packed))
	src.segments.add(s.written, length)
	s.written += length
	s.block = s.block[:0]
	if cap(s.block) > 2*packBytes {
		s.block, s.packed = nil, nil // one huge row must not keep its memory
	}
	return nil
}

// finish passes on what is left and lets the chunk's memory go.
func (s *spill) finish() error {
	err := s.flush()
	s.log, s.rows, s.block, s.packed = nil, nil, nil, nil
	return err
}

// read calls each with the spilled rows of one source, in order. The bytes are
// valid during the call only.
func (s *spill) read(src *spilledSource, each func(row []byte) error) error {
	var packed, block []byte
	for offset, length := range src.segments.all() {
		packed = slices.Grow(packed[:0], int(length))[:length]
		if _, err := s.file.ReadAt(packed, offset); err != nil {
			return fmt.Errorf("%w: %w", errSpill, err)
		}
		var err error
		if block, err = s2.Decode(block[:cap(block)], packed); err != nil {
			return fmt.Errorf("%w: %w", errSpill, err)
		}
		used, err := eachRow(block, each)
		if err != nil {
			return err
		}
		if left := len(block) - used; left > 0 {
			return fmt.Errorf("%w: %d bytes are left over", errSpill, left)
		}
	}
	return nil
}

// eachRow calls each with the whole rows in buf, and returns the bytes that they
// took.
func eachRow(buf []byte, each func(row []byte) error) (used int, err error) {
	for len(buf)-used >= rowHead {
		size := int(binary.LittleEndian.Uint32(buf[used:]))
		if len(buf)-used-rowHead < size {
			break
		}
		used += rowHead + size
		if err := each(buf[used-size : used : used]); err != nil {
			return used, err
		}
	}
	return used, nil
}

// close removes the file.
func (s *spill) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return errors.Join(err, os.Remove(s.path))
}
