package stance

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lichang/lexicon"
)

// A text long enough is brought to what the table says: the test computes the
// logits anew, from the traits as they are written.
func TestBearingsDecideLongTexts(t *testing.T) {
	e := testEngine(t)
	table := map[string][2][]float64{}
	for _, b := range e.lex.Bearings {
		table[b.Trait] = [2][]float64{b.Favor, b.Against}
	}
	if len(table) == 0 {
		t.Fatal("xiaomi-kol has no bearings")
	}
	states := StateTraits(e.lex.Targets)
	moved := 0
	rapid.Check(t, func(t *rapid.T) {
		v := testView(writtenText(e.lex, 60).Draw(t, "text")+strings.Repeat("，桌子三点", 8), false)
		tokens := naiveTokens(v, true)
		j := e.Judge(v, tokens, Options{})
		x, ok := e.Traits(v, tokens, Options{})
		plain := e.Judge(v, tokens, Options{Without: AfterGrammar()})
		for i, target := range j.Targets {
			want := [2]float64{plain.Targets[i].Favor, plain.Targets[i].Against}
			if ok && x.States[i] != nil {
				want = softmaxOf(table, states, x, i)
			}
			for k, got := range [2]float64{target.Favor, target.Against} {
				// Evidence below the least is not made, and weights are rounded.
				if want[k] > 0.998 || math.Abs(got-want[k]) > leastBearing+0.002 {
					if got < 0.99 {
						t.Fatalf("%q: %s side %d is %f, want %f", string(v.Runes), target.ID, k, got, want[k])
					}
				}
			}
			if target.Label != plain.Targets[i].Label {
				moved++
			}
		}
		for _, x := range j.Evidence {
			if slices.Contains(x.Rules, ruleBearings) && x.Weight <= 0 {
				t.Fatalf("%q: evidence %+v", string(v.Runes), x)
			}
		}
	})
	if moved == 0 {
		t.Error("bearings change no label")
	}
}

func softmaxOf(table map[string][2][]float64, states []string, x Traits, target int) [2]float64 {
	var z [2]float64
	known := 0.0
	first, last := target, target+1
	if targets := len(x.States) - 2; target < targets {
		first, last = 0, targets // columns that were learned together
	}
	for _, r := range x.Runs {
		if w, ok := table[r]; ok && slices.ContainsFunc(slices.Concat(w[0][first:last], w[1][first:last]), func(v float64) bool { return v != 0 }) {
			known++
		}
	}
	if known == 0 {
		known = 1
	}
	for k := range z {
		for _, r := range x.Runs {
			if w, ok := table[r]; ok {
				z[k] += w[k][target] / math.Sqrt(known)
			}
		}
		for i, name := range states {
			if w, ok := table[name]; ok {
				z[k] += w[k][target] * x.States[target][i]
			}
		}
	}
	sum := 1 + math.Exp(z[0]) + math.Exp(z[1])
	return [2]float64{math.Exp(z[0]) / sum, math.Exp(z[1]) / sum}
}

// The sentiment of a text is half what its words say and half what its column
// says, and a row's own target has a column like the lexicon's.
func TestBearingsOfTheWholeAndOfTheOwnTarget(t *testing.T) {
	e := testEngine(t)
	table := map[string][2][]float64{}
	for _, b := range e.lex.Bearings {
		table[b.Trait] = [2][]float64{b.Favor, b.Against}
	}
	states := StateTraits(e.lex.Targets)
	sentiment := slices.Index(states, ":sentiment")
	own, whole := len(e.lex.Targets), len(e.lex.Targets)+1
	moved := [2]int{}
	rapid.Check(t, func(t *rapid.T) {
		v := testView(writtenText(e.lex, 40).Draw(t, "text")+"，某家"+strings.Repeat("，桌子三点", 8), false)
		tokens, opt := naiveTokens(v, true), Options{Target: "某家"}
		j, plain := e.Judge(v, tokens, opt), e.Judge(v, tokens, Options{Target: "某家", Without: AfterGrammar()})
		x, ok := e.Traits(v, tokens, opt)
		if !ok || x.States[own] == nil || x.States[whole] == nil {
			t.Fatalf("%q: no traits", string(v.Runes))
		}
		p := softmaxOf(table, states, x, whole)
		words := x.States[whole][sentiment] / stateWeight
		if want := words + wholeShare*(p[0]-p[1]-words); math.Abs(j.SentimentScore-want) > 2*leastWhole {
			t.Fatalf("%q: sentiment is %f, want %f", string(v.Runes), j.SentimentScore, want)
		}
		given, grammar := j.Targets[own], plain.Targets[own]
		for k, want := range softmaxOf(table, states, x, own) {
			if got := [2]float64{given.Favor, given.Against}[k]; got < 0.99 && (want > 0.998 || math.Abs(got-want) > leastBearing+0.002) {
				t.Fatalf("%q: %s side %d is %f, want %f", string(v.Runes), given.ID, k, got, want)
			}
		}
		if given.Label != grammar.Label {
			moved[0]++
		}
		if j.SentimentLabel != plain.SentimentLabel {
			moved[1]++
		}
	})
	if moved[0] == 0 || moved[1] == 0 {
		t.Errorf("bearings change %d labels and %d sentiments", moved[0], moved[1])
	}
}

// Of a target that no table has a column for bearings say nothing.
func TestBearingsOfOthersSayNothing(t *testing.T) {
	lex := *testEngine(t).lex
	lex.Targets = append(slices.Clone(lex.Targets), lexicon.Target{ID: "maker", Label: "甲", Group: "org", Names: []string{"甲厂"}})
	last := len(lex.Targets) - 1
	lex.Bearings = slices.Clone(lex.Bearings)
	for i := range lex.Bearings {
		b := &lex.Bearings[i]
		b.Favor, b.Against = slices.Insert(slices.Clone(b.Favor), last, 0), slices.Insert(slices.Clone(b.Against), last, 0)
	}
	e, err := New(&lex)
	if err != nil {
		t.Fatal(err)
	}
	v := testView("小米手机三年没让我操过心，这几个月风雨再大我也还用它", false)
	j := e.Judge(v, naiveTokens(v, true), Options{})
	if got := j.Targets[last]; got.Favor != 0 || got.Against != 0 || got.Basis != Absent {
		t.Errorf("%+v", got)
	}
	if j.Targets[0].Favor == 0 {
		t.Error("bearings say nothing of xiaomi either")
	}
}

// What a short sentence says of targets is read by its frames alone.
func TestBearingsLeaveShortTextsAlone(t *testing.T) {
	e := testEngine(t)
	for _, text := range []string{"小米难用", "该博主长期诋毁米粉", "米粉抵制小米"} {
		v := testView(text, false)
		tokens := naiveTokens(v, true)
		for _, x := range e.Judge(v, tokens, Options{}).Evidence {
			if slices.Contains(x.Rules, ruleBearings) && x.Target != "" {
				t.Errorf("%s: %+v", text, x)
			}
		}
	}
}

// Two runs that are written differently must not share a key.
func TestTraitKeysDiffer(t *testing.T) {
	e := testEngine(t)
	names := mentionNames(e.lex.Targets)
	seen := map[uint64]string{0: "no run"}
	for _, b := range e.lex.Bearings {
		if strings.HasPrefix(b.Trait, ":") {
			if !slices.Contains(StateTraits(e.lex.Targets), b.Trait) {
				t.Errorf("the engine finds out nothing of the name %s", b.Trait)
			}
			continue
		}
		keys := traitKeys(b.Trait, names)
		key := keys[len(keys)-1]
		if other, taken := seen[key]; taken {
			t.Errorf("%s and %s have one key", b.Trait, other)
		}
		seen[key] = b.Trait
		for i, k := range keys {
			if s := e.bearings.find(k); s.key != k || i == len(keys)-1 && s.row < 0 || i < len(keys)-1 && !s.longer {
				t.Errorf("%s is not found: %+v after %d units", b.Trait, *s, i+1)
			}
		}
	}
}

// What the engine takes from a text must be found under the key that the table
// writes for it.
func TestRunsAreFoundAsWritten(t *testing.T) {
	e := testEngine(t)
	names := mentionNames(e.lex.Targets)
	rapid.Check(t, func(t *rapid.T) {
		v := testView(writtenText(e.lex, 30).Draw(t, "text"), false)
		tokens := naiveTokens(v, true)
		x, ok := e.Traits(v, tokens, Options{})
		if !ok {
			return
		}
		want := map[uint64]bool{}
		for _, r := range x.Runs {
			keys := traitKeys(r, names)
			want[keys[len(keys)-1]] = true
		}
		d := new(doc)
		d.reset(e, v, tokens, Options{})
		d.through(func(s stage) bool { return s.name == "bear" })
		d.findUnits()
		d.eachRun(func(key uint64, first, last int) {
			if !want[key] {
				t.Fatalf("%q: the run [%d:%d] has another key as it is written", string(v.Runes), d.units[first].start, d.units[last].end)
			}
		})
	})
}
