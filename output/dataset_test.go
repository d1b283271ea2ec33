package output

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir, part string)
		says  string
	}{
		"a missing file":  {func(t *testing.T, _, part string) { must(t, os.Remove(part)) }, "no such file"},
		"a file too many": {func(t *testing.T, _, part string) { put(t, part+".parquet", "") }, "did not write"},
		"a changed file":  {func(t *testing.T, dir, _ string) { put(t, dir+"/sources.parquet", "x") }, "bytes instead of"},
		"another row count": {func(t *testing.T, dir, _ string) {
			content := tree(t, dir)[manifestName]
			put(t, dir+"/"+manifestName, strings.Replace(content, `"written": 4`, `"written": 5`, 1))
		}, "its manifest tells 5"},
		"another row count of a file": {func(t *testing.T, dir, _ string) {
			content := tree(t, dir)[manifestName]
			put(t, dir+"/"+manifestName, strings.ReplaceAll(content, `"rows": 2,`, `"rows": 3,`))
		}, "rows instead of 3"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			writeDataset(t, dir, Parquet, defaultLimits(Parquet), sampleRows())
			d, err := Open(dir)
			must(t, err)
			c.spoil(t, dir, d.path(d.parts()[0]))
			if d, err = Open(dir); err != nil {
				t.Fatal(err)
			}
			if err := d.Verify(context.Background()); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Verify = %v", err)
			}
		})
	}
}

// Each fault is told, by its file, and no other.
func TestVerifyNamesEveryFault(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	writeDataset(t, dir, Parquet, defaultLimits(Parquet), sampleRows())
	whole, err := Verify(context.Background(), dir)
	if err != nil || len(whole.Faults) > 0 || whole.Rows != int64(len(sampleRows())) {
		t.Fatalf("a whole dataset: %+v, %v", whole, err)
	}
	d, err := Open(dir)
	must(t, err)
	parts := d.parts()
	must(t, os.Remove(d.path(parts[0])))
	flipped, err := os.ReadFile(d.path(parts[1]))
	must(t, err)
	flipped[len(flipped)/2] ^= 1
	must(t, os.WriteFile(d.path(parts[1]), flipped, 0o666))
	must(t, os.Remove(dir+"/"+successName))
	put(t, dir+"/snippets/note.txt", "mine")
	must(t, os.Symlink("/", dir+"/snippets/root"))
	v, err := Verify(context.Background(), dir)
	must(t, err)
	var got []string
	for _, f := range v.Faults {
		got = append(got, f.Kind+" "+f.Path)
	}
	want := []string{"success _SUCCESS", "missing " + parts[0].Path, "content " + parts[1].Path, "stray snippets/note.txt", "stray snippets/root"}
	if !slices.Equal(got, want) {
		t.Errorf("faults %q, want %q", got, want)
	}
	for _, nothing := range []string{t.TempDir()} {
		if v, err := Verify(context.Background(), nothing); err != nil || len(v.Faults) != 1 || v.Faults[0].Kind != FaultManifest {
			t.Errorf("no dataset: %+v, %v", v, err)
		}
	}
}

// What no checksum covers is verified too: the run, the manifest's own words on
// what made the files, and folders with nothing in them.
func TestVerifyNamesWhatNoChecksumCovers(t *testing.T) {
	edit := func(from, to string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			content := tree(t, dir)[manifestName]
			if !strings.Contains(content, from) {
				t.Fatalf("the manifest holds no %s", from)
			}
			put(t, dir+"/"+manifestName, strings.Replace(content, from, to, 1))
		}
	}
	folder := func(name string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) { must(t, os.MkdirAll(dir+"/"+name, 0o777)) }
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"a torn run":         {func(t *testing.T, dir string) { put(t, dir+"/"+runName, "{") }, "_run.json: content: unexpected end of JSON input"},
		"no run":             {func(t *testing.T, dir string) { must(t, os.Remove(dir+"/"+runName)) }, "_run.json: missing: no such file"},
		"another lexicon":    {edit(`"lexicon": "`, `"lexicon": "other-`), `_manifest.json: manifest: its lexicon is "other-`},
		"another hash":       {edit(`"lexicon_hash": "`, `"lexicon_hash": "0`), `_manifest.json: manifest: its lexicon_hash is "0`},
		"an empty source":    {folder("snippets/source_key=zzz"), "snippets/source_key=zzz: stray: an empty folder"},
		"an empty folder":    {folder("mine"), "mine: stray: an empty folder"},
		"the innermost only": {folder("a/b"), "a/b: stray: an empty folder"},
	} {
		for _, format := range []Format{Parquet, Arrow} {
			t.Run(fmt.Sprint(name, " ", format), func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "out")
				writeDataset(t, dir, format, defaultLimits(format), sampleRows())
				c.spoil(t, dir)
				v, err := Verify(context.Background(), dir)
				must(t, err)
				if len(v.Faults) != 1 || !strings.HasPrefix(v.Faults[0].Error(), c.want) {
					t.Errorf("faults %v, want %s", v.Faults, c.want)
				}
			})
		}
	}
	dir := filepath.Join(t.TempDir(), "empty")
	writeDataset(t, dir, Parquet, defaultLimits(Parquet), nil)
	if v, err := Verify(context.Background(), dir); err != nil || len(v.Faults) > 0 {
		t.Errorf("a dataset without rows: %v, %v", v.Faults, err)
	}
}

func TestOpenRefusesWhatIsNoDataset(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole")
	writeDataset(t, whole, Parquet, defaultLimits(Parquet), sampleRows())
	manifest := tree(t, whole)[manifestName]
	for name, c := range map[string]struct{ manifest, says string }{
		"other format":   {strings.Replace(manifest, "lichang/dataset", "x", 1), "not written by lichang"},
		"future version": {strings.Replace(manifest, `"format_version": 1`, `"format_version": 99`, 1), "version 99"},
		"other schema":   {strings.Replace(manifest, `"schema_version": "2"`, `"schema_version": "0"`, 1), "schema version 0"},
		"outside":        {strings.Replace(manifest, `"path": "sources.parquet"`, `"path": "../x.parquet"`, 1), "outside"},
		"no JSON":        {"{", "JSON"},
	} {
		dir := filepath.Join(t.TempDir(), "out")
		put(t, dir+"/"+manifestName, c.manifest)
		put(t, dir+"/"+successName, "")
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: Open = %v", name, err)
		}
	}
	unfinished := filepath.Join(t.TempDir(), "out")
	put(t, unfinished+"/"+manifestName, manifest)
	if _, err := Open(unfinished); err == nil || !strings.Contains(err.Error(), "it has no "+successName) {
		t.Errorf("unfinished: %v", err)
	}
	if _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), manifestName) {
		t.Errorf("empty folder: %v", err)
	}
}

// A column that is not there is named.
func TestRowsNameAMissingColumn(t *testing.T) {
	for _, f := range []Format{Parquet, Arrow} {
		dir := filepath.Join(t.TempDir(), "out")
		writeDataset(t, dir, f, defaultLimits(f), sampleRows())
		put(t, dir+"/"+manifestName, strings.Replace(tree(t, dir)[manifestName], `"blogger"`, `"reviewer"`, 1))
		d, err := Open(dir)
		must(t, err)
		err = d.Rows(context.Background(), func([]Row) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "blogger_label stands where reviewer_label belongs") || !strings.Contains(err.Error(), snippetsFolder) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestTheRunIsTold(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	writeDataset(t, dir, Parquet, defaultLimits(Parquet), sampleRows())
	d, err := Open(dir)
	must(t, err)
	if run, err := d.Run(); err != nil || run.Host != "h" {
		t.Errorf("%+v, %v", run, err)
	}
	put(t, dir+"/"+runName, "{")
	if _, err := d.Run(); err == nil || !strings.Contains(err.Error(), runName) {
		t.Error(err)
	}
	must(t, os.Remove(dir+"/"+runName))
	if run, err := d.Run(); err != nil || run.Host != "" {
		t.Errorf("%+v, %v", run, err)
	}
}

func TestReadingStops(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	writeDataset(t, dir, Arrow, defaultLimits(Arrow), sampleRows())
	d, err := Open(dir)
	must(t, err)
	if err := d.Rows(context.Background(), func([]Row) error { return errFault }); !errors.Is(err, errFault) {
		t.Errorf("Rows = %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if err := d.Rows(cancelled, func([]Row) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Rows = %v", err)
	}
}
