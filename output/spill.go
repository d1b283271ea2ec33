package output

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"os"
)

// spillBytes is how many bytes of encoded rows are collected in memory before
// they go to the spill.
const spillBytes = 24 << 20

// spill keeps encoded rows until all have arrived, so that they can be read
// back source by source. Rows are collected in order of input; each full chunk
// is written out grouped by source. What is read back depends on the rows and
// their order alone.
type spill struct {
	path    string
	file    *os.File // nil until the first chunk is full
	written int64
	limit   int // of bytes a chunk

	log     []byte
	rows    []spilledRow
	sources []*spilledSource // in order of first appearance
}

// spilledRow is a row of the chunk in memory; next is the row of the same
// source after it, or none.
type spilledRow struct{ start, next uint32 }

const none = math.MaxUint32

// spilledSource tells where the rows of a source are.
type spilledSource struct {
	name     string
	rows     int64
	first    uint32 // in the chunk in memory, none for no rows
	last     uint32
	segments []segment
}

// segment is a stretch of the spill that holds rows of one source.
type segment struct {
	offset, length int64
}

func newSpill(path string, limit int) *spill { return &spill{path: path, limit: limit} }

// source adds a source.
func (s *spill) source(name string) *spilledSource {
	src := &spilledSource{name: name, first: none, last: none}
	s.sources = append(s.sources, src)
	return src
}

// add takes the row that was appended to s.log from start on.
func (s *spill) add(src *spilledSource, start int) error {
	n := uint32(len(s.rows))
	s.rows = append(s.rows, spilledRow{start: uint32(start), next: none})
	if src.first == none {
		src.first = n
	} else {
		s.rows[src.last].next = n
	}
	src.last = n
	src.rows++
	if len(s.log) >= s.limit {
		return s.flush()
	}
	return nil
}

// flush writes the chunk in memory to the file, grouped by source. Each row is
// preceded by its length.
func (s *spill) flush() (err error) {
	if len(s.rows) == 0 {
		return nil
	}
	if s.file == nil {
		if s.file, err = os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666); err != nil {
			return err
		}
	}
	w := bufio.NewWriterSize(s.file, 1<<20)
	for _, src := range s.sources {
		if src.first == none {
			continue
		}
		start := s.written
		for n := src.first; n != none; n = s.rows[n].next {
			size, err := s.writeRow(w, n)
			if err != nil {
				return err
			}
			s.written += int64(size)
		}
		src.segments = append(src.segments, segment{offset: start, length: s.written - start})
		src.first, src.last = none, none
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("spill: %w", err)
	}
	s.rows = s.rows[:0]
	if cap(s.log) > 2*s.limit {
		s.log = nil // one huge row must not keep its memory
	}
	s.log = s.log[:0]
	return nil
}

func (s *spill) writeRow(w *bufio.Writer, n uint32) (int, error) {
	end := len(s.log)
	if int(n)+1 < len(s.rows) {
		end = int(s.rows[n+1].start)
	}
	row := s.log[s.rows[n].start:end]
	head := w.AvailableBuffer()
	head = binary.AppendUvarint(head, uint64(len(row)))
	if _, err := w.Write(head); err != nil {
		return 0, fmt.Errorf("spill: %w", err)
	}
	if _, err := w.Write(row); err != nil {
		return 0, fmt.Errorf("spill: %w", err)
	}
	return len(head) + len(row), nil
}

// finish writes what is left and lets the chunk's memory go.
func (s *spill) finish() error {
	err := s.flush()
	s.log, s.rows = nil, nil
	return err
}

// read calls each with the rows of one source, in order. The bytes are valid
// during the call only.
func (s *spill) read(src *spilledSource, each func(row []byte) error) error {
	r := bufio.NewReaderSize(nil, 256<<10)
	var buf []byte
	for _, seg := range src.segments {
		r.Reset(io.NewSectionReader(s.file, seg.offset, seg.length))
		for left := seg.length; left > 0; {
			size, err := binary.ReadUvarint(r)
			if err != nil || size > uint64(left) {
				return fmt.Errorf("%w: row of %d bytes: %v", errSpill, size, err)
			}
			left -= int64(uvarintLen(size)) + int64(size)
			row, err := r.Peek(int(size))
			if errors.Is(err, bufio.ErrBufferFull) {
				if uint64(cap(buf)) < size {
					buf = make([]byte, size)
				}
				row = buf[:size]
				_, err = io.ReadFull(r, row)
			} else if err == nil {
				_, err = r.Discard(int(size))
			}
			if err != nil {
				return fmt.Errorf("%w: %w", errSpill, err)
			}
			if err := each(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// close removes the file.
func (s *spill) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	if rerr := os.Remove(s.path); err == nil {
		err = rerr
	}
	return err
}

func uvarintLen(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }
