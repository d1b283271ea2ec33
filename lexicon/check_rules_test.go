package lexicon

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// broken loads a rule's example.
func broken(t *testing.T, r CheckRule) *Checked {
	t.Helper()
	files := fstest.MapFS{"mine/lexicon.yaml": {Data: []byte("name: mine\nversion: \"1\"\nextends: [general]\n")}}
	for _, f := range r.Example {
		file := &fstest.MapFile{Data: []byte(f.Content)}
		if f.Link {
			file.Mode = fs.ModeSymlink
		}
		files["mine/"+f.Name] = file
	}
	checked := checkFolder(t, files, "mine")
	if checked.Lexicon != nil {
		if _, err := checked.ReadTests(TestVocabulary{Labels: []string{"FAVOR"}}); err != nil {
			t.Fatal(err)
		}
	}
	return checked
}

// Every rule is documented by an example, and that example breaks it and no other.
func TestRulesFindTheirExamples(t *testing.T) {
	for _, r := range CheckRules() {
		checked := broken(t, r)
		if len(checked.Problems) == 0 {
			t.Errorf("%s: nothing is wrong with its example", r.Name)
		}
		for _, p := range checked.Problems {
			if p.Rule != r.Name || p.Level != r.Level {
				t.Errorf("the example of %s: %s", r.Name, p)
			}
		}
	}
}

func TestEveryProblemHasARule(t *testing.T) {
	names := map[string]bool{}
	for _, r := range append(CheckRules(), RulesBeyond()...) {
		if names[r.Name] {
			t.Errorf("two rules %s", r.Name)
		}
		names[r.Name] = true
	}
	if !slices.IsSortedFunc(CheckRules(), func(a, b CheckRule) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the rules are not in order")
	}
	files, err := filepath.Glob("testdata/err/*/problems.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	named := regexp.MustCompile(`: (?:error|warning): .* \(([a-z0-9-]+)\)\n`)
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		found := named.FindAllSubmatch(content, -1)
		if len(found) == 0 {
			t.Errorf("%s names no rule", f)
		}
		for _, m := range found {
			if !names[string(m[1])] {
				t.Errorf("%s: the rule %s is not documented", f, m[1])
			}
		}
	}
}

func TestWarningsAreSilencedInTheirLine(t *testing.T) {
	for _, c := range []struct {
		note string
		want int // problems
	}{
		{"", 1},
		{"ok(refused): sold again under this name", 0},
		{"since May; ok(refused): sold again", 0},
		{"ok(refuse): sold again", 2},
		{"ok(range): sold again", 2},
		{"ok(refused):", 2},
		{"ok(refused): sold again, ok(refused): said twice", 0},
	} {
		checked := checkFolder(t, withBase(t, map[string]string{
			"t/lexicon.yaml": metaT,
			"t/refused.tsv":  "term\treason\n坑\ta hole\n",
			"t/terms/a.tsv":  "term\tclass\tnote\n坑\tfault\t" + c.note + "\n",
		}), "t")
		if len(checked.Problems) != c.want {
			t.Errorf("%q: %d problems, want %d\n%v", c.note, len(checked.Problems), c.want, checked.Problems)
		}
	}
}

// What others find by the rules beyond these is added, unless its line says why
// it may stay; a line that says so without need is at fault.
func TestWarningsAreAdded(t *testing.T) {
	const rows = "term\tclass\tnote\n甲乙\tfault\tok(unheard): so far\n丙丁\tfault\n戊己\tfault\tok(swallowed): idle\n"
	checked := checkFolder(t, withBase(t, map[string]string{"t/lexicon.yaml": metaT, "t/terms/a.tsv": rows}), "t")
	if len(checked.Problems) > 0 {
		t.Fatal(checked.Problems)
	}
	at := func(line int) Position { return Position{"t/terms/a.tsv", line, 1} }
	checked.AddWarnings(Problems{{at(3), Warning, "unheard", "m"}, {at(2), Warning, "unheard", "m"}})
	want := Problems{{at(3), Warning, "unheard", "m"},
		{Position{"t/terms/a.tsv", 4, 0}, Error, "silence", "swallowed finds nothing in this line; take the silencing away"}}
	if !slices.Equal(checked.Problems, want) {
		t.Errorf("got %v, want %v", checked.Problems, want)
	}
	if !checked.Own(at(2)) || checked.Own(Position{File: "base/classes.yaml"}) {
		t.Error("the lexicon's own files are not told from those that it extends")
	}
}

// More warnings than anybody reads are counted.
func TestAddedWarningsAreBounded(t *testing.T) {
	checked := checkFolder(t, withBase(t, map[string]string{"t/lexicon.yaml": metaT}), "t")
	var many Problems
	for i := range maxProblems + 5 {
		many = append(many, Problem{Position{"t/terms/a.tsv", i + 1, 1}, Warning, "unheard", "m"})
	}
	if checked.AddWarnings(many); len(checked.Problems) != maxProblems || checked.NotKept != 5 {
		t.Errorf("%d kept, %d not", len(checked.Problems), checked.NotKept)
	}
}

// A line that silences what nobody finds would hide the next mistake there.
func TestSilencingNothingIsReported(t *testing.T) {
	checked := checkFolder(t, withBase(t, map[string]string{
		"t/lexicon.yaml": metaT,
		"t/terms/a.tsv":  "term\tclass\tnote\n坑\tfault\tok(refused): sold again\n",
	}), "t")
	if len(checked.Problems) != 1 || checked.Problems[0].Rule != "silence" || checked.Problems[0].Level != Error ||
		checked.Problems[0].Pos != (Position{"t/terms/a.tsv", 2, 0}) {
		t.Errorf("got %v", checked.Problems)
	}
}
