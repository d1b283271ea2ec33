package pipeline

import (
	"os"
	"strings"
	"testing"

	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/output"
)

func sample(t testing.TB) []Document {
	t.Helper()
	f, err := os.Open("../testdata/xiaomi-kol.pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return documents(t, Pairs, f)
}

func TestAnalyzeSample(t *testing.T) {
	a := analyzer(t)
	docs := sample(t)
	results, err := a.Analyze(docs, AnalyzeOptions{}, new(Scratch))
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]int{}
	for i := range docs {
		row, err := a.Row(&docs[i], &results[i])
		if err != nil {
			t.Fatal(err)
		}
		sources[row.Source]++
		checkRow(t, a, &row)
	}
	for _, want := range []string{"知乎", "凤凰网", "游民星空", "网经社", "快科技", "IT之家"} {
		if sources[want] != 1 {
			t.Errorf("%d rows of %s, want 1", sources[want], want)
		}
	}
	if sources[UnknownSource] != 13 {
		t.Errorf("%d rows of nobody, want 13: %v", sources[UnknownSource], sources)
	}
}

// checkRow holds for every row that is no rejected one.
func checkRow(t *testing.T, a *Analyzer, row *output.Row) {
	t.Helper()
	if len(row.Targets) != len(a.Lexicon().Targets) || row.ID == "" || row.Source == "" {
		t.Errorf("%+v", row)
	}
	fields := map[string][]rune{"title": []rune(row.Title), "text": []rune(row.Text)}
	for _, e := range row.Evidence {
		if got := string(fields[e.Field][e.Start:e.End]); got != e.Term || got == "" {
			t.Errorf("%s[%d:%d] is %q, not the term %q", e.Field, e.Start, e.End, got, e.Term)
		}
		for _, s := range e.Spans {
			if s.Start < 0 || s.Start >= s.End || int(s.End) > len(fields[s.Field]) {
				t.Errorf("%s span %+v of %d", s.Role, s, len(fields[s.Field]))
			}
		}
	}
}

// What a document is judged as must not depend on those beside it, or on what
// its scratch held before.
func TestAnalyzeAloneAndTogether(t *testing.T) {
	a := analyzer(t)
	docs := sample(t)
	docs = append(docs, Document{Status: StatusRejected, Reason: "x"}, Document{Text: strings.Repeat("小米！！", 9000), ID: "long"})
	s := new(Scratch)
	together := rowsOf(t, a, docs, s)
	for i := len(docs) - 1; i >= 0; i-- {
		alone := rowsOf(t, a, docs[i:i+1], s)
		if !sameRow(t, a, &alone[0], &together[i]) {
			t.Errorf("document %d: alone %+v, together %+v", i, alone[0], together[i])
		}
	}
}

func rowsOf(t *testing.T, a *Analyzer, docs []Document, s *Scratch) (rows []output.Row) {
	t.Helper()
	results, err := a.Analyze(docs, AnalyzeOptions{}, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range docs {
		d := docs[i]
		row, err := a.Row(&d, &results[i])
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

func sameRow(t *testing.T, a *Analyzer, x, y *output.Row) bool {
	t.Helper()
	schema, err := a.Schema()
	if err != nil {
		t.Fatal(err)
	}
	fields, err := schema.Fields()
	if err != nil {
		t.Fatal(err)
	}
	xs, err := fields.AppendJSON(nil, x)
	if err != nil {
		t.Fatal(err)
	}
	ys, err := fields.AppendJSON(nil, y)
	if err != nil {
		t.Fatal(err)
	}
	return string(xs) == string(ys)
}

func TestAbout(t *testing.T) {
	a := analyzer(t)
	for _, c := range []struct {
		d     Document
		id    string
		known bool
	}{
		{Document{}, "", true},
		{Document{About: "xiaomi"}, "xiaomi", true},
		{Document{About: "小米"}, "xiaomi", true},
		{Document{About: "某品牌", Target: "某品牌"}, "某品牌", true},
		{Document{About: "某品牌"}, "", false},
	} {
		id, ok := a.aboutOf(&c.d)
		if id != c.id || ok != c.known {
			t.Errorf("%+v: %q %v", c.d, id, ok)
		}
	}
}

func TestStoredSpans(t *testing.T) {
	docs := []Document{{Title: "题目", Text: "正文甲乙"}}
	var off offsets
	off.reset(&docs[0])
	v := &token.View{Runes: []rune("题目\n正文甲乙"), BodyAt: 3}
	for _, c := range []struct {
		start, end int
		want       string
		ok         bool
	}{
		{0, 2, "title 题目", true}, {3, 5, "text 正文", true}, {6, 7, "text 乙", true},
		{0, 3, "title 题目", true},  // with the line break
		{1, 7, "text 正文甲乙", true}, // more of it in the text
		{0, 4, "title 题目", true},
		{2, 3, "", false}, // the line break alone
		{2, 4, "text 正", true},
		{3, 3, "", false}, {5, 8, "", false}, {-1, 2, "", false},
	} {
		f, start, end, ok := stored(v, c.start, c.end, &off)
		if ok != c.ok {
			t.Errorf("[%d, %d): %v", c.start, c.end, ok)
		} else if ok && f.String()+" "+off.slice(f, start, end) != c.want {
			t.Errorf("[%d, %d): %v %q, want %q", c.start, c.end, f, off.slice(f, start, end), c.want)
		}
	}
	// Evidence that points nowhere is a defect that must not pass.
	if _, err := evidence(&stance.Evidence{Start: 5, End: 9}, v, &off); err == nil {
		t.Error("evidence outside of the text passes")
	}
}

func TestOffsets(t *testing.T) {
	text := strings.Repeat("小a😀é米", 100)
	runes := []rune(text)
	var off offsets
	off.reset(&Document{Text: text})
	if off.len(token.Body) != len(runes) || off.len(token.Title) != 0 {
		t.Fatalf("%d and %d code points", off.len(token.Body), off.len(token.Title))
	}
	for start := 0; start < len(runes); start += 7 {
		for _, end := range []int{start + 1, start + 63, start + 65, start + 200, len(runes)} {
			if end > len(runes) {
				continue
			}
			if got := off.slice(token.Body, start, end); got != string(runes[start:end]) {
				t.Fatalf("[%d, %d): %q, want %q", start, end, got, string(runes[start:end]))
			}
		}
	}
}
