package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const bom = "\ufeff"

// checkText reports what keeps s, which stands at the given place, from ever
// being found in a normalised text, and says whether there was nothing. Names,
// terms and cues are found whatever their case, so they are written in one.
func (c *collector) checkText(at Position, what, s string) bool {
	if !c.checkSpelling(at, what, s) {
		return false
	}
	column := at.Column
	for _, r := range s {
		if small := unicode.ToLower(r); small != r && r < 0x2E80 {
			at.Column = column
			c.errorf(at, "upper-case", "%s %q holds the upper-case %q; write %q, which is found in both cases", what, s, r, small)
			return false
		}
		column++
	}
	return true
}

// checkSpelling is checkText for a word whose case is its own.
func (c *collector) checkSpelling(at Position, what, s string) bool {
	if s == "" {
		c.errorf(at, "empty", "empty %s", what)
		return false
	}
	if n := utf8.RuneCountInString(s); n > maxWord {
		c.errorf(at, "size", "%s of %d characters; %d are the most", what, n, maxWord)
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsSpace(first) || unicode.IsSpace(last) {
		c.errorf(at, "whitespace", "whitespace around %s %q", what, s)
		return false
	}
	column := at.Column
	for _, r := range s {
		here := at
		here.Column = column
		column++
		switch {
		case r == utf8.RuneError:
			c.errorf(here, "look-alike", "%s %q holds U+FFFD, the sign of a broken character", what, s)
			return false
		case invisible(r):
			c.errorf(here, "look-alike", "%s %q holds the invisible character %U; remove it", what, s, r)
			return false
		case fullWidth(r):
			c.errorf(here, "look-alike", "%s %q holds the full-width %q; write %q", what, s, r, r-0xFEE0)
			return false
		case r == '\u3000':
			c.errorf(here, "look-alike", "%s %q holds an ideographic space; write a plain one", what, s)
			return false
		}
		if simple, ok := Simplified(r); ok {
			c.errorf(here, "traditional", "%s %q holds the traditional %q; write %q", what, s, r, simple)
			return false
		}
	}
	return true
}

// invisible reports control characters, zero-width ones, direction marks, odd
// spaces and soft hyphens. The joiner of emoji and their variation selector
// count as well: normalising drops both.
func invisible(r rune) bool {
	switch {
	case r < 0x20, r == 0x7F:
		return true
	case r < 0x80, r >= 0x2E80 && r < 0xFE00:
		return false // ASCII and CJK, nearly all that comes by
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) ||
		unicode.Is(unicode.Variation_Selector, r) ||
		unicode.IsSpace(r) && r != '\u3000'
}

// fullWidth reports the full-width twins of ASCII, without the punctuation that
// belongs to Chinese itself.
func fullWidth(r rune) bool {
	return r >= '！' && r <= '～' && !strings.ContainsRune("！（），：；？～", r)
}
