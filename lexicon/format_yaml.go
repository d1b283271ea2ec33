package lexicon

import (
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// formatYAML writes a file of YAML in its one form: two blanks for each list or
// mapping within another, one after a dash, no trailing blanks, one blank line
// at most, none at the ends. Nothing but blanks and line ends changes, and
// nothing of what the file says. It says false, after reporting why, for what
// is no YAML, or is written in too strange a way to be sure of that.
func (c *collector) formatYAML(file, text string) (string, bool) {
	before, ok := c.parsed(file, text)
	if !ok {
		return "", false
	}
	formatted := arranged(text)
	var quiet collector
	after, ok := quiet.parsed(file, formatted)
	if !ok || !sameNode(before, after) || visible(text) != visible(formatted) || arranged(formatted) != formatted {
		c.errorf(Position{File: file}, "format", "its lines cannot be moved without a change of what they say; write its lists and mappings in the usual way")
		return "", false
	}
	return formatted, true
}

// arranged moves the lines of a file of YAML.
func arranged(text string) string {
	w := &yamlFormatter{}
	for line := range strings.SplitSeq(text, "\n") {
		w.line(line)
	}
	return w.finish()
}

func (c *collector) parsed(file, text string) (ast.Node, bool) {
	errs := c.counts[Error]
	n := (&yamlFile{collector: c, file: file}).root(text)
	return n, c.counts[Error] == errs
}

// visible is a text without its blanks and line ends.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// sameNode says whether two nodes say the same.
func sameNode(a, b ast.Node) bool {
	if a == nil || b == nil || a.Type() != b.Type() {
		return a == nil && b == nil
	}
	switch a := a.(type) {
	case *ast.MappingNode:
		return slices.EqualFunc(a.Values, b.(*ast.MappingNode).Values, func(a, b *ast.MappingValueNode) bool { return sameNode(a, b) })
	case *ast.MappingValueNode:
		b := b.(*ast.MappingValueNode)
		return sameNode(a.Key, b.Key) && sameNode(a.Value, b.Value)
	case *ast.SequenceNode:
		return slices.EqualFunc(a.Values, b.(*ast.SequenceNode).Values, sameNode)
	case *ast.StringNode:
		return a.Value == b.(*ast.StringNode).Value
	case *ast.LiteralNode:
		// Those who read it drop the line ends behind.
		return strings.TrimRight(a.Value.Value, "\n") == strings.TrimRight(b.(*ast.LiteralNode).Value.Value, "\n")
	case *ast.AnchorNode:
		b := b.(*ast.AnchorNode)
		return sameNode(a.Name, b.Name) && sameNode(a.Value, b.Value)
	case *ast.AliasNode:
		return sameNode(a.Value, b.(*ast.AliasNode).Value)
	case *ast.TagNode:
		b := b.(*ast.TagNode)
		return a.Start.Value == b.Start.Value && sameNode(a.Value, b.Value)
	}
	return a.GetToken().Value == b.GetToken().Value
}

// yamlFormatter moves the lines of a file of YAML. It knows of it what moving
// takes: which lists and mappings are open, and what goes on over a line's end.
type yamlFormatter struct {
	out     []string
	levels  []yamlLevel // the open blocks, outermost first
	waiting []string    // comments and blank lines before the next line
	within  yamlScan    // what the last line left open
	moved   int         // by how much the line that opened it was moved
	block   *yamlBlock  // the block of text that is open
}

// yamlLevel is an open list or mapping: the column of its lines, as it was and
// as it will be.
type yamlLevel struct {
	old, new int
	list     bool
}

// yamlBlock is a text behind | or >.
type yamlBlock struct {
	parent   yamlLevel
	old, new int // the columns of its lines; old is -1 before the first
}

func (w *yamlFormatter) line(line string) {
	blank := strings.Trim(line, " \t") == ""
	indent := len(line) - len(strings.TrimLeft(line, " "))
	switch {
	case w.block != nil && !blank && w.block.takes(indent):
		for _, empty := range w.waiting {
			w.out = append(w.out, w.block.move(empty))
		}
		w.waiting = nil
		w.out = append(w.out, w.block.move(line))
	case w.block != nil && blank:
		w.waiting = append(w.waiting, line)
	case w.within.open():
		w.block = nil
		w.continued(line, indent)
	case blank || line[indent] == '#':
		w.block = nil
		w.waiting = append(w.waiting, line)
	default:
		w.block = nil
		w.begin(line, indent)
	}
}

// takes says whether a line of that indent belongs to the block.
func (b *yamlBlock) takes(indent int) bool {
	if b.old >= 0 {
		return indent >= b.old
	}
	if indent <= b.parent.old {
		return false
	}
	b.old, b.new = indent, b.parent.new+2
	return true
}

// move returns a line of the block at its new column; blanks behind it are text.
func (b *yamlBlock) move(line string) string {
	if len(line) <= b.old { // only blanks, as the block takes no other
		return ""
	}
	return strings.Repeat(" ", b.new) + line[b.old:]
}

// continued moves a line that begins within quotes or brackets with the line on
// which they opened.
func (w *yamlFormatter) continued(line string, indent int) {
	quoted := w.within.quote != 0
	text := line[indent:]
	w.within.scan(text)
	if w.within.quote == 0 {
		text = strings.TrimRight(text, " \t")
	}
	switch {
	case strings.Trim(text, " \t") != "":
		w.out = append(w.out, strings.Repeat(" ", max(0, indent+w.moved))+text)
	case quoted || w.out[len(w.out)-1] != "":
		w.out = append(w.out, "")
	}
}

// begin moves a line that begins a key, an element or a text.
func (w *yamlFormatter) begin(line string, indent int) {
	text := strings.TrimRight(line[indent:], " \t")
	if indent == 0 && (strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...") || text[0] == '%') {
		w.flush(w.levels, yamlLevel{})
		w.levels, w.out = nil, append(w.out, text)
		return
	}
	before := slices.Clone(w.levels)
	level := w.enter(indent, isElement(text))
	w.flush(before, level)
	written, column := strings.Repeat(" ", level.new), indent
	for isElement(text) {
		rest := strings.TrimLeft(text[1:], " ")
		if rest == "" || rest[0] == '#' {
			break
		}
		column += len(text) - len(rest)
		written, text = written+"- ", rest
		level = yamlLevel{column, level.new + 2, isElement(text)}
		w.levels = append(w.levels, level)
	}
	w.out = append(w.out, written+text)
	w.within, w.moved = yamlScan{fresh: true}, level.new-column
	if header := w.within.scan(strings.TrimPrefix(text, "-")); header != "" {
		w.block = &yamlBlock{parent: w.levels[len(w.levels)-1], old: -1}
		if i := strings.IndexAny(header, "123456789"); i == 1 || i == 2 {
			further := int(header[i] - '0') // which is written behind the sign
			w.block.old, w.block.new = w.block.parent.old+further, w.block.parent.new+further
		}
	}
}

// isElement says whether a text begins with the dash of a list.
func isElement(text string) bool { return text == "-" || strings.HasPrefix(text, "- ") }

// enter closes what a line at that indent ends, and opens what it begins.
func (w *yamlFormatter) enter(indent int, list bool) yamlLevel {
	top := len(w.levels) - 1
	for top >= 0 && (w.levels[top].old > indent || w.levels[top].old == indent && w.levels[top].list && !list) {
		top--
	}
	w.levels = w.levels[:top+1]
	if top >= 0 && w.levels[top].old == indent && w.levels[top].list == list {
		return w.levels[top]
	}
	level := yamlLevel{old: indent, list: list}
	if top >= 0 {
		level.new = w.levels[top].new + 2
	}
	w.levels = append(w.levels, level)
	return level
}

// flush writes the comments and blank lines before a line of a level. A comment
// keeps to the lines that it was in one column with: those that follow, else
// those that came before.
func (w *yamlFormatter) flush(before []yamlLevel, next yamlLevel) {
	for _, line := range w.waiting {
		comment := strings.Trim(line, " \t")
		if comment == "" {
			if len(w.out) > 0 && w.out[len(w.out)-1] != "" {
				w.out = append(w.out, "")
			}
			continue
		}
		indent, column := strings.Index(line, "#"), next.new
		if indent != next.old {
			for _, l := range before {
				if l.old == indent {
					column = l.new
				}
			}
		}
		w.out = append(w.out, strings.Repeat(" ", column)+comment)
	}
	w.waiting = nil
}

// finish writes what still waits and returns the file.
func (w *yamlFormatter) finish() string {
	var last yamlLevel
	for _, line := range w.waiting {
		if i := strings.Index(line, "#"); i >= 0 {
			for _, l := range w.levels {
				if l.old <= i {
					last = l
				}
			}
			break
		}
	}
	w.flush(w.levels, last)
	for len(w.out) > 0 && w.out[len(w.out)-1] == "" {
		w.out = w.out[:len(w.out)-1]
	}
	if len(w.out) == 0 {
		return ""
	}
	return strings.Join(w.out, "\n") + "\n"
}
