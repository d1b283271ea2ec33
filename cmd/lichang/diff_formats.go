package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"lichang/lexicon/compare"
)

// differenceJSON is the shape of diff --format json.
type differenceJSON struct {
	Old   compare.Version `json:"old"`
	New   compare.Version `json:"new"`
	Equal bool            `json:"equal"` // not even a file differs
	// Needs is the least that the version must rise by, Why what demands it,
	// Rises by how much it does; Rises is "" where they cannot be compared.
	Needs   compare.Level `json:"needs"`
	Why     string        `json:"why,omitempty"`
	Rises   string        `json:"rises,omitempty"`
	Targets struct {
		Shared  []string `json:"shared"`
		OnlyOld []string `json:"only_old"`
		OnlyNew []string `json:"only_new"`
	} `json:"targets"`
	Changes []compare.Change     `json:"changes"`
	Files   []compare.FileChange `json:"files"`
}

func (d *difference) writeJSON(w io.Writer) error {
	out := differenceJSON{Old: d.Old, New: d.New, Equal: d.Empty() && len(d.files) == 0,
		Changes: append([]compare.Change{}, d.Changes...), Files: d.files}
	out.Needs, out.Why = d.needs()
	if rises, err := d.Rises(); err == nil {
		out.Rises = rises.String()
	}
	out.Targets.Shared = append([]string{}, d.Shared...)
	out.Targets.OnlyOld = append([]string{}, d.OnlyOld...)
	out.Targets.OnlyNew = append([]string{}, d.OnlyNew...)
	return writeJSON(w, out)
}

// writeMarkdown writes an entry for a changelog: what was added, changed and
// removed, kind by kind.
func (d *difference) writeMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s\n\n", markdown(d.New.String()))
	needs, _ := d.needs()
	switch {
	case d.Empty() && len(d.files) == 0:
		fmt.Fprintf(&b, "No difference from %s.\n", markdown(d.Old.String()))
	case d.Empty():
		fmt.Fprintf(&b, "Judges as %s does; comments or tests differ, in %s.\n", markdown(d.Old.String()), markdown(filesText(d.files)))
	default:
		fmt.Fprintf(&b, "%s since %s: %s; a %s version.\n", plural(len(d.Changes), "change"), markdown(d.Old.String()), opsText(d.Changes), needs)
	}
	for _, part := range []struct {
		head string
		op   compare.Op
	}{{"Added", compare.Added}, {"Changed", compare.Changed}, {"Removed", compare.Removed}} {
		headed := false
		for i := range d.Changes {
			c := &d.Changes[i]
			if c.Op != part.op {
				continue
			}
			if !headed {
				fmt.Fprintf(&b, "\n### %s\n\n", part.head)
				headed = true
			}
			line := "- " + markdown(strings.TrimSpace(string(c.Kind)+" "+c.Text))
			if c.Of != "" {
				line += " (" + markdown(c.Of) + ")"
			}
			if text := c.FieldsText(); text != "" {
				line += ": " + markdown(text)
			}
			fmt.Fprintln(&b, line)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// markdown writes a text so that it means nothing but itself.
func markdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`).Replace(plain(s))
}
