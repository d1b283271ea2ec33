package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestExpand(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{
		"data/b.txt", "data/a/x.jsonl.gz", "data/a/y.csv", "data/.hidden.txt", "data/_part.txt", "data/notes.md", "else.txt",
		"set/_manifest.json", "set/sources.parquet", "set/snippets/source_key=a/part.parquet", "data/[1].txt",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, dir, name, nil)
	}
	for name, c := range map[string]struct {
		args []string
		out  string
		want string
		err  string
	}{
		"folder":           {[]string{"data"}, "out", "data/[1].txt data/a/x.jsonl.gz data/a/y.csv data/b.txt", ""},
		"pattern":          {[]string{"data/**/*.{txt,csv}"}, "out", "data/[1].txt data/a/y.csv data/b.txt", ""},
		"literal":          {[]string{"data/[1].txt"}, "out", "data/[1].txt", ""},
		"order":            {[]string{"else.txt", "data/a"}, "out", "else.txt data/a/x.jsonl.gz data/a/y.csv", ""},
		"dataset":          {[]string{"set"}, "out", "set/snippets/source_key=a/part.parquet", ""},
		"stdin":            {[]string{"-"}, "out", "-", ""},
		"no match":         {[]string{"data/*.tsv"}, "out", "", "input data/*.tsv: no file matches"},
		"missing":          {[]string{"no.txt", "nor.txt"}, "out", "", "input no.txt: there is no such file\ninput nor.txt: there is no such file"},
		"twice":            {[]string{"else.txt", "else.txt"}, "out", "", "the input else.txt is given twice"},
		"twice by folder":  {[]string{"data", "data/b.txt"}, "out", "", "the input data/b.txt is given twice"},
		"own output":       {[]string{"set"}, "set", "", "the next run would read it"},
		"own part":         {[]string{"set/snippets/source_key=a/part.parquet"}, "set", "", "is a part of the output"},
		"out inside":       {[]string{"data"}, "data/out", "", "lies inside of the input data"},
		"previous":         {[]string{"set/snippets"}, "x/../set", "", "is a part of the output"},
		"no output":        {[]string{"data/a", "else.txt"}, "", "data/a/x.jsonl.gz data/a/y.csv else.txt", ""},
		"output elsewhere": {[]string{"data/a/*"}, "data/out", "data/a/x.jsonl.gz data/a/y.csv", ""},
	} {
		got, err := Expand(c.args, "", c.out)
		switch {
		case c.err != "":
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %q", name, err, c.err)
			}
		case err != nil || strings.Join(got.Files, " ") != c.want:
			t.Errorf("%s: %q, %v", name, got.Files, err)
		}
	}
	got, err := Expand([]string{"data"}, "", "out")
	if err != nil || !slices.Equal(got.Skipped, []string{"data/notes.md"}) {
		t.Errorf("skipped %q, %v", got.Skipped, err)
	}
}

func TestLinksInFolders(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, d := range []string{"in/sub", "away"} {
		if err := os.MkdirAll(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "in/a.txt", nil)
	write(t, dir, "away/b.txt", nil)
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	link("a.txt", "in/again.txt")
	link("..", "in/sub/up")
	if got, err := Expand([]string{"in/sub/.."}, "", "out"); err == nil && len(got.Files) != 1 {
		t.Errorf("%q", got.Files)
	}
	got, err := Expand([]string{"in"}, "", "out")
	if err != nil || !slices.Equal(got.Files, []string{"in/a.txt"}) {
		t.Errorf("%q, %v", got.Files, err)
	}
	link("../away/b.txt", "in/b.txt")
	link("nowhere", "in/c.txt")
	_, err = Expand([]string{"in"}, "", "out")
	if err == nil || !strings.Contains(err.Error(), "input in/b.txt is a link out of in, to ") || !strings.Contains(err.Error(), "input in/c.txt: a link that leads nowhere") {
		t.Errorf("%v", err)
	}
	if got, err := Expand([]string{"in/b.txt"}, "", "out"); err != nil || len(got.Files) != 1 {
		t.Errorf("named itself: %q, %v", got.Files, err)
	}
}

func TestWithin(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "real"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		folder, path string
		want         bool
	}{
		{"out", "out/m", true}, {"out", "out", true}, {"out", "out.prom", false}, {"out", "m", false},
		{"out", "out/../m", false}, {"real", "link/m", true}, {"link", "real/a/b", true}, {"link/a", "real/b", false},
	} {
		if got := Within(filepath.Join(dir, c.path), filepath.Join(dir, c.folder)); got != c.want {
			t.Errorf("%s inside of %s: %v", c.path, c.folder, got)
		}
	}
}
