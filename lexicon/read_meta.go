package lexicon

import (
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// columnName is what may stand at the head of a column's name everywhere.
var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// reservedIDs would give a target the columns of another thing.
func reservedIDs() []string { return []string{"sentiment", "target"} }

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
	r := y.record(n, metaFile, "name", "version", "extends", "targets", "entities", "weights")
	l.name, l.version = r.must("name").text, r.must("version").text
	for _, item := range r.elements("extends") {
		s := y.text(item, "element of extends")
		if s.text == "" || strings.ContainsAny(s.text, `/\`) || s.text == "." || s.text == ".." {
			l.errorf(s.at, "extends", "%q is no name of a lexicon; give the name of an embedded one or of a folder beside this one", s.text)
			l.unreadable = true
			continue
		}
		l.extends = append(l.extends, s)
	}
	for _, item := range r.elements("targets") {
		l.readTarget(y, item)
	}
	for _, item := range r.elements("entities") {
		l.readEntity(y, item)
	}
	if n, ok := r.values["weights"]; ok {
		for _, e := range y.entries(n, "weights") {
			if v, ok := y.number(e.value, "weight "+e.key.text); ok {
				l.weights = append(l.weights, weightDef{e.key.text, v, e.key.at})
			}
		}
	}
}

func (l *layer) readTarget(y *yamlFile, n ast.Node) {
	r := y.record(n, "a target", "id", "label", "group", "names", "nouns", "parts", "descriptions", "pronouns", "homonyms", "deeds", "first_person")
	id := r.must("id")
	t := Target{ID: id.text, Label: r.must("label").text, Pos: id.at}
	switch {
	case t.ID == "":
	case !columnName.MatchString(t.ID):
		l.errorf(id.at, "target-id", "target id %q is no safe column name; use a lower-case letter, then letters, digits and _", t.ID)
	case slices.Contains(reservedIDs(), t.ID):
		l.errorf(id.at, "target-id", "target id %q would clash with columns of that name", t.ID)
	}
	r.need("group")
	t.Group = r.one("group", Groups(), "")
	start := len(l.targetNames)
	own := func(list []scalar) []string {
		for _, s := range list {
			l.targetNames = append(l.targetNames, namedBy{s, "target " + t.ID})
			l.ownNames = append(l.ownNames, namedBy{s, t.ID})
		}
		return plain(list)
	}
	t.Names, t.Nouns = own(r.list("names")), own(r.list("nouns"))
	for _, item := range r.elements("parts") {
		p := y.record(item, "a part", "kind", "names", "weight", "shields")
		shields := p.list("shields")
		l.shields = append(l.shields, shields...)
		part := Part{Kind: p.word("kind").text, Names: own(p.list("names")), Weight: p.unit("weight", 1), Shields: plain(shields)}
		if len(part.Names) == 0 {
			l.errorf(p.at, "missing-field", "a part of target %s has no names", t.ID)
		}
		t.Parts = append(t.Parts, part)
	}
	for _, item := range r.elements("descriptions") {
		d := y.record(item, "a description", "text", "confidence")
		text := d.word("text")
		d.need("confidence")
		if text.text != "" {
			own([]scalar{text})
			t.Descriptions = append(t.Descriptions, Description{text.text, d.unit("confidence", 1), text.at})
		}
	}
	pronouns := r.list("pronouns")
	t.Pronouns = plain(pronouns)
	for _, s := range pronouns {
		l.ownNames = append(l.ownNames, namedBy{s, t.ID})
	}
	if len(l.targetNames) == start {
		l.errorf(r.at, "missing-field", "target %s has no names, nouns, parts or descriptions", t.ID)
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
	for _, item := range r.elements("deeds") {
		d := y.record(item, "a deed", "class", "against", "confidence")
		class := d.word("class")
		l.shields = append(l.shields, class) // must be a known class, as in shields
		t.Deeds = append(t.Deeds, Deed{class.text, d.word("against").text, d.unit("confidence", 1), class.at})
	}
	if _, ok := r.values["first_person"]; ok {
		t.FirstPerson = r.unit("first_person", 1)
	}
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

func (l *layer) readEntity(y *yamlFile, n ast.Node) {
	r := y.record(n, "an entity", "id", "group", "names")
	id := r.word("id")
	r.need("group")
	e := entityDef{Entity: Entity{ID: id.text, Group: r.one("group", Groups(), "")}, names: r.list("names"), at: id.at}
	if len(e.names) == 0 {
		l.errorf(r.at, "missing-field", "entity %s has no names", e.ID)
	}
	if e.ID != "" {
		l.entities = append(l.entities, e)
	}
}
