package pipeline

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const replacement = "\uFFFD"

// clean says whether text needs no repair. It is one pass at the speed of
// memory, so that a whole batch is asked at once.
func clean(b []byte) bool {
	return bytes.IndexByte(b, 0) < 0 && utf8.Valid(b)
}

// repair replaces every NUL and every run of bytes that is no UTF-8 by one
// U+FFFD, and says how many it replaced. The segmenter would drop what follows
// a NUL, and return nothing at all for a text with one bad byte.
func repair(s string) (string, int) {
	if strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) {
		return s, 0
	}
	var out strings.Builder
	out.Grow(len(s) + 2*len(replacement))
	n, bad := 0, false
	for i := 0; i < len(s); {
		if s[i] == 0 {
			out.WriteString(replacement)
			n++
			bad = false
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			if !bad {
				out.WriteString(replacement)
				n++
			}
			bad = true
		} else {
			out.WriteString(s[i : i+size])
			bad = false
		}
		i += size
	}
	return out.String(), n
}
