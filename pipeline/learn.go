package pipeline

import (
	"context"
	"slices"

	"lichang/lexicon"
	"lichang/lexicon/learn"
	"lichang/lexicon/stance"
	"lichang/pipeline/measure"
)

// LearnExamples makes what bearings are learned from out of a set of labelled
// texts, in its order. Texts of which nothing is asked of bearings are left out.
func LearnExamples(ctx context.Context, a *Analyzer, workers int, set *measure.Set) ([]learn.Example, error) {
	columns := lexicon.BearingColumns(a.Lexicon().Targets)
	docs := make([]Document, len(set.Cases))
	gold := make([][]stance.Label, len(set.Cases))
	for i := range set.Cases {
		c := &set.Cases[i]
		docs[i] = GoldDocument(c)
		gold[i] = make([]stance.Label, len(columns))
		if set.Kind == measure.Targets {
			for t := range a.Lexicon().Targets {
				gold[i][t] = stance.None
			}
		}
		for _, w := range c.Want {
			column := w.Target
			switch set.Kind {
			case measure.Own, measure.Aspects:
				column = lexicon.OwnColumn
			case measure.Sentiment:
				column = lexicon.WholeColumn
			}
			if k := slices.Index(columns, column); k >= 0 {
				gold[i][k] = w.Label
			}
		}
	}
	return a.examples(ctx, workers, docs, gold)
}

// TestExamples makes the same of a lexicon's own tests, where they say what is
// expected.
func TestExamples(ctx context.Context, a *Analyzer, workers int, tests []lexicon.Test) ([]learn.Example, error) {
	var docs []Document
	var gold [][]stance.Label
	add := func(x *lexicon.Example) {
		if x == nil || x.Want == nil && x.Sentiment == "" {
			return
		}
		labels := make([]stance.Label, len(a.Lexicon().Targets)+2)
		for t, target := range a.Lexicon().Targets {
			if x.Want != nil && x.Target == "" {
				labels[t] = stance.None
			}
			if l, ok := x.Want[target.ID]; ok {
				labels[t] = stance.Label(l)
			}
		}
		labels[len(labels)-2] = stance.Label(x.Want[x.Target])
		switch x.Sentiment {
		case stance.Positive:
			labels[len(labels)-1] = stance.Favor
		case stance.Negative:
			labels[len(labels)-1] = stance.Against
		case stance.Neuter:
			labels[len(labels)-1] = stance.None
		}
		docs, gold = append(docs, ExampleDocument(x)), append(gold, labels)
	}
	for i := range tests {
		add(&tests[i].Example)
		add(tests[i].Twin)
	}
	return a.examples(ctx, workers, docs, gold)
}

func (a *Analyzer) examples(ctx context.Context, workers int, docs []Document, gold [][]stance.Label) ([]learn.Example, error) {
	all := make([]learn.Example, len(docs))
	known := make([]bool, len(docs))
	err := a.Each(ctx, docs, AnalyzeOptions{}, workers, func(i int, r *Result) error {
		if docs[i].Rejected() {
			return nil
		}
		about, _ := a.aboutOf(&docs[i])
		all[i].Gold = gold[i]
		all[i].Traits, known[i] = a.engine.Traits(r.View, r.Tokens, stance.Options{Target: docs[i].Target, About: about})
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for i := range all {
		if known[i] {
			kept = append(kept, all[i])
		}
	}
	return kept, nil
}

// WithBearings returns an analyzer that judges by other bearings and is
// otherwise the same.
func (a *Analyzer) WithBearings(table []lexicon.Bearing) (*Analyzer, error) {
	lex := *a.Lexicon()
	lex.Bearings = table
	engine, err := stance.New(&lex)
	if err != nil {
		return nil, err
	}
	return a.WithEngine(engine), nil
}
