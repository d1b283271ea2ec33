package pipeline

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxRecord is the longest line that is read whole. What is longer is no
// snippet; it is rejected with its head instead of filling the memory.
const maxRecord = 64 << 20

// rejectedHead is how much of an overlong line is kept for the quarantine.
const rejectedHead = 64 << 10

// lineReader gives the lines of a stream, of any length, with their place.
type lineReader struct {
	r    *bufio.Reader
	row  int64 // lines read so far
	off  int64 // bytes read so far
	at   int64 // 0-based byte at which the last line begins
	body bool  // whether anything but a byte order mark was read
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, 64<<10)}
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// next appends the next line to dst without its line end (LF or CRLF), and
// says whether it was longer than maxRecord; then only its head is appended.
// The error is io.EOF where there are no more lines; a last line without a
// line end is a line.
func (l *lineReader) next(dst []byte) (line []byte, overlong bool, err error) {
	start := len(dst)
	if !l.body {
		l.body = true
		// One byte first: a filter must not wait for a third byte that does not
		// come. A failing stream shows again at the next read.
		if head, _ := l.r.Peek(1); bytes.HasPrefix(byteOrderMark, head) && len(head) > 0 {
			if head, _ = l.r.Peek(len(byteOrderMark)); bytes.Equal(head, byteOrderMark) {
				n, _ := l.r.Discard(len(byteOrderMark))
				l.off += int64(n)
			}
		}
	}
	l.at = l.off
	read := 0
	for {
		part, err := l.r.ReadSlice('\n')
		read += len(part)
		l.off += int64(len(part))
		switch {
		case overlong:
		case read > maxRecord:
			overlong = true
			dst = dst[:min(len(dst), start+rejectedHead)]
		default:
			dst = append(dst, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (!errors.Is(err, io.EOF) || read == 0) {
			return dst[:start], false, err
		}
		break
	}
	l.row++
	if !overlong {
		end := len(dst)
		if end > start && dst[end-1] == '\n' {
			end--
		}
		if end > start && dst[end-1] == '\r' {
			end--
		}
		dst = dst[:end]
	}
	return dst, overlong, nil
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
