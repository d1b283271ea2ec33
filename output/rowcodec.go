package output

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// maxRowBytes bounds one row: offsets inside a row group are 32 bits wide.
const maxRowBytes = 1 << 29

// rowEncoder turns rows into the bytes that the spill holds: numbers for the
// words, a bit a column for "empty, zero or null", then what is not. Everything
// that a file must not hold is refused here.
type rowEncoder struct {
	schema *Schema
	words  *words
	last   []lastWord // by column
	masked int        // columns with a bit in the mask
	// Fields of the structs inside a row.
	evidence []leaf[Evidence]
	spans    []leaf[Span]
}

// lastWord remembers a column's word: most rows repeat the one before.
type lastWord struct {
	text string
	code uint32
}

func newRowEncoder(s *Schema, w *words) *rowEncoder {
	return &rowEncoder{schema: s, words: w, last: make([]lastWord, len(s.columns)), masked: maskedColumns(s),
		evidence: evidenceLeaves(), spans: spanLeaves()}
}

func maskedColumns(s *Schema) int {
	n := 0
	for i := range s.columns {
		if k := s.columns[i].kind; k != kindWord && k != kindEvidence {
			n++
		}
	}
	return n
}

var (
	errNotUTF8   = errors.New("not valid UTF-8")
	errNotFinite = errors.New("not a finite number")
)

// append encodes one row behind dst. On an error dst is returned as it was.
func (e *rowEncoder) append(dst []byte, r *Row) ([]byte, error) {
	if len(r.Targets) != len(e.schema.targets) {
		return dst, fmt.Errorf("%d targets where the schema has %d", len(r.Targets), len(e.schema.targets))
	}
	for i := range r.Targets {
		if r.Targets[i].ID != e.schema.targets[i] {
			return dst, fmt.Errorf("target %d is %q where the schema has %q", i+1, r.Targets[i].ID, e.schema.targets[i])
		}
	}
	start := len(dst)
	mask := len(dst)
	dst = append(dst, make([]byte, (e.masked+7)/8)...)
	bit := 0
	for i := range e.schema.columns {
		c := &e.schema.columns[i]
		var err error
		switch c.kind {
		case kindWord:
			dst, err = e.appendWord(dst, i, c, r)
		case kindEvidence:
			dst, err = e.appendEvidence(dst, r.Evidence)
		default:
			var full bool
			dst, full, err = appendValue(dst, c, r)
			if full {
				dst[mask+bit/8] |= 1 << (bit % 8)
			}
			bit++
		}
		if err != nil {
			return dst[:start], fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	if len(dst)-start > maxRowBytes {
		return dst[:start], fmt.Errorf("%d bytes in one row, more than %d", len(dst)-start, maxRowBytes)
	}
	return dst, nil
}

func (e *rowEncoder) appendWord(dst []byte, i int, c *column, r *Row) ([]byte, error) {
	if c.present != nil && !c.present(r) {
		return append(dst, 0), nil
	}
	s := *c.text(r)
	last := &e.last[i]
	if last.code == 0 || last.text != s {
		code, ok := e.words.code(s)
		if !ok {
			return dst, errNotUTF8
		}
		*last = lastWord{text: e.words.list[code], code: code}
	}
	return binary.AppendUvarint(dst, uint64(last.code)), nil
}

// appendValue appends a column's value; full is false where there is nothing to
// append, because it is null, or empty or zero in a column without nulls.
func appendValue(dst []byte, c *column, r *Row) (_ []byte, full bool, err error) {
	nullable := c.present != nil
	if nullable && !c.present(r) {
		return dst, false, nil
	}
	switch c.kind {
	case kindText:
		s := *c.text(r)
		if s == "" && !nullable {
			return dst, false, nil
		}
		dst, err = appendText(dst, s)
		return dst, true, err
	case kindNumber:
		v := *c.number(r)
		if v == 0 && !nullable {
			return dst, false, nil
		}
		dst, err = appendNumber(dst, v)
		return dst, true, err
	case kindCount:
		v := *c.count(r)
		if v == 0 && !nullable {
			return dst, false, nil
		}
		return binary.AppendVarint(dst, int64(v)), true, nil
	case kindRow:
		return binary.AppendVarint(dst, *c.row(r)), true, nil
	default: // kindTime
		return binary.AppendVarint(dst, c.time(r).UnixMilli()), true, nil
	}
}

func appendText(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return dst, errNotUTF8
	}
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...), nil
}

func appendNumber(dst []byte, v float64) ([]byte, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return dst, errNotFinite
	}
	if v == 0 {
		v = 0 // not the negative zero
	}
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v)), nil
}

func (e *rowEncoder) appendEvidence(dst []byte, evidence []Evidence) (_ []byte, err error) {
	dst = binary.AppendUvarint(dst, uint64(len(evidence)))
	for i := range evidence {
		ev := &evidence[i]
		if dst, err = appendLeaves(dst, e.evidence, ev); err != nil {
			return dst, err
		}
		dst = binary.AppendUvarint(dst, uint64(len(ev.Rules)))
		for _, rule := range ev.Rules {
			if dst, err = appendText(dst, rule); err != nil {
				return dst, fmt.Errorf("%s: %w", rulesName, err)
			}
		}
		dst = binary.AppendUvarint(dst, uint64(len(ev.Spans)))
		for j := range ev.Spans {
			if dst, err = appendLeaves(dst, e.spans, &ev.Spans[j]); err != nil {
				return dst, fmt.Errorf("%s: %w", spansName, err)
			}
		}
	}
	return dst, nil
}

func appendLeaves[S any](dst []byte, leaves []leaf[S], s *S) (_ []byte, err error) {
	for i := range leaves {
		switch l := &leaves[i]; {
		case l.text != nil:
			dst, err = appendText(dst, *l.text(s))
		case l.number != nil:
			dst, err = appendNumber(dst, *l.number(s))
		default:
			dst = binary.AppendVarint(dst, int64(*l.count(s)))
		}
		if err != nil {
			return dst, fmt.Errorf("%s: %w", leaves[i].name, err)
		}
	}
	return dst, nil
}
