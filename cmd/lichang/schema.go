package main

import (
	"fmt"
	"io"
	"strings"

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
		columns := schema.Describe()
		switch *format {
		case "json":
			return writeJSON(s.Stdout, schemaJSON{output.SchemaVersion, columns})
		case "md":
			return writeSchemaMarkdown(s.Stdout, columns)
		}
		return writeSchemaText(s.Stdout, columns, terminalWidth(s.Stdout))
	}
	return cmd
}

// schemaJSON is the shape of schema --format json.
type schemaJSON struct {
	Version string               `json:"version"`
	Columns []output.Description `json:"columns"`
}

// typeOf writes a column's type, with a question mark where it may be null.
func typeOf(c output.Description) string {
	if c.Nullable {
		return c.Type + "?"
	}
	return c.Type
}

// writeSchemaText lists the columns, wrapped to width where that is not 0.
func writeSchemaText(w io.Writer, columns []output.Description, width int) error {
	t := table{width: width}
	for _, c := range columns {
		t.row(c.Name, typeOf(c), c.Description)
		for _, f := range c.Fields {
			t.row("  ."+f.Name, typeOf(f), f.Description)
			for _, g := range f.Fields {
				t.row("    ."+g.Name, typeOf(g), g.Description)
			}
		}
	}
	t.row("")
	t.row("version "+output.SchemaVersion, "", "a type with ? may be null")
	return t.write(w)
}

func writeSchemaMarkdown(w io.Writer, columns []output.Description) error {
	var b strings.Builder
	b.WriteString("| column | type | |\n|---|---|---|\n")
	var rows func(prefix string, columns []output.Description)
	rows = func(prefix string, columns []output.Description) {
		for _, c := range columns {
			fmt.Fprintf(&b, "| `%s%s` | %s | %s |\n", prefix, c.Name, typeOf(c), strings.ReplaceAll(c.Description, "|", `\|`))
			rows(prefix+c.Name+".", c.Fields)
		}
	}
	rows("", columns)
	_, err := io.WriteString(w, b.String())
	return err
}
