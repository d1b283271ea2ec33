package lexicon

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// yamlFile reads one YAML file node by node. A decoder would stop at the first
// error and forget where a value stood; this one reports every error with its
// place, refuses unknown fields, and takes no number for a string.
type yamlFile struct {
	*collector
	file    string
	lines   []string
	widths  []int // of the lines in runes, plus 1; 0 where nobody has asked
	anyText bool  // its strings are texts to judge, which may hold whatever there is
}

// scalar is a string of the file and the place of its first rune.
type scalar struct {
	text string
	at   Position
}

// root parses the file and returns its only document; nil where it is empty or
// does not parse.
func (y *yamlFile) root(content string) ast.Node {
	const rule = "yaml"
	y.lines = strings.Split(content, "\n")
	if strings.Trim(content, " \t\n") == "" {
		return nil
	}
	if len(content) > maxYAML {
		y.errorf(Position{File: y.file}, "size", "%d bytes; a file of YAML can have %d", len(content), maxYAML)
		y.unreadable = true
		return nil
	}
	tokens := lexer.Tokenize(content)
	if deep := tooDeep(tokens); deep != nil {
		y.errorf(y.tokenAt(deep), rule, "lists and mappings lie more than %d deep in each other", maxNesting)
		y.unreadable = true
		return nil
	}
	file, err := parser.Parse(tokens, 0)
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &syntax):
		y.errorf(y.tokenAt(syntax.Token), rule, "%s", syntax.Message)
		y.unreadable = true
		return nil
	case err != nil:
		y.errorf(Position{File: y.file}, rule, "%v", err)
		y.unreadable = true
		return nil
	case len(file.Docs) == 0:
		return nil
	case len(file.Docs) > 1:
		y.errorf(y.at(file.Docs[1].Body), rule, "a second document in one file; join them")
		y.unreadable = true
		return nil
	}
	return file.Docs[0].Body
}

// tooDeep returns the token at which lists and mappings lie too deep in each
// other for a parser that calls itself for each, nil where none does.
func tooDeep(tokens token.Tokens) *token.Token {
	flow := 0
	var block []int // the columns of the blocks that are open
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(0, flow-1)
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
			if flow > 0 {
				continue
			}
			column := t.Position.Column
			if t.Type == token.MappingValueType && t.Prev != nil {
				column = t.Prev.Position.Column // that of the key
			}
			for len(block) > 0 && block[len(block)-1] > column {
				block = block[:len(block)-1]
			}
			if len(block) == 0 || block[len(block)-1] < column {
				block = append(block, column)
			}
		case token.AnchorType, token.TagType:
			if t.Prev != nil && t.Prev.Type == t.Type {
				return t // one within the other
			}
		}
		if flow+len(block) > maxNesting {
			return t
		}
	}
	return nil
}

func (y *yamlFile) tokenAt(t *token.Token) Position {
	if t == nil || t.Position == nil {
		return Position{File: y.file}
	}
	at := Position{File: y.file, Line: t.Position.Line, Column: t.Position.Column}
	if at.Line < 1 || at.Line > len(y.lines) {
		return Position{File: y.file}
	}
	// The parser places a value that is missing beyond the end of its line.
	at.Column = max(1, min(at.Column, y.width(at.Line-1)+1))
	if t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType {
		at.Column++ // to the first rune inside
	}
	return at
}

// width returns the length of a line in runes. It is asked for each word of a
// line, and a line can hold them all.
func (y *yamlFile) width(line int) int {
	if y.widths == nil {
		y.widths = make([]int, len(y.lines))
	}
	if y.widths[line] == 0 {
		y.widths[line] = utf8.RuneCountInString(y.lines[line]) + 1
	}
	return y.widths[line] - 1
}

// at returns the place where a node begins.
func (y *yamlFile) at(n ast.Node) Position {
	switch n := n.(type) {
	case nil:
		return Position{File: y.file}
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return y.at(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return y.at(n.Key)
	}
	return y.tokenAt(n.GetToken())
}

// text reads a string, "" after reporting why there is none. A number, a boolean
// or null is an error: YAML would change it (1.10 becomes 1.1, ~ becomes
// nothing).
func (y *yamlFile) text(n ast.Node, what string) scalar {
	switch n := n.(type) {
	case *ast.StringNode:
		return y.filled(n, what, n.Value)
	case *ast.LiteralNode:
		return y.filled(n, what, strings.TrimRight(n.Value.Value, "\n"))
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		y.errorf(y.at(n), "type", "%s %s must be a string; quote it: %q", what, n.GetToken().Value, n.GetToken().Value)
	default:
		y.errorf(y.at(n), "type", "%s must be a string%s", what, remark(n))
	}
	return scalar{at: y.at(n)}
}

// filled reports a string that is empty: who has nothing to say leaves it out.
func (y *yamlFile) filled(n ast.Node, what, s string) scalar {
	if s == "" {
		y.errorf(y.at(n), "empty", "empty %s", what)
	}
	return scalar{y.shown(y.at(n), what, s), y.at(n)}
}

// shown reports a string that could act on the terminal where it is shown: in
// quotes YAML writes every character by its number.
func (y *yamlFile) shown(at Position, what, s string) string {
	if i := strings.IndexFunc(s, acts); i >= 0 && !y.anyText {
		r, _ := utf8.DecodeRuneInString(s[i:])
		y.errorf(at, "control", "the control character %U in %s", r, what)
		return ""
	}
	return s
}

// acts says whether a character is a command to a terminal, or turns the
// direction in which text runs.
func acts(r rune) bool {
	return r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r)
}

// remark explains a node that no value of a lexicon can be.
func remark(n ast.Node) string {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return "; anchors and aliases are not used here, write the value out"
	case *ast.TagNode:
		return "; tags are not used here"
	}
	return ""
}

// number reads a number.
func (y *yamlFile) number(n ast.Node, what string) (float64, bool) {
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		if v, ok := decimal(n.GetToken().Value); ok {
			return v, true
		}
	}
	y.errorf(y.at(n), "type", "%s must be a decimal number%s", what, remark(n))
	return 0, false
}

// items returns the elements of a list.
func (y *yamlFile) items(n ast.Node, what string) []ast.Node {
	if list, ok := n.(*ast.SequenceNode); ok {
		return list.Values
	}
	y.errorf(y.at(n), "type", "%s must be a list%s", what, remark(n))
	return nil
}

// words reads strings that are looked for in texts; each once.
func (y *yamlFile) words(items []ast.Node, what string) []scalar {
	var out []scalar
	seen := map[string]Position{}
	for _, item := range items {
		if _, isNull := item.(*ast.NullNode); isNull {
			y.errorf(y.at(item), "empty", "empty element of %s", what)
			continue
		}
		s := y.text(item, "element of "+what)
		if s.text == "" || !y.checkText(s.at, "element of "+what, s.text) {
			continue
		}
		if first, twice := seen[s.text]; twice {
			y.errorf(s.at, "duplicate", "%q stands twice in %s, first at %s", s.text, what, first)
			continue
		}
		seen[s.text] = s.at
		out = append(out, s)
	}
	return out
}

// entry is one key of a mapping and its value.
type entry struct {
	key   scalar
	value ast.Node
}

// entries returns the keys of a mapping in order of the file. A key without a
// value is an error: nothing says whether one was forgotten.
func (y *yamlFile) entries(n ast.Node, what string) []entry {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		y.errorf(y.at(n), "type", "%s must be a mapping of keys to values%s", what, remark(n))
		return nil
	}
	var out []entry
	for _, v := range values {
		key := y.text(v.Key, "key")
		if _, isNull := v.Value.(*ast.NullNode); isNull && key.text != "" {
			y.errorf(key.at, "empty", "empty %s; leave it out, or write its value", key.text)
		} else if key.text != "" {
			out = append(out, entry{key, v.Value})
		}
	}
	return out
}
