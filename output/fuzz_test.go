package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/klauspost/compress/s2"
)

// FuzzTable holds of whatever bytes: they are refused, or each row is one JSON
// object a line, and no row is missing at the end. A column of nulls may tell of
// any number of rows in no bytes at all: who reads bounds what a file may grow to.
func FuzzTable(f *testing.F) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64}, {Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String)}, {Name: "x", Type: arrow.PrimitiveTypes.Float64},
	}, nil)
	record, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[{"id":1,"text":"好","tags":["a"],"x":0.5},{"id":2,"text":null,"tags":[],"x":1}]`))
	if err != nil {
		f.Fatal(err)
	}
	var table bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &table, parquet.NewWriterProperties(parquet.WithDictionaryDefault(false)), pqarrow.DefaultWriterProps())
	if err := errors.Join(err, w.Write(record), w.Close()); err != nil {
		f.Fatal(err)
	}
	f.Add(true, table.Bytes())
	path := filepath.Join(f.TempDir(), "a.arrow")
	file, err := os.Create(path)
	must(f, err)
	a, err := ipc.NewFileWriter(file, ipc.WithSchema(schema))
	must(f, errors.Join(err, a.Write(record), a.Close(), file.Close()))
	content, err := os.ReadFile(path)
	must(f, err)
	f.Add(false, content)
	for _, seed := range []string{"", "PAR1", "ARROW1", "PAR1\x00\x00\x00\x00PAR1", "\xff\xff\xff\xffARROW1"} {
		f.Add(true, []byte(seed))
		f.Add(false, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, isParquet bool, data []byte) {
		path := filepath.Join(t.TempDir(), "a")
		must(t, os.WriteFile(path, data, 0o666))
		file, err := os.Open(path)
		must(t, err)
		defer file.Close()
		table, err := OpenTable(t.Context(), file, isParquet)
		if err != nil {
			return
		}
		defer table.Close()
		rows := int64(0)
		for {
			lines, err := table.Next(nil)
			for line := range bytes.Lines(lines) {
				if rows++; !json.Valid(line) || line[0] != '{' {
					t.Fatalf("row %d: %s", rows, line)
				}
			}
			if errors.Is(err, io.EOF) && table.rows >= 0 && rows != table.rows {
				t.Errorf("%d rows of %d", rows, table.rows)
			}
			if err != nil || rows > 1<<16 {
				return
			}
		}
	})
}

// FuzzJournal holds of whatever bytes: a part that is found has the content whose
// packed form has the checksum, and one that is added behind them is found.
func FuzzJournal(f *testing.F) {
	dir := f.TempDir()
	whole := func(parts ...string) []byte {
		j := &Journal{dir: dir}
		must(f, os.RemoveAll(dir))
		must(f, j.create([]byte(`{"a":1}`)))
		j.out = newLatch(j.file)
		for n, p := range parts {
			must(f, j.Add(int64(n), JournalKey{byte(n)}, []byte(p)))
		}
		content, err := os.ReadFile(filepath.Join(dir, journalName))
		must(f, errors.Join(err, j.file.Close()))
		return content
	}
	f.Add([]byte{})
	f.Add(whole())
	f.Add(whole("eins", "", "drei"))
	f.Add(whole("eins", "zwei")[:150])
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, journalName), content, 0o666))
		reopened := func() *Journal {
			j := &Journal{dir: dir, index: make(map[JournalKey]record), seen: make(map[int64]bool)}
			kept, err := j.reopen(func([]byte) bool { return false })
			must(t, err)
			if !kept {
				return nil
			}
			j.out = newLatch(j.file)
			return j
		}
		j := reopened()
		if j == nil {
			return
		}
		before := len(j.index)
		for key, r := range j.index {
			got, part := j.Find(0, key)
			packed := content[r.offset : r.offset+int64(r.length)]
			unpacked, err := s2.Decode(nil, packed)
			whole := err == nil && sha256.Sum256(packed) == r.sum
			if whole != (part == PartFound) || whole && !bytes.Equal(got, unpacked) || !whole && part != PartCorrupt {
				t.Errorf("part %x: %v, %d bytes", key, part, len(got))
			}
		}
		must(t, errors.Join(j.Add(1<<40, JournalKey{1: 7}, []byte("neu")), j.file.Close()))
		if j = reopened(); j == nil {
			t.Fatal("the journal is gone")
		}
		defer j.file.Close()
		if got, part := j.Find(1<<40, JournalKey{1: 7}); part != PartFound || string(got) != "neu" || len(j.index) < before {
			t.Errorf("added: %v, %q; %d parts, %d before", part, got, len(j.index), before)
		}
	})
}

// FuzzManifest holds of whatever bytes: a manifest that is taken names no file
// outside its dataset, and comes back as it is written.
func FuzzManifest(f *testing.F) {
	for _, seed := range []string{
		`{"format":"lichang/dataset","format_version":1,"files":[{"path":"snippets/a.parquet","rows":1}],"rows":{"in":1}}`,
		`{"format":"lichang/dataset","files":[{"path":"../a"}]}`, `{"format":"lichang/dataset","files":[{"path":"/a"}]}`,
		`{"format":"lichang/dataset","files":[{"path":"a\\..\\b"}]}`, `{"format":"lichang/dataset","format_version":99}`, "{}", "[", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, manifestName)
		must(t, os.WriteFile(path, content, 0o666))
		m, err := loadManifest(dir)
		if err != nil {
			if !strings.Contains(err.Error(), manifestName) {
				t.Errorf("no place: %v", err)
			}
			return
		}
		for _, file := range m.Files {
			if rel, err := filepath.Rel(dir, filepath.Join(dir, file.Path)); err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
				t.Errorf("%q leads to %q", file.Path, rel)
			}
		}
		written, err := marshal(m)
		must(t, errors.Join(err, os.WriteFile(path, written, 0o666)))
		again, err := loadManifest(dir)
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Errorf("%+v comes back as %+v, %v", m, again, err)
		}
	})
}
