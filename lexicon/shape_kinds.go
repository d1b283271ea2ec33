package lexicon

import (
	"slices"
	"strconv"
)

// shapeKind is what a value of YAML is.
type shapeKind string

// The kinds of values.
const (
	textKind   shapeKind = "text"   // a string, never empty
	wordKind   shapeKind = "word"   // a string that is looked for in texts, see checkText
	effectKind shapeKind = "effect" // a string that reads holder>role±value
	numberKind shapeKind = "number"
	listKind   shapeKind = "list"
	tableKind  shapeKind = "table" // a mapping whose keys are free
	recordKind shapeKind = "record"
)

// shape says what a value can be. Of its fields those matter that its kind has.
type shape struct {
	kind  shapeKind
	what  string  // how messages name it: "a target"
	doc   string  // what it means, for people
	oneOf []shape // instead of a kind: the value has one of these
	empty bool    // of a file: it may hold nothing
	def   string  // of a record: what schemas call it, where not by what it is

	known   []string // of a text: all that it can be, nil for anything
	pattern string   // of a text: what schemas check; its reader says more about it
	not     []string // of a text: what it cannot be
	span    *span    // of a number, nil for any
	needy   bool     // of a list: it has an element
	unique  bool     // of a list: each element is there once
	items   *shape   // of a list or table
	fields  []field  // of a record, in the order in which people write them

	anyOf    []string  // of a record: one of these fields is there
	filled   []string  // of a record: one of these lists is there and has an element
	said     []string  // of a record: one of these texts is more than blanks
	together [2]string // of a record: who has the first has the second
}

// field is a part of a record.
type field struct {
	shape
	name, doc string
	required  bool
}

func recordOf(what, doc string, fields ...field) shape {
	return shape{kind: recordKind, what: what, doc: doc, fields: fields}
}

func textField(name, doc string) field {
	return field{name: name, doc: doc, shape: shape{kind: textKind}}
}
func wordField(name, doc string) field {
	return field{name: name, doc: doc, shape: shape{kind: wordKind}}
}

func choiceField(name, doc string, known []string) field {
	return field{name: name, doc: doc, shape: shape{kind: textKind, known: known}}
}

func numberField(name, doc string, s *span) field {
	return field{name: name, doc: doc, shape: shape{kind: numberKind, span: s}}
}

func listField(name, doc string, items shape) field {
	return field{name: name, doc: doc, shape: shape{kind: listKind, items: &items}}
}

func wordsField(name, doc string) field {
	f := listField(name, doc, shape{kind: wordKind})
	f.unique = true
	return f
}

func effectsField(name, doc string) field {
	f := listField(name, doc+" Each reads holder>role+value or holder>role-value.", shape{kind: effectKind})
	f.unique = true
	return f
}

// must returns the field as one that has to be there.
func (f field) must() field {
	f.required = true
	return f
}

// some returns the list as one that has an element.
func (f field) some() field {
	f.needy = true
	return f
}

// field returns the field of that name.
func (s *shape) field(name string) (*field, bool) {
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == name })
	if i < 0 {
		return nil, false
	}
	return &s.fields[i], true
}

// names returns the names of the fields.
func (s *shape) names() []string {
	out := make([]string, len(s.fields))
	for i := range s.fields {
		out[i] = s.fields[i].name
	}
	return out
}

// span is where a number lies.
type span struct {
	min, max         float64
	openMin, openMax bool      // the end itself is outside
	only             []float64 // instead: all that the number can be
}

// unitSpan is where strengths and confidences lie: (0, 1].
func unitSpan() *span { return &span{max: 1, openMin: true} }

// has says whether a number lies in the span.
func (s *span) has(v float64) bool {
	switch {
	case s == nil:
		return true
	case s.only != nil:
		return slices.Contains(s.only, v)
	}
	return (v > s.min || v == s.min && !s.openMin) && (v < s.max || v == s.max && !s.openMax)
}

// String returns the span as people write it: (0, 1].
func (s *span) String() string {
	if s.only != nil {
		var list []string
		for _, v := range s.only {
			list = append(list, formatNumber(v))
		}
		return either(list)
	}
	ends := [2]string{"[", "]"}
	if s.openMin {
		ends[0] = "("
	}
	if s.openMax {
		ends[1] = ")"
	}
	return ends[0] + formatNumber(s.min) + ", " + formatNumber(s.max) + ends[1]
}

// formatNumber writes a number so that equal numbers look the same.
func formatNumber(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
