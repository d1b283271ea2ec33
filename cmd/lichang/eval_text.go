package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lichang/pipeline"
	"lichang/pipeline/measure"
)

// print writes the reports for people.
func (e *evaluation) print(w io.Writer) error {
	var b bytes.Buffer
	for i, r := range e.reports {
		if i > 0 {
			b.WriteByte('\n')
		}
		printReport(&b, r)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func printReport(b *bytes.Buffer, r *measure.Report) {
	all := &r.Parts[0]
	fmt.Fprintf(b, "%s: %s, %s", r.Name, plural(r.Texts, "text"), plural(all.Decisions, "decision"))
	if r.Unlabelled > 0 {
		fmt.Fprintf(b, "; %s without a label left out", plural(r.Unlabelled, "row"))
	}
	b.WriteByte('\n')
	partsTable(r).write(b)
	b.WriteByte('\n')
	labelsTable(r).write(b)
	b.WriteByte('\n')
	confusionTable(r).write(b)
}

// rightOf aligns the columns from first to last to the right.
func rightOf(first, last int) map[int]bool {
	right := map[int]bool{}
	for i := first; i <= last; i++ {
		right[i] = true
	}
	return right
}

// partsTable has a line for all decisions and for each part of them.
func partsTable(r *measure.Report) *table {
	t := &table{right: rightOf(1, 12)}
	head := []string{"", "n", "macro-F1", "95 %", "baseline", "95 %"}
	favg := r.Kind == measure.Targets || r.Kind == measure.Own
	if favg {
		head = append(head, "Favg", "95 %", "baseline")
	}
	accuracy := r.Kind != measure.Targets
	if accuracy {
		head = append(head, "accuracy", "95 %", "baseline")
	}
	covers := r.Kind == measure.Aspects || r.Kind == measure.Sentiment
	if covers {
		head = append(head, "covered")
	}
	t.row(head...)
	for i := range r.Parts {
		p := &r.Parts[i]
		row := []string{plain(p.Name), thousands(int64(p.Decisions)), f2(p.MacroF1.Value), ends(p.MacroF1), f2(p.Plain.MacroF1.Value), ends(p.Plain.MacroF1)}
		if favg {
			row = append(row, f2(p.Favg.Value), ends(p.Favg), f2(p.Plain.Favg.Value))
		}
		if accuracy {
			row = append(row, f2(p.Accuracy.Value), ends(p.Accuracy), f2(p.Plain.Accuracy.Value))
		}
		if covers {
			row = append(row, f2(p.Coverage))
		}
		t.row(row...)
	}
	return t
}

// labelsTable has a line for each label of each part.
func labelsTable(r *measure.Report) *table {
	t := &table{right: rightOf(2, 7)}
	t.row("", "label", "gold", "given", "precision", "recall", "F1", "baseline F1")
	for i := range r.Parts {
		p := &r.Parts[i]
		name := plain(p.Name)
		for k, l := range p.Labels {
			if l.Gold+l.Given == 0 {
				continue
			}
			row := []string{name, l.Name, thousands(int64(l.Gold)), thousands(int64(l.Given)), "-", "-", "-", "-"}
			if l.Shown {
				row = append(row[:4], f2(l.Precision), f2(l.Recall), f2(l.F1), f2(p.Plain.F1[k]))
			}
			t.row(row...)
			name = ""
		}
	}
	return t
}

// confusionTable counts all decisions by gold (down) and given label (across).
func confusionTable(r *measure.Report) *table {
	t := &table{right: rightOf(1, 3)}
	names := r.Kind.Labels()
	t.row("gold \\ given", names[0], names[1], names[2])
	for gold, counts := range r.Parts[0].Confusion {
		row := []string{names[gold]}
		for _, n := range counts {
			row = append(row, thousands(int64(n)))
		}
		t.row(row...)
	}
	return t
}

func f2(x float64) string { return fmt.Sprintf("%.2f", x) }

func ends(e measure.Estimate) string { return fmt.Sprintf("%.2f-%.2f", e.Low, e.High) }

// miss is a text of which something was judged otherwise than by its gold.
type miss struct {
	set   *measure.Set
	of    *measure.Case
	wrong []*measure.Decision
}

// misses lists the texts with misses in the order of the files.
func misses(judged []*measure.Judged) []miss {
	var all []miss
	for _, j := range judged {
		last := -1
		for i := range j.Decisions {
			d := &j.Decisions[i]
			if d.Given == d.Gold {
				continue
			}
			if d.Case != last {
				last = d.Case
				all = append(all, miss{set: j.Set, of: &j.Set.Cases[d.Case]})
			}
			m := &all[len(all)-1]
			m.wrong = append(m.wrong, d)
		}
	}
	return all
}

// printMisses explains each text with a miss.
func (s *session) printMisses(ctx context.Context, cfg pipeline.EvaluateConfig, judged []*measure.Judged) error {
	p := palette{s.colored(s.Stdout)}
	for _, m := range misses(judged) {
		if err := ctx.Err(); err != nil {
			return err
		}
		var wrong []string
		for _, d := range m.wrong {
			about := d.Target
			if m.set.Kind == measure.Sentiment {
				about = "sentiment"
			}
			wrong = append(wrong, fmt.Sprintf("%s is %s, gold %s", plain(about), m.set.Kind.LabelName(d.Given), m.set.Kind.LabelName(d.Gold)))
		}
		at := fmt.Sprintf("%s:%d", m.set.Name, m.of.Line)
		if m.of.ID != "" {
			at += " " + plain(m.of.ID)
		}
		if _, err := fmt.Fprintf(s.Stdout, "\n%s\n", p.paint(styleBold, at+": "+strings.Join(wrong, "; "))); err != nil {
			return err
		}
		doc := pipeline.GoldDocument(m.of)
		x, err := explain(cfg.Analyzer, &doc, cfg.Without)
		if err != nil {
			return err
		}
		if err := x.print(s.Stdout, terminalWidth(s.Stdout), p); err != nil {
			return err
		}
	}
	return nil
}
