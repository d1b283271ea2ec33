package lexicon

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The small languages inside a cell: effects, conditions, patterns. Each parser
// is given the place of its first rune and reports with the exact column.

// right returns the place that lies n runes to the right.
func (p Position) right(n int) Position {
	p.Column += n
	return p
}

// decimal parses a plain decimal number: no exponent, no NaN, no hexadecimals.
func decimal(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "+-.0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if v == 0 {
		v = 0 // -0 is no other number
	}
	return v, err == nil && !math.IsInf(v, 0)
}

// unit parses a number in (0, 1].
func (c *collector) unit(at Position, what, s string) float64 {
	v, ok := decimal(s)
	switch {
	case !ok:
		c.errorf(at, "number", "%s %q is not a decimal number", what, s)
		return 0
	case v <= 0 || v > 1:
		c.errorf(at, "range", "%s %s is out of (0, 1]", what, s)
		return 0
	}
	return v
}

// role parses the name of a role.
func (c *collector) role(at Position, s string) Role {
	if slices.Contains(Roles(), Role(s)) {
		return Role(s)
	}
	c.errorf(at, "role", "unknown role %q%s", s, guess(s, names(Roles())))
	return ""
}

// effects parses effects joined by ";".
func (c *collector) effects(at Position, s string) []Effect {
	var out []Effect
	for part := range strings.SplitSeq(s, ";") {
		if e, ok := c.effect(at, part); ok {
			if slices.ContainsFunc(out, func(o Effect) bool { return o.From == e.From && o.To == e.To }) {
				c.errorf(at, "effect", "two effects from %s toward %s", e.From, e.To)
			}
			out = append(out, e)
		}
		at = at.right(utf8.RuneCountInString(part) + 1)
	}
	return out
}

// effect parses holder>role±value.
func (c *collector) effect(at Position, s string) (Effect, bool) {
	from, rest, ok := strings.Cut(s, ">")
	sign := strings.LastIndexAny(rest, "+-")
	if !ok || sign < 0 {
		c.errorf(at, "effect", "effect %q is not of the form holder>role+value or holder>role-value", s)
		return Effect{}, false
	}
	n := c.counts[Error]
	toAt := at.right(utf8.RuneCountInString(from) + 1)
	e := Effect{From: c.role(at, from), To: c.role(toAt, rest[:sign])}
	if e.To == Author {
		c.errorf(toAt, "effect", "effect %q is toward the author, who stands in no clause", s)
	} else if e.From == e.To && e.To != "" {
		c.errorf(toAt, "effect", "effect %q is from %s toward itself", s, e.To)
	}
	valueAt := toAt.right(utf8.RuneCountInString(rest[:sign]))
	v, ok := decimal(rest[sign:])
	if !ok {
		c.errorf(valueAt, "effect", "value %q of effect %q is not a decimal number", rest[sign:], s)
	} else if v == 0 || v < -1 || v > 1 {
		c.errorf(valueAt, "range", "value %s of effect %q is out of [-1, 1] or 0", rest[sign:], s)
	}
	e.Value = v
	return e, c.counts[Error] == n
}

// condition parses of=a,b;not=c.
func (c *collector) condition(at Position, s string) Condition {
	var when Condition
	if s == "" {
		return when
	}
	for part := range strings.SplitSeq(s, ";") {
		key, list, ok := strings.Cut(part, "=")
		var into *[]string
		switch {
		case !ok:
			c.errorf(at, "condition", "condition %q is not of the form of=a,b;not=c", part)
		case key == "of":
			into = &when.Of
		case key == "not":
			into = &when.Not
		case key == "patient":
			into = &when.Patient
			if !slices.Contains(Groups(), list) {
				c.errorf(at, "condition", "patient %q is no group; known are %s", list, strings.Join(Groups(), ", "))
				into = nil
			}
		default:
			c.errorf(at, "condition", "unknown condition %q; known are of, not and patient", key)
		}
		if into != nil && *into != nil {
			c.errorf(at, "condition", "two conditions %q; join their words by commas", key)
			into = nil
		}
		if into != nil {
			wordAt := at.right(utf8.RuneCountInString(key) + 1)
			for word := range strings.SplitSeq(list, ",") {
				if i := strings.IndexAny(word, "，；、"); i >= 0 {
					c.errorf(wordAt.right(utf8.RuneCountInString(word[:i])), "condition",
						"words of a condition are joined by \",\" and conditions by \";\", half-width")
				} else if c.checkText(wordAt, "word of the condition", word) {
					*into = append(*into, word)
				}
				wordAt = wordAt.right(utf8.RuneCountInString(word) + 1)
			}
			*into = sortedSet(*into)
		}
		at = at.right(utf8.RuneCountInString(part) + 1)
	}
	return when
}

// sortedSet sorts the strings and drops repetitions, in place.
func sortedSet(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// pattern parses the pattern of a construction.
func (c *collector) pattern(at Position, s string) []PatternPart {
	const rule = "pattern"
	if !c.checkText(at, "pattern", s) {
		return nil
	}
	n := c.counts[Error]
	var parts []PatternPart
	add := func(here Position, p PatternPart) {
		if p.Literals == nil {
			if len(parts) > 0 && parts[len(parts)-1].Literals == nil {
				c.errorf(here, rule, "two gaps of pattern %q touch; nothing says where one ends", s)
			}
			if p.Role != "" && slices.ContainsFunc(parts, func(o PatternPart) bool { return o.Role == p.Role }) {
				c.errorf(here, rule, "pattern %q fills the role %s twice", s, p.Role)
			}
		}
		parts = append(parts, p)
	}
	for rest := s; rest != ""; {
		brace := strings.IndexAny(rest, "{}")
		if brace != 0 {
			literal := rest
			if brace > 0 {
				literal = rest[:brace]
			}
			add(at, PatternPart{Literals: []string{literal}})
			at, rest = at.right(utf8.RuneCountInString(literal)), rest[len(literal):]
			continue
		}
		end := strings.IndexAny(rest[1:], "{}") + 1
		if rest[0] == '}' || end == 0 || rest[end] == '{' {
			c.errorf(at, rule, "pattern %q has a brace without its partner", s)
			return nil
		}
		add(at, c.brace(at.right(1), s, rest[1:end]))
		at, rest = at.right(utf8.RuneCountInString(rest[:end])+1), rest[end+1:]
	}
	if !slices.ContainsFunc(parts, func(p PatternPart) bool { return p.Literals != nil }) {
		c.errorf(at, rule, "pattern %q has no literal text", s)
	}
	if c.counts[Error] > n {
		return nil
	}
	return parts
}

// brace parses what stands between the braces of a pattern.
func (c *collector) brace(at Position, pattern, inner string) PatternPart {
	const rule = "pattern"
	isName := inner != "" && strings.Trim(inner, "abcdefghijklmnopqrstuvwxyz_") == ""
	switch {
	case inner == "...":
		return PatternPart{}
	case inner == string(Author):
		c.errorf(at, rule, "pattern %q fills the role author, who stands in no clause", pattern)
		return PatternPart{}
	case isName:
		// A literal in ASCII needs no braces, so that a misspelt role is found.
		return PatternPart{Role: c.role(at, inner)}
	}
	alternatives := strings.Split(inner, "|")
	seen := make(map[string]bool, len(alternatives))
	for _, a := range alternatives {
		if !c.checkText(at, "alternative of the pattern", a) {
			break
		}
		if seen[a] {
			c.errorf(at, rule, "pattern %q has the alternative %q twice", pattern, a)
		}
		seen[a] = true
		at = at.right(utf8.RuneCountInString(a) + 1)
	}
	return PatternPart{Literals: sortedSet(alternatives)}
}
