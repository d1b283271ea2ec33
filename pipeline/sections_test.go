package pipeline

import (
	"strings"
	"testing"

	"lichang/lexicon/token"
)

// A book on one line is judged to its end, in sections whose evidence points
// where it stands in the whole.
func TestSections(t *testing.T) {
	a := analyzer(t)
	filler := strings.Repeat("一二三四五六七。", sectionRunes/8-4)
	text := "雷军的产品很好。" + filler + "小米汽车很糟糕，令人失望。" + filler + "小米手机很好用！！" + filler
	docs := []Document{{Text: text, Status: StatusOK}, {Title: "题目", Text: text, Status: StatusOK}}
	for _, opt := range []AnalyzeOptions{{}, {Trace: true}} {
		results, err := a.Analyze(docs, opt, new(Scratch))
		if err != nil {
			t.Fatal(err)
		}
		for i := range docs {
			row, err := a.Row(&docs[i], &results[i])
			if err != nil {
				t.Fatal(err)
			}
			last := int32(0)
			for _, e := range row.Evidence {
				field := map[string]string{"title": row.Title, "text": row.Text}[e.Field]
				if got := string([]rune(field)[e.Start:e.End]); got != e.Term {
					t.Errorf("%s[%d:%d] is %q, not %q", e.Field, e.Start, e.End, got, e.Term)
				}
				last = max(last, e.Start)
			}
			if int(last) < 2*sectionRunes-100 {
				t.Errorf("the last evidence stands at %d of %d", last, len([]rune(text)))
			}
			if row.Targets[0].Mentions < 2 {
				t.Errorf("%+v", row.Targets[0])
			}
			if trace := results[i].Judgement.Trace; opt.Trace {
				if n := len(trace.Clauses); trace.Clauses[n-1].End < 2*sectionRunes-100 {
					t.Errorf("the last clause ends at %d", trace.Clauses[n-1].End)
				}
			}
		}
	}
}

func TestSectionEnds(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"all fits":     {strings.Repeat("字", sectionRunes), sectionRunes},
		"line break":   {strings.Repeat("字", 5) + "\n" + strings.Repeat("字", 9) + "。" + strings.Repeat("字", sectionRunes), 6},
		"sentence":     {strings.Repeat("字", 5) + "。" + strings.Repeat("字", 9) + "，" + strings.Repeat("字", sectionRunes), 6},
		"last of them": {strings.Repeat("字。", sectionRunes), sectionRunes},
		"comma":        {strings.Repeat("字", 5) + "，" + strings.Repeat("字", sectionRunes), 6},
		"none":         {strings.Repeat("字", 2*sectionRunes), sectionRunes},
	} {
		v := &token.View{Runes: []rune(c.text)}
		var tokens []token.Token
		for i := range v.Runes {
			tokens = append(tokens, token.Token{Start: int32(i), End: int32(i) + 1})
		}
		if got := sectionEnd(v, tokens); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	v := &token.View{Runes: make([]rune, 2*sectionRunes)}
	if got := sectionEnd(v, []token.Token{{Start: 0, End: 2 * sectionRunes}}); got != 1 {
		t.Errorf("a token longer than a section: %d", got)
	}
}

func TestSectionOfView(t *testing.T) {
	v := &token.View{Runes: []rune("题目\n正文甲"), BodyAt: 3, From: []int32{0, 1, 2, 0, 1, 2}, To: []int32{1, 2, 3, 1, 2, 3}}
	for _, c := range []struct {
		start, end int
		text       string
		bodyAt     int
	}{{0, 4, "题目\n正", 3}, {0, 2, "题目", 2}, {1, 6, "目\n正文甲", 2}, {3, 6, "正文甲", 0}, {4, 6, "文甲", 0}} {
		s := section(v, c.start, c.end)
		if string(s.Runes) != c.text || s.BodyAt != c.bodyAt || len(s.From) != c.end-c.start || s.From[0] != v.From[c.start] {
			t.Errorf("[%d, %d): %q with the body at %d", c.start, c.end, string(s.Runes), s.BodyAt)
		}
	}
}

// The rules see a long field in chunks: the map must not show where they meet.
func TestLongFieldIsNormalisedInChunks(t *testing.T) {
	n := normaliser(t)
	text := strings.Repeat("ＳＵ７很好！！！看https://a.cn/b 這個。", 3*chunkRunes/28)
	v := n.View("題", text, outletCut{}, new(ViewScratch))
	checkMap(t, "題", text, v)
	one := n.View("", "ＳＵ７很好！！！看https://a.cn/b 這個。", outletCut{}, new(ViewScratch))
	if want := "题\n" + strings.Repeat(string(one.Runes), 3*chunkRunes/28); string(v.Runes) != want {
		t.Error("the chunks differ from the whole")
	}
	solid := strings.Repeat("ａ", chunkRunes+10)
	checkMap(t, "", solid, n.View("", solid, outletCut{}, new(ViewScratch)))
	cut := outletCut{textStart: 3 * (chunkRunes - 5), textEnd: 3 * (chunkRunes + 5)}
	v = n.View("", solid, cut, new(ViewScratch))
	checkMap(t, "", solid, v)
	for i := range v.Runes {
		if v.From[i] >= chunkRunes-5 && v.From[i] < chunkRunes+5 {
			t.Fatalf("rune %d comes from what is cut", i)
		}
	}
}
