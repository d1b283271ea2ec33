package output

import "github.com/apache/arrow/go/v17/arrow"

// Description says what a column holds, for people and for JSON.
type Description struct {
	Name string `json:"name"`
	// Type is string, float64, int32, int64, timestamp[ms, UTC], list<string>
	// or list<struct>.
	Type        string `json:"type"`
	Nullable    bool   `json:"nullable"`
	Description string `json:"description"`
	// Fields are those of the structs in a list<struct>, in order.
	Fields []Description `json:"fields,omitempty"`
}

// Describe returns what each column holds, in order.
func (s *Schema) Describe() []Description { return describeFields(s.arrow.Fields()) }

func describeFields(fields []arrow.Field) []Description {
	all := make([]Description, len(fields))
	for i, f := range fields {
		text, _ := f.Metadata.GetValue("description")
		all[i] = Description{Name: f.Name, Type: typeName(f.Type), Nullable: f.Nullable, Description: text}
		if list, ok := f.Type.(*arrow.ListType); ok {
			if inner, ok := list.Elem().(*arrow.StructType); ok {
				all[i].Fields = describeFields(inner.Fields())
			}
		}
	}
	return all
}

func typeName(t arrow.DataType) string {
	switch t := t.(type) {
	case *arrow.StringType:
		return "string"
	case *arrow.TimestampType:
		return "timestamp[" + t.Unit.String() + ", " + t.TimeZone + "]"
	case *arrow.ListType:
		return "list<" + typeName(t.Elem()) + ">"
	case *arrow.StructType:
		return "struct"
	}
	return t.Name()
}
