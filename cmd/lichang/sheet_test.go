package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lichang/output/summary"
)

// What is there gets a column however little it is, and the bar keeps its width.
func TestBarColumns(t *testing.T) {
	for _, c := range []struct{ counts, want []int64 }{
		{[]int64{1, 0, 0}, []int64{20, 0, 0}},
		{[]int64{1, 100000, 1}, []int64{1, 18, 1}},
		{[]int64{5, 5, 10}, []int64{5, 5, 10}},
		{[]int64{0, 0, 0}, []int64{0, 0, 0}},
	} {
		var got []int64
		for _, n := range columns(20, c.counts...) {
			got = append(got, int64(n))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.counts, got, c.want)
		}
	}
}

// Names of any width leave the columns aligned, and none of the data reaches the
// terminal as a command.
func TestSheetIsAligned(t *testing.T) {
	stance := []summary.Stance{{Target: "brand", Spoken: 3, Favor: 1, Against: 1, FavorShare: &summary.Share{Value: 1. / 3, Lo: 0.06, Hi: 0.79}, AgainstShare: &summary.Share{Value: 1. / 3, Lo: 0.06, Hi: 0.79}}}
	sum := &summary.Summary{Dataset: "out", Rows: 9, Targets: stance, Terms: []summary.TargetTerms{{Target: "brand", Against: []summary.Term{{Term: "差\x1b[2J", N: 2}}}},
		Time: summary.Timeline{Unit: summary.UnitMonth, Periods: []summary.Period{{Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Sides: []summary.Sides{{Target: "brand", Favor: 2}}}}}}
	for _, name := range []string{"", "ab", "某论坛", "很长很长很长很长很长很长的名字", "a\x1b[31mred", "ｆｕｌｌ"} {
		sum.Sources = append(sum.Sources, summary.Source{Name: name, Rows: 3, Targets: stance})
	}
	var b strings.Builder
	s := &sheet{w: &b, sum: sum, top: 20, names: map[string]string{"brand": "某品牌"}}
	if err := s.write(); err != nil {
		t.Fatal(err)
	}
	var ends []int
	for line := range strings.Lines(b.String()) {
		if before, _, found := strings.Cut(line, "33 %"); found {
			ends = append(ends, s.tw.string(before))
		}
	}
	if len(ends) != 7 || len(slices.Compact(ends)) != 1 {
		t.Errorf("the shares stand in columns %v\n%s", ends, &b)
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Errorf("an escape got through: %q", b.String())
	}
	for _, want := range []string{"某品牌 brand", "2026-01", "差�[2J×2", "(none)"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, &b)
		}
	}
}

// The rule that show leaves out of the terms is one that the engine has.
func TestWholeTextRule(t *testing.T) {
	if wholeTextRule() == "" {
		t.Error("the engine has no rule in the stage bear")
	}
}
