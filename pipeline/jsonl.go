package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonlFormat is .jsonl: a JSON object a line with the fields id, source,
// title, text, published_at, url, target and about, of which title or text must
// hold something. A null counts as absent. Every other field goes to Extra as
// it stands and in its order; so does a published_at that is no time.
//
// Where the title is absent and the text's first line is short enough to be a
// heading, the first line break parts title from text.
type jsonlFormat struct {
	names Names
	own   bool // the lines are rows of a dataset, whose extra is one already
}

// headingRunes is the longest first line that is taken for a title.
const headingRunes = 80

func (jsonlFormat) ready(l *lineReader) bool { return l.buffered(1) }

func (jsonlFormat) read(b *batch, l *lineReader) error { return b.readLine(l) }

// jsonScratch is what a worker keeps between objects.
type jsonScratch struct {
	dec   *jsontext.Decoder
	in    bytes.Buffer
	line  []byte
	extra []byte
}

func (f jsonlFormat) parse(p *parser, d *Document, first, _ string) {
	if blank(first) {
		d.reject(blankReason)
		return
	}
	s := &p.json
	s.line = append(s.line[:0], first...)
	d.Repairs += repairEscapes(s.line)
	s.in = *bytes.NewBuffer(s.line)
	if s.dec == nil {
		s.dec = jsontext.NewDecoder(&s.in)
	} else {
		s.dec.Reset(&s.in)
	}
	s.extra = s.extra[:0]
	if reason := s.object(d, f); reason != "" {
		// What was read before the fault must not pass for a row's content.
		*d = Document{InputFile: d.InputFile, InputRow: d.InputRow, ID: d.ID, Repairs: d.Repairs}
		d.reject(reason)
		return
	}
	if len(s.extra) > 0 {
		d.Extra = string(append(s.extra, '}'))
	}
}

// object reads the one object of the line into d and returns why it is none,
// "" where it is one.
func (s *jsonScratch) object(d *Document, f jsonlFormat) string {
	if kind := s.dec.PeekKind(); kind != '{' {
		if _, err := s.dec.ReadValue(); err != nil {
			return s.syntax(err)
		}
		return fmt.Sprintf("not a JSON object but %s", kindName(kind))
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return s.syntax(err)
	}
	titled := false
	for s.dec.PeekKind() != '}' {
		raw, err := s.dec.ReadValue()
		if err != nil {
			return s.syntax(err)
		}
		name := unquoted(raw)
		field := f.names.field(name)
		if f.own && name == "extra" {
			v, err := s.dec.ReadValue()
			if err != nil {
				return s.syntax(err)
			}
			d.Extra = unquoted(v)
			continue
		}
		if field == "" || field == "published_at" {
			// The decoder reuses its bytes: the name goes out before the value comes.
			mark := s.open(raw)
			v, err := s.dec.ReadValue()
			if err != nil {
				return s.syntax(err)
			}
			if field == "published_at" {
				var ok bool
				if d.PublishedAt, ok = publishedAt(v); ok {
					s.extra = s.extra[:mark]
					continue
				}
				d.Warnings++
			}
			s.value(v)
			continue
		}
		kind := s.dec.PeekKind()
		titled = titled || field == "title" && kind != 'n'
		tok, err := s.dec.ReadValue()
		if err != nil {
			return s.syntax(err)
		}
		switch {
		case kind == 'n':
		case kind == '"':
			d.set(field, unquoted(tok))
		case kind == '0' && field == "id":
			d.ID = string(tok) // a number is a name as good as any
		default:
			return fmt.Sprintf("%s is %s, not a string", name, kindName(kind))
		}
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return s.syntax(err)
	}
	if _, err := s.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return "more than one JSON value on the line"
	}
	if blank(d.Title) && blank(d.Text) {
		return "neither title nor text"
	}
	if !titled {
		d.Title, d.Text = parted(d.Text)
	}
	return ""
}

// parted parts a text whose first line reads like a heading into both.
func parted(text string) (title, body string) {
	head, rest, found := strings.Cut(text, "\n")
	head = strings.TrimSuffix(head, "\r")
	if !found || blank(head) || blank(rest) || utf8.RuneCountInString(head) > headingRunes {
		return "", text
	}
	return head, rest
}

// set sets a field that is text.
func (d *Document) set(field, value string) {
	switch field {
	case "id":
		d.ID = value
	case "source":
		d.Source = value
	case "title":
		d.Title = value
	case "text":
		d.Text = value
	case "url":
		d.URL = value
	case "target":
		d.Target = value
	case "about":
		d.About = value
	}
}

// open begins a member of the extra object and returns where, for taking it back.
func (s *jsonScratch) open(name jsontext.Value) (mark int) {
	mark = len(s.extra)
	if mark == 0 {
		s.extra = append(s.extra, '{')
	} else {
		s.extra = append(s.extra, ',')
	}
	s.extra = append(append(s.extra, name...), ':')
	return mark
}

// value ends the member, without white space, so that the same object gives the
// same bytes however it was laid out.
func (s *jsonScratch) value(v jsontext.Value) {
	at := len(s.extra)
	s.extra = append(s.extra, v...)
	compact := jsontext.Value(s.extra[at:])
	if err := compact.Compact(); err == nil { // the decoder has checked it
		s.extra = append(s.extra[:at], compact...)
	}
}

// syntax says what is wrong with the line in words that do not change with the
// decoder's version.
func (s *jsonScratch) syntax(err error) string {
	var se *jsontext.SyntacticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &se):
		return fmt.Sprintf("duplicate key %s", se.JSONPointer.LastToken())
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "JSON ends before it is complete"
	case errors.As(err, &se):
		return fmt.Sprintf("not JSON: %v at byte %d of the line", se.Err, se.ByteOffset+1)
	}
	return fmt.Sprintf("not JSON: %v", err)
}

func unquoted(quoted []byte) string {
	b, err := jsontext.AppendUnquote(nil, quoted)
	if err != nil {
		return string(quoted)
	}
	return string(b)
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '[':
		return "an array"
	case '{':
		return "an object"
	}
	return "no value"
}

// repairEscapes replaces, in place, the escapes that stand for a NUL or for
// half of a surrogate pair by \ufffd, and says how many: they are to JSON what
// bad bytes are to a text, and the segmenter and readers of the dataset cannot
// take either.
func repairEscapes(line []byte) int {
	n := 0
	for i := 0; ; {
		j := bytes.IndexByte(line[i:], '\\')
		if j < 0 || i+j+1 >= len(line) {
			return n
		}
		i += j
		u, ok := escapedUnit(line[i:])
		if !ok {
			i += 2 // \\ must not show its second half as the start of an escape
			continue
		}
		if low, ok := escapedUnit(line[i+6:]); ok && u&0xFC00 == 0xD800 && low&0xFC00 == 0xDC00 {
			i += 12
			continue
		}
		if u == 0 || u&0xF800 == 0xD800 {
			copy(line[i:], `\ufffd`)
			n++
		}
		i += 6
	}
}

// escapedUnit reads the \u and the four digits that b begins with.
func escapedUnit(b []byte) (u uint16, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		u = u<<4 | uint16(c)
	}
	return u, true
}
