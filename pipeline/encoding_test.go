package pipeline

import (
	"bytes"
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
