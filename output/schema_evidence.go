package output

import "github.com/apache/arrow/go/v17/arrow"

// leaf is the one declaration of a field of the structs inside a row: of
// evidence (S = Evidence) or of its spans (S = Span). Exactly one accessor is
// set.
type leaf[S any] struct {
	name, desc string
	text       func(*S) *string
	number     func(*S) *float64
	count      func(*S) *int32
}

// evidenceLeaves are the plain fields of a piece of evidence, in order; rules
// and spans follow them.
func evidenceLeaves() []leaf[Evidence] {
	return []leaf[Evidence]{
		{name: "target", desc: "Id of the target that it counts for; empty where it counts for the sentiment alone.", text: func(e *Evidence) *string { return &e.Target }},
		{name: "holder", desc: "Whose attitude it is: author, a known actor's id, or the speaker's name in the text.", text: func(e *Evidence) *string { return &e.Holder }},
		{name: "voice", desc: "author, quoted or reported.", text: func(e *Evidence) *string { return &e.Voice }},
		{name: "term", desc: "The word, as it stands in the text.", text: func(e *Evidence) *string { return &e.Term }},
		{name: "field", desc: "The column that start and end point into: title or text.", text: func(e *Evidence) *string { return &e.Field }},
		{name: "start", desc: "First code point of the term, from 0.", count: func(e *Evidence) *int32 { return &e.Start }},
		{name: "end", desc: "Code point after the term's last.", count: func(e *Evidence) *int32 { return &e.End }},
		{name: "polarity", desc: "+1 in favor, -1 against.", count: func(e *Evidence) *int32 { return &e.Polarity }},
		{name: "weight", desc: "How much it counts, in (0, 1], confidence included.", number: func(e *Evidence) *float64 { return &e.Weight }},
		{name: "confidence", desc: "How surely the target is meant, in (0, 1].", number: func(e *Evidence) *float64 { return &e.Confidence }},
	}
}

// spanLeaves are the fields of a role's span, in order.
func spanLeaves() []leaf[Span] {
	return []leaf[Span]{
		{name: "role", desc: "The role that is filled.", text: func(s *Span) *string { return &s.Role }},
		{name: "field", desc: "The column that start and end point into: title or text.", text: func(s *Span) *string { return &s.Field }},
		{name: "start", desc: "First code point, from 0.", count: func(s *Span) *int32 { return &s.Start }},
		{name: "end", desc: "Code point after the last.", count: func(s *Span) *int32 { return &s.End }},
	}
}

const (
	rulesName, rulesDesc = "rules", "The rules that made it count as it does, in the order they applied."
	spansName, spansDesc = "spans", "Who and what stand in the roles of its frame."
)

func leafFields[S any](leaves []leaf[S]) []arrow.Field {
	fields := make([]arrow.Field, len(leaves))
	for i, l := range leaves {
		fields[i] = arrow.Field{Name: l.name, Type: l.arrowType(), Metadata: describe(l.desc)}
	}
	return fields
}

func (l leaf[S]) arrowType() arrow.DataType {
	switch {
	case l.text != nil:
		return arrow.BinaryTypes.String
	case l.number != nil:
		return arrow.PrimitiveTypes.Float64
	default:
		return arrow.PrimitiveTypes.Int32
	}
}

func evidenceType() arrow.DataType {
	fields := append(leafFields(evidenceLeaves()),
		arrow.Field{Name: rulesName, Type: listOf(arrow.BinaryTypes.String), Metadata: describe(rulesDesc)},
		arrow.Field{Name: spansName, Type: listOf(arrow.StructOf(leafFields(spanLeaves())...)), Metadata: describe(spansDesc)},
	)
	return listOf(arrow.StructOf(fields...))
}

// listOf names the elements as Parquet does, so that both formats read alike.
func listOf(t arrow.DataType) arrow.DataType {
	return arrow.ListOfField(arrow.Field{Name: "element", Type: t})
}
