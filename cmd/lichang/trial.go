package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/pipeline"
)

func (s *session) testCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "test [LEXICON...]",
		Short: "Run the tests that lexicons bring with them",
		Long: `Test judges the texts in a lexicon's tests/*.yaml and compares labels, sentiment
and evidence with what stands there. Each failed text is drawn with what was
found in it, and what was wanted. Without arguments it tests the embedded
lexicons. A test looks like this:

  - text: 该博主长期抹黑小米用户
    want: {kol: AGAINST}        # a target that is not named is NONE
    evidence: [抹黑]
    twin:                       # the same with a change, and what that changes
      text: 该博主从不抹黑小米用户
      want: {}`,
		Example: `  lichang test
  lichang test ./my-lexicon
  lichang test --run '充电|续航' ./my-lexicon
  lichang test --junit report.xml ./my-lexicon`,
		ValidArgs: lexicon.Names(),
		Args:      cobra.ArbitraryArgs,
	}
	cache := cacheFlag(cmd)
	junit := cmd.Flags().String("junit", "", "write the results as JUnit XML to `FILE` too")
	run := cmd.Flags().String("run", "", "run only tests whose text, title, name, rule or place matches `REGEXP`")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		only, err := regexp.Compile(*run)
		if err != nil {
			return usagef(cmd, "--run: %v", err)
		}
		if len(args) == 0 {
			args = lexicon.Names()
		}
		var suites []suite
		for _, name := range args {
			one, err := s.testLexicon(cmd, name, *cache, only)
			if err != nil {
				return err
			}
			suites = append(suites, one)
		}
		if *junit != "" {
			var b bytes.Buffer
			if err := writeJUnit(&b, suites); err != nil {
				return err
			}
			if err := os.WriteFile(*junit, b.Bytes(), 0o644); err != nil {
				return fmt.Errorf("--junit: %w", err)
			}
		}
		for _, one := range suites {
			if one.failed > 0 {
				return errFound
			}
		}
		return nil
	}
	return cmd
}

// suite is what became of a lexicon's tests.
type suite struct {
	name          string // as named in the call
	results       []testResult
	texts, failed int
}

// testResult is one test; it holds where missed is empty.
type testResult struct {
	test   *lexicon.Test
	missed []pipeline.Mismatch
}

// testLexicon runs a lexicon's tests and writes a report on those that fail.
func (s *session) testLexicon(cmd *cobra.Command, name, cacheDir string, only *regexp.Regexp) (suite, error) {
	one := suite{name: name}
	checked, err := lexicon.Check(name)
	if errors.Is(err, fs.ErrNotExist) {
		return one, &usageError{err, cmd.CommandPath()}
	}
	if err != nil {
		return one, err
	}
	var tests []lexicon.Test
	if checked.Lexicon != nil {
		if tests, err = checked.ReadTests(stance.TestVocabulary()); err != nil {
			return one, err
		}
	}
	if checked.Problems.Err() != nil {
		if err := renderProblems(s.Stdout, checked); err != nil {
			return one, err
		}
		return one, errFound
	}
	tests = slices.DeleteFunc(tests, func(t lexicon.Test) bool { return !matchesTest(only, &t) })
	if len(tests) == 0 {
		return one, usagef(cmd, "%s has no tests%s", name, matching(only))
	}
	analyzer, err := newAnalyzer(checked.Lexicon, cacheDir)
	if err != nil {
		return one, err
	}
	var scratch pipeline.Scratch
	for i := range tests {
		missed, err := analyzer.Try(&tests[i], &scratch)
		if err != nil {
			return one, err
		}
		one.results = append(one.results, testResult{&tests[i], missed})
		one.texts++
		if tests[i].Twin != nil {
			one.texts++
		}
		if len(missed) > 0 {
			one.failed++
			if err := s.writeFailure(analyzer, &tests[i], missed); err != nil {
				return one, err
			}
		}
	}
	summary := fmt.Sprintf("%s: %s of %s", name, plural(len(tests), "test"), plural(one.texts, "text"))
	if one.failed > 0 {
		summary += fmt.Sprintf(", %s failed", thousands(int64(one.failed)))
	}
	_, err = fmt.Fprintln(s.Stdout, summary)
	return one, err
}

func matching(only *regexp.Regexp) string {
	if only.String() == "" {
		return ""
	}
	return fmt.Sprintf(" that match %q", only)
}

func matchesTest(only *regexp.Regexp, t *lexicon.Test) bool {
	parts := []string{t.Name, t.Rule, t.Title, t.Text, t.Pos.String()}
	if t.Twin != nil {
		parts = append(parts, t.Twin.Title, t.Twin.Text)
	}
	return slices.ContainsFunc(parts, only.MatchString)
}

// writeFailure draws the texts of a test that failed, each with what was wanted
// of it.
func (s *session) writeFailure(a *pipeline.Analyzer, t *lexicon.Test, missed []pipeline.Mismatch) error {
	var shown *lexicon.Example
	for _, m := range missed {
		if m.Example != shown {
			shown = m.Example
			if err := s.drawExample(a, t, shown); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(s.Stdout, "  %s: want %s, got %s\n", m.What, m.Want, m.Got); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(s.Stdout)
	return err
}

func (s *session) drawExample(a *pipeline.Analyzer, t *lexicon.Test, x *lexicon.Example) error {
	head := x.Pos.String() + ":"
	if x == t.Twin {
		head += " (twin)"
	}
	for _, part := range []string{t.Name, t.Note} {
		if part != "" {
			head += " " + part
		}
	}
	if _, err := fmt.Fprintln(s.Stdout, head); err != nil {
		return err
	}
	doc := pipeline.ExampleDocument(x)
	if doc.Rejected() {
		return nil
	}
	drawn, err := explain(a, &doc, nil)
	if err != nil {
		return err
	}
	return drawn.printShort(s.Stdout, terminalWidth(s.Stdout), palette{s.colored(s.Stdout)})
}

// describeMismatches writes what was missed, one a line.
func describeMismatches(w io.Writer, missed []pipeline.Mismatch) {
	for _, m := range missed {
		fmt.Fprintf(w, "%s %s: %s: want %s, got %s\n", m.Example.Pos, m.Example, m.What, m.Want, m.Got)
	}
}
