package lexicon

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// silencer is how a line says that a warning about it is known, and why it may
// stay: in a table's note or a comment of YAML, ok(refused): sold again.
var silencer = regexp.MustCompile(`\bok\(([a-z0-9-]+)\)(:[ \t]*([^\t]*))?`)

// silences gathers, by file and line, the rules that the files silence, and
// reports what is wrong with how they do it.
func (c *collector) silences(sources map[string][]byte) map[Position][]string {
	const rule = "silence"
	known := CheckRules()
	quiet := map[Position][]string{}
	for _, file := range slices.Sorted(maps.Keys(sources)) {
		content := sources[file]
		if !bytes.Contains(content, []byte("ok(")) {
			continue
		}
		n := 0
		for line := range strings.Lines(strings.TrimPrefix(string(content), bom)) {
			n++
			line = strings.TrimRight(line, "\r\n")
			for _, m := range silencer.FindAllStringSubmatchIndex(line, -1) {
				name := line[m[2]:m[3]]
				at := Position{File: file, Line: n, Column: utf8.RuneCountInString(line[:m[0]]) + 1}
				i := slices.IndexFunc(known, func(r CheckRule) bool { return r.Name == name })
				switch {
				case i < 0:
					c.errorf(at, rule, "no rule %q to silence%s", name, guess(name, warningRules()))
				case known[i].Level == Error:
					c.errorf(at, rule, "%s is an error; only warnings can be silenced", name)
				case m[6] < 0 || strings.TrimSpace(line[m[6]:m[7]]) == "":
					c.errorf(at, rule, "give a reason: ok(%s): why", name)
				default:
					place := Position{File: file, Line: n}
					quiet[place] = append(quiet[place], name)
				}
			}
		}
	}
	return quiet
}

// reportIdle reports the silences of rules that find nothing in their line.
func (c *collector) reportIdle(quiet map[Position][]string) {
	type found struct {
		line Position
		rule string
	}
	busy := map[found]bool{}
	for _, p := range c.problems {
		busy[found{Position{File: p.Pos.File, Line: p.Pos.Line}, p.Rule}] = true
	}
	for _, line := range slices.SortedFunc(maps.Keys(quiet), comparePositions) {
		for _, rule := range quiet[line] {
			if !busy[found{line, rule}] {
				c.errorf(line, "silence", "%s finds nothing in this line; take the silencing away", rule)
			}
		}
	}
}

func warningRules() []string {
	var out []string
	for _, r := range CheckRules() {
		if r.Level == Warning {
			out = append(out, r.Name)
		}
	}
	return out
}

// Warn adds a warning about a place, unless its line silences the rule.
func (c *Checked) Warn(at Position, rule, message string) {
	if slices.Contains(c.quiet[Position{File: at.File, Line: at.Line}], rule) {
		return
	}
	add := collector{problems: append(c.Problems, Problem{at, Warning, rule, message})}
	c.Problems = add.sorted()
}
