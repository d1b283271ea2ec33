package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"lichang/lexicon/compare"
	"lichang/pipeline/flip"
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
	// On are the texts that both judged, Texts what became of them; null where
	// there are none.
	On    []string     `json:"on"`
	Texts *flip.Report `json:"texts"`
}

func (d *difference) writeJSON(w io.Writer) error {
	out := differenceJSON{Old: d.Old, New: d.New, Equal: d.Empty() && len(d.files) == 0,
		Changes: append([]compare.Change{}, d.Changes...), Files: d.files, On: d.on, Texts: d.report}
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
	d.markdownEffect(&b)
	_, err := w.Write(b.Bytes())
	return err
}

// markdownEffect says what the changes did to texts.
func (d *difference) markdownEffect(b *bytes.Buffer) {
	r := d.report
	if r == nil {
		return
	}
	fmt.Fprintf(b, "\n### Effect\n\nOn %s: %s.\n", markdown(strings.Join(d.on, ", ")), summaryText(r))
	x := &differ{difference: d, width: defaultWidth * 2}
	if g := r.Gold; g != nil {
		fmt.Fprintf(b, "Macro-F1 %.3f, before %.3f: %+.3f (95 %% %+.3f to %+.3f; McNemar p %.3g).\n",
			g.All.New, g.All.Old, g.All.Difference.Value, g.All.Difference.Low, g.All.Difference.High, g.All.P)
	}
	if r.Flips == 0 {
		return
	}
	effectTable(b, r)
	fmt.Fprintln(b)
	for _, c := range r.Causes[:min(len(r.Causes), listedCauses)] {
		fmt.Fprintf(b, "- %s by %s\n", plural(int(c.Flips), "flip"), markdown(x.causeText(c.Changes)))
	}
}

// effectTable shows the flips of each target.
func effectTable(b *bytes.Buffer, r *flip.Report) {
	fmt.Fprint(b, "\n| target | flips | FAVOR | AGAINST |\n|---|---|---|---|\n")
	for _, t := range r.Targets {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", markdown(t.ID), thousands(t.Flips), signed(t.NetFavor), signed(t.NetAgainst))
	}
}

// markdown writes a text so that it means nothing but itself.
func markdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", "|", `\|`, "#", `\#`).Replace(plain(s))
}
