package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/compare"
	"lichang/output"
	"lichang/output/report"
	"lichang/pipeline"
	"lichang/pipeline/flip"
)

// diffFlags are the flags of diff, as parsed.
type diffFlags struct {
	format, lang, cacheDir *string
	inputFormat, flipsFile *string
	on, failOn             *[]string
	workers, flips         *int
	requireBump, all       *bool
}

// How many flips are shown where nobody says: to people, and to programs.
const (
	shownFlips = 10
	keptFlips  = 1000
)

func (s *session) diffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "What differs between two versions of a lexicon, and what that changes; or between two datasets",
		Long: `Diff compares two lexicons entry by entry: targets and their names, terms,
constructions, classes, cues, weights and thresholds, bearings, the segmenter's
words. OLD and NEW are each ` + lexicon.Forms + `.

With --on it judges texts by both and shows which labels flip, with the evidence
of both sides and the changed entries that did it: the smallest set that, taken
back, takes the flip back (found by judging again; several act together). Texts
are what run reads (.txt, .pairs.txt, .jsonl), what eval reads (.jsonl with a
field stance, .tsv: then macro-F1 of both, a paired bootstrap interval of the
difference and McNemar's exact test), or the folder of a dataset. Texts that no
changed entry can touch keep their labels and are not judged, unless --all says.

--fail-on 'flips>20' exits with 1 where that is so: flips, flips.TARGET, rows
(with a flip), moved (rows with another score), each as a number or with % of the
rows; and with gold f1-drop, f1-drop.TARGET. > or >= stand between.

A version must rise by a patch for wording (cues, notes, comments, tests), by a
minor number for terms and whatever else changes judgements, by a major one for
targets, whose columns others read; --require-bump holds that.

Where OLD and NEW are datasets, their rows are compared by id: whether text,
lexicon, dictionary or engine differ, and which labels do.`,
		Example: `  lichang diff v1.2:lexicons/mine lexicons/mine
  lichang diff mine-1.zip mine-2.zip --on comments.jsonl --fail-on 'flips>0.5%'
  lichang diff HEAD:lexicons/mine lexicons/mine --on gold.jsonl --fail-on 'f1-drop>0.01'
  lichang diff xiaomi-kol ./xiaomi-kol --on lichang-out --format json --flips-file flips.jsonl
  lichang diff mine-1.zip mine-2.zip --on comments.jsonl --format html > diff.html
  lichang diff nights/2026-01-07 nights/2026-01-08
  lichang diff HEAD~1:lexicons/mine lexicons/mine --require-bump --format md`,
		Args: usageArgs(cobra.ExactArgs(2), "two lexicons or two datasets, the old one and the new one"),
	}
	var f diffFlags
	f.format = choiceFlag(cmd, "format", "text", "how the outcome is written; md is an entry for a changelog, html a page", "text", "json", "md", "html")
	f.lang = choiceFlag(cmd, "lang", "zh", "language of the page that --format html writes", report.Languages()...)
	f.requireBump = cmd.Flags().Bool("require-bump", false, "exit with 1 where the version does not rise as much as the changes demand")
	f.on = cmd.Flags().StringArray("on", nil, "judge the texts of `DATA` by both: inputs of run, gold of eval, or a dataset (may be repeated)")
	f.inputFormat = inputFormatFlag(cmd, "", "format of --on (default by the names)")
	f.all = cmd.Flags().Bool("all", false, "judge the texts too that no changed entry can touch, so that all labels are counted")
	f.flips = cmd.Flags().Int("flips", shownFlips, fmt.Sprintf("show `N` flips (default for json, md and html %d)", keptFlips))
	f.flipsFile = cmd.Flags().String("flips-file", "", "write every flip to `FILE`, a JSON object a line")
	f.failOn = cmd.Flags().StringArray("fail-on", nil, "exit with 1 where a `LIMIT` is passed, such as 'flips>20' or 'f1-drop>0.01' (may be repeated)")
	f.workers = workersFlag(cmd)
	f.cacheDir = cacheFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return s.diff(cmd, &f, args[0], args[1]) }
	return cmd
}

// difference is what diff has found, for whoever writes it.
type difference struct {
	*compare.Diff
	files  []compare.FileChange // of the lexicons' own folders
	on     []string             // the texts that were judged
	report *flip.Report         // what became of them, nil where there are none
}

// needs is the least that the version must rise by and what demands it, "" for
// nothing.
func (d *difference) needs() (compare.Level, string) {
	level, change := d.Needs()
	switch {
	case change != nil:
		return level, change.String() + " " + string(change.Op)
	case len(d.files) > 0:
		return compare.Patch, d.files[0].Path + " " + string(d.files[0].Op)
	}
	return compare.NoBump, ""
}

func (s *session) diff(cmd *cobra.Command, f *diffFlags, old, new string) error {
	if isOld, isNew := output.IsDataset(old), output.IsDataset(new); isOld && isNew {
		return s.diffDatasets(cmd, f, old, new)
	} else if isOld != isNew {
		dataset, other := old, new
		if isNew {
			dataset, other = new, old
		}
		return usagef(cmd, "%s is a dataset and %s is none: give two datasets, or two lexicons and the dataset by --on", dataset, other)
	}
	if err := checkWorkers(cmd, *f.workers); err != nil {
		return err
	}
	if *f.flips < 0 {
		return usagef(cmd, "--flips %d: want none or more", *f.flips)
	}
	kind, err := kindOfAll(cmd, *f.on, pipeline.Format(*f.inputFormat))
	if err != nil {
		return err
	}
	limits, err := limitsOf(cmd, f, kind)
	if err != nil {
		return err
	}
	if kind == plainTexts {
		for _, name := range *f.on {
			if _, err := pipeline.FormatOf(name, pipeline.Format(*f.inputFormat)); err != nil {
				return usagef(cmd, "--on: %w", err)
			}
		}
	}
	d, err := s.openDifference(cmd, old, new)
	if err != nil {
		return err
	}
	for _, l := range limits {
		if id := l.Target(); id != "" && !slices.Contains(d.Shared, id) {
			return usagef(cmd, "--fail-on %s: %s is no target of both lexicons%s", l, id, didYouMean(nearest(id, d.Shared)...))
		}
	}
	rises, versions := d.Rises()
	if *f.requireBump && versions != nil {
		return usagef(cmd, "--require-bump: %w", versions)
	}
	if kind != "" {
		d.on = *f.on
		if d.report, err = s.onTexts(cmd, f, d, kind); err != nil {
			return err
		}
	}
	switch *f.format {
	case "json":
		err = d.writeJSON(s.Stdout)
	case "md":
		err = d.writeMarkdown(s.Stdout)
	case "html":
		err = d.writePage(s.Stdout, *f.lang)
	default:
		err = d.print(s.Stdout, terminalWidth(s.Stdout), palette{s.colored(s.Stdout)})
	}
	if err != nil {
		return err
	}
	var found error
	if needs, why := d.needs(); *f.requireBump && rises < needs {
		fmt.Fprintf(s.Stderr, "the version goes from %s to %s, %s; %s demands %s\n", d.Old.Version, d.New.Version, riseText(rises), why, withArticle(needs))
		found = errFound
	}
	return errors.Join(found, s.holdLimits(limits, d.report))
}

func withArticle(l compare.Level) string { return "a " + l.String() + " rise" }

func riseText(l compare.Level) string {
	if l == compare.NoBump {
		return "which is no rise"
	}
	return withArticle(l)
}

// openDifference loads both lexicons; the faults of both are told.
func (s *session) openDifference(cmd *cobra.Command, old, new string) (*difference, error) {
	var checked [2]*lexicon.Checked
	var errs []error
	for i, name := range [2]string{old, new} {
		c, err := s.checkLexicon(cmd, name)
		checked[i], errs = c, append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	d := &difference{Diff: compare.Of(checked[0].Lexicon, checked[1].Lexicon)}
	d.Old.Opened, d.New.Opened = old, new
	var err error
	d.files, err = compare.Files(checked[0], checked[1])
	return d, err
}
