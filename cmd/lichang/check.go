package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/output"
	"lichang/pipeline"
)

// lexiconError says that a lexicon has errors. They have been written.
type lexiconError struct {
	name   string
	errors int
}

func (e *lexiconError) Error() string {
	return fmt.Sprintf("the lexicon %s has %s", e.name, plural(e.errors, "error"))
}

func (s *session) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [LEXICON...]",
		Short: "Find the mistakes of lexicons",
		Long: `Check loads lexicons, embedded ones by name or others by folder, and shows all
their mistakes at once, each with its line and a caret below the place. Without
arguments it checks the embedded lexicons. Warnings alone are no failure; a line
silences one about itself by ok(RULE): and the reason, in a table's column note
or a comment. --rules tells of every rule, with an example that breaks it.`,
		Example: `  lichang check
  lichang check ./my-lexicon
  lichang check --rules
  lichang check --format sarif ./my-lexicon > check.sarif
  lichang check --format json ./my-lexicon | jq '.lexicons[].problems'`,
		ValidArgs: lexicon.Names(),
		Args:      cobra.ArbitraryArgs,
	}
	format := choiceFlag(cmd, "format", "text", "how the result is written", "text", "json", "sarif", "github")
	rules := cmd.Flags().Bool("rules", false, "show the rules, and check nothing")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *rules {
			return writeRules(s.Stdout)
		}
		if len(args) == 0 {
			args = lexicon.Names()
		}
		var results []checkResult
		for _, name := range args {
			r, err := checkLexicon(name)
			if errors.Is(err, fs.ErrNotExist) {
				return &usageError{err, cmd.CommandPath()}
			}
			if err != nil {
				return err
			}
			results = append(results, r)
		}
		return s.writeChecks(results, *format)
	}
	return cmd
}

// checkResult is what there is to say of one lexicon.
type checkResult struct {
	given   string // as named in the call
	checked *lexicon.Checked
}

// checkLexicon checks a lexicon's files and, where they are right, whether the
// engine can be built from them and a dataset be written for them.
func checkLexicon(nameOrDir string) (checkResult, error) {
	checked, err := lexicon.Check(nameOrDir)
	if err != nil {
		return checkResult{}, err
	}
	if lex := checked.Lexicon; lex != nil {
		if engine, err := stance.New(lex); err != nil {
			checked.Problems = append(checked.Problems, wholeProblem(nameOrDir, "engine", err))
		} else if err := addUnheard(checked, engine); err != nil {
			return checkResult{}, err
		}
		if _, err := output.NewSchema(targetIDs(lex)); err != nil {
			checked.Problems = append(checked.Problems, wholeProblem(nameOrDir, "schema", err))
		}
		if _, err := checked.ReadTests(stance.TestVocabulary()); err != nil {
			return checkResult{}, err
		}
	}
	return checkResult{nameOrDir, checked}, nil
}

// addUnheard adds the terms that no text lets through.
func addUnheard(checked *lexicon.Checked, engine *stance.Engine) error {
	normal, err := pipeline.NewNormaliser()
	if err != nil {
		return err
	}
	own := func(t *lexicon.Term) bool { return checked.Own(t.Pos) }
	checked.AddWarnings(engine.Unheard(own, normal.Normal))
	return nil
}

// wholeProblem is a mistake that belongs to no line.
func wholeProblem(name, rule string, err error) lexicon.Problem {
	return lexicon.Problem{Pos: lexicon.Position{File: name}, Level: lexicon.Error, Rule: rule, Message: err.Error()}
}

func targetIDs(lex *lexicon.Lexicon) []string {
	ids := make([]string, len(lex.Targets))
	for i, t := range lex.Targets {
		ids[i] = t.ID
	}
	return ids
}

func (s *session) writeChecks(results []checkResult, format string) error {
	write := writeChecksText
	switch format {
	case "json":
		write = writeChecksJSON
	case "sarif":
		write = writeChecksSARIF
	case "github":
		write = writeChecksGitHub
	}
	if err := write(s.Stdout, results); err != nil {
		return err
	}
	for _, r := range results {
		if r.checked.Problems.Err() != nil {
			return errFound
		}
	}
	return nil
}

func writeChecksText(w io.Writer, results []checkResult) error {
	for _, r := range results {
		if err := renderProblems(w, r.checked); err != nil {
			return err
		}
		errs, warnings := countProblems(r.checked.Problems)
		var found []string
		if errs > 0 {
			found = append(found, plural(errs, "error"))
		}
		if warnings > 0 {
			found = append(found, plural(warnings, "warning"))
		}
		if n := r.checked.NotKept; n > 0 {
			found = append(found, thousands(int64(n))+" more that are not shown")
		}
		summary := strings.Join(found, ", ")
		if errs == 0 {
			summary = strings.Join(append([]string{describeLexicon(r.checked.Lexicon)}, found...), "; ")
		}
		if _, err := fmt.Fprintf(w, "%s: %s\n", r.given, summary); err != nil {
			return err
		}
	}
	return nil
}

func describeLexicon(lex *lexicon.Lexicon) string {
	return fmt.Sprintf("version %s, %s, %s, %s, %s, %s", lex.Version, plural(len(lex.Targets), "target"),
		plural(len(lex.Terms), "term"), plural(len(lex.Cues), "cue"), plural(len(lex.Constructions), "construction"), lex.Hash)
}

// renderProblems writes problems, each with its line of source.
func renderProblems(w io.Writer, checked *lexicon.Checked) error {
	for _, p := range checked.Problems {
		if err := p.Render(w, checked.Sources[p.Pos.File]); err != nil {
			return err
		}
	}
	return nil
}

func countProblems(ps lexicon.Problems) (errs, warnings int) {
	for _, p := range ps {
		if p.Level == lexicon.Error {
			errs++
		} else {
			warnings++
		}
	}
	return errs, warnings
}

// plural writes a count with its noun and with commas in large numbers.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(int64(n)) + " " + noun + "s"
}

// thousands writes a number with a comma before every third digit.
func thousands(n int64) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// checkJSON is the shape of check --format json.
type checkJSON struct {
	Lexicons []checkedJSON `json:"lexicons"`
}

type checkedJSON struct {
	Lexicon  string        `json:"lexicon"` // as named in the call
	OK       bool          `json:"ok"`
	Version  string        `json:"version,omitempty"`
	Hash     string        `json:"hash,omitempty"`
	Targets  []string      `json:"targets,omitempty"`
	Terms    int           `json:"terms,omitempty"`
	Problems []problemJSON `json:"problems"`
	// NotShown is how many problems there are beyond the first 1,000 of each level.
	NotShown int `json:"not_shown,omitempty"`
}

type problemJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`   // from 1
	Column  int    `json:"column,omitempty"` // from 1, in code points
	Level   string `json:"level"`            // error or warning
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func writeChecksJSON(w io.Writer, results []checkResult) error {
	out := checkJSON{Lexicons: []checkedJSON{}}
	for _, r := range results {
		c := checkedJSON{Lexicon: r.given, OK: r.checked.Problems.Err() == nil, Problems: []problemJSON{}, NotShown: r.checked.NotKept}
		if c.OK {
			lex := r.checked.Lexicon
			c.Version, c.Hash, c.Targets, c.Terms = lex.Version, lex.Hash, targetIDs(lex), len(lex.Terms)
		}
		for _, p := range r.checked.Problems {
			c.Problems = append(c.Problems, problemJSON{p.Pos.File, p.Pos.Line, p.Pos.Column, p.Level.String(), p.Rule, p.Message})
		}
		out.Lexicons = append(out.Lexicons, c)
	}
	return writeJSON(w, out)
}
