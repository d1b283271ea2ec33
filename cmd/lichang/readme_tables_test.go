package main

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

// drift is how far the README's measures may be from what the program reaches:
// every word of the lexicon moves them, and not every word is worth a change of
// the README. -update writes them as they are.
const drift = 0.05

// measuresTable is the README's table of how well the engine reads; it is the
// one that the README has where that is near enough.
func measuresTable(t *testing.T, readme string) string {
	t.Helper()
	var out evalJSON
	if err := json.Unmarshal([]byte(runLine(t, "lichang eval --json testdata/gold-small.jsonl")), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Sets) != 1 || out.Sets[0].Texts < 80 {
		t.Fatalf("eval measured %+v", out.Sets)
	}
	var b strings.Builder
	b.WriteString("| | decisions | macro-F1 | 95 % | Favg | FAVOR | AGAINST | NONE | baseline macro-F1 |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, p := range out.Sets[0].Parts {
		fmt.Fprintf(&b, "| %s | %d | %.2f | %.2f to %.2f | %.2f |", p.Name, p.Decisions, p.MacroF1.Value, p.MacroF1.Low, p.MacroF1.High, p.Favg.Value)
		for _, l := range p.Labels {
			if l.F1 == nil {
				b.WriteString(" |")
				continue
			}
			fmt.Fprintf(&b, " %.2f |", *l.F1)
		}
		fmt.Fprintf(&b, " %.2f |\n", p.Baseline.MacroF1.Value)
	}
	_, shown, _ := strings.Cut(readme, "<!-- measures -->\n\n")
	shown, _, _ = strings.Cut(shown, "\n<!-- /measures -->")
	if !*update && near(shown, b.String()) {
		return shown
	}
	return b.String()
}

// near says whether two texts are equal but for figures with decimals that
// differ by no more than drift.
func near(a, b string) bool {
	figure := regexp.MustCompile(`\d+\.\d+`)
	if figure.ReplaceAllString(a, "#") != figure.ReplaceAllString(b, "#") {
		return false
	}
	x, y := figure.FindAllString(a, -1), figure.FindAllString(b, -1)
	for i := range x {
		v, _ := strconv.ParseFloat(x[i], 64)
		w, _ := strconv.ParseFloat(y[i], 64)
		if math.Abs(v-w) > drift+1e-9 {
			return false
		}
	}
	return true
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"| all | 90 | 0.85 |", "| all | 90 | 0.90 |", true},
		{"| all | 90 | 0.85 |", "| all | 90 | 0.91 |", false},
		{"| all | 90 | 0.85 |", "| all | 91 | 0.85 |", false},
		{"| all | 0.85 |", "| all | 0.85 | 0.85 |", false},
	} {
		if got := near(c.a, c.b); got != c.want {
			t.Errorf("%s near %s: %v", c.a, c.b, got)
		}
	}
}

// rulesTable lists the engine's rules, each with a minimal pair of the
// lexicon's tests.
func rulesTable(t *testing.T) string {
	t.Helper()
	checked, err := lexicon.Check(defaultLexicon)
	if err != nil {
		t.Fatal(err)
	}
	tests, err := checked.ReadTests(stance.TestVocabulary())
	if err != nil || checked.Problems.Err() != nil {
		t.Fatal(err, checked.Problems.Err())
	}
	var b strings.Builder
	b.WriteString("| stage | rule | text | finds | changed | finds |\n|---|---|---|---|---|---|\n")
	for _, r := range stance.Rules() {
		i := slices.IndexFunc(tests, func(x lexicon.Test) bool { return x.Rule == r.Name && x.Twin != nil })
		if i < 0 {
			t.Errorf("no minimal pair shows the rule %s", r.Name)
			continue
		}
		x := &tests[i]
		finds := found(&x.Example)
		if x.Stronger != "" {
			finds += ", more strongly"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s | %s |\n", r.Stage, r.Name, exampleCell(&x.Example), finds, exampleCell(x.Twin), found(x.Twin))
	}
	return b.String()
}

// exampleCell is an example's text as a cell of a Markdown table.
func exampleCell(x *lexicon.Example) string {
	s := x.String()
	if x.About != "" {
		s += " (about " + x.About + ")"
	}
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
}

// found says what a test expects of an example.
func found(x *lexicon.Example) string {
	var all []string
	for id, label := range x.Want {
		all = append(all, id+" "+label)
	}
	slices.Sort(all)
	if x.Sentiment != "" {
		all = append(all, "sentiment "+x.Sentiment)
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, ", ")
}
