package pipeline

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"lichang/lexicon/stance"
)

// tally counts decisions by what they should be and what they are.
type tally map[[2]stance.Label]int

// macroF1 is the mean of the F1 of the three labels; F1 is 0 where nothing was
// right.
func (c tally) macroF1() float64 {
	sum := 0.0
	for _, l := range [3]stance.Label{stance.Favor, stance.Against, stance.None} {
		var right, wanted, given int
		for k, n := range c {
			if k[0] == l {
				wanted += n
			}
			if k[1] == l {
				given += n
			}
			if k[0] == l && k[1] == l {
				right += n
			}
		}
		if right > 0 {
			sum += 2 * float64(right) / float64(wanted+given)
		}
	}
	return sum / 3
}

// evaluate judges documents and compares them with their labels, pooled over
// targets.
func evaluate(t *testing.T, docs []Document, want []map[string]stance.Label) tally {
	t.Helper()
	if len(docs) != len(want) {
		t.Fatalf("%d texts, labels of %d", len(docs), len(want))
	}
	results, err := analyzer(t).Analyze(docs, AnalyzeOptions{}, new(Scratch))
	if err != nil {
		t.Fatal(err)
	}
	c := tally{}
	for i := range results {
		j := &results[i].Judgement
		if len(want[i]) != len(j.Targets) {
			t.Fatalf("text %d: labels %v of %d targets", i+1, want[i], len(j.Targets))
		}
		for _, target := range j.Targets {
			l, ok := want[i][target.ID]
			if !ok || (l != stance.Favor && l != stance.Against && l != stance.None) {
				t.Fatalf("text %d: %q is no label of %s", i+1, l, target.ID)
			}
			c[[2]stance.Label{l, target.Label}]++
			if l != target.Label {
				t.Logf("text %d: %s is %s (%+.2f), gold %s", i+1, target.ID, target.Label, target.Score, l)
			}
		}
	}
	return c
}

// A text whose first line break parts title from body is a document of two
// fields.
func readGold(t *testing.T, path string) (docs []Document, want []map[string]stance.Label) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	dec.DisallowUnknownFields()
	for dec.More() {
		var g struct {
			ID     string                  `json:"id"`
			Text   string                  `json:"text"`
			Stance map[string]stance.Label `json:"stance"`
		}
		if err := dec.Decode(&g); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		d := Document{ID: g.ID, Text: g.Text}
		if title, body, ok := strings.Cut(g.Text, "\n"); ok {
			d.Title, d.Text = title, body
		}
		docs, want = append(docs, d), append(want, g.Stance)
	}
	return docs, want
}

func readLabels(t *testing.T, path string) (want []map[string]stance.Label) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	var header []string
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if header == nil {
			header = cells
			continue
		}
		if len(cells) != len(header) || cells[0] != fmt.Sprint(len(want)+1) {
			t.Fatalf("%s: %q does not fit %v", path, lines.Text(), header)
		}
		row := map[string]stance.Label{}
		for i := 1; i < len(cells); i++ {
			row[header[i]] = stance.Label(cells[i])
		}
		want = append(want, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return want
}

func TestMacroF1(t *testing.T) {
	f, a, n := stance.Favor, stance.Against, stance.None
	for _, c := range []struct {
		name string
		c    tally
		want float64
	}{
		{"all right", tally{{f, f}: 1, {a, a}: 2, {n, n}: 3}, 1},
		{"all none", tally{{f, n}: 1, {a, n}: 1, {n, n}: 2}, 2.0 / 9},
		{"half of each", tally{{f, f}: 1, {f, a}: 1, {a, a}: 1, {a, n}: 1, {n, n}: 1, {n, f}: 1}, 0.5},
		{"nothing", tally{}, 0},
	} {
		if got := c.c.macroF1(); got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("%s: %f, want %f", c.name, got, c.want)
		}
	}
}

// The floor stands at 0.8 of what was reached when it was set: a change of
// weights passes, a broken stage does not.
func TestSmallGold(t *testing.T) {
	docs, want := readGold(t, "../testdata/gold-small.jsonl")
	if len(docs) < 30 {
		t.Fatalf("%d texts", len(docs))
	}
	holdFloor(t, evaluate(t, docs, want), 0.72)
}

func TestSampleLabels(t *testing.T) {
	holdFloor(t, evaluate(t, sample(t), readLabels(t, "../testdata/xiaomi-kol.labels.tsv")), 0.85)
}

func holdFloor(t *testing.T, c tally, floor float64) {
	t.Helper()
	got := c.macroF1()
	t.Logf("macro-F1 %.3f", got)
	if got < floor {
		t.Errorf("macro-F1 is %.3f, want at least %.2f", got, floor)
	}
}
