package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lichang/lexicon"
)

func (s *session) fmtCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fmt FOLDER...",
		Short: "Write the files of lexicons in their one form",
		Long: `Fmt sorts the rows of a lexicon's tables and of segment.dict, each block by
itself: a comment or blank line ends one. Trailing blanks and empty cells go. In
YAML only blanks and blank lines change: lists and mappings are set in by two,
and their order stays. So do comments, and what the lexicon means. It names the
files that it has changed.`,
		Example: `  lichang fmt ./my-lexicon
  lichang fmt --check ./my-lexicon`,
		Args: usageArgs(cobra.MinimumNArgs(1), "the folders of lexicons"),
	}
	check := cmd.Flags().Bool("check", false, "name the files that would change, and change none")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		found := false
		for _, dir := range args {
			changed, err := s.formatLexicon(cmd, dir, *check)
			if err != nil {
				return err
			}
			found = found || changed
		}
		if *check && found {
			return errFound
		}
		return nil
	}
	return cmd
}

// formatLexicon formats a folder and says whether anything had to change.
func (s *session) formatLexicon(cmd *cobra.Command, dir string, check bool) (bool, error) {
	if info, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return false, usagef(cmd, "no folder %s", dir)
	}
	// A folder of other files has nothing to format, which must not look as if a
	// lexicon were in form.
	if _, err := os.Stat(filepath.Join(dir, "lexicon.yaml")); errors.Is(err, fs.ErrNotExist) {
		return false, usagef(cmd, "%s is no lexicon: it has no lexicon.yaml", dir)
	}
	files, problems, err := lexicon.Format(os.DirFS(dir), ".")
	if err != nil {
		return false, err
	}
	if err := problems.Err(); err != nil {
		return false, fmt.Errorf("in %s: %w", dir, err)
	}
	changed := false
	for _, f := range files {
		if !f.Changed {
			continue
		}
		changed = true
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if !check {
			if err := replaceFile(path, f.Content); err != nil {
				return changed, err
			}
		}
		if _, err := fmt.Fprintln(s.Stdout, path); err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// replaceFile writes a file whole or not at all, with the mode of the old one.
func replaceFile(path string, content []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".fmt-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(content)
	if err := errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(tmp.Name(), path)
}
