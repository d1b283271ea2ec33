package pipeline

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// rejectedHead is how much of an overlong line is kept for the quarantine.
const rejectedHead = 64 << 10

// lineReader gives the lines of a stream, of any length, with their place.
type lineReader struct {
	r    *bufio.Reader
	max  int64 // bytes of a line that is read whole
	row  int64 // lines read so far
	off  int64 // bytes read so far
	at   int64 // 0-based byte at which the last line begins
	body bool  // whether reading has begun
	// prompt is set where somebody waits for the answer to a line.
	prompt bool

	enc   Encoding // as declared, then as it is
	wide  bool     // UTF-16, which comes as UTF-8
	fault error    // why it cannot be read at all
}

func newLineReader(r io.Reader, maxLine int64, enc Encoding) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, 64<<10), max: maxLine, enc: enc}
}

// piece returns the next bytes up to a line's end, or fewer where the line is
// long; ended says whether the line ends with them. They are valid until the
// next call. The error is io.EOF where there are none; a last line without a
// line end is a line.
func (l *lineReader) piece() (p []byte, ended bool, err error) {
	p, err = l.r.ReadSlice('\n')
	if l.wide {
		l.off += wideLen(p)
	} else {
		l.off += int64(len(p))
	}
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return p, false, nil
	case err == nil, errors.Is(err, io.EOF) && len(p) > 0:
		l.row++
		return p, true, nil
	}
	return nil, false, err
}

// next appends the next line to dst without its line end (LF or CRLF), and
// says whether it was longer than the longest allowed; then only its head is
// appended. The error is io.EOF where there are no more lines.
func (l *lineReader) next(dst []byte) (line []byte, overlong bool, err error) {
	if err := l.begin(); err != nil {
		return dst, false, err
	}
	l.at = l.off
	k := keeper{dst: dst, start: len(dst), max: l.max}
	for {
		p, ended, err := l.piece()
		if errors.Is(err, io.EOF) && k.read > 0 {
			// The buffer was full exactly where the stream ends.
			l.row++
			ended, err = true, nil
		}
		if err != nil {
			return dst[:k.start], false, err
		}
		k.add(p)
		if ended {
			break
		}
	}
	return k.line(), k.overlong, nil
}

// keeper gathers the pieces of one record, and only the head of one that is
// too long.
type keeper struct {
	dst      []byte
	start    int
	max      int64
	read     int64
	overlong bool
}

func (k *keeper) add(p []byte) {
	k.read += int64(len(p))
	switch {
	case k.overlong:
	case k.read > k.max:
		k.overlong = true
		k.dst = append(k.dst, p[:min(len(p), rejectedHead)]...)
		k.dst = k.dst[:min(len(k.dst), k.start+rejectedHead)]
	default:
		k.dst = append(k.dst, p...)
	}
}

// line is what was gathered, without the line end.
func (k *keeper) line() []byte {
	if k.overlong {
		return k.dst
	}
	line := k.dst[k.start:]
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
		if n--; n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
	}
	return k.dst[:k.start+len(line)]
}

// buffered says whether n whole lines can be read without waiting for input.
func (l *lineReader) buffered(n int) bool {
	rest, _ := l.r.Peek(l.r.Buffered())
	for ; n > 0; n-- {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}
