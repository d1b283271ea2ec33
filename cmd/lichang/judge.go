package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"lichang/lexicon/stance"
	"lichang/output"
	"lichang/pipeline"
)

// openAnalyzer loads a lexicon and makes what judges by it.
func (s *session) openAnalyzer(cmd *cobra.Command, lexiconName, cacheDir string) (*pipeline.Analyzer, error) {
	if s.analyzer != nil {
		return s.analyzer, nil
	}
	lex, err := s.openLexicon(cmd, lexiconName)
	if err != nil {
		return nil, err
	}
	return pipeline.Open(lex, cacheDir)
}

// provenance is the program's own part of what made a dataset; the pipeline
// adds the lexicon's.
func provenance() output.Provenance {
	return output.Provenance{Tool: "lichang " + toolVersion(), Engine: stance.Version}
}

// inputFormatFlag adds --input-format.
func inputFormatFlag(cmd *cobra.Command, value, usage string) *string {
	var names []string
	for _, f := range pipeline.Formats() {
		names = append(names, string(f))
	}
	return choiceFlag(cmd, "input-format", value, usage, names...)
}

// workersFlag adds --workers.
func workersFlag(cmd *cobra.Command) *int {
	return cmd.Flags().Int("workers", runtime.GOMAXPROCS(0), "how many snippets are judged at once; the result does not depend on it")
}

func checkWorkers(cmd *cobra.Command, n int) error {
	if n < 1 {
		return usagef(cmd, "--workers %d: want at least 1", n)
	}
	return nil
}
