package main

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lichang/lexicon"
	"lichang/output"
)

// handMadeComparison is the hand-made explanation beside one in which a weight
// differs, evidence and a mention are gone, others are there instead.
func handMadeComparison() *comparison {
	old, changed := handMade(), handMade()
	r := &changed.row
	r.Evidence = slices.Clone(r.Evidence)
	r.Evidence[0].Weight = 0.5
	r.Evidence[1] = r.Evidence[2]
	r.Evidence[1].Start, r.Evidence[1].End = 0, 2
	r.Evidence[1].Term = "网友"
	r.Targets = slices.Clone(r.Targets)
	r.Targets[2] = output.Decision{ID: "fans", Label: "NONE", Basis: "neutral", Mentions: 2}
	r.Targets[0].ID = "rival"
	changed.trace.Mentions = changed.trace.Mentions[1:]
	return compareExplanations(old, changed,
		&lexicon.Lexicon{Name: "words", Version: "1.0.0", Hash: "sha256:0123456789abcdef"},
		&lexicon.Lexicon{Name: "words", Version: "1.1.0", Hash: "sha256:fedcba9876543210"})
}

func TestComparison(t *testing.T) {
	for _, c := range []struct {
		file  string
		width int
		color bool
	}{
		{"compare.golden", 80, false},
		{"compare-narrow.golden", 40, false},
		{"compare-wide.golden", 140, false},
		{"compare-color.golden", 140, true},
	} {
		var b strings.Builder
		if err := handMadeComparison().print(&b, c.width, palette{on: c.color}); err != nil {
			t.Fatal(err)
		}
		golden(t, c.file, b.String())
		if c.color {
			continue
		}
		var tw textWidth
		for line := range strings.Lines(b.String()) {
			if n := tw.string(strings.TrimSuffix(line, "\n")); n > c.width {
				t.Errorf("%s: %d columns: %q", c.file, n, line)
			}
		}
	}
}

// Everything of both sides stands in exactly one pair, a pair's two have the
// same key, and both sides keep their order but for what has moved.
func TestPairsHoldEverythingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c", "d"}))
		old, changed := few.Draw(t, "old"), few.Draw(t, "new")
		self := func(s string) string { return s }
		pairs := pair(old, changed, self, func(a, b string) bool { return a == b })
		seenOld, seenNew := make([]int, len(old)), make([]int, len(changed))
		both := map[string]int{}
		for _, p := range pairs {
			if p.old >= 0 {
				seenOld[p.old]++
			}
			if p.new >= 0 {
				seenNew[p.new]++
			}
			if p.old >= 0 && p.new >= 0 {
				if old[p.old] != changed[p.new] || !p.same {
					t.Fatalf("%q is paired with %q", old[p.old], changed[p.new])
				}
				both[old[p.old]]++
			} else if p.same {
				t.Fatal("what stands alone is the same as nothing")
			}
		}
		for _, n := range append(seenOld, seenNew...) {
			if n != 1 {
				t.Fatalf("one stands in %d pairs: %v", n, pairs)
			}
		}
		for _, k := range []string{"a", "b", "c", "d"} {
			count := func(all []string) (n int) {
				for _, s := range all {
					if s == k {
						n++
					}
				}
				return n
			}
			if want := min(count(old), count(changed)); both[k] != want {
				t.Fatalf("%d pairs of %s, want %d", both[k], k, want)
			}
		}
	})
}
