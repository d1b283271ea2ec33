package summary

import (
	"math"
	"slices"
	"testing"

	"lichang/output"
)

// The values are those of Newcombe, "Interval estimation for the difference
// between independent proportions", Statistics in Medicine 17 (1998), table II,
// method 10.
func TestDifference(t *testing.T) {
	for _, c := range []struct {
		k1, n1, k2, n2 int64
		lo, hi         float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090}, {5, 56, 0, 29, -0.0381, 0.1926}, {10, 10, 0, 10, 0.6075, 1},
	} {
		_, lo, hi := difference(*shareOf(c.k2, c.n2), *shareOf(c.k1, c.n1))
		if math.Abs(lo-c.lo) > 6e-5 || math.Abs(hi-c.hi) > 6e-5 {
			t.Errorf("%d/%d - %d/%d: %.4f to %.4f, want %.4f to %.4f", c.k1, c.n1, c.k2, c.n2, lo, hi, c.lo, c.hi)
		}
	}
}

func TestCompare(t *testing.T) {
	var then, now []output.Row
	for i := range 60 {
		then = append(then, row(i, "甲", "品牌好", says("brand", "author", "好", 2, 1, 0.8)))
		now = append(now, row(i, "乙", "品牌差劲", says("brand", "author", "差劲", 2, -1, 0.8)))
	}
	c := Compare(summarised(t, Options{}, then...), summarised(t, Options{}, now...))
	if len(c.Changes) != 2 || c.Changes[0].Side != ReasonFavor || c.Changes[0].Diff != -1 || !c.Changes[0].Moved() || c.Changes[1].Diff != 1 {
		t.Errorf("%+v", c.Changes)
	}
	if !slices.Equal(c.Came, []string{"乙"}) || !slices.Equal(c.Gone, []string{"甲"}) || !c.SameRules || len(c.Unmatched) != 0 {
		t.Errorf("came %q, gone %q, same rules %v", c.Came, c.Gone, c.SameRules)
	}
	if n := c.NewTerms[0]; len(n.Favor) != 0 || !slices.Equal(n.Against, []Term{{"差劲", 60}}) {
		t.Errorf("new terms %+v", n)
	}
	same := summarised(t, Options{}, now...)
	if c := Compare(same, same); c.Changes[0].Diff != 0 || c.Changes[0].Moved() || len(c.Came)+len(c.Gone) != 0 {
		t.Errorf("%+v", c)
	}
	one := summarised(t, Options{Targets: []string{"blogger"}}, now...)
	if c := Compare(one, same); !slices.Equal(c.Unmatched, []string{"brand"}) {
		t.Errorf("unmatched %q", c.Unmatched)
	}
}
