package output

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// z95 is the normal distribution's 0.975 quantile.
const z95 = 1.959963984540054

// Wilson returns the 95 % score interval of a share of k in n, after E. B.
// Wilson, "Probable inference, the law of succession, and statistical
// inference", JASA 22 (1927): unlike the usual interval it stays inside [0, 1]
// and keeps its coverage for small n and for shares near 0 and 1. n must be
// positive.
func Wilson(k, n int64) (lo, hi float64) {
	p, m, z2 := float64(k)/float64(n), float64(n), z95*z95
	centre := p + z2/(2*m)
	half := z95 * math.Sqrt(p*(1-p)/m+z2/(4*m*m))
	lo, hi = (centre-half)/(1+z2/m), (centre+half)/(1+z2/m)
	// At the ends the bound is exact; rounding must not say otherwise.
	if k == 0 {
		lo = 0
	}
	if k == n {
		hi = 1
	}
	return lo, hi
}

// mean adds up scores in [-1, 1].
type mean struct {
	n            int64
	sum, squares float64
}

func (m *mean) add(v float64) {
	m.n++
	m.sum += v
	m.squares += v * v
}

func (m *mean) value() float64 { return m.sum / float64(m.n) }

// interval returns the 95 % interval of the mean after Student ("The probable
// error of a mean", Biometrika 6, 1908), cut to the scores' own [-1, 1]; ok is
// false for fewer than two scores, which have no spread.
func (m *mean) interval() (lo, hi float64, ok bool) {
	if m.n < 2 {
		return 0, 0, false
	}
	n, mu := float64(m.n), m.value()
	variance := max(0, (m.squares-n*mu*mu)/(n-1))
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975)
	half := t * math.Sqrt(variance/n)
	return max(-1, mu-half), min(1, mu+half), true
}
