package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/output"
	"lichang/pipeline/measure"
)

// readCorrections makes tests of corrected labels, a test a row. The texts that
// the files lack come from the dataset of --on.
func (t *trial) readCorrections(ctx context.Context, f *testFlags) ([]testSet, error) {
	targets := targetIDs(t.checked.Lexicon)
	files := make([][]measure.Correction, len(*f.corrections))
	var missing []*measure.Correction
	for i, name := range *f.corrections {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if files[i], err = measure.ReadCorrections(name, content, targets); err != nil {
			return nil, fmt.Errorf("bad corrections:\n%w", err)
		}
		for k := range files[i] {
			if c := &files[i][k]; !c.HasText() {
				missing = append(missing, c)
			}
		}
	}
	if *f.on != "" {
		if err := joinTexts(ctx, *f.on, missing); err != nil {
			return nil, err
		}
	}
	var sets []testSet
	for i, name := range *f.corrections {
		set := testSet{name: name, corrections: true}
		at := map[string]int{}
		for _, c := range files[i] {
			if !c.HasText() {
				if *f.on == "" {
					return nil, fmt.Errorf("%s:%d: the correction of %q has no text; --on DATASET has it by the id", name, c.Line, c.ID)
				}
				return nil, fmt.Errorf("%s:%d: %s has no row with the id %q", name, c.Line, *f.on, c.ID)
			}
			k, ok := at[c.ID]
			if !ok {
				k = len(set.tests)
				at[c.ID] = k
				set.tests = append(set.tests, correctedTest(name, &c))
			}
			test := &set.tests[k]
			test.Want[c.Target] = string(c.Label)
			if c.Note != "" && !strings.Contains(test.Note, c.Note) {
				test.Note = strings.TrimPrefix(test.Note+"; "+c.Note, "; ")
			}
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func correctedTest(file string, c *measure.Correction) lexicon.Test {
	return lexicon.Test{Name: c.ID, Example: lexicon.Example{
		Title: c.Title, Text: c.Text, About: c.About, Want: map[string]string{},
		Pos: lexicon.Position{File: file, Line: c.Line},
	}}
}

// joinTexts fills in the texts of corrections from the rows with their ids. Of
// several rows with one id the first is taken: equal ids mean equal content
// unless the input says otherwise.
func joinTexts(ctx context.Context, dir string, missing []*measure.Correction) error {
	dataset, err := output.Open(dir)
	if err != nil {
		return fmt.Errorf("--on: %w", err)
	}
	wanted := map[string][]*measure.Correction{}
	for _, c := range missing {
		wanted[c.ID] = append(wanted[c.ID], c)
	}
	return dataset.Rows(ctx, func(rows []output.Row) error {
		for i := range rows {
			for _, c := range wanted[rows[i].ID] {
				c.Title, c.Text, c.Source = rows[i].Title, rows[i].Text, rows[i].Source
			}
			delete(wanted, rows[i].ID)
		}
		return nil
	})
}

// writeRight tells of a correction that the lexicon agrees with.
func (s *session) writeRight(t *lexicon.Test) error {
	var labels []string
	for _, target := range slices.Sorted(maps.Keys(t.Want)) {
		labels = append(labels, target+" "+t.Want[target])
	}
	var tw textWidth
	_, err := fmt.Fprintf(s.Stdout, "%s: right: %s: %s\n", t.Pos, strings.Join(labels, ", "), tw.cut(plain(t.Example.String()), defaultWidth/2))
	return err
}
