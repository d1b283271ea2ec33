//go:build unix

package main

import (
	"os"
	"syscall"
)

// ignoredSignals are those whose cause is an error of a write as well: a reader
// that went away, and a limit on the size of files, which to us is a full disk.
// Their default is to end the process at once.
func ignoredSignals() []os.Signal { return []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ} }
