package pipeline

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// documents reads all of an input as a run does, in batches of its own size.
func documents(t testing.TB, f Format, r io.Reader) []Document {
	t.Helper()
	docs, _ := records(t, f, r)
	return docs
}

// records reads all of an input, with the original bytes of each record.
func records(t testing.TB, f Format, r io.Reader) (docs []Document, originals [][]byte) {
	t.Helper()
	in, err := openInput(Stdin, Reading{Format: f}, r)
	if err != nil {
		t.Fatal(err)
	}
	var p parser
	b := newBatch()
	for {
		if err := in.fill(b); err != nil {
			t.Fatal(err)
		}
		b.parse(&p)
		docs = append(docs, b.docs...)
		for _, r := range b.recs {
			originals = append(originals, bytes.Clone(b.original(r)))
		}
		if b.last {
			return docs, originals
		}
	}
}

func TestPairs(t *testing.T) {
	type doc struct{ title, text string }
	for name, c := range map[string]struct {
		in   string
		want []doc
	}{
		"pairs":                       {"甲\n乙\n丙\n丁\n", []doc{{"甲", "乙"}, {"丙", "丁"}}},
		"no last line end":            {"甲\n乙", []doc{{"甲", "乙"}}},
		"odd last title":              {"甲\n乙\n丙\n", []doc{{"甲", "乙"}, {"丙", ""}}},
		"blank lines between pairs":   {"甲\n乙\n\n丙\n丁\n\n\n", []doc{{"甲", "乙"}, {"丙", "丁"}}},
		"blank body keeps pairs":      {"甲\n\n丙\n丁\n", []doc{{"甲", ""}, {"丙", "丁"}}},
		"mark, CRLF, invisible blank": {"\ufeff甲\r\n乙\r\n\u200b\u3000\r\n丙\r\n丁", []doc{{"甲", "乙"}, {"丙", "丁"}}},
		"empty":                       {"", nil},
		"only a mark":                 {"\ufeff", nil},
		"only blank":                  {"\n\r\n \n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []doc
			for _, d := range documents(t, Pairs, strings.NewReader(c.in)) {
				got = append(got, doc{d.Title, d.Text})
			}
			if len(got) != len(c.want) {
				t.Fatalf("have %q, want %q", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("document %d: have %q, want %q", i, got[i], c.want[i])
				}
			}
		})
	}
}

func TestSamplePairs(t *testing.T) {
	f, err := os.Open("../testdata/xiaomi-kol.pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	docs := documents(t, Pairs, f)
	if len(docs) != 19 {
		t.Fatalf("%d documents, want 19", len(docs))
	}
	for i, d := range docs {
		if d.Title == "" || d.Text == "" || d.InputRow != int64(2*i+1) || len(d.ID) != idLen {
			t.Errorf("document %d: %+v", i, d)
		}
	}
}

func TestPlainText(t *testing.T) {
	docs := documents(t, PlainText, strings.NewReader("一\n\n二\r\n三"))
	if len(docs) != 3 || docs[0].Text != "一" || docs[1].Text != "二" || docs[2].Text != "三" {
		t.Fatalf("%+v", docs)
	}
	if docs[1].InputRow != 3 || docs[2].InputRow != 4 {
		t.Errorf("rows %d, %d, want 3, 4", docs[1].InputRow, docs[2].InputRow)
	}
}

func TestRepair(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		n        int
	}{
		"clean":           {"小米", "小米", 0},
		"own replacement": {"小\ufffd米", "小\ufffd米", 0},
		"one byte":        {"\xFF", "\ufffd", 1},
		"a run is one":    {"小\xE7\xB1米\xFF\xFE", "小\ufffd米\ufffd", 2},
		"NUL":             {"小\x00\x00米", "小\ufffd\ufffd米", 2},
		"surrogate":       {"a\xED\xA0\x80b", "a\ufffdb", 1},
		"NUL in a run":    {"\xFF\x00\xFF", "\ufffd\ufffd\ufffd", 3},
	} {
		got, n := repair(c.in)
		if got != c.want || n != c.n {
			t.Errorf("%s: %q with %d, want %q with %d", name, got, n, c.want, c.n)
		}
	}
}

// A character cut off at a line's end and the bytes that begin the next line
// would pass for a whole character if lines were checked without their border.
func TestRepairAcrossLines(t *testing.T) {
	docs := documents(t, PlainText, strings.NewReader("小\xE7\n\xB1\xB3好\n好\n"))
	want := []struct {
		text, status string
		n            int
	}{{"小\ufffd", StatusRepaired, 1}, {"\ufffd好", StatusRepaired, 1}, {"好", StatusOK, 0}}
	for i, w := range want {
		if d := docs[i]; d.Text != w.text || d.Status != w.status || d.Repairs != w.n {
			t.Errorf("%d: %+v, want %+v", i, d, w)
		}
	}
}

func TestOneBadByteIsARow(t *testing.T) {
	for _, f := range []Format{PlainText, Pairs} {
		docs := documents(t, f, strings.NewReader("\xFF"))
		if len(docs) != 1 || docs[0].Status != StatusRepaired {
			t.Errorf("%s: %+v", f, docs)
		}
	}
}

func TestLongLine(t *testing.T) {
	long := strings.Repeat("小米", 20<<20/6)
	docs := documents(t, PlainText, iotest.OneByteReader(strings.NewReader("甲\n")))
	if len(docs) != 1 {
		t.Fatal(docs)
	}
	docs = documents(t, PlainText, strings.NewReader("甲\n"+long+"\n乙"))
	if len(docs) != 3 || docs[1].Text != long || docs[2].Text != "乙" || docs[2].InputRow != 3 {
		t.Fatalf("%d documents", len(docs))
	}
}

func TestPlaceOfRecords(t *testing.T) {
	in, err := openInput(Stdin, Reading{Format: Pairs}, strings.NewReader("\ufeff题\r\n文\n\n题\n文"))
	if err != nil {
		t.Fatal(err)
	}
	b := newBatch()
	if err := in.fill(b); err != nil {
		t.Fatal(err)
	}
	if len(b.recs) != 2 || b.recs[0].off != 3 || b.recs[1].off != 13 || b.recs[1].row != 4 || b.read != 20 {
		t.Errorf("%+v, %d bytes", b.recs, b.read)
	}
}

func TestOverlongLine(t *testing.T) {
	in := io.MultiReader(strings.NewReader("甲\n"), io.LimitReader(endless('x'), DefaultMaxLine+1), strings.NewReader("\n乙\n"))
	docs, originals := records(t, PlainText, in)
	if len(docs) != 3 || docs[1].Reason != "longer than 64 MiB" || docs[2].Text != "乙" {
		t.Fatalf("%d documents", len(docs))
	}
	if len(originals[1]) != rejectedHead {
		t.Errorf("%d bytes kept, want %d", len(originals[1]), rejectedHead)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestReadErrorNamesTheFile(t *testing.T) {
	broken := errors.New("bad disk")
	in, err := openInput(Stdin, Reading{Format: PlainText}, io.MultiReader(strings.NewReader("甲\n乙"), iotest.ErrReader(broken)))
	if err != nil {
		t.Fatal(err)
	}
	err = in.fill(newBatch())
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "after line 1") {
		t.Errorf("%v", err)
	}
}

func TestOpenInput(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{
		dir + "/missing.txt": "missing.txt",
		dir:                  "give --input-format",
		"a.xml":              "a.xml: no format that the name tells",
	} {
		if _, err := openInput(name, Reading{}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := openInput(dir, Reading{Format: PlainText}, nil); err == nil || !strings.Contains(err.Error(), dir+" is a folder") {
		t.Errorf("folder: %v", err)
	}
	if _, err := openInput(Stdin, Reading{}, nil); err == nil || !strings.Contains(err.Error(), "--input-format") {
		t.Errorf("stdin: %v", err)
	}
	if _, err := openInput("a.txt", Reading{Format: "xml"}, nil); err == nil || !strings.Contains(err.Error(), `unknown input format "xml"`) {
		t.Errorf("unknown: %v", err)
	}
}

func TestTruncated(t *testing.T) {
	for s, want := range map[string]bool{
		"还没有说完…": true, "还没有说完……": true, "还没有说完...": true, "“还没有说完…”": true, "说到这里 展开全文": true,
		"说完了。": false, "说完了": false, "": false, "v1.2.": false, "完。…  ": true, "(...)": true, "被截断": true,
	} {
		if truncated(s) != want {
			t.Errorf("%q: want %v", s, want)
		}
	}
}

func TestContentID(t *testing.T) {
	id := func(line string) string { return documents(t, JSONLines, strings.NewReader(line))[0].ID }
	base := id(`{"title":"题","text":"文"}`)
	if base != id(`{"text":"文","title":"题","k":9,"published_at":"2026-01-07"}`) {
		t.Error("the id depends on more than the content")
	}
	for _, other := range []string{
		`{"title":"","text":"题文"}`, `{"title":"题文","text":""}`, `{"title":"题","text":"文","target":"x"}`,
		`{"title":"题","text":"文","source":"x"}`, `{"title":"题","text":"文","url":"x"}`, `{"title":"题","text":"文","about":"x"}`,
	} {
		if id(other) == base {
			t.Errorf("%s has the id of another content", other)
		}
	}
	// Fixed for ever: ids stand in datasets.
	if want := "436eb451"; !strings.HasPrefix(base, want) {
		t.Errorf("id %s, want %s…", base, want)
	}
}

func FuzzPlainText(f *testing.F) { fuzzReader(f, PlainText, "一\n\n二\r\n\xFF\x00三") }
func FuzzPairs(f *testing.F)     { fuzzReader(f, Pairs, "\ufeff题\n文\n\n题\n\n题\r\n文\xE7") }
func FuzzJSONLines(f *testing.F) {
	fuzzReader(f, JSONLines, `{"text":"文","k":"\ud83d"}`+"\n{}\n[1\n{\"id\":1,\"title\":\"\xFF\"}")
}

func readable(t *testing.T, format Format, data []byte) bool {
	in, err := openInput(Stdin, Reading{Format: format}, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for b := newBatch(); !b.last; {
		if err := in.fill(b); err != nil {
			return false
		}
	}
	return true
}

// fuzzReader holds for every input: documents are valid text without NUL, keep
// their place, have an id or a reason, and do not depend on how the bytes come.
func fuzzReader(f *testing.F, format Format, seed string) {
	f.Add([]byte(seed))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !readable(t, format, data) {
			return // a whole file of no use, which the reader has said
		}
		docs, originals := records(t, format, bytes.NewReader(data))
		slow := documents(t, format, iotest.OneByteReader(bytes.NewReader(data)))
		if len(docs) != len(slow) {
			t.Fatalf("%d documents at once, %d byte by byte", len(docs), len(slow))
		}
		row := int64(0)
		for i, d := range docs {
			if d != slow[i] {
				t.Errorf("document %d: %+v at once, %+v byte by byte", i, d, slow[i])
			}
			for _, s := range []string{d.ID, d.Source, d.Title, d.Text, d.URL, d.Target, d.About, d.Extra, d.Reason} {
				if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
					t.Errorf("document %d holds %q", i, s)
				}
			}
			if d.InputRow <= row {
				t.Errorf("document %d stands in row %d after %d", i, d.InputRow, row)
			}
			row = d.InputRow
			if d.Rejected() != (d.Reason != "") || !d.Rejected() && (d.ID == "" || d.Title == "" && d.Text == "") {
				t.Errorf("document %d: %+v", i, d)
			}
			if !bytes.Contains(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), bytes.ReplaceAll(originals[i], []byte("\r\n"), []byte("\n"))) {
				t.Errorf("original %q is not in the input", originals[i])
			}
		}
	})
}
