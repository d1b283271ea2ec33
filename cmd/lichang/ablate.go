package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"lichang/lexicon/stance"
	"lichang/pipeline"
	"lichang/pipeline/measure"
)

// ablation is what each rule is worth on each set.
type ablation struct {
	reports []*measure.Report // with every rule: by set, then pooled
	pooled  bool              // the last report is of several sets
	rules   []ruleWorth       // the most worthy first
}

type ruleWorth struct {
	stance.Rule
	worth []measure.Worth // by report
}

// harmful says that some set is significantly better off without the rule.
func (r *ruleWorth) harmful() bool { return slices.ContainsFunc(r.worth, measure.Worth.Harmful) }

// ablate judges each set with and without each rule that is not left out
// anyway.
func ablate(ctx context.Context, cfg pipeline.EvaluateConfig, sets []*measure.Set) (*ablation, error) {
	a := &ablation{}
	var names []string
	for _, r := range stance.Rules() {
		if !slices.Contains(cfg.Without, r.Name) {
			a.rules = append(a.rules, ruleWorth{Rule: r})
			names = append(names, r.Name)
		}
	}
	var judged []*measure.Judged
	together := make([][]stance.Label, len(names)) // by rule, of the sets that are pooled
	for _, set := range sets {
		j, without, err := pipeline.Ablate(ctx, cfg, set, names)
		if err != nil {
			return nil, err
		}
		a.add(j, without)
		judged = append(judged, j)
		if set.Kind == measure.Targets {
			for i := range together {
				together[i] = append(together[i], without[i]...)
			}
		}
	}
	if p := pooled(judged); p != nil {
		a.add(p, together)
		a.pooled = true
	}
	slices.SortStableFunc(a.rules, func(x, y ruleWorth) int { return cmp.Compare(a.rank(&y), a.rank(&x)) })
	return a, nil
}

func (a *ablation) add(j *measure.Judged, without [][]stance.Label) {
	a.reports = append(a.reports, measure.Of(j))
	c := measure.NewComparison(j)
	for i := range a.rules {
		a.rules[i].worth = append(a.rules[i].worth, c.Worth(without[i]))
	}
}

// rank is what rules are sorted by: the worth on the pooled sets, or its sum
// over sets that cannot be pooled.
func (a *ablation) rank(r *ruleWorth) float64 {
	if a.pooled {
		return r.worth[len(r.worth)-1].Value
	}
	sum := 0.0
	for _, w := range r.worth {
		sum += w.Value
	}
	return sum
}

// print writes a line for each rule. What a rule is worth is in hundredths of
// macro-F1.
func (a *ablation) print(w io.Writer) error {
	for _, r := range a.reports {
		if _, err := fmt.Fprintf(w, "%s: %s, macro-F1 %.4f\n", r.Name, plural(r.Texts, "text"), r.Parts[0].MacroF1.Value); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprint(w, "\nworth: macro-F1 with the rule minus that without it, times 100\n"); err != nil {
		return err
	}
	t := &table{right: rightOf(2, 1+3*len(a.reports))}
	head := []string{"stage", "rule"}
	for _, r := range a.reports {
		head = append(head, filepath.Base(r.Name), "95 %", "changed")
	}
	t.row(head...)
	for i := range a.rules {
		r := &a.rules[i]
		row := []string{r.Stage, r.Name}
		for _, x := range r.worth {
			if x.Changed == 0 {
				row = append(row, "0", "", "0")
				continue
			}
			row = append(row, fmt.Sprintf("%+.2f", 100*x.Value), fmt.Sprintf("%+.2f..%+.2f", 100*x.Low, 100*x.High), thousands(int64(x.Changed)))
		}
		if r.harmful() {
			row = append(row, "harmful")
		}
		t.row(row...)
	}
	return t.write(w)
}

// ablationJSON is the shape of eval --ablate --json.
type ablationJSON struct {
	Lexicon judgedByJSON `json:"lexicon"`
	Without []string     `json:"without"`
	Sets    []wholeJSON  `json:"sets"` // the pooled one last, where there are several
	Rules   []worthJSON  `json:"rules"`
}

// wholeJSON is a set's measure with every rule.
type wholeJSON struct {
	Name    string       `json:"name"`
	Kind    string       `json:"kind"`
	Texts   int          `json:"texts"`
	MacroF1 estimateJSON `json:"macro_f1"`
}

type worthJSON struct {
	Rule    string         `json:"rule"`
	Stage   string         `json:"stage"`
	Harmful bool           `json:"harmful"` // some set is significantly better off without it
	Worth   []setWorthJSON `json:"worth"`   // in the order of sets
}

// setWorthJSON is macro-F1 with a rule minus that without it.
type setWorthJSON struct {
	Set string `json:"set"`
	estimateJSON
	Changed int  `json:"changed"` // decisions that come out otherwise without it
	Harmful bool `json:"harmful"`
}

func (a *ablation) writeJSON(w io.Writer, cfg pipeline.EvaluateConfig) error {
	out := ablationJSON{Lexicon: judgedBy(cfg), Without: append([]string{}, cfg.Without...)}
	for _, r := range a.reports {
		out.Sets = append(out.Sets, wholeJSON{r.Name, r.Kind.String(), r.Texts, estimateJSON(r.Parts[0].MacroF1)})
	}
	for i := range a.rules {
		r := &a.rules[i]
		x := worthJSON{Rule: r.Name, Stage: r.Stage, Harmful: r.harmful()}
		for k, w := range r.worth {
			x.Worth = append(x.Worth, setWorthJSON{a.reports[k].Name, estimateJSON(w.Estimate), w.Changed, w.Harmful()})
		}
		out.Rules = append(out.Rules, x)
	}
	return writeJSON(w, out)
}
