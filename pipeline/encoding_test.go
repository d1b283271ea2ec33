package pipeline

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

func encoded(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEncodings(t *testing.T) {
	text := "该博主又来了😀\n\u3000\n第二行\n"
	traditional := "該博主又來了\n第二行\n"
	little := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for name, c := range map[string]struct {
		in   string
		enc  Encoding
		want []string
	}{
		"gb18030":       {encoded(t, simplifiedchinese.GB18030, text), GB18030, []string{"该博主又来了😀", "第二行"}},
		"big5":          {encoded(t, traditionalchinese.Big5, traditional), Big5, []string{"該博主又來了", "第二行"}},
		"little":        {encoded(t, little, text), "", []string{"该博主又来了😀", "第二行"}},
		"big, declared": {encoded(t, big, text), UTF16, []string{"该博主又来了😀", "第二行"}},
		"no mark":       {encoded(t, big, text)[2:], UTF16BE, []string{"该博主又来了😀", "第二行"}},
		"half a pair":   {"\xff\xfea\x00\x3d\xd8\n\x00", "", []string{"a\ufffd"}},
	} {
		var got []string
		in := iotest.OneByteReader(strings.NewReader(c.in))
		err := ReadDocuments(Stdin, Reading{Format: PlainText, Encoding: c.enc}, in, func(d *Document) error {
			got = append(got, d.Text)
			return nil
		})
		if err != nil || strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestOtherEncodingIsNamed(t *testing.T) {
	gb := encoded(t, simplifiedchinese.GB18030, "该博主长期抹黑用户")
	five := encoded(t, traditionalchinese.Big5, "該博主長期抹黑用戶")
	for in, want := range map[string]struct {
		enc    Encoding
		reason string
	}{
		gb:                  {"", "not UTF-8 from its byte 1 on: likely gb18030; give --encoding gb18030 if all is"},
		"x" + five:          {"", "not UTF-8 from its byte 2 on: likely big5; give --encoding big5 if all is"},
		"该博主长期抹黑用户":         {GB18030, "its bytes are UTF-8, not gb18030 as declared"},
		"该博主长期抹黑用户\xff\xff": {"", ""},
	} {
		err := ReadDocuments(Stdin, Reading{Format: PlainText, Encoding: want.enc}, strings.NewReader(in), func(d *Document) error {
			if d.Reason != want.reason {
				t.Errorf("%q: %q, want %q", in, d.Reason, want.reason)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	for in, want := range map[string]struct {
		enc Encoding
		err string
	}{
		"\xff\xfea\x00\n":       {"", "it is cut off: UTF-16 with half a character"},
		"a\x00b\x00":            {"", "give --encoding utf-16le"},
		"\x00a\x00b":            {"", "give --encoding utf-16be"},
		"ab":                    {UTF16, "it has no byte order mark: give --encoding utf-16le or utf-16be"},
		"\xff\xfea\x00":         {GB18030, "byte order mark of utf-16le, but gb18030 is declared"},
		"\ufeff好":               {Big5, "byte order mark of utf-8, but big5 is declared"},
		"\xff\xfe\x00\x00a\x00": {"", "UTF-32, which is not read"},
	} {
		err := ReadDocuments(Stdin, Reading{Format: PlainText, Encoding: want.enc}, strings.NewReader(in), func(*Document) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want.err) {
			t.Errorf("%q: %v, want %q", in, err, want.err)
		}
	}
}

// UTF-16 without a byte order mark is refused with its name, however its bytes
// come.
func TestUTF16WithoutMarkIsRefused(t *testing.T) {
	for _, text := range []string{
		"该博主又来了\n", "该博主又来了", "手机好用\n该博主又来了\n", "好用\n", "上新了，某品牌上午上架！\r\n该博主：“还行”……\r\n\r\n",
		"text,id\n该博主一开始就说不好,1\n", `{"text":"某品牌好用😀"}` + "\n", "该博主说某品牌 X5 不错，😀😀\n", "ab\n",
		"\n该博主又来了\n", strings.Repeat("该博主长期抹黑某品牌的用户。\n某品牌一言不发，上个月起最近都是。\n", 300),
	} {
		for _, enc := range []Encoding{UTF16LE, UTF16BE} {
			in := utf16Of(enc == UTF16LE, text)
			for _, r := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in))} {
				err := ReadDocuments(Stdin, Reading{Format: PlainText}, r, func(d *Document) error {
					t.Errorf("%s of %.40q: %.40q is read", enc, text, d.Text)
					return nil
				})
				if want := "likely " + string(enc) + "; give --encoding " + string(enc); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s of %.40q: %v, want %q", enc, text, err, want)
				}
			}
		}
	}
	// Behind a beginning that tells nothing, the rows are refused.
	for _, enc := range []Encoding{UTF16LE, UTF16BE} {
		in := "ok\n" + strings.Repeat("x\n", headBytes/2) + utf16Of(enc == UTF16LE, "某品牌难用，不行\n该博主长期抹黑某品牌\n某品牌的用户说，还行\n")
		n := 0
		err := ReadDocuments(Stdin, Reading{Format: PlainText}, strings.NewReader(in), func(d *Document) error {
			if d.Text == "ok" || d.Text == "x" || d.Text == "\ufffd" { // half a line break is all of the last row
				return nil
			}
			if n++; !strings.Contains(d.Reason, "likely "+string(enc)+"; give its file with --encoding "+string(enc)) {
				t.Errorf("%s: row %d: %q, %q", enc, d.InputRow, d.Text, d.Reason)
			}
			return nil
		})
		if err != nil || n != 3 {
			t.Errorf("%s: %d rows, %v", enc, n, err)
		}
	}
}

// What is UTF-8 is read, and its NULs and bad bytes are repaired and counted,
// wherever the beginning is cut that is looked at.
func TestUTF8IsNeverUTF16(t *testing.T) {
	for text, repairs := range map[string]int{
		"手机好用\n该博主又来了\n": 0, "abcdefgh\nABCD\n": 0, "hidthefacts": 0, "привет\nмир\n": 0, "é": 0,
		"小\x00\x00米": 2, "\x00": 1, "abc\x00\n": 1, "ab\x00cd\x00ef\n": 2, "a\x00": 1, "\x00\x00\x00\x00": 4,
		"该博主\x00又来了\n\x00某品牌\n": 2, "\xff": 1, "x\x8b": 1, "手机\xff好用": 1, "hello\xff world\n": 1, "\n0000\x82": 1, "10 20 30\xff 40\n": 1, "ab\x8bcd\x8bef": 2,
		strings.Repeat("手", headBytes) + "\x00": 1, "a" + strings.Repeat("手", headBytes): 0, "aa" + strings.Repeat("手", headBytes): 0,
	} {
		for _, in := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text))} {
			got := 0
			err := ReadDocuments(Stdin, Reading{Format: PlainText}, in, func(d *Document) error {
				if got += d.Repairs; d.Rejected() {
					t.Errorf("%.40q: %s", text, d.Reason)
				}
				return nil
			})
			if err != nil || got != repairs {
				t.Errorf("%.40q: %d repairs, want %d, %v", text, got, repairs, err)
			}
		}
	}
}

// countedEOF counts how often it tells its end: at a terminal each costs a key.
type countedEOF struct {
	r     io.Reader
	ended int
}

func (o *countedEOF) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	if err == io.EOF {
		o.ended++
	}
	return n, err
}

// The beginning that is looked at takes no end away, and a prompt reader is asked
// for no more than its first line.
func TestHeadOfInput(t *testing.T) {
	in := &countedEOF{r: strings.NewReader("该博主\n又来了\n某品牌")}
	l := newLineReader(in, DefaultMaxLine, "")
	var got []string
	for {
		line, _, err := l.next(nil)
		if err != nil {
			break
		}
		got = append(got, string(line))
	}
	if strings.Join(got, "|") != "该博主|又来了|某品牌" || in.ended != 1 {
		t.Errorf("%q, told of its end %d times", got, in.ended)
	}
	l = newLineReader(io.MultiReader(strings.NewReader("该博主\n"), iotest.ErrReader(errors.New("it waits"))), DefaultMaxLine, "")
	l.prompt = true
	if line, _, err := l.next(nil); err != nil || string(line) != "该博主" {
		t.Errorf("%q, %v", line, err)
	}
	wide := utf16Of(true, "该博主又来了\n某品牌")
	l = newLineReader(iotest.OneByteReader(strings.NewReader(wide)), DefaultMaxLine, "")
	l.prompt = true
	if _, _, err := l.next(nil); err == nil || !strings.Contains(err.Error(), "likely utf-16le") {
		t.Errorf("%v", err)
	}
}

func TestOriginalOfUTF16(t *testing.T) {
	mark := "\xff\xfe"
	lines := []string{"{\x00\x3d\xd8", "\x3d\xd8\x00\xde"}
	in, err := openInput(Stdin, Reading{Format: JSONLines}, strings.NewReader(mark+lines[0]+"\n\x00"+lines[1]))
	if err != nil {
		t.Fatal(err)
	}
	b := newBatch()
	if err := in.fill(b); err != nil {
		t.Fatal(err)
	}
	off := int64(len(mark))
	for i, r := range b.recs {
		if !bytes.Equal(b.original(r), []byte(lines[i])) || r.off != off {
			t.Errorf("%q at %d, want %q at %d", b.original(r), r.off, lines[i], off)
		}
		off += int64(len(lines[i])) + 2
	}
}
