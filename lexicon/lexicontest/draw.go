package lexicontest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"lichang/pipeline"
	"lichang/pipeline/flip"
)

// How much is drawn.
const (
	shownFlips = 20
	shownText  = 120 // columns of a text
	columnWide = 44  // columns of a side
)

// sided is what one version says toward one target.
type sided struct {
	target string
	flip.Side
}

// sidesOf judges a document as a dataset would show it.
func sidesOf(a *pipeline.Analyzer, doc pipeline.Document) ([]sided, error) {
	results, err := a.Analyze([]pipeline.Document{doc}, pipeline.AnalyzeOptions{}, new(pipeline.Scratch))
	if err != nil {
		return nil, err
	}
	row, err := a.Row(&doc, &results[0])
	if err != nil {
		return nil, err
	}
	var sides []sided
	for _, d := range append(row.Targets, row.Own) {
		if d.ID == "" {
			continue
		}
		sides = append(sides, sided{d.ID, pipeline.SideOf(&d, &row)})
	}
	return sides, nil
}

func targetsOf(sides []sided) string {
	var ids []string
	for _, s := range sides {
		ids = append(ids, s.target)
	}
	return strings.Join(ids, ", ")
}

func sortedKeys(m Labels) []string { return slices.Sorted(maps.Keys(m)) }

// drawn shows flips with the evidence of both sides in two columns.
func (v *Versions) drawn(flips []flip.Flip) string {
	var b strings.Builder
	for i := range flips[:min(len(flips), shownFlips)] {
		f := &flips[i]
		fmt.Fprintf(&b, "  %s", f.Target)
		if f.ID != "" {
			fmt.Fprintf(&b, " of %s", f.ID)
		}
		if f.File != "" {
			fmt.Fprintf(&b, " (%s:%d)", f.File, f.Row)
		}
		if f.Gold != "" {
			fmt.Fprintf(&b, ", wanted %s", f.Gold)
		}
		b.WriteString("\n")
		for _, text := range []string{f.Title, f.Text} {
			if text != "" {
				fmt.Fprintf(&b, "    %s\n", runewidth.Truncate(strings.Join(strings.Fields(text), " "), shownText, "…"))
			}
		}
		old, new := column(v.diff.Old.String(), &f.Old), column(v.diff.New.String(), &f.New)
		for i := range max(len(old), len(new)) {
			line := runewidth.FillRight(at(old, i), columnWide) + " | " + at(new, i)
			fmt.Fprintf(&b, "    %s\n", strings.TrimRight(line, " "))
		}
		if len(f.Changes) > 0 {
			fmt.Fprintf(&b, "    because of %s\n", v.cause(f.Changes))
		}
	}
	if more := len(flips) - shownFlips; more > 0 {
		fmt.Fprintf(&b, "  and %d more\n", more)
	}
	return strings.TrimRight(b.String(), "\n")
}

// column is what one version says: its label, and below it its evidence.
func column(version string, s *flip.Side) []string {
	if s.Label == "" {
		return []string{"not judged by " + version}
	}
	lines := []string{fmt.Sprintf("%s: %s %+.2f (%s)", version, s.Label, s.Score, s.Basis)}
	for _, e := range s.Evidence {
		lines = append(lines, fmt.Sprintf("%+.2f %s  %s", float64(e.Polarity)*e.Weight, e.Term, strings.Join(e.Rules, " ")))
	}
	for i, l := range lines {
		lines[i] = runewidth.Truncate(l, columnWide, "…")
	}
	return lines
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// cause names the entries that caused a flip.
func (v *Versions) cause(changes []int) string {
	const some = 4
	var parts []string
	for _, i := range changes[:min(len(changes), some)] {
		c := &v.diff.Changes[i]
		parts = append(parts, c.String()+" "+string(c.Op))
	}
	text := strings.Join(parts, " and ")
	if more := len(changes) - some; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
