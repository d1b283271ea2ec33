package lexicon

import "testing"

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
