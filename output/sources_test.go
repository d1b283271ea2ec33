package output

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

func near(a, b float64) bool { return math.Abs(a-b) < 5e-5 }

// The values are those of Newcombe, "Two-sided confidence intervals for the
// single proportion", Statistics in Medicine 17 (1998), table I, method 3.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n   int64
		lo, hi float64
	}{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}, {29, 29, 0.8830, 1},
	} {
		lo, hi := Wilson(c.k, c.n)
		if !near(lo, c.lo) || !near(hi, c.hi) {
			t.Errorf("Wilson(%d, %d) = %.4f, %.4f, want %.4f, %.4f", c.k, c.n, lo, hi, c.lo, c.hi)
		}
	}
	if lo, hi := Wilson(0, 7); lo != 0 || hi > 1 {
		t.Errorf("Wilson(0, 7) = %v, %v", lo, hi)
	}
}

func TestMeanInterval(t *testing.T) {
	var m mean
	if _, _, ok := m.interval(); ok {
		t.Error("no scores have an interval")
	}
	m.add(0.5)
	if _, _, ok := m.interval(); ok {
		t.Error("one score has an interval")
	}
	for _, v := range []float64{0.1, -0.2, 0.3, 0} {
		m.add(v)
	}
	// mean 0.14, standard deviation 0.27019, t(0.975, 4) = 2.776445
	lo, hi, ok := m.interval()
	if !ok || !near(m.value(), 0.14) || !near(lo, -0.19548) || !near(hi, 0.47548) {
		t.Errorf("mean %v in %v, %v (%v)", m.value(), lo, hi, ok)
	}
	edge := mean{}
	edge.add(-1)
	edge.add(1)
	if lo, hi, _ := edge.interval(); lo != -1 || hi != 1 {
		t.Errorf("the interval %v, %v leaves [-1, 1]", lo, hi)
	}
}

func TestTopTerms(t *testing.T) {
	var top topTerms
	for i := range 20_000 {
		top.add(fmt.Sprint("rare", i))
		top.add("often")
		if i%2 == 0 {
			top.add("half")
		}
	}
	if len(top.terms) != countedTerms || len(top.index) != countedTerms {
		t.Errorf("%d terms, %d in the index", len(top.terms), len(top.index))
	}
	got := top.top()
	if len(got) != toldTerms || got[0].Term != "often" || got[0].N < 20_000 || got[1].Term != "half" || got[1].N < 10_000 {
		t.Errorf("top %v", got)
	}

	exact := topTerms{}
	for _, s := range []string{"b", "a", "c", "a", "b"} {
		exact.add(s)
	}
	if got, want := exact.top(), []TermCount{{"a", 2}, {"b", 2}, {"c", 1}}; !slices.Equal(got, want) {
		t.Errorf("top %v, want %v", got, want)
	}
}

func TestSourcesTable(t *testing.T) {
	row := func(label string, score float64, mentions int32, terms ...string) Row {
		r := Row{Targets: []Decision{{ID: "brand", Label: label, Score: score, Mentions: mentions}, {ID: "blogger", Label: "NONE"}}}
		for _, term := range terms {
			r.Evidence = append(r.Evidence, Evidence{Target: "brand", Term: term, Polarity: int32(math.Copysign(1, score))})
		}
		return r
	}
	small, large := newTally("小", []string{"brand", "blogger"}), newTally("大", []string{"brand", "blogger"})
	for i, r := range []Row{row("FAVOR", 0.5, 1, "好", "稳", "好"), row("AGAINST", -0.5, 2, "差"), row("NONE", 0, 1), row("NONE", 0, 0)} {
		r.ID, r.DupGroup = fmt.Sprint(i), fmt.Sprint(max(0, i-1)) // the second and later ones are copies
		if i == 3 {
			r.DupGroup = r.ID
		}
		must(t, large.add(&r))
	}
	one := row("FAVOR", 1, 1)
	must(t, small.add(&one))
	if bad := row("POS", 0, 0); small.add(&bad) == nil {
		t.Error("POS was taken for a stance")
	}
	tallies := []*tally{small, large}
	sortTallies(tallies)
	record := sourcesRecord(sourcesSchema(), tallies)
	defer record.Release()
	if record.NumRows() != 4 {
		t.Fatalf("%d rows", record.NumRows())
	}
	got := map[string]string{}
	for i, f := range record.Schema().Fields() {
		got[f.Name] = record.Column(i).ValueStr(0)
	}
	for name, want := range map[string]string{"source": "大", "target": "brand", "n": "4", "n_mentioned": "3", "favor": "1", "against": "1", "none": "2",
		"n_without_copies": "2", "favor_without_copies": "1", "against_without_copies": "0", "none_without_copies": "1",
		"favor_share": "0.25", "none_share": "0.5", "mean_score": "0",
		"top_terms": `[{"n":2,"polarity":1,"term":"好"},{"n":1,"polarity":1,"term":"稳"},{"n":1,"polarity":-1,"term":"差"}]`} {
		if got[name] != want {
			t.Errorf("%s = %s, want %s", name, got[name], want)
		}
	}
	lo := record.Column(record.Schema().FieldIndices("mean_score_lo")[0]).(*array.Float64)
	if lo.IsNull(0) || !lo.IsNull(2) {
		t.Errorf("mean_score_lo: %v", lo)
	}
}

func TestSummary(t *testing.T) {
	s := writeDataset(t, t.TempDir()+"/out", Parquet, defaultLimits(Parquet), sampleRows())
	want := []SourceCount{
		{Source: "", Target: "brand", N: 2, None: 2, WithoutCopies: LabelCounts{N: 2, None: 2}},
		{Source: "", Target: "blogger", N: 2, None: 2, WithoutCopies: LabelCounts{N: 2, None: 2}},
		{Source: "某论坛/数码", Target: "brand", N: 2, Mentioned: 1, Favor: 1, None: 1, WithoutCopies: LabelCounts{N: 1, None: 1}},
		{Source: "某论坛/数码", Target: "blogger", N: 2, Mentioned: 1, Against: 1, None: 1, WithoutCopies: LabelCounts{N: 1, None: 1}},
	}
	if !slices.Equal(s.Sources, want) || s.Files != 3 {
		t.Errorf("summary %+v", s)
	}
}
