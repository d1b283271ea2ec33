package main

import (
	"fmt"
	"strings"
	"testing"

	"lichang/output"
)

func TestSummary(t *testing.T) {
	targets := []string{"xiaomi", "kol"}
	var counts []output.SourceCount
	for i := range 23 {
		name := fmt.Sprintf("来源%d", i)
		if i == 2 {
			name = "site.example"
		}
		for _, id := range targets {
			n := int64(2000 - i*10)
			counts = append(counts, output.SourceCount{Source: name, Target: id, N: n, Favor: 7, Against: 90, None: n - 97})
		}
	}
	var b strings.Builder
	if err := outcomeTable(&b, counts, targets); err != nil {
		t.Fatal(err)
	}
	golden(t, "summary.golden", b.String())
	b.Reset()
	if err := outcomeTable(&b, counts[:2], targets); err != nil {
		t.Fatal(err)
	}
	golden(t, "summary-one.golden", b.String())
}

func TestLargestSources(t *testing.T) {
	counts := make([]output.SourceCount, 2*(maxSources+3))
	for _, c := range []struct{ sources, targets, largest, more int }{
		{maxSources + 3, 2, 2 * maxSources, 3},
		{maxSources, 2, 2 * maxSources, 0},
		{1, 1, 1, 0},
		{0, 2, 0, 0},
		{0, 0, 0, 0},
	} {
		largest, more := largestSources(counts[:c.sources*c.targets], c.targets)
		if len(largest) != c.largest || more != c.more {
			t.Errorf("%d sources of %d targets: %d counts and %d sources more, want %d and %d",
				c.sources, c.targets, len(largest), more, c.largest, c.more)
		}
	}
}
