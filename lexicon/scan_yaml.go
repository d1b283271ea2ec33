package lexicon

import (
	"regexp"
	"strings"
)

// yamlScan follows quotes and brackets over the lines of a file of YAML.
type yamlScan struct {
	quote byte // that is open, 0 for none
	depth int  // of the brackets that are open
	fresh bool // a value can begin here: a quote or bracket is no part of a text
}

// blockHeader is the sign of a block of text at the end of a line.
var blockHeader = regexp.MustCompile(`^[|>][0-9+-]*[ \t]*( #.*)?$`)

// open says whether something goes on over the end of the line.
func (s *yamlScan) open() bool { return s.quote != 0 || s.depth > 0 }

// scan reads a line, and returns the sign of the block of text that it begins.
func (s *yamlScan) scan(line string) string {
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case s.quote != 0:
			i = s.quoted(line, i)
		case c == ' ' || c == '\t':
		case c == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t'):
			return ""
		case s.fresh && s.depth == 0 && (c == '|' || c == '>') && blockHeader.MatchString(line[i:]):
			return line[i:]
		case s.fresh && (c == '&' || c == '!'):
			for i+1 < len(line) && line[i+1] != ' ' {
				i++ // an anchor or tag stands before the value
			}
		case s.fresh && (c == '"' || c == '\''):
			s.quote, s.fresh = c, false
		case (s.fresh || s.depth > 0) && (c == '[' || c == '{'):
			s.depth, s.fresh = s.depth+1, true
		case s.depth > 0 && (c == ']' || c == '}'):
			s.depth, s.fresh = s.depth-1, false
		case s.depth > 0 && c == ',', c == ':' && s.endsKey(line, i):
			s.fresh = true
		default:
			s.fresh = false
		}
	}
	return ""
}

// quoted reads a byte between quotes and returns the place of the last one read.
func (s *yamlScan) quoted(line string, i int) int {
	switch {
	case s.quote == '"' && line[i] == '\\':
		return i + 1
	case line[i] != s.quote:
	case s.quote == '\'' && strings.HasPrefix(line[i:], "''"):
		return i + 1
	default:
		s.quote = 0
	}
	return i
}

// endsKey says whether the colon at i stands behind a key.
func (s *yamlScan) endsKey(line string, i int) bool {
	if i+1 == len(line) || line[i+1] == ' ' || line[i+1] == '\t' {
		return true
	}
	behindQuote := i > 0 && (line[i-1] == '"' || line[i-1] == '\'')
	return s.depth > 0 && (behindQuote || strings.IndexByte(",[]{}", line[i+1]) >= 0)
}
