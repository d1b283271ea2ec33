package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/output"
)

// update rewrites golden files and the outputs shown in the README.
var update = flag.Bool("update", false, "rewrite the expected outputs")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", path, got, want)
	}
}

// handMade is an explanation as the engine might give it, with every part that
// can be drawn: two fields, an offset map, overlapping marks, both polarities.
func handMade() explanation {
	title, body := "该博主又双叒翻车", "网友：该博主一直贬低老用户，某品牌说绝不容忍任何诋毁老用户的博主。"
	runes := []rune(title + "\n" + body)
	at := len([]rune(title)) + 1
	find := func(field, word string, nth int) (int, int) {
		text, base := title, 0
		if field == "text" {
			text, base = body, at
		}
		from := 0
		for ; nth > 0; nth-- {
			from += strings.Index(text[from:], word) + len(word)
		}
		i := from + strings.Index(text[from:], word)
		start := base + len([]rune(text[:i]))
		return start, start + len([]rune(word))
	}
	span := func(field, word string, nth int, name, detail string) stance.TraceSpan {
		s, e := find(field, word, nth)
		return stance.TraceSpan{Start: s, End: e, Name: name, Detail: detail}
	}
	evidence := func(field, word, target string, polarity int32, weight, confidence float64, rules ...string) output.Evidence {
		s, e := find(field, word, 0)
		if field == "text" {
			s, e = s-at, e-at
		}
		return output.Evidence{Target: target, Holder: "author", Voice: "author", Term: word, Field: field,
			Start: int32(s), End: int32(e), Polarity: polarity, Weight: weight, Confidence: confidence, Rules: rules}
	}
	reported := evidence("text", "贬低", "kol", -1, 0.72, 0.9, "active")
	reported.Holder, reported.Voice = "网友", "reported"
	fs, fe := find("text", "诋毁", 0)
	as, ae := find("text", "博主", 1)
	ps, pe := find("text", "老用户", 1)
	return explanation{
		row: output.Row{
			Title: title, Text: body,
			SentimentScore: -0.48, SentimentLabel: "NEG",
			Targets: []output.Decision{
				{ID: "xiaomi", Label: "NONE", Basis: "absent"},
				{ID: "kol", Label: "AGAINST", Against: 0.98264, Score: -0.98264, Basis: "decided", Mentions: 3},
				{ID: "fans", Label: "FAVOR", Favor: 0.45, Score: 0.45, Basis: "decided", Mentions: 2},
			},
			Own: output.Decision{ID: "某品牌", Label: "NONE", Basis: "neutral", Mentions: 1},
			Evidence: []output.Evidence{
				evidence("title", "翻车", "kol", -1, 0.69, 1, "zero-subject", "title"),
				reported,
				evidence("text", "诋毁", "kol", -1, 0.8, 1, "relative-clause", "nested"),
				evidence("text", "诋毁", "fans", 1, 0.45, 1, "relative-clause", "rejected-harm"),
			},
		},
		view: &token.View{Runes: runes, BodyAt: at},
		trace: &stance.Trace{
			Voices:  []stance.TraceSpan{{Start: 0, End: len(runes), Name: "author"}, {Start: at + 3, End: len(runes), Name: "reported 网友"}},
			Clauses: []stance.TraceSpan{{Start: 0, End: at - 1, Name: "assert", Detail: "x1.1 title"}, {Start: at + 3, End: at + 13, Name: "assert"}},
			Mentions: []stance.TraceSpan{
				span("title", "该博主", 0, "kol", "description 0.90"),
				span("text", "该博主", 0, "kol", "description 0.90"),
				span("text", "老用户", 0, "fans", "description 1.00"),
				span("text", "某品牌", 0, "某品牌", "name 1.00"),
				span("text", "老用户", 1, "fans", "description 1.00"),
			},
			Frames: []stance.TraceFrame{
				{Start: fs, End: fe, Class: "hostile", Roles: []stance.RoleSpan{{Role: "agent", Start: as, End: ae}, {Role: "patient", Start: ps, End: pe}}, Rules: []string{"relative-clause"},
					Attitudes: make([]stance.Evidence, 1)},
				{Start: fs - 4, End: fs - 2, Class: "tolerance", Rules: []string{"negation"}},
			},
		},
		weights: map[string]float64{"favor_threshold": 0.35, "against_threshold": 0.35},
	}
}

func TestExplanation(t *testing.T) {
	for _, c := range []struct {
		file  string
		width int
		color bool
	}{
		{"explain.golden", 80, false},
		{"explain-narrow.golden", 40, false},
		{"explain-color.golden", 80, true},
	} {
		var b strings.Builder
		if err := handMade().print(&b, c.width, palette{on: c.color}); err != nil {
			t.Fatal(err)
		}
		golden(t, c.file, b.String())
	}
}

// Whatever the text, every mark stands exactly below its word.
func TestMarksStandBelowTheirWords(t *testing.T) {
	var tw textWidth
	for _, text := range []string{"该博主abc贬低ＦＵＬＬ用户", "a👍🏽b贬低…“贬低”", "x\t贬低\n\n贬低", strings.Repeat("长", 200) + "贬低"} {
		for _, width := range []int{1, 9, 20, 79, 80, 81} {
			runes := []rune(text)
			var marks []mark
			for i := range runes {
				if strings.HasPrefix(string(runes[i:]), "贬低") {
					marks = append(marks, mark{i, i + 2, '-', "1", ""})
				}
			}
			var b strings.Builder
			if err := drawMarks(&b, text, marks, "  ", width, palette{}); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(b.String(), "\n")
			found := 0
			for i, l := range lines {
				at := strings.Index(l, "贬低")
				if at < 0 {
					continue
				}
				for ; at >= 0; found++ {
					col := tw.string(l[:at])
					if len(lines[i+1]) < col+4 || lines[i+1][col:col+4] != "----" {
						t.Errorf("width %d: %q is marked by %q", width, l, lines[i+1])
					}
					next := strings.Index(l[at+6:], "贬低")
					if next < 0 {
						break
					}
					at += 6 + next
				}
				if found == 0 {
					found++
				}
			}
			if found == 0 {
				t.Errorf("width %d: the word was not drawn whole:\n%s", width, &b)
			}
			for _, l := range lines {
				if n := tw.string(l); n > max(width, 10) {
					t.Errorf("width %d: a line of %d columns: %q", width, n, l)
				}
			}
		}
	}
}

// A text must not be able to write to the terminal that it is shown on.
func TestControlCharactersAreNotShown(t *testing.T) {
	x := handMade()
	x.row.Text = "a\x1b[31mb\u009bc"
	x.row.Evidence = []output.Evidence{{Term: "\x1b]0;title\a", Field: "text", Holder: "\x1b[2J", Polarity: 1, Weight: 1, Confidence: 1}}
	var b strings.Builder
	if err := x.print(&b, 80, palette{}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"\x1b", "\u009b", "\a"} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("%q reached the terminal:\n%q", bad, b.String())
		}
	}
}
