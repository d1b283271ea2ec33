package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

// Mismatch is one thing in which a test's example was judged otherwise than it
// expects.
type Mismatch struct {
	Example *lexicon.Example
	// What is a target's id, "sentiment", "evidence", "found", "shows" or
	// "stronger".
	What string
	// Want and Got are short texts for people.
	Want, Got string
}

// Try judges the texts of a lexicon's test and returns in what they differ from
// what it expects, none if it holds. An error is a defect of the program.
func (a *Analyzer) Try(t *lexicon.Test, s *Scratch) ([]Mismatch, error) {
	var opt AnalyzeOptions
	if t.Rule != "" && !slices.Contains(stance.AfterGrammar(), t.Rule) {
		// What a rule of the grammar does shows before whole texts are weighed.
		opt.Without = stance.AfterGrammar()
	}
	first, missed, err := a.tryExample(&t.Example, t.Shows, opt, s)
	if err != nil || t.Twin == nil {
		return missed, err
	}
	twin, more, err := a.tryExample(t.Twin, "", opt, s)
	if err != nil {
		return nil, err
	}
	missed = append(missed, more...)
	if t.Stronger != "" {
		if strong, weak := strengthToward(&first, t.Stronger), strengthToward(&twin, t.Stronger); strong <= weak {
			missed = append(missed, Mismatch{&t.Example, "stronger", fmt.Sprintf("%s beyond the twin's %.3f", t.Stronger, weak), fmt.Sprintf("%.3f", strong)})
		}
	}
	return missed, nil
}

// ExampleDocument makes a document of an example.
func ExampleDocument(x *lexicon.Example) Document {
	d := NewDocument(x.Title, x.Text)
	d.About, d.Target = x.About, x.Target
	return d
}

func (a *Analyzer) tryExample(x *lexicon.Example, shows string, opt AnalyzeOptions, s *Scratch) (stance.Judgement, []Mismatch, error) {
	doc := ExampleDocument(x)
	if doc.Rejected() {
		return stance.Judgement{}, []Mismatch{{x, "text", "a text", doc.Reason}}, nil
	}
	results, err := a.Analyze([]Document{doc}, opt, s)
	if err != nil {
		return stance.Judgement{}, nil, err
	}
	r := &results[0]
	var missed []Mismatch
	miss := func(what, want, got string) { missed = append(missed, Mismatch{x, what, want, got}) }
	for _, target := range r.Judgement.Targets {
		want, named := x.Want[target.ID]
		if !named {
			want = string(stance.None)
		}
		if x.Want != nil && string(target.Label) != want {
			miss(target.ID, want, fmt.Sprintf("%s (%+.2f)", target.Label, target.Score))
		}
	}
	if j := &r.Judgement; x.Sentiment != "" && x.Sentiment != j.SentimentLabel {
		miss("sentiment", x.Sentiment, fmt.Sprintf("%s (%+.2f)", j.SentimentLabel, j.SentimentScore))
	}
	var words []string
	for _, e := range r.Judgement.Evidence {
		words = append(words, strings.ToLower(string(r.View.Runes[e.Start:e.End])))
	}
	for _, word := range x.Evidence {
		if !slices.Contains(words, word) {
			miss("evidence", word, strings.Join(words, ", "))
		}
	}
	if x.Found != nil {
		got := found(r)
		for _, item := range x.Found {
			if !slices.Contains(got, item) {
				miss("found", item, "nothing")
			}
		}
		for _, item := range got {
			if !slices.Contains(x.Found, item) {
				miss("found", "nothing", item)
			}
		}
	}
	if shows != "" && !slices.ContainsFunc(r.Judgement.Evidence, func(e stance.Evidence) bool { return slices.Contains(e.Rules, shows) }) {
		miss("shows", shows, "no evidence by that rule")
	}
	return r.Judgement, missed, nil
}

// strengthToward is how far a text stands from neutral toward a target, in
// either direction.
func strengthToward(j *stance.Judgement, target string) float64 {
	for _, t := range j.Targets {
		if t.ID == target {
			return max(t.Score, -t.Score)
		}
	}
	return 0
}
