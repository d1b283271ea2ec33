package baseline

import (
	"fmt"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

func small() *lexicon.Lexicon {
	good := &lexicon.Class{Name: "merit", Polarity: 1}
	bad := &lexicon.Class{Name: "fault", Polarity: -1}
	open := &lexicon.Class{Name: "relation"}
	return &lexicon.Lexicon{
		Targets: []lexicon.Target{
			{ID: "a", Names: []string{"甲牌"}, Parts: []lexicon.Part{{Names: []string{"SU7"}}}, Pronouns: []string{"它"}},
			{ID: "b", Nouns: []string{"博主"}},
		},
		Terms: []*lexicon.Term{
			{Text: "好", Class: good, Strength: 0.5},
			{Text: "不好惹", Class: bad, Strength: 1},
			{Text: "差", Class: bad, Strength: 1},
			{Text: "闹翻", Class: open, Strength: 0.5, Effects: []lexicon.Effect{{From: lexicon.Author, To: lexicon.Agent, Value: -0.5}}},
			{Text: "见面", Class: open, Strength: 1},
			// Two senses that pull apart say nothing.
			{Text: "高", Class: good, Strength: 1, When: lexicon.Condition{Of: []string{"配置"}}},
			{Text: "高", Class: bad, Strength: 1, When: lexicon.Condition{Of: []string{"价格"}}},
		},
		Cues: []lexicon.Cue{
			{Kind: lexicon.CueNegator, Text: "不", Value: -1},
			{Kind: lexicon.CueNegator, Text: "别", Value: -2},
			{Kind: lexicon.CueIntensifier, Text: "很", Value: 1.5},
			{Kind: lexicon.CuePassive, Text: "被"},
		},
	}
}

func TestMood(t *testing.T) {
	j, err := New(small())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words     []string
		mood      float64
		mentioned string
	}{
		{[]string{"甲牌", "好"}, 0.5, "[true false]"},
		{[]string{"su7", "很", "好"}, 0.75, "[true false]"},
		{[]string{"博主", "不", "很", "好"}, -0.75, "[false true]"},
		{[]string{"不", "是", "说", "好"}, -0.5, "[false false]"},
		{[]string{"不", "是", "想", "说", "好"}, 0.5, "[false false]"}, // beyond the window
		{[]string{"不", "，", "好"}, 0.5, "[false false]"},           // in the clause before
		{[]string{"别", "不", "好"}, 0.5, "[false false]"},
		{[]string{"不", "好", "惹"}, -1, "[false false]"}, // the longest word wins
		{[]string{"好", "差", "差"}, -1.5, "[false false]"},
		{[]string{"好人"}, 0, "[false false]"}, // not a token of its own
		{[]string{"它", "闹翻"}, -0.5, "[false false]"},
		{[]string{"见面", "高", "被"}, 0, "[false false]"},
		{nil, 0, "[false false]"},
	} {
		var v token.View
		var tokens []token.Token
		for _, w := range c.words {
			start := len(v.Runes)
			v.Runes = append(v.Runes, []rune(w)...)
			tokens = append(tokens, token.Token{Start: int32(start), End: int32(len(v.Runes))})
		}
		mood, mentioned := j.Mood(&v, tokens)
		if mood != c.mood || fmt.Sprint(mentioned) != c.mentioned {
			t.Errorf("%q: mood %v, mentioned %v, want %v, %v", c.words, mood, mentioned, c.mood, c.mentioned)
		}
	}
}

func TestNewRefusesAnEmptyWord(t *testing.T) {
	lex := small()
	lex.Terms = append(lex.Terms, &lexicon.Term{Text: "", Class: lex.Terms[0].Class})
	if _, err := New(lex); err == nil {
		t.Error("an empty word is taken")
	}
}
