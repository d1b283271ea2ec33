package main

import (
	"github.com/spf13/cobra"

	"lichang/pipeline"
)

// explainBoth shows one text under two lexicons.
func (s *session) explainBoth(cmd *cobra.Command, oldName, newName, cacheDir string, doc *pipeline.Document, asJSON bool) error {
	old, new, err := s.openBoth(cmd, oldName, newName, cacheDir)
	if err != nil {
		return err
	}
	var sides []explanation
	for _, a := range []*pipeline.Analyzer{old, new} {
		if err := checkAbout(cmd, a, doc); err != nil {
			return err
		}
		x, err := explain(a, doc, nil)
		if err != nil {
			return err
		}
		sides = append(sides, x)
	}
	c := compareExplanations(sides[0], sides[1], old.Lexicon(), new.Lexicon())
	if !asJSON {
		return c.print(s.Stdout, terminalWidth(s.Stdout), palette{s.colored(s.Stdout)})
	}
	shown, err := c.json(old, new)
	if err != nil {
		return err
	}
	return writeJSON(s.Stdout, shown)
}

// openBoth makes what judges by two lexicons.
func (s *session) openBoth(cmd *cobra.Command, oldName, newName, cacheDir string) (old, new *pipeline.Analyzer, err error) {
	oldLex, err := s.openLexicon(cmd, oldName)
	if err != nil {
		return nil, nil, err
	}
	newLex, err := s.openLexicon(cmd, newName)
	if err != nil {
		return nil, nil, err
	}
	return pipeline.OpenBoth(oldLex, newLex, cacheDir)
}

// comparisonJSON is the shape of explain --compare --json.
type comparisonJSON struct {
	Old     versionedJSON  `json:"old"`
	New     versionedJSON  `json:"new"`
	Changes comparedChange `json:"changes"`
}

type versionedJSON struct {
	Lexicon lexiconJSON `json:"lexicon"`
	explainJSON
}

type lexiconJSON struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
}

// comparedChange lists what differs. Evidence is given by its index in the row
// of each side; null where that side does not have it.
type comparedChange struct {
	Decisions []decisionChange `json:"decisions"`
	Evidence  []evidenceChange `json:"evidence"`
}

type decisionChange struct {
	Target string         `json:"target"` // or "sentiment"
	Old    *labelAndScore `json:"old"`    // null where it is no target of the lexicon
	New    *labelAndScore `json:"new"`
}

type labelAndScore struct {
	Label string  `json:"label"`
	Score float64 `json:"score"`
}

type evidenceChange struct {
	Old *int `json:"old"`
	New *int `json:"new"`
}

func (c *comparison) json(oldBy, newBy *pipeline.Analyzer) (comparisonJSON, error) {
	out := comparisonJSON{Changes: comparedChange{Decisions: []decisionChange{}, Evidence: []evidenceChange{}}}
	for _, side := range []struct {
		x  explanation
		by *pipeline.Analyzer
		to *versionedJSON
	}{{c.old, oldBy, &out.Old}, {c.new, newBy, &out.New}} {
		shown, err := side.x.json(side.by)
		if err != nil {
			return out, err
		}
		lex := side.by.Lexicon()
		*side.to = versionedJSON{lexiconJSON{lex.Name, lex.Version, lex.Hash}, shown}
	}
	for _, p := range c.decisions {
		if p.same() {
			continue
		}
		change := decisionChange{Target: p.target}
		if p.old != nil {
			change.Old = &labelAndScore{p.old.Label, p.old.Score}
		}
		if p.new != nil {
			change.New = &labelAndScore{p.new.Label, p.new.Score}
		}
		out.Changes.Decisions = append(out.Changes.Decisions, change)
	}
	for _, p := range c.evidence {
		if p.same {
			continue
		}
		var change evidenceChange
		if p.old >= 0 {
			change.Old = &p.old
		}
		if p.new >= 0 {
			change.New = &p.new
		}
		out.Changes.Evidence = append(out.Changes.Evidence, change)
	}
	return out, nil
}
