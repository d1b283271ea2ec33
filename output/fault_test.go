package output

import (
	"errors"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

var errFault = errors.New("injected")

// faulty is a disk on which the write number call fails, alone or with all after
// it, having taken none of its bytes or half of them.
type faulty struct {
	call           int // from 0; -1 for a good disk
	sticky, halves bool

	calls int
	fired bool
	after int // bytes taken after the fault
}

func (f *faulty) Write(p []byte) (int, error) {
	n := f.calls
	f.calls++
	if n == f.call || f.fired && f.sticky {
		f.fired = true
		if f.halves {
			return len(p) / 2, errFault
		}
		return 0, errFault
	}
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
	finish := func(w groupWriter, err error) error {
		if err != nil {
			return err
		}
		return errors.Join(w.write(block), w.close())
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
		"snippets.parquet": func(l *latch) error { return finish(newParquetWriter(l, schema, meta, pages)) },
		"snippets.arrow":   func(l *latch) error { return finish(newIPCWriter(l, schema, meta)) },
		"sources.parquet":  sources(Parquet),
		"sources.arrow":    sources(Arrow),
	}
}

// A write that fails, once or for good, is never lost: the latch holds it, and
// lets nothing through any more. Every write is tried, and so every offset. The
// library alone returns nil in most of these cases and leaves a file that lacks
// pages or its footer.
func TestNoWriteErrorIsLost(t *testing.T) {
	for name, write := range tables(t) {
		t.Run(name, func(t *testing.T) {
			good := &faulty{call: -1}
			if l := newLatch(good); write(l) != nil || l.err != nil {
				t.Fatal(l.err)
			}
			for call := range good.calls {
				for _, disk := range []*faulty{{call: call}, {call: call, sticky: true}, {call: call, halves: true}} {
					l := newLatch(disk)
					err := write(l)
					if !errors.Is(l.err, errFault) || disk.after > 0 {
						t.Fatalf("write %d of %d, %+v: latched %v", call, good.calls, disk, l.err)
					}
					if name == "snippets.parquet" && !errors.Is(err, errFault) {
						t.Fatalf("write %d of %d, %+v: our own writer returned %v", call, good.calls, disk, err)
					}
				}
			}
		})
	}
}

// Without the latch the library's writer loses errors. Should a new version of
// it stop to, this test says so.
func TestTheLibraryLosesWriteErrors(t *testing.T) {
	record := sourcesRecord(sourcesSchema(), []*tally{newTally("某论坛", []string{"brand"})})
	defer record.Release()
	write := func(disk *faulty) (err error) {
		defer recoverInto(&err)
		w, err := pqarrow.NewFileWriter(record.Schema(), disk, nil, pqarrow.DefaultWriterProps())
		if err != nil {
			return err
		}
		return errors.Join(w.WriteBuffered(record), w.Close())
	}
	good := &faulty{call: -1}
	if err := write(good); err != nil {
		t.Fatal(err)
	}
	lost := 0
	for call := range good.calls {
		if write(&faulty{call: call}) == nil {
			lost++
		}
	}
	if lost == 0 {
		t.Errorf("none of %d write errors was lost", good.calls)
	}
}
