package pipeline

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// compression is how the bytes of an input are packed, named by its ending.
type compression string

const (
	plainBytes compression = ""
	gzipBytes  compression = ".gz"
	zstdBytes  compression = ".zst"
	bzip2Bytes compression = ".bz2"
)

// unpacked splits a file's name into the name of what it holds and how that is
// packed.
func unpacked(name string) (inner string, c compression) {
	switch ext := compression(strings.ToLower(filepath.Ext(name))); ext {
	case gzipBytes, zstdBytes, bzip2Bytes:
		return name[:len(name)-len(ext)], ext
	}
	return name, plainBytes
}

// maxWindow is how far back a zstd stream may reach, in bytes: the most that
// `zstd --ultra` uses, and what a stranger's file may take of the memory.
const maxWindow = 128 << 20

// ratioFrom is where the limit of growth begins to count: a short text may be
// one character a thousand times.
const ratioFrom = 16 << 20

// open returns the unpacked bytes of r, and what ends the reading. in counts
// what was taken from r.
func (c compression) open(r io.Reader, in *int64, maxRatio int64) (io.Reader, func() error, error) {
	nothing := func() error { return nil }
	var out io.Reader
	end := nothing
	switch c {
	case plainBytes:
		return r, nothing, nil
	case gzipBytes:
		z, err := gzip.NewReader(bufio.NewReaderSize(r, 64<<10))
		if err != nil {
			return nil, nil, c.fault(err)
		}
		out, end = z, func() error { z.Close(); return nil } // it only says again what Read said
	case zstdBytes:
		b := bufio.NewReaderSize(r, 64<<10)
		if _, err := b.Peek(1); err != nil {
			return nil, nil, c.fault(err) // the library takes nothing for a whole stream
		}
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, c.fault(err)
		}
		out, end = z, func() error { z.Close(); return nil }
	case bzip2Bytes:
		b := bufio.NewReaderSize(r, 64<<10)
		if _, err := b.Peek(1); err != nil {
			return nil, nil, c.fault(err)
		}
		out = bzip2.NewReader(b)
	}
	return &unpacking{r: out, kind: c, in: in, maxRatio: maxRatio}, end, nil
}

// fault says what is wrong with a packed input.
func (c compression) fault(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the %s is cut off: it ends before it is complete", c)
	}
	return fmt.Errorf("it is no whole %s: %w", c, err)
}

// unpacking names the faults of a packed input, and stops one that grows too
// much.
type unpacking struct {
	r        io.Reader
	kind     compression
	in       *int64
	out      int64
	maxRatio int64
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.out += int64(n)
	if err := grown(u.out, *u.in, u.maxRatio); err != nil {
		return 0, err
	}
	if err != nil && err != io.EOF {
		return n, u.kind.fault(err)
	}
	return n, err
}

// grown refuses bytes that have grown too much.
func grown(out, in, maxRatio int64) error {
	if out > ratioFrom && out/maxRatio > in {
		return fmt.Errorf("it grows to more than %d times its size: raise --max-ratio if that is meant", maxRatio)
	}
	return nil
}
