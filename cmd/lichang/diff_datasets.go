package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon/compare"
	"lichang/output"
	"lichang/pipeline"
	"lichang/pipeline/flip"
)

// datasetsDiff is what diff has found of two datasets.
type datasetsDiff struct {
	old, new *output.Dataset
	*pipeline.DatasetsReport
}

func (s *session) diffDatasets(cmd *cobra.Command, f *diffFlags, old, new string) (err error) {
	for _, name := range []string{"on", "input-format", "all", "require-bump", "lang"} {
		if cmd.Flags().Changed(name) {
			return usagef(cmd, "--%s is for two lexicons: %s and %s are datasets", name, old, new)
		}
	}
	if *f.format == "html" {
		return usagef(cmd, "--format html is for two lexicons: text, json and md show two datasets; for a page give report --against")
	}
	limits, err := limitsOf(cmd, f, datasetTexts)
	if err != nil {
		return err
	}
	d := &datasetsDiff{}
	var errs [2]error
	d.old, errs[0] = output.Open(old)
	d.new, errs[1] = output.Open(new)
	if err := errors.Join(errs[0], errs[1]); err != nil {
		return err
	}
	for _, l := range limits {
		if id := l.Target(); id != "" && (!slices.Contains(d.old.Manifest.Targets, id) || !slices.Contains(d.new.Manifest.Targets, id)) {
			return usagef(cmd, "--fail-on %s: %s is no target of both datasets", l, id)
		}
	}
	cfg := pipeline.DatasetsConfig{Keep: *f.flips}
	if !cmd.Flags().Changed("flips") && *f.format != "text" {
		cfg.Keep = keptFlips
	}
	if *f.flipsFile != "" {
		each, end, failed := flipsTo(*f.flipsFile)
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, end()) }()
		cfg.Each = each
	}
	if d.DatasetsReport, err = pipeline.CompareDatasets(cmd.Context(), d.old, d.new, cfg); err != nil {
		return err
	}
	switch *f.format {
	case "json":
		err = d.writeJSON(s.Stdout)
	case "md":
		err = d.writeMarkdown(s.Stdout)
	default:
		err = d.print(s.Stdout, terminalWidth(s.Stdout), palette{s.colored(s.Stdout)})
	}
	return errors.Join(err, s.holdLimits(limits, d.Report))
}

// flipsTo writes flips to a file, a JSON object a line.
func flipsTo(name string) (each func(*flip.Flip) error, end func() error, err error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, nil, err
	}
	w := bufio.NewWriter(file)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return func(x *flip.Flip) error { return e.Encode(x) }, func() error { return errors.Join(w.Flush(), file.Close()) }, nil
}

// madeBy is one thing that makes a dataset, as both have it.
type madeBy struct {
	What    string `json:"what"`
	Old     string `json:"old"`
	New     string `json:"new"`
	Differs bool   `json:"differs"`
}

// makings are what made the datasets: lexicon, dictionary and engine.
func (d *datasetsDiff) makings() []madeBy {
	a, b := d.old.Manifest.MadeBy, d.new.Manifest.MadeBy
	lexicon := func(p output.Provenance) string {
		return fmt.Sprintf("%s %s (%s)", p.Lexicon, p.LexiconVersion, shortHash(p.LexiconHash))
	}
	out := []madeBy{
		{What: "lexicon", Old: lexicon(a), New: lexicon(b), Differs: a.LexiconHash != b.LexiconHash},
		{What: "dictionary", Old: shortHash(a.DictionaryHash), New: shortHash(b.DictionaryHash), Differs: a.DictionaryHash != b.DictionaryHash},
		{What: "engine", Old: a.Engine, New: b.Engine, Differs: a.Engine != b.Engine},
		{What: "tool", Old: a.Tool, New: b.Tool, Differs: a.Tool != b.Tool},
	}
	return out
}

func shortHash(h string) string {
	const most = 12
	h = strings.TrimPrefix(h, "sha256:")
	return h[:min(len(h), most)]
}

// textsText says whether the texts are the same.
func (d *datasetsDiff) textsText() string {
	var parts []string
	if d.OldRows > 0 {
		parts = append(parts, plural(int(d.OldRows), "row")+" only in the old one")
	}
	if d.NewRows > 0 {
		parts = append(parts, plural(int(d.NewRows), "row")+" only in the new one")
	}
	if d.OtherText > 0 {
		parts = append(parts, "another text in "+plural(int(d.OtherText), "row")+" of both")
	}
	if len(parts) == 0 {
		return "the same"
	}
	return strings.Join(parts, ", ")
}

// rowsText is what became of the rows of both, in a sentence.
func (d *datasetsDiff) rowsText() string {
	if d.OldRows+d.NewRows+d.OtherText+d.Moved+d.Flips == 0 {
		return fmt.Sprintf("no difference: %s in both, all with the same labels and scores", plural(int(d.Rows), "row"))
	}
	text := fmt.Sprintf("%s in both: %s in %s (%s), another score in %s", plural(int(d.Rows), "row"), flipsText(d.Flips),
		plural(int(d.FlippedRows), "row"), shareText(d.FlippedRows, d.Rows), thousands(d.Moved))
	if d.OtherTextFlips > 0 {
		text += fmt.Sprintf("; %s where the text is another", thousands(d.OtherTextFlips))
	}
	return text
}

func (d *datasetsDiff) differ() *differ {
	return &differ{difference: &difference{Diff: &compare.Diff{Shared: d.Shared, OnlyOld: d.OnlyOld, OnlyNew: d.OnlyNew}, report: d.Report}}
}

// print writes the difference for people, what made it first.
func (d *datasetsDiff) print(w io.Writer, width int, p palette) error {
	if width <= 0 {
		width = defaultWidth
	}
	x := d.differ()
	x.width, x.palette = width, p
	fmt.Fprintf(&x.b, "%s %s %s\n\n", plain(d.old.Dir), p.paint(styleDim, "->"), plain(d.new.Dir))
	t := table{tw: x.tw, width: width}
	t.row("text", d.textsText())
	for _, m := range d.makings() {
		if m.Differs {
			t.row(m.What, p.paint(styleBold, plain(m.Old+" -> "+m.New)))
		} else {
			t.row(m.What, "the same, "+plain(m.New))
		}
	}
	if err := t.write(&x.b); err != nil {
		return err
	}
	for _, side := range []struct {
		ids   []string
		which string
	}{{d.OnlyOld, "old"}, {d.OnlyNew, "new"}} {
		if len(side.ids) > 0 {
			fmt.Fprintf(&x.b, "only the %s one judges %s\n", side.which, strings.Join(side.ids, ", "))
		}
	}
	fmt.Fprintf(&x.b, "\n%s\n", d.rowsText())
	if d.DuplicateIDs > 0 {
		fmt.Fprintf(&x.b, "%s the id of an earlier one; each is compared\n", have(d.DuplicateIDs))
	}
	if d.Rows > 0 {
		x.transitions()
	}
	if d.Flips > 0 {
		x.sources()
		x.flips()
	}
	_, err := w.Write(x.b.Bytes())
	return err
}

// datasetsJSON is the shape of diff --format json of two datasets.
type datasetsJSON struct {
	Old    string   `json:"old"`
	New    string   `json:"new"`
	MadeBy []madeBy `json:"made_by"`
	Rows   struct {
		Both           int64 `json:"both"`
		OnlyOld        int64 `json:"only_old"`
		OnlyNew        int64 `json:"only_new"`
		OtherText      int64 `json:"other_text"`
		OtherTextFlips int64 `json:"other_text_flips"`
	} `json:"rows"`
	Targets struct {
		Shared  []string `json:"shared"`
		OnlyOld []string `json:"only_old"`
		OnlyNew []string `json:"only_new"`
	} `json:"targets"`
	Texts *flip.Report `json:"texts"`
}

func (d *datasetsDiff) writeJSON(w io.Writer) error {
	out := datasetsJSON{Old: d.old.Dir, New: d.new.Dir, MadeBy: d.makings(), Texts: d.Report}
	out.Rows.Both, out.Rows.OnlyOld, out.Rows.OnlyNew = d.Rows, d.OldRows, d.NewRows
	out.Rows.OtherText, out.Rows.OtherTextFlips = d.OtherText, d.OtherTextFlips
	out.Targets.Shared = append([]string{}, d.Shared...)
	out.Targets.OnlyOld = append([]string{}, d.OnlyOld...)
	out.Targets.OnlyNew = append([]string{}, d.OnlyNew...)
	return writeJSON(w, out)
}

func (d *datasetsDiff) writeMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s since %s\n\n- text: %s\n", markdown(d.new.Dir), markdown(d.old.Dir), d.textsText())
	for _, m := range d.makings() {
		if m.Differs {
			fmt.Fprintf(&b, "- %s: %s, before %s\n", m.What, markdown(m.New), markdown(m.Old))
		}
	}
	fmt.Fprintf(&b, "\n%s.\n", d.rowsText())
	if d.Flips > 0 {
		effectTable(&b, d.Report)
	}
	_, err := w.Write(b.Bytes())
	return err
}
