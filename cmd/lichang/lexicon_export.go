package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"lichang/lexicon"
)

func (s *session) exportLexiconCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export [LEXICON]",
		Short: "Write all that a lexicon knows, an entry a row",
		Long: `Export writes terms, constructions, cues and names, with what the lexicon
inherits and with the defaults of the classes filled in. The column of is the
class, the kind of cue or the target; value a strength, weight or confidence.`,
		Example: `  lichang lexicon export > xiaomi-kol.csv
  lichang lexicon export --format jsonl ./my-lexicon | jq 'select(.kind == "term")'`,
		ValidArgs: lexicon.Names(),
		Args:      usageArgs(cobra.MaximumNArgs(1), "at most one lexicon"),
	}
	format := choiceFlag(cmd, "format", "csv", "how the entries are written", "csv", "jsonl")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name := defaultLexicon
		if len(args) > 0 {
			name = args[0]
		}
		lex, err := s.openLexicon(cmd, name)
		if err != nil {
			return err
		}
		if *format == "jsonl" {
			return exportJSONL(s.Stdout, lex.Entries())
		}
		return exportCSV(s.Stdout, lex.Entries())
	}
	return cmd
}

func exportCSV(w io.Writer, entries []lexicon.Entry) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"kind", "text", "of", "pos", "value", "effects", "neg", "content", "when", "note", "file", "line"}}
	for _, e := range entries {
		line := ""
		if e.Line > 0 {
			line = strconv.Itoa(e.Line)
		}
		rows = append(rows, []string{
			e.Kind, e.Text, e.Of, e.POS, strconv.FormatFloat(e.Value, 'g', -1, 64), e.Effects, e.Negation, e.Content, e.When, e.Note, e.File, line,
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func exportJSONL(w io.Writer, entries []lexicon.Entry) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range entries {
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
	}
	return nil
}
