package lexicon

import (
	"os"
	"testing"
)

// The lexicons that ship must load without a problem of any level.
func TestEmbeddedLexiconsAreSilent(t *testing.T) {
	names := Names()
	if len(names) == 0 {
		t.Fatal("no lexicon is embedded")
	}
	for _, name := range names {
		checked, err := Check(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, p := range checked.Problems {
			t.Error(p)
		}
		if checked.Lexicon != nil && checked.Lexicon.Name != name {
			t.Errorf("the folder %s holds the lexicon %s", name, checked.Lexicon.Name)
		}
	}
}

// They stand in the form that fmt writes, and so does the second brand's.
func TestShippedLexiconsAreFormatted(t *testing.T) {
	for _, dir := range []string{"data/general", "data/xiaomi-kol", "../testdata/qingluo"} {
		files, problems, err := Format(os.DirFS(dir), ".")
		if err != nil || len(problems) > 0 || len(files) == 0 {
			t.Errorf("%s: %d files, %v, %v", dir, len(files), problems, err)
		}
		for _, f := range files {
			if f.Changed {
				t.Errorf("%s/%s is not in the form that lichang fmt writes", dir, f.Name)
			}
		}
	}
}
