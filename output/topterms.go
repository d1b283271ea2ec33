package output

import (
	"cmp"
	"slices"
	"strings"
)

// How many terms are counted at a time and how many are told.
const (
	countedTerms = 256
	toldTerms    = 10
)

// topTerms counts the most frequent terms in bounded memory: the Space-Saving
// algorithm of Metwally, Agrawal and El Abbadi, "Efficient computation of
// frequent and top-k elements in data streams" (ICDT 2005). Counts are exact
// while there were no more than countedTerms different terms; beyond that a
// newcomer takes over the rarest term's count, so that counts are upper bounds.
type topTerms struct {
	index map[string]int
	terms []TermCount
}

// TermCount is a term with the number of pieces of evidence that it made.
type TermCount struct {
	Term string
	N    int64
}

func (t *topTerms) add(term string) {
	if i, ok := t.index[term]; ok {
		t.terms[i].N++
		return
	}
	if t.index == nil {
		t.index = make(map[string]int)
	}
	term = strings.Clone(term) // not a hold on the text it was cut from
	if len(t.terms) < countedTerms {
		t.index[term] = len(t.terms)
		t.terms = append(t.terms, TermCount{Term: term, N: 1})
		return
	}
	rarest := 0
	for i := range t.terms {
		if t.terms[i].N < t.terms[rarest].N {
			rarest = i
		}
	}
	delete(t.index, t.terms[rarest].Term)
	t.index[term] = rarest
	t.terms[rarest] = TermCount{Term: term, N: t.terms[rarest].N + 1}
}

// top returns the most frequent terms, the most frequent first, equal ones by
// their text.
func (t *topTerms) top() []TermCount {
	sorted := slices.Clone(t.terms)
	slices.SortFunc(sorted, func(a, b TermCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Term, b.Term))
	})
	return sorted[:min(toldTerms, len(sorted))]
}
