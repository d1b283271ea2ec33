package pipeline

import (
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

// wholeText stands for the word of evidence that the bearings of a whole text
// make. Which of its traits speak loudest changes with every other word; that
// they speak, and for what, is what a verdict rests on.
const wholeText = "(whole text)"

// Pin fills in what is found in an example: its labels, its sentiment and all
// evidence. It is false for an example that is no text.
func (a *Analyzer) Pin(x *lexicon.Example, s *Scratch) (ok bool, err error) {
	doc := ExampleDocument(x)
	if doc.Rejected() {
		return false, nil
	}
	results, err := a.Analyze([]Document{doc}, AnalyzeOptions{}, s)
	if err != nil {
		return false, err
	}
	r := &results[0]
	x.Want = map[string]string{}
	for _, t := range r.Judgement.Targets {
		if t.Label != stance.None {
			x.Want[t.ID] = string(t.Label)
		}
	}
	x.Sentiment, x.Found = r.Judgement.SentimentLabel, found(r)
	return true, nil
}

// found lists all evidence of a result as a test's found does.
func found(r *Result) []string {
	list := []string{}
	add := func(word string, e *stance.Evidence) {
		sign := " +"
		if e.Polarity < 0 {
			sign = " -"
		}
		if item := word + sign + e.Target; !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	whole := func(e *stance.Evidence) bool {
		return len(e.Rules) == 1 && slices.Contains(stance.AfterGrammar(), e.Rules[0])
	}
	for i := range r.Judgement.Evidence {
		if e := &r.Judgement.Evidence[i]; !whole(e) {
			add(strings.Join(strings.Fields(string(r.View.Runes[e.Start:e.End])), " "), e)
		}
	}
	for i := range r.Judgement.Evidence {
		if e := &r.Judgement.Evidence[i]; whole(e) {
			add(wholeText, e)
		}
	}
	return list
}
