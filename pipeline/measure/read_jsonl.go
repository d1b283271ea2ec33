package measure

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"lichang/lexicon/stance"
)

// How a text refers to a target: only the first is used here, but what else the
// field may say is known.
const (
	explicit  = "explicit"
	anaphoric = "anaphoric"
	implicit  = "implicit"
)

// goldFields returns the names of an object's fields. Those beside the ones
// that object reads are for people.
func goldFields() []string {
	return []string{"id", "title", "text", "about", "source", "stance", "reference", "agree", "url", "note"}
}

// object reads a line of JSON Lines: id, text (or title), stance with a label
// for each target, and, if it is there, reference with explicit, anaphoric or
// implicit for each.
func (r *reader) object(line string) {
	before := r.faults
	var fields map[string]jsontext.Value
	if err := json.Unmarshal([]byte(line), &fields); err != nil {
		r.fault("not a JSON object: %w", err)
		return
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	r.unknown("field", names, goldFields())
	c := Case{Line: r.line}
	var labels, reference map[string]string
	get := func(name string, to any) {
		if v, ok := fields[name]; ok {
			if err := json.Unmarshal(v, to); err != nil {
				r.fault("%s: %w", name, err)
			}
		}
	}
	get("id", &c.ID)
	get("title", &c.Title)
	get("text", &c.Text)
	get("about", &c.About)
	get("source", &c.Source)
	get("stance", &labels)
	get("reference", &reference)
	if r.faults > before {
		return
	}
	switch {
	case c.ID == "":
		r.fault("no id")
	case !r.unique(c.ID):
		r.fault("the id %q stands in line %d already", c.ID, r.seen[c.ID])
	}
	if strings.TrimSpace(c.Title+c.Text) == "" {
		r.fault("no text")
	}
	for _, t := range r.targets {
		label, ok := labels[t]
		switch {
		case !ok:
			r.fault("stance has no label for the target %s", t)
		default:
			if _, ok := labelOf(Targets, label); !ok {
				r.fault("stance: %q is no label of %s: want FAVOR, AGAINST or NONE", label, t)
			}
		}
		c.Want = append(c.Want, Want{t, stance.Label(label), reference[t] == explicit})
	}
	r.strangers("stance", labels)
	r.strangers("reference", reference)
	for _, t := range r.targets {
		if v, ok := reference[t]; ok && v != explicit && v != anaphoric && v != implicit {
			r.fault("reference: %q of %s: want explicit, anaphoric or implicit", v, t)
		}
	}
	if r.faults == before {
		r.set.Referenced = r.set.Referenced || len(reference) > 0
		r.set.Cases = append(r.set.Cases, c)
	}
}

// strangers tells of keys that are no target's.
func (r *reader) strangers(field string, values map[string]string) {
	var unknown []string
	for t := range values {
		if !slices.Contains(r.targets, t) {
			unknown = append(unknown, t)
		}
	}
	if len(unknown) > 0 {
		r.fault("%s: no target is named %s: the lexicon's are %s", field, quoted(unknown), strings.Join(r.targets, ", "))
	}
}
