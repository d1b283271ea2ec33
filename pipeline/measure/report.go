package measure

import (
	"slices"
	"strings"
)

// minGold is how many gold labels a class must have for its figures to be
// shown: with fewer they are chance.
const minGold = 10

// minRows is how many rows a target of a set must have, where each row names
// its own, to be measured by itself.
const minRows = 50

// Report is what there is to say of one set, or of several pooled.
type Report struct {
	Name       string // of the file; "pooled" of several
	Kind       Kind
	Texts      int
	Unlabelled int
	// Parts are all decisions first, then those of explicit reference where the
	// gold tells, then those of each target.
	Parts []Part
}

// Part is the measures of some of a set's decisions.
type Part struct {
	Name      string // "all", "explicit", "both sides" or a target
	Decisions int
	Confusion Confusion
	Labels    [3]Label // in the order of Classes
	MacroF1   Estimate
	Favg      Estimate
	Accuracy  Estimate
	Coverage  float64 // share of decisions that were given a side
	Plain     Plain
}

// Plain is what the baseline reaches on the same decisions.
type Plain struct {
	Confusion               Confusion
	F1                      [3]float64
	MacroF1, Favg, Accuracy Estimate
	Coverage                float64
}

// Label is the measures of one label.
type Label struct {
	Name                  string
	Gold, Given, Right    int
	Precision, Recall, F1 float64
	// Shown is false where the gold has too few of the label: its figures are
	// chance, though the means use them.
	Shown bool
}

// The names of the parts that are no target's.
const (
	AllPart       = "all"
	ExplicitPart  = "explicit"
	BothSidesPart = "both sides"
)

// Judged is a set with its decisions filled in.
type Judged struct {
	Set       *Set
	Decisions []Decision
	Texts     int
}

// Of measures one set.
func Of(j *Judged) *Report {
	r := &Report{Name: j.Set.Name, Kind: j.Set.Kind, Texts: j.Texts, Unlabelled: j.Set.Unlabelled}
	r.measure(j.Decisions, j.Texts, j.Set.Referenced)
	return r
}

// Pool puts sets together as if they were one; they must be of one kind.
func Pool(sets []*Judged) *Judged {
	pooled := &Judged{Set: &Set{Name: "pooled"}}
	for _, j := range sets {
		pooled.Set.Kind = j.Set.Kind
		pooled.Set.Unlabelled += j.Set.Unlabelled
		pooled.Set.Referenced = pooled.Set.Referenced || j.Set.Referenced
		for _, d := range j.Decisions {
			d.Text += pooled.Texts
			d.Case += len(pooled.Set.Cases)
			pooled.Decisions = append(pooled.Decisions, d)
		}
		pooled.Set.Cases = append(pooled.Set.Cases, j.Set.Cases...)
		pooled.Texts += j.Texts
	}
	return pooled
}

func (r *Report) measure(ds []Decision, texts int, referenced bool) {
	s := newSampling(texts)
	add := func(name string, of func(*Decision) bool) {
		var some []Decision
		for i := range ds {
			if of(&ds[i]) {
				some = append(some, ds[i])
			}
		}
		if len(some) > 0 {
			r.Parts = append(r.Parts, s.part(name, r.Kind, some))
		}
	}
	add(AllPart, func(*Decision) bool { return true })
	if referenced {
		add(ExplicitPart, func(d *Decision) bool { return d.Explicit })
	}
	if r.Kind == Aspects {
		both := bothSides(ds)
		add(BothSidesPart, func(d *Decision) bool { return both[d.Text] })
	}
	for _, t := range targetsOf(ds, r.Kind) {
		add(t, func(d *Decision) bool { return d.Target == t })
	}
}

// bothSides tells which texts find one thing good and another bad.
func bothSides(ds []Decision) map[int]bool {
	sides := map[int]int{}
	for i := range ds {
		sides[ds[i].Text] |= 1 << ds[i].Gold.Index()
	}
	both := map[int]bool{}
	for text, s := range sides {
		both[text] = s&3 == 3
	}
	return both
}

// targetsOf lists the targets that are measured by themselves, in the order of
// the lexicon, or by name where each row has its own.
func targetsOf(ds []Decision, k Kind) []string {
	var targets []string
	rows := map[string]int{}
	for i := range ds {
		t := ds[i].Target
		if rows[t]++; rows[t] == 1 && t != "" {
			targets = append(targets, t)
		}
	}
	if k == Targets {
		return targets
	}
	targets = slices.DeleteFunc(targets, func(t string) bool { return rows[t] < minRows })
	slices.SortFunc(targets, strings.Compare)
	if len(targets) == 1 && rows[targets[0]] == len(ds) {
		return nil // it is what "all" shows
	}
	return targets
}

func (s *sampling) part(name string, k Kind, ds []Decision) Part {
	p := Part{Name: name, Decisions: len(ds)}
	macro := func(c *Confusion) float64 { return c.MacroF1(k) }
	whole, drawn := s.confusions(ds, givenClass)
	p.Confusion = whole
	p.MacroF1 = estimate(whole, drawn, macro)
	p.Favg = estimate(whole, drawn, (*Confusion).Favg)
	p.Accuracy = estimate(whole, drawn, (*Confusion).Accuracy)
	p.Coverage = whole.Coverage()
	for i, name := range k.Labels() {
		p.Labels[i] = Label{
			Name: name, Gold: whole.Gold(i), Given: whole.Given(i), Right: whole[i][i],
			Precision: whole.Precision(i), Recall: whole.Recall(i), F1: whole.F1(i),
			Shown: whole.Gold(i) >= minGold,
		}
	}
	whole, drawn = s.confusions(ds, plainClass)
	p.Plain.Confusion = whole
	p.Plain.MacroF1 = estimate(whole, drawn, macro)
	p.Plain.Favg = estimate(whole, drawn, (*Confusion).Favg)
	p.Plain.Accuracy = estimate(whole, drawn, (*Confusion).Accuracy)
	p.Plain.Coverage = whole.Coverage()
	for i := range p.Plain.F1 {
		p.Plain.F1[i] = whole.F1(i)
	}
	return p
}
