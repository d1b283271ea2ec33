package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
)

// latch is the writer under every file format. It keeps the first write error
// and returns it ever after: the Parquet writer drops errors on the way, and
// with a transient one it would finish a file that lacks pages. It has no Close
// on purpose, because the Parquet writer closes whatever it can. It counts and
// hashes what was written.
type latch struct {
	w    io.Writer
	sum  hash.Hash
	size int64
	err  error
}

func newLatch(w io.Writer) *latch { return &latch{w: w, sum: sha256.New()} }

func (l *latch) Write(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	l.sum.Write(p[:n])
	l.size += int64(n)
	l.err = err
	return n, err
}

// Tell is the number of bytes written so far, as the page writer asks for it.
func (l *latch) Tell() int64 { return l.size }

// hex is the SHA-256 of the bytes written so far, in hexadecimal.
func (l *latch) hex() string { return hex.EncodeToString(l.sum.Sum(nil)) }

// newFile is a file being written: through a latch, synced and closed at the
// end, removed unless it came that far.
type newFile struct {
	*latch
	path string
	file *os.File
}

func createFile(path string) (*newFile, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	return &newFile{latch: newLatch(f), path: path, file: f}, nil
}

// finish brings the content to the disk; any write error there ever was comes
// back here.
func (f *newFile) finish() error {
	err := f.err
	if err == nil {
		err = f.file.Sync()
	}
	if cerr := f.file.Close(); err == nil {
		err = cerr
	}
	f.file = nil
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", f.path, err), os.Remove(f.path))
	}
	return nil
}

// abandon removes a file that was not finished; after finish it does nothing.
func (f *newFile) abandon() {
	if f.file == nil {
		return
	}
	f.file.Close()
	f.file = nil
	os.Remove(f.path)
}

// writeFile writes a small file whole.
func writeFile(path string, content []byte) error {
	f, err := createFile(path)
	if err != nil {
		return err
	}
	f.Write(content) // an error is latched
	return f.finish()
}

// syncDir makes the names in a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	return err
}
