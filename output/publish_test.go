package output

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func open(t *testing.T, dir string, replace bool) *Writer {
	t.Helper()
	w, err := Create(Options{Dir: dir, Replace: replace, Schema: sampleSchema(t), Provenance: sampleProvenance})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Abort(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func commit(t *testing.T, w *Writer) {
	t.Helper()
	if _, err := w.Commit(context.Background(), nil, RunInfo{}); err != nil {
		t.Fatal(err)
	}
}

// names lists what is in a folder, hidden names included.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestTheDatasetBeforeIsKept(t *testing.T) {
	for _, exchanges := range []bool{true, false} {
		dir := t.TempDir()
		out := filepath.Join(dir, "out")
		var before []map[string]string
		for n := 1; n <= 3; n++ {
			w := open(t, out, true)
			if !exchanges {
				w.place.swap = func(_, _ string) (bool, error) { return false, nil }
			}
			if err := w.Add(sampleRows()[:n]); err != nil {
				t.Fatal(err)
			}
			commit(t, w)
			before = append(before, tree(t, out))
			if rows := readDataset(t, out); len(rows) != n {
				t.Errorf("%d rows after run %d", len(rows), n)
			}
			if n > 1 && !maps.Equal(tree(t, out+".previous"), before[n-2]) {
				t.Errorf("run %d did not keep the dataset before it", n)
			}
		}
		if got := names(t, dir); !slices.Equal(got, []string{"out", "out.previous"}) {
			t.Errorf("left: %v", got)
		}
	}
}

// What lichang did not write is not touched: not when the work starts, and not
// when it turns up while the work goes on.
func TestOthersFilesAreNotTouched(t *testing.T) {
	dataset := func(t *testing.T, dir string) { writeDataset(t, dir, Parquet, defaultLimits(Parquet), sampleRows()) }
	for name, place := range map[string]func(t *testing.T, out string){
		"a file":                 func(t *testing.T, out string) { put(t, out, "mine") },
		"an empty folder":        func(t *testing.T, out string) { must(t, os.Mkdir(out, 0o777)) },
		"a folder":               func(t *testing.T, out string) { put(t, out+"/thesis.docx", "mine") },
		"another tool's dataset": func(t *testing.T, out string) { put(t, out+"/_manifest.json", "{}"); put(t, out+"/_SUCCESS", "") },
		"a dataset with a note":  func(t *testing.T, out string) { dataset(t, out); put(t, out+"/snippets/note.txt", "mine") },
		"a dataset without success": func(t *testing.T, out string) {
			dataset(t, out)
			must(t, os.Remove(out+"/_SUCCESS"))
		},
		"a changed dataset": func(t *testing.T, out string) {
			dataset(t, out)
			put(t, out+"/sources.parquet", "mine")
		},
		"a previous of another":   func(t *testing.T, out string) { put(t, out+".previous/a", "mine") },
		"a quarantine of another": func(t *testing.T, out string) { put(t, out+".quarantine/a", "mine") },
		"a quarantine with a note": func(t *testing.T, out string) {
			put(t, out+".quarantine/_quarantine.json", `{"format":"lichang/quarantine"}`)
			put(t, out+".quarantine/a", "mine")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out := filepath.Join(dir, "out")
			place(t, out)
			before := tree(t, dir)
			w, err := Create(Options{Dir: out, Replace: true, Schema: sampleSchema(t)})
			if occupied := new(OccupiedError); !errors.As(err, &occupied) {
				t.Errorf("Create = %v, %v", w, err)
			}
			if after := tree(t, dir); !maps.Equal(before, after) {
				t.Errorf("changed: %v", after)
			}
		})
		t.Run(name+", later", func(t *testing.T) {
			dir := t.TempDir()
			out := filepath.Join(dir, "work", "out")
			w := open(t, out, true)
			if err := w.Add(sampleRows()); err != nil {
				t.Fatal(err)
			}
			must(t, w.Reject(Rejected{File: "a", Row: 1, Reason: "bad"}))
			prepared := filepath.Join(dir, "prepared", "out")
			must(t, os.Mkdir(filepath.Dir(prepared), 0o777))
			place(t, prepared)
			for _, suffix := range []string{"", ".previous", ".quarantine"} {
				if err := os.Rename(prepared+suffix, out+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
					t.Fatal(err)
				}
			}
			staging := filepath.Base(w.staging)
			before := tree(t, filepath.Dir(out))
			maps.DeleteFunc(before, func(path, _ string) bool { return strings.HasPrefix(path, staging) || path == ".out.lock" })
			_, err := w.Commit(context.Background(), nil, RunInfo{})
			if occupied := new(OccupiedError); !errors.As(err, &occupied) {
				t.Errorf("Commit = %v", err)
			}
			if after := tree(t, filepath.Dir(out)); !maps.Equal(before, after) {
				t.Errorf("changed: %v", slices.Sorted(maps.Keys(after)))
			}
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestReplacingMustBeAllowed(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	writeDataset(t, out, Parquet, defaultLimits(Parquet), sampleRows())
	_, err := Create(Options{Dir: out, Schema: sampleSchema(t)})
	if occupied := new(OccupiedError); !errors.As(err, &occupied) || occupied.Path != out {
		t.Errorf("Create = %v", err)
	}
}

func TestALinkIsFollowed(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "disk", "data"), filepath.Join(dir, "out")
	writeDataset(t, real, Parquet, defaultLimits(Parquet), sampleRows()[:1])
	must(t, os.Symlink(real, link))
	writeDataset(t, link, Parquet, defaultLimits(Parquet), sampleRows())
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if rows := readDataset(t, real); len(rows) != len(sampleRows()) {
		t.Errorf("%d rows", len(rows))
	}
}

func TestTwoRunsToOneOutput(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	w := open(t, out, true)
	if _, err := Create(Options{Dir: out, Schema: sampleSchema(t)}); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d on ", os.Getpid())) {
		t.Errorf("the second run: %v", err)
	}
	must(t, w.Abort())
	must(t, open(t, out, true).Abort())
	if left := names(t, filepath.Dir(out)); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// Whatever ends a run before publishing leaves the dataset that was there, and
// nothing else.
func TestAFailedRunLeavesWhatWasThere(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for name, end := range map[string]func(t *testing.T, w *Writer){
		"abort": func(t *testing.T, w *Writer) { must(t, w.Abort()) },
		"cancelled": func(t *testing.T, w *Writer) {
			if _, err := w.Commit(cancelled, nil, RunInfo{}); !errors.Is(err, context.Canceled) {
				t.Errorf("Commit = %v", err)
			}
		},
		"bad row": func(t *testing.T, w *Writer) {
			if err := w.Add([]Row{{}}); err == nil {
				t.Error("a row without targets was taken")
			}
			if _, err := w.Commit(context.Background(), nil, RunInfo{}); err == nil {
				t.Error("committed")
			}
		},
		"no exchange, no rename": func(t *testing.T, w *Writer) {
			w.place.swap = func(_, _ string) (bool, error) { return false, errFault }
			if _, err := w.Commit(context.Background(), nil, RunInfo{}); !errors.Is(err, errFault) {
				t.Errorf("Commit = %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out := filepath.Join(dir, "out")
			writeDataset(t, out, Parquet, defaultLimits(Parquet), sampleRows())
			before := tree(t, dir)
			w := open(t, out, true)
			must(t, w.Add(slices.Repeat(sampleRows(), 10)))
			must(t, w.Reject(Rejected{File: "a", Row: 1, Reason: "bad", Data: []byte("x")}))
			end(t, w)
			if after := tree(t, dir); !maps.Equal(before, after) {
				t.Errorf("changed: %v", slices.Sorted(maps.Keys(after)))
			}
			if left := names(t, dir); !slices.Equal(left, []string{"out"}) {
				t.Errorf("left: %v", left)
			}
		})
	}
}

// A killed run leaves its hidden folder; the next one removes it, and only
// folders that lichang made.
func TestWhatAKilledRunLeft(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	put(t, filepath.Join(dir, ".out.staging-1", stagingMark), "")
	put(t, filepath.Join(dir, ".out.staging-1", "data", "snippets", "x"), "half")
	put(t, filepath.Join(dir, ".out.staging-mine", "x"), "mine")
	put(t, filepath.Join(dir, ".out.lock"), "")
	must(t, os.Mkdir(filepath.Join(dir, ".out.staging-2"), 0o777)) // killed before its mark, or behind it
	writeDataset(t, out, Parquet, defaultLimits(Parquet), sampleRows())
	if left := names(t, dir); !slices.Equal(left, []string{".out.staging-mine", "out"}) {
		t.Errorf("left: %v", left)
	}
}

// While a run goes on, nothing that a reader's glob finds is unfinished.
func TestNothingUnfinishedIsInSight(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	w, err := create(Options{Dir: out, Schema: sampleSchema(t)}, tinyLimits())
	must(t, err)
	defer w.Abort()
	for _, row := range slices.Repeat(sampleRows(), 9) {
		must(t, w.Add([]Row{row}))
		for path := range tree(t, dir) {
			if !strings.HasPrefix(path, ".out.") {
				t.Fatalf("in sight: %s", path)
			}
			if data, part := strings.CutPrefix(path, filepath.Base(w.staging)+"/data/"); part && strings.HasSuffix(data, ".parquet") {
				f, err := os.Open(filepath.Join(dir, path))
				must(t, err)
				if _, err := countParquet(context.Background(), f); err != nil {
					t.Errorf("%s is unfinished: %v", path, err)
				}
				f.Close()
			}
		}
	}
}

// The bytes depend on the rows and their order: not on how they were batched,
// on chunks, on what passed the spill, or on the run.
func TestSameRowsSameBytes(t *testing.T) {
	rows := slices.Repeat(sampleRows(), 30)
	for i := range rows {
		if i%5 > 0 {
			rows[i].Source = "最大的"
		}
	}
	write := func(format Format, batch, spillBytes int, direct bool) map[string]string {
		dir := filepath.Join(t.TempDir(), "out")
		l := limits{groupRows: 17, groupBytes: 4000, partRows: 50, spillBytes: spillBytes}
		w, err := create(Options{Dir: dir, Format: format, Schema: sampleSchema(t), Provenance: sampleProvenance}, l)
		must(t, err)
		if !direct {
			w.spill.begin = nil
		}
		for from := 0; from < len(rows); from += batch {
			must(t, w.Add(rows[from:min(from+batch, len(rows))]))
		}
		if (w.direct != nil) != direct {
			t.Errorf("direct is %v", w.direct)
		}
		_, err = w.Commit(context.Background(), []Input{{Name: "一"}}, RunInfo{Workers: batch})
		must(t, err)
		files := tree(t, dir)
		delete(files, runName)
		return files
	}
	for _, format := range []Format{Parquet, Arrow} {
		want := write(format, len(rows), 2000, true)
		if len(want) < 6 {
			t.Errorf("only %d files", len(want))
		}
		for name, got := range map[string]map[string]string{
			"again": write(format, len(rows), 2000, true), "one by one": write(format, 1, 700, true), "all spilled": write(format, 7, 2000, false),
			"all in memory": write(format, 7, 1<<30, false),
		} {
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: other bytes", format, name)
			}
		}
	}
}
