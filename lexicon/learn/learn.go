// Package learn finds the bearings of a lexicon from labelled texts: a
// multinomial logistic regression over the traits of each text, with a Gaussian
// prior on every weight, fitted by L-BFGS (Nocedal 1980). The prior stands around
// zero, or around a table that is learned further (as Chelba and Acero 2006 adapt
// such a model). It is run by an author of a lexicon; judging only reads the
// table that it makes.
package learn

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

// Example is a labelled text: its traits and what it says.
type Example struct {
	stance.Traits
	// Gold is by column, as lexicon.BearingColumns; "" where nobody has said.
	// Positive is Favor, negative Against.
	Gold []stance.Label
}

// Options of the fit.
type Options struct {
	// LeastTexts is in how many texts a run has to stand to be a trait.
	LeastTexts int
	// Most is how many runs the table holds: those of the greatest weight.
	Most int
	// Prior is the variance of the weights; larger trusts the texts more.
	Prior float64
	// Neither is how much a text that says neither counts, where one that does
	// counts 1: above it where such texts are rarer among the examples than in what
	// is to be judged.
	Neither float64
	// From is a table that was learned from other texts: what the texts do not
	// say stays as it is there, and none of its runs is left out.
	From []lexicon.Bearing
}

// Defaults returns what a table is learned with from nothing.
func Defaults() Options { return Options{LeastTexts: 2, Most: 24000, Prior: 40, Neither: 1} }

// Further returns what a table is learned further with: its weights are known
// better than those of nothing. Columns for which there are no examples stay.
func Further(from []lexicon.Bearing) Options {
	return Options{LeastTexts: 2, Most: 12000, Prior: 12, Neither: 1, From: from}
}

// Bearings learns the table for targets. The lexicon's targets share the runs that
// are learned; the row's own target and the whole text have runs of their own. The
// result is the same for the same examples in the same order.
func Bearings(targets []lexicon.Target, examples []Example, opt Options) ([]lexicon.Bearing, error) {
	n := len(targets)
	columns := lexicon.BearingColumns(targets)
	together := [][]int{nil, {n}, {n + 1}}
	for t := range targets {
		together[0] = append(together[0], t)
	}
	table := map[string]*lexicon.Bearing{}
	said := false
	for _, group := range together {
		f := fitting{columns: group, names: columns, states: stance.StateTraits(targets), opt: opt}
		f.take(examples)
		said = said || len(f.texts) > 0
		if err := f.learn(); err != nil {
			return nil, err
		}
		for i, name := range f.traits() {
			for at, k := range group {
				favor, against := round(f.weights[at][2*i]), round(f.weights[at][2*i+1])
				if favor == 0 && against == 0 {
					continue
				}
				b := table[name]
				if b == nil {
					b = &lexicon.Bearing{Trait: name, Favor: make([]float64, len(columns)), Against: make([]float64, len(columns))}
					table[name] = b
				}
				b.Favor[k], b.Against[k] = favor, against
			}
		}
	}
	if !said {
		return nil, fmt.Errorf("learn: no labelled text says anything that bearings are asked for")
	}
	var list []lexicon.Bearing
	for _, b := range table {
		list = append(list, *b)
	}
	slices.SortFunc(list, func(a, b lexicon.Bearing) int { return cmp.Compare(a.Trait, b.Trait) })
	return list, nil
}

// Saying leaves of what examples say only the columns of which some others say
// something.
func Saying(examples, others []Example) []Example {
	said := map[int]bool{}
	for i := range others {
		for k, label := range others[i].Gold {
			said[k] = said[k] || label != ""
		}
	}
	out := slices.Clone(examples)
	for i := range out {
		out[i].Gold = slices.Clone(out[i].Gold)
		for k := range out[i].Gold {
			if !said[k] {
				out[i].Gold[k] = ""
			}
		}
	}
	return out
}

func round(x float64) float64 { return math.Round(x*100)/100 + 0 }
