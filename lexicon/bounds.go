package lexicon

import (
	"errors"
	"fmt"
	"sync/atomic"
)

// The bounds of what is read as a lexicon, so that a small or a strange one
// cannot fill the memory. The largest lexicon known takes a twentieth of each.
const (
	maxFiles   = 10_000
	maxBytes   = 64 << 20 // of all files together
	maxEntries = 500_000  // rows of tables and variants of terms
	maxYAML    = 2 << 20  // bytes of one file of YAML
	maxNesting = 50       // of the lists and mappings of YAML
	maxLayers  = 50       // lexicons that one extends, by itself and others
	maxColumns = 200      // of a table
	maxTargets = 90       // each takes six columns of what is written, and two of the bearings
	maxWord    = 500      // runes of a term, name, cue or pattern
	// maxProblems is how many errors, and how many warnings, are kept.
	maxProblems = 1000
)

// errTooMuch is the cause where a lexicon exceeds maxBytes.
var errTooMuch = errors.New("too much")

// bounds counts what was read against maxBytes and maxEntries. It may be shared
// between goroutines; nil counts nothing.
type bounds struct{ bytes, entries atomic.Int64 }

// take counts bytes and says whether there is room for them.
func (b *bounds) take(bytes int64) bool {
	return b == nil || b.bytes.Add(min(bytes, maxBytes+1)) <= maxBytes
}

// entry counts an entry and says whether there is room for it.
func (b *bounds) entry() bool {
	return b == nil || b.entries.Add(1) <= maxEntries
}

// exceeded says by what a lexicon is too large, "" where it is not.
func (b *bounds) exceeded() string {
	switch {
	case b.bytes.Load() > maxBytes:
		return fmt.Sprintf("its files, and those of what it extends, take more than %d MB", maxBytes>>20)
	case b.entries.Load() > maxEntries:
		return fmt.Sprintf("it has, with what it extends, more than %d entries", maxEntries)
	}
	return ""
}
