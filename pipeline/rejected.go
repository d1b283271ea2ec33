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
	d.InputFile, d.InputRow = line.File, line.Row
	text, repairs, reason := contentOf(&line)
	if reason != "" {
		d.reject(reason)
		return
	}
	d.Repairs += repairs
	title, body := text, ""
	if Format(line.Format) == Pairs {
		var ended bool
		if title, body, ended = strings.Cut(text, "\n"); ended {
			title = strings.TrimSuffix(title, "\r")
		}
	}
	inner.parse(p, d, title, body)
}

// contentOf is the record's text: as somebody typed it, or in the encoding of its
// file, with how many repairs it needed. What is refused in a file, since its bytes
// are of another encoding, is refused here for the same reason.
func contentOf(line *output.RejectedLine) (text string, repairs int, reason string) {
	if line.Text != nil {
		text, repairs = repair(*line.Text)
		return text, repairs, ""
	}
	enc, content := Encoding(line.Encoding), string(line.Base64)
	switch enc {
	case UTF16LE, UTF16BE:
		if len(content)%2 != 0 {
			// Read as something else, the file was cut within its characters.
			return "", 0, fmt.Sprintf("half a character of %s: give its file with --encoding %s", enc, enc)
		}
		w := &wideReader{r: bufio.NewReader(bytes.NewReader(line.Base64)), little: enc == UTF16LE}
		wide, _ := io.ReadAll(w)
		text, repairs = repair(string(wide))
		return text, repairs, ""
	case "", UTF8, GB18030, Big5:
		if reason := enc.stranger(content); reason != "" {
			return "", 0, reason
		}
		text, repairs = enc.decode(content)
		return text, repairs, ""
	}
	return "", 0, fmt.Sprintf("no encoding of a record: %q (one of %s, %s, %s, %s, %s)", line.Encoding, Big5, GB18030, UTF16BE, UTF16LE, UTF8)
}
