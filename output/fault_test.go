package output

import (
	"errors"
	"io"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

var errFault = errors.New("injected")

// faulty is a disk that fails once, when the byte at the offset at is written,
// or from then on.
type faulty struct {
	written, at int
	sticky      bool
	fired       bool
	after       int // bytes taken after the fault
}

func (f *faulty) Write(p []byte) (int, error) {
	hit := f.written <= f.at && f.at < f.written+len(p)
	if hit && !f.fired || f.fired && f.sticky {
		f.fired = true
		return 0, errFault
	}
	f.written += len(p)
	if f.fired {
		f.after += len(p)
	}
	return len(p), nil
}

// tables are all the ways in which a file of a dataset is written.
func tables(t *testing.T) map[string]func(*latch) error {
	schema := sampleSchema(t)
	block := newBlock(schema)
	encoder, p := newRowEncoder(schema), profile{}
	for _, r := range sampleRows() {
		row, err := encoder.append(nil, &r, &p)
		if err != nil {
			t.Fatal(err)
		}
		if err := block.append(row); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := newPageWriter()
	if err != nil {
		t.Fatal(err)
	}
	twoGroups := func(w groupWriter, err error) error {
		if err != nil {
			return err
		}
		return errors.Join(w.write(block), w.write(block), w.close())
	}
	tallies := []*tally{newTally("某论坛", schema.targets)}
	for _, r := range sampleRows() {
		if err := tallies[0].add(&r); err != nil {
			t.Fatal(err)
		}
	}
	sources := func(f Format) func(*latch) error {
		return func(l *latch) error {
			record := sourcesRecord(sourcesSchema(), tallies)
			defer record.Release()
			return writeRecord(l, f, record)
		}
	}
	meta := arrow.NewMetadata([]string{"键"}, []string{"值"})
	return map[string]func(*latch) error{
		"snippets.parquet": func(l *latch) error { return twoGroups(newParquetWriter(l, schema, meta, pages)) },
		"snippets.arrow":   func(l *latch) error { return twoGroups(newIPCWriter(l, schema, meta)) },
		"sources.parquet":  sources(Parquet),
		"sources.arrow":    sources(Arrow),
	}
}

// A write that fails, once or for good, at whatever byte, is never lost: the
// latch holds it, and lets nothing through any more. The library alone returns
// nil in most of these cases and leaves a file that lacks pages or a footer.
func TestNoWriteErrorIsLost(t *testing.T) {
	for name, write := range tables(t) {
		t.Run(name, func(t *testing.T) {
			whole := newLatch(io.Discard)
			if err := errors.Join(write(whole), whole.err); err != nil {
				t.Fatal(err)
			}
			step := max(1, int(whole.size)/1500)
			for at := 0; at < int(whole.size); at += step {
				for _, sticky := range []bool{false, true} {
					disk := &faulty{at: at, sticky: sticky}
					l := newLatch(disk)
					write(l)
					if !disk.fired {
						t.Fatalf("offset %d of %d was never written", at, whole.size)
					}
					if !errors.Is(l.err, errFault) || disk.after > 0 {
						t.Fatalf("offset %d, sticky %v: latched %v, %d bytes written after the fault", at, sticky, l.err, disk.after)
					}
				}
			}
		})
	}
}

// The Parquet writer of our own reports the error itself, too.
func TestParquetWriterReportsWriteErrors(t *testing.T) {
	write := tables(t)["snippets.parquet"]
	whole := newLatch(io.Discard)
	if err := write(whole); err != nil {
		t.Fatal(err)
	}
	for at := 0; at < int(whole.size); at += max(1, int(whole.size)/500) {
		if err := write(newLatch(&faulty{at: at})); !errors.Is(err, errFault) {
			t.Fatalf("offset %d: %v", at, err)
		}
	}
}
