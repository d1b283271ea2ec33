package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"lichang/output"
)

func (s *session) verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify OUT...",
		Short: "Read datasets again and say exactly what is wrong with them",
		Long: `Verify reads every file of a dataset and compares it with the manifest: that it
is there, that its checksum, rows and columns are what was written, that the
counts add up, that _run.json can be read and _SUCCESS stands beside it, and that
nothing else does. Each dataset is told of, even where another cannot be read. Each fault
is a line: the file, the kind of fault, what is wrong. The kinds are manifest,
success, missing, content, schema, rows and stray.`,
		Example: `  lichang verify lichang-out
  lichang verify --format json /data/nights/2026-01-07`,
		Args: usageArgs(cobra.MinimumNArgs(1), "at least one dataset"),
	}
	format := choiceFlag(cmd, "format", "text", "how the outcome is written", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		all := []output.Verified{}
		var failed []error
		for _, dir := range args {
			v, err := output.Verify(cmd.Context(), dir)
			switch {
			case err != nil && cmd.Context().Err() != nil:
				return fmt.Errorf("verify %s: %w", dir, err)
			case err != nil: // it must not hide how the others are
				failed = append(failed, fmt.Errorf("verify %s: %w", dir, err))
			default:
				all = append(all, v)
			}
		}
		if err := s.showVerified(all, *format); len(failed) == 0 || err != nil && !errors.Is(err, errFound) {
			return err
		}
		return errors.Join(failed...)
	}
	return cmd
}

func (s *session) showVerified(all []output.Verified, format string) error {
	faults := 0
	for _, v := range all {
		faults += len(v.Faults)
	}
	if format == "json" {
		e := json.NewEncoder(s.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(all); err != nil {
			return err
		}
	} else {
		for _, v := range all {
			if err := s.showVerifiedText(v); err != nil {
				return err
			}
		}
	}
	if faults > 0 {
		return errFound
	}
	return nil
}

func (s *session) showVerifiedText(v output.Verified) error {
	for _, f := range v.Faults {
		if _, err := fmt.Fprintf(s.Stdout, "%s/%s: %s: %s\n", v.Dataset, f.Path, f.Kind, f.Detail); err != nil {
			return err
		}
	}
	outcome := "whole"
	if n := len(v.Faults); n > 0 {
		outcome = plural(n, "fault")
	}
	_, err := fmt.Fprintf(s.Stdout, "%s: %s, %s, %s\n", v.Dataset, outcome, plural(v.Files, "file"), plural(int(v.Rows), "row"))
	return err
}
