package output

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shaky lets the call number fail of all renames, exchanges and syncs of folders,
// alone or with all after it.
type shaky struct {
	call   int
	sticky bool
	calls  int
}

func (s *shaky) fails() bool {
	n := s.calls
	s.calls++
	return n == s.call || s.sticky && n > s.call
}

// under lets a writer's output lie on a shaky disk.
func (s *shaky) under(w *Writer, exchanges bool) {
	p := &w.place
	p.rename = func(from, to string) error {
		if s.fails() {
			return errFault
		}
		return os.Rename(from, to)
	}
	p.sync = func(dir string) error {
		if s.fails() {
			return errFault
		}
		return syncDir(dir)
	}
	p.swap = func(a, b string) (bool, error) {
		switch {
		case !exchanges:
			return false, nil
		case s.fails():
			return false, errFault
		}
		return exchange(a, b)
	}
}

// A rename or a sync that fails, once or for good, fails the run; the output is
// the dataset before or the new one, whole. Only where the system cannot exchange
// and fails for good may it stand beside its place, as the previous one.
func TestNoRenameErrorIsLost(t *testing.T) {
	for _, exchanges := range []bool{true, false} {
		for _, date := range []string{"", "2026-01-07"} {
			for _, sticky := range []bool{false, true} {
				for call, last := 0, false; !last; call++ {
					dir := t.TempDir()
					out := filepath.Join(dir, "out")
					write := func(rows []Row, s *shaky) error {
						w, err := Create(Options{Dir: out, Replace: true, AsOf: date, Keep: 1, Schema: sampleSchema(t)})
						must(t, err)
						if s != nil {
							s.under(w, exchanges)
						}
						must(t, errors.Join(w.Add(rows), w.Reject(Rejected{File: "a", Row: 1, Reason: "bad", Data: []byte("x")})))
						summary, err := w.Commit(t.Context(), nil, RunInfo{})
						var but *PublishedError
						if there := err == nil || errors.As(err, &but); there != (summary.Dir != "") {
							t.Errorf("the summary is of %q beside %v", summary.Dir, err)
						}
						return errors.Join(err, w.Abort())
					}
					must(t, write(sampleRows()[:1], nil))
					must(t, write(sampleRows()[1:], nil))
					before := promisedFiles(t, filepath.Join(out, date))
					s := &shaky{call: call, sticky: sticky}
					err := write(sampleRows(), s)
					if last = s.calls <= call; last != (err == nil) || err != nil && !errors.Is(err, errFault) {
						t.Fatalf("call %d of %d: %v", call, s.calls, err)
					}
					at := filepath.Join(out, date)
					if _, err := os.Lstat(at); errors.Is(err, fs.ErrNotExist) && !exchanges && sticky {
						at = out + ".previous"
					}
					d, err := Open(at)
					if err != nil {
						t.Fatalf("exchanges %v, sticky %v, call %d: %v", exchanges, sticky, call, err)
					}
					must(t, d.Verify(t.Context()))
					is := promisedFiles(t, at)
					whole := d.Manifest.Rows.Written == int64(len(sampleRows()))
					var but *PublishedError
					if says := errors.As(err, &but); err != nil && says != whole {
						t.Errorf("exchanges %v, sticky %v, call %d: the error says published %v, which is %v: %v", exchanges, sticky, call, says, whole, err)
					}
					if !whole && !maps.Equal(is, before) {
						t.Errorf("exchanges %v, sticky %v, call %d: neither of both datasets: %v", exchanges, sticky, call, slices.Sorted(maps.Keys(is)))
					}
				}
			}
		}
	}
}

// promisedFiles are the files of a dataset, but for the one that differs.
func promisedFiles(t *testing.T, dir string) map[string]string {
	files := tree(t, dir)
	delete(files, runName)
	return files
}

// A folder that is made for the output lasts: each one above it that was missing
// is synced into the one that holds it.
func TestNewFoldersAreSynced(t *testing.T) {
	dir := t.TempDir()
	p, err := newPlace(filepath.Join(dir, "a", "b", "out"), false)
	must(t, err)
	var synced []string
	p.sync = func(dir string) error { synced = append(synced, filepath.Base(dir)); return syncDir(dir) }
	must(t, p.makeDirs(p.home))
	if want := []string{"a", filepath.Base(dir)}; !slices.Equal(synced, want) {
		t.Errorf("synced %q, want %q", synced, want)
	}
	must(t, p.makeDirs(p.home))
	if len(synced) != 2 {
		t.Errorf("synced %q again", synced)
	}
}

// A write, or the sync at its end, that fails fails the file and removes it: each
// write of a quarantine, of which there are several, and of a small file.
func TestNoFileErrorIsLost(t *testing.T) {
	quarantined := func(disk *faulty) (path string, err error) {
		q := &quarantine{dir: filepath.Join(t.TempDir(), "quarantine")}
		add := func() error {
			return q.add(Rejected{File: "a", Row: 1, Reason: "bad", Data: []byte(strings.Repeat("x", 20<<10))})
		}
		must(t, add())
		q.file.latch.w = disk
		for range 12 {
			if err := add(); err != nil {
				q.abandon()
				return q.file.path, err
			}
		}
		err = q.finish()
		q.abandon() // as a run that fails does
		return q.file.path, err
	}
	good := &faulty{call: -1}
	if _, err := quarantined(good); err != nil || good.calls < 3 {
		t.Fatal(good.calls, err)
	}
	for call := range good.calls {
		for _, disk := range []*faulty{{call: call}, {call: call, sticky: true}, {call: call, halves: true}} {
			path, err := quarantined(disk)
			if _, left := os.Lstat(path); !errors.Is(err, errFault) || disk.after > 0 || !errors.Is(left, fs.ErrNotExist) {
				t.Errorf("write %d of %d, %+v: %v", call, good.calls, disk, err)
			}
		}
	}

	_, pipe, err := os.Pipe() // takes bytes, and cannot be synced
	must(t, err)
	f := &newFile{latch: newLatch(pipe), path: filepath.Join(t.TempDir(), "a"), file: pipe}
	must(t, os.WriteFile(f.path, nil, 0o666))
	if _, err := f.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := f.finish(); err == nil || !strings.Contains(err.Error(), "sync") {
		t.Errorf("finish = %v", err)
	}
	if _, err := os.Lstat(f.path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}
