package pipeline

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCSV(t *testing.T) {
	in := "\ufeffid,source,title,text,published_at,likes,备注\r\n" +
		"a1,某网,题,\"第一行,\n第二行说\"\"好\"\"\",2026-01-07 20:30:05,3,\r\n" +
		"\r\n" +
		"a2,,,单独一句,昨天,,\"留 \"\"着\"\"\"\r\n"
	docs, originals := records(t, CSV, strings.NewReader(in))
	want := []Document{
		{ID: "a1", Source: "某网", Title: "题", Text: "第一行,\n第二行说\"好\"", PublishedAt: time.Date(2026, 1, 7, 20, 30, 5, 0, time.UTC),
			InputFile: Stdin, InputRow: 2, Status: StatusOK, Extra: `{"likes":"3"}`},
		{ID: "a2", Text: "单独一句", InputFile: Stdin, InputRow: 5, Status: StatusOK, Warnings: 1,
			Extra: `{"published_at":"昨天","备注":"留 \"着\""}`},
	}
	if !slices.Equal(docs, want) {
		t.Errorf("have %+v\nwant %+v", docs, want)
	}
	if want := "a1,某网,题,\"第一行,\n第二行说\"\"好\"\"\",2026-01-07 20:30:05,3,"; string(originals[0]) != want {
		t.Errorf("original %q, want %q", originals[0], want)
	}
}

func TestTSV(t *testing.T) {
	docs := documents(t, TSV, strings.NewReader("text\tsource\n好,坏\t某网\n\"两\n行\"\t某\"网\n"))
	if len(docs) != 2 || docs[0].Text != "好,坏" || docs[1].Title != "两" || docs[1].Text != "行" || docs[1].Source != `某"网` || docs[1].InputRow != 3 {
		t.Errorf("%+v", docs)
	}
}

func TestCSVPlaces(t *testing.T) {
	in, err := openInput(Stdin, Reading{Format: CSV}, strings.NewReader("\ufefftext,k\n\"甲\n乙\",1\n\n丙,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	b := newBatch()
	if err := in.fill(b); err != nil {
		t.Fatal(err)
	}
	if len(b.recs) != 2 || b.recs[0].off != 10 || b.recs[0].row != 2 || b.recs[1].off != 23 || b.recs[1].row != 5 {
		t.Errorf("%+v", b.recs)
	}
}

func TestCSVRejected(t *testing.T) {
	for in, reason := range map[string]string{
		"a":            "1 fields where the header names 3 columns",
		"a,b,c,d":      "4 fields where the header names 3 columns",
		`"a"b,c,d`:     "field 1 goes on behind its closing quote",
		`a,"b" ,c`:     "field 2 goes on behind its closing quote",
		"1,,某网":        "neither title nor text",
		"1,\u3000,某网":  "neither title nor text",
		`1," ",`:       "neither title nor text",
		"  ":           blankReason,
		"\"a\nb\"c,d,": "field 1 goes on behind its closing quote",
	} {
		docs, originals := records(t, CSV, strings.NewReader("id,text,source\nb,前,\n"+in+"\nc,后,\n"))
		if len(docs) != 3 || docs[0].Text != "前" || docs[2].Text != "后" {
			t.Errorf("%q: %+v", in, docs)
			continue
		}
		if d := docs[1]; d.Reason != reason || d.Text != "" || string(originals[1]) != in {
			t.Errorf("%q: %q of %q, want %q", in, d.Reason, originals[1], reason)
		}
	}
}

func TestUnreadableCSV(t *testing.T) {
	for in, want := range map[string]string{
		"":                            "-: after line 0: it is empty: the line of column names is missing",
		"\n\r\n":                      "the line of column names is missing",
		"a,b\n1,2\n":                  `no column is named text or title; there are "a", "b": name one with --map text=COLUMN`,
		"text,text\n":                 `two columns are named "text"`,
		"\"text\n":                    "the record that begins in line 1 has a quote that is never closed",
		"text\n好\n\"坏\n好\n":           "the record that begins in line 3 has a quote that is never closed",
		"text\n" + `"a""`:             "the record that begins in line 2 has a quote that is never closed",
		"id;text\n1;好\n":              `its fields seem to be separated by semicolons`,
		"id\ttext\n1\t好\n":            `its fields seem to be separated by tabs: name it .tsv`,
		"text,k\r好,1\r坏,2\r":          "its lines end in a carriage return alone",
		"\"text\"x,k\n":               "the line of column names: field 1 goes on behind its closing quote",
		strings.Repeat("x,", 40) + "": "two columns are named \"x\"",
	} {
		in, err := openInput(Stdin, Reading{Format: CSV}, strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		var bad *InputError
		if err := in.fill(newBatch()); !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestNames(t *testing.T) {
	names, err := ParseNames([]string{"text=content", "source=site"})
	if err != nil {
		t.Fatal(err)
	}
	for format, in := range map[Format]string{
		CSV:       "content,site,text,id\n好,某网,原文,7\n",
		JSONLines: `{"content":"好","site":"某网","text":"原文","id":7}`,
	} {
		in, err := openInput(Stdin, Reading{Format: format, Names: names}, strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		b := newBatch()
		if err := in.fill(b); err != nil {
			t.Fatal(err)
		}
		b.parse(new(parser))
		if d := b.docs[0]; d.Text != "好" || d.Source != "某网" || d.ID != "7" || d.Extra != `{"text":"原文"}` {
			t.Errorf("%s: %+v", format, d)
		}
	}
	for pair, want := range map[string]string{
		"text":            "want FIELD=COLUMN",
		"text=":           "want FIELD=COLUMN",
		"body=x":          `no field is named "body": want one of id, source, title, text, url, published_at, target, about`,
		"text=a,text=b":   `the field text is given two columns, "a" and "b"`,
		"text=a,title=a":  `the column "a" is given to two fields, text and title`,
		"=a":              `no field is named ""`,
		"text=a,source=b": "",
	} {
		if _, err := ParseNames(strings.Split(pair, ",")); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", pair, err, want)
		}
	}
	in, err := openInput(Stdin, Reading{Format: CSV, Names: names}, strings.NewReader("content\n好\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := in.fill(newBatch()); err == nil || !strings.Contains(err.Error(), `no column is named "site", which --map gives to source; there are "content"`) {
		t.Errorf("%v", err)
	}
}

func FuzzCSV(f *testing.F) { fuzzReader(f, CSV, "text,\"k\"\n\"一\n\"\"二\",\r\n三\xE7,\"\"\n") }
func FuzzTSV(f *testing.F) { fuzzReader(f, TSV, "text\tk\n\"一\t\"\t2\n\n三\x00\t\"x\"y\n") }

// FuzzCSVRecords holds that what encoding/csv reads without a complaint is cut
// into the same fields on the same lines here.
func FuzzCSVRecords(f *testing.F) {
	f.Add([]byte("a,b\n\"c\nd\",\"e\"\"\"\n"))
	f.Add([]byte("\"\",\n\n,\"\r\n\"\r\n"))
	f.Add([]byte("a\"b,c\nd"))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = bytes.TrimRight(data, "\r") // at the very end it is half a line break there, and text here
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		format := &csvFormat{comma: ','}
		lines := newLineReader(bytes.NewReader(data), DefaultMaxLine, "")
		if err := lines.begin(); err != nil || lines.off > 0 || lines.wide {
			return // only ours knows byte order marks
		}
		for {
			want, err := r.Read()
			if err != nil && !errors.Is(err, io.EOF) {
				return
			}
			b := newBatch()
			for {
				if _, mine := format.frame(b, lines); mine != nil {
					if errors.Is(err, io.EOF) {
						return
					}
					t.Fatalf("%v where a record %q stands", mine, want)
				}
				if len(b.raw) > 0 {
					break // blank lines are passed over
				}
			}
			if err != nil {
				t.Fatalf("a record %q where none stands", b.raw)
			}
			got, _, problem := splitRecord(nil, nil, string(b.raw), ',')
			for i := range got {
				got[i] = strings.ReplaceAll(got[i], "\r\n", "\n") // as encoding/csv does
			}
			if line, _ := r.FieldPos(0); problem != "" || !slices.Equal(got, want) || r.InputOffset() != lines.off {
				t.Fatalf("%q (%s) to byte %d, want %q to byte %d, from line %d", got, problem, lines.off, want, r.InputOffset(), line)
			}
		}
	})
}
