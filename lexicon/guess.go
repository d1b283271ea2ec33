package lexicon

import (
	"fmt"
	"strings"
)

// guess returns `; did you mean "x"?` for the candidate nearest to name, or ""
// where none is near enough to be meant.
func guess(name string, candidates []string) string {
	best := Nearest(name, candidates)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// Nearest returns the candidate that name is probably a misspelling of: at most
// one slip for every three characters. It is "" where none is so near.
func Nearest(name string, candidates []string) string {
	if len(name) > 200 {
		return "" // no slip, and every letter takes its time
	}
	best, bestDistance := "", max(1, len([]rune(name))/3)+1
	for _, c := range candidates {
		if d := editDistance(name, c); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// editDistance counts the inserted, deleted, replaced and swapped runes
// between a and b.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, prev, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, prev, row = prev, row, before
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(y)]
}

// names converts named strings to the candidates of a guess.
func names[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// orList returns the guess, or the list of what is known where there is none.
func orList(guess string, known []string) string {
	if guess != "" {
		return guess
	}
	return "; known are " + strings.Join(known, ", ")
}
