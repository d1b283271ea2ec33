package lexicon

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFormatTable(t *testing.T) {
	got := formatTable("\n\n# first\nterm\tclass\tstrength\n乙\tfault\t\n\n\n甲\tfault\n甲\tfault\t0.5\t \n# second\n丁\tmerit\n丙\tmerit\t\t\n\n\n", true)
	want := "# first\nterm\tclass\tstrength\n乙\tfault\n\n甲\tfault\n甲\tfault\t0.5\n# second\n丁\tmerit\n丙\tmerit\n"
	if got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if got := formatTable("乙 5 n\n甲 5 n  \n", false); got != "乙 5 n\n甲 5 n\n" {
		t.Errorf("got %q", got)
	}
}

// What is formatted means the same, and is not formatted twice.
func TestFormattingKeepsTheMeaning(t *testing.T) {
	for _, name := range Names() {
		files := fstest.MapFS{}
		err := fs.WalkDir(embedded, path.Join("data", name), func(file string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				content, readErr := fs.ReadFile(embedded, file)
				err = readErr
				files[strings.TrimPrefix(file, "data/")] = &fstest.MapFile{Data: content}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		before := mustLoad(t, files, name)
		formatted, problems, err := Format(files, name)
		if err != nil || len(problems) > 0 || len(formatted) == 0 {
			t.Fatal(len(formatted), problems, err)
		}
		for _, f := range formatted {
			files[path.Join(name, f.Name)] = &fstest.MapFile{Data: f.Content}
		}
		if after := mustLoad(t, files, name); after.Hash != before.Hash {
			t.Errorf("%s means something else when formatted", name)
		}
		again, _, err := Format(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range again {
			if f.Changed {
				t.Errorf("%s/%s is formatted twice", name, f.Name)
			}
		}
	}
}

func FuzzFormat(f *testing.F) {
	f.Add("# a\nterm\tclass\n乙\tb\n甲\tb\t\n", true)
	f.Add("\ufeff 甲 5 n\r\n\r\n#", false)
	f.Fuzz(func(t *testing.T, text string, header bool) {
		once := formatTable(text, header)
		if twice := formatTable(once, header); twice != once {
			t.Errorf("%q, then %q", once, twice)
		}
		if strings.Count(once, "#") != strings.Count(text, "#") {
			t.Errorf("%q lost a comment: %q", text, once)
		}
	})
}
