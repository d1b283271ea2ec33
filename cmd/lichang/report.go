package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lichang/output"
	"lichang/output/report"
	"lichang/output/summary"
)

func (s *session) reportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report OUT",
		Short: "Write what a dataset says as one HTML page",
		Long: `Report reads a dataset once and writes a page for people: stance by target and
source with intervals, who speaks, over time, the terms, the most telling and
the most contested snippets with their evidence marked, a sample to check, data
quality and provenance. The page is one file; it loads nothing and can be read
without script. In it a wrong label can be marked, and copied as a line for
corrections.jsonl.

--against adds what changed since another dataset. --lexicon names the lexicon
that knows what people call the targets, where it is not an embedded one.`,
		Example: `  lichang report lichang-out --out report.html
  lichang report lichang-out --out report.html --against lichang-out.previous
  lichang report --lang en lichang-out --out - > report.html`,
		Args: usageArgs(cobra.ExactArgs(1), "one dataset"),
	}
	out := cmd.Flags().StringP("out", "o", "report.html", "`FILE` of the page, - for standard output")
	against := cmd.Flags().String("against", "", "an earlier dataset `OLD_OUT` to compare with")
	lang := choiceFlag(cmd, "lang", "zh", "language of the page", report.Languages()...)
	lexiconName := cmd.Flags().String("lexicon", "", "`NAME` or folder of the lexicon with the targets' names (default the one that made the dataset)")
	snippets := cmd.Flags().Int("snippets", summary.DefaultSnippets, "snippets chosen by target and reason, and in the sample; 0 for none")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *snippets < 0 || *snippets > maxSnippets {
			return usagef(cmd, "--snippets is %d: want 0 to %d", *snippets, maxSnippets)
		}
		if *out == "" {
			return usagef(cmd, "--out is empty: name a file, or - for standard output")
		}
		var known map[string]string
		if *lexiconName != "" {
			lex, err := s.openLexicon(cmd, *lexiconName)
			if err != nil {
				return err
			}
			known = namesOf(lex)
		}
		o := summary.Options{Snippets: *snippets}
		if o.Snippets == 0 {
			o.Snippets = -1
		}
		sum, err := summarise(cmd.Context(), args[0], o)
		if err != nil {
			return err
		}
		var change *summary.Comparison
		if *against != "" {
			then, err := summarise(cmd.Context(), *against, summary.Options{Snippets: -1})
			if err != nil {
				return fmt.Errorf("--against: %w", err)
			}
			change = summary.Compare(then, sum)
		}
		if known == nil {
			known = names(sum.MadeBy.Lexicon)
		}
		var page bytes.Buffer
		err = report.Write(&page, sum, change, report.Options{Lang: *lang, Names: known, Quarantine: quarantineOf(sum)})
		if err != nil {
			return err
		}
		if *out == "-" {
			_, err := s.Stdout.Write(page.Bytes())
			return err
		}
		return writePage(*out, page.Bytes())
	}
	return cmd
}

// maxSnippets keeps a page one that a browser can show.
const maxSnippets = 500

// quarantineOf is where what the run rejected lies, "" where nobody knows.
func quarantineOf(sum *summary.Summary) string {
	return output.QuarantineOf(sum.Dataset, sum.Written.Rejected+int64(len(sum.Failed())))
}

// writePage writes a page whole or not at all, so that whoever has the old one
// open can go on reading it.
func writePage(path string, content []byte) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return fmt.Errorf("write %s: it is a folder", path)
		}
		return os.WriteFile(path, content, 0o666) // a pipe or a device
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(content)
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(tmp.Name(), path)
}
