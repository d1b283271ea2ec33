package lexicon

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "rewrite the problems.txt of testdata")

// baseFiles are the files of a lexicon that has every weight and the classes of
// testdata/base, as the folder base.
func baseFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	classes, err := os.ReadFile("testdata/base/classes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var meta strings.Builder
	meta.WriteString("name: base\nversion: \"1\"\nweights:\n")
	for _, w := range WeightNames() {
		fmt.Fprintf(&meta, "  %s: 0.5\n", w.Name)
	}
	return fstest.MapFS{
		"base/lexicon.yaml": {Data: []byte(meta.String())},
		"base/classes.yaml": {Data: classes},
	}
}

// testFolders returns a file system of the folders below dir, with base.
func testFolders(t testing.TB, dir string) (fstest.MapFS, []string) {
	t.Helper()
	files, names := baseFiles(t), []string(nil)
	real := os.DirFS(dir)
	err := fs.WalkDir(real, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path.Dir(file) == "." && file != "." {
				names = append(names, file)
			}
			return nil
		}
		content, err := fs.ReadFile(real, file)
		files[file] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no folders in %s", dir)
	}
	return files, names
}

func checkFolder(t testing.TB, fsys fs.FS, dir string) *Checked {
	t.Helper()
	checked, err := check(source{fsys: fsys, dir: dir, shown: dir})
	if err != nil {
		t.Fatal(err)
	}
	return checked
}

func TestGoodLexiconsAreSilent(t *testing.T) {
	files, names := testFolders(t, "testdata/ok")
	for _, name := range append(names, "base") {
		t.Run(name, func(t *testing.T) {
			checked := checkFolder(t, files, name)
			for _, p := range checked.Problems {
				t.Error(p)
			}
			if checked.Lexicon == nil {
				t.Error("no lexicon")
			}
		})
	}
}

func TestDefectsAreReported(t *testing.T) {
	files, names := testFolders(t, "testdata/err")
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			checked := checkFolder(t, files, name)
			var got bytes.Buffer
			for _, p := range checked.Problems {
				if err := p.Render(&got, checked.Sources[p.Pos.File]); err != nil {
					t.Fatal(err)
				}
			}
			if len(checked.Problems) == 0 {
				t.Error("no problem was found")
			}
			if failed := checked.Problems.Err() != nil; failed == (checked.Lexicon != nil) {
				t.Errorf("errors: %v, lexicon: %v", failed, checked.Lexicon != nil)
			}
			golden := filepath.Join("testdata/err", name, "problems.txt")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("problems differ from %s (rewrite with -update)\ngot:\n%s\nwant:\n%s", golden, &got, want)
			}
		})
	}
}
