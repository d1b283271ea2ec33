package pipeline

import (
	"errors"
	"io"
)

// pairsFormat is .pairs.txt: a title's line, a body's line, and so on.
//
// A blank line where a title should stand separates pairs and is passed over;
// a blank line where a body should stand is an empty body, so that the pairs
// after it stay pairs. An odd last title is a snippet without a body.
type pairsFormat struct{}

func (pairsFormat) ready(l *lineReader) bool { return l.buffered(2) }

func (pairsFormat) read(b *batch, l *lineReader) error {
	if err := b.readLine(l); err != nil {
		return err
	}
	r := &b.recs[len(b.recs)-1]
	_, end, overlong, err := b.line(l)
	if errors.Is(err, io.EOF) {
		return nil // the next read says it again
	}
	if err != nil {
		return err
	}
	r.end = end
	r.overlong = r.overlong || overlong
	return nil
}

func (pairsFormat) parse(_ *parser, d *Document, first, second string) {
	d.Title = first
	if !blank(second) {
		d.Text = second
	}
}
