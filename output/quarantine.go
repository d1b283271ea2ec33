package output

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"unicode/utf8"
)

// Rejected is an input row that is no document.
type Rejected struct {
	File   string
	Row    int64  // 1-based line or row, 0 where the whole file is meant
	Offset int64  // 0-based byte of the input, unpacked, at which the row begins; -1 for a table's
	Reason string // for people
	Data   []byte // the original bytes
	// Format, Encoding ("" for UTF-8) and Columns (of a table of text) say how
	// Data is read.
	Format, Encoding string
	Columns          []string
}

// RejectedLine is a line of rejected.jsonl. Data stands in one of two fields: as
// text, or where it is not UTF-8 in base64.
type RejectedLine struct {
	File     string   `json:"file"`
	Row      int64    `json:"row"`
	Offset   *int64   `json:"offset,omitempty"`
	Reason   string   `json:"reason"`
	Format   string   `json:"format,omitempty"`
	Encoding string   `json:"encoding,omitempty"`
	Columns  []string `json:"columns,omitempty"`
	Text     *string  `json:"text,omitempty"`
	Base64   []byte   `json:"base64,omitempty"`
}

// QuarantineOf is the folder that holds what the run rejected which wrote the
// dataset at dir, "" where there is none. Lines is how much that was: rows, and
// inputs that could not be read. A run that was withheld since has put its own
// quarantine there and left the dataset alone, so that another number of lines is
// another run's.
func QuarantineOf(dir string, lines int64) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real // the link to the latest night has no quarantine of its own
	}
	dir = named(dir)
	places := []string{dir + ".quarantine"}
	if date := filepath.Base(dir); isDate(date) {
		places = append(places, named(filepath.Dir(dir))+".quarantine."+date)
	}
	for _, place := range places {
		if mark, err := readMark(place); err == nil && lines > 0 && mark.File.Rows == lines {
			return place
		}
	}
	return ""
}

// named is the path of a folder with its name at the end, which "." and ".." do not
// tell.
func named(dir string) string {
	if base := filepath.Base(dir); base != "." && base != ".." {
		return dir
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	return abs
}

// quarantine writes the rejected rows. Its folder comes into being with the
// first of them.
type quarantine struct {
	dir  string
	file *newFile
	buf  *bufio.Writer
	json *json.Encoder
	rows int64
}

func (q *quarantine) add(r Rejected) error {
	if q.file == nil {
		if err := os.Mkdir(q.dir, 0o777); err != nil {
			return err
		}
		f, err := createFile(filepath.Join(q.dir, rejectedName))
		if err != nil {
			return err
		}
		q.file, q.buf = f, bufio.NewWriterSize(f, 64<<10)
		q.json = json.NewEncoder(q.buf)
		q.json.SetEscapeHTML(false)
	}
	line := RejectedLine{File: r.File, Row: r.Row, Reason: r.Reason, Format: r.Format, Encoding: r.Encoding, Columns: r.Columns}
	if r.Offset >= 0 {
		line.Offset = &r.Offset
	}
	if r.Row == 0 && r.Data == nil {
		q.rows++
		return q.json.Encode(line)
	}
	if r.Encoding == "" && utf8.Valid(r.Data) {
		text := string(r.Data)
		line.Text = &text
	} else {
		line.Base64 = r.Data
	}
	q.rows++
	return q.json.Encode(line)
}

// finish closes the file and marks the folder as ours.
func (q *quarantine) finish() error {
	if q.file == nil {
		return nil
	}
	if err := q.buf.Flush(); err != nil {
		return err
	}
	if err := q.file.finish(); err != nil {
		return err
	}
	mark, err := marshal(quarantineMark{Format: quarantineFormat,
		File: File{Path: rejectedName, Rows: q.rows, Bytes: q.file.size, SHA256: q.file.hex()}})
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(q.dir, quarantineName), mark); err != nil {
		return err
	}
	return syncDir(q.dir)
}

func (q *quarantine) abandon() {
	if q.file != nil {
		q.file.abandon()
	}
}
