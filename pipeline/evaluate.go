package pipeline

import (
	"context"
	"fmt"

	"lichang/lexicon/baseline"
	"lichang/lexicon/stance"
	"lichang/pipeline/measure"
)

// EvaluateConfig is what gold sets are judged with.
type EvaluateConfig struct {
	Analyzer *Analyzer
	Workers  int      // at least 1
	Without  []string // rules of the engine to skip
}

// GoldDocument makes the document of a labelled text, the same that an input
// with these fields would be.
func GoldDocument(c *measure.Case) Document {
	title, text := c.Title, c.Text
	if title == "" && !c.Body {
		title, text = parted(text)
	}
	d := NewDocument(title, text)
	d.Source, d.Target, d.About = c.Source, c.Target, c.About
	return d
}

// Evaluate judges the texts of a gold set and fills in what the engine and the
// baseline decide for them.
func Evaluate(ctx context.Context, cfg EvaluateConfig, set *measure.Set) (*measure.Judged, error) {
	judged, _, err := evaluate(ctx, cfg, set, nil)
	return judged, err
}

// Ablate evaluates a set and judges it once more without each of the rules.
// Its second result has, for each rule, the labels in the order of the
// decisions. The texts are cut once.
func Ablate(ctx context.Context, cfg EvaluateConfig, set *measure.Set, rules []string) (*measure.Judged, [][]stance.Label, error) {
	return evaluate(ctx, cfg, set, rules)
}

func evaluate(ctx context.Context, cfg EvaluateConfig, set *measure.Set, rules []string) (*measure.Judged, [][]stance.Label, error) {
	plain, err := baseline.New(cfg.Analyzer.Lexicon())
	if err != nil {
		return nil, nil, fmt.Errorf("evaluate: %w", err)
	}
	judged := &measure.Judged{Set: set}
	judged.Decisions, judged.Texts = set.Decisions()
	docs := make([]Document, len(set.Cases))
	first := make([]int, len(set.Cases)) // decision of each case
	for i, n := 0, 0; i < len(docs); i++ {
		docs[i] = GoldDocument(&set.Cases[i])
		first[i] = n
		n += len(set.Cases[i].Want)
	}
	without := make([][]stance.Label, len(rules))
	for i := range without {
		without[i] = make([]stance.Label, len(judged.Decisions))
	}
	opt := AnalyzeOptions{Without: cfg.Without}
	err = cfg.Analyzer.Each(ctx, docs, opt, cfg.Workers, func(i int, r *Result) error {
		decisions := judged.Decisions[first[i] : first[i]+len(set.Cases[i].Want)]
		mood, mentioned := plain.Mood(r.View, r.Tokens)
		for k := range decisions {
			d := &decisions[k]
			given, err := givenLabel(&r.Judgement, set.Kind, d.Target)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", set.Name, set.Cases[i].Line, err)
			}
			d.Given, d.Plain = given, stance.None
			if set.Kind != measure.Targets || mentioned[targetIndex(r, d.Target)] {
				d.Plain = side(mood)
			}
		}
		for n, rule := range rules {
			j := cfg.Analyzer.Judge(&docs[i], r, AnalyzeOptions{Without: append(cfg.Without[:len(cfg.Without):len(cfg.Without)], rule)})
			for k := range decisions {
				without[n][first[i]+k], _ = givenLabel(&j, set.Kind, decisions[k].Target) // the same targets as above
			}
		}
		return nil
	})
	return judged, without, err
}

// givenLabel returns what a judgement says of a decision.
func givenLabel(j *stance.Judgement, k measure.Kind, target string) (stance.Label, error) {
	if k == measure.Sentiment {
		return side(j.SentimentScore), nil
	}
	for i := len(j.Targets) - 1; i >= 0; i-- { // the row's own target is the last
		if j.Targets[i].ID == target {
			return j.Targets[i].Label, nil
		}
	}
	return stance.None, fmt.Errorf("nothing was decided for the target %q", target)
}

// targetIndex returns the place of a target among the lexicon's.
func targetIndex(r *Result, id string) int {
	for i := range r.Judgement.Targets {
		if r.Judgement.Targets[i].ID == id {
			return i
		}
	}
	return -1
}

// side turns a sign into a label: the text's mood toward whom it mentions.
func side(score float64) stance.Label {
	switch {
	case score > 0:
		return stance.Favor
	case score < 0:
		return stance.Against
	}
	return stance.None
}
