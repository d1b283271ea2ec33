package stance

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// longText makes a text of n runes or a little more without any punctuation:
// names, terms and cues in random order.
func longText(e *Engine, n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for runes := 0; runes < n; {
		var w string
		switch r.IntN(4) {
		case 0:
			w = e.lex.Terms[r.IntN(len(e.lex.Terms))].Text
		case 1:
			w = e.lex.Cues[r.IntN(len(e.lex.Cues))].Text
		default:
			w = writtenWords[r.IntN(len(writtenWords))]
		}
		b.WriteString(w)
		runes += len([]rune(w))
	}
	return b.String()
}

// The time for a rune should be the same whatever the length: compare the
// ns/rune of the three lengths of each kind. A stage that looks at all of the
// text for each of its words doubles them from one length to the next.
func BenchmarkLongText(b *testing.B) {
	e := testEngine(b)
	for _, kind := range []struct {
		name   string
		target string
		text   func(n int) string
	}{
		{"unpunctuated", "", func(n int) string { return longText(e, n) }},
		{"own-target", "某品牌", func(n int) string { return longText(e, n) }},
		{"in-a-title", "", func(n int) string { return "《" + longText(e, n) + "》" }},
		{"said", "", func(n int) string { return strings.Repeat("网友说：“小米很好。”该博主不好。", n/17) }},
		{"no-names", "", func(n int) string { return strings.Repeat("很垃圾的手机，不好用。", n/11) }},
	} {
		for _, n := range []int{250_000, 500_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/runes=%d", kind.name, n), func(b *testing.B) {
				v := testView(kind.text(n), false)
				tokens := naiveTokens(v, false)
				b.ResetTimer()
				for range b.N {
					e.Judge(v, tokens, Options{Target: kind.target})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(v.Runes)), "ns/rune")
			})
		}
	}
}
