package main

import (
	"cmp"
	"fmt"
	"io"

	"lichang/output/report"
	"lichang/output/summary"
	"lichang/pipeline/flip"
)

// writePage writes a difference as one HTML page.
func (d *difference) writePage(w io.Writer, lang string) error {
	_, lex := d.Lexicons()
	names := namesOf(lex)
	names[flip.OwnTarget] = flip.OwnTarget
	page := &report.Diff{OnlyOld: d.OnlyOld, OnlyNew: d.OnlyNew, Demands: d.demandsText(),
		Old: report.Version{Name: d.Old.Name, Version: d.Old.Version, Hash: d.Old.Hash, Opened: d.Old.Opened},
		New: report.Version{Name: d.New.Name, Version: d.New.Version, Hash: d.New.Hash, Opened: d.New.Opened}}
	for i := range d.Changes {
		c := &d.Changes[i]
		page.Entries = append(page.Entries, report.Entry{Kind: string(c.Kind), Op: string(c.Op), Text: c.Text, Of: c.Of, Fields: c.FieldsText(), Judged: c.JudgedText(), Place: placesText(c)})
	}
	if d.report != nil {
		page.Effect = effectOf(d.report)
		page.Effect.On = d.on
	}
	return report.WriteDiff(w, page, report.Options{Lang: lang, Names: names})
}

// effectOf puts what became of texts into the words of a page.
func effectOf(r *flip.Report) *report.Effect {
	e := &report.Effect{Rows: r.Rows, Rejected: r.Rejected, Touched: r.Touched, Known: r.Known,
		Flips: r.Flips, FlippedRows: r.FlippedRows, Moved: r.Moved, DuplicateIDs: r.DuplicateIDs}
	for _, t := range r.Targets {
		e.Targets = append(e.Targets, report.Transitions{Target: t.ID, Counts: t.Transitions})
	}
	if g := r.Gold; g != nil {
		all := g.All
		all.Name = ""
		for _, p := range append([]flip.GoldPart{all}, g.Targets...) {
			e.Agreements = append(e.Agreements, report.Agreement{Name: p.Name, Decisions: int64(p.Decisions), Old: p.Old, New: p.New,
				Low: p.Difference.Low, High: p.Difference.High, OnlyOld: int64(p.OnlyOld), OnlyNew: int64(p.OnlyNew), P: p.P})
		}
		e.Unlabelled = g.Unlabelled
	}
	for _, c := range r.Causes {
		e.Causes = append(e.Causes, report.Cause{Entries: c.Changes, Flips: c.Flips, NetFavor: c.NetFavor, NetAgainst: c.NetAgainst, Right: c.Right, Wrong: c.Wrong})
	}
	for _, s := range r.Sources {
		e.Sources = append(e.Sources, report.SourceFlips{Source: s.Source, Rows: s.Rows, Flips: s.Flips, NetFavor: s.NetFavor, NetAgainst: s.NetAgainst})
	}
	rule := wholeTextRule()
	for i := range r.List {
		f := &r.List[i]
		place := f.ID
		if f.File != "" {
			place = fmt.Sprintf("%s:%d · %s", f.File, f.Row, f.ID)
		}
		e.List = append(e.List, report.Flip{ID: f.ID, Source: f.Source, Place: place, Title: f.Title, Text: f.Text, Target: f.Target, Own: f.Own,
			Old: judgedOf(&f.Old, f.Target, rule), New: judgedOf(&f.New, f.Target, rule), Entries: f.Changes, Instead: f.Instead, Gold: f.Gold, Verdict: f.Verdict})
	}
	return e
}

func judgedOf(s *flip.Side, target, wholeText string) report.Judged {
	j := report.Judged{Label: s.Label, Score: s.Score, Basis: s.Basis}
	for _, e := range s.Evidence {
		j.Evidence = append(j.Evidence, summary.Evidence{Target: target, Holder: e.Holder, Voice: e.Voice, Term: e.Term, Field: e.Field,
			Start: int32(e.Start), End: int32(e.End), Polarity: int32(e.Polarity), Weight: e.Weight,
			WholeText: len(e.Rules) == 1 && e.Rules[0] == wholeText})
	}
	return j
}

// demandsText says what the changes demand of the version, "" for nothing.
func (d *difference) demandsText() string {
	needs, why := d.needs()
	rises, err := d.Rises()
	if why == "" || err != nil {
		return ""
	}
	return fmt.Sprintf("version: %s demands %s; from %s to %s is %s", why, withArticle(needs),
		cmp.Or(d.Old.Version, "none"), cmp.Or(d.New.Version, "none"), map[bool]string{false: "enough", true: "too little"}[rises < needs])
}
