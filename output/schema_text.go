package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// ColumnInfo describes a column to people and programs.
type ColumnInfo struct {
	Name string `json:"name"`
	// Type is string, float64, int32, int64, timestamp[ms, UTC], list<string>
	// or list<struct>.
	Type        string       `json:"type"`
	Nullable    bool         `json:"nullable"`
	Description string       `json:"description"`
	Fields      []ColumnInfo `json:"fields,omitempty"` // of the structs in a list, in order
}

// Columns describes the columns of a snippet's row, in order.
func (s *Schema) Columns() []ColumnInfo { return describeFields(s.arrow.Fields()) }

// SourceColumns describes the columns of the table of sources, in order.
func SourceColumns() []ColumnInfo { return describeFields(sourcesSchema().Fields()) }

func describeFields(fields []arrow.Field) []ColumnInfo {
	infos := make([]ColumnInfo, len(fields))
	for i, f := range fields {
		text, _ := f.Metadata.GetValue("description")
		infos[i] = ColumnInfo{Name: f.Name, Type: typeName(f.Type), Nullable: f.Nullable, Description: text}
		if list, ok := f.Type.(*arrow.ListType); ok {
			if item, ok := list.Elem().(*arrow.StructType); ok {
				infos[i].Fields = describeFields(item.Fields())
			}
		}
	}
	return infos
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

// schemaJSON is the schema command's JSON.
type schemaJSON struct {
	Version  string       `json:"schema_version"`
	Snippets []ColumnInfo `json:"snippets"`
	Sources  []ColumnInfo `json:"sources"`
}

// WriteJSON writes the columns of both tables as JSON.
func (s *Schema) WriteJSON(w io.Writer) error {
	content, err := marshal(schemaJSON{Version: SchemaVersion, Snippets: s.Columns(), Sources: SourceColumns()})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// WriteText writes the columns of both tables for a terminal.
func (s *Schema) WriteText(w io.Writer) error {
	var b strings.Builder
	for i, table := range s.tables() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n", table.title)
		lines := flatten(nil, "", table.columns)
		name, typ := 0, 0
		for _, l := range lines {
			name, typ = max(name, len(l.Name)), max(typ, len(l.typeText()))
		}
		for _, l := range lines {
			fmt.Fprintf(&b, "  %-*s  %-*s  %s\n", name, l.Name, typ, l.typeText(), l.Description)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteMarkdown writes the columns of both tables as Markdown tables.
func (s *Schema) WriteMarkdown(w io.Writer) error {
	escape := strings.NewReplacer("<", `\<`, "|", `\|`)
	var b strings.Builder
	for i, table := range s.tables() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n\n| column | type | holds |\n|---|---|---|\n", table.title)
		for _, l := range flatten(nil, "", table.columns) {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", l.Name, escape.Replace(l.typeText()), escape.Replace(l.Description))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type schemaTable struct {
	title   string
	columns []ColumnInfo
}

func (s *Schema) tables() []schemaTable {
	return []schemaTable{
		{"snippets: one row a snippet (schema version " + SchemaVersion + ")", s.Columns()},
		{"sources: one row a source and target", SourceColumns()},
	}
}

func (c ColumnInfo) typeText() string {
	if c.Nullable {
		return c.Type + ", null"
	}
	return c.Type
}

// flatten lists columns with their fields behind them, as evidence.term.
func flatten(into []ColumnInfo, prefix string, columns []ColumnInfo) []ColumnInfo {
	for _, c := range columns {
		c.Name = prefix + c.Name
		into = flatten(append(into, c), c.Name+".", c.Fields)
	}
	return into
}
