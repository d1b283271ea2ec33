package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon/stance"
	"lichang/pipeline"
	"lichang/pipeline/measure"
)

// evalFlags are the flags of eval, as parsed.
type evalFlags struct {
	lexicon, cacheDir, half *string
	workers                 *int
	without                 *[]string
	asJSON, errors, ablate  *bool
	minMacroF1              *float64
}

func (s *session) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval GOLD...",
		Short: "Measure against texts that people have labelled",
		Long: `Eval judges labelled texts and measures how often it agrees: F1 of each label,
their mean (macro-F1), the mean of FAVOR and AGAINST (Favg), each with a 95 %
bootstrap interval (texts resampled), and the confusion of labels. Beside it
stands a baseline: everybody whom a text mentions gets the polarity of the
text's words, without any grammar. Labels with fewer than 10 in the gold are not
shown by themselves; the means use them.

Gold is .jsonl (id, text, stance: a label for each target of the lexicon, and
reference: explicit where the text names it) or .tsv with a header:
  text, target, stance      stance toward the row's own target
  text, target, sentiment   POS or NEG of an aspect; NONE counts as wrong
  text, sentiment           the sign of the sentiment score; 0 counts as wrong
The .jsonl files are also shown pooled.`,
		Example: `  lichang eval testdata/gold-small.jsonl
  lichang eval --min-macro-f1 0.8 gold/*.jsonl
  lichang eval --errors --lexicon ./my-lexicon look.jsonl | less -R
  lichang eval --ablate --json look.jsonl | jq '.rules[] | select(.harmful)'
  lichang eval --half measure reviews.tsv`,
		Args: usageArgs(cobra.MinimumNArgs(1), "at least one file of gold"),
	}
	var f evalFlags
	f.lexicon = lexiconFlag(cmd)
	f.cacheDir = cacheFlag(cmd)
	f.workers = workersFlag(cmd)
	f.asJSON = cmd.Flags().Bool("json", false, "write all measures as JSON")
	f.errors = cmd.Flags().Bool("errors", false, "show each miss with all that led to it; refuses files whose name contains \"check\"")
	f.ablate = cmd.Flags().Bool("ablate", false, "show what each rule is worth: macro-F1 with it minus that without it")
	f.without = cmd.Flags().StringArray("without", nil, "skip a `RULE` of the engine (may be repeated)")
	complete(cmd, "without", ruleNames())
	f.minMacroF1 = cmd.Flags().Float64("min-macro-f1", 0, "exit with 1 where macro-F1 is below `X`, in (0, 1]")
	f.half = choiceFlag(cmd, "half", "", "take only the half of the rows whose hash is even (learn) or odd (measure)", "learn", "measure")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkEval(cmd, &f, args); err != nil {
			return err
		}
		return s.eval(cmd, &f, args)
	}
	return cmd
}

func ruleNames() []string {
	var names []string
	for _, r := range stance.Rules() {
		names = append(names, r.Name)
	}
	return names
}

// checkEval finds the mistakes of a call before anything is loaded.
func checkEval(cmd *cobra.Command, f *evalFlags, files []string) error {
	if err := checkWorkers(cmd, *f.workers); err != nil {
		return err
	}
	for _, rule := range *f.without {
		if names := ruleNames(); !slices.Contains(names, rule) {
			return usagef(cmd, "--without: the engine has no rule %q%s; eval --ablate lists them", rule, didYouMean(nearest(rule, names)...))
		}
	}
	if x := *f.minMacroF1; cmd.Flags().Changed("min-macro-f1") && !(x > 0 && x <= 1) {
		return usagef(cmd, "--min-macro-f1 %v: want a number above 0 and up to 1", x)
	}
	if *f.errors && *f.ablate {
		return usagef(cmd, "--errors and --ablate cannot be given together")
	}
	seen := map[string]bool{}
	for _, name := range files {
		base := filepath.Base(name)
		switch {
		case *f.errors && strings.Contains(strings.ToLower(base), "check"):
			return usagef(cmd, "--errors: %s is for figures only: who reads the misses of a check file measures nothing by it any more", name)
		case seen[name]:
			return usagef(cmd, "the file %s is given twice", name)
		}
		if err := measure.CheckName(name); err != nil {
			return usagef(cmd, "%w", err)
		}
		seen[name] = true
	}
	return checkInputs(files)
}

// eval reads all sets, judges them and writes what came of it.
func (s *session) eval(cmd *cobra.Command, f *evalFlags, files []string) error {
	lex, err := s.openLexicon(cmd, *f.lexicon)
	if err != nil {
		return err
	}
	half, err := measure.ParseHalf(*f.half)
	if err != nil {
		return usagef(cmd, "--half: %w", err)
	}
	sets, err := readGold(files, targetIDs(lex), half)
	if err != nil {
		return err
	}
	analyzer, err := pipeline.Open(lex, *f.cacheDir)
	if err != nil {
		return err
	}
	cfg := pipeline.EvaluateConfig{Analyzer: analyzer, Workers: *f.workers, Without: *f.without}
	if *f.ablate {
		a, err := ablate(cmd.Context(), cfg, sets)
		if err != nil {
			return err
		}
		if *f.asJSON {
			err = a.writeJSON(s.Stdout, cfg)
		} else {
			err = a.print(s.Stdout)
		}
		if err != nil {
			return err
		}
		return s.holdMinimum(a.reports, *f.minMacroF1)
	}
	var judged []*measure.Judged
	for _, set := range sets {
		j, err := pipeline.Evaluate(cmd.Context(), cfg, set)
		if err != nil {
			return err
		}
		judged = append(judged, j)
	}
	return s.writeEval(cmd.Context(), cfg, judged, f)
}

// readGold reads all files, so that the faults of all are told at once.
func readGold(files, targets []string, half measure.Half) ([]*measure.Set, error) {
	var sets []*measure.Set
	var errs []error
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		set, err := measure.Read(name, content, targets)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if set = set.Half(half); len(set.Cases) == 0 {
			errs = append(errs, fmt.Errorf("%s: no row belongs to the half", name))
		}
		sets = append(sets, set)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("bad gold:\n%w", err)
	}
	return sets, nil
}

// pooled puts the sets about the lexicon's targets together; nil for fewer than
// two.
func pooled(judged []*measure.Judged) *measure.Judged {
	var some []*measure.Judged
	for _, j := range judged {
		if j.Set.Kind == measure.Targets {
			some = append(some, j)
		}
	}
	if len(some) < 2 {
		return nil
	}
	return measure.Pool(some)
}

// evaluation is what eval writes.
type evaluation struct {
	judged  []*measure.Judged
	reports []*measure.Report // of each, then pooled where there is more than one
}

func (s *session) writeEval(ctx context.Context, cfg pipeline.EvaluateConfig, judged []*measure.Judged, f *evalFlags) error {
	e := evaluation{judged: judged}
	for _, j := range judged {
		e.reports = append(e.reports, measure.Of(j))
	}
	if p := pooled(judged); p != nil {
		e.reports = append(e.reports, measure.Of(p))
	}
	var err error
	if *f.asJSON {
		err = e.writeJSON(s.Stdout, cfg, *f.errors)
	} else {
		err = e.print(s.Stdout)
		if err == nil && *f.errors {
			err = s.printMisses(ctx, cfg, judged)
		}
	}
	if err != nil {
		return err
	}
	return s.holdMinimum(e.reports, *f.minMacroF1)
}

// holdMinimum compares the headline with the least that is wanted: the pooled
// macro-F1 of the sets about the lexicon's targets, and that of each other set.
func (s *session) holdMinimum(reports []*measure.Report, least float64) error {
	last := -1 // the pooled one stands last
	for i, r := range reports {
		if r.Kind == measure.Targets {
			last = i
		}
	}
	var found error
	for i, r := range reports {
		if r.Kind == measure.Targets && i != last {
			continue
		}
		if got := r.Parts[0].MacroF1.Value; got < least {
			fmt.Fprintf(s.Stderr, "macro-F1 of %s is %.4f, below %v\n", r.Name, got, least)
			found = errFound
		}
	}
	return found
}
