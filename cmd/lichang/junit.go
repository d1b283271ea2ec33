package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The shape of a JUnit report, as far as those who read one agree on it. It
// holds no times, so that equal results are equal files.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"` // the file
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func writeJUnit(w io.Writer, suites []suite) error {
	var all junitSuites
	for _, s := range suites {
		one := junitSuite{Name: s.name, Tests: len(s.results), Failures: s.failed}
		for _, r := range s.results {
			name := r.test.Name
			if name == "" {
				name = r.test.Example.String()
			}
			c := junitCase{Name: name, Class: r.test.Pos.File, File: r.test.Pos.File, Line: r.test.Pos.Line}
			if len(r.missed) > 0 {
				var text strings.Builder
				describeMismatches(&text, r.missed)
				m := r.missed[0]
				c.Failure = &junitFailure{fmt.Sprintf("%s: want %s, got %s", m.What, m.Want, m.Got), text.String()}
			}
			one.Cases = append(one.Cases, c)
		}
		all.Tests += one.Tests
		all.Failures += one.Failures
		all.Suites = append(all.Suites, one)
	}
	out, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	_, err = io.WriteString(w, xml.Header+string(out)+"\n")
	return err
}
