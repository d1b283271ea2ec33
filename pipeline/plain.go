package pipeline

// plainFormat is .txt: a snippet a line. A blank line is no snippet and is
// passed over.
type plainFormat struct{}

func (plainFormat) ready(l *lineReader) bool { return l.buffered(1) }

func (plainFormat) read(b *batch, l *lineReader) error { return b.readLine(l) }

func (plainFormat) parse(_ *parser, d *Document, first, _ string) {
	if blank(first) {
		d.reject(blankReason)
		return
	}
	d.Text = first
}
