package main

import (
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"lichang/lexicon"
)

// defaultLexicon judges where no --lexicon is given.
const defaultLexicon = "xiaomi-kol"

// lexiconFlag adds --lexicon.
func lexiconFlag(cmd *cobra.Command) *string {
	name := cmd.Flags().String("lexicon", defaultLexicon, "`NAME` of an embedded lexicon, or a lexicon's folder, .zip or git REVISION:folder")
	complete(cmd, "lexicon", lexicon.Names())
	return name
}

// cacheFlag adds --cache-dir.
func cacheFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("cache-dir", "", "folder `DIR` to unpack the dictionaries to (default the user's cache folder)")
}

// openLexicon loads a lexicon. A name that is none is a mistake of the call;
// mistakes inside a lexicon are shown with their lines.
func (s *session) openLexicon(cmd *cobra.Command, nameOrDir string) (*lexicon.Lexicon, error) {
	checked, err := s.checkLexicon(cmd, nameOrDir)
	if err != nil {
		return nil, err
	}
	return checked.Lexicon, nil
}

// checkLexicon is openLexicon with what was read beside.
func (s *session) checkLexicon(cmd *cobra.Command, nameOrDir string) (*lexicon.Checked, error) {
	checked, err := lexicon.Check(nameOrDir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &usageError{err, cmd.CommandPath()}
	case err != nil:
		return nil, err
	}
	if err := checked.Problems.Err(); err != nil {
		if err := renderProblems(s.Stderr, checked); err != nil {
			return nil, err
		}
		errs, _ := countProblems(checked.Problems)
		return nil, &lexiconError{name: nameOrDir, errors: errs}
	}
	return checked, nil
}
