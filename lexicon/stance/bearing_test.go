package stance

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
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
	targets := len(x.States) - 2 // columns that were learned together
	for _, r := range x.Runs {
		if w, ok := table[r]; ok && slices.ContainsFunc(append(w[0][:targets:targets], w[1][:targets]...), func(v float64) bool { return v != 0 }) {
			known++
		}
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
