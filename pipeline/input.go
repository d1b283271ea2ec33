package pipeline

import (
	"context"
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
	bytes int64 // of the file as it lies, read so far
	hash  hash.Hash
	close func() error
	// leftOut names the columns of a table that are not read.
	leftOut []string
	// placeless says that a record has no place among the file's bytes.
	placeless bool
}

// openInput opens a file, or stdin where the name is "-". The error is an
// *InputError.
func openInput(name string, rd Reading, stdin io.Reader) (*input, error) {
	in, err := open(name, rd, stdin)
	if err != nil {
		return nil, &InputError{Name: name, Err: named(name, err)}
	}
	return in, nil
}

func open(name string, rd Reading, stdin io.Reader) (_ *input, err error) {
	f, err := FormatOf(name, rd.Format)
	if err != nil {
		return nil, err
	}
	in := &input{name: name, hash: sha256.New(), close: func() error { return nil }}
	if in.format, err = newFormat(f, rd.Names); err != nil {
		return nil, err
	}
	if name == Stdin && (f == Parquet || f == Arrow) {
		return nil, fmt.Errorf("%s cannot be read from standard input: its end says what is in it", f)
	}
	if name == Stdin {
		in.lines = newLineReader(in.taken(stdin), rd.maxLine(), rd.Encoding)
		return in, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	in.close = file.Close
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name its files", name)
	}
	_, packed := unpacked(name)
	if f == Parquet || f == Arrow {
		if packed != plainBytes || !info.Mode().IsRegular() {
			return nil, fmt.Errorf("a table is read from a plain file only: unpack it first")
		}
		return in, in.openTable(file, info.Size(), f, rd)
	}
	var bytes io.Reader = file
	if rd.disk != nil {
		bytes = rd.disk(name, file)
	}
	r, end, err := packed.open(in.taken(bytes), &in.bytes, rd.maxRatio())
	if err != nil {
		return nil, err
	}
	in.close = func() error { return errors.Join(end(), file.Close()) }
	in.lines = newLineReader(r, rd.maxLine(), rd.Encoding)
	return in, nil
}

// taken is r, with the input's own account of the bytes that it gave.
func (in *input) taken(r io.Reader) io.Reader { return &account{in: in, r: r} }

type account struct {
	in *input
	r  io.Reader
}

func (a *account) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	a.in.bytes += int64(n)
	a.in.hash.Write(p[:n])
	return n, err
}

// named puts the file's name before an error, unless it stands there.
func named(name string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// fill reads records until the batch is full, the input ends (then b.last is
// set), or, of an eager input, reading on would wait.
func (in *input) fill(b *batch) error {
	b.reset(in)
	start := in.bytes
	for !b.full() {
		if in.eager && len(b.recs) > 0 && !in.format.ready(in.lines) {
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
	b.read = in.bytes - start
	in.rows += int64(len(b.recs))
	return nil
}

// shape is the format of the records, as a quarantine names it.
func (in *input) shape() string {
	switch f := in.format.(type) {
	case *csvFormat:
		if f.comma == '\t' {
			return string(TSV)
		}
		return string(CSV)
	case pairsFormat:
		return string(Pairs)
	case plainFormat:
		return string(PlainText)
	case rejectedFormat:
		return string(Quarantined)
	}
	return string(JSONLines) // tables too: their rows come as such
}

// foreign is the encoding of the records' original bytes, "" for UTF-8.
func (in *input) foreign() string {
	if in.lines.enc == UTF8 {
		return ""
	}
	return string(in.lines.enc)
}

// columns are those of a table of text.
func (in *input) columns() []string {
	if f, ok := in.format.(*csvFormat); ok && f.header != nil {
		return f.header.columns
	}
	return nil
}

// sum is the SHA-256 of all bytes read, in hexadecimal.
func (in *input) sum() string { return hex.EncodeToString(in.hash.Sum(nil)) }

// source is an input whose turn comes later.
type source struct {
	name string
	open func(ctx context.Context) (*input, error)
}

// file is a source that is read through before its first record is given where
// faults may lie deep inside: rows of a file that cannot be read to its end
// must not reach the output.
func fileSource(name string, rd Reading, stdin io.Reader) source {
	return source{name: name, open: func(ctx context.Context) (*input, error) {
		if deep(name, rd) {
			if err := scan(ctx, name, rd); err != nil {
				return nil, err
			}
		}
		return openInput(name, rd, stdin)
	}}
}

// deep says whether a file can turn out unreadable behind its beginning, disks
// apart. What cannot be read twice is not asked.
func deep(name string, rd Reading) bool {
	if info, err := os.Stat(name); name == Stdin || err != nil || !info.Mode().IsRegular() {
		return false
	}
	_, packed := unpacked(name)
	f, err := FormatOf(name, rd.Format)
	wide := rd.Encoding == UTF16 || rd.Encoding == UTF16LE || rd.Encoding == UTF16BE
	return err == nil && (wide || packed != plainBytes || f == CSV || f == TSV || f == Parquet || f == Arrow)
}

// scan reads an input to its end and keeps nothing.
func scan(ctx context.Context, name string, rd Reading) (err error) {
	in, err := openInput(name, rd, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.close()) }()
	for b := newBatch(); !b.last; {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if err := in.fill(b); err != nil {
			return err
		}
	}
	return nil
}

// InputError says that an input could not be read.
type InputError struct {
	Name string
	Err  error
}

func (e *InputError) Error() string { return e.Err.Error() }

func (e *InputError) Unwrap() error { return e.Err }
