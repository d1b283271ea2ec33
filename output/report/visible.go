package report

import (
	"fmt"
	"strings"
	"unicode"
)

// hidden says whether a character shows nothing and may change how its
// neighbours are shown: controls, marks of direction, invisible spaces. The
// joiners are left, which emoji and some scripts are made with, and so are line
// breaks and tabs.
func hidden(r rune) bool {
	switch r {
	case '\n', '\t', '\u200c', '\u200d':
		return false
	case '\u2028', '\u2029':
		return true
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)
}

// number is how a hidden character is shown.
func number(r rune) string { return fmt.Sprintf("U+%04X", r) }

// visible shows hidden characters by their numbers, for places that hold plain
// text.
func visible(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			b.WriteString("[" + number(r) + "]")
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cut shortens a name of the data to about so many columns; characters of
// Chinese take two.
func cut(s string, columns int) string {
	n := 0
	for i, r := range s {
		if n += columnsOf(r); n > columns && i > 0 {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

func columnsOf(r rune) int {
	if r >= 0x1100 {
		return 2
	}
	return 1
}
