package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/compare"
)

// diffFlags are the flags of diff, as parsed.
type diffFlags struct {
	format      *string
	requireBump *bool
}

func (s *session) diffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "What differs between two versions of a lexicon, and what that changes",
		Long: `Diff compares two lexicons entry by entry: targets and their names, terms,
constructions, classes, cues, weights and thresholds, bearings, the segmenter's
words. OLD and NEW are each ` + lexicon.Forms + `.

A version must rise by a patch for wording (cues, notes, comments, tests), by a
minor number for terms and whatever else changes judgements, by a major one for
targets, whose columns others read; --require-bump holds that.`,
		Example: `  lichang diff v1.2:lexicons/mine lexicons/mine
  lichang diff --format md mine-1.zip mine-2.zip
  lichang diff --require-bump HEAD~1:lexicons/mine lexicons/mine`,
		Args: usageArgs(cobra.ExactArgs(2), "two lexicons, the old one and the new one"),
	}
	var f diffFlags
	f.format = choiceFlag(cmd, "format", "text", "how the outcome is written; md is an entry for a changelog", "text", "json", "md")
	f.requireBump = cmd.Flags().Bool("require-bump", false, "exit with 1 where the version does not rise as much as the changes demand")
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return s.diff(cmd, &f, args[0], args[1]) }
	return cmd
}

// difference is what diff has found, for whoever writes it.
type difference struct {
	*compare.Diff
	files []compare.FileChange // of the lexicons' own folders
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
	d, err := s.openDifference(cmd, old, new)
	if err != nil {
		return err
	}
	rises, versions := d.Rises()
	if *f.requireBump && versions != nil {
		return usagef(cmd, "--require-bump: %w", versions)
	}
	switch *f.format {
	case "json":
		err = d.writeJSON(s.Stdout)
	case "md":
		err = d.writeMarkdown(s.Stdout)
	default:
		err = d.print(s.Stdout, terminalWidth(s.Stdout), palette{s.colored(s.Stdout)})
	}
	if err != nil {
		return err
	}
	if needs, why := d.needs(); *f.requireBump && rises < needs {
		fmt.Fprintf(s.Stderr, "the version goes from %s to %s, %s; %s demands %s\n", d.Old.Version, d.New.Version, riseText(rises), why, withArticle(needs))
		return errFound
	}
	return nil
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
