package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
)

// Stdin is the name of the standard input among a run's inputs.
const Stdin = "-"

// input is one opened source of records.
type input struct {
	name      string // as given; the rows say it
	format    format
	lines     *lineReader
	keepBlank bool // a blank line gets an answer of its own
	// eager ends a batch when reading on would wait for input.
	eager bool
	rows  int64 // records read so far
	hash  hash.Hash
	close func() error
}

// openInput opens a file, or stdin where the name is "-".
func openInput(name string, declared Format, stdin io.Reader) (*input, error) {
	f, err := FormatOf(name, declared)
	if err != nil {
		return nil, err
	}
	impl, err := formatOf(f)
	if err != nil {
		return nil, err
	}
	in := &input{name: name, format: impl, hash: sha256.New(), close: func() error { return nil }}
	if name == Stdin {
		in.lines = newLineReader(io.TeeReader(stdin, in.hash))
		return in, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil {
		return nil, errors.Join(err, file.Close())
	} else if info.IsDir() {
		return nil, errors.Join(fmt.Errorf("%s is a folder: name its files", name), file.Close())
	}
	in.lines, in.close = newLineReader(io.TeeReader(file, in.hash)), file.Close
	return in, nil
}

// fill reads records until the batch is full, the input ends (then b.last is
// set), or, of an eager input, reading on would wait.
func (in *input) fill(b *batch) error {
	b.reset(in)
	start := in.lines.off
	for !b.full() {
		if in.eager && len(b.recs) > 0 && !in.lines.buffered(in.format.lines()) {
			break
		}
		err := in.format.read(b, in.lines)
		if errors.Is(err, io.EOF) {
			b.last = true
			break
		}
		if err != nil {
			return &InputError{Name: in.name, Err: fmt.Errorf("%s: after line %d: %w", in.name, in.lines.row, err)}
		}
	}
	b.read = in.lines.off - start
	return nil
}

// sum is the SHA-256 of all bytes read, in hexadecimal.
func (in *input) sum() string { return hex.EncodeToString(in.hash.Sum(nil)) }
