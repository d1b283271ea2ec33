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
	"strings"

	"gonum.org/v1/gonum/optimize"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

// Example is a labelled text: its traits and what it says toward each target.
type Example struct {
	stance.Traits
	Gold []stance.Label // by target
}

// Options of the fit.
type Options struct {
	// LeastTexts is in how many texts a run has to stand to be a trait.
	LeastTexts int
	// Most is how many runs the table holds: those of the greatest weight.
	Most int
	// Prior is the variance of the weights; larger trusts the texts more.
	Prior float64
	// From is a table that was learned from other texts: what the texts do not
	// say stays as it is there, and none of its runs is left out.
	From []lexicon.Bearing
}

// Defaults returns what a table is learned with from nothing.
func Defaults() Options { return Options{LeastTexts: 2, Most: 24000, Prior: 40} }

// Further returns what a table is learned further with: its weights are known
// better than those of nothing.
func Further(from []lexicon.Bearing) Options {
	return Options{LeastTexts: 2, Most: 8000, Prior: 4, From: from}
}

// Bearings learns the table for targets. The result is the same for the same
// examples in the same order.
func Bearings(targets []lexicon.Target, examples []Example, opt Options) ([]lexicon.Bearing, error) {
	if len(examples) == 0 {
		return nil, fmt.Errorf("learn: no labelled text speaks of a target")
	}
	states := stance.StateTraits(targets)
	known, fresh := fromRuns(opt.From), commonRuns(examples, opt.LeastTexts)
	fresh = slices.DeleteFunc(fresh, func(r string) bool { _, in := slices.BinarySearch(known, r); return in })
	runs := append(slices.Clone(known), fresh...)
	weights, err := fitAll(targets, examples, runs, opt)
	if err != nil {
		return nil, err
	}
	if kept := strongest(fresh, len(states)+len(known), weights, examples, opt.Most); len(kept) < len(fresh) {
		runs = append(slices.Clone(known), kept...)
		if weights, err = fitAll(targets, examples, runs, opt); err != nil {
			return nil, err
		}
	}
	var table []lexicon.Bearing
	for i, name := range append(slices.Clone(states), runs...) {
		b := lexicon.Bearing{Trait: name}
		var any bool
		for t := range targets {
			f, a := round(weights[t][2*i]), round(weights[t][2*i+1])
			b.Favor, b.Against = append(b.Favor, f), append(b.Against, a)
			any = any || f != 0 || a != 0
		}
		if any {
			table = append(table, b)
		}
	}
	slices.SortFunc(table, func(a, b lexicon.Bearing) int { return cmp.Compare(a.Trait, b.Trait) })
	return table, nil
}

func round(x float64) float64 { return math.Round(x*100)/100 + 0 }

// fromRuns lists the runs of a table, sorted.
func fromRuns(table []lexicon.Bearing) []string {
	var runs []string
	for i := range table {
		if !strings.HasPrefix(table[i].Trait, ":") {
			runs = append(runs, table[i].Trait)
		}
	}
	slices.Sort(runs)
	return runs
}

// commonRuns lists the runs that stand in enough texts, sorted.
func commonRuns(examples []Example, least int) []string {
	count := map[string]int{}
	for i := range examples {
		for _, r := range examples[i].Runs {
			count[r]++
		}
	}
	var runs []string
	for r, n := range count {
		if n >= least && !strings.HasPrefix(r, ":") && !strings.ContainsAny(r, "#\t") {
			runs = append(runs, r)
		}
	}
	slices.Sort(runs)
	return runs
}

// strongest keeps the runs, whose weights begin with that of trait first, that
// move the most labels: by the largest weight times the root of the number of
// texts.
func strongest(runs []string, first int, weights [][]float64, examples []Example, most int) []string {
	if len(runs) <= most {
		return runs
	}
	count := map[string]int{}
	for i := range examples {
		for _, r := range examples[i].Runs {
			count[r]++
		}
	}
	score := make(map[string]float64, len(runs))
	for i, r := range runs {
		for _, w := range weights {
			k := 2 * (first + i)
			score[r] = max(score[r], math.Abs(w[k]), math.Abs(w[k+1]))
		}
		score[r] *= math.Sqrt(float64(count[r]))
	}
	kept := slices.Clone(runs)
	slices.SortFunc(kept, func(a, b string) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b)) })
	kept = kept[:most]
	slices.Sort(kept)
	return kept
}

// sparse is a text as the model sees it: indices and values of its traits.
type sparse struct {
	at []int32
	x  []float64
}

// fitAll returns for each target 2 weights a trait: of the states, then of the
// runs.
func fitAll(targets []lexicon.Target, examples []Example, runs []string, opt Options) ([][]float64, error) {
	index := make(map[string]int, len(runs))
	names := stance.StateTraits(targets)
	states := len(names)
	for i, r := range runs {
		index[r] = states + i
	}
	from := make(map[string]*lexicon.Bearing, len(opt.From))
	for i := range opt.From {
		from[opt.From[i].Trait] = &opt.From[i]
	}
	texts := make([]sparse, len(examples))
	for i := range examples {
		s := &texts[i]
		for k := range states {
			s.at, s.x = append(s.at, int32(k)), append(s.x, 0)
		}
		for _, r := range examples[i].Runs {
			if k, ok := index[r]; ok {
				s.at = append(s.at, int32(k))
			}
		}
		if n := len(s.at) - states; n > 0 {
			for range n {
				s.x = append(s.x, 1/math.Sqrt(float64(n)))
			}
		}
	}
	all := make([][]float64, len(targets))
	errs := make([]error, len(targets))
	for t := range targets {
		labels := make([]int, len(examples))
		for i := range examples {
			copy(texts[i].x, examples[i].States[t])
			labels[i] = class(examples[i].Gold[t])
		}
		mean := make([]float64, 2*(states+len(runs)))
		for i, name := range append(slices.Clone(names), runs...) {
			if b := from[name]; b != nil {
				mean[2*i], mean[2*i+1] = b.Favor[t], b.Against[t]
			}
		}
		all[t], errs[t] = fit(texts, labels, mean, opt.Prior)
		if errs[t] != nil {
			return nil, fmt.Errorf("learn %s: %w", targets[t].ID, errs[t])
		}
	}
	return all, nil
}

// class is 0 for favor, 1 for against, 2 for neither.
func class(l stance.Label) int {
	switch l {
	case stance.Favor:
		return 0
	case stance.Against:
		return 1
	}
	return 2
}

// fit returns 2 weights a trait, for favor and against; those of neither are 0.
// The prior stands around mean.
func fit(texts []sparse, labels []int, mean []float64, prior float64) ([]float64, error) {
	p := optimize.Problem{
		Func: func(w []float64) float64 { return loss(texts, labels, w, mean, nil, prior) },
		Grad: func(grad, w []float64) { loss(texts, labels, w, mean, grad, prior) },
	}
	r, err := optimize.Minimize(p, slices.Clone(mean), &optimize.Settings{
		GradientThreshold: 1e-2, MajorIterations: 120, Concurrent: 0,
	}, &optimize.LBFGS{Store: 8})
	if r == nil {
		return nil, err
	}
	return r.X, nil // where the line search stalls, what it has is as good
}

// loss is the negative log-likelihood with the prior; it fills grad unless nil.
func loss(texts []sparse, labels []int, w, mean, grad []float64, prior float64) float64 {
	sum := 0.0
	for k, v := range w {
		v -= mean[k]
		sum += v * v
		if grad != nil {
			grad[k] = v / prior
		}
	}
	sum /= 2 * prior
	for i := range texts {
		s := &texts[i]
		var zf, za float64
		for k, at := range s.at {
			zf += w[2*at] * s.x[k]
			za += w[2*at+1] * s.x[k]
		}
		top := max(zf, za, 0)
		f, a, n := math.Exp(zf-top), math.Exp(za-top), math.Exp(-top)
		total := f + a + n
		p := [3]float64{f / total, a / total, n / total}
		sum -= math.Log(max(p[labels[i]], 1e-12))
		if grad == nil {
			continue
		}
		p[labels[i]]--
		for k, at := range s.at {
			grad[2*at] += p[0] * s.x[k]
			grad[2*at+1] += p[1] * s.x[k]
		}
	}
	return sum
}
