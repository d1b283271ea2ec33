package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"lichang/lexicon/stance"
)

// minimalPair is one entry of testdata/pairs: a sentence and its twin that
// differs in a word, and how each stands toward the targets. README.md there
// says what the fields mean.
type minimalPair struct {
	Rule     string  `yaml:"rule"`
	Shows    string  `yaml:"shows"`
	Stronger string  `yaml:"stronger"`
	First    example `yaml:",inline"`
	Twin     example `yaml:"twin"`
	where    string
}

// example is a text and what is expected of it. A target that Want leaves out
// is NONE.
type example struct {
	Title     string                  `yaml:"title"`
	Text      string                  `yaml:"text"`
	About     string                  `yaml:"about"`
	Target    string                  `yaml:"target"`
	Want      map[string]stance.Label `yaml:"want"`
	Sentiment string                  `yaml:"sentiment"`
}

func (x *example) document() Document {
	return Document{ID: "pair", Title: x.Title, Text: x.Text, About: x.About, Target: x.Target}
}

func (x *example) String() string {
	if x.Title == "" {
		return x.Text
	}
	return x.Title + " / " + x.Text
}

func minimalPairs(t *testing.T) []minimalPair {
	t.Helper()
	files, err := filepath.Glob("testdata/pairs/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []minimalPair
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var pairs []minimalPair
		if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&pairs); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		for i := range pairs {
			pairs[i].where = fmt.Sprintf("%s entry %d", filepath.Base(f), i+1)
		}
		all = append(all, pairs...)
	}
	if len(all) < 150 {
		t.Fatalf("%d pairs, want at least 150", len(all))
	}
	return all
}

func judgeExample(t *testing.T, a *Analyzer, x *example, without ...string) stance.Judgement {
	t.Helper()
	r, err := a.Analyze([]Document{x.document()}, AnalyzeOptions{Without: without}, new(Scratch))
	if err != nil {
		t.Fatal(err)
	}
	return r[0].Judgement
}

// checkExample compares a judgement with what is wanted.
func checkExample(t *testing.T, where string, x *example, j *stance.Judgement) {
	t.Helper()
	wanted := len(x.Want)
	for _, target := range j.Targets {
		want, named := x.Want[target.ID]
		if named {
			wanted--
		} else {
			want = stance.None
		}
		if target.Label != want {
			t.Errorf("%s: %s: %s is %s (%+.2f), want %s\n%s", where, x, target.ID, target.Label, target.Score, want, describeEvidence(j))
		}
	}
	if wanted != 0 {
		t.Errorf("%s: %s: want names somebody who is no target: %v", where, x, x.Want)
	}
	if x.Sentiment != "" && j.SentimentLabel != x.Sentiment {
		t.Errorf("%s: %s: sentiment is %s (%+.2f), want %s\n%s", where, x, j.SentimentLabel, j.SentimentScore, x.Sentiment, describeEvidence(j))
	}
}

func describeEvidence(j *stance.Judgement) string {
	var b strings.Builder
	for _, e := range j.Evidence {
		fmt.Fprintf(&b, "    [%d:%d] %q %+d × %.2f %s\n", e.Start, e.End, e.Target, e.Polarity, e.Weight, strings.Join(e.Rules, " "))
	}
	return b.String()
}

func TestMinimalPairs(t *testing.T) {
	a := analyzer(t)
	for _, p := range minimalPairs(t) {
		j, twin := judgeExample(t, a, &p.First), judgeExample(t, a, &p.Twin)
		checkExample(t, p.where, &p.First, &j)
		checkExample(t, p.where+", twin", &p.Twin, &twin)
		if p.Stronger != "" {
			if s, weaker := strengthToward(&j, p.Stronger), strengthToward(&twin, p.Stronger); s <= weaker {
				t.Errorf("%s: %s is no stronger toward %s (%.3f) than %s (%.3f)", p.where, &p.First, p.Stronger, s, &p.Twin, weaker)
			}
		}
		if p.Shows != "" && !slices.ContainsFunc(j.Evidence, func(e stance.Evidence) bool { return slices.Contains(e.Rules, p.Shows) }) {
			t.Errorf("%s: %s: no evidence shows %s\n%s", p.where, &p.First, p.Shows, describeEvidence(&j))
		}
	}
}

// strengthToward is how far a text stands from neutral toward a target, in
// either direction.
func strengthToward(j *stance.Judgement, target string) float64 {
	for _, t := range j.Targets {
		if t.ID == target {
			return max(t.Score, -t.Score)
		}
	}
	return 0
}

// A pair that expects one thing of both its texts, or whose texts differ in
// more than a word, shows nothing.
func TestMinimalPairsAreMinimal(t *testing.T) {
	const word = 8 // runes
	seen := map[string]string{}
	for _, p := range minimalPairs(t) {
		if p.Stronger == "" && sameWant(&p.First, &p.Twin) {
			t.Errorf("%s: %s and its twin want the same", p.where, &p.First)
		}
		if p.First.Text == p.Twin.Text {
			if p.First.Title == p.Twin.Title && p.First.About == p.Twin.About && p.First.Target == p.Twin.Target {
				t.Errorf("%s: %s is its own twin", p.where, &p.First)
			}
		} else if a, b := differing(p.First.Text, p.Twin.Text); max(len(a), len(b)) > word {
			t.Errorf("%s: the twins differ in more than a word: %s, %s", p.where, string(a), string(b))
		}
		key := fmt.Sprint(p.Rule, p.First.Title, p.First.Text, p.First.About, p.First.Target, p.Twin.Title, p.Twin.Text)
		if first, ok := seen[key]; ok {
			t.Errorf("%s: stands in %s already", p.where, first)
		}
		seen[key] = p.where
	}
}

func sameWant(a, b *example) bool {
	if a.Sentiment != b.Sentiment {
		return false
	}
	for _, x := range [2]*example{a, b} {
		for id := range x.Want {
			if a.Want[id] != b.Want[id] {
				return false
			}
		}
	}
	return true
}

// differing returns what is left of two texts without their common beginning
// and end.
func differing(x, y string) (a, b []rune) {
	a, b = []rune(x), []rune(y)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// Without the rule that a pair names, what is found in it must change: else
// the pair tests something else.
func TestMinimalPairsNeedTheirRule(t *testing.T) {
	a := analyzer(t)
	tested := map[string]int{}
	for _, r := range stance.Rules() {
		tested[r.Name] = 0
	}
	for _, p := range minimalPairs(t) {
		if _, ok := tested[p.Rule]; !ok {
			t.Errorf("%s: the engine has no rule %q", p.where, p.Rule)
			continue
		}
		tested[p.Rule]++
		changed := false
		for _, x := range [2]*example{&p.First, &p.Twin} {
			with, without := judgeExample(t, a, x), judgeExample(t, a, x, p.Rule)
			changed = changed || findings(&with) != findings(&without)
		}
		if !changed {
			t.Errorf("%s: nothing in %s or its twin changes without %s", p.where, &p.First, p.Rule)
		}
	}
	for rule, n := range tested {
		if n < 3 {
			t.Errorf("%d pairs for the rule %s, want at least 3", n, rule)
		}
	}
}

// findings says what was found, leaving out the names of the rules that found it.
func findings(j *stance.Judgement) string {
	var b strings.Builder
	for _, e := range j.Evidence {
		fmt.Fprintln(&b, e.Target, e.Holder, e.Voice, e.Start, e.End, e.Polarity, e.Weight)
	}
	return b.String()
}
