package output

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// SchemaVersion names the shape of what is written; it grows whenever a column
// is added, renamed or changes its meaning.
//
// 1: the first shape. 2: dup_group, and the counts without copies.
const SchemaVersion = "2"

// The values of the column status that are counted or refused here.
const (
	statusRepaired = "repaired"
	statusRejected = "rejected"
)

// kind is how a column's values are held, encoded and shown.
type kind int

const (
	kindText     kind = iota // a string that differs from row to row
	kindWord                 // a string out of a few
	kindNumber               // float64, finite
	kindCount                // int32, out of a few
	kindRow                  // int64, mostly growing by one
	kindTime                 // timestamp[ms, UTC]
	kindEvidence             // list<struct>
)

// column is the one declaration of a column. Exactly one of the accessors is
// set, by kind; it serves reading and writing, so that no second list of
// columns can disagree with this one.
type column struct {
	name, desc string
	kind       kind
	// present says whether a nullable column has a value; nil for columns that
	// always have one.
	present func(*Row) bool

	// decision is 1 plus the number of the target whose decision it belongs to,
	// counting the row's own behind the schema's, 0 for none; of returns it.
	decision int
	of       func(*Row) *Decision

	text   func(*Row) *string // kindText, kindWord
	number func(*Row) *float64
	count  func(*Row) *int32
	row    func(*Row) *int64
	time   func(*Row) *time.Time
}

func (c *column) nullable() bool { return c.present != nil }

func (c *column) arrowType() arrow.DataType {
	switch c.kind {
	case kindText, kindWord:
		return arrow.BinaryTypes.String
	case kindNumber:
		return arrow.PrimitiveTypes.Float64
	case kindCount:
		return arrow.PrimitiveTypes.Int32
	case kindRow:
		return arrow.PrimitiveTypes.Int64
	case kindTime:
		return &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}
	default:
		return evidenceType()
	}
}

// Schema is the shape of a snippet's row for a given series of targets. It is
// read-only and may be shared between goroutines.
type Schema struct {
	targets []string
	columns []column
	arrow   *arrow.Schema

	// How rows are held while they are written; see rowEncoder.
	groups    []group
	singles   []*column
	places    []spot // by column
	maskBytes int
}

// spot is where a column is: in singles, or in a group.
type spot struct {
	group, index int // group is -1 for singles
}

// group is a set of columns of few values that mostly stay the same together
// from row to row: those of one decision, or those at the head of the row.
type group struct {
	columns  []*column
	decision func(*Row) *Decision // nil for the head
	nullable bool                 // all columns are null, or none
}

// arrange sorts the columns into groups and singles. The head's columns are all
// words and numbers that belong to no decision.
func (s *Schema) arrange() {
	s.groups = make([]group, len(s.targets)+2)
	s.places = make([]spot, len(s.columns))
	for i := range s.columns {
		c := &s.columns[i]
		if c.decision == 0 && c.kind != kindWord && c.kind != kindNumber {
			s.places[i] = spot{group: -1, index: len(s.singles)}
			s.singles = append(s.singles, c)
			continue
		}
		g := &s.groups[c.decision]
		s.places[i] = spot{group: c.decision, index: len(g.columns)}
		g.columns = append(g.columns, c)
		g.decision, g.nullable = c.of, c.nullable()
	}
	s.maskBytes = (len(s.groups) + len(s.singles) + 7) / 8
}

var columnPrefix = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// NewSchema declares the columns, in order, of a dataset that judges the
// targets with the given ids, in that order. An id becomes the prefix of column
// names: it must consist of a-z, 0-9 and _, start with a letter, and lead to no
// name that exists already.
func NewSchema(targetIDs []string) (*Schema, error) {
	s := &Schema{targets: slices.Clone(targetIDs)}
	s.columns = append(s.columns, leadingColumns()...)
	for i, id := range targetIDs {
		if !columnPrefix.MatchString(id) {
			return nil, fmt.Errorf("target id %q cannot begin a column's name: use a-z, 0-9 and _, a letter first", id)
		}
		s.columns = append(s.columns, decisionColumns(id, fmt.Sprintf("toward the target %s", id), i+1,
			func(r *Row) *Decision { return &r.Targets[i] }, nil)...)
	}
	s.columns = append(s.columns, ownColumns(len(targetIDs)+1)...)
	s.columns = append(s.columns, trailingColumns()...)

	seen := make(map[string]bool, len(s.columns))
	fields := make([]arrow.Field, len(s.columns))
	for i := range s.columns {
		c := &s.columns[i]
		if seen[c.name] {
			return nil, fmt.Errorf("two columns would be named %q: rename the target that makes the second", c.name)
		}
		seen[c.name] = true
		fields[i] = arrow.Field{Name: c.name, Type: c.arrowType(), Nullable: c.nullable(), Metadata: describe(c.desc)}
	}
	s.arrow = arrow.NewSchema(fields, nil)
	s.arrange()
	return s, nil
}

// Targets returns the ids that the schema was made for, in order.
func (s *Schema) Targets() []string { return slices.Clone(s.targets) }

// Names returns the names of the columns, in order.
func (s *Schema) Names() []string {
	names := make([]string, len(s.columns))
	for i := range s.columns {
		names[i] = s.columns[i].name
	}
	return names
}

// Arrow returns the Arrow schema; each field's metadata holds its description.
func (s *Schema) Arrow() *arrow.Schema { return s.arrow }

func leadingColumns() []column {
	return []column{
		{name: "id", kind: kindText, desc: "The snippet's id: the input's own, else a 128-bit hash of its content in hexadecimal.",
			text: func(r *Row) *string { return &r.ID }},
		{name: "dup_group", kind: kindText, desc: "The id of the first row of the run that this one's text is a near-copy of, its own id where there is none; null in the output of score, which looks at each row alone.",
			present: func(r *Row) bool { return r.DupGroup != "" },
			text:    func(r *Row) *string { return &r.DupGroup }},
		{name: "source", kind: kindWord, desc: "Where the snippet comes from, as given or recognised. The folder's source_key is only a safe form of it.",
			text: func(r *Row) *string { return &r.Source }},
		{name: "title", kind: kindText, desc: "The title, empty where there is none.",
			text: func(r *Row) *string { return &r.Title }},
		{name: "text", kind: kindText, desc: "The text as judged: decoded and repaired. Offsets of the evidence point into it or into title.",
			text: func(r *Row) *string { return &r.Text }},
		{name: "url", kind: kindText, desc: "The address, empty where there is none.",
			text: func(r *Row) *string { return &r.URL }},
		{name: "published_at", kind: kindTime, desc: "When it was published, in UTC to the millisecond; null where the input does not say.",
			present: func(r *Row) bool { return !r.PublishedAt.IsZero() },
			time:    func(r *Row) *time.Time { return &r.PublishedAt }},
		{name: "input_file", kind: kindWord, desc: "The input file, as given on the command line.",
			text: func(r *Row) *string { return &r.InputFile }},
		{name: "input_row", kind: kindRow, desc: "The line or row in input_file, counted from 1.",
			row: func(r *Row) *int64 { return &r.InputRow }},
		{name: "status", kind: kindWord, desc: "ok; repaired: bad bytes were replaced by U+FFFD; truncated: the text ends in a cut-off; rejected: not judged (only in the output of score).",
			text: func(r *Row) *string { return &r.Status }},
		{name: "sentiment_score", kind: kindNumber, desc: "Sentiment of the whole text, in [-1, 1].",
			number: func(r *Row) *float64 { return &r.SentimentScore }},
		{name: "sentiment_label", kind: kindWord, desc: "POS, NEG or NEU: a threshold on sentiment_score.",
			text: func(r *Row) *string { return &r.SentimentLabel }},
	}
}

// decisionColumns declares the columns of one decision; present is nil where
// every row has one.
func decisionColumns(prefix, toward string, number int, of func(*Row) *Decision, present func(*Row) bool) []column {
	columns := []column{
		{name: prefix + "_label", kind: kindWord, present: present, desc: "Stance " + toward + ": FAVOR, AGAINST or NONE, a threshold on the score.",
			text: func(r *Row) *string { return &of(r).Label }},
		{name: prefix + "_score", kind: kindNumber, present: present, desc: "Favor minus against " + toward + ", in [-1, 1].",
			number: func(r *Row) *float64 { return &of(r).Score }},
		{name: prefix + "_favor", kind: kindNumber, present: present, desc: "Weight of what speaks in favor " + toward + ", in [0, 1].",
			number: func(r *Row) *float64 { return &of(r).Favor }},
		{name: prefix + "_against", kind: kindNumber, present: present, desc: "Weight of what speaks against, " + toward + ", in [0, 1].",
			number: func(r *Row) *float64 { return &of(r).Against }},
		{name: prefix + "_basis", kind: kindWord, present: present, desc: "decided, or why the label is NONE: absent (not mentioned), neutral (mentioned, no evidence that counts), mixed (both sides).",
			text: func(r *Row) *string { return &of(r).Basis }},
		{name: prefix + "_mentions", kind: kindCount, present: present, desc: "How often the text mentions it.",
			count: func(r *Row) *int32 { return &of(r).Mentions }},
	}
	for i := range columns {
		columns[i].decision, columns[i].of = number, of
	}
	return columns
}

// ownColumns declares the row's own target. All of them are null where the
// input names none.
func ownColumns(number int) []column {
	present := func(r *Row) bool { return r.Own.ID != "" }
	own := func(r *Row) *Decision { return &r.Own }
	return append([]column{
		{name: "target", kind: kindWord, decision: number, of: own, present: present, desc: "The row's own target, named by the input; null where it names none, as all target_ columns are.",
			text: func(r *Row) *string { return &r.Own.ID }},
	}, decisionColumns("target", "toward the row's own target", number, own, present)...)
}

func trailingColumns() []column {
	return []column{
		{name: "evidence", kind: kindEvidence, desc: "The words that made the scores, in the order of the text; empty where there are none."},
		{name: "extra", kind: kindText, desc: "The input's other fields as a JSON object; null where there are none.",
			present: func(r *Row) bool { return r.Extra != "" },
			text:    func(r *Row) *string { return &r.Extra }},
	}
}

// describe is a field's metadata. The key is the one that readers of Arrow
// agree on.
func describe(text string) arrow.Metadata {
	return arrow.NewMetadata([]string{"description"}, []string{text})
}
