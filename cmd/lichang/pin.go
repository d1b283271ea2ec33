package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/pipeline"
)

// pinsHead begins every file of pins. A file that does not begin so was written
// by hand and is not overwritten.
const pinsHead = "# Pinned by lichang test --pin: what the lexicon finds in these texts."

const pinsHeader = pinsHead + `
# The same call takes over what has changed on purpose; comments are not kept.

`

// pin writes what a lexicon finds in texts, as tests, and says what is not as
// it was pinned before.
func (s *session) pin(cmd *cobra.Command, f *testFlags, name string) error {
	t, err := s.openTrial(cmd, name, *f.cacheDir)
	if err != nil {
		return err
	}
	var old []lexicon.Test
	content, err := os.ReadFile(*f.pin)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if len(*f.texts) == 0 {
			return usagef(cmd, "--pin: there is no file %s yet; --texts says which texts to pin", *f.pin)
		}
	case err != nil:
		return err
	case !bytes.HasPrefix(content, []byte(pinsHead)) && len(bytes.TrimSpace(content)) > 0:
		return usagef(cmd, "--pin: %s was not written by --pin; it stays as it is", *f.pin)
	default:
		if old, err = t.readPins(*f.pin); err != nil {
			return err
		}
		if err := t.sound(); err != nil {
			return err
		}
	}
	pins, err := t.toPin(f, old)
	if err != nil {
		return err
	}
	written := lexicon.AppendTests([]byte(pinsHeader), pins)
	if err := writeFile(*f.pin, written); err != nil {
		return err
	}
	return t.reportPins(*f.pin, old, pins)
}

// readPins reads a file of pins; what is wrong with it is among the problems.
func (t *trial) readPins(file string) ([]lexicon.Test, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return t.checked.ReadTestFile(stance.TestVocabulary(), filepath.ToSlash(file), content)
}

// toPin judges the texts of the call, or those that were pinned before. A text
// that stands twice is pinned once.
func (t *trial) toPin(f *testFlags, old []lexicon.Test) ([]lexicon.Test, error) {
	var pins []lexicon.Test
	seen := map[string]bool{}
	var twice, empty, foreign int
	var rejected pipeline.NoDocuments
	add := func(test lexicon.Test) error {
		key := pinKey(&test)
		if seen[key] {
			twice++
			return nil
		}
		seen[key] = true
		ok, err := t.analyzer.Pin(&test.Example, &t.scratch)
		if err != nil {
			return err
		}
		if !ok {
			empty++
			return nil
		}
		pins = append(pins, test)
		return nil
	}
	if len(*f.texts) == 0 {
		for _, test := range old {
			if err := add(test); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range *f.texts {
		err := pipeline.ReadDocuments(name, pipeline.Reading{}, t.s.Stdin, func(d *pipeline.Document) error {
			switch {
			case d.Rejected():
				rejected.Add(d)
				return nil
			case !t.analyzer.KnowsAbout(d):
				foreign++
				return nil
			}
			return add(lexicon.Test{Name: d.OwnID(), Example: lexicon.Example{Title: d.Title, Text: d.Text, About: d.About, Target: d.Target}})
		})
		if err != nil {
			return nil, err
		}
	}
	for _, left := range []struct {
		n   int
		why string
	}{{twice, "the same text again"}, {empty, "no text"}, {foreign, "about somebody whom the lexicon does not know"}} {
		if left.n > 0 {
			fmt.Fprintf(t.s.Stderr, "left out: %s (%s)\n", plural(left.n, "row"), left.why)
		}
	}
	if err := t.s.tellLeftOut(rejected); err != nil {
		return nil, err
	}
	if len(pins) == 0 {
		return nil, errors.New("there is no text to pin")
	}
	return pins, nil
}

// pinKey is equal for tests of the same text.
func pinKey(t *lexicon.Test) string {
	return fmt.Sprintf("%q", []string{t.Title, t.Text, t.About, t.Target})
}

// reportPins says what differs from the pins before.
func (t *trial) reportPins(file string, old, pins []lexicon.Test) error {
	before := map[string]*lexicon.Test{}
	for i := range old {
		before[pinKey(&old[i])] = &old[i]
	}
	var b strings.Builder
	changed, added := 0, 0
	for i := range pins {
		was := before[pinKey(&pins[i])]
		if was == nil {
			added++
			continue
		}
		delete(before, pinKey(&pins[i]))
		if lines := changes(&was.Example, &pins[i].Example, t.checked.Lexicon); len(lines) > 0 {
			changed++
			fmt.Fprintf(&b, "%s: %s\n", was.Pos, plain(pins[i].Example.String()))
			for _, l := range lines {
				fmt.Fprintf(&b, "  %s\n", l)
			}
		}
	}
	fmt.Fprintf(&b, "%s: %s pinned", file, plural(len(pins), "text"))
	if len(old) > 0 {
		fmt.Fprintf(&b, "; %s changed, %s new, %s gone", thousands(int64(changed)), thousands(int64(added)), thousands(int64(len(before))))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(t.s.Stdout, b.String())
	return err
}

// changes lists what is pinned otherwise, one thing a line.
func changes(old, new *lexicon.Example, lex *lexicon.Lexicon) []string {
	var lines []string
	label := func(x *lexicon.Example, id string) string {
		if l := x.Want[id]; l != "" {
			return l
		}
		return string(stance.None)
	}
	for _, id := range append(targetIDs(lex), new.Target) {
		if a, b := label(old, id), label(new, id); a != b {
			lines = append(lines, fmt.Sprintf("%s: %s -> %s", id, a, b))
		}
	}
	if old.Sentiment != new.Sentiment {
		lines = append(lines, fmt.Sprintf("sentiment: %s -> %s", old.Sentiment, new.Sentiment))
	}
	for _, item := range old.Found {
		if !slices.Contains(new.Found, item) {
			lines = append(lines, "- "+plain(item))
		}
	}
	for _, item := range new.Found {
		if !slices.Contains(old.Found, item) {
			lines = append(lines, "+ "+plain(item))
		}
	}
	return lines
}

// writeFile writes a file whole or not at all, and the folder that it lies in.
func writeFile(path string, content []byte) error {
	if _, err := os.Stat(path); err == nil {
		return replaceFile(path, content)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o666)
}
