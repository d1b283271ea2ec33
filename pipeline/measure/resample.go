package measure

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

const (
	// draws is how many samples the bootstrap takes.
	draws = 1000
	// seed makes every interval come out the same again.
	seed = 20160107
)

// Estimate is a measure with the ends of its 95 % bootstrap percentile interval.
type Estimate struct{ Value, Low, High float64 }

// sampling are draws of as many texts as there are, with replacement: the
// texts are what varies, and the decisions of one text go together (Efron and
// Tibshirani 1993, chapter 13).
type sampling struct {
	texts int
	// times[draw*texts+text] is how often the draw took the text.
	times []uint16
}

func newSampling(texts int) *sampling {
	s := &sampling{texts: texts, times: make([]uint16, draws*texts)}
	source := rand.NewPCG(seed, uint64(texts))
	for draw := range draws {
		row := s.times[draw*texts : (draw+1)*texts]
		for range texts {
			text, _ := bits.Mul64(source.Uint64(), uint64(texts))
			if row[text] < 1<<16-1 {
				row[text]++
			}
		}
	}
	return s
}

// labelOfDecision picks what of a decision is measured against its gold label.
type labelOfDecision func(*Decision) int

func givenClass(d *Decision) int { return d.Given.Index() }
func plainClass(d *Decision) int { return d.Plain.Index() }

// confusions returns the confusion of the decisions themselves and that of each
// draw.
func (s *sampling) confusions(ds []Decision, label labelOfDecision) (whole Confusion, drawn []Confusion) {
	type cell struct{ text, gold, given int }
	cells := make([]cell, len(ds))
	for i := range ds {
		cells[i] = cell{ds[i].Text, ds[i].Gold.Index(), label(&ds[i])}
		whole.add(cells[i].gold, cells[i].given, 1)
	}
	drawn = make([]Confusion, draws)
	for draw := range drawn {
		row, c := s.times[draw*s.texts:(draw+1)*s.texts], &drawn[draw]
		for _, x := range cells {
			c[x.gold][x.given] += int(row[x.text])
		}
	}
	return whole, drawn
}

// estimate measures the whole and takes the interval from the draws.
func estimate(whole Confusion, drawn []Confusion, measure func(*Confusion) float64) Estimate {
	values := make([]float64, len(drawn))
	for i := range drawn {
		values[i] = measure(&drawn[i])
	}
	return interval(measure(&whole), values)
}

// interval sorts the values of the draws and takes the 2.5th and the 97.5th
// percentile.
func interval(value float64, values []float64) Estimate {
	slices.Sort(values)
	tail := len(values) / 40
	return Estimate{value, values[tail], values[len(values)-1-tail]}
}
