package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

// embeddedTests reads the tests of an embedded lexicon.
func embeddedTests(t *testing.T, name string) []lexicon.Test {
	t.Helper()
	checked, err := lexicon.Check(name)
	if err != nil {
		t.Fatal(err)
	}
	tests, err := checked.ReadTests(stance.TestVocabulary())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range checked.Problems {
		t.Error(p)
	}
	return tests
}

// minimalPairs are the tests of xiaomi-kol that name a rule of the engine.
func minimalPairs(t *testing.T) []lexicon.Test {
	t.Helper()
	pairs := slices.DeleteFunc(embeddedTests(t, "xiaomi-kol"), func(p lexicon.Test) bool { return p.Rule == "" })
	if len(pairs) < 150 {
		t.Fatalf("%d pairs, want at least 150", len(pairs))
	}
	return pairs
}

// The embedded lexicons hold what their authors' tests promise.
func TestEmbeddedLexiconsHoldTheirTests(t *testing.T) {
	for _, name := range lexicon.Names() {
		a := analyzerOf(t, name)
		tests := embeddedTests(t, name)
		if len(tests) == 0 {
			t.Errorf("%s has no tests", name)
		}
		var scratch Scratch
		for i := range tests {
			missed, err := a.Try(&tests[i], &scratch)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range missed {
				t.Errorf("%s: %s: %s is %s, want %s", m.Example.Pos, m.Example, m.What, m.Got, m.Want)
			}
		}
	}
}

// A pair that expects one thing of both its texts, or whose texts differ in
// more than a word, shows nothing.
func TestMinimalPairsAreMinimal(t *testing.T) {
	const word = 8 // runes
	for _, p := range minimalPairs(t) {
		if p.Twin == nil {
			t.Errorf("%s: no twin", p.Pos)
			continue
		}
		if p.Want == nil || p.Twin.Want == nil {
			t.Errorf("%s: no want", p.Pos)
		}
		if p.Stronger == "" && sameWant(&p.Example, p.Twin) {
			t.Errorf("%s: %s and its twin want the same", p.Pos, &p.Example)
		}
		if p.Text == p.Twin.Text {
			if p.Title == p.Twin.Title && p.About == p.Twin.About && p.Target == p.Twin.Target {
				t.Errorf("%s: %s is its own twin", p.Pos, &p.Example)
			}
		} else if a, b := differing(p.Text, p.Twin.Text); max(len(a), len(b)) > word {
			t.Errorf("%s: the twins differ in more than a word: %s, %s", p.Pos, string(a), string(b))
		}
	}
}

func sameWant(a, b *lexicon.Example) bool {
	if a.Sentiment != b.Sentiment {
		return false
	}
	for _, x := range [2]*lexicon.Example{a, b} {
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
		tested[p.Rule]++
		changed := false
		for _, x := range []*lexicon.Example{&p.Example, p.Twin} {
			var without []string
			if !slices.Contains(stance.AfterGrammar(), p.Rule) {
				without = stance.AfterGrammar()
			}
			changed = changed || findings(t, a, x, without...) != findings(t, a, x, append(without, p.Rule)...)
		}
		if !changed {
			t.Errorf("%s: nothing in %s or its twin changes without %s", p.Pos, &p.Example, p.Rule)
		}
	}
	for rule, n := range tested {
		if n < 3 {
			t.Errorf("%d pairs for the rule %s, want at least 3", n, rule)
		}
	}
}

// findings says what is found in a text, leaving out the names of the rules
// that found it.
func findings(t *testing.T, a *Analyzer, x *lexicon.Example, without ...string) string {
	t.Helper()
	r, err := a.Analyze([]Document{ExampleDocument(x)}, AnalyzeOptions{Without: without}, new(Scratch))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range r[0].Judgement.Evidence {
		fmt.Fprintln(&b, e.Target, e.Holder, e.Voice, e.Start, e.End, e.Polarity, e.Weight)
	}
	return b.String()
}
