package main

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"lichang/lexicon"
)

// writeChecksGitHub writes problems as the commands by which GitHub's runners
// show them beside the lines.
func writeChecksGitHub(w io.Writer, results []checkResult) error {
	message := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, r := range results {
		for _, p := range r.checked.Problems {
			at := "file=" + property.Replace(p.Pos.File)
			if p.Pos.Line > 0 {
				at += fmt.Sprintf(",line=%d,col=%d", p.Pos.Line, max(p.Pos.Column, 1))
			}
			if _, err := fmt.Fprintf(w, "::%s %s,title=%s::%s\n", p.Level, at, property.Replace(p.Rule), message.Replace(p.Message)); err != nil {
				return err
			}
		}
	}
	return nil
}

// The shape of a SARIF 2.1.0 log, as far as it is used here.
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID            string             `json:"id"`
	Description   sarifText          `json:"shortDescription"`
	Configuration sarifConfiguration `json:"defaultConfiguration"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"` // none for a whole file
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`             // from 1
	StartColumn int `json:"startColumn,omitempty"` // from 1
}

func writeChecksSARIF(w io.Writer, results []checkResult) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "lichang", Version: toolVersion()}},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
	}
	for _, r := range checkRules() {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{r.Name, sarifText{r.Says}, sarifConfiguration{r.Level.String()}})
	}
	for _, r := range results {
		for _, p := range r.checked.Problems {
			at := sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: p.Pos.File}).String()}}
			if p.Pos.Line > 0 {
				at.Region = &sarifRegion{p.Pos.Line, p.Pos.Column}
			}
			run.Results = append(run.Results, sarifResult{p.Rule, p.Level.String(), sarifText{p.Message}, []sarifLocation{{at}}})
		}
	}
	return writeJSON(w, sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

// checkRules are the rules of check: the lexicon's, and those about what is
// made from a lexicon.
func checkRules() []lexicon.CheckRule {
	return append(append(lexicon.CheckRules(), lexicon.RulesBeyond()...),
		lexicon.CheckRule{Name: "engine", Level: lexicon.Error, Says: "The engine cannot be built from the lexicon."},
		lexicon.CheckRule{Name: "schema", Level: lexicon.Error, Says: "No dataset can have columns for the lexicon's targets."},
	)
}

// writeRules documents the rules, each with a lexicon that breaks it.
func writeRules(w io.Writer) error {
	var b strings.Builder
	for _, r := range checkRules() {
		fmt.Fprintf(&b, "%s (%s)\n  %s\n", r.Name, r.Level, r.Says)
		for _, f := range r.Example {
			if f.Link {
				fmt.Fprintf(&b, "    %s -> %s\n", f.Name, f.Content)
				continue
			}
			fmt.Fprintf(&b, "    %s\n", f.Name)
			for line := range strings.Lines(f.Content) {
				b.WriteString("      " + visible(shortened(strings.TrimRight(line, "\n"))) + "\n")
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, strings.TrimSuffix(b.String(), "\n"))
	return err
}

// shortened leaves out most of a long line.
func shortened(line string) string {
	if runes := []rune(line); len(runes) > 80 {
		return string(runes[:60]) + "…"
	}
	return line
}

// visible shows bytes and characters that a terminal would not.
func visible(line string) string {
	var b strings.Builder
	for i, r := range line {
		switch {
		case r == '\uFFFD':
			fmt.Fprintf(&b, `\x%02x`, line[i])
		case r < ' ' && r != '\t':
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
