package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lichang/lexicon"
)

// mine writes a lexicon that extends general and holds these files beside, and
// checks it.
func mine(t *testing.T, files ...lexicon.ExampleFile) *lexicon.Checked {
	t.Helper()
	dir := t.TempDir()
	files = append(files, lexicon.ExampleFile{Name: "lexicon.yaml", Content: "name: mine\nversion: \"1\"\nextends: [general]\n"})
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(f.Content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r, err := checkLexicon(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r.checked
}

// The rules beyond the lexicon's own are documented in the same way: by an
// example that breaks them and no other.
func TestRulesBeyondFindTheirExamples(t *testing.T) {
	for _, r := range lexicon.RulesBeyond() {
		got := mine(t, r.Example...).Problems
		if len(got) == 0 {
			t.Errorf("%s: nothing is wrong with its example", r.Name)
		}
		for _, p := range got {
			if p.Rule != r.Name || p.Level != r.Level || p.Pos.Line == 0 || p.Pos.Column == 0 {
				t.Errorf("the example of %s: %s", r.Name, p)
			}
		}
	}
}

func TestSilencingWhatIsUnheard(t *testing.T) {
	const row = "唔唔唔唔唔\tsad\t"
	for _, c := range []struct {
		rows string
		want string // rules of the problems
	}{
		{row, "unheard"},
		{row + "ok(unheard): the next version squeezes less", ""},
		{row + "ok(swallowed): no", "silence unheard"},
		{row + "ok(unheard):", "silence"}, // no reason, and nothing beyond while there are errors
		{"唔唔唔\tsad\tok(unheard): no", "silence"},
		{"唔唔唔\tsad\t", ""},
	} {
		var got []string
		for _, p := range mine(t, lexicon.ExampleFile{Name: "terms/a.tsv", Content: "term\tclass\tnote\n" + c.rows + "\n"}).Problems {
			got = append(got, p.Rule)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: found %q, want %q", c.rows, got, c.want)
		}
	}
}

// Every term of the lexicons that ship is let through by some text.
func TestShippedLexiconsAreHeard(t *testing.T) {
	names := append(lexicon.Names(), "../../testdata/qingluo")
	for _, name := range names {
		r, err := checkLexicon(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.checked.Problems {
			t.Error(p)
		}
	}
}
