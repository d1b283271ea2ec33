package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"lichang/lexicon"
)

func (s *session) exportLexiconCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export [LEXICON]",
		Short: "Write all that a lexicon knows, an entry a row or as one folder",
		Long: `Export writes terms, constructions, cues and names, with what the lexicon
inherits and with the defaults of the classes filled in. The column of is the
class, the kind of cue or the target; value a strength, weight or confidence.

With --out it writes a folder instead: a lexicon that means the same, has the
same hash, and extends nothing. Tests and comments are not copied.`,
		Example: `  lichang lexicon export > xiaomi-kol.csv
  lichang lexicon export --format jsonl ./my-lexicon | jq 'select(.kind == "term")'
  lichang lexicon export --out ./whole xiaomi-kol`,
		ValidArgs: lexicon.Names(),
		Args:      usageArgs(cobra.MaximumNArgs(1), "at most one lexicon"),
	}
	format := choiceFlag(cmd, "format", "csv", "how the entries are written", "csv", "jsonl")
	out := cmd.Flags().String("out", "", "write a lexicon's folder `DIR`, which must not be there yet, instead of rows")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *out != "" && cmd.Flags().Changed("format") {
			return usagef(cmd, "--format is for rows, --out for a folder: give one of them")
		}
		name := defaultLexicon
		if len(args) > 0 {
			name = args[0]
		}
		lex, err := s.openLexicon(cmd, name)
		if err != nil {
			return err
		}
		if *out != "" {
			err := writeFolder(lex, filepath.Clean(*out))
			if errors.Is(err, fs.ErrExist) {
				return usagef(cmd, "%s is there already", *out)
			}
			return err
		}
		if *format == "jsonl" {
			return exportJSONL(s.Stdout, lex.Entries())
		}
		return exportCSV(s.Stdout, lex.Entries())
	}
	return cmd
}

// writeFolder writes a lexicon as a folder that must not be there yet.
func writeFolder(lex *lexicon.Lexicon, dir string) error {
	files, err := lex.Folder()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
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
