package measure

import (
	"fmt"
	"strings"
	"testing"

	"lichang/lexicon/stance"
)

func targets() []string { return []string{"xiaomi", "kol"} }

func read(t *testing.T, name, content string) *Set {
	t.Helper()
	set, err := Read(name, []byte(content), targets())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestReadObjects(t *testing.T) {
	set := read(t, "a.jsonl", "\uFEFF"+`{"id": "1", "text": "题\n文", "source": "某网", "about": "kol", "stance": {"kol": "AGAINST", "xiaomi": "NONE"}, "reference": {"kol": "explicit", "xiaomi": "implicit"}, "agree": {"kol": 3}, "seen by": ["two"]}`+"\r\n\n"+
		`{"id": "2", "title": "题", "text": "文", "stance": {"kol": "FAVOR", "xiaomi": "NONE"}}`)
	if set.Kind != Targets || !set.Referenced || len(set.Cases) != 2 {
		t.Fatalf("got %+v", set)
	}
	c := set.Cases[0]
	if c.Line != 1 || c.ID != "1" || c.Text != "题\n文" || c.Title != "" || c.About != "kol" || c.Source != "某网" {
		t.Errorf("the first case is %+v", c)
	}
	want := []Want{{"xiaomi", stance.None, false}, {"kol", stance.Against, true}}
	if fmt.Sprint(c.Want) != fmt.Sprint(want) {
		t.Errorf("labels %v, want %v", c.Want, want)
	}
	if c := set.Cases[1]; c.Line != 3 || c.Title != "题" || c.Want[1].Explicit {
		t.Errorf("the second case is %+v", c)
	}
	ds, texts := set.Decisions()
	if texts != 2 || len(ds) != 4 || ds[1].Target != "kol" || ds[1].Gold != stance.Against || !ds[1].Explicit || ds[3].Case != 1 {
		t.Errorf("%d texts, decisions %+v", texts, ds)
	}
}

func TestReadTables(t *testing.T) {
	for _, c := range []struct {
		name, content string
		kind          Kind
		want          []Case
	}{
		{"stance", "id\ttarget\tdepth\ttext\tstance\n7\t某机\t2\t\"好\tFAVOR\n8\t某机\t2\t坏\t\n", Own,
			[]Case{{Line: 2, ID: "7", Target: "某机", About: "某机", Text: "\"好", Want: []Want{{"某机", stance.Favor, false}}}}},
		{"aspect", "id\taspect\ttext\tsentiment\tsentiment_word\n7\t屏幕\t亮，沉\tPOS\t亮\n7\t重量\t亮，沉\tNEG\t沉\n7\t重量\t亮，沉\tNEU\t\n", Aspects,
			[]Case{
				{Line: 2, ID: "7", Target: "屏幕", About: "屏幕", Text: "亮，沉", Want: []Want{{"屏幕", stance.Favor, false}}},
				{Line: 3, ID: "7", Target: "重量", About: "重量", Text: "亮，沉", Want: []Want{{"重量", stance.Against, false}}},
				{Line: 4, ID: "7", Target: "重量", About: "重量", Text: "亮，沉", Want: []Want{{"重量", stance.None, false}}},
			}},
		{"sentiment", "mid\ttext\tsentiment\r\n9\t好\tPOS\r\n", Sentiment,
			[]Case{{Line: 2, ID: "9", Text: "好", Want: []Want{{"", stance.Favor, false}}}}},
		{"no id", "text\ttarget_cat\tsentiment\n坏\t平板\tNEG\n坏\t手机\tNEG\n", Sentiment,
			[]Case{{Line: 2, Text: "坏", Want: []Want{{"", stance.Against, false}}}, {Line: 3, Text: "坏", Want: []Want{{"", stance.Against, false}}}}},
	} {
		set := read(t, "a.tsv", c.content)
		if set.Kind != c.kind || fmt.Sprint(set.Cases) != fmt.Sprint(c.want) {
			t.Errorf("%s: got %s %+v, want %s %+v", c.name, set.Kind, set.Cases, c.kind, c.want)
		}
	}
	if set := read(t, "a.tsv", "target\ttext\tstance\n甲\t好\tFAVOR\n甲\t好\t\n"); set.Unlabelled != 1 || len(set.Cases) != 1 {
		t.Errorf("a row without a label: %+v", set)
	}
}

// The rows of one text are resampled together, in tables.
func TestDecisionsShareTexts(t *testing.T) {
	ds, texts := read(t, "a.tsv", "target\ttext\tsentiment\n屏\t亮，沉\tPOS\n音\t响\tPOS\n重\t亮，沉\tNEG\n").Decisions()
	if texts != 2 || ds[0].Text != 0 || ds[1].Text != 1 || ds[2].Text != 0 {
		t.Errorf("%d texts, decisions %+v", texts, ds)
	}
}

func TestReadFaults(t *testing.T) {
	const fine = `"stance": {"xiaomi": "NONE", "kol": "NONE"}}`
	for _, c := range []struct{ name, file, content, want string }{
		{"no ending", "gold", "", "gold: the ending names no shape of gold: want .jsonl or .tsv"},
		{"empty", "a.jsonl", "\n \n", "a.jsonl: no labelled text"},
		{"label", "a.jsonl", `{"id": "1", "text": "甲", "stance": {"xiaomi": "none", "kol": "NONE"}}`, `a.jsonl:1: stance: "none" is no label of xiaomi: want FAVOR, AGAINST or NONE`},
		{"no label", "a.jsonl", `{"id": "1", "text": "甲", "stance": {"kol": "NONE"}}`, "a.jsonl:1: stance has no label for the target xiaomi"},
		{"no stance", "a.jsonl", `{"id": "1", "text": "甲"}`, "a.jsonl:1: stance has no label for the target xiaomi"},
		{"label's type", "a.jsonl", `{"id": "1", "text": "甲", "stance": ["NONE"]}`, "a.jsonl:1: stance: "},
		{"id's type", "a.jsonl", `{"id": 1, "text": "甲", ` + fine, "a.jsonl:1: id: "},
		{"no id", "a.jsonl", `{"text": "甲", ` + fine, "a.jsonl:1: no id"},
		{"twice", "a.jsonl", `{"id": "1", "text": "甲", ` + fine + "\n" + `{"id": "1", "text": "乙", ` + fine, `a.jsonl:2: the id "1" stands in line 1 already`},
		{"no text", "a.jsonl", `{"id": "1", "text": "\n", ` + fine, "a.jsonl:1: no text"},
		{"key twice", "a.jsonl", `{"id": "1", "id": "2", "text": "甲", ` + fine, "a.jsonl:1: not a JSON object: "},
		{"array", "a.jsonl", `["甲"]`, "a.jsonl:1: not a JSON object: "},
		{"bytes", "a.jsonl", "{\"id\": \"1\", \"text\": \"\xff\", " + fine, "a.jsonl:1: not UTF-8"},
		{"misspelt", "a.jsonl", `{"id": "1", "text": "甲", "refrence": {}, ` + fine, `a.jsonl:1: unknown field "refrence": did you mean "reference"?`},
		{"stranger", "a.jsonl", `{"id": "1", "text": "甲", "reference": {"fans": "explicit"}, ` + fine, "a.jsonl:1: reference: no target is named fans: the lexicon's are xiaomi, kol"},
		{"reference", "a.jsonl", `{"id": "1", "text": "甲", "reference": {"kol": "x"}, ` + fine, `a.jsonl:1: reference: "x" of kol: want explicit, anaphoric or implicit`},
		{"column", "a.tsv", "id\tTexts\tsentiment\n", `a.tsv:1: unknown column "Texts": did you mean "text"?`},
		{"no column", "a.tsv", "id\tsentiment\n", "a.tsv:1: no column text"},
		{"no labels", "a.tsv", "id\ttext\n", "a.tsv:1: no column stance and no column sentiment"},
		{"both", "a.tsv", "target\ttext\tstance\tsentiment\n", "a.tsv:1: both a column stance and a column sentiment: want one of them"},
		{"untargeted", "a.tsv", "text\tstance\n", "a.tsv:1: a column stance but no column target"},
		{"column twice", "a.tsv", "text\ttext\tsentiment\n", `a.tsv:1: two columns are named "text"`},
		{"short row", "a.tsv", "text\tsentiment\n好\n", "a.tsv:2: 1 cells where the header has 2"},
		{"long row", "a.tsv", "text\tsentiment\n好\tPOS\t\n", "a.tsv:2: 3 cells where the header has 2"},
		{"number", "a.tsv", "text\tsentiment\n好\t1\n", `a.tsv:2: "1" is no label of sentiment: want POS, NEG, NEU`},
		{"kind of label", "a.tsv", "text\ttarget\tstance\n好\t甲\tPOS\n", `a.tsv:2: "POS" is no label of stance: want FAVOR, AGAINST, NONE`},
		{"no target", "a.tsv", "text\ttarget\tstance\n好\t\tFAVOR\n", "a.tsv:2: no target"},
		{"blank", "a.tsv", "text\tsentiment\n \tPOS\n", "a.tsv:2: no text"},
		{"row's id", "a.tsv", "id\ttext\tsentiment\n\t好\tPOS\n", "a.tsv:2: no id"},
		{"same id", "a.tsv", "id\ttext\tsentiment\n1\t好\tPOS\n1\t好\tPOS\n", `a.tsv:3: the id "1" stands in line 2 already`},
		{"other text", "a.tsv", "id\ttext\ttarget\tstance\n1\t好\t甲\tFAVOR\n1\t坏\t乙\tFAVOR\n", `a.tsv:3: the id "1" stands in line 2 already`},
		{"header alone", "a.tsv", "text\tsentiment\n", "a.tsv: no labelled text"},
	} {
		set, err := Read(c.file, []byte(c.content), targets())
		if err == nil {
			t.Errorf("%s: read as %+v", c.name, set)
		} else if first, _, _ := strings.Cut(err.Error(), "\n"); !strings.HasPrefix(first, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, first, c.want)
		}
	}
}

func TestReadTellsOfManyFaults(t *testing.T) {
	_, err := Read("a.tsv", []byte("text\tsentiment\n"+strings.Repeat("好\tgut\n", 50)), nil)
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != maxProblems+1 || lines[len(lines)-1] != "a.tsv: and 30 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestHalves(t *testing.T) {
	var all strings.Builder
	all.WriteString("id\ttext\tsentiment\n")
	for i := range 1000 {
		fmt.Fprintf(&all, "%d\t好\tPOS\n", i)
	}
	set := read(t, "a.tsv", all.String())
	learn, measured := set.Half(Learn), set.Half(Measure)
	if n := len(learn.Cases); n < 450 || n > 550 || n+len(measured.Cases) != 1000 || len(set.Half(Whole).Cases) != 1000 {
		t.Errorf("the halves have %d and %d of 1000 cases", n, len(measured.Cases))
	}
	// Others split by the same halves: they must not move.
	var ids []string
	for _, c := range learn.Cases[:6] {
		ids = append(ids, c.ID)
	}
	if got, want := strings.Join(ids, " "), "2 3 8 10 15 18"; got != want {
		t.Errorf("the first to learn from are %s, want %s", got, want)
	}
	halves := map[Half]bool{}
	for _, target := range []string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"} {
		halves[HalfOf(&Case{Text: "好", Target: target})] = true
	}
	if len(halves) != 2 {
		t.Error("without an id the target does not count")
	}
	for _, s := range []string{"", "learn", "measure"} {
		if _, err := ParseHalf(s); err != nil {
			t.Error(err)
		}
	}
	if _, err := ParseHalf("third"); err == nil {
		t.Error("a third is taken for a half")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(".jsonl", `{"id": "1", "text": "甲", "stance": {"xiaomi": "NONE", "kol": "FAVOR"}, "reference": {"kol": "explicit"}}`)
	f.Add(".tsv", "id\ttarget\ttext\tstance\n1\t甲\t好\tFAVOR\n")
	f.Add(".tsv", "text\tsentiment\n好\tPOS\n\n坏\tNEG")
	f.Fuzz(func(t *testing.T, ending, content string) {
		set, err := Read("a"+ending, []byte(content), targets())
		if (set == nil) == (err == nil) {
			t.Fatalf("set %v, error %v", set, err)
		}
		if err != nil {
			return
		}
		ds, texts := set.Decisions()
		if len(ds) < len(set.Cases) || texts < 1 || texts > len(set.Cases) {
			t.Fatalf("%d cases, %d decisions, %d texts", len(set.Cases), len(ds), texts)
		}
		for _, d := range ds {
			if d.Gold != stance.Labels()[d.Gold.Index()] || d.Text < 0 || d.Text >= texts {
				t.Fatalf("decision %+v", d)
			}
		}
		if a, b := len(set.Half(Learn).Cases), len(set.Half(Measure).Cases); a+b != len(set.Cases) {
			t.Fatalf("halves of %d and %d of %d cases", a, b, len(set.Cases))
		}
	})
}
