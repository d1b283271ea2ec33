package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"lichang/pipeline"
)

// The exit codes. Other people's scripts rely on them.
const (
	exitDone        = 0
	exitFound       = 1
	exitUsage       = 2 // Go's own crash code too
	exitWithheld    = 3
	exitFailed      = 4
	exitInterrupted = 130
)

// exitCode describes one code to people.
type exitCode struct {
	code    int
	meaning string
}

// exitCodes is the table of codes that every help text shows.
func exitCodes() []exitCode {
	return []exitCode{
		{exitDone, "done; also where the reader of stdout went away"},
		{exitFound, "a check, test or verification found something, or a measure is below what was asked"},
		{exitUsage, "usage: an unknown command or flag, a bad value"},
		{exitWithheld, "withheld: too much was rejected or unreadable; nothing published, the quarantine written"},
		{exitFailed, "failed: nothing published, unless the message says that the dataset is"},
		{exitInterrupted, "interrupted: nothing published; `run --resume` goes on"},
	}
}

func exitCodesHelp() string {
	var b strings.Builder
	b.WriteString("\nExit codes:\n")
	for _, e := range exitCodes() {
		fmt.Fprintf(&b, "  %3d  %s\n", e.code, e.meaning)
	}
	return b.String()
}

// errFound says that a command did its work and found something. What it found
// has been written.
var errFound = errors.New("found something")

// errInterrupted says that a signal ended the command.
var errInterrupted = errors.New("interrupted")

// exitCodeOf is the one place where an error becomes an exit code.
func exitCodeOf(err error) int {
	var usage *usageError
	switch {
	case err == nil, errors.Is(err, errStdoutClosed):
		return exitDone
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, errFound):
		return exitFound
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.Is(err, pipeline.ErrWithheld):
		return exitWithheld
	default:
		return exitFailed
	}
}

// report writes what went wrong, unless that was done already, and returns the
// exit code.
func (s *session) report(err error) int {
	code := exitCodeOf(err)
	var usage *usageError
	switch {
	case code == exitDone, code == exitFound, s.told:
	case errors.As(err, &usage):
		fmt.Fprintf(s.Stderr, "lichang: %v\nTry '%s --help'.\n", err, usage.command)
	default:
		fmt.Fprintf(s.Stderr, "lichang: %v\n", err)
	}
	return code
}

// errStdoutClosed is what a write to stdout gives when its reader is gone. The
// reader has all that it wanted, so it is no failure.
var errStdoutClosed = errors.New("stdout was closed by its reader")

// stdout marks the errors of a closed pipe, so that they cannot be mistaken for
// those of another file.
type stdout struct{ w io.Writer }

func (o *stdout) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return n, errStdoutClosed
	}
	return n, fmt.Errorf("write to stdout: %w", err)
}
