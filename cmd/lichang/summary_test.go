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
