// Package report writes what a dataset says, and what another version of a
// lexicon changes, each as one HTML file that needs nothing else: no network, no
// script to be read, no server to be corrected.
//
// Everything that comes from a dataset is hostile until it is escaped: texts go
// through html/template, and characters that would turn or hide what stands
// around them are shown by their numbers.
package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"lichang/output/summary"
)

//go:embed page.html diff.html shell.html charts.html snippets.html style.css script.js words.tsv
var files embed.FS

// Options say how a report is written.
type Options struct {
	Lang string // one of Languages
	// Names are what people call targets and actors, by id; an id without a name
	// is shown itself.
	Names map[string]string
	// Quarantine is where rejected rows went, "" if there are none or nobody
	// knows.
	Quarantine string
}

// Languages are those that a report can be written in.
func Languages() []string { return []string{"zh", "en"} }

// Write writes the report of a summary; change may be nil. Equal arguments give
// equal bytes.
func Write(w io.Writer, sum *summary.Summary, change *summary.Comparison, o Options) error {
	words, err := readWords(o.Lang)
	if err != nil {
		return err
	}
	b := builder{words: words, names: o.Names}
	p := b.page(sum, change, o)
	return write(w, "page.html", words, &p.shell, p)
}

// shell is what every page has around its content.
type shell struct {
	Lang, Policy, Headline string
	Style                  template.CSS
	Script                 template.JS
}

// write fills the shell of a page and writes it by a template.
func write(w io.Writer, name string, words words, s *shell, page any) error {
	style, err := files.ReadFile("style.css")
	if err != nil {
		return err
	}
	script, err := files.ReadFile("script.js")
	if err != nil {
		return err
	}
	s.Lang, s.Style, s.Script, s.Policy = words.of("lang"), template.CSS(style), template.JS(script), policy(style, script)
	t, err := template.New(name).Funcs(template.FuncMap{"t": words.say}).ParseFS(files, "*.html")
	if err != nil {
		return fmt.Errorf("the report's templates: %w", err)
	}
	var buf bytes.Buffer
	if err := t.Execute(&buf, page); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	_, err = w.Write(buf.Bytes())
	return err
}

// policy lets the page load nothing and run only the style and the script that
// stand in it, so that a text that got through the escaping could do nothing.
func policy(style, script []byte) string {
	hash := func(content []byte) string {
		sum := sha256.Sum256(content)
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script) + "; base-uri 'none'; form-action 'none'"
}
