package suggest

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

// small is a lexicon of few words.
func small() *lexicon.Lexicon {
	merit := &lexicon.Class{Name: "merit", Polarity: 1}
	fault := &lexicon.Class{Name: "fault", Polarity: -1}
	return &lexicon.Lexicon{
		Targets: []lexicon.Target{{ID: "a", Names: []string{"甲牌"}}, {ID: "b", Names: []string{"乙牌"}}},
		Terms: []*lexicon.Term{
			{Text: "好用", Class: merit, Strength: 1},
			{Text: "难用", Class: fault, Strength: 1},
			{Text: "不好惹", Class: fault, Strength: 1},
		},
		Cues: []lexicon.Cue{
			{Kind: lexicon.CueNegator, Text: "不", Value: -1},
			{Kind: lexicon.CueIntensifier, Text: "很", Value: 1.5},
			{Kind: lexicon.CueConjunction, Text: "又"},
			{Kind: lexicon.CueContrast, Text: "但"},
		},
	}
}

// cut makes a text of words parted by spaces; word/tag has a tag, any other is
// not in the segmenter's dictionary. A comma ends a clause.
func cut(line string, side int) Text {
	t := Text{View: &token.View{}, Side: side, File: "a.txt", Row: 1}
	for _, w := range strings.Fields(line) {
		text, tag, _ := strings.Cut(w, "/")
		tok := token.Token{Start: int32(len(t.View.Runes))}
		copy(tok.Tag[:], tag)
		t.View.Runes = append(t.View.Runes, []rune(text)...)
		tok.End = int32(len(t.View.Runes))
		t.Tokens = append(t.Tokens, tok)
	}
	return t
}

func cutAll(lines ...string) []Text {
	var texts []Text
	for i, l := range lines {
		t := cut(l, 0)
		t.Row = int64(i + 1)
		texts = append(texts, t)
	}
	return texts
}

// survey reads parts of texts twice.
func survey(t *testing.T, opt Options, refused []string, about string, parts ...[]Text) *Survey {
	t.Helper()
	w, err := NewWords(small(), refused, about)
	if err != nil {
		t.Fatal(err)
	}
	c := NewCensus()
	for _, p := range parts {
		c.Add(w.Count(p))
	}
	v := NewSurvey(w, c, opt)
	for _, p := range parts {
		v.Add(v.Look(p))
	}
	return v
}

func (v *Survey) of(t *testing.T, text string) *found {
	t.Helper()
	for _, f := range v.found {
		if f != nil && f.text == text {
			return f
		}
	}
	t.Fatalf("%s is no candidate", text)
	return nil
}

func TestSides(t *testing.T) {
	for _, test := range []struct {
		line                     string
		good, bad, with, against int64
	}{
		{"系统/n 流畅/a", 0, 0, 0, 0},
		{"系统/n 流畅/a 好用/a", 1, 0, 0, 0},
		{"系统/n 流畅/a 不/d 好用/a", 0, 1, 0, 0},
		{"难用/a 系统/n 不/d 流畅/a", 1, 0, 0, 0},
		{"系统/n 流畅/a 。/x 难用/a", 0, 0, 0, 0},
		{"系统/n 流畅/a ，/x 难用/a", 0, 1, 0, 0},
		{"流畅/a 又/d 很/d 好用/a", 1, 0, 1, 0},
		{"难用/a 又/d 不/d 流畅/a", 1, 0, 1, 0},
		{"好用/a 很/d 流畅/a", 1, 0, 0, 0},
		{"流畅/a ，/x 但/c 难用/a", 0, 0, 1, 0},
		{"好用/a 但/c 流畅/a", 0, 0, 0, 1},
		{"好用/a ，/x 但/c 流畅/a 难用/a", 0, 1, 0, 0},
		// What the lexicon has as one is not taken apart.
		{"流畅/a 不/d 好惹/a", 0, 1, 0, 0},
	} {
		v := survey(t, Options{Least: 1, Top: 9}, nil, "", cutAll(test.line))
		f := v.of(t, "流畅")
		if got := [4]int64{f.good, f.bad, f.with, f.against}; got != [4]int64{test.good, test.bad, test.with, test.against} {
			t.Errorf("%s: good, bad, with, against %v, want %v", test.line, got, test)
		}
	}
}

func TestCandidates(t *testing.T) {
	v := survey(t, Options{Least: 2, Top: 9}, []string{"省心"}, "",
		cutAll("甲牌 好用/a 流畅/a 省心/a 张三/nr 12/m 一次/m app/eng", "乙牌 流畅/a 省心/a 难用/a 张三/nr 一次/m app/eng 罕见/a"))
	var got []string
	for _, f := range v.found {
		if f != nil {
			got = append(got, f.text)
		}
	}
	// Known: names, terms, what was refused. No words that judge: names of
	// people, numbers. Too rare: 罕见.
	if want := []string{"流畅", "app"}; !reflect.DeepEqual(sorted(got), sorted(want)) {
		t.Errorf("candidates %q, want %q", got, want)
	}
	about := survey(t, Options{Least: 1, Top: 9}, nil, "b", cutAll("甲牌 流畅/a", "乙牌 罕见/a"))
	if about.total.texts != 1 || about.of(t, "罕见").n != 1 {
		t.Errorf("%d texts name the target, want 1", about.total.texts)
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

// Words that the segmenter cuts to pieces: 控评 stands in many surroundings;
// 佳丽 always before the same, and so is a part of something longer.
func TestNewWords(t *testing.T) {
	var lines []string
	beside := strings.Fields("甲 乙 丙 丁 戊 己 庚 辛")
	for i := range 40 {
		a, b := beside[i%8], beside[(i*3+1)%8]
		lines = append(lines, fmt.Sprintf("门%s/n 控/v 评/v %s家/n 难用/a", a, b))
		lines = append(lines, fmt.Sprintf("佳/a 丽/a 评/v %s家/n 好用/a", b))
		lines = append(lines, strings.Repeat("大家/n 说话/v ", 40))
	}
	v := survey(t, Options{Least: 10, Top: 9}, nil, "", cutAll(lines...))
	s := v.Suggest()
	var got []string
	for _, x := range s.Found {
		if x.Kind == KindNew {
			got = append(got, x.Term)
			if x.Cohesion < minCohesion || x.Freedom < minFreedom || x.Count != 40 || (x.Class == "fault") != (x.Term == "控评") {
				t.Errorf("%s: cohesion %.1f, freedom %.1f, %d times, class %s", x.Term, x.Cohesion, x.Freedom, x.Count, x.Class)
			}
		}
	}
	if !slices.Contains(got, "控评") || slices.Contains(got, "佳丽") {
		t.Errorf("new words %q, want 控评, and not what always stands before the same", got)
	}
}

// The odds of the paper's formula, worked out by hand for two words.
func TestLabelledScore(t *testing.T) {
	var texts []Text
	for range 30 {
		texts = append(texts, cut("流畅/a 手机/n", 1), cut("卡死/v 手机/n", -1))
	}
	v := survey(t, Options{Labelled: true, Least: 3, Top: 9}, nil, "", texts)
	orientation, score := v.score(v.of(t, "流畅"))
	prior := 30 * 30.0 / 120
	want := math.Log((30+prior)/(60+30-30-prior)) - math.Log(prior/(60+30-prior))
	if math.Abs(orientation-want/math.Ln2) > 1e-9 {
		t.Errorf("orientation %g, want %g", orientation, want/math.Ln2)
	}
	if deviation := math.Sqrt(1/(30+prior) + 1/prior); math.Abs(score-want/deviation) > 1e-9 {
		t.Errorf("score %g, want %g", score, want/deviation)
	}
	if _, neutral := v.score(v.of(t, "手机")); neutral != 0 {
		t.Errorf("what both sides have equally scores %g", neutral)
	}
}

func TestUnlabelledScore(t *testing.T) {
	v := survey(t, Options{Least: 1, Top: 9}, nil, "", cutAll(slices.Repeat([]string{"流畅/a 好用/a", "手机/n 难用/a", "手机/n 好用/a"}, 20)...))
	orientation, score := v.score(v.of(t, "流畅"))
	want := math.Log2(20.5 * 21 / (0.5 * 41))
	if math.Abs(orientation-want) > 1e-9 || math.Abs(score-want*math.Ln2/math.Sqrt(1/20.5+1/0.5)) > 1e-9 {
		t.Errorf("orientation %g, score %g, want an orientation of %g", orientation, score, want)
	}
}

// What is graded and an adjective, as the lexicon's words are, comes before a
// noun that stands on its side as surely.
func TestRankedByKin(t *testing.T) {
	lines := slices.Repeat([]string{"很/d 好用/a 很/d 流畅/a 跑分/n", "很/d 难用/a 很/d 卡顿/a 客服/n"}, 30)
	found := survey(t, Options{Least: 5, Top: 9}, nil, "", cutAll(lines...)).Suggest().Found
	var got []string
	for _, x := range found {
		got = append(got, x.Term+" "+x.Class)
	}
	if want := []string{"流畅 merit", "卡顿 fault", "跑分 merit", "客服 fault"}; len(got) != 4 || !reflect.DeepEqual(sorted(got[:2]), sorted(want[:2])) || !reflect.DeepEqual(sorted(got[2:]), sorted(want[2:])) {
		t.Errorf("suggested %q, want the adjectives %q and then %q", got, want[:2], want[2:])
	}
}

func TestContexts(t *testing.T) {
	v := survey(t, Options{Least: 1, Top: 9}, nil, "", cutAll("系统/n 流畅/a 流畅/a", "系统/n 流畅/a 流畅/a", "很/d 流畅/a", "太/d 流畅/a", "真/d 流畅/a"))
	f := v.of(t, "流畅")
	var got []string
	for _, c := range f.contexts {
		got = append(got, fmt.Sprintf("%s[%s]%s %d", c.Before, c.Word, c.After, c.Row))
	}
	if want := []string{"系统[流畅]流畅 1", "很[流畅] 3", "太[流畅] 4"}; !reflect.DeepEqual(got, want) {
		t.Errorf("contexts %q, want %q: no copies, one a text, three at most", got, want)
	}
	if f.n != 7 || f.texts != 5 {
		t.Errorf("%d times in %d texts, want 7 in 5", f.n, f.texts)
	}
}

// The bound of the method: no count is too large, and none too small by more
// than the number of buckets.
func TestCensusForgetsOnlyTheRare(t *testing.T) {
	c := NewCensus()
	c.width = 50
	truth := map[uint64]uint32{}
	next := uint64(1)
	for part := range 200 {
		words := map[uint64]counted{}
		for i := range uint64(20) {
			next = next*6364136223846793005 + 1442695040888963407
			key := next >> 60 // few, often
			if i%2 == 0 {
				key = next >> 40 // many, seldom
			}
			words[key] = counted{words[key].n + 1, single}
		}
		for key, x := range words {
			truth[key] += x.n
		}
		c.Add(&Counts{words: words, units: 20})
		if limit := 50 * (part/2 + 2); len(c.words) > limit {
			t.Fatalf("part %d: %d words are held", part, len(c.words))
		}
	}
	if c.bucket == 0 || len(c.words) == len(truth) {
		t.Fatal("nothing was forgotten: the test shows nothing")
	}
	for key, n := range truth {
		e := c.words[key]
		if e.n > n || n-e.n > c.bucket || e.n > 0 && e.n+e.missed < n {
			t.Errorf("%d stands %d times: counted %d, missed at most %d, in %d buckets", key, n, e.n, e.missed, c.bucket)
		}
	}
	for _, key := range c.candidates(int(c.bucket) + 2) {
		if truth[key] < 2 {
			t.Errorf("%d is a candidate and stands %d times", key, truth[key])
		}
	}
}

// What several parts say is what one part of the same texts says.
func TestPartsAddUp(t *testing.T) {
	texts := cutAll(slices.Repeat([]string{"流畅/a 又/d 好用/a", "甲/n 控/v 评/v 难用/a", "乙/n 控/v 评/v ，/x 但/c 流畅/a"}, 8)...)
	opt := Options{Least: 2, Top: 9}
	whole := survey(t, opt, nil, "", texts).Suggest()
	parts := survey(t, opt, nil, "", texts[:5], texts[5:6], texts[6:]).Suggest()
	if !reflect.DeepEqual(whole, parts) {
		t.Errorf("in parts %+v, in one %+v", parts, whole)
	}
	if len(whole.Found) == 0 {
		t.Error("nothing was found: the test shows nothing")
	}
}

func TestLine(t *testing.T) {
	x := Suggestion{Term: "流畅", Tag: "a", Score: 4.21, Orientation: 2.5, Count: 12}
	x.propose()
	if got, want := x.Line(), "流畅\t\tmerit\t0.6\t\t\t\t\tsuggested: 12 times, +2.5 bits, +4.2 deviations"; got != want {
		t.Errorf("line %q, want %q", got, want)
	}
	if n := strings.Count(x.Line(), "\t") + 1; n != len(Columns()) {
		t.Errorf("%d cells for %d columns", n, len(Columns()))
	}
}
