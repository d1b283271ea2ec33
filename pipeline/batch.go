package pipeline

import (
	"fmt"

	"lichang/output"
	"lichang/pipeline/flip"
)

// The size at which a batch is full. Small enough that workers share even a
// short input, large enough that the cost of passing it on vanishes, and that
// of filling the caches: the segmenter and the engine, which take turns at a
// batch, each drive out of them what the other needs.
const (
	batchRecords = 2048
	batchBytes   = 256 << 10
)

// record is the raw bytes of one snippet inside a batch: one line, or a title's
// line and a body's.
type record struct {
	row      int64 // 1-based line of its first byte
	off      int64 // 0-based byte offset of its first byte in the input
	at       int   // raw[at:mid] is the first line, raw[mid+1:end] the second
	mid, end int   // mid == end where there is no second line
	overlong bool  // only the head of the line was kept
}

// batch is what travels: records of one input and what became of them. A batch
// belongs to one goroutine at a time.
type batch struct {
	input *input
	raw   []byte // the lines of the records, each followed by '\n'
	recs  []record
	docs  []Document
	rows  []output.Row // one a record, in order
	// traces are one a record where rows are compared with those before.
	traces []trace
	json   []byte // the rows as lines, where that is asked for
	err    error  // why the batch could not be judged
	read   int64  // bytes of input that reading the batch took
	cost   int64  // what it holds of the memory budget
	last   bool   // the input ends with it
	// failed says why an input could not be read; the batch holds nothing then,
	// not even the input.
	failed *InputError
	done   chan struct{}

	number int64 // of all batches of the run, from 0
	key    output.JournalKey
	logged []byte // the rows for the journal, nil where it has them
	words  output.Words

	compared *flip.Part // what a comparison found
	then     func()     // what its turn brings, for flows whose work says so

	decisions []output.Decision // what the rows' slices lie in
	evidence  []output.Evidence
}

func newBatch() *batch { return &batch{done: make(chan struct{}, 1)} }

func (b *batch) reset(in *input) {
	b.input, b.raw, b.recs = in, b.raw[:0], b.recs[:0]
	b.docs, b.rows, b.traces = b.docs[:0], b.rows[:0], b.traces[:0]
	b.err, b.read, b.cost, b.last, b.failed, b.words = nil, 0, 0, false, nil, output.Words{}
	b.decisions, b.evidence = b.decisions[:0], b.evidence[:0]
	if cap(b.raw) > 16*batchBytes {
		// One huge line must not stay for ever.
		b.raw, b.json, b.evidence, b.logged = nil, nil, nil, nil
	}
}

func (b *batch) full() bool { return len(b.recs) >= batchRecords || len(b.raw) >= batchBytes }

// line reads the next line onto raw and returns its span there.
func (b *batch) line(l *lineReader) (at, end int, overlong bool, err error) {
	at = len(b.raw)
	b.raw, overlong, err = l.next(b.raw)
	if err != nil {
		return 0, 0, false, err
	}
	end = len(b.raw)
	// The line break keeps a cut-off character at a line's end and the bytes
	// that begin the next line from passing for a whole one.
	b.raw = append(b.raw, '\n')
	return at, end, overlong, nil
}

// firstRow is the line of the first record, 0 where there is none.
func (b *batch) firstRow() int64 {
	if len(b.recs) == 0 {
		return 0
	}
	return b.recs[0].row
}

// original returns the bytes of a record as the input has them, its line end
// apart.
func (b *batch) original(r record) []byte {
	if l := b.input.lines; l.wide {
		return wideBytes(b.raw[r.at:r.end], l.enc == UTF16LE)
	}
	return b.raw[r.at:r.end]
}

// parse turns all records into documents; what they hold stays valid when the
// batch is reset.
func (b *batch) parse(p *parser) {
	text := string(b.raw)
	isClean := clean(b.raw)
	var enc Encoding
	if len(b.recs) > 0 {
		enc = b.input.lines.enc
	}
	multibyte := enc.multibyte() != nil
	ids := p.ids[:0]
	for _, r := range b.recs {
		b.docs = append(b.docs, Document{InputFile: b.input.name, InputRow: r.row})
		d := &b.docs[len(b.docs)-1]
		if r.overlong {
			d.reject(overlongReason(b.input.lines.max))
			continue
		}
		first, second := text[r.at:r.mid], ""
		if r.mid < r.end {
			second = text[r.mid+1 : r.end]
		}
		if !isClean || multibyte {
			if reason := enc.stranger(text[r.at:r.end]); reason != "" {
				d.reject(reason)
				continue
			}
			var n, m int
			first, n = enc.decode(first)
			second, m = enc.decode(second)
			d.Repairs = n + m
		}
		b.input.format.parse(p, d, first, second)
		d.settle()
		if d.ID == "" && !d.Rejected() {
			ids, p.buf = appendContentID(ids, p.buf, d)
		}
	}
	p.ids = ids
	all := string(ids)
	for i := range b.docs {
		if d := &b.docs[i]; d.ID == "" && !d.Rejected() {
			d.ID, all = all[:idLen], all[idLen:]
		}
	}
}

// blankReason is why a line-based format rejects a record.
const blankReason = "blank line"

// overlongReason names the limit in the unit that people give it in.
func overlongReason(limit int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if limit >= unit.size && limit%unit.size == 0 {
			return fmt.Sprintf("longer than %d %s", limit/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("longer than %d bytes", limit)
}

// blankLine is blank for a line of another encoding.
func blankLine(line []byte, enc Encoding) bool {
	const longest = 64 // of the blanks that anybody types
	if enc.multibyte() == nil || len(line) > longest {
		return blank(line)
	}
	text, _ := enc.decode(string(line))
	return blank(text)
}

// readLine appends a record of one line. Blank lines before it are passed over,
// unless the input wants an answer for each.
func (b *batch) readLine(l *lineReader) error {
	for {
		at, end, overlong, err := b.line(l)
		if err != nil {
			return err
		}
		if !b.input.keepBlank && blankLine(b.raw[at:end], l.enc) {
			b.raw = b.raw[:at]
			continue
		}
		b.recs = append(b.recs, record{row: l.row, off: l.at, at: at, mid: end, end: end, overlong: overlong})
		return nil
	}
}
