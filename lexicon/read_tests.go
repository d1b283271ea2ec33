package lexicon

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Test is an entry of tests/*.yaml: an example of what a lexicon finds in a
// text and, if it has a twin, of what a changed word does to that.
type Test struct {
	Name, Note string // "" for none
	// Rule is a rule of the engine that the example or its twin needs, Shows
	// what must stand among the rules of the example's evidence; "" for none.
	Rule, Shows string
	// Stronger is the id of a target toward which the example stands further
	// from neutral than its twin; "" for none.
	Stronger string
	Example
	Twin *Example // nil for none
}

// Example is a text and what is expected of it.
type Example struct {
	Title, Text   string
	About, Target string // as in the input
	// Want holds a label by target's id, or by Target; a target that it leaves
	// out has no label (NONE). Nil expects nothing of the targets.
	Want      map[string]string
	Sentiment string   // of the whole text, "" to expect nothing of it
	Evidence  []string // words that stand in the evidence
	// Found lists all evidence, each "word +target" or "word -target" (without
	// a target where it counts for the sentiment alone), in the order of the
	// text; nil expects nothing, an empty list that there is none.
	Found []string
	Pos   Position
}

// String returns title and text on one line.
func (x *Example) String() string {
	if x.Title == "" {
		return x.Text
	}
	return strings.TrimSuffix(x.Title+" / "+x.Text, " / ")
}

// TestVocabulary is what tests may say that the lexicon does not know.
type TestVocabulary struct{ Labels, Sentiments, Rules []string }

// ReadTests reads the tests in the lexicon's own folder, not those of what it
// extends, in the order of their files' names. What is wrong with them is added
// to Problems; the error is for files that cannot be read, or for a lexicon
// that has not loaded.
func (c *Checked) ReadTests(words TestVocabulary) ([]Test, error) {
	if c.Lexicon == nil {
		return nil, c.Problems.Err()
	}
	files, err := c.src.files()
	if err != nil {
		return nil, err
	}
	r, bound := c.testReader(words), &bounds{}
	for _, file := range files {
		if !strings.HasPrefix(file, testsDir) || ignored(file) {
			continue
		}
		shown := c.src.file(file)
		if path.Ext(file) != ".yaml" {
			r.errorf(Position{File: shown}, "unknown-file", "not a file of tests; they end in .yaml")
			continue
		}
		content, err := c.src.readFile(file, bound)
		switch {
		case errors.Is(err, errOutside):
			r.errorf(Position{File: shown}, "outside", "%v", err)
			continue
		case errors.Is(err, errTooMuch):
			r.errorf(Position{File: shown}, "size", "the tests take more than %d MB", maxBytes>>20)
			return r.done(c), nil
		case err != nil:
			return nil, err
		}
		r.readFile(c, shown, content)
	}
	return r.done(c), nil
}

// ReadTestFile reads a file of tests that lies outside the lexicon's folder,
// as ReadTests does those inside; shown is its name in positions.
func (c *Checked) ReadTestFile(words TestVocabulary, shown string, content []byte) ([]Test, error) {
	if c.Lexicon == nil {
		return nil, c.Problems.Err()
	}
	r := c.testReader(words)
	r.readFile(c, shown, content)
	return r.done(c), nil
}

func (c *Checked) testReader(words TestVocabulary) *testReader {
	r := &testReader{collector: &collector{}, words: words, about: c.Lexicon.AboutNames(), seen: map[string]Position{}}
	for _, t := range c.Lexicon.Targets {
		r.targets = append(r.targets, t.ID)
	}
	return r
}

func (t *testReader) readFile(c *Checked, shown string, content []byte) {
	c.Sources[shown] = content
	if text, ok := t.decode(shown, content); ok {
		t.read(shown, text)
	}
}

// done adds what was found wrong to the problems of the lexicon.
func (t *testReader) done(c *Checked) []Test {
	t.problems = append(t.problems, c.Problems...)
	c.Problems = t.sorted()
	c.NotKept += t.notKept()
	return t.tests
}

// AboutNames returns what a text may give as the target that it is about: the
// id, label or names of one, by which the id is found.
func (l *Lexicon) AboutNames() map[string]string {
	ids := map[string]string{}
	for _, t := range l.Targets {
		for _, name := range append([]string{t.ID, t.Label}, t.Names...) {
			if _, taken := ids[name]; !taken {
				ids[name] = t.ID
			}
		}
	}
	return ids
}

// testReader gathers the tests of all files.
type testReader struct {
	*collector
	words   TestVocabulary
	targets []string
	about   map[string]string
	seen    map[string]Position
	tests   []Test
}

func (t *testReader) read(file, content string) {
	y := &yamlFile{collector: t.collector, file: file, anyText: true}
	n := y.root(content)
	if n == nil {
		return
	}
	shape := testsShape(t.words)
	for _, item := range y.items(n, shape.what) {
		errs := t.counts[Error]
		r := y.record(item, shape.items)
		if r.values == nil {
			continue
		}
		test := Test{
			Name: r.field("name").text, Note: r.field("note").text,
			Rule: r.field("rule").text, Shows: r.field("shows").text,
			Stronger: t.target(r), Example: t.example(r),
		}
		if twin, ok := r.shape.field("twin"); ok && r.values["twin"] != nil {
			example := t.example(y.record(r.values["twin"], &twin.shape))
			test.Twin = &example
		}
		if t.counts[Error] > errs {
			continue
		}
		key := fmt.Sprintf("%q", []string{test.Rule, test.key(), test.Twin.key()})
		if first, twice := t.seen[key]; twice {
			y.errorf(r.at, "duplicate", "the same test stands at %s", first)
			continue
		}
		t.seen[key] = r.at
		t.tests = append(t.tests, test)
	}
}

// target reads the target that a text stands further from neutral toward.
func (t *testReader) target(r record) string {
	s := r.field("stronger")
	if s.text == "" || !t.known(s.at, "stronger", s.text, t.targets) {
		return ""
	}
	return s.text
}

// key is equal for examples that are judged alike.
func (x *Example) key() string {
	if x == nil {
		return ""
	}
	return fmt.Sprintf("%q", []string{x.Title, x.Text, x.About, x.Target})
}

func (t *testReader) example(r record) Example {
	x := Example{
		Title: r.field("title").text, Text: r.field("text").text, Target: r.field("target").text,
		Sentiment: r.field("sentiment").text, Pos: r.at,
	}
	if r.values == nil {
		return x
	}
	if about := r.field("about"); about.text != "" {
		x.About = about.text
		if _, ok := t.about[x.About]; !ok && x.About != x.Target {
			r.errorf(about.at, "unknown-value", "about %q is no target%s", x.About, orList(guess(x.About, t.targets), t.targets))
		}
	}
	x.Evidence = plain(r.list("evidence"))
	if n, ok := r.values["found"]; ok {
		x.Found = t.found(r.yamlFile, n, x.Target)
	}
	if n, ok := r.values["want"]; ok {
		x.Want = t.want(r.yamlFile, n, x.Target)
	}
	return x
}

// want reads the labels, a mapping of targets to labels.
func (t *testReader) want(y *yamlFile, n ast.Node, own string) map[string]string {
	want := map[string]string{}
	for _, e := range y.entries(n, "want") {
		id, label := e.key, y.text(e.value, "label")
		if id.text != own && !slices.Contains(t.targets, id.text) {
			y.errorf(id.at, "unknown-target", "%q is no target of the lexicon, nor the text's own%s", id.text, orList(guess(id.text, t.targets), t.targets))
		}
		if label.text != "" && !slices.Contains(t.words.Labels, label.text) {
			y.errorf(label.at, "unknown-value", "unknown label %q%s", label.text, orList(guess(label.text, t.words.Labels), t.words.Labels))
		}
		want[id.text] = label.text
	}
	return want
}

// found reads the list of all evidence.
func (t *testReader) found(y *yamlFile, n ast.Node, own string) []string {
	found := []string{}
	for _, item := range y.items(n, "found") {
		s := y.text(item, "element of found")
		if s.text == "" {
			continue
		}
		if !t.isEvidence(s.text, own) {
			y.errorf(s.at, "type", "%q of found is no evidence; it reads word +target or word -target, where the targets are %s",
				s.text, strings.Join(t.targets, ", "))
			continue
		}
		found = append(found, s.text)
	}
	return found
}

// isEvidence says whether s reads word +target or word -target; a name of the
// text's own may hold spaces.
func (t *testReader) isEvidence(s, own string) bool {
	for _, id := range append(t.targets[:len(t.targets):len(t.targets)], own, "") {
		for _, sign := range []string{" +", " -"} {
			if word, ok := strings.CutSuffix(s, sign+id); ok && strings.TrimSpace(word) != "" {
				return true
			}
		}
	}
	return false
}
