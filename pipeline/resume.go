package pipeline

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sync/atomic"

	"lichang/output"
)

// The reasons for which a run that resumes judges a part again.
const (
	RedoneMissing = "missing"         // the run before had not finished it
	RedoneCorrupt = "corrupt"         // it was finished, but cannot be read back
	RedoneInput   = "input changed"   // another text stood there
	RedoneLexicon = "lexicon changed" // the lexicon or the dictionaries
	RedoneTool    = "tool changed"    // the program, its engine or the schema
	RedoneOptions = "options changed" // what the inputs are read as
)

// redoneReasons are all of them, in the order in which they are told.
func redoneReasons() []string {
	return []string{RedoneMissing, RedoneCorrupt, RedoneInput, RedoneLexicon, RedoneTool, RedoneOptions}
}

// Redone is why parts were judged again, and how many.
type Redone struct {
	Reason string
	Parts  int64
}

// Resumed tells what a run took over from the one before it. A part is a batch
// of documents.
type Resumed struct {
	Kept   int64
	Redone []Redone
}

// partsVersion grows when the content of a part takes another form.
//
// 1: rows alone. 2: counts of words before them. 3: packed by the journal.
const partsVersion = 3

// identity is what the rows of a part depend on, beside the documents.
type identity struct {
	Parts      int      `json:"parts"` // partsVersion
	Tool       string   `json:"tool"`
	Engine     string   `json:"engine"`
	Schema     string   `json:"schema"`
	Lexicon    string   `json:"lexicon"`
	Dictionary string   `json:"dictionary"`
	Targets    []string `json:"targets"`
	Format     Format   `json:"format"`
	Encoding   Encoding `json:"encoding"`
	Names      string   `json:"names"`
	MaxLine    int64    `json:"max_line"`
}

// changed says why rows made under the former identity are of no use, "" where
// they are.
func (i identity) changed(former []byte) string {
	var f identity
	switch err := json.Unmarshal(former, &f); {
	case err != nil:
		return RedoneCorrupt
	case f.Parts != i.Parts || f.Tool != i.Tool || f.Engine != i.Engine || f.Schema != i.Schema:
		return RedoneTool
	case f.Lexicon != i.Lexicon || f.Dictionary != i.Dictionary || !slices.Equal(f.Targets, i.Targets):
		return RedoneLexicon
	case f.Format != i.Format || f.Encoding != i.Encoding || f.Names != i.Names || f.MaxLine != i.MaxLine:
		return RedoneOptions
	}
	return ""
}

// resumption takes rows from the journal of a run before, and keeps those that
// are judged anew. Workers share it.
type resumption struct {
	journal  *output.Journal
	schema   *output.Schema
	analyzer *Analyzer
	changed  string // why nothing of the run before is of use, "" where it is
	kept     atomic.Int64
	redone   [6]atomic.Int64 // as redoneReasons
}

// openResumption opens the journal beside the writer's output.
func openResumption(w *output.Writer, cfg *Config) (*resumption, error) {
	p, s := &cfg.Output.Provenance, cfg.Output.Schema
	id := identity{Parts: partsVersion, Tool: p.Tool, Engine: p.Engine, Schema: output.SchemaVersion, Lexicon: p.LexiconHash,
		Dictionary: p.DictionaryHash, Targets: s.Targets(), Format: cfg.Reading.Format, Encoding: cfg.Reading.Encoding, Names: cfg.Reading.Names.String(), MaxLine: cfg.Reading.maxLine()}
	r := &resumption{schema: s, analyzer: cfg.Analyzer}
	var err error
	r.journal, err = w.OpenJournal(id, cfg.Resume, func(former []byte) bool {
		r.changed = id.changed(former)
		return r.changed != ""
	})
	return r, err
}

// end removes the journal, or keeps it for a run that goes on.
func (r *resumption) end(keep bool) error {
	if keep {
		return r.journal.Close()
	}
	return r.journal.Remove()
}

func (r *resumption) report() Resumed {
	out := Resumed{Kept: r.kept.Load()}
	for i, reason := range redoneReasons() {
		if n := r.redone[i].Load(); n > 0 {
			out.Redone = append(out.Redone, Redone{Reason: reason, Parts: n})
		}
	}
	return out
}

func (r *resumption) redo(reason string) {
	r.redone[slices.Index(redoneReasons(), reason)].Add(1)
}

// replay fills in the rows of a parsed batch if the run before has judged it;
// it is false where that is still to be done.
func (r *resumption) replay(b *batch, log *output.RowLog) bool {
	b.key = keyOf(b.docs)
	content, found := r.journal.Find(b.number, b.key)
	if found == output.PartFound && !r.fill(b, log, content) {
		found = output.PartCorrupt
	}
	switch {
	case found == output.PartFound:
		r.kept.Add(1)
		return true
	case r.changed != "":
		r.redo(r.changed)
	case found == output.PartCorrupt:
		r.redo(RedoneCorrupt)
	case found == output.PartChanged:
		r.redo(RedoneInput)
	default:
		r.redo(RedoneMissing)
	}
	return false
}

// fill makes the batch's rows out of those that were logged: one for each
// document that is none of the rejected.
func (r *resumption) fill(b *batch, log *output.RowLog, content []byte) bool {
	words, content, ok := takeWords(content)
	if !ok {
		return false
	}
	rows, err := log.Read(content)
	if err != nil || len(rows) != len(b.docs)-rejectedOf(b.docs) {
		return false
	}
	for i := range b.docs {
		if d := &b.docs[i]; d.Rejected() {
			b.rows = append(b.rows, output.Row{})
		} else {
			r.analyzer.warnOfAbout(d)
			b.rows, rows = append(b.rows, rows[0]), rows[1:]
		}
	}
	b.logged, b.words = nil, words
	return true
}

func rejectedOf(docs []Document) (n int) {
	for i := range docs {
		if docs[i].Rejected() {
			n++
		}
	}
	return n
}

// log encodes the rows of a judged batch for the journal.
func (r *resumption) log(b *batch, log *output.RowLog) error {
	accepted := make([]output.Row, 0, len(b.rows))
	for i := range b.rows {
		if !b.docs[i].Rejected() {
			accepted = append(accepted, b.rows[i])
		}
	}
	var err error
	if b.logged, err = log.Append(appendWords(b.logged[:0], b.words), accepted); err != nil {
		return fmt.Errorf("%s: from line %d: %w", b.input.name, b.firstRow(), err)
	}
	return nil
}

// add keeps a batch that was judged anew.
func (r *resumption) add(b *batch) error {
	if b.logged == nil {
		return nil
	}
	return r.journal.Add(b.number, b.key, b.logged)
}

// keyOf names the content of documents: equal keys, equal rows.
func keyOf(docs []Document) output.JournalKey {
	sum := sha256.New()
	var buf []byte
	for i := range docs {
		buf = docs[i].appendKey(buf[:0])
		sum.Write(buf)
	}
	return output.JournalKey(sum.Sum(nil))
}

// appendKey appends all that a document says, in a form that no other document
// shares.
func (d *Document) appendKey(dst []byte) []byte {
	for _, s := range [...]string{d.ID, d.Source, d.Title, d.Text, d.URL, d.Target, d.About, d.InputFile, d.Status, d.Extra, d.Reason} {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	when := int64(0)
	if !d.PublishedAt.IsZero() {
		when = d.PublishedAt.UnixMilli()
		dst = append(dst, 1)
	}
	for _, n := range [...]int64{when, d.InputRow, int64(d.Repairs), int64(d.Warnings)} {
		dst = binary.AppendVarint(dst, n)
	}
	return dst
}
