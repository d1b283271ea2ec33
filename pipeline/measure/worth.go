package measure

import "lichang/lexicon/stance"

// Worth is what a part of a method does for a set: the macro-F1 with it minus
// that without it.
type Worth struct {
	Estimate
	Changed int // decisions that come out otherwise without it
}

// Harmful says that the set is significantly better off without it: the whole
// interval lies below zero.
func (w Worth) Harmful() bool { return w.High < 0 }

// Comparison compares the given labels of decisions with others, draw by draw:
// both are measured on the same texts each time, so that what the texts have in
// common drops out of the interval.
type Comparison struct {
	kind     Kind
	ds       []Decision
	sampling *sampling
	whole    Confusion
	drawn    []Confusion
}

// NewComparison prepares a set's decisions, their given labels being those with
// everything.
func NewComparison(j *Judged) *Comparison {
	c := &Comparison{kind: j.Set.Kind, ds: j.Decisions, sampling: newSampling(j.Texts)}
	c.whole, c.drawn = c.sampling.confusions(c.ds, givenClass)
	return c
}

// MacroF1 is the measure with everything.
func (c *Comparison) MacroF1() float64 { return c.whole.MacroF1(c.kind) }

// Worth compares with the labels that the same decisions, in the same order,
// get without the part.
func (c *Comparison) Worth(without []stance.Label) Worth {
	type change struct{ text, gold, from, to int }
	var changes []change
	whole := c.whole
	for i := range c.ds {
		d := &c.ds[i]
		x := change{d.Text, d.Gold.Index(), d.Given.Index(), without[i].Index()}
		if x.from == x.to {
			continue
		}
		changes = append(changes, x)
		whole.add(x.gold, x.from, -1)
		whole.add(x.gold, x.to, 1)
	}
	if len(changes) == 0 {
		return Worth{}
	}
	values := make([]float64, draws)
	for draw := range values {
		row := c.sampling.times[draw*c.sampling.texts : (draw+1)*c.sampling.texts]
		other := c.drawn[draw]
		for _, x := range changes {
			other.add(x.gold, x.from, -int(row[x.text]))
			other.add(x.gold, x.to, int(row[x.text]))
		}
		values[draw] = c.drawn[draw].MacroF1(c.kind) - other.MacroF1(c.kind)
	}
	return Worth{interval(c.whole.MacroF1(c.kind)-whole.MacroF1(c.kind), values), len(changes)}
}
