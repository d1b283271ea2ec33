package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"lichang/output"
)

func (s *session) schemaCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Show the columns of what is written",
		Long: `Schema lists the columns of a dataset in their order, with types and meanings.
The columns of the targets depend on the lexicon. The same names are the keys
of the JSON that score writes.`,
		Example: `  lichang schema
  lichang schema --format md > SCHEMA.md
  lichang schema --format json --lexicon ./my-lexicon`,
		Args: usageArgs(cobra.NoArgs, "no arguments"),
	}
	name := lexiconFlag(cmd)
	format := choiceFlag(cmd, "format", "text", "how the columns are written", "text", "json", "md")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		lex, err := s.openLexicon(cmd, *name)
		if err != nil {
			return err
		}
		schema, err := output.NewSchema(targetIDs(lex))
		if err != nil {
			return fmt.Errorf("lexicon %s: %w", *name, err)
		}
		switch *format {
		case "json":
			return schema.WriteJSON(s.Stdout)
		case "md":
			return schema.WriteMarkdown(s.Stdout)
		}
		return schema.WriteText(s.Stdout)
	}
	return cmd
}
