package stance

import (
	"strings"
	"testing"
)

// Any text at all is judged without panic, with scores in range and spans that
// lie inside their field.
func FuzzJudge(f *testing.F) {
	for _, text := range []string{
		"",
		"小米",
		"该博主诋毁车主。",
		"绝不容忍诋毁车主的博主\n网友称：“小米很良心”，但是该博主否认。",
		"“", "“”", "“小米", "《小米", "《》《", "「『“‘\"",
		"：：：", "小米：", "\n", "\n\n小米\n", "小米\n",
		"如何看待小米不是因为垃圾而是因为该博主？？！",
		"不不不不不不支持小米",
		"\x00\xff\xfe小米\xe5", "小\u200b米", "👍🏽小米👨‍👩‍👧", "XIAOMI ＳＵ７",
		strings.Repeat("被", 200), strings.Repeat("小米的", 200), strings.Repeat("支持抵制", 100), strings.Repeat("“小米表示", 100),
		strings.Repeat("桌子", 58) + "小米绝对不能容忍博主", strings.Repeat("桌", 119) + "不能容忍小米",
	} {
		f.Add(text, true, false, "", "")
		f.Add(text, false, true, "某品牌", "某品牌")
		f.Add(text, true, true, "", "xiaomi")
	}
	e := testEngine(f)
	f.Fuzz(func(t *testing.T, text string, titled, words bool, target, about string) {
		v := testView(text, titled)
		opt := Options{Target: target, About: about, Trace: true}
		j := e.Judge(v, naiveTokens(v, words), opt)
		if problem := unsound(e.lex, v, opt, &j); problem != "" {
			t.Fatalf("%q: %s", text, problem)
		}
		for _, spans := range [][]TraceSpan{j.Trace.Voices, j.Trace.Clauses, j.Trace.Mentions} {
			for _, s := range spans {
				if s.Start < 0 || s.Start > s.End || s.End > len(v.Runes) {
					t.Fatalf("%q: trace %+v of %d runes", text, s, len(v.Runes))
				}
			}
		}
	})
}
