package pipeline

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The states of a row. A row that was repaired and is cut off counts as repaired.
const (
	StatusOK        = "ok"
	StatusRepaired  = "repaired"  // bad bytes were replaced by U+FFFD
	StatusTruncated = "truncated" // the text ends in a cut-off mark
	StatusRejected  = "rejected"  // no document; Reason says why
)

// Document is one snippet as it is stored: valid UTF-8 without NUL.
type Document struct {
	// ID is the input's own, else 32 hexadecimal digits that depend on the
	// row's content alone (see contentID).
	ID          string
	Source      string // as the input gives it; "" where it gives none
	Title, Text string
	URL         string
	PublishedAt time.Time // UTC, milliseconds; zero where the input gives none
	// Target is a name to judge beside the lexicon's targets; About is whom a
	// comment without subject is about.
	Target, About string
	InputFile     string
	InputRow      int64 // 1-based line on which the record begins
	Status        string
	Repairs       int    // runs of bad bytes and NULs that were replaced
	Warnings      int    // fields that could not be read and went to Extra
	Extra         string // the input's other fields as a JSON object, "" for none
	Reason        string // why it is rejected
}

// Rejected says whether the record is no document.
func (d *Document) Rejected() bool { return d.Status == StatusRejected }

func (d *Document) reject(reason string) {
	d.Status, d.Reason = StatusRejected, reason
}

// NoDocuments tells of records that are no documents.
type NoDocuments struct {
	N     int64
	First string // where the first of them lies, and why it is none
}

// Add counts a rejected document.
func (l *NoDocuments) Add(d *Document) {
	if l.N == 0 {
		l.First = fmt.Sprintf("%s:%d: %s", d.InputFile, d.InputRow, d.Reason)
	}
	l.N++
}

// settle gives the status that follows from the text and the repairs.
func (d *Document) settle() {
	switch {
	case d.Rejected():
	case d.Repairs > 0:
		d.Status = StatusRepaired
	case truncated(d.Text) || d.Text == "" && truncated(d.Title):
		d.Status = StatusTruncated
	default:
		d.Status = StatusOK
	}
}

// cutOffMarks end a text that somebody cut off. The longer ones are what
// Chinese sites put where the reader has to click for the rest.
var cutOffMarks = [...]string{
	"…", "...", "展开全文", "阅读全文", "查看全文", "全文展开", "[全文]", "【全文】", "(未完)", "（未完）", "未完待续", "被截断", "[截断]",
}

// truncated says whether a text ends in a cut-off mark; closing brackets and
// quotes may stand behind it.
func truncated(s string) bool {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	switch r, _ := utf8.DecodeLastRuneInString(s); r {
	default:
		return false // nearly always, and at once
	case '…', '.', '文', '开', '断', '续', '"', '\'', ']', ')', '”', '’', '」', '』', '）', '】':
	}
	for _, t := range [...]string{s, strings.TrimRight(s, "\"'”’」』)）]】")} {
		for _, mark := range cutOffMarks {
			if strings.HasSuffix(t, mark) {
				return true
			}
		}
	}
	return false
}

// blank says whether a text holds nothing that anybody could see.
func blank[T string | []byte](s T) bool {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		if !unicode.IsSpace(r) && !invisible(r) {
			return false
		}
		i += size
	}
	return true
}
