package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon"
)

func (s *session) lexiconCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lexicon",
		Short: "Begin a lexicon, write one out, or tell editors its form",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return usagef(cmd, "say what to do: new, export or schema")
		},
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(s.newLexiconCommand(), s.exportLexiconCommand(), s.schemaLexiconCommand())
	return cmd
}

// template is the folder that a new lexicon starts from.
//
//go:embed template
var template embed.FS

// lexiconName is what a new lexicon may be called: a folder's name that needs
// no quotes in a shell or in YAML.
var lexiconName = regexp.MustCompile(`^[\p{L}][\p{L}\p{N}_-]*$`)

func (s *session) newLexiconCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "Begin a lexicon: a commented folder that passes check and test",
		Long: `New writes a folder with one small example of each file of a lexicon, explained
in place. NAME is the folder, and its last part the lexicon's name. The schemas
by which editors complete its YAML are written beside, to .schema/.`,
		Example: `  lichang lexicon new bicycles
  lichang lexicon new --extends xiaomi-kol lexicons/my-words`,
		Args: usageArgs(cobra.ExactArgs(1), "the name of one lexicon"),
	}
	extends := cmd.Flags().String("extends", "general", "`LEXICON` that it builds on: an embedded one, or a folder beside it")
	complete(cmd, "extends", lexicon.Names())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		dir := filepath.Clean(args[0])
		name := filepath.Base(dir)
		if !lexiconName.MatchString(name) {
			return usagef(cmd, "%q is no name for a lexicon: a letter, then letters, digits, - and _", name)
		}
		if !lexiconName.MatchString(*extends) {
			return usagef(cmd, "--extends %q is no name of a lexicon", *extends)
		}
		base := filepath.Join(filepath.Dir(dir), *extends) // found before an embedded one, as by check
		if _, err := os.Stat(filepath.Join(base, "lexicon.yaml")); err != nil {
			if _, err := lexicon.Files(*extends); err != nil {
				return &usageError{err, cmd.CommandPath()}
			}
			base = *extends
		}
		lex, err := s.openLexicon(cmd, base)
		if err != nil {
			return fmt.Errorf("--extends %s: %w", *extends, err)
		}
		fill := strings.NewReplacer("{{name}}", name, "{{extends}}", *extends)
		err = writeTemplate(dir, func(file, text string) string {
			if file == "lexicon.yaml" && hasExample(lex) {
				text = withoutTargets(text)
			}
			return fill.Replace(text)
		})
		if err != nil {
			if errors.Is(err, fs.ErrExist) {
				return usagef(cmd, "%s is there already", dir)
			}
			return err
		}
		_, err = fmt.Fprintf(s.Stdout, "%s: edit lexicon.yaml and terms/own.tsv, then lichang check %s and lichang test %s\n", dir, dir, dir)
		return err
	}
	return cmd
}

// hasExample says whether a lexicon has the target of the template, or one by its
// names, as one that began from the template itself: to say it again would be a
// mistake.
func hasExample(lex *lexicon.Lexicon) bool {
	return slices.ContainsFunc(lex.Targets, func(t lexicon.Target) bool {
		return t.ID == "brand" || slices.ContainsFunc(t.Names, func(n string) bool { return strings.HasPrefix(n, "某某") })
	})
}

// withoutTargets leaves targets and entities out of the template's lexicon.yaml.
func withoutTargets(text string) string {
	head, _, _ := strings.Cut(text, "targets:\n")
	_, tail, _ := strings.Cut(text, "# weights:")
	return head + "# targets and entities are those of {{extends}}; own ones are written as there\n# weights:" + tail
}

// writeTemplate writes the template as a folder that must not be there yet. Fill
// makes the text of a file of what the template has.
func writeTemplate(dir string, fill func(file, text string) string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	const root = "template"
	if err := writeSchemas(filepath.Join(dir, lexicon.SchemaDir)); err != nil {
		return err
	}
	return fs.WalkDir(template, root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || file == root {
			return err
		}
		name := strings.TrimPrefix(file, root+"/")
		to := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			return os.Mkdir(to, 0o755)
		}
		content, err := template.ReadFile(file)
		if err != nil {
			return err
		}
		return os.WriteFile(to, []byte(schemaLine(name)+fill(name, string(content))), 0o644)
	})
}
