package output

import (
	"strings"
	"unicode/utf8"
)

// words numbers the strings of the columns that hold few different ones, so
// that a row in the spill holds a number for each. Number 0 is no string at
// all (null).
type words struct {
	list  []string
	codes map[string]uint32
}

func newWords() *words {
	return &words{list: []string{""}, codes: make(map[string]uint32)}
}

// code returns the number of s; ok is false where s is not valid UTF-8.
func (w *words) code(s string) (code uint32, ok bool) {
	if c, found := w.codes[s]; found {
		return c, true
	}
	if !utf8.ValidString(s) {
		return 0, false
	}
	s = strings.Clone(s) // it may be a slice of a whole batch of input
	c := uint32(len(w.list))
	w.list = append(w.list, s)
	w.codes[s] = c
	return c, true
}
