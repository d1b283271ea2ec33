package pipeline

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Reading is how inputs are read.
type Reading struct {
	Format Format // of all inputs; "" to go by their names
	// Encoding is that of texts; "" for UTF-8, or what a byte order mark says.
	Encoding Encoding
	Names    Names
	MaxLine  int64 // bytes of a record that is read; 0 for DefaultMaxLine
	MaxRatio int64 // how much longer a compressed input may grow; 0 for DefaultMaxRatio
	// disk is what the bytes of files come through, nil for nothing: tests break it.
	disk func(name string, r io.Reader) io.Reader
}

// The limits of what is read where none are given.
const (
	DefaultMaxLine  = 64 << 20 // what is longer is no snippet
	DefaultMaxRatio = 200      // texts shrink to a tenth; what grows more was made to fill a disk
)

func (r Reading) maxLine() int64 {
	if r.MaxLine > 0 {
		return r.MaxLine
	}
	return DefaultMaxLine
}

func (r Reading) maxRatio() int64 {
	if r.MaxRatio > 0 {
		return r.MaxRatio
	}
	return DefaultMaxRatio
}

// Names says which of an input's columns are which fields of a document. The
// zero value goes by the fields' own names.
type Names struct {
	fields  map[string]string // by column
	columns map[string]string // by field
}

// documentFields are what an input's column can be, in the order of the rows.
func documentFields() []string {
	return []string{"id", "source", "title", "text", "url", "published_at", "target", "about"}
}

// ParseNames reads pairs such as "text=content": the field, then the column
// that holds it.
func ParseNames(pairs []string) (Names, error) {
	n := Names{fields: map[string]string{}, columns: map[string]string{}}
	for _, pair := range pairs {
		field, column, ok := strings.Cut(pair, "=")
		switch {
		case !ok || column == "":
			return Names{}, fmt.Errorf("%q: want FIELD=COLUMN, such as text=content", pair)
		case !slices.Contains(documentFields(), field):
			return Names{}, fmt.Errorf("%q: no field is named %q: want one of %s", pair, field, strings.Join(documentFields(), ", "))
		case n.columns[field] != "":
			return Names{}, fmt.Errorf("the field %s is given two columns, %q and %q", field, n.columns[field], column)
		case n.fields[column] != "":
			return Names{}, fmt.Errorf("the column %q is given to two fields, %s and %s", column, n.fields[column], field)
		}
		n.columns[field], n.fields[column] = column, field
	}
	return n, nil
}

// String is the names as ParseNames reads them, in the order of the fields.
func (n Names) String() string {
	var pairs []string
	for _, field := range documentFields() {
		if column := n.columns[field]; column != "" {
			pairs = append(pairs, field+"="+column)
		}
	}
	return strings.Join(pairs, ",")
}

// field is the field that a column holds, "" for none.
func (n Names) field(column string) string {
	if n.fields == nil {
		return ownField(column)
	}
	if field, ok := n.fields[column]; ok {
		return field
	}
	if field := ownField(column); n.columns[field] == "" {
		return field
	}
	return "" // the field was given another column
}

// ownField is the field of the same name, "" for none.
func ownField(column string) string {
	switch column {
	case "id", "source", "title", "text", "url", "published_at", "target", "about":
		return column
	}
	return ""
}

// header is the columns of an input, in order, with the fields that they hold.
type header struct {
	columns, fields []string
	titled          bool // there is a column of titles
}

// newHeader refuses columns from which no document can be made.
func newHeader(columns []string, names Names) (*header, error) {
	h := &header{columns: columns}
	holders := map[string]string{}
	seen := map[string]bool{}
	for _, column := range columns {
		if seen[column] {
			return nil, fmt.Errorf("two columns are named %q", column)
		}
		seen[column] = true
		field := names.field(column)
		h.fields = append(h.fields, field)
		if field != "" {
			holders[field] = column
		}
	}
	for _, field := range documentFields() {
		if column := names.columns[field]; column != "" && !seen[column] {
			return nil, fmt.Errorf("no column is named %q, which --map gives to %s; there are %s", column, field, quotedNames(columns))
		}
	}
	if holders["title"] == "" && holders["text"] == "" {
		return nil, fmt.Errorf("no column is named text or title; there are %s: name one with --map text=COLUMN", quotedNames(columns))
	}
	h.titled = holders["title"] != ""
	return h, nil
}

// quotedNames names columns in an error, not all of too many.
func quotedNames(columns []string) string {
	const shown = 20
	var names []string
	for _, c := range columns[:min(len(columns), shown)] {
		if len(c) > 100 {
			c = strings.ToValidUTF8(c[:100], "") + "…"
		}
		names = append(names, fmt.Sprintf("%q", c))
	}
	if more := len(columns) - shown; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
