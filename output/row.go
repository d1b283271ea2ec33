// Package output is the one room that knows Arrow: the shape of a row, the
// schema derived from it, writers, the commit of a dataset, and reading it back.
package output

import "time"

// Row is one snippet's result. Columns and their order are declared in
// schema.go; the names there are what JSON, Parquet and Arrow all use.
type Row struct {
	ID string
	// DupGroup is the ID of the first row whose text this one's is a near-copy of,
	// its own where there is none; "" where that was not looked for.
	DupGroup                 string
	Source, Title, Text, URL string
	PublishedAt              time.Time // zero where the input gives none; UTC, milliseconds
	InputFile                string
	InputRow                 int64  // 1-based line or row
	Status                   string // ok, repaired, truncated, rejected
	SentimentScore           float64
	SentimentLabel           string
	// Targets holds the lexicon's targets, in the order of the schema.
	Targets []Decision
	// Own is the decision for the row's own target; Own.ID is "" where the
	// input names none.
	Own      Decision
	Evidence []Evidence
	Extra    string // the input's other fields as a JSON object, "" for none
	Reason   string // why the row is rejected; only in the JSON of score
}

// Decision is one target's outcome.
type Decision struct {
	ID                    string
	Label                 string // FAVOR, AGAINST, NONE
	Score, Favor, Against float64
	Basis                 string // decided, absent, neutral, mixed
	Mentions              int32
}

// Evidence is one piece of evidence. Offsets are half-open, 0-based, in code
// points of the stored column that Field names: row[field][start:end] == term.
type Evidence struct {
	Target, Holder, Voice, Term, Field string
	Start, End                         int32
	Polarity                           int32 // +1 or -1
	Weight, Confidence                 float64
	Rules                              []string
	Spans                              []Span
}

// Span is the stretch of text that fills a role.
type Span struct {
	Role, Field string
	Start, End  int32
}
