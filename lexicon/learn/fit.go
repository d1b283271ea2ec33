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

// fitting finds the weights of columns that share their runs.
type fitting struct {
	columns []int // in names
	names   []string
	states  []string
	opt     Options
	texts   []*Example // those that say something of a column
	runs    []string   // sorted; those of the table that is learned further first
	from    map[string]*lexicon.Bearing
	weights [][]float64 // by column: 2 a trait, of the states, then of the runs
}

// take keeps the examples and the rows of opt.From that speak of the columns.
func (f *fitting) take(examples []Example) {
	for i := range examples {
		x := &examples[i]
		if slices.ContainsFunc(f.columns, func(k int) bool { return x.Gold[k] != "" && x.States[k] != nil }) {
			f.texts = append(f.texts, x)
		}
	}
	f.from = map[string]*lexicon.Bearing{}
	for i := range f.opt.From {
		b := &f.opt.From[i]
		if slices.ContainsFunc(f.columns, func(k int) bool { return b.Favor[k] != 0 || b.Against[k] != 0 }) {
			f.from[b.Trait] = b
		}
	}
}

func (f *fitting) traits() []string { return append(slices.Clone(f.states), f.runs...) }

// learn fits the weights: with all runs that stand in enough texts, then with
// those of them that say most.
func (f *fitting) learn() error {
	var known []string
	for name := range f.from {
		if !strings.HasPrefix(name, ":") {
			known = append(known, name)
		}
	}
	slices.Sort(known)
	fresh := commonRuns(f.texts, f.opt.LeastTexts)
	fresh = slices.DeleteFunc(fresh, func(r string) bool { _, in := slices.BinarySearch(known, r); return in })
	f.runs = append(known, fresh...)
	if err := f.fitAll(); err != nil {
		return err
	}
	if kept := f.strongest(len(known)); len(kept) < len(fresh) {
		f.runs = append(known[:len(known):len(known)], kept...)
		return f.fitAll()
	}
	return nil
}

// commonRuns lists the runs that stand in enough texts, sorted.
func commonRuns(texts []*Example, least int) []string {
	count := countRuns(texts)
	var runs []string
	for r, n := range count {
		if n >= least && !strings.HasPrefix(r, ":") && !strings.ContainsAny(r, "#\t") {
			runs = append(runs, r)
		}
	}
	slices.Sort(runs)
	return runs
}

func countRuns(texts []*Example) map[string]int {
	count := map[string]int{}
	for _, x := range texts {
		for _, r := range x.Runs {
			count[r]++
		}
	}
	return count
}

// strongest keeps of the runs from first on those that move the most labels: by
// the largest weight times the root of the number of texts.
func (f *fitting) strongest(first int) []string {
	runs := f.runs[first:]
	if len(runs) <= f.opt.Most {
		return runs
	}
	count := countRuns(f.texts)
	score := make(map[string]float64, len(runs))
	for i, r := range runs {
		for _, w := range f.weights {
			k := 2 * (len(f.states) + first + i)
			score[r] = max(score[r], math.Abs(w[k]), math.Abs(w[k+1]))
		}
		score[r] *= math.Sqrt(float64(count[r]))
	}
	kept := slices.Clone(runs)
	slices.SortFunc(kept, func(a, b string) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b)) })
	kept = kept[:f.opt.Most]
	slices.Sort(kept)
	return kept
}

// sparse is a text as the model sees it: indices and values of its traits.
type sparse struct {
	at []int32
	x  []float64
}

// fitAll finds the weights of all columns.
func (f *fitting) fitAll() error {
	index := make(map[string]int32, len(f.runs))
	for i, r := range f.runs {
		index[r] = int32(len(f.states) + i)
	}
	texts := make([]sparse, len(f.texts))
	for i, x := range f.texts {
		texts[i] = f.sparse(x, index)
	}
	f.weights = make([][]float64, len(f.columns))
	for at, k := range f.columns {
		mean := make([]float64, 2*(len(f.states)+len(f.runs)))
		for i, name := range f.traits() {
			if b := f.from[name]; b != nil {
				mean[2*i], mean[2*i+1] = b.Favor[k], b.Against[k]
			}
		}
		var said []sparse
		var labels []int
		for i, x := range f.texts {
			if x.Gold[k] != "" && x.States[k] != nil {
				copy(texts[i].x, x.States[k])
				said, labels = append(said, texts[i]), append(labels, x.Gold[k].Index())
			}
		}
		var err error
		if f.weights[at], err = fit(said, labels, mean, f.opt); err != nil {
			return fmt.Errorf("learn %s: %w", f.names[k], err)
		}
	}
	return nil
}

// sparse lists the traits of a text, with room for its states.
func (f *fitting) sparse(x *Example, index map[string]int32) sparse {
	var s sparse
	for k := range f.states {
		s.at, s.x = append(s.at, int32(k)), append(s.x, 0)
	}
	for _, r := range x.Runs {
		if k, ok := index[r]; ok {
			s.at = append(s.at, k)
		}
	}
	n := len(s.at) - len(f.states)
	for range n {
		s.x = append(s.x, 1/math.Sqrt(float64(n)))
	}
	return s
}

// fit returns 2 weights a trait, for favor and against; those of neither are 0.
// The prior stands around mean.
func fit(texts []sparse, labels []int, mean []float64, opt Options) ([]float64, error) {
	if len(texts) == 0 {
		return mean, nil
	}
	p := optimize.Problem{
		Func: func(w []float64) float64 { return loss(texts, labels, w, mean, nil, opt) },
		Grad: func(grad, w []float64) { loss(texts, labels, w, mean, grad, opt) },
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
func loss(texts []sparse, labels []int, w, mean, grad []float64, opt Options) float64 {
	sum := 0.0
	for k, v := range w {
		v -= mean[k]
		sum += v * v
		if grad != nil {
			grad[k] = v / opt.Prior
		}
	}
	sum /= 2 * opt.Prior
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
		counts := 1.0
		if labels[i] == stance.None.Index() {
			counts = opt.Neither
		}
		sum -= counts * math.Log(max(p[labels[i]], 1e-12))
		if grad == nil {
			continue
		}
		p[labels[i]]--
		for k, at := range s.at {
			grad[2*at] += counts * p[0] * s.x[k]
			grad[2*at+1] += counts * p[1] * s.x[k]
		}
	}
	return sum
}
