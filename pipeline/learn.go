package pipeline

import (
	"context"
	"fmt"

	"lichang/lexicon"
	"lichang/lexicon/learn"
	"lichang/lexicon/stance"
	"lichang/pipeline/measure"
)

// LearnExamples makes what bearings are learned from: the labelled texts of a
// set about the lexicon's targets, in its order. Texts that speak of no target
// are left out, since nothing is asked of bearings there.
func LearnExamples(ctx context.Context, a *Analyzer, workers int, set *measure.Set) ([]learn.Example, error) {
	if set.Kind != measure.Targets {
		return nil, fmt.Errorf("%s: bearings are learned from labels of the lexicon's targets", set.Name)
	}
	docs := make([]Document, len(set.Cases))
	gold := make([][]stance.Label, len(set.Cases))
	for i := range set.Cases {
		c := &set.Cases[i]
		docs[i] = GoldDocument(c)
		for _, t := range a.Lexicon().Targets {
			label := stance.None
			for _, w := range c.Want {
				if w.Target == t.ID {
					label = w.Label
				}
			}
			gold[i] = append(gold[i], label)
		}
	}
	return a.examples(ctx, workers, docs, gold)
}

// TestExamples makes the same of a lexicon's own tests, where they say what is
// expected of the targets.
func TestExamples(ctx context.Context, a *Analyzer, workers int, tests []lexicon.Test) ([]learn.Example, error) {
	var docs []Document
	var gold [][]stance.Label
	add := func(x *lexicon.Example) {
		if x == nil || x.Want == nil || x.Target != "" {
			return
		}
		var labels []stance.Label
		for _, t := range a.Lexicon().Targets {
			label := stance.None
			if l, ok := x.Want[t.ID]; ok {
				label = stance.Label(l)
			}
			labels = append(labels, label)
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
