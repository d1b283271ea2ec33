package suggest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// What is asked of a candidate.
const (
	// minCohesion and minFreedom make a run of words a new word: bits of mutual
	// information between its parts, and of entropy on its less free side.
	minCohesion = 5.0
	minFreedom  = 1.5
	// minScore is how many deviations from neither side a suggestion is, below
	// which a twentieth of what is shown would be chance.
	minScore = 1.96
	// minOrientation, in bits, keeps out what leans to one side surely but
	// hardly at all: with many texts everything does.
	minOrientation = 0.5
	// maxPrior is how many words of the prior there are at most, spread over the
	// words as they are in all texts; of few texts a quarter of their words, so
	// that it does not outweigh them.
	maxPrior = 500.0
)

// The kinds of a suggestion.
const (
	KindWord = "word" // the segmenter knows it
	KindNew  = "new"  // it does not
)

// Suggestion is a word that the lexicon lacks.
type Suggestion struct {
	Rank int // from 1
	Term string
	Kind string // KindWord or KindNew
	Tag  string // the segmenter's part of speech, "" where it has none
	// Score is how surely the word stands on a side, in deviations: positive
	// for the good one. Orientation is how far, in bits.
	Score, Orientation float64
	// Count is how often it stands somewhere, Texts in how many texts, Good and
	// Bad how often on which side.
	Count, Texts, Good, Bad int64
	// Graded is how often a degree word or a negator stands just before it.
	Graded int64
	// Odds are those of a word that is used like it to be one that the lexicon
	// takes sides with; suggestions are ranked by Score times Odds.
	Odds float64
	// With and Against are the conjunctions that put it on the good or the bad
	// side.
	With, Against int64
	// Cohesion and Freedom are those of a new word, in bits; Cohesion is 0
	// where the segmenter made one word of it itself.
	Cohesion, Freedom float64
	Contexts          []Context // three at most
	Class, POS        string    // that are proposed
	Strength          float64
}

// Suggestions are what texts suggest.
type Suggestions struct {
	// Candidates is how many words stood often enough and were no word of the
	// lexicon; Found has the best of those that stand on a side.
	Candidates int
	Texts      int64 // that were looked at
	Found      []Suggestion
}

// Suggest ranks what the survey has found.
func (v *Survey) Suggest() *Suggestions {
	s := &Suggestions{Texts: v.total.texts}
	k := kin{tags: map[byte][2]float64{}}
	for _, u := range v.total.taught {
		if u.n >= int64(v.options.Least) {
			k.add(&u, 1)
		}
	}
	var all []*found
	for _, f := range v.found {
		if f == nil || f.n < int64(v.options.Least) {
			continue
		}
		if f.merged && (f.cohesion < minCohesion) || f.isNew() && f.freedom() < minFreedom {
			continue
		}
		k.add(&f.usage, 0)
		all = append(all, f)
	}
	s.Candidates = len(all)
	for _, f := range all {
		orientation, score := v.score(f)
		if math.Abs(score) < minScore || math.Abs(orientation) < minOrientation || score*orientation <= 0 {
			continue
		}
		x := Suggestion{
			Term: f.text, Kind: KindWord, Tag: strings.TrimRight(string(f.tag[:]), "\x00"),
			Score: score, Orientation: orientation,
			Count: f.n, Texts: f.texts, Good: f.good, Bad: f.bad, Graded: f.graded, With: f.with, Against: f.against,
			Contexts: f.contexts, Odds: k.odds(&f.usage),
		}
		if f.isNew() {
			x.Kind, x.Cohesion, x.Freedom = KindNew, f.cohesion, f.freedom()
		}
		x.propose()
		s.Found = append(s.Found, x)
	}
	slices.SortFunc(s.Found, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.merit(), a.merit()), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Term, b.Term))
	})
	s.Found = v.thin(s.Found)
	for i := range s.Found {
		s.Found[i].Rank = i + 1
	}
	return s
}

// merit is what suggestions are ranked by.
func (x *Suggestion) merit() float64 { return math.Abs(x.Score) * x.Odds }

// thin keeps the best, without the parts of a longer one that hardly ever stand
// outside of it.
func (v *Survey) thin(all []Suggestion) []Suggestion {
	var kept []Suggestion
	for i := range all {
		if len(kept) == v.options.Top {
			break
		}
		inside := func(x *Suggestion) bool {
			short, long := &all[i], x
			if len(short.Term) > len(long.Term) {
				short, long = long, short
			}
			return strings.Contains(long.Term, short.Term) && 10*long.Count >= 9*short.Count
		}
		if !slices.ContainsFunc(kept, func(x Suggestion) bool { return inside(&x) }) {
			kept = append(kept, all[i])
		}
	}
	return kept
}

// score gives how far a candidate stands on a side, in bits, and how surely, in
// deviations.
func (v *Survey) score(f *found) (orientation, score float64) {
	good, bad := float64(f.good), float64(f.bad)
	if v.labelled {
		prior := min(maxPrior, float64(v.total.all)/4)
		share := prior * float64(f.n) / float64(max(v.total.all, 1))
		odds := func(n, all float64) float64 {
			return math.Log((n + share) / max(all+prior-n-share, 1))
		}
		delta := odds(good, float64(v.total.good)) - odds(bad, float64(v.total.bad))
		return delta / math.Ln2, delta / math.Sqrt(1/(good+share)+1/(bad+share))
	}
	delta := math.Log((good + 0.5) * float64(v.total.bad+1) / ((bad + 0.5) * float64(v.total.good+1)))
	orientation = delta / math.Ln2
	score = delta / math.Sqrt(1/(good+0.5)+1/(bad+0.5))
	if votes := float64(f.with + f.against); votes > 0 {
		score = (score + float64(f.with-f.against)/math.Sqrt(votes)) / math.Sqrt2
	}
	return orientation, score
}

// freedom is the branching entropy of the less free side, in bits.
func (f *found) freedom() float64 {
	return min(entropy(f.left, f.leftEdges), entropy(f.right, f.rightEdges))
}

func entropy(beside map[rune]int64, edges int64) float64 {
	all := float64(edges)
	counts := make([]int64, 0, len(beside))
	for _, n := range beside {
		counts = append(counts, n)
		all += float64(n)
	}
	slices.Sort(counts) // sums of floats depend on their order
	sum := float64(edges) / max(all, 1) * math.Log2(max(all, 1))
	for _, n := range counts {
		p := float64(n) / all
		sum -= p * math.Log2(p)
	}
	return sum
}

// propose fills in a class that says no more than is known: that the word
// judges whatever is spoken of. Who does what to whom is for the author of the
// lexicon to say.
func (x *Suggestion) propose() {
	x.Class = "merit"
	if x.Score < 0 {
		x.Class = "fault"
	}
	switch x.Tag {
	case "n", "ng", "nl", "nw":
		x.POS = "n"
	case "v", "vg", "vn", "vd", "vi", "vq":
		x.POS = "vi"
	case "e", "y", "o":
		x.POS = "x"
	}
	x.Strength = math.Round(10*min(0.8, max(0.3, 0.2+0.15*math.Abs(x.Orientation)))) / 10
}

// Columns are the columns of Line.
func Columns() []string {
	return []string{"term", "pos", "class", "strength", "effects", "neg", "content", "when", "note"}
}

// Line is the line of a table of terms that the suggestion proposes, without
// the line's end.
func (x *Suggestion) Line() string {
	note := fmt.Sprintf("suggested: %d times, %+.1f bits, %+.1f deviations", x.Count, x.Orientation, x.Score)
	return strings.Join([]string{x.Term, x.POS, x.Class, strconv.FormatFloat(x.Strength, 'g', -1, 64), "", "", "", "", note}, "\t")
}
