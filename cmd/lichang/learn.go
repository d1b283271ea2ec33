package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/learn"
	"lichang/lexicon/stance"
	"lichang/pipeline"
	"lichang/pipeline/measure"
)

// learnFlags are the flags of learn, as parsed.
type learnFlags struct {
	lexicon, cacheDir, out *string
	half                   *string
	workers                *int
	cross, further         *bool
	prior, neither         *float64
}

// options are those of the fit for a lexicon. What is learned further is what is in
// its own table, and what labels speak of; other columns of the lexicons that it
// extends stay theirs.
func (f *learnFlags) options(c *lexicon.Checked, said []learn.Example) learn.Options {
	o := learn.Defaults()
	if *f.further {
		o = learn.Further(slices.Clone(c.Lexicon.Bearings))
		for k, file := range c.Lexicon.BearingFiles {
			mine := c.Own(lexicon.Position{File: file})
			if mine || slices.ContainsFunc(said, func(x learn.Example) bool { return x.Gold[k] != "" }) {
				continue
			}
			for i := range o.From {
				b := &o.From[i]
				b.Favor, b.Against = slices.Clone(b.Favor), slices.Clone(b.Against)
				b.Favor[k], b.Against[k] = 0, 0
			}
		}
	}
	if *f.prior > 0 {
		o.Prior = *f.prior
	}
	o.Neither = *f.neither
	return o
}

func (s *session) learnCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "learn GOLD...",
		Short: "Find from labelled texts what traits of a text speak for",
		Long: `Learn makes a lexicon's bearings.tsv: how much short runs of words, and what the
grammar found in a text, speak for its being in favor of or against each target.
It is learned from labelled texts (.jsonl and .tsv, as eval reads them) and the
lexicon's own tests, by a logistic regression; judging then weighs the table
beside the frames. Put the table into the folder of the lexicon to use it.

A .jsonl speaks of the lexicon's targets, a .tsv of a target that each row names or
of the text's sentiment. The table gets the columns that the labels speak of.

With --further the lexicon's own table is where it begins: few texts of your own,
corrections of the morning for example, move what they speak of and leave the
rest.

With --cross-validate no table is written: each file is judged by what was
learned from the others and the tests, beside the grammar alone.`,
		Example: `  lichang learn --out my-lexicon/bearings.tsv --lexicon ./my-lexicon labels/*.jsonl
  lichang learn --further --out my-lexicon/bearings.tsv --lexicon ./my-lexicon corrections.jsonl
  lichang learn --cross-validate labels/*.jsonl`,
		Args: usageArgs(cobra.MinimumNArgs(1), "at least one file of gold"),
	}
	var f learnFlags
	f.lexicon = lexiconFlag(cmd)
	f.cacheDir = cacheFlag(cmd)
	f.workers = workersFlag(cmd)
	f.out = cmd.Flags().String("out", "", "write the table to `FILE` instead of standard output")
	f.further = cmd.Flags().Bool("further", false, "learn the lexicon's own table further, instead of from nothing")
	f.prior = cmd.Flags().Float64("prior", 0, "variance `V` of the weights: a larger one trusts the texts more (default 40, 12 with --further)")
	f.neither = cmd.Flags().Float64("neither", 1, "a text that says neither counts `W` times: above 1 where there are fewer of them among the labelled texts than in what will be judged")
	f.half = choiceFlag(cmd, "half", "", "take only the half of the rows whose hash is even (learn) or odd (measure)", "learn", "measure")
	f.cross = cmd.Flags().Bool("cross-validate", false, "measure each file by what is learned from the others")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkWorkers(cmd, *f.workers); err != nil {
			return err
		}
		if cmd.Flags().Changed("prior") && !(*f.prior > 0) {
			return usagef(cmd, "--prior %v: want a number above 0", *f.prior)
		}
		if !(*f.neither > 0) {
			return usagef(cmd, "--neither %v: want a number above 0", *f.neither)
		}
		half, err := measure.ParseHalf(*f.half)
		if err != nil {
			return usagef(cmd, "--half: %v", err)
		}
		if *f.cross && len(args) < 2 {
			return usagef(cmd, "--cross-validate needs at least two files")
		}
		if err := checkInputs(args); err != nil {
			return err
		}
		return s.learn(cmd, &f, half, args)
	}
	return cmd
}

func (s *session) learn(cmd *cobra.Command, f *learnFlags, half measure.Half, files []string) error {
	checked, err := lexicon.Check(*f.lexicon)
	if errors.Is(err, fs.ErrNotExist) {
		return &usageError{err, cmd.CommandPath()}
	}
	if err != nil {
		return err
	}
	if err := checked.Problems.Err(); err != nil {
		return err
	}
	tests, err := checked.ReadTests(stance.TestVocabulary())
	if err != nil {
		return err
	}
	if err := checked.Problems.Err(); err != nil {
		return err
	}
	lex := checked.Lexicon
	sets, err := readGold(files, targetIDs(lex), half)
	if err != nil {
		return err
	}
	analyzer, err := pipeline.Open(lex, *f.cacheDir)
	if err != nil {
		return err
	}
	own, err := pipeline.TestExamples(cmd.Context(), analyzer, *f.workers, tests)
	if err != nil {
		return err
	}
	parts := make([][]learn.Example, len(sets))
	for i, set := range sets {
		if parts[i], err = pipeline.LearnExamples(cmd.Context(), analyzer, *f.workers, set); err != nil {
			return err
		}
	}
	said := without(parts, nil, -1)
	own = learn.Saying(own, said)
	opt := f.options(checked, said)
	if *f.cross {
		return s.crossValidate(cmd.Context(), analyzer, *f.workers, opt, sets, parts, own)
	}
	table, err := learn.Bearings(lex.Targets, without(parts, own, -1), opt)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := lexicon.WriteBearings(&b, lex.Targets, table); err != nil {
		return err
	}
	if *f.out == "" {
		_, err = s.Stdout.Write(b.Bytes())
	} else {
		err = os.WriteFile(*f.out, b.Bytes(), 0o644)
	}
	return err
}

// without joins all examples but those of one part.
func without(parts [][]learn.Example, own []learn.Example, left int) []learn.Example {
	all := append([]learn.Example(nil), own...)
	for i, p := range parts {
		if i != left {
			all = append(all, p...)
		}
	}
	return all
}

// crossValidate judges each set by what the others teach.
func (s *session) crossValidate(ctx context.Context, a *pipeline.Analyzer, workers int, opt learn.Options, sets []*measure.Set, parts [][]learn.Example, own []learn.Example) error {
	width := len("file")
	for _, set := range sets {
		width = max(width, len(set.Name))
	}
	if _, err := fmt.Fprintf(s.Stdout, "%-*s  macro-F1  grammar alone\n", width, "file"); err != nil {
		return err
	}
	for i, set := range sets {
		table, err := learn.Bearings(a.Lexicon().Targets, without(parts, own, i), opt)
		if err != nil {
			return err
		}
		learned, err := a.WithBearings(table)
		if err != nil {
			return err
		}
		grammar, err := a.WithBearings(nil)
		if err != nil {
			return err
		}
		var scores [2]float64
		for k, one := range [2]*pipeline.Analyzer{learned, grammar} {
			j, err := pipeline.Evaluate(ctx, pipeline.EvaluateConfig{Analyzer: one, Workers: workers}, set)
			if err != nil {
				return err
			}
			scores[k] = measure.NewComparison(j).MacroF1()
		}
		if _, err := fmt.Fprintf(s.Stdout, "%-*s     %.3f          %.3f\n", width, set.Name, scores[0], scores[1]); err != nil {
			return err
		}
	}
	return nil
}
