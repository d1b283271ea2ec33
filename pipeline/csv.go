package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// csvFormat is .csv and .tsv as of RFC 4180: a line of column names, then a
// record a line; a field in quotes may hold the separator, line breaks, and
// quotes that are doubled. A quote inside of a field that does not begin with
// one stands for itself. Blank lines are passed over.
//
// Columns are fields by their names, as in jsonlFormat; an empty cell counts
// as absent, and the other columns go to Extra as strings. A record that has
// not as many fields as there are columns is rejected, and so is the line of
// column names where it comes again, as in files that were joined. A quote that
// is never closed makes the whole file unreadable: nobody can say which rows it
// ate.
type csvFormat struct {
	comma  byte
	names  Names
	header *header
}

// csvState is where in a record its next byte stands.
type csvState uint8

const (
	csvStart  csvState = iota // of a field
	csvPlain                  // in a field without quotes, or behind a closed one
	csvQuoted                 // in quotes
	csvClosed                 // behind a quote in quotes: its end, or half of one that is doubled
)

// step is the state behind c.
func (s csvState) step(c, comma byte) csvState {
	switch {
	case s == csvQuoted && c != '"':
		return csvQuoted
	case s == csvQuoted:
		return csvClosed
	case c == '"' && s != csvPlain:
		return csvQuoted
	case c == comma:
		return csvStart
	}
	return csvPlain
}

// over is the state behind p.
func (s csvState) over(p []byte, comma byte) csvState {
	for len(p) > 0 {
		if s == csvQuoted || s == csvPlain {
			// Most bytes of a text are neither quote nor separator.
			i := bytes.IndexByte(p, '"')
			if s == csvPlain {
				if j := bytes.IndexByte(p, comma); j >= 0 {
					i = j
				} else {
					return s
				}
			}
			if i < 0 {
				return s
			}
			p = p[i:]
		}
		s = s.step(p[0], comma)
		p = p[1:]
	}
	return s
}

func (f *csvFormat) ready(l *lineReader) bool {
	rest, _ := l.r.Peek(l.r.Buffered())
	for state := csvStart; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return false
		}
		if state = state.over(rest[:i+1], f.comma); state != csvQuoted {
			return true
		}
		rest = rest[i+1:]
	}
}

func (f *csvFormat) read(b *batch, l *lineReader) error {
	if f.header == nil {
		if err := f.readHeader(b, l); err != nil {
			return err
		}
	}
	for {
		at := len(b.raw)
		row := l.row + 1
		overlong, err := f.frame(b, l)
		if err != nil {
			return err
		}
		end := len(b.raw)
		if end == at && !b.input.keepBlank {
			continue
		}
		b.raw = append(b.raw, '\n')
		b.recs = append(b.recs, record{row: row, off: l.at, at: at, mid: end, end: end, overlong: overlong})
		return nil
	}
}

// frame appends the next record to the batch's bytes, without its line end.
func (f *csvFormat) frame(b *batch, l *lineReader) (overlong bool, err error) {
	if err := l.begin(); err != nil {
		return false, err
	}
	l.at = l.off
	from := l.row + 1
	k := keeper{dst: b.raw, start: len(b.raw), max: l.max}
	for state := csvStart; ; {
		p, ended, err := l.piece()
		if errors.Is(err, io.EOF) && k.read > 0 {
			if state == csvQuoted {
				return false, fmt.Errorf("the record that begins in line %d has a quote that is never closed", from)
			}
			break
		}
		if err != nil {
			return false, err
		}
		state = state.over(p, f.comma)
		k.add(p)
		if ended && state != csvQuoted {
			break
		}
	}
	b.raw = k.line()
	return k.overlong, nil
}

func (f *csvFormat) readHeader(b *batch, l *lineReader) error {
	at := len(b.raw)
	for len(b.raw) == at {
		overlong, err := f.frame(b, l)
		switch {
		case errors.Is(err, io.EOF):
			return errors.New("it is empty: the line of column names is missing")
		case err != nil:
			return err
		case overlong:
			return errors.New("the line of column names is too long")
		}
	}
	line, _ := l.enc.decode(string(b.raw[at:]))
	b.raw = b.raw[:at]
	if strings.Contains(line, "\r") {
		return errors.New("its lines end in a carriage return alone: convert it")
	}
	columns, _, problem := splitRecord(nil, nil, line, f.comma)
	if problem != "" {
		return fmt.Errorf("the line of column names: %s", problem)
	}
	h, err := newHeader(columns, f.names)
	if err != nil {
		if other := otherComma(columns, f.comma); other != "" {
			err = fmt.Errorf("%w (its fields seem to be separated by %s)", err, other)
		}
		return err
	}
	f.header = h
	return nil
}

// otherComma names what a lone column's name seems to be separated by.
func otherComma(columns []string, comma byte) string {
	if len(columns) != 1 {
		return ""
	}
	for _, c := range []struct{ sign, name string }{{"\t", "tabs: name it .tsv"}, {";", "semicolons"}, {"|", "bars"}, {",", "commas: name it .csv"}} {
		if c.sign != string(rune(comma)) && strings.Contains(columns[0], c.sign) {
			return c.name
		}
	}
	return ""
}

// splitRecord appends the fields of a record to dst. A field without doubled
// quotes is a part of s; buf is scratch for the others, which share no memory
// with it.
func splitRecord(dst []string, buf []byte, s string, comma byte) (fields []string, scratch []byte, problem string) {
	for {
		if !strings.HasPrefix(s, `"`) {
			i := strings.IndexByte(s, comma)
			if i < 0 {
				return append(dst, s), buf, ""
			}
			dst, s = append(dst, s[:i]), s[i+1:]
			continue
		}
		s = s[1:]
		buf = buf[:0]
		doubled := false
		for {
			i := strings.IndexByte(s, '"')
			if i < 0 {
				return dst, buf, fmt.Sprintf("field %d has a quote that is never closed", len(dst)+1)
			}
			if !strings.HasPrefix(s[i+1:], `"`) {
				field := s[:i]
				if doubled {
					field = string(append(buf, field...))
				}
				dst, s = append(dst, field), s[i+1:]
				break
			}
			doubled = true
			buf = append(buf, s[:i+1]...)
			s = s[i+2:]
		}
		if s == "" {
			return dst, buf, ""
		}
		if s[0] != comma {
			return dst, buf, fmt.Sprintf("field %d goes on behind its closing quote", len(dst))
		}
		s = s[1:]
	}
}

func (f *csvFormat) parse(p *parser, d *Document, first, _ string) {
	if blank(first) && len(f.header.columns) > 1 {
		d.reject(blankReason)
		return
	}
	var problem string
	p.fields, p.buf, problem = splitRecord(p.fields[:0], p.buf, first, f.comma)
	switch {
	case problem != "":
		d.reject(problem)
		return
	case len(p.fields) != len(f.header.columns):
		d.reject(fmt.Sprintf("%d fields where the header names %d columns", len(p.fields), len(f.header.columns)))
		return
	case slices.Equal(p.fields, f.header.columns):
		d.reject("the line of column names again")
		return
	}
	s := &p.json
	s.extra = s.extra[:0]
	for i, value := range p.fields {
		field := f.header.fields[i]
		switch {
		case value == "":
		case field == "":
			s.member(f.header.columns[i], value)
		case field == "published_at":
			if at, ok := parseTime(value); ok {
				d.PublishedAt = at
			} else {
				d.Warnings++
				s.member(f.header.columns[i], value)
			}
		default:
			d.set(field, value)
		}
	}
	if blank(d.Title) && blank(d.Text) {
		*d = Document{InputFile: d.InputFile, InputRow: d.InputRow, Repairs: d.Repairs}
		d.reject("neither title nor text")
		return
	}
	if !f.header.titled {
		d.Title, d.Text = parted(d.Text)
	}
	if len(s.extra) > 0 {
		d.Extra = string(append(s.extra, '}'))
	}
}

// member adds a string to the extra object.
func (s *jsonScratch) member(name, value string) {
	key, _ := jsontext.AppendQuote(nil, name) // valid UTF-8, as all that was repaired
	s.open(key)
	s.extra, _ = jsontext.AppendQuote(s.extra, value)
}
