package measure

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"lichang/lexicon/stance"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestConfusion(t *testing.T) {
	for _, c := range []struct {
		name                             string
		c                                Confusion
		macro, sides, accuracy, coverage float64
	}{
		{"all right", Confusion{{1, 0, 0}, {0, 2, 0}, {0, 0, 3}}, 1, 1, 1, 0.5},
		{"all none", Confusion{{0, 0, 1}, {0, 0, 1}, {0, 0, 2}}, 2.0 / 9, 0, 0.5, 0},
		{"half of each", Confusion{{1, 1, 0}, {0, 1, 1}, {1, 0, 1}}, 0.5, 0.5, 0.5, 4.0 / 6},
		{"nothing", Confusion{}, 0, 0, 0, 0},
		// NONE is no label of the gold: giving it costs recall alone.
		{"sides", Confusion{{3, 0, 1}, {0, 2, 2}, {0, 0, 0}}, (6.0/7 + 4.0/6) / 3, (6.0/7 + 4.0/6) / 2, 5.0 / 8, 5.0 / 8},
	} {
		got := []float64{c.c.MacroF1(Targets), c.c.MacroF1(Sentiment), c.c.Accuracy(), c.c.Coverage()}
		for i, want := range []float64{c.macro, c.sides, c.accuracy, c.coverage} {
			if !near(got[i], want) {
				t.Errorf("%s: measures %v, want the one at %d to be %f", c.name, got, i, want)
			}
		}
		if c.c.MacroF1(Own) != c.c.MacroF1(Targets) || c.c.MacroF1(Aspects) != c.c.Favg() {
			t.Errorf("%s: kinds are measured by the wrong labels", c.name)
		}
	}
	c := Confusion{{1, 1, 0}, {0, 3, 1}, {2, 0, 4}}
	if !near(c.Precision(0), 1.0/3) || !near(c.Recall(1), 0.75) || c.Gold(2) != 6 || c.Given(1) != 4 || c.Decisions() != 12 {
		t.Errorf("precision %f, recall %f, gold %d, given %d", c.Precision(0), c.Recall(1), c.Gold(2), c.Given(1))
	}
}

// random makes texts with two decisions each, of which about the share is right.
func random(texts int, right float64) *Judged {
	r := rand.New(rand.NewPCG(1, 2))
	j := &Judged{Set: &Set{Name: "random", Referenced: true}, Texts: texts}
	for i := range texts {
		for _, target := range []string{"a", "b"} {
			d := Decision{Case: i, Text: i, Target: target, Gold: stance.Labels()[r.IntN(3)], Given: stance.Labels()[r.IntN(3)], Plain: stance.None, Explicit: target == "a"}
			if r.Float64() < right {
				d.Given = d.Gold
			}
			j.Decisions = append(j.Decisions, d)
		}
	}
	return j
}

func TestReportIsTheSameAgain(t *testing.T) {
	a, b := Of(random(80, 0.7)), Of(random(80, 0.7))
	if !reflect.DeepEqual(a, b) {
		t.Error("two measurements of the same differ")
	}
	var names []string
	for _, p := range a.Parts {
		names = append(names, p.Name)
	}
	if want := []string{"all", "explicit", "a", "b"}; !slices.Equal(names, want) {
		t.Errorf("parts %v, want %v", names, want)
	}
	if a.Parts[0].Decisions != 160 || a.Parts[1].Decisions != 80 || a.Parts[1].Confusion != a.Parts[2].Confusion {
		t.Errorf("the parts have the wrong decisions: %+v", a.Parts)
	}
}

// The interval holds the measure, and halves where there are four times the
// texts.
func TestIntervals(t *testing.T) {
	width := func(texts int) float64 {
		p := Of(random(texts, 0.7)).Parts[0]
		for _, e := range []Estimate{p.MacroF1, p.Favg, p.Accuracy, p.Plain.MacroF1} {
			if e.Low > e.Value || e.High < e.Value || e.Low < 0 || e.High > 1 || e.Low == e.High {
				t.Errorf("%d texts: %+v", texts, e)
			}
		}
		return p.MacroF1.High - p.MacroF1.Low
	}
	small, large := width(100), width(400)
	if ratio := small / large; ratio < 1.5 || ratio > 2.6 {
		t.Errorf("the interval of 100 texts is %.3f wide, that of 400 is %.3f", small, large)
	}
	// By the normal approximation of a share.
	p := Of(random(400, 1)).Parts[0]
	if p.Accuracy != (Estimate{1, 1, 1}) {
		t.Errorf("everything right: accuracy %+v", p.Accuracy)
	}
	a := Of(random(400, 0.55)).Parts[0].Accuracy
	if want, got := 2*1.96*math.Sqrt(a.Value*(1-a.Value)/800), a.High-a.Low; math.Abs(got/want-1) > 0.15 {
		t.Errorf("the interval of the accuracy is %.4f wide, want about %.4f", got, want)
	}
}

func TestFewGoldLabelsAreNotShown(t *testing.T) {
	j := &Judged{Set: &Set{}, Texts: 19}
	for i := range 19 {
		gold := stance.Favor
		if i >= 10 {
			gold = stance.Against
		}
		j.Decisions = append(j.Decisions, Decision{Text: i, Target: "a", Gold: gold, Given: gold})
	}
	p := Of(j).Parts[0]
	if !p.Labels[0].Shown || p.Labels[1].Shown || p.Labels[2].Shown {
		t.Errorf("of 10, 9 and 0 the shown ones are %+v", p.Labels)
	}
	if !near(p.MacroF1.Value, 2.0/3) {
		t.Errorf("macro-F1 %f does not use all three labels", p.MacroF1.Value)
	}
}

func TestPool(t *testing.T) {
	a, b := random(40, 0.9), random(60, 0.5)
	p := Pool([]*Judged{a, b})
	if p.Texts != 100 || len(p.Decisions) != 200 || p.Decisions[80].Text != 40 || !p.Set.Referenced {
		t.Fatalf("%d texts, %d decisions", p.Texts, len(p.Decisions))
	}
	var sum Confusion
	for _, part := range []Confusion{Of(a).Parts[0].Confusion, Of(b).Parts[0].Confusion} {
		for g := range part {
			for k, n := range part[g] {
				sum.add(g, k, n)
			}
		}
	}
	if got := Of(p).Parts[0].Confusion; got != sum {
		t.Errorf("pooled %v, want %v", got, sum)
	}
}

// Targets that rows name are shown by themselves from minRows on, and texts
// that find one thing good and another bad.
func TestPartsOfAspects(t *testing.T) {
	j := &Judged{Set: &Set{Kind: Aspects}, Texts: minRows}
	for i := range minRows {
		j.Decisions = append(j.Decisions, Decision{Text: i, Target: "often", Gold: stance.Favor, Given: stance.Favor})
	}
	j.Decisions = append(j.Decisions, Decision{Text: 0, Target: "rare", Gold: stance.Against, Given: stance.None})
	r := Of(j)
	if len(r.Parts) != 3 || r.Parts[1].Name != BothSidesPart || r.Parts[1].Decisions != 2 || r.Parts[2].Name != "often" {
		t.Errorf("parts %+v", r.Parts)
	}
}

// Worth counts changed draws only; it must come to what measuring both anew
// gives.
func TestWorth(t *testing.T) {
	j := random(120, 0.7)
	c := NewComparison(j)
	r := rand.New(rand.NewPCG(3, 4))
	without := make([]stance.Label, len(j.Decisions))
	other := random(120, 0.7)
	for i := range without {
		without[i] = j.Decisions[i].Given
		if r.Float64() < 0.2 {
			without[i] = stance.Labels()[r.IntN(3)]
		}
		other.Decisions[i].Given = without[i]
	}
	w := c.Worth(without)
	if want := c.MacroF1() - Of(other).Parts[0].MacroF1.Value; !near(w.Value, want) {
		t.Errorf("worth %f, want %f", w.Value, want)
	}
	s := newSampling(120)
	_, with := s.confusions(j.Decisions, givenClass)
	_, less := s.confusions(other.Decisions, givenClass)
	values := make([]float64, draws)
	for i := range values {
		values[i] = with[i].MacroF1(Targets) - less[i].MacroF1(Targets)
	}
	if want := interval(w.Value, values); !near(w.Low, want.Low) || !near(w.High, want.High) {
		t.Errorf("interval %+v, want %+v", w.Estimate, want)
	}
	if w.Changed == 0 || w.Low > w.Value || w.High < w.Value {
		t.Errorf("worth %+v", w)
	}
	gold := make([]stance.Label, len(j.Decisions))
	same := make([]stance.Label, len(j.Decisions))
	for i, d := range j.Decisions {
		gold[i], same[i] = d.Gold, d.Given
	}
	if w := c.Worth(gold); !w.Harmful() {
		t.Errorf("without it everything is right, but it is no harm: %+v", w)
	}
	if w := c.Worth(same); w != (Worth{}) || w.Harmful() {
		t.Errorf("it changes nothing, but is worth %+v", w)
	}
}
