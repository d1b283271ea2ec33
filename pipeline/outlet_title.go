package pipeline

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// signature returns the outlet that signs a heading at its end, "" for none,
// and where what belongs to the signatures begins. A heading may be signed more
// than once ("…_新浪科技_新浪网"); the last names the outlet.
func (o *Outlets) signature(heading string, spaces bool) (start int, outlet string) {
	if !o.signed(heading) {
		return len(heading), ""
	}
	rest := strings.TrimRight(heading, spaceMarks)
	whole := strings.TrimRight(rest, cutOffRunes)
	cutOff := len(rest)-len(whole) >= len("…") // one point ends a sentence
	if cutOff {
		rest = strings.TrimRight(whole, spaceMarks)
	}
	start = len(heading)
	for rest != "" && (cutOff || o.signed(rest)) {
		at, name := o.lastName(rest, spaces, cutOff)
		// Nothing may be left that is not a heading of its own.
		if name == "" || utf8.RuneCountInString(rest[:at]) < 2 {
			break
		}
		if outlet == "" {
			outlet = name
		}
		start, rest, cutOff = at, rest[:at], false
	}
	return start, outlet
}

const (
	spaceMarks  = " \t\u3000\u00A0"
	cutOffRunes = ".…"
)

// signed says whether a heading ends as signatures do.
func (o *Outlets) signed(heading string) bool {
	last, _ := utf8.DecodeLastRuneInString(heading)
	return o.titleEnd[last]
}

// lastName finds the longest name at the end of heading that stands behind a
// mark; at is where the marks and spaces before it begin.
func (o *Outlets) lastName(heading string, spaces, cutOff bool) (at int, outlet string) {
	found := false
	for i := len(heading); i > 0 && len(heading)-i <= o.longest; {
		r, size := utf8.DecodeLastRuneInString(heading[:i])
		name := strings.TrimLeft(heading[i:], spaceMarks)
		if name != "" && (separator(r) || strings.ContainsRune(spaceMarks, r)) {
			before, strong := parting(heading[:i], name)
			if strong || spaces && before < len(heading) {
				if n, ok := o.named(name, strong, cutOff); ok {
					at, outlet, found = before, n, true
				}
			}
		}
		i -= size
	}
	if !found {
		return 0, ""
	}
	return at, outlet
}

// named looks a title's end up.
func (o *Outlets) named(name string, strong, cutOff bool) (outlet string, ok bool) {
	if t, found := o.title[name]; found && (strong || t.loose) {
		return t.outlet, true
	}
	if !cutOff || utf8.RuneCountInString(name) < 3 {
		return "", false
	}
	// A name that was cut off: all that it can be must be of one outlet.
	i, _ := slices.BinarySearch(o.tails, name)
	for ; i < len(o.tails) && strings.HasPrefix(o.tails[i], name); i++ {
		t := o.title[o.tails[i]]
		if !strong && !t.loose || ok && t.outlet != outlet {
			return "", false
		}
		outlet, ok = t.outlet, true
	}
	return outlet, ok
}

func separator(r rune) bool {
	switch r {
	case '_', '|', '｜', '丨', '-', '－', '–', '—':
		return true
	}
	return false
}

// parting measures what parts name from the heading before it: where it begins,
// and whether it is more than space. A hyphen parts only with spaces around it
// or before a name of three characters: 中国-东盟 is no signature, nor is what
// follows a double dash.
func parting(before, name string) (at int, strong bool) {
	trimmed := strings.TrimRight(before, spaceMarks)
	r, size := utf8.DecodeLastRuneInString(trimmed)
	if trimmed == "" || !separator(r) {
		return len(trimmed), false
	}
	left := trimmed[:len(trimmed)-size]
	at = len(strings.TrimRight(left, spaceMarks))
	spaced := at < len(left) || len(trimmed) < len(before)
	switch r {
	case '-', '－':
		return at, spaced || utf8.RuneCountInString(name) >= 3
	case '–', '—':
		if p, _ := utf8.DecodeLastRuneInString(left); p == r {
			return at, false
		}
		return at, spaced
	}
	return at, true
}
