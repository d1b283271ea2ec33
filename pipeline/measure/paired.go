package measure

import (
	"math"

	"lichang/lexicon/stance"
)

// Paired compares two ways of labelling the same decisions.
type Paired struct {
	Name      string // "all" or a target
	Decisions int
	Changed   int // decisions that got another label
	// Old and New are the macro-F1 of each way, Difference the new one's minus
	// the old one's, its interval from the same texts drawn for both.
	Old, New   float64
	Difference Estimate
	// OnlyOld and OnlyNew count the decisions that one way alone gets right. P is
	// McNemar's exact test: how likely two ways that are right equally often
	// would differ by as much as that, or more.
	OnlyOld, OnlyNew int
	P                float64
}

// Pair compares the given labels of decisions, as the new way, with those of the
// old way in the same order: of all, then by target where there are several.
func Pair(j *Judged, old []stance.Label) []Paired {
	out := []Paired{pairOf(AllPart, j, old)}
	targets := targetsOf(j.Decisions, j.Set.Kind)
	if len(targets) < 2 {
		return out
	}
	for _, t := range targets {
		some := &Judged{Set: j.Set, Texts: j.Texts}
		var labels []stance.Label
		for i := range j.Decisions {
			if j.Decisions[i].Target == t {
				some.Decisions = append(some.Decisions, j.Decisions[i])
				labels = append(labels, old[i])
			}
		}
		out = append(out, pairOf(t, some, labels))
	}
	return out
}

func pairOf(name string, j *Judged, old []stance.Label) Paired {
	c := NewComparison(j)
	w := c.Worth(old)
	p := Paired{Name: name, Decisions: len(j.Decisions), Changed: w.Changed, New: c.MacroF1(), Old: c.MacroF1() - w.Value, Difference: w.Estimate}
	for i := range j.Decisions {
		d := &j.Decisions[i]
		was, is := old[i].Index() == d.Gold.Index(), d.Given.Index() == d.Gold.Index()
		switch {
		case was && !is:
			p.OnlyOld++
		case is && !was:
			p.OnlyNew++
		}
	}
	p.P = mcNemar(p.OnlyOld, p.OnlyNew)
	return p
}

// mcNemar is the two-sided exact test on b and c discordant pairs (McNemar
// 1947): twice the smaller tail of the binomial of b+c at one half, 1 at most.
func mcNemar(b, c int) float64 {
	n, least := b+c, min(b, c)
	if n == 0 {
		return 1
	}
	logOf := func(k int) float64 {
		x, _ := math.Lgamma(float64(k) + 1)
		return x
	}
	sum := 0.0
	for k := 0; k <= least; k++ {
		sum += math.Exp(logOf(n) - logOf(k) - logOf(n-k) - float64(n)*math.Ln2)
	}
	return min(1, 2*sum)
}
