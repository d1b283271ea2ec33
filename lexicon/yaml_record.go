package lexicon

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// record is a mapping with the fields of a shape.
type record struct {
	*yamlFile
	at     Position
	shape  *shape
	values map[string]ast.Node // nil if it is no mapping, which was reported
}

// record reads a mapping and reports fields that its shape does not know, and
// those that it lacks.
func (y *yamlFile) record(n ast.Node, shape *shape) record {
	r := record{yamlFile: y, at: y.at(n), shape: shape}
	errs := y.counts[Error]
	entries := y.entries(n, shape.what)
	if entries == nil && y.counts[Error] > errs {
		return r
	}
	r.values = map[string]ast.Node{}
	for _, e := range entries {
		if _, known := shape.field(e.key.text); !known {
			y.errorf(e.key.at, "unknown-field", "unknown field %q of %s%s", e.key.text, shape.what, guess(e.key.text, shape.names()))
			continue
		}
		r.values[e.key.text] = e.value
	}
	for i := range shape.fields {
		if f := &shape.fields[i]; f.required && r.values[f.name] == nil {
			y.errorf(r.at, "missing-field", "%s lacks the field %q", shape.what, f.name)
		}
	}
	r.checkTogether()
	return r
}

// checkTogether reports what the fields lack that are there.
func (r record) checkTogether() {
	s := r.shape
	there := func(name string) bool { return r.values[name] != nil }
	if s.anyOf != nil && !slices.ContainsFunc(s.anyOf, there) {
		r.errorf(r.at, "missing-field", "%s has no %s", s.what, either(s.anyOf))
	}
	if s.filled != nil && !slices.ContainsFunc(s.filled, func(name string) bool {
		list, isList := r.values[name].(*ast.SequenceNode)
		return there(name) && (!isList || len(list.Values) > 0) // what is no list is told of by its reader
	}) {
		r.errorf(r.at, "missing-field", "%s has no %s", s.what, either(s.filled))
	}
	if s.said != nil && !slices.ContainsFunc(s.said, r.says) {
		r.errorf(r.at, "missing-field", "%s lacks the field %q", s.what, s.said[0])
	}
	if first, second := s.together[0], s.together[1]; there(first) && !there(second) {
		r.errorf(r.yamlFile.at(r.values[first]), "missing-field", "%s has the field %q, but lacks %q", s.what, first, second)
	}
}

// either joins words by "or".
func either(list []string) string {
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// says tells whether a field is there and holds more than blanks.
func (r record) says(key string) bool {
	switch n := r.values[key].(type) {
	case nil:
		return false
	case *ast.StringNode:
		return strings.TrimSpace(n.Value) != ""
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value) != ""
	}
	return true // no text, which its reader tells of
}

// field reads a string; the zero text where the field is absent, or is not what
// its shape says.
func (r record) field(key string) scalar {
	n, ok := r.values[key]
	if !ok {
		return scalar{at: r.at}
	}
	s := r.text(n, key)
	f, _ := r.shape.field(key)
	switch {
	case s.text == "":
	case f.kind == wordKind && !r.checkText(s.at, key, s.text):
		s.text = ""
	case f.known != nil && !r.collector.known(s.at, key, s.text, f.known):
		s.text = ""
	}
	return s
}

// number reads a number that lies in its span.
func (r record) number(key string, orElse float64) float64 {
	n, ok := r.values[key]
	if !ok {
		return orElse
	}
	v, ok := r.yamlFile.number(n, key)
	if !ok {
		return orElse
	}
	switch f, _ := r.shape.field(key); {
	case f.span.has(v):
		return v
	case f.span.only != nil:
		r.errorf(r.yamlFile.at(n), "range", "%s must be %s", key, f.span)
	default:
		r.errorf(r.yamlFile.at(n), "range", "%s %s is out of %s", key, n.GetToken().Value, f.span)
	}
	return orElse
}

// elements returns the elements of a list, none where the field is absent.
func (r record) elements(key string) []ast.Node {
	n, ok := r.values[key]
	if !ok {
		return nil
	}
	items := r.items(n, key)
	f, _ := r.shape.field(key)
	if list, isList := n.(*ast.SequenceNode); isList && len(list.Values) == 0 && f.needy {
		r.errorf(r.yamlFile.at(n), "empty", "empty %s", key)
	}
	return items
}

// records reads a list of records, none where the field is absent.
func (r record) records(key string) []record {
	f, ok := r.shape.field(key)
	if !ok {
		return nil
	}
	var out []record
	for _, item := range r.elements(key) {
		out = append(out, r.record(item, f.items))
	}
	return out
}

// list reads a list of words, nil where the field is absent.
func (r record) list(key string) []scalar {
	if _, ok := r.values[key]; !ok {
		return nil
	}
	return r.words(r.elements(key), key)
}

// effectList reads a list of effects; nil where the field is absent.
func (r record) effectList(key string) []Effect {
	var out []Effect
	for _, s := range r.list(key) {
		if e, ok := r.effect(s.at, s.text); ok {
			out = append(out, e)
		}
	}
	return sortedEffects(out)
}

// plain returns the texts of the scalars, sorted, nil where there are none.
func plain(list []scalar) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.text)
	}
	slices.Sort(out)
	return out
}
