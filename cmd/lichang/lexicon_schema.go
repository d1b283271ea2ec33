package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

func (s *session) schemaLexiconCommand() *cobra.Command {
	kinds := strings.Join(lexicon.SchemaKinds(), ", ")
	cmd := &cobra.Command{
		Use:   "schema [KIND]",
		Short: "Write JSON Schemas of a lexicon's YAML, for editors to complete by",
		Long: `Schema writes the JSON Schema (draft 2020-12) of a kind of file to stdout, or
with --out those of all kinds to a folder. The kinds are ` + kinds[:strings.LastIndex(kinds, " ")] + `
and tests. An editor with a YAML language server completes fields and values,
shows what they mean and marks mistakes in a file whose first line names its
schema:

  # yaml-language-server: $schema=.schema/lexicon.json

Lexicons that lexicon new begins have both. What a schema cannot say, as whether
a class is known, check finds.`,
		Example: `  lichang lexicon schema cues
  lichang lexicon schema --out ./my-lexicon/.schema`,
		ValidArgs: lexicon.SchemaKinds(),
		Args:      usageArgs(cobra.MaximumNArgs(1), "at most one kind of file"),
	}
	out := cmd.Flags().String("out", "", "write all schemas to the folder `DIR`, each as KIND.json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case (*out == "") == (len(args) == 0):
			return usagef(cmd, "name a kind of file or a folder for all of them: %s, or --out DIR", kinds)
		case *out != "":
			return writeSchemas(*out)
		case !slices.Contains(lexicon.SchemaKinds(), args[0]):
			_, err := lexicon.Schema(args[0], stance.TestVocabulary())
			return &usageError{err, cmd.CommandPath()}
		}
		text, err := lexicon.Schema(args[0], stance.TestVocabulary())
		if err != nil {
			return err
		}
		_, err = s.Stdout.Write(text)
		return err
	}
	return cmd
}

// writeSchemas writes the schemas of all kinds of files to a folder.
func writeSchemas(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, kind := range lexicon.SchemaKinds() {
		text, err := lexicon.Schema(kind, stance.TestVocabulary())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, kind+".json"), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// schemaLine is the first line of a lexicon's YAML file by which editors find
// its schema; "" for other files.
func schemaLine(file string) string {
	kind := lexicon.SchemaKindOf(file)
	if kind == "" {
		return ""
	}
	up := strings.Repeat("../", strings.Count(file, "/"))
	return fmt.Sprintf("# yaml-language-server: $schema=%s\n", up+path.Join(lexicon.SchemaDir, kind+".json"))
}
