package output

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Fields are the columns that a row's JSON holds, in order. Make them with
// Schema.Fields.
type Fields struct {
	columns []*column
	reason  bool // it is among the columns
}

// ReasonField is the field that rejected rows have in JSON beyond the columns.
const ReasonField = "reason"

// reasonColumn is the field of rejected rows where it is asked for by name; no
// dataset has it.
func reasonColumn() *column {
	return &column{name: ReasonField, kind: kindText,
		present: func(r *Row) bool { return r.Status == statusRejected },
		text:    func(r *Row) *string { return &r.Reason }}
}

// Fields selects columns by name, ReasonField among them; no name selects all
// columns, in the schema's order.
func (s *Schema) Fields(names ...string) (Fields, error) {
	var f Fields
	if len(names) == 0 {
		for i := range s.columns {
			f.columns = append(f.columns, &s.columns[i])
		}
		return f, nil
	}
	for _, name := range names {
		c := s.column(name)
		if c == nil && name == ReasonField {
			c, f.reason = reasonColumn(), true
		}
		if c == nil {
			return Fields{}, fmt.Errorf("no field is named %q; there are %s", name, strings.Join(s.Names(), ", "))
		}
		f.columns = append(f.columns, c)
	}
	return f, nil
}

func (s *Schema) column(name string) *column {
	for i := range s.columns {
		if s.columns[i].name == name {
			return &s.columns[i]
		}
	}
	return nil
}

// AppendJSON appends a row as one JSON object without a line break: the names
// and the order of the schema, null for what is null there, published_at as RFC
// 3339, and a reason behind the fields of a rejected row, unless it is one of them.
// The row must hold one decision a target. An error names what JSON cannot hold;
// dst is then returned as it was.
func (f Fields) AppendJSON(dst []byte, r *Row) ([]byte, error) {
	start := len(dst)
	dst = append(dst, '{')
	for i, c := range f.columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendKey(dst, c.name)
		var err error
		if dst, err = appendJSONValue(dst, c, r); err != nil {
			return dst[:start], fmt.Errorf("field %s: %w", c.name, err)
		}
	}
	if r.Status == statusRejected && !f.reason {
		if len(f.columns) > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendString(appendKey(dst, ReasonField), r.Reason); err != nil {
			return dst[:start], fmt.Errorf("field %s: %w", ReasonField, err)
		}
	}
	return append(dst, '}'), nil
}

func appendJSONValue(dst []byte, c *column, r *Row) ([]byte, error) {
	if c.present != nil && !c.present(r) {
		return append(dst, "null"...), nil
	}
	switch c.kind {
	case kindText, kindWord:
		return appendString(dst, *c.text(r))
	case kindNumber:
		return appendFloat(dst, *c.number(r))
	case kindCount:
		return strconv.AppendInt(dst, int64(*c.count(r)), 10), nil
	case kindRow:
		return strconv.AppendInt(dst, *c.row(r), 10), nil
	case kindTime:
		dst = append(dst, '"')
		dst = c.time(r).UTC().Truncate(time.Millisecond).AppendFormat(dst, time.RFC3339Nano)
		return append(dst, '"'), nil
	default:
		return appendEvidenceJSON(dst, r.Evidence)
	}
}

func appendEvidenceJSON(dst []byte, evidence []Evidence) (_ []byte, err error) {
	leaves, spans := evidenceLeaves(), spanLeaves()
	dst = append(dst, '[')
	for i := range evidence {
		e := &evidence[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '{')
		if dst, err = appendLeavesJSON(dst, leaves, e); err != nil {
			return dst, err
		}
		dst = append(appendKey(append(dst, ','), rulesName), '[')
		for j, rule := range e.Rules {
			if j > 0 {
				dst = append(dst, ',')
			}
			if dst, err = appendString(dst, rule); err != nil {
				return dst, err
			}
		}
		dst = append(appendKey(append(dst, ']', ','), spansName), '[')
		for j := range e.Spans {
			if j > 0 {
				dst = append(dst, ',')
			}
			if dst, err = appendLeavesJSON(append(dst, '{'), spans, &e.Spans[j]); err != nil {
				return dst, err
			}
			dst = append(dst, '}')
		}
		dst = append(dst, ']', '}')
	}
	return append(dst, ']'), nil
}

func appendLeavesJSON[S any](dst []byte, leaves []leaf[S], s *S) (_ []byte, err error) {
	for i := range leaves {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendKey(dst, leaves[i].name)
		switch l := &leaves[i]; {
		case l.text != nil:
			dst, err = appendString(dst, *l.text(s))
		case l.number != nil:
			dst, err = appendFloat(dst, *l.number(s))
		default:
			dst = strconv.AppendInt(dst, int64(*l.count(s)), 10)
		}
		if err != nil {
			return dst, fmt.Errorf("%s: %w", leaves[i].name, err)
		}
	}
	return dst, nil
}

// appendKey appends a name of the schema, which needs no escaping.
func appendKey(dst []byte, name string) []byte {
	return append(append(append(dst, '"'), name...), '"', ':')
}

// appendFloat writes the shortest form that reads back to the same number.
func appendFloat(dst []byte, v float64) ([]byte, error) {
	if v != v || v-v != 0 {
		return dst, errNotFinite
	}
	if v == 0 {
		return append(dst, '0'), nil // never "-0"
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64), nil
}

// appendString escapes what JSON must have escaped, and the two line separators
// that break tools which read JSON as JavaScript or by line.
func appendString(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return dst, errNotUTF8
	}
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		b := s[i]
		var short byte
		switch b {
		case '"', '\\':
			short = b
		case '\n':
			short = 'n'
		case '\r':
			short = 'r'
		case '\t':
			short = 't'
		case 0xE2: // U+2028 and U+2029 are E2 80 A8 and E2 80 A9
			if s[i+1] == 0x80 && s[i+2]|1 == 0xA9 {
				dst = append(append(dst, s[from:i]...), `\u202`...)
				dst = append(dst, hex[s[i+2]&0xF])
				i += 2
				from = i + 1
			}
			continue
		default:
			if b >= 0x20 {
				continue
			}
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		if short != 0 {
			dst = append(dst, '\\', short)
		} else {
			dst = append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&0xF])
		}
	}
	return append(append(dst, s[from:]...), '"'), nil
}
