package measure

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lichang/lexicon/stance"
)

// Correction is a label that somebody has put right: one line of a file of
// corrections, JSON Lines with the fields of CorrectionFields.
type Correction struct {
	Line   int    // 1-based, in the file
	ID     string // of the row that was judged
	Target string // a target's id
	Label  stance.Label
	Note   string // a remark for people
	// Title, Text, About and Source are those of the row. All are empty where
	// the text must be found by its id.
	Title, Text, About, Source string
}

// HasText says whether the correction stands alone.
func (c *Correction) HasText() bool { return strings.TrimSpace(c.Title+c.Text) != "" }

// CorrectionFields returns the names of a correction's fields: id, target and
// label must be there, url is for people as is note.
func CorrectionFields() []string {
	return []string{"id", "target", "label", "note", "title", "text", "about", "source", "url"}
}

// ReadCorrections reads a file of corrections. Targets are the ids that a label
// may be toward. A line that says the same again is passed over; one that says
// something else of the same row and target is an error. The error lists the
// faults as file:line:column: message, the first twenty of them; columns count
// code points.
func ReadCorrections(name string, content []byte, targets []string) ([]Correction, error) {
	r := &reader{set: &Set{Name: name}, targets: targets, seen: map[string]int{}}
	var all []Correction
	first := map[string]int{}  // index of the first correction of an id
	toward := map[string]int{} // index by id and target
	r.lines(content, func(line string) {
		c, ok := r.correction(line)
		if !ok {
			return
		}
		if i, ok := first[c.ID]; ok {
			f := &all[i]
			switch {
			case !c.HasText():
				c.Title, c.Text, c.About, c.Source = f.Title, f.Text, f.About, f.Source
			case f.HasText() && (f.Title != c.Title || f.Text != c.Text):
				r.fault("the id %q has another text in line %d", c.ID, f.Line)
				return
			case !f.HasText():
				for k := range all {
					if all[k].ID == c.ID {
						all[k].Title, all[k].Text, all[k].About, all[k].Source = c.Title, c.Text, c.About, c.Source
					}
				}
			}
		} else {
			first[c.ID] = len(all)
		}
		key := fmt.Sprintf("%q %s", c.ID, c.Target)
		if i, ok := toward[key]; ok {
			if all[i].Label != c.Label {
				r.fault("%s of %q is %s here and %s in line %d", c.Target, c.ID, c.Label, all[i].Label, all[i].Line)
			}
			return
		}
		toward[key] = len(all)
		all = append(all, c)
	})
	if r.faults == 0 && len(all) == 0 {
		return nil, fmt.Errorf("%s: no correction", name)
	}
	return all, r.err()
}

// correction reads one line.
func (r *reader) correction(line string) (Correction, bool) {
	before := r.faults
	c := Correction{Line: r.line}
	d := jsontext.NewDecoder(strings.NewReader(line))
	at := d.InputOffset // behind the token that was read last
	broken := func(err error) (Correction, bool) {
		r.faultAt(line, at(), "not a JSON object: %w", err)
		return c, false
	}
	if d.PeekKind() != '{' {
		r.faultAt(line, 0, "not a JSON object")
		return c, false
	}
	if _, err := d.ReadToken(); err != nil {
		return broken(err)
	}
	places := map[string]int64{}
	fields := map[string]*string{
		"id": &c.ID, "target": &c.Target, "note": &c.Note, "title": &c.Title, "text": &c.Text, "about": &c.About, "source": &c.Source,
	}
	var label, url string
	fields["label"], fields["url"] = &label, &url
	for d.PeekKind() != '}' {
		key, err := d.ReadToken()
		if err != nil {
			return broken(err)
		}
		name := key.String()
		place := at() - int64(len(name)+len(`""`))
		kind := d.PeekKind()
		value, err := d.ReadValue()
		if err != nil {
			return broken(err)
		}
		places[name] = at() - int64(len(value))
		to, known := fields[name]
		switch {
		case !known:
			r.faultAt(line, place, "unknown field %q: want %s", name, strings.Join(CorrectionFields(), ", "))
		case kind == 'n':
		case kind != '"':
			r.faultAt(line, places[name], "%s must be a string", name)
		default:
			b, err := jsontext.AppendUnquote(nil, value)
			if err != nil {
				return broken(err)
			}
			*to = string(b)
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return broken(err)
	}
	if _, err := d.ReadToken(); err != io.EOF {
		r.faultAt(line, at(), "more than one JSON object in a line")
		return c, false
	}
	if r.faults > before {
		return c, false
	}
	if c.ID == "" {
		r.faultAt(line, places["id"], "no id")
	}
	switch {
	case c.Target == "":
		r.faultAt(line, places["target"], "no target")
	case !slices.Contains(r.targets, c.Target):
		r.faultAt(line, places["target"], "no target is named %q: the lexicon's are %s", c.Target, strings.Join(r.targets, ", "))
	}
	var ok bool
	if c.Label, ok = labelOf(Targets, label); !ok {
		r.faultAt(line, places["label"], "%q is no label: want FAVOR, AGAINST or NONE", label)
	}
	return c, r.faults == before
}

// areCorrections says whether the first line of a file is a correction rather
// than a labelled text.
func areCorrections(content []byte) bool {
	for line := range strings.Lines(strings.TrimPrefix(string(content), "\uFEFF")) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		d := jsontext.NewDecoder(strings.NewReader(line))
		if d.PeekKind() != '{' {
			return false
		}
		if _, err := d.ReadToken(); err != nil {
			return false
		}
		var names []string
		for d.PeekKind() == '"' {
			key, err := d.ReadToken()
			if err != nil {
				return false
			}
			names = append(names, key.String())
			if d.SkipValue() != nil {
				return false
			}
		}
		return slices.Contains(names, "label") && slices.Contains(names, "target") && !slices.Contains(names, "stance")
	}
	return false
}

// corrected reads corrections as gold: a case a row, with the labels that were
// put right and no others.
func (r *reader) corrected(content []byte) error {
	all, err := ReadCorrections(r.set.Name, content, r.targets)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for _, c := range all {
		r.line = c.Line
		if !c.HasText() {
			r.fault("the correction of %q has no text; only test --on finds it by its id", c.ID)
			continue
		}
		i, ok := at[c.ID]
		if !ok {
			i = len(r.set.Cases)
			at[c.ID] = i
			r.set.Cases = append(r.set.Cases, Case{Line: c.Line, ID: c.ID, Title: c.Title, Text: c.Text, Body: true, About: c.About, Source: c.Source})
		}
		r.set.Cases[i].Want = append(r.set.Cases[i].Want, Want{Target: c.Target, Label: c.Label})
	}
	return nil
}
