package lexicon

import (
	"regexp"
	"slices"
	"strings"
)

// columnName is what may stand at the head of a column's name everywhere.
var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// reservedIDs would give a target the columns of another thing.
func reservedIDs() []string { return []string{WholeColumn, OwnColumn} }

// readMeta reads lexicon.yaml.
func (l *layer) readMeta(file, content string) {
	y := &yamlFile{collector: l.collector, file: file}
	n := y.root(content)
	if n == nil {
		if !l.unreadable {
			l.errorf(Position{File: file}, "missing-field", "empty; it needs at least name and version")
			l.unreadable = true
		}
		return
	}
	shape := metaShape()
	r := y.record(n, &shape)
	l.name, l.version = r.field("name").text, r.field("version").text
	for _, item := range r.elements("extends") {
		s := y.text(item, "element of extends")
		if s.text == "" {
			l.unreadable = true
			continue
		}
		if strings.ContainsAny(s.text, `/\`) || s.text == "." || s.text == ".." {
			l.errorf(s.at, "extends", "%q is no name of a lexicon; give the name of an embedded one or of a folder beside this one", s.text)
			l.unreadable = true
			continue
		}
		l.extends = append(l.extends, s)
	}
	for _, item := range r.records("targets") {
		l.readTarget(item)
	}
	for _, item := range r.records("entities") {
		l.readEntity(item)
	}
	if n, ok := r.values["weights"]; ok {
		for _, e := range y.entries(n, "weights") {
			if v, ok := y.number(e.value, "weight "+e.key.text); ok {
				l.weights = append(l.weights, weightDef{e.key.text, v, e.key.at})
			}
		}
	}
}

func (l *layer) readTarget(r record) {
	id := r.field("id")
	t := Target{ID: id.text, Label: r.field("label").text, Pos: id.at}
	switch {
	case t.ID == "":
	case !columnName.MatchString(t.ID):
		l.errorf(id.at, "target-id", "target id %q is no safe column name; use a lower-case letter, then letters, digits and _", t.ID)
	case slices.Contains(reservedIDs(), t.ID):
		l.errorf(id.at, "target-id", "target id %q would clash with columns of that name", t.ID)
	}
	t.Group = r.field("group").text
	start := len(l.targetNames)
	own := func(list []scalar) []string {
		for _, s := range list {
			l.targetNames = append(l.targetNames, namedBy{s, "target " + t.ID})
			l.ownNames = append(l.ownNames, namedBy{s, t.ID})
		}
		return plain(list)
	}
	t.Names, t.Nouns = own(r.list("names")), own(r.list("nouns"))
	for _, p := range r.records("parts") {
		shields := p.list("shields")
		l.shields = append(l.shields, shields...)
		t.Parts = append(t.Parts, Part{Kind: p.field("kind").text, Names: own(p.list("names")), Weight: p.number("weight", 1), Shields: plain(shields)})
	}
	for _, d := range r.records("descriptions") {
		if text := d.field("text"); text.text != "" {
			own([]scalar{text})
			t.Descriptions = append(t.Descriptions, Description{text.text, d.number("confidence", 1), text.at})
		}
	}
	pronouns := r.list("pronouns")
	t.Pronouns = plain(pronouns)
	for _, s := range pronouns {
		l.ownNames = append(l.ownNames, namedBy{s, t.ID})
	}
	named := map[string]bool{}
	for _, s := range l.targetNames[start:] {
		named[s.text] = true
	}
	for _, h := range r.list("homonyms") {
		if !holdsShorter(h.text, named) {
			l.errorf(h.at, "homonym", "homonym %q contains no shorter name of target %s, so it strikes nothing out", h.text, t.ID)
		}
		t.Homonyms = append(t.Homonyms, h.text)
		l.ownNames = append(l.ownNames, namedBy{h, t.ID})
	}
	for _, d := range r.records("deeds") {
		class := d.field("class")
		l.shields = append(l.shields, class) // must be a known class, as in shields
		t.Deeds = append(t.Deeds, Deed{class.text, d.field("against").text, d.number("confidence", 1), class.at})
	}
	t.FirstPerson = r.number("first_person", 0)
	slices.Sort(t.Homonyms)
	sortTarget(&t)
	l.targets = append(l.targets, t)
}

// holdsShorter says whether one of the words, but not the text as a whole,
// stands in a text.
func holdsShorter(text string, words map[string]bool) bool {
	for from := range text {
		for to := from + 1; to <= len(text); to++ {
			if to-from < len(text) && words[text[from:to]] {
				return true
			}
		}
	}
	return false
}

func (l *layer) readEntity(r record) {
	id := r.field("id")
	if id.text != "" {
		l.entities = append(l.entities, entityDef{Entity{ID: id.text, Group: r.field("group").text}, r.list("names"), id.at})
	}
}
