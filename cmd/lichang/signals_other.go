//go:build !unix

package main

import "os"

// ignoredSignals are those whose cause is an error of a write as well; this
// system has none.
func ignoredSignals() []os.Signal { return nil }
