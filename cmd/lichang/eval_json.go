package main

import (
	"io"

	"lichang/pipeline"
	"lichang/pipeline/measure"
)

// evalJSON is the shape of eval --json. A figure that is not shown to people,
// because the gold has too few of its label, is null.
type evalJSON struct {
	Lexicon judgedByJSON `json:"lexicon"`
	Without []string     `json:"without"`
	Sets    []setJSON    `json:"sets"`
	Pooled  *setJSON     `json:"pooled,omitempty"` // of the sets about the lexicon's targets, where there are several
	Misses  *[]missJSON  `json:"misses,omitempty"` // with --errors
}

type judgedByJSON struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
}

type setJSON struct {
	Name       string     `json:"name"`
	Kind       string     `json:"kind"` // targets, own, aspects or sentiment
	Texts      int        `json:"texts"`
	Unlabelled int        `json:"unlabelled"` // rows left out for want of a label
	Parts      []partJSON `json:"parts"`      // "all" first
}

type partJSON struct {
	Name      string       `json:"name"` // all, explicit, both sides, or a target
	Decisions int          `json:"decisions"`
	MacroF1   estimateJSON `json:"macro_f1"`
	Favg      estimateJSON `json:"favg"`
	// Accuracy and Coverage are null for the lexicon's targets, most of whose
	// labels are NONE.
	Accuracy  *estimateJSON `json:"accuracy"`
	Coverage  *float64      `json:"coverage"`
	Labels    []labelJSON   `json:"labels"`
	Confusion confusionJSON `json:"confusion"`
	Baseline  baselineJSON  `json:"baseline"`
}

// estimateJSON has the ends of the 95 % interval.
type estimateJSON struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

type labelJSON struct {
	Label     string   `json:"label"`
	Gold      int      `json:"gold"`
	Given     int      `json:"given"`
	Right     int      `json:"right"`
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        *float64 `json:"f1"`
}

// confusionJSON counts decisions: a row for each gold label, in it a number for
// each given one, both in the order of labels.
type confusionJSON struct {
	Labels [3]string `json:"labels"`
	Counts [3][3]int `json:"counts"`
}

type baselineJSON struct {
	MacroF1  estimateJSON  `json:"macro_f1"`
	Favg     estimateJSON  `json:"favg"`
	Accuracy *estimateJSON `json:"accuracy"`
	Coverage *float64      `json:"coverage"`
	F1       [3]*float64   `json:"f1"` // in the order of labels
	Counts   [3][3]int     `json:"confusion"`
}

type missJSON struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	ID     string `json:"id"`
	Target string `json:"target"` // "" for the sentiment
	Gold   string `json:"gold"`
	Given  string `json:"given"`
}

func judgedBy(cfg pipeline.EvaluateConfig) judgedByJSON {
	lex := cfg.Analyzer.Lexicon()
	return judgedByJSON{lex.Name, lex.Version, lex.Hash}
}

func (e *evaluation) writeJSON(w io.Writer, cfg pipeline.EvaluateConfig, withMisses bool) error {
	out := evalJSON{Lexicon: judgedBy(cfg), Without: append([]string{}, cfg.Without...)}
	for i, r := range e.reports {
		if i < len(e.judged) {
			out.Sets = append(out.Sets, newSetJSON(r))
			continue
		}
		p := newSetJSON(r)
		out.Pooled = &p
	}
	if withMisses {
		list := []missJSON{}
		for _, m := range misses(e.judged) {
			for _, d := range m.wrong {
				list = append(list, missJSON{m.set.Name, m.of.Line, m.of.ID, d.Target, m.set.Kind.LabelName(d.Gold), m.set.Kind.LabelName(d.Given)})
			}
		}
		out.Misses = &list
	}
	return writeJSON(w, out)
}

func newSetJSON(r *measure.Report) setJSON {
	s := setJSON{Name: r.Name, Kind: r.Kind.String(), Texts: r.Texts, Unlabelled: r.Unlabelled, Parts: []partJSON{}}
	for i := range r.Parts {
		p := &r.Parts[i]
		out := partJSON{
			Name: p.Name, Decisions: p.Decisions,
			MacroF1: estimateJSON(p.MacroF1), Favg: estimateJSON(p.Favg), Labels: []labelJSON{},
			Confusion: confusionJSON{r.Kind.Labels(), p.Confusion},
			Baseline:  baselineJSON{MacroF1: estimateJSON(p.Plain.MacroF1), Favg: estimateJSON(p.Plain.Favg), Counts: p.Plain.Confusion},
		}
		if r.Kind != measure.Targets {
			accuracy, plain := estimateJSON(p.Accuracy), estimateJSON(p.Plain.Accuracy)
			out.Accuracy, out.Coverage = &accuracy, &p.Coverage
			out.Baseline.Accuracy, out.Baseline.Coverage = &plain, &p.Plain.Coverage
		}
		for k, l := range p.Labels {
			label := labelJSON{Label: l.Name, Gold: l.Gold, Given: l.Given, Right: l.Right}
			if l.Shown {
				label.Precision, label.Recall, label.F1 = &l.Precision, &l.Recall, &l.F1
				out.Baseline.F1[k] = &p.Plain.F1[k]
			}
			out.Labels = append(out.Labels, label)
		}
		s.Parts = append(s.Parts, out)
	}
	return s
}
