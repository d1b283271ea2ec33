package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"lichang/lexicon"
	"lichang/output"
	"lichang/pipeline"
)

// nasty is an input that is not as it should be, and what a run makes of it.
type nasty struct {
	name    string
	content string
	args    string // flags, by spaces
	code    int
	message string // a part of what is said on stderr
	// The rows that are written, how many of them repaired, the rows in the
	// quarantine, and whether the whole file is left out.
	written, repaired, rejected int64
	failed                      bool
	// alone says that no good file goes with it, since its flags do not fit one.
	alone bool
}

// nastyInputs are files that somebody will have one night.
func nastyInputs(t *testing.T) []nasty {
	gb := encodedAs(t, simplifiedchinese.GB18030, "该博主长期抹黑用户")
	five := encodedAs(t, traditionalchinese.Big5, "該博主長期抹黑用戶")
	bomb := strings.Repeat(" ", 20<<20) // one blank line
	two := "该博主又来了\n手机好用\n"
	bz2 := bzipped(t)
	text := strings.Repeat("該手机好用。", 200)
	column := func(f arrow.DataType, name string) *arrow.Schema {
		return arrow.NewSchema([]arrow.Field{{Name: name, Type: f, Nullable: true}}, nil)
	}
	strs := column(arrow.BinaryTypes.String, "text")
	words := `[{"text":"手机好用"},{"text":"` + text + `"}]`
	good := parquetBytes(t, strs, words)
	ipcGood := arrowBytes(t, strs, words)
	nested := arrow.NewSchema([]arrow.Field{
		{Name: "text", Type: arrow.BinaryTypes.String}, {Name: "author", Type: arrow.StructOf(arrow.Field{Name: "name", Type: arrow.BinaryTypes.String})},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String)},
	}, nil)
	nestedRows := `[{"text":"手机好用","author":{"name":"x"},"tags":["a","b"]}]`
	dictionary := column(&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}, "text")
	return []nasty{
		// Text.
		{name: "empty.txt"},
		{name: "only a mark.txt", content: "\ufeff"},
		{name: "only line ends.txt", content: "\n\r\n\n"},
		{name: "only what nobody sees.txt", content: "\u200b\n\u3000 \n"},
		{name: "CRLF.txt", content: "该博主又来了\r\n手机好用\r\n", written: 2},
		{name: "CR alone.txt", content: "该博主又来了\r手机好用\r", written: 1},
		{name: "no last line end.txt", content: "该博主又来了\n手机好用", written: 2},
		{name: "NUL.txt", content: "手机\x00好用\n", written: 1, repaired: 1},
		{name: "bad byte.txt", content: "手机\xff好用\n", written: 1, repaired: 1},
		{name: "half a character.txt", content: "手机好用\xe7", written: 1, repaired: 1},
		{name: "surrogates as bytes.txt", content: "手机\xed\xa0\xbd\xed\xb8\x80好用手机好用\n", written: 1, repaired: 1},
		{name: "gb18030.txt", content: gb + "\n", rejected: 1, message: `row=1 reason="not UTF-8 from its byte 1 on: likely gb18030; give --encoding gb18030 if all is"`},
		{name: "big5.txt", content: "x" + five + "\n", rejected: 1, message: `row=1 reason="not UTF-8 from its byte 2 on: likely big5`},
		{name: "mixed.txt", content: "手机好用\n" + gb + "\n该博主又来了\n", written: 2, rejected: 1, message: `mixed.txt row=2 reason="not UTF-8`},
		{name: "utf-8 as gb18030.txt", content: two, args: "--encoding gb18030", rejected: 2, message: `row=2 reason="its bytes are UTF-8, not gb18030 as declared"`},
		{name: "big5 as gb18030.txt", content: five + "\n", args: "--encoding utf-8", rejected: 1, message: "likely big5"},
		{name: "declared.txt", content: gb + "\n", args: "--encoding gb18030", written: 1},
		{name: "cut big5.txt", content: five + "\xa4\n", args: "--encoding big5", written: 1, repaired: 1},
		{name: "long.txt", content: "手机好用\n" + strings.Repeat("长", 400) + "\n", args: "--max-line 1K", written: 1, rejected: 1, message: `row=2 reason="longer than 1 KiB"`},
		{name: "100 MB.txt", content: strings.Repeat("x", 100<<20) + "\n手机好用\n", written: 1, rejected: 1, message: `row=1 reason="longer than 64 MiB"`},
		{name: "utf-32.txt", content: "\xff\xfe\x00\x00a\x00\x00\x00", failed: true, message: "UTF-32, which is not read: convert it"},
		{name: "utf-16.txt", content: "\xff\xfe" + utf16le("手机好用\n该博主又来了\n"), written: 2},
		{name: "utf-16 odd.txt", content: "\xff\xfe" + utf16le("手机好用\n") + "\x4b", args: "--encoding utf-16", alone: true, failed: true, message: "it is cut off: UTF-16 with half a character at its end"},
		{name: "utf-16 half a pair.txt", content: "\xff\xfe" + utf16le("手机") + "\x3d\xd8" + utf16le("好用\n"), written: 1, repaired: 1},
		{name: "utf-16 without a mark.txt", content: utf16le("ab\n"), failed: true, message: "give --encoding utf-16le"},
		{name: "no mark.txt", content: two, args: "--encoding utf-16", alone: true, failed: true, message: "it has no byte order mark: give --encoding utf-16le or utf-16be"},
		{name: "other mark.txt", content: "\xff\xfe" + utf16le(two), args: "--encoding gb18030", failed: true, message: "byte order mark of utf-16le, but gb18030 is declared"},
		{name: "odd.pairs.txt", content: "题目\n手机好用\n手机又好用了\n", written: 2},
		{name: "unreadable.txt", failed: true, message: "unreadable.txt: after line 0: read "},

		// Packed.
		{name: "cut.txt.gz", content: gzipped(t, two)[:20], failed: true, message: "cut.txt.gz: after line 0: the .gz is cut off: it ends before it is complete"},
		{name: "no.txt.gz", content: two, failed: true, message: "no.txt.gz: it is no whole .gz"},
		{name: "sum.txt.gz", content: flippedFromEnd(gzipped(t, two), 6), failed: true, message: "it is no whole .gz: gzip: invalid checksum"},
		{name: "more.txt.gz", content: gzipped(t, two) + "more", failed: true, message: "the .gz is cut off"},
		{name: "empty.txt.gz", failed: true, message: "the .gz is cut off"},
		{name: "two.txt.gz", content: gzipped(t, two) + gzipped(t, "屏幕不错\n"), written: 3},
		{name: "cut.txt.zst", content: cutBy(zstded(t, two), 3), failed: true, message: "the .zst is cut off"},
		{name: "no.txt.zst", content: two, failed: true, message: "it is no whole .zst"},
		{name: "empty.txt.zst", failed: true, message: "the .zst is cut off"},
		{name: "cut.txt.bz2", content: cutBy(bz2, 8), failed: true, message: "the .bz2 is cut off"},
		{name: "no.txt.bz2", content: two, failed: true, message: "it is no whole .bz2"},
		{name: "empty.txt.bz2", failed: true, message: "the .bz2 is cut off"},
		{name: "bomb.txt.gz", content: gzipped(t, bomb), failed: true, message: "it grows to more than 200 times its size: raise --max-ratio if that is meant"},
		{name: "bomb.txt.zst", content: zstded(t, bomb), failed: true, message: "it grows to more than 200 times its size"},
		{name: "meant.txt.gz", content: gzipped(t, bomb), args: "--max-ratio 5000"},
		{name: "twice.txt.gz.gz", content: gzipped(t, gzipped(t, two)), code: exitUsage, message: "no format that the name tells"},

		// JSON.
		{name: "half a pair.jsonl", content: `{"text":"手机\ud83d好用"}` + "\n", written: 1, repaired: 1},
		{name: "escaped NUL.jsonl", content: `{"text":"手机\u0000好用"}` + "\n", written: 1, repaired: 1},
		{name: "bad bytes.jsonl", content: "{\"text\":\"手机好用\",\"\xff\":1}\n", written: 1, repaired: 1},
		{name: "mark.jsonl", content: "\ufeff" + `{"text":"手机好用"}`, written: 1},
		{name: "same key twice.jsonl", content: `{"text":"手机好用","text":"手机难用"}`, rejected: 1, message: `row=1 reason="duplicate key text"`},
		{name: "cut.jsonl", content: `{"text":"手机好用"}` + "\n" + `{"text":"手机`, written: 1, rejected: 1, message: `row=2 reason="JSON ends before it is complete"`},
		{name: "array.jsonl", content: `[{"text":"手机好用"}]`, rejected: 1, message: `row=1 reason="not a JSON object but an array"`},
		{name: "over lines.jsonl", content: "{\n\"text\": \"手机好用\"\n}\n", rejected: 3, message: `row=3 reason="not JSON`},
		{name: "number.jsonl", content: `{"text":7}`, rejected: 1, message: `row=1 reason="text is a number, not a string"`},
		{name: "boolean id.jsonl", content: `{"id":true,"text":"手机好用"}`, rejected: 1, message: "id is a boolean, not a string"},
		{name: "deep.jsonl", content: `{"text":"手机好用","k":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}", rejected: 1, message: "not JSON: exceeded max depth"},
		{name: "nothing in it.jsonl", content: "{}\n", rejected: 1, message: "neither title nor text"},
		{name: "two values.jsonl", content: `{"text":"手机好用"}{"text":"手机难用"}`, rejected: 1, message: "more than one JSON value on the line"},

		// Tables of text.
		{name: "short.csv", content: "id,text,k\n1,手机好用\n2,手机难用,x\n", written: 1, rejected: 1, message: `row=2 reason="2 fields where the header names 3 columns"`},
		{name: "wide.csv", content: "id,text\n1,手机好用,x,y\n", rejected: 1, message: `row=2 reason="4 fields where the header names 2 columns"`},
		{name: "stray quote.csv", content: "id,text\n1,\"手机\"好用\n2,手机\"难用\n", written: 1, rejected: 1, message: `row=2 reason="field 2 goes on behind its closing quote"`},
		{name: "open quote.csv", content: "id,text\n1,手机好用\n2,\"手机难用\n3,x\n", failed: true, message: "the record that begins in line 3 has a quote that is never closed"},
		{name: "long quote.csv", content: "id,text\n1,\"" + strings.Repeat("长\n", 500) + "\"\n2,手机好用\n", args: "--max-line 1K", written: 1, rejected: 1, message: `row=2 reason="longer than 1 KiB"`},
		{name: "only names.csv", content: "id,text\n"},
		{name: "empty.csv", failed: true, message: "it is empty: the line of column names is missing"},
		{name: "names again.csv", content: "id,text\n1,手机好用\nid,text\n2,手机难用\n", written: 2, rejected: 1, message: `row=3 reason="the line of column names again"`},
		{name: "name twice.csv", content: "text,text\n1,手机好用\n", failed: true, message: `two columns are named "text"`},
		{name: "no text.csv", content: "id,content\n1,手机好用\n", failed: true, message: `no column is named text or title; there are "id", "content"`},
		{name: "no such column.csv", content: "id,content\n1,手机好用\n", args: "--map text=body", alone: true, failed: true, message: `no column is named "body", which --map gives to text`},
		{name: "semicolons.csv", content: "id;text\n1;手机好用\n", failed: true, message: "its fields seem to be separated by semicolons"},
		{name: "tabs.csv", content: "id\ttext\n1\t手机好用\n", failed: true, message: "separated by tabs: name it .tsv"},
		{name: "CR alone.csv", content: "id,text\r1,手机好用\r", failed: true, message: "its lines end in a carriage return alone: convert it"},
		{name: "NUL.tsv", content: "id\ttext\n1\t手机\x00好用\n", written: 1, repaired: 1},
		{name: "cut.csv.gz", content: cutBy(gzipped(t, "text\n手机好用\n"), 9), failed: true, message: "the .gz is cut off"},

		// Parquet.
		{name: "number.parquet", content: parquetBytes(t, column(arrow.PrimitiveTypes.Int64, "text"), `[{"text":7}]`), failed: true, message: `the column "text" is int64: the field text is a string`},
		{name: "float id.parquet", content: parquetBytes(t, arrow.NewSchema([]arrow.Field{{Name: "id", Type: arrow.PrimitiveTypes.Float64}, {Name: "text", Type: arrow.BinaryTypes.String}}, nil), `[{"id":1.5,"text":"手机好用"}]`), failed: true, message: `the column "id" is float64: an id is a string or a whole number`},
		{name: "nested.parquet", content: parquetBytes(t, nested, nestedRows), written: 1, message: `msg="columns not read: they hold structs" file=nested.parquet columns=[author]`},
		{name: "no columns.parquet", content: parquetBytes(t, arrow.NewSchema(nil, nil), `[]`), failed: true, message: "no column is named text or title"},
		{name: "no rows.parquet", content: parquetBytes(t, strs, `[]`)},
		{name: "null.parquet", content: parquetBytes(t, strs, `[{"text":null},{"text":"手机好用"}]`), written: 1, rejected: 1, message: `row=1 reason="neither title nor text"`},
		{name: "dictionary.parquet", content: parquetBytes(t, dictionary, `[{"text":"手机好用"},{"text":"手机难用"}]`), written: 2},
		{name: "empty.parquet", failed: true, message: "empty.parquet: "},
		{name: "text.parquet", content: two, failed: true, message: "text.parquet: "},
		{name: "cut.parquet", content: cutBy(good, 9), failed: true, message: "cut.parquet: "},
		{name: "half.parquet", content: good[:len(good)/2], failed: true, message: "half.parquet: "},
		{name: "bad page.parquet", content: overwritten(good, 4, 60), failed: true, message: "bad page.parquet: "},
		{name: "lz4.parquet", content: lz4Parquet(t, good), failed: true, message: "it is compressed with LZ4"},
		{name: "packed.parquet.gz", content: gzipped(t, good), failed: true, message: "a table is read from a plain file only: unpack it first"},

		// Arrow.
		{name: "whole.arrow", content: ipcGood, written: 2},
		{name: "no rows.feather", content: arrowBytes(t, strs, `[]`)},
		{name: "dictionary.arrow", content: arrowBytes(t, dictionary, `[{"text":"手机好用"},{"text":"手机难用"}]`), written: 2},
		{name: "nested.arrow", content: arrowBytes(t, nested, nestedRows), written: 1, message: "columns=[author]"},
		{name: "number.arrow", content: arrowBytes(t, column(arrow.PrimitiveTypes.Float64, "text"), `[{"text":7}]`), failed: true, message: `the column "text" is float64: the field text is a string`},
		{name: "cut.arrow", content: cutBy(ipcGood, 9), failed: true, message: "it is no Arrow IPC file"},
		{name: "stream.arrow", content: streamBytes(t, strs, words), failed: true, message: "it is no Arrow IPC file"},
		{name: "lz4.arrow", content: arrowBytes(t, strs, words, ipc.WithLZ4()), failed: true, message: "it is compressed with LZ4, which cannot be read here: rewrite it with zstd"},
		{name: "empty.arrow", failed: true, message: "it is no Arrow IPC file"},

		// No files.
		{name: "folder.txt", code: exitFailed, alone: true, message: "no input holds a file whose name tells its format"},
		{name: "missing.txt", code: exitFailed, message: "input missing.txt: there is no such file"},
		{name: "loop.txt", failed: true, message: "too many levels of symbolic links"},
		{name: "nowhere.txt", code: exitFailed, message: "input nowhere.txt: there is no such file"},
		{name: "format.xml", content: two, code: exitUsage, message: "no format that the name tells"},
	}
}

// put makes the input in the working folder.
func (n nasty) put(t *testing.T) {
	var err error
	switch n.name {
	case "folder.txt":
		err = os.Mkdir(n.name, 0o777)
	case "missing.txt":
	case "loop.txt":
		err = os.Symlink("loop.txt", n.name)
	case "nowhere.txt":
		err = os.Symlink("missing.txt", n.name)
	case "unreadable.txt":
		err = os.Symlink("/proc/self/mem", n.name) // opens, and cannot be read at its beginning
	default:
		err = os.WriteFile(n.name, []byte(n.content), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Every nasty input ends in the exit code, the message and the rows that it
// should, beside a good file that is read whatever becomes of it.
func TestNastyInputs(t *testing.T) {
	lex, err := lexicon.Embedded("xiaomi-kol")
	if err != nil {
		t.Fatal(err)
	}
	analyzer, err := pipeline.Open(lex, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cases := nastyInputs(t)
	if len(cases) < 60 {
		t.Errorf("%d inputs", len(cases))
	}
	for _, n := range cases {
		t.Run(n.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			n.put(t)
			inputs := []string{n.name}
			if !n.alone {
				inputs = append(inputs, "good.jsonl")
				if err := os.WriteFile("good.jsonl", []byte(`{"id":"good","text":"good"}`), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			run := func(args ...string) (int, string) {
				var stdout, stderr bytes.Buffer
				c := Command{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" }, analyzer: analyzer}
				code := c.Main(t.Context(), append(append(append([]string{"run", "--quiet", "--out", "out"}, strings.Fields(n.args)...), args...), inputs...))
				return code, stderr.String()
			}
			code, stderr := run()
			want := n.code
			if n.failed {
				want = exitWithheld
			}
			if code != want || !strings.Contains(stderr, n.message) || n.message == "" && stderr != "" {
				t.Errorf("exit code %d, want %d; stderr %q, want %q", code, want, stderr, n.message)
			}
			if n.failed && !n.alone {
				n.left(t, false)
				if code, stderr = run("--max-failed-files", "1"); code != exitDone {
					t.Errorf("left out: exit code %d: %s", code, stderr)
				}
			}
			n.left(t, code == exitDone)
		})
	}
}

// left checks what a run has left: the dataset, if there is to be one, and the
// quarantine.
func (n nasty) left(t *testing.T, published bool) {
	d, err := output.Open("out")
	if (err == nil) != published {
		t.Fatalf("published %v, want %v: %v", err == nil, published, err)
	}
	if published {
		if err := d.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		got := d.Manifest.Rows
		if got.Written != n.written+1 || got.Repaired != n.repaired || got.Rejected != n.rejected || got.In != got.Written+got.Rejected {
			t.Errorf("rows %+v, want %d, %d repaired, %d rejected, and a good one", got, n.written, n.repaired, n.rejected)
		}
	}
	var rejected, failed int64
	content, err := os.ReadFile(filepath.Join("out.quarantine", "rejected.jsonl"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		var r output.RejectedLine
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if r.File != n.name || r.Reason == "" {
			t.Errorf("quarantined: %s", line)
		}
		if r.Row == 0 {
			failed++
			continue
		}
		rejected++
		data := string(r.Base64)
		if r.Text != nil {
			data = *r.Text
		}
		if r.Offset != nil && !strings.HasPrefix(n.content[*r.Offset:], data) {
			t.Errorf("not the bytes at its offset: %s", line)
		}
	}
	if rejected != n.rejected || (failed == 1) != n.failed || failed > 1 {
		t.Errorf("quarantined %d rows and %d files, want %d and %v", rejected, failed, n.rejected, n.failed)
	}
}

func encodedAs(t *testing.T, e encoding.Encoding, s string) string {
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// utf16le is s, of characters of one unit, without a mark.
func utf16le(s string) string {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func gzipped(t *testing.T, s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstded(t *testing.T, s string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return string(w.EncodeAll([]byte(s), nil))
}

// bzipped is two short lines: there is no writer of bzip2.
func bzipped(t *testing.T) string {
	b, err := base64.StdEncoding.DecodeString("QlpoOTFBWSZTWX7mgUwAAAPAeQAQAACAAgIAAAICACAAIaaZoMAvwQLC7kinChIP3NApgA==")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func cutBy(s string, n int) string { return s[:len(s)-n] }

func flippedFromEnd(s string, n int) string {
	b := []byte(s)
	b[len(b)-n] ^= 0x55
	return string(b)
}

func overwritten(s string, from, to int) string {
	b := []byte(s)
	for i := from; i < to; i++ {
		b[i] ^= 0x5a
	}
	return string(b)
}

func recordOf(t *testing.T, s *arrow.Schema, rows string) arrow.Record {
	r, _, err := array.RecordFromJSON(memory.DefaultAllocator, s, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func parquetBytes(t *testing.T, s *arrow.Schema, rows string) string {
	var b bytes.Buffer
	w, err := pqarrow.NewFileWriter(s, &b, parquet.NewWriterProperties(parquet.WithDictionaryDefault(false)), pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		t.Fatal(err)
	}
	if rows != "[]" {
		if err := w.Write(recordOf(t, s, rows)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// lz4Parquet says of an uncompressed column that it is LZ4: the library cannot
// write it. In the footer the codec stands behind the column's path.
func lz4Parquet(t *testing.T, s string) string {
	const uncompressed, lz4 = "\x19\x18\x04text\x15\x00", "\x19\x18\x04text\x15\x0e"
	if strings.Count(s, uncompressed) != 1 {
		t.Fatal("the column's codec was not found")
	}
	return strings.Replace(s, uncompressed, lz4, 1)
}

func arrowBytes(t *testing.T, s *arrow.Schema, rows string, options ...ipc.Option) string {
	path := filepath.Join(t.TempDir(), "a.arrow")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := ipc.NewFileWriter(f, append(options, ipc.WithSchema(s))...)
	if err != nil {
		t.Fatal(err)
	}
	if rows != "[]" {
		if err := w.Write(recordOf(t, s, rows)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func streamBytes(t *testing.T, s *arrow.Schema, rows string) string {
	var b bytes.Buffer
	w := ipc.NewWriter(&b, ipc.WithSchema(s))
	if err := w.Write(recordOf(t, s, rows)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
