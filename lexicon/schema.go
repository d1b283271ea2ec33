package lexicon

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// SchemaDir is the folder within a lexicon's in which its schemas lie. Loading
// leaves it alone, as all hidden folders.
const SchemaDir = ".schema"

// SchemaKinds returns the kinds of YAML files that there is a schema of.
func SchemaKinds() []string { return []string{"lexicon", "classes", "cues", "constructions", "tests"} }

// SchemaKindOf returns the kind of a file by its path in a lexicon's folder, ""
// for one that is no YAML.
func SchemaKindOf(file string) string {
	if strings.HasPrefix(file, testsDir) && path.Ext(file) == ".yaml" {
		return "tests"
	}
	if kind, ok := strings.CutSuffix(file, ".yaml"); ok && slices.Contains(SchemaKinds(), kind) && kind != "tests" {
		return kind
	}
	return ""
}

// Schema returns the JSON Schema (draft 2020-12) of a kind of YAML file, made
// from the shape by which it is read. Every file that loads is valid under it;
// what it cannot say, as whether a class is known, check finds.
func Schema(kind string, words TestVocabulary) ([]byte, error) {
	var s shape
	switch kind {
	case "lexicon":
		s = metaShape()
	case "classes":
		s = classesShape()
	case "cues":
		s = cuesShape()
	case "constructions":
		s = constructionsShape()
	case "tests":
		s = testsShape(words)
	default:
		return nil, fmt.Errorf("no kind of file %q%s", kind, orList(guess(kind, SchemaKinds()), SchemaKinds()))
	}
	w := &schemaWriter{}
	root := object{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "lichang " + kind}, {"description", s.doc}}
	if s.empty {
		root = root.with("anyOf", append(w.alternatives(&s), object{{"type", "null"}}))
	} else {
		root = append(root, w.inner(&s)...)
	}
	if w.defs != nil {
		root = root.with("$defs", w.defs)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("write the schema of %s: %w", kind, err)
	}
	return b.Bytes(), nil
}

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	key   string
	value any
}

func (o object) with(key string, value any) object { return append(o, member{key, value}) }

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := enc.Encode(m.key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := enc.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// schemaWriter turns shapes into schemas; records within a file stand once,
// among its definitions.
type schemaWriter struct{ defs object }

// of returns the schema of a value within a file.
func (w *schemaWriter) of(s *shape) object {
	if s.kind != recordKind || s.what == "" {
		return w.inner(s)
	}
	name := s.def
	if name == "" {
		name = strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(s.what, "a "), "an "), " ", "-")
	}
	if !slices.ContainsFunc(w.defs, func(m member) bool { return m.key == name }) {
		w.defs = w.defs.with(name, nil) // its place, before those within
		at := len(w.defs) - 1
		w.defs[at].value = append(object{{"description", s.doc}}, w.inner(s)...)
	}
	return object{{"$ref", "#/$defs/" + name}}
}

// inner returns the schema itself.
func (w *schemaWriter) inner(s *shape) object {
	if s.oneOf != nil {
		return object{{"anyOf", w.alternatives(s)}}
	}
	switch s.kind {
	case textKind, wordKind, effectKind:
		return textSchema(s)
	case numberKind:
		return numberSchema(s.span)
	case listKind:
		o := object{{"type", "array"}, {"items", w.of(s.items)}}
		if s.needy {
			o = o.with("minItems", 1)
		}
		if s.unique {
			o = o.with("uniqueItems", true)
		}
		return o
	case tableKind:
		return object{{"type", "object"}, {"additionalProperties", w.of(s.items)}}
	}
	return w.recordSchema(s)
}

// alternatives returns the schemas of all that a value can be.
func (w *schemaWriter) alternatives(s *shape) []object {
	if s.oneOf == nil {
		return []object{w.inner(s)}
	}
	var all []object
	for i := range s.oneOf {
		all = append(all, w.inner(&s.oneOf[i]))
	}
	return all
}

func textSchema(s *shape) object {
	o := object{{"type", "string"}}
	switch {
	case s.known != nil:
		return o.with("enum", s.known)
	case s.kind == wordKind:
		o = append(o, member{"maxLength", maxWord}, member{"pattern", wordPattern})
	case s.kind == effectKind:
		o = o.with("pattern", effectPattern())
	case s.pattern != "":
		o = o.with("pattern", s.pattern)
	default:
		o = o.with("minLength", 1)
	}
	if s.not != nil {
		o = o.with("not", object{{"enum", s.not}})
	}
	return o
}

// wordPattern is what a schema says of checkText: no blanks at the ends, no
// upper-case Latin letters.
const wordPattern = `^[^\sA-Z]([^A-Z]*[^\sA-Z])?$`

// effectPattern is the form holder>role±value, the value in [-1, 1] without 0.
func effectPattern() string {
	roles := names(Roles())
	return "^(" + strings.Join(roles, "|") + ")>(" + strings.Join(roles[1:], "|") + `)[+-](0*1(\.0*)?|0*\.[0-9]*[1-9][0-9]*)$`
}

func numberSchema(s *span) object {
	switch {
	case s == nil:
		return object{{"type", "number"}}
	case s.only != nil:
		return object{{"enum", s.only}}
	}
	least, most := "minimum", "maximum"
	if s.openMin {
		least = "exclusiveMinimum"
	}
	if s.openMax {
		most = "exclusiveMaximum"
	}
	return object{{"type", "number"}, {least, s.min}, {most, s.max}}
}
