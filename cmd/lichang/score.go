package main

import (
	"strings"

	"github.com/spf13/cobra"

	"lichang/output"
	"lichang/pipeline"
)

func (s *session) scoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "score",
		Short: "Judge standard input line by line, as a filter",
		Long: `Score reads snippets on standard input and writes a JSON object for each on
standard output, in the same order, with the names of the dataset's columns. A
line that is no snippet comes back with "status": "rejected" and a reason, behind
the fields or where --fields names it. What has been read is answered before more
is waited for.`,
		Example: `  lichang score < comments.jsonl > scored.jsonl
  echo '该博主长期抹黑小米用户' | lichang score --input-format txt --fields kol_label,kol_score
  tail -f posts.jsonl | lichang score --fields id,xiaomi_label`,
		Args: usageArgs(cobra.NoArgs, "no arguments: it reads standard input"),
	}
	name := lexiconFlag(cmd)
	cache := cacheFlag(cmd)
	workers := workersFlag(cmd)
	read := newReadingFlags(cmd, string(pipeline.JSONLines), "shape of the input", false)
	fields := cmd.Flags().StringSlice("fields", nil, "write only these `NAMES`, in this order (default all)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkWorkers(cmd, *workers); err != nil {
			return err
		}
		reading, err := read.reading(cmd)
		if err != nil {
			return err
		}
		analyzer, err := s.openAnalyzer(cmd, *name, *cache)
		if err != nil {
			return err
		}
		schema, err := analyzer.Schema()
		if err != nil {
			return err
		}
		selected, err := schema.Fields(*fields...)
		if err != nil {
			known := append(schema.Names(), output.ReasonField)
			unknown := unknownField(*fields, known)
			return usagef(cmd, "--fields: no field is named %q%s; 'lichang schema' lists them", unknown, didYouMean(nearest(unknown, known)...))
		}
		return pipeline.Score(cmd.Context(), pipeline.ScoreConfig{
			In: s.Stdin, Reading: reading, Out: s.Stdout,
			Fields: selected, Analyzer: analyzer, Workers: *workers,
		})
	}
	return cmd
}

// unknownField returns the first of the names that is no column's.
func unknownField(names, known []string) string {
	all := "\x00" + strings.Join(known, "\x00") + "\x00"
	for _, n := range names {
		if !strings.Contains(all, "\x00"+n+"\x00") {
			return n
		}
	}
	return ""
}
