package pipeline

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Encoding is how the characters of a text are written as bytes.
type Encoding string

// The encodings that are read. UTF-8 and UTF-16 are told by a byte order mark,
// and UTF-8 is meant where nothing is said; the others must be declared.
const (
	UTF8    Encoding = "utf-8"
	UTF16   Encoding = "utf-16" // of the order that its mark says
	UTF16LE Encoding = "utf-16le"
	UTF16BE Encoding = "utf-16be"
	GB18030 Encoding = "gb18030" // GBK and GB 2312 among it
	Big5    Encoding = "big5"
)

// Encodings lists the encodings for help texts, in the order of their names.
func Encodings() []Encoding { return []Encoding{Big5, GB18030, UTF16, UTF16BE, UTF16LE, UTF8} }

// multibyte is the decoder of an encoding whose lines are framed as they lie:
// none of its characters holds the byte of a line break, a quote or a comma.
func (e Encoding) multibyte() encoding.Encoding {
	switch e {
	case GB18030:
		return simplifiedchinese.GB18030
	case Big5:
		return traditionalchinese.Big5
	}
	return nil
}

// decode turns the bytes of a record into valid text without NUL, and says how
// many runs of bad bytes and NULs it replaced.
func (e Encoding) decode(s string) (string, int) {
	m := e.multibyte()
	if m == nil {
		return repair(s)
	}
	text, err := m.NewDecoder().String(s)
	if err != nil {
		return repair(s)
	}
	bad := strings.Count(text, replacement)
	text, n := repair(text)
	return text, bad + n
}

// stranger says why a record that needed repairs, or might be of another
// encoding, must not be repaired: its bytes are for the most part no text of
// the declared encoding. It names the likely one; "" where the record is fine.
func (e Encoding) stranger(s string) string {
	if m := e.multibyte(); m != nil {
		if utf8.ValidString(s) && wideRunes(s) >= 4 {
			return fmt.Sprintf("its bytes are UTF-8, not %s as declared", e)
		}
		text, _ := m.NewDecoder().String(s)
		at := strings.Index(text, replacement)
		if at < 0 || strings.Count(text, replacement) < 2 {
			return ""
		}
		if other := likely(s); other != "" && other != e {
			return fmt.Sprintf("its bytes are not %s as declared: likely %s", e, other)
		}
		return ""
	}
	f := flawsOf(s)
	if f.bad < 2 || f.bad+f.nuls <= f.good {
		return ""
	}
	if other := recordHalves(s); other != "" {
		return fmt.Sprintf("not UTF-8 from its byte %d on: likely %s; give its file with --encoding %s", f.first+1, other, other)
	}
	if f.bad < 4 || f.bad <= f.good {
		return ""
	}
	if other := likely(s); other != "" {
		return fmt.Sprintf("not UTF-8 from its byte %d on: likely %s; give --encoding %s if all is", f.first+1, other, other)
	}
	return ""
}

// flaws is how much of a text is UTF-8 and how much is not.
type flaws struct {
	good  int // bytes of whole characters, as long as Chinese ones; shorter ones come about by chance
	bad   int // bytes that are no UTF-8
	nuls  int
	first int // the first bad byte, from 0
}

func flawsOf(s string) (f flaws) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			if f.bad == 0 {
				f.first = i
			}
			f.bad++
		case r == 0:
			f.nuls++
		case size > 2:
			f.good += size
		}
		i += size
	}
	return f
}

// wideRunes counts the characters of three bytes, which Chinese is made of.
func wideRunes(s string) (n int) {
	for _, r := range s {
		if r >= 0x800 && r <= 0xFFFF {
			n++
		}
	}
	return n
}

// likely is the encoding in which the bytes are the most usual text, "" where
// they are text in none. It is for errors; nothing is read by it.
func likely(s string) Encoding {
	best, most := Encoding(""), 0.7
	for _, e := range []Encoding{GB18030, Big5} {
		text, err := e.multibyte().NewDecoder().String(s)
		if err != nil || strings.Contains(text, replacement) {
			continue
		}
		if share := e.usual(s); share > most {
			best, most = e, share
		}
	}
	return best
}

// usual is the share of two-byte characters that stand in the rows of everyday
// characters and of punctuation.
func (e Encoding) usual(s string) float64 {
	n, usual := 0, 0
	for i := 0; i+1 < len(s); i++ {
		lead, trail := s[i], s[i+1]
		if lead < 0x80 {
			continue
		}
		n++
		i++
		everyday := lead >= 0xB0 && lead <= 0xD7 && trail >= 0xA1
		if e == Big5 {
			everyday = lead >= 0xA4 && lead <= 0xC6
		}
		if everyday || lead >= 0xA1 && lead <= 0xA3 && (e == Big5 || trail >= 0xA1) {
			usual++
		}
	}
	return float64(usual) / float64(max(n, 1))
}

// begin passes over a byte order mark and settles the encoding. A prompt reader
// does not wait for bytes that need not come: what is asked for is more than a
// line's end only where the bytes before can begin a mark.
func (l *lineReader) begin() error {
	if l.body {
		return l.fault
	}
	l.body = true
	mark, n := l.mark()
	switch {
	case mark == "utf-32":
		l.fault = errors.New("it begins with the byte order mark of UTF-32, which is not read: convert it")
	case mark == "":
		switch {
		case l.enc == UTF16:
			l.fault = fmt.Errorf("it has no byte order mark: give --encoding %s or %s", UTF16LE, UTF16BE)
		case l.enc == "" || l.enc == UTF8:
			if other := halves(l.head()); other != "" {
				l.fault = fmt.Errorf("its bytes look like UTF-16 without a byte order mark: likely %s; give --encoding %s", other, other)
			}
		}
		mark = l.enc
	case l.enc != "" && l.enc != mark && !(l.enc == UTF16 && (mark == UTF16LE || mark == UTF16BE)):
		l.fault = fmt.Errorf("it begins with the byte order mark of %s, but %s is declared", mark, l.enc)
	}
	if l.fault != nil {
		return l.fault
	}
	if n > 0 {
		n, _ = l.r.Discard(n)
		l.off += int64(n)
	}
	switch l.enc = mark; mark {
	case "":
		l.enc = UTF8
	case UTF16LE, UTF16BE:
		l.wide = true
		l.r = bufio.NewReaderSize(&wideReader{r: l.r, little: mark == UTF16LE}, 64<<10)
	}
	return nil
}

// mark finds the byte order mark and its length.
func (l *lineReader) mark() (Encoding, int) {
	at := func(mark string) bool {
		for n := 1; n <= len(mark); n++ {
			if head, _ := l.r.Peek(n); string(head) != mark[:n] {
				return false
			}
		}
		return true
	}
	switch {
	case at("\xEF\xBB\xBF"):
		return UTF8, 3
	case at("\xFF\xFE\x00\x00"), at("\x00\x00\xFE\xFF"):
		return "utf-32", 4
	case at("\xFF\xFE"):
		return UTF16LE, 2
	case at("\xFE\xFF"):
		return UTF16BE, 2
	case at("\x84\x31\x95\x33"):
		return GB18030, 4
	}
	return "", 0
}

// headBytes is how much of a beginning is looked at.
const headBytes = 4 << 10

// head is the beginning of the input, of whole characters if it is UTF-8: its
// first KBs, or of a prompt reader its first line. It is the same however the
// bytes come.
func (l *lineReader) head() string {
	var head []byte
	var err error
	for n := 1; err == nil && n <= headBytes; n = len(head) + 1 {
		if !l.prompt {
			n = headBytes
		}
		head, err = l.r.Peek(n)
		if i := bytes.IndexByte(head, '\n'); l.prompt && i >= 0 {
			head = head[:i+1]
			break
		}
	}
	s := string(head)
	if errors.Is(err, io.EOF) {
		// The end is not asked for again: somebody at a terminal would have to tell it twice.
		l.r = bufio.NewReaderSize(strings.NewReader(s), 64<<10)
	}
	for n := 1; n < utf8.UTFMax && n <= len(s); n++ {
		if tail := s[len(s)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRuneInString(tail) {
				s = s[:len(s)-n]
			}
			break
		}
	}
	return s
}

// halves says of which UTF-16 a text without a byte order mark seems to be, ""
// for none, and for all that is mostly UTF-8.
func halves(s string) Encoding {
	f := flawsOf(s)
	little, big := unitsOf(s, true), unitsOf(s, false)
	switch l, b := little.tell(f), big.tell(f); {
	case l && (!b || little.lead() >= big.lead()):
		return UTF16LE
	case b:
		return UTF16BE
	}
	return ""
}

// recordHalves is halves for a record that was cut at the bytes of line breaks:
// of UTF-16 one half of a character went with each of them. Where both orders fit
// as well, it is UTF-16 of some order.
func recordHalves(s string) Encoding {
	if halves(s) == UTF16LE {
		return UTF16LE // the first record, whose end alone was cut
	}
	f := flawsOf(s)
	little, big := unitsOf("\n"+s, true), unitsOf(s+"\n", false)
	l, b := little.tell(f), big.tell(f)
	switch starts, ends := strings.HasPrefix(s, "\x00"), strings.HasSuffix(s, "\x00"); {
	case !l && !b:
		return ""
	case l && (!b || starts && !ends):
		return UTF16LE
	case b && (!l || ends && !starts):
		return UTF16BE
	}
	return UTF16
}

// units is what a text's pairs of bytes are if it is UTF-16.
type units struct {
	chinese int // ideographs and the punctuation with them
	ascii   int // half of each is a NUL
	lines   int // line feeds among these
	either  int // these again, whose bytes are two characters of ASCII as well
	strange int
}

func unitsOf(s string, little bool) (u units) {
	for i := 0; i+1 < len(s); i += 2 {
		high, low := s[i], s[i+1]
		if little {
			high, low = low, high
		}
		ideograph := high >= 0x4E && high <= 0x9F
		punctuation := high == 0x30 || high == 0x20 && low >= 0x10 && low < 0x40 || high == 0xFF && low > 0 && low < 0x5F
		switch {
		case (ideograph || punctuation) && isASCII(high) && isASCII(low):
			u.either++
		case ideograph, punctuation:
			u.chinese++
		case high == 0 && isASCII(low):
			u.ascii++
			if low == '\n' {
				u.lines++
			}
		case high >= 0xD8 && high <= 0xDF: // half of an emoji, or anything
		default:
			u.strange++
		}
	}
	return u
}

func isASCII(c byte) bool { return c >= ' ' && c < 0x7F || c == '\t' || c == '\n' || c == '\r' }

// tell says whether the text is UTF-16 rather than UTF-8 with these flaws. Text
// of ASCII is one of ideographs too, as long as no blank or comma stands where the
// high half would; so what cannot be ASCII decides. Without a byte that is no
// UTF-8 only NULs tell, and these must not be astray.
func (u units) tell(f flaws) bool {
	sure := u.chinese + u.ascii
	switch {
	case f.bad+f.nuls <= f.good:
		return false
	case f.bad == 0:
		return u.strange == 0 && (u.ascii >= 2 && 4*u.ascii >= u.either || u.lines > 0)
	}
	return (sure > 2 || sure == 2 && u.lines > 0) && 8*u.strange <= sure && 4*sure >= u.either
}

// lead is by how much a reading as UTF-16 is more likely than not.
func (u units) lead() int { return u.chinese + u.ascii - u.strange }

// wideReader gives UTF-16 as UTF-8. Half of a surrogate pair becomes the three
// bytes that UTF-8 would have for it if it might: they are repaired as other bad
// bytes are, and wideBytes finds the original again.
type wideReader struct {
	r      *bufio.Reader
	little bool
	rest   []byte
	buf    [utf8.UTFMax]byte
}

func (w *wideReader) unit() (uint16, error) {
	p, err := w.r.Peek(2)
	if len(p) < 2 {
		if len(p) == 1 && errors.Is(err, io.EOF) {
			return 0, errors.New("it is cut off: UTF-16 with half a character at its end")
		}
		return 0, err
	}
	if w.little {
		return uint16(p[0]) | uint16(p[1])<<8, nil
	}
	return uint16(p[1]) | uint16(p[0])<<8, nil
}

// next puts one character into rest.
func (w *wideReader) next() error {
	u, err := w.unit()
	if err != nil {
		return err
	}
	w.r.Discard(2)
	if u&0xF800 != 0xD800 {
		w.rest = utf8.AppendRune(w.buf[:0], rune(u))
		return nil
	}
	if u&0xFC00 == 0xD800 {
		if low, err := w.unit(); err == nil && low&0xFC00 == 0xDC00 {
			w.r.Discard(2)
			w.rest = utf8.AppendRune(w.buf[:0], 0x10000+(rune(u)-0xD800)<<10+rune(low)-0xDC00)
			return nil
		}
	}
	w.rest = append(w.buf[:0], 0xE0|byte(u>>12), 0x80|byte(u>>6)&0x3F, 0x80|byte(u)&0x3F)
	return nil
}

func (w *wideReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(w.rest) == 0 {
			if n > 0 && w.r.Buffered() < 4 {
				return n, nil // what is here is given before more is waited for
			}
			if err := w.next(); err != nil {
				if n > 0 {
					return n, nil // the error shows again
				}
				return 0, err
			}
		}
		k := copy(p[n:], w.rest)
		n, w.rest = n+k, w.rest[k:]
	}
	return n, nil
}

// wideLen is how many bytes of UTF-16 the bytes of a wideReader stand for.
func wideLen(p []byte) (n int64) {
	for _, c := range p {
		switch {
		case c >= 0xF0:
			n += 4
		case c < 0x80 || c >= 0xC0:
			n += 2
		}
	}
	return n
}

// wideBytes turns the bytes of a wideReader back.
func wideBytes(p []byte, little bool) []byte {
	out := make([]byte, 0, 2*len(p))
	put := func(u rune) {
		if little {
			out = append(out, byte(u), byte(u>>8))
		} else {
			out = append(out, byte(u>>8), byte(u))
		}
	}
	for i := 0; i < len(p); {
		r, size := utf8.DecodeRune(p[i:])
		switch {
		case r == utf8.RuneError && size == 1 && i+2 < len(p):
			put(rune(p[i]&0x0F)<<12 | rune(p[i+1]&0x3F)<<6 | rune(p[i+2]&0x3F))
			size = 3
		case r >= 0x10000:
			put(0xD800 + (r-0x10000)>>10)
			put(0xDC00 + (r-0x10000)&0x3FF)
		default:
			put(r)
		}
		i += size
	}
	return out
}
