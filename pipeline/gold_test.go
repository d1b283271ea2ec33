package pipeline

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"lichang/lexicon/stance"
	"lichang/pipeline/measure"
)

func readGold(t *testing.T, path string) *measure.Set {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	set, err := measure.Read(path, content, targetIDs(t))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func targetIDs(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, target := range analyzer(t).Lexicon().Targets {
		ids = append(ids, target.ID)
	}
	return ids
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

// The floors stand well below what was reached when they were set: a change of
// weights passes, a broken stage does not.
func TestSmallGold(t *testing.T) {
	set := readGold(t, "../testdata/gold-small.jsonl")
	if len(set.Cases) < 80 {
		t.Fatalf("%d texts", len(set.Cases))
	}
	holdFloor(t, set, 0.72)
}

func TestSampleLabels(t *testing.T) {
	docs, want := sample(t), readLabels(t, "../testdata/xiaomi-kol.labels.tsv")
	if len(docs) != len(want) {
		t.Fatalf("%d texts, labels of %d", len(docs), len(want))
	}
	set := &measure.Set{Name: "sample"}
	for i := range docs {
		c := measure.Case{Line: i + 1, Title: docs[i].Title, Text: docs[i].Text}
		for _, id := range targetIDs(t) {
			c.Want = append(c.Want, measure.Want{Target: id, Label: want[i][id]})
		}
		set.Cases = append(set.Cases, c)
	}
	holdFloor(t, set, 0.85)
}

func holdFloor(t *testing.T, set *measure.Set, floor float64) {
	t.Helper()
	judged, err := Evaluate(t.Context(), EvaluateConfig{Analyzer: analyzer(t), Workers: 2}, set)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range judged.Decisions {
		if d.Gold != stance.Favor && d.Gold != stance.Against && d.Gold != stance.None {
			t.Fatalf("text %d: %q is no label of %s", d.Case+1, d.Gold, d.Target)
		}
		if d.Given != d.Gold {
			t.Logf("text %d: %s is %s, gold %s", d.Case+1, d.Target, d.Given, d.Gold)
		}
	}
	got := measure.Of(judged).Parts[0].MacroF1.Value
	t.Logf("macro-F1 %.3f", got)
	if got < floor {
		t.Errorf("macro-F1 is %.3f, want at least %.2f", got, floor)
	}
}

// Leaving out a rule from the start and judging once more without it must come
// to the same, and neither may depend on the number of workers.
func TestAblateIsEvaluateWithout(t *testing.T) {
	set := readGold(t, "../testdata/gold-small.jsonl")
	rules := []string{"bind-active", "bind-zero"}
	judged, without, err := Ablate(t.Context(), EvaluateConfig{Analyzer: analyzer(t), Workers: 3}, set, rules)
	if err != nil {
		t.Fatal(err)
	}
	for i, rule := range rules {
		alone, err := Evaluate(t.Context(), EvaluateConfig{Analyzer: analyzer(t), Workers: 1, Without: []string{rule}}, set)
		if err != nil {
			t.Fatal(err)
		}
		changed := 0
		for k, d := range alone.Decisions {
			if d.Given != without[i][k] {
				t.Errorf("without %s, case %d: %s is %s by Ablate, %s by Evaluate", rule, d.Case+1, d.Target, without[i][k], d.Given)
			}
			if d.Plain != judged.Decisions[k].Plain {
				t.Errorf("without %s, case %d: the baseline changes", rule, d.Case+1)
			}
			if d.Given != judged.Decisions[k].Given {
				changed++
			}
		}
		if changed == 0 {
			t.Errorf("without %s nothing changes", rule)
		}
	}
}

// The rows of a table are judged about their own target.
func TestEvaluateOwnTarget(t *testing.T) {
	const table = "target\ttext\tstance\n某品牌\t再也不买了\tAGAINST\n某品牌\t某品牌的手机很好用\tFAVOR\n某品牌\t买了一部\tNONE\n"
	set, err := measure.Read("own.tsv", []byte(table), targetIDs(t))
	if err != nil {
		t.Fatal(err)
	}
	judged, err := Evaluate(t.Context(), EvaluateConfig{Analyzer: analyzer(t), Workers: 1}, set)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range judged.Decisions {
		if d.Given != d.Gold {
			t.Errorf("row %d is %s, want %s", d.Case+1, d.Given, d.Gold)
		}
	}
}

// What is said of an aspect counts, what is said of nothing does not; a whole
// text is measured by the sign of its sentiment.
func TestEvaluateTables(t *testing.T) {
	for _, c := range []struct {
		table string
		given []stance.Label
		plain []stance.Label
	}{
		{"target\ttext\tsentiment\n屏幕\t屏幕清晰\tPOS\n屏幕\t买了一部\tNEG\n",
			[]stance.Label{stance.Favor, stance.None}, []stance.Label{stance.Favor, stance.None}},
		{"text\tsentiment\n客服态度很差\tNEG\nzqxj\tPOS\n音质出色\tPOS\n",
			[]stance.Label{stance.Against, stance.None, stance.Favor}, []stance.Label{stance.Against, stance.None, stance.Favor}},
	} {
		set, err := measure.Read("a.tsv", []byte(c.table), targetIDs(t))
		if err != nil {
			t.Fatal(err)
		}
		judged, err := Evaluate(t.Context(), EvaluateConfig{Analyzer: analyzer(t), Workers: 1}, set)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range judged.Decisions {
			if d.Given != c.given[i] || d.Plain != c.plain[i] {
				t.Errorf("%s: %q is %s, by the baseline %s; want %s, %s", set.Kind, set.Cases[d.Case].Text, d.Given, d.Plain, c.given[i], c.plain[i])
			}
		}
	}
}

// Nobody whom the text does not mention gets its mood from the baseline.
func TestBaselineIsGatedByMention(t *testing.T) {
	const line = `{"id": "1", "text": "小米客服态度很差", "stance": {"xiaomi": "AGAINST", "kol": "NONE", "fans": "NONE"}}`
	set, err := measure.Read("a.jsonl", []byte(line), targetIDs(t))
	if err != nil {
		t.Fatal(err)
	}
	judged, err := Evaluate(t.Context(), EvaluateConfig{Analyzer: analyzer(t), Workers: 1}, set)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range judged.Decisions {
		if d.Plain != d.Gold {
			t.Errorf("the baseline says %s of %s, want %s", d.Plain, d.Target, d.Gold)
		}
	}
}

// A labelled text is the same document as the input row with its fields.
func TestGoldDocumentIsTheInputs(t *testing.T) {
	for _, c := range []measure.Case{
		{Text: "题目\n正文"},
		{Text: strings.Repeat("长", headingRunes+1) + "\n正文"},
		{Title: "题目", Text: "一\n二"},
		{Text: "再也不买了", Target: "某品牌", About: "某品牌", Source: "某网"},
	} {
		line, err := json.Marshal(map[string]string{"text": c.Text, "target": c.Target, "about": c.About, "source": c.Source})
		if c.Title != "" {
			line, err = json.Marshal(map[string]string{"text": c.Text, "title": c.Title})
		}
		if err != nil {
			t.Fatal(err)
		}
		var want Document
		jsonlFormat{}.parse(new(parser), &want, string(line), "")
		got := GoldDocument(&c)
		if got.Title != want.Title || got.Text != want.Text || got.Target != want.Target || got.About != want.About || got.Source != want.Source {
			t.Errorf("%s: got %+v, want %+v", line, got, want)
		}
	}
}

func TestEachReturnsTheFirstError(t *testing.T) {
	docs := make([]Document, 200)
	for i := range docs {
		docs[i] = NewDocument("", fmt.Sprintf("小米手机很好用 %d", i))
	}
	err := analyzer(t).Each(t.Context(), docs, AnalyzeOptions{}, 2, func(i int, r *Result) error {
		if i == 40 {
			return fmt.Errorf("stop at %d", i)
		}
		return nil
	})
	if err == nil || err.Error() != "stop at 40" {
		t.Errorf("got %v", err)
	}
	if err := analyzer(t).Each(t.Context(), docs, AnalyzeOptions{}, 0, nil); err == nil {
		t.Error("no workers are taken for enough")
	}
	err = analyzer(t).Each(t.Context(), docs, AnalyzeOptions{}, 2, func(int, *Result) error { panic("broken") })
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a panic gives %v", err)
	}
}
