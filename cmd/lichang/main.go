// Command lichang decides how Chinese snippets stand toward Xiaomi, a KOL and
// Xiaomi's fans, and writes what it found for a notebook to read. This package
// knows flags, progress, exit codes and help, and nothing of stance.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// goMemory bounds what Go holds, in bytes. The segmenter's dictionary takes
// about 150 MB beside it, the store of ids some more; the whole is to stay below
// 500 MB. Half of this is the lexicon and what is told of thousands of sources: a
// bound close to that makes collecting garbage cost as much as judging.
const goMemory = 240 << 20

// goGrowth is by how many percent what Go holds may grow before garbage is
// collected. The bound above holds all the same: below it memory is cheaper
// than collecting.
const goGrowth = 300

func main() {
	os.Exit(realMain())
}

// realMain runs the program on the process's own streams and signals.
func realMain() int {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(goMemory)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(goGrowth)
	}
	// signal.Ignore without arguments would ignore everything.
	for _, sig := range ignoredSignals() {
		signal.Ignore(sig)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal asks; from then on the second one kills, as ever.
	context.AfterFunc(ctx, stop)
	cmd := Command{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv}
	return cmd.Main(ctx, os.Args[1:])
}
