package pipeline

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"lichang/output"
)

// FuzzEncodings holds of every declared encoding and shape of lines: each record
// is a document or rejected, holds valid text, and its offset points at its
// original bytes.
func FuzzEncodings(f *testing.F) {
	encodings, formats := Encodings(), []Format{PlainText, JSONLines, CSV, TSV}
	gb, five := encoded(f, simplifiedchinese.GB18030, "该博主😀\n\"第二行\"\n"), encoded(f, traditionalchinese.Big5, "該博主\n第二行\n")
	for _, seed := range []string{gb, five, "\xff\xfe" + utf16Of(true, "text\r\n好\n\xed\xa0\xbd\n"), "\xfe\xff" + utf16Of(false, "{\"text\":\"好😀\"}\n"), "\x84\x31\x95\x33" + gb, "\xff\xfe\x3d\xd8\n", "\xa4", "text\n\"" + gb} {
		for e := range encodings {
			f.Add(byte(e), byte(e), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, e, s byte, data []byte) {
		rd := Reading{Encoding: encodings[int(e)%len(encodings)], Format: formats[int(s)%len(formats)]}
		in, err := openInput(Stdin, rd, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var p parser
		for b := newBatch(); !b.last; {
			if err := in.fill(b); err != nil {
				return // a whole file of no use, which the reader has said
			}
			b.parse(&p)
			if len(b.docs) != len(b.recs) {
				t.Fatalf("%d documents of %d records", len(b.docs), len(b.recs))
			}
			for i, r := range b.recs {
				d, original := &b.docs[i], b.original(r)
				if r.off < 0 || r.off > int64(len(data)) || !bytes.HasPrefix(data[r.off:], original) {
					t.Errorf("record %d: %q is not what stands at byte %d of %q", i, original, r.off, data)
				}
				checkDocument(t, d)
			}
		}
	})
}

// utf16Of is the UTF-16 of what a wideReader would give.
func utf16Of(little bool, s string) string { return string(wideBytes([]byte(s), little)) }

// checkDocument holds what every document is, whatever it was read from.
func checkDocument(t *testing.T, d *Document) {
	t.Helper()
	for _, s := range []string{d.ID, d.Source, d.Title, d.Text, d.URL, d.Target, d.About, d.Extra, d.Reason} {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("it holds %q", s)
		}
	}
	if d.Rejected() != (d.Reason != "") || !d.Rejected() && (d.ID == "" || d.Title == "" && d.Text == "") {
		t.Errorf("%+v", d)
	}
}

// FuzzQuarantine holds that the lines of a quarantine are documents or rejected,
// whatever they hold, and that a record which went there unread is the same
// document when it is read from there.
func FuzzQuarantine(f *testing.F) {
	formats := []Format{PlainText, JSONLines, CSV, TSV, Pairs}
	for i, seed := range []string{
		"手机\xff好用\n", `{"text":"手机\ud83d好用","k":1}`, "text,k\n\"手机\n好用\",1\n", "text\tk\n手机\t\"\"\n", "题\r\n文\n",
		`{"file":"a.csv","row":2,"offset":9,"reason":"x","format":"csv","columns":["text"],"text":"好"}`,
		`{"file":"a.txt","row":1,"reason":"x","format":"txt","encoding":"utf-16le","base64":"PdgKAA=="}`, `{"file":"a.gz","row":0,"reason":"x"}`,
		`{"file":"a","row":1,"reason":"","format":"rejected","text":"{}"}`,
	} {
		f.Add(byte(i), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, s byte, data []byte) {
		if readable(t, Quarantined, data) { // files of other encodings are FuzzEncodings's
			for _, d := range documents(t, Quarantined, bytes.NewReader(data)) {
				checkDocument(t, &d)
			}
		}
		format := formats[int(s)%len(formats)]
		in, err := openInput(Stdin, Reading{Format: format}, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var p parser
		b := newBatch()
		if err := in.fill(b); err != nil || in.foreign() != "" {
			return
		}
		b.parse(&p)
		for i, r := range b.recs {
			line := output.RejectedLine{File: Stdin, Row: r.row, Reason: "any", Format: in.shape(), Columns: in.columns(), Base64: b.original(r)}
			quoted, err := json.Marshal(line)
			if err != nil {
				t.Fatal(err)
			}
			again := documents(t, Quarantined, bytes.NewReader(quoted))
			if len(again) != 1 {
				t.Fatalf("%d documents of %s", len(again), quoted)
			}
			if was, is := b.docs[i], again[0]; was != is {
				t.Errorf("%s of %q: %+v, was %+v", format, line.Base64, is, was)
			}
		}
	})
}

// FuzzParseNames holds that names which are taken give every field the column
// that was asked for.
func FuzzParseNames(f *testing.F) {
	for _, seed := range []string{"text=content", "text=a,title=b", "text=a,text=b", "text=a=b", "=", "id=\xff", "text=text"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pairs := strings.Split(s, ",")
		n, err := ParseNames(pairs)
		if err != nil {
			return
		}
		for _, pair := range pairs {
			field, column, _ := strings.Cut(pair, "=")
			if n.field(column) != field {
				t.Errorf("%q: the column %q is %q", s, column, n.field(column))
			}
		}
		again, err := ParseNames(strings.Split(n.String(), ","))
		if err != nil || again.String() != n.String() {
			t.Errorf("%q: %q comes back as %q, %v", s, n, again, err)
		}
	})
}
