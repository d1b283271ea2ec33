package output

import (
	"cmp"
	"slices"
	"strings"
	"unique"
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
	index map[counted]uint16
	terms []termCount
}

// counted is a term, of which all sources hold the same copy: thousands of them
// count the same words.
type counted = unique.Handle[string]

type termCount struct {
	term counted
	n    int64
}

// TermCount is a term with the number of pieces of evidence that it made.
type TermCount struct {
	Term string
	N    int64
}

func (t *topTerms) add(word string) {
	term := unique.Make(word) // not a hold on the text that it was cut from
	if i, ok := t.index[term]; ok {
		t.terms[i].n++
		return
	}
	if t.index == nil {
		t.index = make(map[counted]uint16)
	}
	if len(t.terms) < countedTerms {
		t.index[term] = uint16(len(t.terms))
		t.terms = append(t.terms, termCount{term, 1})
		return
	}
	rarest := 0
	for i := range t.terms {
		if t.terms[i].n < t.terms[rarest].n {
			rarest = i
		}
	}
	delete(t.index, t.terms[rarest].term)
	t.index[term] = uint16(rarest)
	t.terms[rarest] = termCount{term, t.terms[rarest].n + 1}
}

// top returns the most frequent terms, the most frequent first, equal ones by
// their text.
func (t *topTerms) top() []TermCount {
	sorted := make([]TermCount, len(t.terms))
	for i, c := range t.terms {
		sorted[i] = TermCount{c.term.Value(), c.n}
	}
	slices.SortFunc(sorted, func(a, b TermCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Term, b.Term))
	})
	return sorted[:min(toldTerms, len(sorted))]
}
