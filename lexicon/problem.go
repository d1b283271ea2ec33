package lexicon

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Level says how much a problem matters.
type Level uint8

// The levels of a problem.
const (
	Error   Level = iota // the lexicon does not load
	Warning              // the lexicon loads; its author should look
)

// String returns "error" or "warning".
func (l Level) String() string {
	if l == Warning {
		return "warning"
	}
	return "error"
}

// Problem is one thing that is wrong with a lexicon's files.
type Problem struct {
	Pos   Position
	Level Level
	// Rule names the check that found it, in lower-case words with hyphens.
	Rule string
	// Message names the bad value and, where there is one, the remedy.
	Message string
}

// String returns the problem as one line: file:line:col: level: message (rule).
// A problem of a whole file has no line and column.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s (%s)", p.Pos, p.Level, p.Message, p.Rule)
}

// Render writes the problem and, below it, the line of source it is about with
// a caret under the place, aligned by display width. Source is the content of
// the file of Pos; where it has no such line only the problem is written.
func (p Problem) Render(w io.Writer, source []byte) error {
	if _, err := fmt.Fprintln(w, p); err != nil {
		return err
	}
	line, ok := nthLine(source, p.Pos.Line)
	if !ok || p.Pos.Column < 1 {
		return nil
	}
	gutter := fmt.Sprintf("%d | ", p.Pos.Line)
	runes, at := around([]rune(line), p.Pos.Column-1)
	for i, r := range runes {
		// A control character must not act on the terminal, nor an invisible
		// one stay so.
		if r != '\t' && invisible(r) {
			runes[i] = '·'
		}
	}
	before := runes[:at]
	// A terminal draws East Asian ambiguous characters narrow unless told
	// otherwise; the caret must not depend on the locale of the machine.
	cond := runewidth.Condition{}
	var pad strings.Builder
	for _, r := range before {
		if r == '\t' {
			// The same tab lands on the same stop in both lines.
			pad.WriteByte('\t')
			continue
		}
		pad.WriteString(strings.Repeat(" ", cond.RuneWidth(r)))
	}
	blank := strings.Repeat(" ", len(gutter)-2) + "| "
	_, err := fmt.Fprintf(w, "%s%s\n%s%s^\n", gutter, string(runes), blank, &pad)
	return err
}

// maxShown is how many runes of a line are shown on either side of a place.
const maxShown = 200

// around returns the part of a line near the rune at, and where that is in it.
func around(line []rune, at int) ([]rune, int) {
	at = min(at, len(line))
	if at > maxShown {
		line = append([]rune{'…'}, line[at-maxShown:]...)
		at = maxShown + 1
	}
	if len(line)-at > maxShown {
		line = append(line[:at+maxShown:at+maxShown], '…')
	}
	return line, at
}

// nthLine returns a line of a file, from 1, without its end.
func nthLine(source []byte, n int) (string, bool) {
	rest := bytes.TrimPrefix(source, []byte(bom))
	for i := 1; len(rest) > 0 && n > 0; i++ {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		if i == n {
			return string(bytes.TrimRight(rest[:end], "\r\n")), true
		}
		rest = rest[end:]
	}
	return "", false
}

// Problems are all that is wrong with a lexicon, sorted by place. As an error
// it lists one problem a line.
type Problems []Problem

// Error returns all problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns the problems of level Error as an error, nil if there are none.
func (ps Problems) Err() error {
	errs := slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Level != Error })
	if len(errs) == 0 {
		return nil
	}
	return errs
}

// AsProblems returns the problems within err, or nil where the error is of
// another kind.
func AsProblems(err error) Problems {
	var ps Problems
	if errors.As(err, &ps) {
		return ps
	}
	return nil
}

// String returns file:line:col, without what is 0.
func (p Position) String() string {
	file := p.File
	if strings.ContainsFunc(file, invisible) {
		file = strconv.Quote(file)
	}
	switch {
	case p.Line == 0:
		return file
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", file, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", file, p.Line, p.Column)
}

func comparePositions(a, b Position) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// collector gathers problems while the files are read.
type collector struct {
	problems Problems
	// unreadable says that a whole file made no sense; what depends on its
	// content is then not checked, or one broken line would be reported as a
	// thousand missing classes.
	unreadable bool
	bounds     *bounds // of what is read; nil for none
	counts     [Warning + 1]int
}

func (c *collector) errorf(at Position, rule, format string, args ...any) {
	if c.full() {
		c.counts[Error]++
		return
	}
	c.add(Problem{at, Error, rule, shorten(fmt.Sprintf(format, args...), maxMessage)})
}

func (c *collector) warnf(at Position, rule, format string, args ...any) {
	c.add(Problem{at, Warning, rule, shorten(fmt.Sprintf(format, args...), maxMessage)})
}

// add keeps a problem, unless there are so many of its level that nobody would
// read one more.
func (c *collector) add(p Problem) {
	if c.counts[p.Level]++; c.counts[p.Level] <= maxProblems {
		c.problems = append(c.problems, p)
	}
}

// maxMessage is the length of the longest message, in runes.
const maxMessage = 600

// shorten leaves out the middle of a text of more than n runes.
func shorten(text string, n int) string {
	if len(text) <= n {
		return text
	}
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n/2]) + " … " + string(runes[len(runes)-n/2:])
}

// full says that one more error would not be kept.
func (c *collector) full() bool { return c.counts[Error] >= maxProblems }

// notKept is how many problems there are beyond those that are kept.
func (c *collector) notKept() int {
	n := 0
	for _, count := range c.counts {
		n += max(0, count-maxProblems)
	}
	return n
}

// sorted returns the problems that were kept in order of place, each once.
func (c *collector) sorted() Problems {
	slices.SortFunc(c.problems, func(a, b Problem) int {
		return cmp.Or(comparePositions(a.Pos, b.Pos), cmp.Compare(a.Level, b.Level),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(c.problems)
}
