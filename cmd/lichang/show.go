package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/output"
	"lichang/output/summary"
)

func (s *session) showCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show OUT",
		Short: "Show what a dataset says, in the terminal",
		Long: `Show reads a dataset once and tells how its rows stand toward each target: in
all, by source, by who speaks and over time, with the terms that speak for and
against. Shares are of the rows that speak of the target, with 95 % intervals.

The table is for people; json holds all that report draws, csv a line for each
source and target.`,
		Example: `  lichang show lichang-out
  lichang show --target kol --source 知乎 --top 5 lichang-out
  lichang show --format csv lichang-out > sources.csv`,
		Args: usageArgs(cobra.ExactArgs(1), "one dataset"),
	}
	sources := cmd.Flags().StringArray("source", nil, "only rows of the source `NAME`; may be repeated")
	targets := cmd.Flags().StringArray("target", nil, "only the target `ID`; may be repeated")
	top := cmd.Flags().Int("top", summary.DefaultTop, "how many sources, speakers, periods and terms are told")
	format := choiceFlag(cmd, "format", "table", "how it is written", "table", "json", "csv")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *top < 1 {
			return usagef(cmd, "--top is %d: want at least 1", *top)
		}
		o := summary.Options{Sources: *sources, Targets: *targets, Top: *top}
		if *format != "json" {
			o.Snippets = -1
		}
		sum, err := summarised(cmd, args[0], o)
		if err != nil {
			return err
		}
		switch *format {
		case "json":
			return writeJSON(s.Stdout, sum)
		case "csv":
			return showCSV(s.Stdout, sum)
		}
		sheet := newSheet(s, sum, *top)
		return sheet.write()
	}
	return cmd
}

// summarised reads a dataset. A target or source that it does not have is a
// mistake of the call.
func summarised(cmd *cobra.Command, dir string, o summary.Options) (*summary.Summary, error) {
	sum, err := summarise(cmd.Context(), dir, o)
	var unknown *summary.UnknownError
	if errors.As(err, &unknown) {
		return nil, usagef(cmd, "%s: %w", dir, err)
	}
	return sum, err
}

func summarise(ctx context.Context, dir string, o summary.Options) (*summary.Summary, error) {
	d, err := output.Open(dir)
	if err != nil {
		return nil, err
	}
	o.WholeText = wholeTextRule()
	return summary.Of(ctx, d, o)
}

// wholeTextRule is the rule whose evidence the whole text gives.
func wholeTextRule() string {
	for _, r := range stance.Rules() {
		if r.Stage == "bear" {
			return r.Name
		}
	}
	return ""
}

// names are what people call the targets and actors of a dataset, by id, after
// the embedded lexicon that made it. There are none where that is not embedded:
// an id without a name is its own.
func names(lexiconName string) map[string]string {
	checked, err := lexicon.Check(lexiconName)
	if err != nil || checked.Lexicon == nil {
		return map[string]string{}
	}
	return namesOf(checked.Lexicon)
}

// namesOf returns by id what people call a lexicon's targets and entities.
func namesOf(lex *lexicon.Lexicon) map[string]string {
	found := map[string]string{}
	for _, t := range lex.Targets {
		if t.Label != "" {
			found[t.ID] = t.Label
		}
	}
	for _, e := range lex.Entities {
		if _, taken := found[e.ID]; !taken && len(e.Names) > 0 {
			found[e.ID] = e.Names[0]
		}
	}
	return found
}

// showCSV writes a line for each source and target; source is empty in the lines
// of all sources.
func showCSV(w io.Writer, sum *summary.Summary) error {
	out := csv.NewWriter(w)
	record := func(scope, source string, rows int64, stances []summary.Stance) {
		for i := range stances {
			x := &stances[i]
			line := []string{scope, source, x.Target}
			for _, n := range []int64{rows, x.Spoken, x.Favor, x.Against, x.Neither()} {
				line = append(line, strconv.FormatInt(n, 10))
			}
			for _, share := range []*summary.Share{x.FavorShare, x.AgainstShare} {
				if share == nil {
					line = append(line, "", "", "")
					continue
				}
				for _, v := range []float64{share.Value, share.Lo, share.Hi} {
					line = append(line, strconv.FormatFloat(v, 'f', 6, 64))
				}
			}
			out.Write(line) // its error is out.Error's
		}
	}
	out.Write([]string{"scope", "source", "target", "rows", "spoken", "favor", "against", "neither",
		"favor_share", "favor_share_lo", "favor_share_hi", "against_share", "against_share_lo", "against_share_hi"})
	record("all", "", sum.Rows, sum.Targets)
	for i := range sum.Sources {
		record("source", sum.Sources[i].Name, sum.Sources[i].Rows, sum.Sources[i].Targets)
	}
	if sum.Rest != nil {
		record("more", "", sum.Rest.Rows, sum.Rest.Targets)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}
