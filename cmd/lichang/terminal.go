package main

import (
	"io"
	"os"
	"strings"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"
)

// terminalWidth returns the columns of the terminal that w is, or 0 where it is
// none.
func terminalWidth(w io.Writer) int {
	if out, ok := w.(*stdout); ok {
		w = out.w
	}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return defaultWidth
	}
	return width
}

// defaultWidth is how many columns are taken where nobody says how many there
// are.
const defaultWidth = 80

// colored says whether what is written to w may hold colours.
func (s *session) colored(w io.Writer) bool {
	return terminalWidth(w) > 0 && s.Getenv("NO_COLOR") == "" && s.Getenv("TERM") != "dumb"
}

// textWidth gives the columns that a rune takes, the same on every machine:
// ambiguous characters are narrow whatever the locale.
type textWidth struct{ cond runewidth.Condition }

func (t textWidth) rune(r rune) int {
	if r == '\t' {
		return 1 // drawn as a space
	}
	return t.cond.RuneWidth(r)
}

func (t textWidth) string(s string) int {
	n := 0
	for _, r := range s {
		n += t.rune(r)
	}
	return n
}

// cut shortens s to the width, with ".." where something was left out.
func (t textWidth) cut(s string, width int) string {
	if t.string(s) <= width {
		return s
	}
	var b strings.Builder
	n := 2
	for _, r := range s {
		if n += t.rune(r); n > width {
			break
		}
		b.WriteRune(r)
	}
	return b.String() + ".."
}

// printable replaces what would move the cursor or the colours of a terminal.
func printable(r rune) rune {
	switch {
	case r == '\n', r == '\t', r == '\r':
		return ' '
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return '\uFFFD'
	}
	return r
}

// plain takes out of a text what would move the cursor or the colours.
func plain(s string) string { return strings.Map(printable, s) }

// palette paints text for a terminal, or leaves it as it is.
type palette struct{ on bool }

// The styles, by what they say.
const (
	styleFavor   = "32" // green
	styleAgainst = "31" // red
	styleMention = "36" // cyan
	styleDim     = "2"
	styleBold    = "1"
)

func (p palette) paint(style, s string) string {
	if !p.on || style == "" || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}
