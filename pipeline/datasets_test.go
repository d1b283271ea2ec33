package pipeline

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"lichang/output"
	"lichang/pipeline/flip"
)

// writtenRows publishes rows whose labels are drawn, and returns them by id.
func writtenRows(t *testing.T, r *rand.Rand, targets []string, ids []int) (*output.Dataset, map[string]output.Row) {
	t.Helper()
	schema, err := output.NewSchema(targets)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "out")
	w, err := output.Create(output.Options{Dir: dir, Schema: schema})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]output.Row{}
	decision := func(id string) output.Decision {
		d := output.Decision{ID: id, Label: []string{"FAVOR", "NONE", "AGAINST"}[r.IntN(3)], Basis: "decided", Mentions: 1}
		d.Score = float64(r.IntN(3)-1) / 2
		return d
	}
	for n, i := range ids {
		row := output.Row{ID: fmt.Sprint("id", i), DupGroup: fmt.Sprint("id", i), Source: fmt.Sprint("源", i%3), Text: fmt.Sprint("某品牌", i, r.IntN(4) == 0),
			InputFile: "in", InputRow: int64(n + 1), Status: "ok", SentimentLabel: "NEU"}
		for _, id := range targets {
			row.Targets = append(row.Targets, decision(id))
			row.Evidence = append(row.Evidence, output.Evidence{Target: id, Holder: "author", Voice: "author", Term: "某", Field: "text", End: 1, Polarity: 1,
				Weight: 1 / float64(i+2), Confidence: 1})
		}
		if i%2 == 0 {
			row.Own = decision(fmt.Sprint("own", r.IntN(2)))
		}
		rows[row.ID] = row
		if err := w.Add([]output.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Commit(t.Context(), nil, output.RunInfo{Started: time.Now(), Finished: time.Now()}); err != nil {
		t.Fatal(err)
	}
	d, err := output.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d, rows
}

// However little is held at once, the comparison finds what a comparison of all
// rows in memory does.
func TestCompareDatasets(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	oldTargets, newTargets := []string{"brand", "blogger"}, []string{"fans", "blogger", "brand"}
	old, before := writtenRows(t, r, oldTargets, r.Perm(300)[:200])
	new, after := writtenRows(t, r, newTargets, r.Perm(300)[:220])

	var want DatasetsReport
	flips := map[string]bool{}
	for id, b := range after {
		a, ok := before[id]
		if !ok {
			want.NewRows++
			continue
		}
		if a.Text != b.Text {
			want.OtherText++
		}
		check := func(target string, x, y output.Decision) {
			if x.Label != y.Label {
				flips[fmt.Sprint(id, target, x.Label, x.Score, y.Label, y.Score)] = true
				if a.Text != b.Text {
					want.OtherTextFlips++
				}
			}
		}
		check("blogger", a.Targets[1], b.Targets[1])
		check("brand", a.Targets[0], b.Targets[2])
		if a.Own.ID != "" && a.Own.ID == b.Own.ID {
			check(flip.OwnTarget, a.Own, b.Own)
		}
	}
	for id := range before {
		if _, ok := after[id]; !ok {
			want.OldRows++
		}
	}
	if len(flips) < 50 || want.OtherTextFlips < 10 {
		t.Fatalf("only %d flips", len(flips))
	}

	var first *DatasetsReport
	for _, c := range []struct{ held, waiting int }{{heldIDs, heldFlips}, {7, 3}, {50, 1}} {
		got := map[string]bool{}
		j := join{old: old, new: new, held: c.held, waiting: c.waiting, cfg: DatasetsConfig{Keep: 1000, Each: func(f *flip.Flip) error {
			got[fmt.Sprint(f.ID, f.Target, f.Old.Label, f.Old.Score, f.New.Label, f.New.Score)] = true
			for _, s := range []flip.Side{f.Old, f.New} {
				if f.Target != flip.OwnTarget && (len(s.Evidence) != 1 || s.Evidence[0].Term != "某") {
					t.Errorf("%s %s: evidence %+v", f.ID, f.Target, s.Evidence)
				}
			}
			return nil
		}}}
		report, err := j.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, flips) || report.Flips != int64(len(flips)) || len(report.List) != len(flips) {
			t.Errorf("%+v: %d flips, %d listed, want %d", c, report.Flips, len(report.List), len(flips))
		}
		if report.OldRows != want.OldRows || report.NewRows != want.NewRows || report.OtherText != want.OtherText || report.OtherTextFlips != want.OtherTextFlips ||
			report.Rows != int64(len(after))-want.NewRows {
			t.Errorf("%+v: %+v, want %+v", c, report, want)
		}
		if !slices.Equal(report.Shared, []string{"blogger", "brand"}) || !slices.Equal(report.OnlyNew, []string{"fans"}) || report.OnlyOld != nil {
			t.Errorf("targets %v, only old %v, only new %v", report.Shared, report.OnlyOld, report.OnlyNew)
		}
		if first == nil {
			first = report
		} else if !reflect.DeepEqual(report.Targets, first.Targets) || !reflect.DeepEqual(report.Sources, first.Sources) {
			t.Errorf("%+v: transitions %+v, want %+v", c, report.Targets, first.Targets)
		}
	}
	short, err := CompareDatasets(t.Context(), old, new, DatasetsConfig{Keep: 4})
	if err != nil || len(short.List) != 4 || short.Flips != int64(len(flips)) {
		t.Fatalf("%+v, %v", short, err)
	}
	for _, f := range short.List {
		if f.Target != flip.OwnTarget && (len(f.Old.Evidence) != 1 || len(f.New.Evidence) != 1) {
			t.Errorf("%+v lacks a side", f)
		}
	}
}
