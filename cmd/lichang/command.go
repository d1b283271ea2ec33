package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"lichang/pipeline"
)

// Command is the program with the streams and the environment that it runs on,
// so that the whole of it can be run inside a test.
type Command struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Getenv looks up an environment variable; "" where it is not set.
	Getenv func(string) string
	// analyzer judges, nil to load the lexicon that is named: a test that runs the
	// program a hundred times loads it once.
	analyzer *pipeline.Analyzer
}

// Main runs the program with the arguments after its name and returns its exit
// code. What went wrong has then been written to Stderr. The end of ctx is an
// interrupt.
func (c *Command) Main(ctx context.Context, args []string) int {
	s := &session{Command: *c}
	s.Stdout = &stdout{w: c.Stdout}
	root := s.rootCommand()
	root.SetArgs(args)
	root.SetIn(s.Stdin)
	root.SetOut(s.Stdout)
	root.SetErr(s.Stderr)
	return s.report(untilEnd(ctx, func() error { return root.ExecuteContext(ctx) }))
}

// grace is how long a command may take to stop after ctx has ended. One that
// waits for a file that never opens would take for ever.
const grace = 10 * time.Second

// untilEnd runs a command, and tells an end of ctx from a failure.
func untilEnd(ctx context.Context, run func() error) error {
	done := make(chan error, 1)
	go func() { done <- run() }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		select {
		case err = <-done:
		case <-time.After(grace):
			return errInterrupted
		}
	}
	if err != nil && endedBy(ctx, err) && !errors.Is(err, errInterrupted) {
		return errInterrupted
	}
	return err
}

// session is one run of the program.
type session struct {
	Command
	// told says that the error which ends the run has been written already.
	told bool
}

// endedBy says whether an error is no more than the end of ctx.
func endedBy(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, context.Cause(ctx)) || errors.Is(err, ctx.Err()))
}

// rootCommand builds the tree of commands; each has a file of its own.
func (s *session) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "lichang",
		Short: "How Chinese snippets stand toward Xiaomi, a KOL and Xiaomi's fans",
		Long: `lichang (立场, "stance") reads Chinese snippets, cuts them with jieba, decides
from a lexicon how each stands toward Xiaomi, the KOL and the fans, and writes
Parquet or Arrow by source. Every score can be traced to the words that made it.`,
		Example: `  lichang run testdata/xiaomi-kol.pairs.txt
  lichang explain '该博主长期抹黑小米用户'
  lichang run --help`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			cmd.SetOut(s.Stderr)
			if err := cmd.Help(); err != nil {
				return err
			}
			s.told = true
			return usagef(cmd, "no command given")
		},
	}
	// Without this a misspelt command is corrected only from three letters on.
	root.SuggestionsMinimumDistance = 2
	root.SetUsageTemplate(root.UsageTemplate() + exitCodesHelp())
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		s.runCommand(),
		s.scoreCommand(),
		s.explainCommand(),
		s.evalCommand(),
		s.learnCommand(),
		s.suggestCommand(),
		s.checkCommand(),
		s.testCommand(),
		s.fmtCommand(),
		s.diffCommand(),
		s.lexiconCommand(),
		s.reportCommand(),
		s.showCommand(),
		s.verifyCommand(),
		s.schemaCommand(),
		s.versionCommand(),
	)
	return root
}
