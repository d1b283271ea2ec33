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
	known := append(CheckRules(), RulesBeyond()...)
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

// reportIdle reports the silences of the given rules that find nothing in their
// line.
func (c *collector) reportIdle(quiet map[Position][]string, rules []CheckRule) {
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
			if !busy[found{line, rule}] && slices.ContainsFunc(rules, func(r CheckRule) bool { return r.Name == rule }) {
				c.errorf(line, "silence", "%s finds nothing in this line; take the silencing away", rule)
			}
		}
	}
}

// dropQuiet drops the warnings that their line silences.
func (c *collector) dropQuiet(quiet map[Position][]string) {
	c.problems = slices.DeleteFunc(c.problems, func(p Problem) bool {
		return p.Level == Warning && slices.Contains(quiet[Position{File: p.Pos.File, Line: p.Pos.Line}], p.Rule)
	})
}

func warningRules() []string {
	var out []string
	for _, r := range append(CheckRules(), RulesBeyond()...) {
		if r.Level == Warning {
			out = append(out, r.Name)
		}
	}
	return out
}

// Own says whether a place is in a file of the lexicon itself, not of one that
// it extends.
func (c *Checked) Own(at Position) bool { return c.own[at.File] }

// AddWarnings adds what the rules of RulesBeyond have found in the lexicon's own
// files: all of it, so that a silence of one that found nothing in its line can
// be reported.
func (c *Checked) AddWarnings(found Problems) {
	add := collector{problems: slices.Clone(found)}
	quiet := maps.Clone(c.quiet)
	maps.DeleteFunc(quiet, func(at Position, _ []string) bool { return !c.Own(at) })
	add.reportIdle(quiet, RulesBeyond())
	add.dropQuiet(quiet)
	all := collector{}
	for _, p := range append(c.Problems, add.sorted()...) {
		all.add(p)
	}
	c.Problems = all.sorted()
	c.NotKept += all.notKept()
}
