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
      want: {}

Verdicts are pinned by --pin FILE: what the lexicon finds in some texts is
written there, as tests that name all evidence, and shows as a difference when
a word is changed. The texts are those of --texts, else those that FILE has
already, so that the same call takes over what was changed on purpose. Pins in
the lexicon's tests/pins/ are run with its other tests, others by --pinned.

Corrections are labels that somebody has put right, a JSON object a line:
{"id": "..", "target": "kol", "label": "AGAINST", "note": "..", "text": ".."}.
Test says which of them the lexicon gets right now. Where a line has no text,
--on DATASET has it by the id.`,
		Example: `  lichang test
  lichang test ./my-lexicon
  lichang test --run '充电|续航' ./my-lexicon
  lichang test --junit report.xml ./my-lexicon
  lichang test ./my-lexicon --pin my-lexicon/tests/pins/look.yaml --texts look.txt
  lichang test ./my-lexicon --pin my-lexicon/tests/pins/look.yaml
  lichang test ./my-lexicon --pinned look-pins.yaml
  lichang test ./my-lexicon --corrections corrections.jsonl --on lichang-out`,
		ValidArgs: lexicon.Names(),
		Args:      cobra.ArbitraryArgs,
	}
	var f testFlags
	f.cacheDir = cacheFlag(cmd)
	f.junit = cmd.Flags().String("junit", "", "write the results as JUnit XML to `FILE` too")
	f.run = cmd.Flags().String("run", "", "run only tests whose text, title, name, rule or place matches `REGEXP`")
	f.pin = cmd.Flags().String("pin", "", "write to `FILE` what is found in the texts, and run no test")
	f.texts = cmd.Flags().StringArray("texts", nil, "pin the texts of `INPUT`, read as by run (may be repeated)")
	f.pinned = cmd.Flags().StringArray("pinned", nil, "run the pins in `FILE` too (may be repeated)")
	f.corrections = cmd.Flags().StringArray("corrections", nil, "judge the corrected texts of `FILE` too (may be repeated)")
	f.on = cmd.Flags().String("on", "", "`DATASET` that has the texts of corrections without one")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkTest(cmd, &f, args); err != nil {
			return err
		}
		if *f.pin != "" {
			return s.pin(cmd, &f, lexiconToTest(args))
		}
		return s.test(cmd, &f, args)
	}
	return cmd
}

// testFlags are the flags of test, as parsed.
type testFlags struct {
	cacheDir, junit, run, pin, on *string
	texts, pinned, corrections    *[]string
}

// checkTest finds the mistakes of a call before anything is loaded.
func checkTest(cmd *cobra.Command, f *testFlags, args []string) error {
	switch {
	case len(args) > 1 && *f.pin != "":
		return usagef(cmd, "--pin writes what one lexicon finds, got %d", len(args))
	case len(args) > 1 && len(*f.pinned)+len(*f.corrections) > 0:
		return usagef(cmd, "--pinned and --corrections are for one lexicon, got %d", len(args))
	case *f.pin == "" && len(*f.texts) > 0:
		return usagef(cmd, "--texts are the texts to --pin")
	case *f.on != "" && len(*f.corrections) == 0:
		return usagef(cmd, "--on is the dataset that --corrections are of")
	}
	if *f.pin != "" {
		for _, other := range []string{"junit", "run", "pinned", "corrections"} {
			if cmd.Flags().Changed(other) {
				return usagef(cmd, "--pin runs no test, so that --%s cannot be given with it", other)
			}
		}
	}
	return checkInputs(*f.texts)
}

// lexiconToTest is the one lexicon that a call is about.
func lexiconToTest(args []string) string {
	if len(args) == 0 {
		return defaultLexicon
	}
	return args[0]
}

func (s *session) test(cmd *cobra.Command, f *testFlags, args []string) error {
	only, err := regexp.Compile(*f.run)
	if err != nil {
		return usagef(cmd, "--run: %v", err)
	}
	switch {
	case len(*f.pinned)+len(*f.corrections) > 0:
		args = []string{lexiconToTest(args)}
	case len(args) == 0:
		args = lexicon.Names()
	}
	var suites []suite
	for _, name := range args {
		some, err := s.testLexicon(cmd, f, name, only)
		if err != nil {
			return err
		}
		suites = append(suites, some...)
	}
	if *f.junit != "" {
		var b bytes.Buffer
		if err := writeJUnit(&b, suites); err != nil {
			return err
		}
		if err := os.WriteFile(*f.junit, b.Bytes(), 0o644); err != nil {
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

// suite is what became of a lexicon's tests.
type suite struct {
	name          string // as named in the call
	results       []testResult
	texts, failed int
}

// changedPins names the files of the pinned verdicts that have changed.
func (one *suite) changedPins() []string {
	var files []string
	for _, r := range one.results {
		if file := r.test.Pos.File; len(r.missed) > 0 && r.test.Found != nil && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	return files
}

// testResult is one test; it holds where missed is empty.
type testResult struct {
	test   *lexicon.Test
	missed []pipeline.Mismatch
}

// trial is a lexicon on which tests are run.
type trial struct {
	s        *session
	checked  *lexicon.Checked
	analyzer *pipeline.Analyzer
	only     *regexp.Regexp
	scratch  pipeline.Scratch
}

// openTrial loads a lexicon to test; name is as in the call.
func (s *session) openTrial(cmd *cobra.Command, name, cacheDir string) (*trial, error) {
	checked, err := lexicon.Check(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{err, cmd.CommandPath()}
	}
	if err != nil {
		return nil, err
	}
	t := &trial{s: s, checked: checked}
	if err := t.sound(); err != nil {
		return nil, err
	}
	t.analyzer, err = pipeline.Open(checked.Lexicon, cacheDir)
	return t, err
}

// sound writes what is wrong with the lexicon or the tests read so far.
func (t *trial) sound() error {
	if t.checked.Problems.Err() == nil {
		return nil
	}
	if err := renderProblems(t.s.Stdout, t.checked); err != nil {
		return err
	}
	return errFound
}

// testLexicon runs a lexicon's tests, then the pins and the corrections that
// the call names, and writes a report on those that fail.
func (s *session) testLexicon(cmd *cobra.Command, f *testFlags, name string, only *regexp.Regexp) ([]suite, error) {
	t, err := s.openTrial(cmd, name, *f.cacheDir)
	if err != nil {
		return nil, err
	}
	t.only = only
	sets := []testSet{{name: name}}
	if sets[0].tests, err = t.checked.ReadTests(stance.TestVocabulary()); err != nil {
		return nil, err
	}
	for _, file := range *f.pinned {
		tests, err := t.readPins(file)
		if err != nil {
			return nil, err
		}
		sets = append(sets, testSet{name: file, tests: tests})
	}
	if err := t.sound(); err != nil {
		return nil, err
	}
	corrected, err := t.readCorrections(cmd.Context(), f)
	if err != nil {
		return nil, err
	}
	found := 0
	sets = append(sets, corrected...)
	for i := range sets {
		sets[i].tests = slices.DeleteFunc(sets[i].tests, func(one lexicon.Test) bool { return !matchesTest(only, &one) })
		found += len(sets[i].tests)
	}
	if found == 0 {
		return nil, usagef(cmd, "%s has no tests%s", name, matching(only))
	}
	var suites []suite
	for _, set := range sets {
		if len(set.tests) == 0 && len(sets) > 1 {
			continue
		}
		one, err := t.run(set)
		if err != nil {
			return nil, err
		}
		suites = append(suites, one)
	}
	return suites, nil
}

// testSet is tests that are reported together.
type testSet struct {
	name  string // as named in the call
	tests []lexicon.Test
	// corrections says that the tests expect nothing of a target that they do
	// not name, and that those which hold are worth telling.
	corrections bool
}

func (t *trial) run(set testSet) (suite, error) {
	one := suite{name: set.name}
	for i := range set.tests {
		test := &set.tests[i]
		missed, err := t.analyzer.Try(test, &t.scratch)
		if err != nil {
			return one, err
		}
		if set.corrections {
			missed = slices.DeleteFunc(missed, func(m pipeline.Mismatch) bool {
				_, named := test.Want[m.What]
				return !named && m.What != "text"
			})
		}
		one.results = append(one.results, testResult{test, missed})
		one.texts++
		if test.Twin != nil {
			one.texts++
		}
		switch {
		case len(missed) > 0:
			one.failed++
			if err := t.s.writeFailure(t.analyzer, test, missed); err != nil {
				return one, err
			}
		case set.corrections:
			if err := t.s.writeRight(test); err != nil {
				return one, err
			}
		}
	}
	return one, t.s.summariseTests(set, &one)
}

func (s *session) summariseTests(set testSet, one *suite) error {
	if set.corrections {
		_, err := fmt.Fprintf(s.Stdout, "%s: %s of %s are right now\n", set.name,
			thousands(int64(len(one.results)-one.failed)), plural(len(one.results), "corrected text"))
		return err
	}
	summary := fmt.Sprintf("%s: %s of %s", set.name, plural(len(set.tests), "test"), plural(one.texts, "text"))
	if one.failed > 0 {
		summary += fmt.Sprintf(", %s failed", thousands(int64(one.failed)))
	}
	if _, err := fmt.Fprintln(s.Stdout, summary); err != nil {
		return err
	}
	for _, file := range one.changedPins() {
		if _, err := fmt.Fprintf(s.Stdout, "take the new verdicts over by --pin %s\n", file); err != nil {
			return err
		}
	}
	return nil
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
