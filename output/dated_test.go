package output

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// night writes the dataset of a date.
func night(t *testing.T, out, date string, keep, rows int) Summary {
	t.Helper()
	w, err := Create(Options{Dir: out, AsOf: date, Keep: keep, Replace: true, Schema: sampleSchema(t), Provenance: sampleProvenance})
	must(t, err)
	must(t, w.Add(sampleRows()[:rows]))
	must(t, w.Reject(Rejected{File: "a", Row: 1, Reason: "bad", Data: []byte("x")}))
	s, err := w.Commit(context.Background(), nil, RunInfo{})
	must(t, err)
	return s
}

// latest is the date that the link names.
func latest(t *testing.T, out string) string {
	t.Helper()
	to, err := filepath.EvalSymlinks(out + ".latest")
	must(t, err)
	return filepath.Base(to)
}

func TestDatedDatasets(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "nights")
	for i, date := range []string{"2026-01-05", "2026-01-06", "2026-01-07"} {
		s := night(t, out, date, 2, i+1)
		if s.Dir != filepath.Join(out, date) || latest(t, out) != date {
			t.Errorf("%s: written to %s, the latest is %s", date, s.Dir, latest(t, out))
		}
		if rows := readDataset(t, s.Dir); len(rows) != i+1 {
			t.Errorf("%s: %d rows", date, len(rows))
		}
	}
	if got := names(t, out); !slices.Equal(got, []string{"2026-01-06", "2026-01-07"}) {
		t.Errorf("after pruning: %v", got)
	}
	// A clock that goes back, or a night made up for: the latest stays, and what
	// was just written is not pruned.
	night(t, out, "2026-01-02", 2, 1)
	if latest(t, out) != "2026-01-07" {
		t.Errorf("the latest is %s", latest(t, out))
	}
	if got := names(t, out); !slices.Equal(got, []string{"2026-01-02", "2026-01-06", "2026-01-07"}) {
		t.Errorf("after a night made up for: %v", got)
	}
	// The same date again.
	night(t, out, "2026-01-07", 3, 1)
	if rows := readDataset(t, filepath.Join(out, "2026-01-07")); len(rows) != 1 {
		t.Errorf("%d rows of a date written twice", len(rows))
	}
	want := []string{"nights", "nights.latest", "nights.previous", "nights.quarantine.2026-01-02", "nights.quarantine.2026-01-06", "nights.quarantine.2026-01-07"}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("beside the output: %v", got)
	}
	// A reader's glob over the dates finds each row once.
	found, err := filepath.Glob(filepath.Join(dir, "nights", "*", snippetsFolder))
	if err != nil || len(found) != 3 {
		t.Errorf("the glob finds %v, %v", found, err)
	}
}

// Pruning leaves what lichang did not write, and what was changed since.
func TestPruningTouchesOnlyOurs(t *testing.T) {
	out := filepath.Join(t.TempDir(), "nights")
	night(t, out, "2026-01-01", 0, 1)
	night(t, out, "2026-01-02", 0, 1)
	put(t, filepath.Join(out, "2026-01-01", "thesis.docx"), "mine")
	put(t, filepath.Join(out, "2026-01-03", "mine"), "mine")
	put(t, filepath.Join(out, "notes", "mine"), "mine")
	s := night(t, out, "2026-01-04", 1, 1)
	if !slices.Equal(s.Pruned, []string{filepath.Join(out, "2026-01-02")}) {
		t.Errorf("pruned %v", s.Pruned)
	}
	if got := names(t, out); !slices.Equal(got, []string{"2026-01-01", "2026-01-03", "2026-01-04", "notes"}) {
		t.Errorf("left %v", got)
	}
}

func TestDatesNeedAFolderOfTheirOwn(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	create := func(date string) error {
		w, err := Create(Options{Dir: out, AsOf: date, Replace: true, Schema: sampleSchema(t)})
		if err == nil {
			must(t, w.Abort())
		}
		return err
	}
	occupied := new(OccupiedError)
	writeDataset(t, out, Parquet, defaultLimits(Parquet), sampleRows())
	if err := create("2026-01-07"); !errors.As(err, &occupied) || occupied.Path != out {
		t.Errorf("inside a dataset: %v", err)
	}
	must(t, os.RemoveAll(out))
	put(t, out+".latest", "mine")
	if err := create("2026-01-07"); !errors.As(err, &occupied) || occupied.Path != out+".latest" {
		t.Errorf("a file in the link's place: %v", err)
	}
	must(t, os.Remove(out+".latest"))
	for _, date := range []string{"today", "2026-02-30", "../2026-01-07", "2026-1-7"} {
		if err := create(date); err == nil {
			t.Errorf("%q passed for a date", date)
		}
	}
}

// With the datasets that are pruned goes what was rejected on nights before them
// that were withheld; what somebody else put there stays.
func TestPruningTakesOldQuarantines(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "nights")
	withheld := func(date string) {
		w, err := Create(Options{Dir: out, AsOf: date, Replace: true, Schema: sampleSchema(t)})
		must(t, err)
		must(t, w.Reject(Rejected{File: "a", Row: 1, Reason: "bad", Data: []byte("x")}))
		_, err = w.Withhold()
		must(t, err)
	}
	withheld("2026-01-01")
	night(t, out, "2026-01-02", 0, 1)
	put(t, filepath.Join(dir, "nights.quarantine.2026-01-01-mine", "x"), "mine")
	put(t, filepath.Join(dir, "nights.quarantine.2025-12-31", "x"), "mine")
	night(t, out, "2026-01-03", 1, 1)
	withheld("2026-01-04")
	want := []string{"nights", "nights.latest", "nights.quarantine.2025-12-31", "nights.quarantine.2026-01-01-mine",
		"nights.quarantine.2026-01-03", "nights.quarantine.2026-01-04"}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
}

// A link in the latest one's place that lichang did not make is not turned.
func TestLatestOfSomebodyElse(t *testing.T) {
	for _, to := range []string{"elsewhere", "nights/mine", "../nights/2026-01-01", "other/2026-01-01"} {
		out := filepath.Join(t.TempDir(), "nights")
		must(t, os.Symlink(to, out+".latest"))
		_, err := Create(Options{Dir: out, AsOf: "2026-01-01", Schema: sampleSchema(t)})
		if occupied := new(OccupiedError); !errors.As(err, &occupied) || occupied.Path != out+".latest" {
			t.Errorf("a link to %s: %v", to, err)
		}
	}
}

// A dataset that is replaced is removed although somebody closed its folders.
func TestClosedFoldersAreRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "staging")
	closed := filepath.Join(dir, "attic", "2026-01-01", "snippets")
	put(t, filepath.Join(closed, "part"), "x")
	put(t, filepath.Join(dir, stagingMark), "")
	must(t, os.Chmod(closed, 0o555))
	must(t, os.Chmod(filepath.Dir(closed), 0o555))
	// Whoever may do all removes them as they are: that they open is looked at by
	// itself.
	openFolders(filepath.Join(dir, "attic"))
	for _, folder := range []string{closed, filepath.Dir(closed)} {
		if info, err := os.Stat(folder); err != nil || info.Mode().Perm()&0o200 == 0 {
			t.Errorf("%s is still closed (%v)", folder, err)
		}
		must(t, os.Chmod(folder, 0o555))
	}
	must(t, removeStaging(dir))
	if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}
