package flip

import "lichang/pipeline/measure"

// GoldReport is how well both lexicons agree with what people labelled.
type GoldReport struct {
	All     GoldPart   `json:"all"`
	Targets []GoldPart `json:"targets"` // by target, where there are several
	// Unlabelled are the targets of both lexicons that the gold says nothing of.
	Unlabelled []string `json:"unlabelled"`
}

// GoldPart is measure.Paired for those who read JSON.
type GoldPart struct {
	Name       string     `json:"name"`
	Decisions  int        `json:"decisions"`
	Changed    int        `json:"changed"`
	Old        float64    `json:"old_macro_f1"`
	New        float64    `json:"new_macro_f1"`
	Difference Difference `json:"difference"`
	OnlyOld    int        `json:"only_old_right"`
	OnlyNew    int        `json:"only_new_right"`
	P          float64    `json:"mcnemar_p"`
}

// Difference is a difference with its 95 % bootstrap interval.
type Difference struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// NewGoldReport makes a report of what measure.Pair gives.
func NewGoldReport(pairs []measure.Paired, unlabelled []string) *GoldReport {
	r := &GoldReport{Targets: []GoldPart{}, Unlabelled: append([]string{}, unlabelled...)}
	for i, p := range pairs {
		part := GoldPart{p.Name, p.Decisions, p.Changed, p.Old, p.New, Difference{p.Difference.Value, p.Difference.Low, p.Difference.High}, p.OnlyOld, p.OnlyNew, p.P}
		if i == 0 {
			r.All = part
		} else {
			r.Targets = append(r.Targets, part)
		}
	}
	return r
}
