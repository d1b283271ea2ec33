package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lichang/output"
	"lichang/pipeline"
	"lichang/pipeline/flip"
	"lichang/pipeline/measure"
)

// textsKind is what the texts of --on are.
type textsKind string

// The kinds.
const (
	plainTexts   textsKind = "texts"   // what run reads
	goldTexts    textsKind = "gold"    // what eval reads
	datasetTexts textsKind = "dataset" // what run wrote
)

// kindOf tells what a name given to --on stands for. A .jsonl is gold where its
// first row has labels, a .tsv where its header has a column of them.
func kindOf(name string, declared pipeline.Format) (textsKind, error) {
	if name == pipeline.Stdin || declared != "" {
		return plainTexts, nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return "", err
	case info.IsDir():
		return datasetTexts, nil
	}
	var labelled func(line []byte) bool
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl":
		labelled = func(line []byte) bool { return measure.Labelled(line) != nil }
	case ".tsv":
		labelled = measure.LabelledTable
	default:
		return plainTexts, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	r := bufio.NewReader(io.LimitReader(f, 1<<20))
	for {
		line, err := r.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if labelled(line) {
				return goldTexts, nil
			}
			return plainTexts, nil
		}
		if err != nil {
			return plainTexts, nil
		}
	}
}

// kindOfAll tells the one kind that all names have.
func kindOfAll(cmd *cobra.Command, names []string, declared pipeline.Format) (textsKind, error) {
	var kind textsKind
	var errs []error
	for i, name := range names {
		k, err := kindOf(name, declared)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("--on: %w", err))
		case kind == "":
			kind = k
		case k != kind:
			return "", usagef(cmd, "--on: %s is %s and %s is %s: give one kind", names[0], kind, name, k)
		}
		if slices.Contains(names[:i], name) {
			return "", usagef(cmd, "--on: %s is given twice", name)
		}
	}
	if kind == datasetTexts && len(names) > 1 {
		return "", usagef(cmd, "--on: give one dataset")
	}
	return kind, errors.Join(errs...)
}

// limitsOf reads what --fail-on gives.
func limitsOf(cmd *cobra.Command, f *diffFlags, kind textsKind) ([]flip.Limit, error) {
	var limits []flip.Limit
	for _, text := range *f.failOn {
		l, err := flip.ParseLimit(text)
		switch {
		case err != nil:
			return nil, usagef(cmd, "--fail-on %w", err)
		case kind == "":
			return nil, usagef(cmd, "--fail-on %s needs texts: give --on", l)
		case l.NeedsGold() && kind != goldTexts:
			return nil, usagef(cmd, "--fail-on %s needs labelled texts: --on names %s", l, kind)
		}
		limits = append(limits, l)
	}
	return limits, nil
}

// onTexts judges the texts of --on by both lexicons.
func (s *session) onTexts(cmd *cobra.Command, f *diffFlags, d *difference, kind textsKind) (report *flip.Report, err error) {
	var each func(*flip.Flip) error
	if *f.flipsFile != "" {
		to, end, failed := flipsTo(*f.flipsFile)
		if failed != nil {
			return nil, failed
		}
		defer func() { err = errors.Join(err, end()) }()
		each = to
	}
	cfg := pipeline.CompareConfig{Diff: d.Diff, Workers: *f.workers, All: *f.all, Keep: *f.flips, Each: each, Progress: new(pipeline.Progress)}
	if !cmd.Flags().Changed("flips") && *f.format != "text" {
		cfg.Keep = keptFlips
	}
	old, new := d.Lexicons()
	if cfg.Old, cfg.New, err = pipeline.OpenBoth(old, new, *f.cacheDir); err != nil {
		return nil, err
	}
	c, err := pipeline.NewComparison(cfg)
	if err != nil {
		return nil, err
	}
	total := int64(0)
	if kind == plainTexts {
		total, _ = pipeline.InputSize(*f.on)
	}
	p := cfg.Progress
	stop := func() {}
	if terminalWidth(s.Stderr) > 0 {
		stop = s.watch(cmd.Context(), s.logger("text"), true, func() counters {
			return counters{bytes: p.BytesRead.Load(), total: total, in: p.RowsIn.Load(), out: p.RowsOut.Load(), rejected: p.Rejected.Load()}
		})
	}
	defer stop()
	switch kind {
	case goldTexts:
		sets, unlabelled, err := readBothGold(cmd, *f.on, d)
		if err != nil {
			return nil, err
		}
		return c.Gold(cmd.Context(), sets, unlabelled)
	case datasetTexts:
		data, err := output.Open((*f.on)[0])
		if err != nil {
			return nil, err
		}
		return c.Dataset(cmd.Context(), data)
	}
	return c.Inputs(cmd.Context(), *f.on, pipeline.Reading{Format: pipeline.Format(*f.inputFormat)}, s.Stdin)
}

// readBothGold reads labelled texts for two lexicons: of their labels those of
// targets that both judge. Unlabelled are such targets that no row labels.
func readBothGold(cmd *cobra.Command, files []string, d *difference) (sets []*measure.Set, unlabelled []string, err error) {
	known := slices.Concat(d.Shared, d.OnlyOld, d.OnlyNew)
	labelled := map[string]bool{}
	var errs []error
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		set, err := measure.ReadShared(name, content, known, d.Shared)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if len(sets) > 0 && sets[0].Kind != set.Kind {
			return nil, nil, usagef(cmd, "--on: %s is about %s and %s about %s: give one kind", sets[0].Name, sets[0].Kind, name, set.Kind)
		}
		for i := range set.Cases {
			for _, w := range set.Cases[i].Want {
				labelled[w.Target] = true
			}
		}
		sets = append(sets, set)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, nil, fmt.Errorf("bad gold:\n%w", err)
	}
	if sets[0].Kind == measure.Targets {
		unlabelled = slices.DeleteFunc(slices.Clone(d.Shared), func(id string) bool { return labelled[id] })
	}
	return sets, unlabelled, nil
}

// holdLimits tells which limits were passed.
func (s *session) holdLimits(limits []flip.Limit, r *flip.Report) error {
	var found error
	for _, l := range limits {
		if passed, came := l.Passed(r); passed {
			fmt.Fprintf(s.Stderr, "%s: it came to %s\n", l, came)
			found = errFound
		}
	}
	return found
}
