package summary

import (
	"math"
	"slices"
)

// Comparison is what changed from one summary to a later one.
type Comparison struct {
	Then, Now *Summary
	// SameRules says that both were judged by the same engine, lexicon and
	// dictionaries. If not, what changed may be the judge.
	SameRules bool
	Changes   []Change // by target and side
	// NewTerms are terms of now that were not among those told of then.
	NewTerms []TargetTerms
	// Came and Gone are sources that are told of in only one of the two. They are
	// nil where one of them has more sources than are told.
	Came, Gone []string
	// Unmatched are targets that only one of them has.
	Unmatched []string
}

// Change is how the share of one side moved. Shares are of the rows that speak
// of the target.
type Change struct {
	Target, Side string // Side is ReasonFavor or ReasonAgainst
	Then, Now    Share
	// Diff is now minus then, in [-1, 1], with its 95 % interval, which is that
	// of independent samples.
	Diff, Lo, Hi float64
}

// Moved says whether the interval leaves out 0.
func (c *Change) Moved() bool { return c.Lo > 0 || c.Hi < 0 }

// Compare compares two summaries made with the same options.
func Compare(then, now *Summary) *Comparison {
	c := &Comparison{Then: then, Now: now, SameRules: sameRules(then, now)}
	for i := range now.Targets {
		n := &now.Targets[i]
		at := slices.IndexFunc(then.Targets, func(s Stance) bool { return s.Target == n.Target })
		if at < 0 {
			c.Unmatched = append(c.Unmatched, n.Target)
			continue
		}
		t := &then.Targets[at]
		c.change(n.Target, ReasonFavor, t.FavorShare, n.FavorShare)
		c.change(n.Target, ReasonAgainst, t.AgainstShare, n.AgainstShare)
		c.NewTerms = append(c.NewTerms, TargetTerms{Target: n.Target,
			Favor:   newTerms(then.Terms[at].Favor, now.Terms[i].Favor),
			Against: newTerms(then.Terms[at].Against, now.Terms[i].Against)})
	}
	for _, t := range then.Targets {
		if !slices.ContainsFunc(now.Targets, func(s Stance) bool { return s.Target == t.Target }) {
			c.Unmatched = append(c.Unmatched, t.Target)
		}
	}
	if then.Rest == nil && now.Rest == nil {
		c.Came, c.Gone = missing(then.Sources, now.Sources), missing(now.Sources, then.Sources)
	}
	return c
}

func sameRules(a, b *Summary) bool {
	x, y := a.MadeBy, b.MadeBy
	return x.Engine == y.Engine && x.LexiconHash == y.LexiconHash && x.DictionaryHash == y.DictionaryHash && x.Tool == y.Tool
}

func (c *Comparison) change(target, side string, then, now *Share) {
	if then == nil || now == nil {
		return
	}
	change := Change{Target: target, Side: side, Then: *then, Now: *now}
	change.Diff, change.Lo, change.Hi = difference(*then, *now)
	c.Changes = append(c.Changes, change)
}

// difference is the 95 % interval of the difference of two independent shares:
// method 10 of R. G. Newcombe, "Interval estimation for the difference between
// independent proportions", Statistics in Medicine 17 (1998).
func difference(then, now Share) (d, lo, hi float64) {
	d = now.Value - then.Value
	lo = d - math.Hypot(now.Value-now.Lo, then.Hi-then.Value)
	hi = d + math.Hypot(now.Hi-now.Value, then.Value-then.Lo)
	return d, max(-1, lo), min(1, hi)
}

// newTerms are those of now that are not told of then.
func newTerms(then, now []Term) []Term {
	return slices.DeleteFunc(slices.Clone(now), func(t Term) bool {
		return slices.ContainsFunc(then, func(x Term) bool { return x.Term == t.Term })
	})
}

// missing are the sources of `in` that are not among the others.
func missing(others, in []Source) []string {
	names := []string{}
	for _, s := range in {
		if !slices.ContainsFunc(others, func(x Source) bool { return x.Name == s.Name }) {
			names = append(names, s.Name)
		}
	}
	return names
}
