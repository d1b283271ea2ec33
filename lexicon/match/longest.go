package match

import "lichang/lexicon/token"

// Longest returns the leftmost and longest patterns whose ends are borders of
// tokens, in order and without overlap. Their Start and End are indices of
// tokens. Tokens must be those of the text.
func (t *Trie) Longest(text []rune, tokens []token.Token) []Hit {
	start, end := make([]int32, len(text)+1), make([]int32, len(text)+1)
	for i := range start {
		start[i], end[i] = -1, -1
	}
	for i, tok := range tokens {
		start[tok.Start], end[tok.End] = int32(i), int32(i+1)
	}
	best := make([]Hit, len(tokens)) // by first token; End 0 for none
	for _, h := range t.Find(nil, text) {
		from, to := start[h.Start], end[h.End]
		if from >= 0 && to >= 0 && to > best[from].End {
			best[from] = Hit{Start: from, End: to, ID: h.ID}
		}
	}
	var kept []Hit
	for i := int32(0); i < int32(len(best)); {
		if best[i].End == 0 {
			i++
			continue
		}
		kept = append(kept, best[i])
		i = best[i].End
	}
	return kept
}
