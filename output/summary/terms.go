package summary

import (
	"cmp"
	"slices"
	"strings"
)

// TargetTerms are the terms that speak for and against a target, the most
// frequent first.
type TargetTerms struct {
	Target  string `json:"target"`
	Favor   []Term `json:"favor"`
	Against []Term `json:"against"`
}

// Term is a term with the pieces of evidence that it made.
type Term struct {
	Term string `json:"term"`
	N    int64  `json:"n"`
}

// maxTerms is how many terms are counted at a time; twice as many are held.
const maxTerms = 1 << 14

// termCounter counts the most frequent terms in bounded memory, after Misra and
// Gries, "Finding repeated elements", Science of Computer Programming 2 (1982),
// in batches: where there are too many terms, each loses the count of the one
// that stands at maxTerms, and those left without any go. Counts are exact while
// there are no more than 2 * maxTerms different terms, else lower bounds.
type termCounter struct{ counts map[string]int64 }

func newTermCounter() *termCounter { return &termCounter{counts: make(map[string]int64)} }

func (c *termCounter) add(term string) {
	c.counts[term]++ // the reader's strings are no hold on a batch
	if len(c.counts) > 2*maxTerms {
		c.shrink()
	}
}

func (c *termCounter) shrink() {
	all := make([]int64, 0, len(c.counts))
	for _, n := range c.counts {
		all = append(all, n)
	}
	slices.Sort(all)
	off := all[len(all)-maxTerms]
	for term, n := range c.counts {
		if n <= off {
			delete(c.counts, term)
		} else {
			c.counts[term] = n - off
		}
	}
}

// top returns the n most frequent terms, equal ones by their text.
func (c *termCounter) top(n int) []Term {
	list := make([]Term, 0, len(c.counts))
	for term, k := range c.counts {
		list = append(list, Term{Term: term, N: k})
	}
	slices.SortFunc(list, func(a, b Term) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Term, b.Term))
	})
	return list[:min(n, len(list))]
}
