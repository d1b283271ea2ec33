package stance

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

// sharedEngine loads once a test binary.
var sharedEngine = sync.OnceValues(func() (*Engine, error) {
	lex, err := lexicon.Embedded("xiaomi-kol")
	if err != nil {
		return nil, err
	}
	return New(lex)
})

func testEngine(t testing.TB) *Engine {
	t.Helper()
	e, err := sharedEngine()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// writtenWords are the words that made-up texts consist of, beside terms and
// cues of the lexicon: who is spoken of, and what says nothing.
var writtenWords = strings.Fields(`小米 小米汽车 该博主 米黑 博主 大V 米粉 车主 用户 米粉朋友 他 其 此人 该公司 他们
 网友 友商 特斯拉 华为 某品牌 小米粥 公关部 官方 我们 你 合作 签约 投放 诋毁 辱骂 抵制 支持 保护 背叛 良心 垃圾 流畅 卡顿
 不 没有 很 有点 被 把 对 与 比 的 了 是 和 但是 虽然 如果 难道 吗 否认 停止 不能容忍 表示 称 如何看待 呵呵 手机 今天 桌子 三点 A b 7 👍`)

// punctuation ends clauses, opens quotations and titles, or stands between words.
var punctuation = strings.Split("，|。|？|！|：|；|、|“|”|《|》|「|」|\"| |\n|…|（|）|~|:|.|,", "|")

// writtenText draws a text of words, punctuation, and terms and cues of a lexicon.
func writtenText(lex *lexicon.Lexicon, longest int) *rapid.Generator[string] {
	word := rapid.OneOf(
		rapid.SampledFrom(writtenWords),
		rapid.SampledFrom(writtenWords),
		rapid.SampledFrom(punctuation),
		rapid.Map(rapid.IntRange(0, len(lex.Terms)-1), func(i int) string { return lex.Terms[i].Text }),
		rapid.Map(rapid.IntRange(0, len(lex.Cues)-1), func(i int) string { return lex.Cues[i].Text }),
		rapid.StringN(0, 3, 12),
	)
	return rapid.Map(rapid.SliceOfN(word, 0, longest), func(words []string) string { return strings.Join(words, "") })
}

// testView makes a view whose first line, if it wants a title, is the title.
func testView(text string, titled bool) *token.View {
	v := &token.View{Runes: []rune(text)}
	if i := slices.Index(v.Runes, '\n'); titled && i >= 0 {
		v.BodyAt = i + 1
	}
	return v
}

// naiveTokens cuts a view into single runes, or greedily into the longest
// written words. Words are said to be nouns or verbs by their length, so that
// both stand beside each other.
func naiveTokens(v *token.View, words bool) []token.Token {
	const longest = 4 // of writtenWords, in runes
	var list []token.Token
	for i := 0; i < len(v.Runes); {
		n, tag := 1, [2]byte{}
		if words {
			for k := min(longest, len(v.Runes)-i); k > 1; k-- {
				if slices.Contains(writtenWords, string(v.Runes[i:i+k])) {
					n, tag = k, [2]byte{"nv"[k%2]}
					break
				}
			}
		}
		list = append(list, token.Token{Start: int32(i), End: int32(i + n), Tag: tag})
		i += n
	}
	return list
}

// drawn is a made-up document.
type drawn struct {
	view   *token.View
	tokens []token.Token
	opt    Options
}

func draw(t *rapid.T, lex *lexicon.Lexicon) drawn {
	v := testView(writtenText(lex, 40).Draw(t, "text"), rapid.Bool().Draw(t, "titled"))
	d := drawn{view: v, tokens: naiveTokens(v, rapid.Bool().Draw(t, "words"))}
	d.opt.Target = rapid.SampledFrom([]string{"", "", "某品牌"}).Draw(t, "target")
	d.opt.About = rapid.SampledFrom([]string{"", "", "xiaomi", "kol", d.opt.Target}).Draw(t, "about")
	return d
}

func TestJudgementFollowsFromEvidence(t *testing.T) {
	e := testEngine(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, e.lex)
		j := e.Judge(d.view, d.tokens, d.opt)
		if problem := unsound(e.lex, d.view, d.opt, &j); problem != "" {
			t.Fatalf("%q: %s", string(d.view.Runes), problem)
		}
	})
}

// Text without punctuation is cut by length alone, where any word may stand.
func TestUnpunctuatedTextIsCutBetweenWords(t *testing.T) {
	e := testEngine(t)
	rapid.Check(t, func(t *rapid.T) {
		lead := strings.Repeat("桌子", rapid.IntRange(maxClause/2-8, maxClause/2).Draw(t, "lead"))
		words := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom(writtenWords),
			rapid.Map(rapid.IntRange(0, len(e.lex.Terms)-1), func(i int) string { return e.lex.Terms[i].Text }),
		), 1, 200).Draw(t, "words")
		v := testView(lead+strings.Join(words, ""), false)
		j := e.Judge(v, naiveTokens(v, rapid.Bool().Draw(t, "greedy")), Options{Trace: true, Without: AfterGrammar()})
		if problem := unsound(e.lex, v, Options{}, &j); problem != "" {
			t.Fatalf("%q: %s", string(v.Runes), problem)
		}
		for _, x := range j.Evidence {
			whole := func(c TraceSpan) bool { return c.Start <= x.Start && x.End <= c.End }
			if !slices.ContainsFunc(j.Trace.Clauses, whole) {
				t.Fatalf("%q: a clause ends inside %s [%d:%d]", string(v.Runes), string(v.Runes[x.Start:x.End]), x.Start, x.End)
			}
		}
	})
}

// unsound says what is wrong with a judgement, "" if nothing is. It computes
// the numbers anew, from the evidence and the lexicon's weights alone.
func unsound(lex *lexicon.Lexicon, v *token.View, opt Options, j *Judgement) string {
	ids := []string{}
	for _, t := range lex.Targets {
		ids = append(ids, t.ID)
	}
	if opt.Target != "" {
		ids = append(ids, opt.Target)
	}
	if len(j.Targets) != len(ids) {
		return fmt.Sprintf("%d targets are judged, want %v", len(j.Targets), ids)
	}
	for i := range j.Evidence {
		if problem := unsoundEvidence(v, ids, &j.Evidence[i]); problem != "" {
			return fmt.Sprintf("evidence %+v: %s", j.Evidence[i], problem)
		}
	}
	for i, id := range ids {
		if problem := unsoundDecision(lex, id, &j.Targets[i], j.Evidence); problem != "" {
			return fmt.Sprintf("%+v: %s", j.Targets[i], problem)
		}
	}
	return unsoundSentiment(lex, j)
}

func unsoundEvidence(v *token.View, ids []string, e *Evidence) string {
	inside := func(start, end int) bool {
		return 0 <= start && start < end && end <= len(v.Runes) && v.FieldAt(start) == v.FieldAt(end-1)
	}
	switch {
	case e.Target != "" && !slices.Contains(ids, e.Target):
		return "toward nobody who is judged"
	case !inside(e.Start, e.End):
		return "the term is not inside one field"
	case e.Polarity != 1 && e.Polarity != -1:
		return "polarity"
	case !(e.Weight > 0 && e.Weight <= 1) || e.Weight != math.Round(e.Weight*1e4)/1e4:
		return "weight"
	case !(e.Confidence > 0 && e.Confidence <= 1):
		return "confidence"
	case e.Holder == "" || !slices.Contains([]string{"author", "quoted", "reported"}, e.Voice):
		return "nobody's voice"
	case slices.Contains(e.Rules, ""):
		return "a rule without a name"
	}
	for _, s := range e.Spans {
		if s.Role == "" || !inside(s.Start, s.End) {
			return fmt.Sprintf("span %+v", s)
		}
	}
	return ""
}

func unsoundDecision(lex *lexicon.Lexicon, id string, t *TargetJudgement, evidence []Evidence) string {
	left := map[int]float64{1: 1, -1: 1} // what each side leaves of certainty
	found := false
	for _, e := range evidence {
		if e.Target == id {
			left[e.Polarity] *= 1 - e.Weight
			found = true
		}
	}
	favor, against := 1-left[1], 1-left[-1]
	const close = 2e-6 // scores keep six decimals
	near := func(a, b float64) bool { return math.Abs(a-b) <= close }
	if t.ID != id || !near(t.Favor, favor) || !near(t.Against, against) || !near(t.Score, favor-against) {
		return fmt.Sprintf("want favor %f, against %f", favor, against)
	}
	if t.Favor < 0 || t.Favor > 1 || t.Against < 0 || t.Against > 1 || t.Score < -1 || t.Score > 1 || t.Mentions < 0 {
		return "out of range"
	}
	label := None
	if t.Score >= lex.Weights["favor_threshold"] {
		label = Favor
	} else if t.Score <= -lex.Weights["against_threshold"] {
		label = Against
	}
	switch {
	case t.Label != label:
		return "want " + string(label)
	case (t.Basis == Decided) != (label != None):
		return "the basis is not that of the label"
	case t.Basis == Absent && (found || t.Mentions > 0), t.Basis == Neutral && !found && t.Mentions == 0:
		return "the basis is not that of the mentions"
	case t.Basis == Mixed && (t.Favor == 0 || t.Against == 0):
		return "mixed of one"
	}
	return ""
}

func unsoundSentiment(lex *lexicon.Lexicon, j *Judgement) string {
	type place struct{ start, end int }
	strongest := map[place]Evidence{}
	for _, e := range j.Evidence {
		if at := (place{e.Start, e.End}); e.Weight > strongest[at].Weight {
			strongest[at] = e
		}
	}
	sum := map[int]float64{}
	for _, e := range strongest {
		sum[e.Polarity] += e.Weight
	}
	score := (sum[1] - sum[-1]) / (sum[1] + sum[-1] + 1)
	for _, e := range j.Evidence {
		if e.Target == "" && slices.Equal(e.Rules, []string{ruleBearings}) {
			score = float64(e.Polarity) * e.Weight // what bearings say of the whole text
		}
	}
	if math.Abs(j.SentimentScore-score) > 2e-6 || j.SentimentScore < -1 || j.SentimentScore > 1 {
		return fmt.Sprintf("sentiment is %f, want %f", j.SentimentScore, score)
	}
	label := Neuter
	if w := lex.Weights["sentiment_threshold"]; j.SentimentScore >= w {
		label = Positive
	} else if j.SentimentScore <= -w {
		label = Negative
	}
	if j.SentimentLabel != label {
		return fmt.Sprintf("sentiment is %s, want %s", j.SentimentLabel, label)
	}
	return ""
}

// What an engine judged before must leave no trace in what it judges now.
func TestJudgingTwiceIsJudgingOnce(t *testing.T) {
	e := testEngine(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, e.lex), draw(t, e.lex)
		a.opt.Trace = rapid.Bool().Draw(t, "trace")
		first := e.Judge(a.view, a.tokens, a.opt)
		e.Judge(b.view, b.tokens, b.opt)
		if again := e.Judge(a.view, a.tokens, a.opt); !reflect.DeepEqual(first, again) {
			t.Fatalf("%q: first %+v, after %q %+v", string(a.view.Runes), first, string(b.view.Runes), again)
		}
	})
}

// A trace is for people: asking for it must not change what is decided.
func TestTraceChangesNothing(t *testing.T) {
	e := testEngine(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, e.lex)
		plain := e.Judge(d.view, d.tokens, d.opt)
		d.opt.Trace = true
		traced := e.Judge(d.view, d.tokens, d.opt)
		if traced.Trace == nil {
			t.Fatal("no trace")
		}
		traced.Trace = nil
		if !reflect.DeepEqual(plain, traced) {
			t.Fatalf("%q: %+v, traced %+v", string(d.view.Runes), plain, traced)
		}
	})
}

func TestEngineIsShared(t *testing.T) {
	e := testEngine(t)
	text := rapid.SliceOfN(writtenText(e.lex, 40), 64, 64).Example(1)
	alone := make([]Judgement, len(text))
	views := make([]*token.View, len(text))
	for i := range text {
		views[i] = testView(text[i], i%2 == 0)
		alone[i] = e.Judge(views[i], naiveTokens(views[i], true), Options{Trace: true})
	}
	if !slices.ContainsFunc(alone, func(j Judgement) bool { return len(j.Evidence) > 0 }) {
		t.Fatal("the texts say nothing")
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for k := range text {
				i := (k + 8*g) % len(text)
				if j := e.Judge(views[i], naiveTokens(views[i], true), Options{Trace: true}); !reflect.DeepEqual(j, alone[i]) {
					t.Errorf("%q: together %+v, alone %+v", text[i], j, alone[i])
				}
			}
		})
	}
	wg.Wait()
}

// A sentence about nothing, behind a text, changes what its last sentence
// weighs and nothing else: the same words count for the same targets, and no
// label turns into its opposite.
func TestNeutralSentenceBehind(t *testing.T) {
	const neutral = "今天三点桌子。"
	e := testEngine(t)
	if v := testView(neutral, false); len(e.Judge(v, naiveTokens(v, true), Options{Without: AfterGrammar()}).Evidence) > 0 {
		t.Fatalf("%s says something", neutral)
	}
	ending := e.lex.Weights["ending"]
	rapid.Check(t, func(t *rapid.T) {
		// An open quotation would swallow the sentence behind it.
		text := strings.NewReplacer("“", "", "「", "", "\"", "", "‘", "", "『", "", "《", "").Replace(writtenText(e.lex, 25).Draw(t, "text")) + "。"
		if len([]rune(text)) > maxClause {
			t.Skip("cut by length")
		}
		v, longer := testView(text, false), testView(text+neutral, false)
		j := e.Judge(v, naiveTokens(v, true), Options{Without: AfterGrammar()})
		k := e.Judge(longer, naiveTokens(longer, true), Options{Without: AfterGrammar()})
		if len(j.Evidence) != len(k.Evidence) {
			t.Fatalf("%q: %d pieces of evidence, %d with a neutral sentence behind", text, len(j.Evidence), len(k.Evidence))
		}
		for i := range j.Evidence {
			a, b := j.Evidence[i], k.Evidence[i]
			if a.Target != b.Target || a.Start != b.Start || a.End != b.End || a.Polarity != b.Polarity {
				t.Fatalf("%q: evidence %+v becomes %+v", text, a, b)
			}
			// Two decimals are enough: weights are rounded and capped.
			if f := b.Weight / a.Weight; f > ending*1.01 && a.Weight > 0.01 || f < 1/ending*0.99 && b.Weight > 0.01 {
				t.Fatalf("%q: weight of %+v becomes %f", text, a, b.Weight)
			}
		}
		for i := range j.Targets {
			if a, b := j.Targets[i].Label, k.Targets[i].Label; a != b && a != None && b != None {
				t.Fatalf("%q: %s turns from %s to %s", text, j.Targets[i].ID, a, b)
			}
		}
	})
}
