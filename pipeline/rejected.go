package pipeline

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"lichang/output"
)

// rejectedFormat is the rejected.jsonl of a quarantine: each line holds a record
// of another format, once it was mended. Its row says the file and the line that
// the record came from.
type rejectedFormat struct{ names Names }

func (rejectedFormat) ready(l *lineReader) bool { return l.buffered(1) }

func (rejectedFormat) read(b *batch, l *lineReader) error { return b.readLine(l) }

func (f rejectedFormat) parse(p *parser, d *Document, first, _ string) {
	var line output.RejectedLine
	dec := json.NewDecoder(bytes.NewReader([]byte(first)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&line); err != nil {
		d.reject(fmt.Sprintf("not a line of a quarantine: %v", err))
		return
	}
	if line.Text == nil && line.Base64 == nil {
		d.reject("it names a file that could not be read: give that file itself")
		return
	}
	inner, err := newFormat(Format(line.Format), f.names)
	if err == nil && len(line.Columns) > 0 {
		if c, ok := inner.(*csvFormat); ok {
			c.header, err = newHeader(line.Columns, f.names)
		}
	}
	if c, ok := inner.(*csvFormat); err == nil && ok && c.header == nil {
		err = fmt.Errorf("a record of %s without its columns", line.Format)
	}
	if err != nil {
		d.reject(err.Error())
		return
	}
	text, repairs := contentOf(&line)
	d.Repairs += repairs
	title, body := text, ""
	if Format(line.Format) == Pairs {
		title, body, _ = strings.Cut(text, "\n")
		title = strings.TrimSuffix(title, "\r")
	}
	d.InputFile, d.InputRow = line.File, line.Row
	inner.parse(p, d, title, body)
}

// contentOf is the record's text: as somebody typed it, or in the encoding of its
// file.
func contentOf(line *output.RejectedLine) (string, int) {
	enc := Encoding(line.Encoding)
	switch {
	case line.Text != nil:
		return repair(*line.Text)
	case enc == UTF16LE || enc == UTF16BE:
		w := &wideReader{r: bufio.NewReader(bytes.NewReader(line.Base64)), little: enc == UTF16LE}
		text, _ := io.ReadAll(w) // half a character at the end is left out
		return repair(string(text))
	}
	return enc.decode(string(line.Base64))
}
