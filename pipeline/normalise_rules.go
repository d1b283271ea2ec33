package pipeline

import (
	"strings"
	"unicode"
)

// hidden says whether a code point is dropped from the view or becomes a plain
// space there.
func hidden(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r < ' ', r == 0x7F:
		return true
	case r < 0x80, r >= 0x2E80 && r < 0xFE00 && r != '\u3000':
		return false // ASCII and CJK, nearly all that comes by
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) || unicode.Is(unicode.Variation_Selector, r)
}

// dropInvisible leaves out what shows nothing and turns every odd space into a
// plain one: a zero-width space would split a word.
func dropInvisible(n *Normaliser, text []rune, edits []edit) []edit {
	for i, r := range text {
		if !hidden(r) {
			continue
		}
		e := edit{start: i, end: i + 1}
		if unicode.IsSpace(r) && r != '\u0085' {
			e.with = n.space()
		}
		edits = append(edits, e)
	}
	return edits
}

// The full-width twins of ASCII, half-open.
const fullWidthStart, fullWidthEnd = '！', '～' + 1

// wide says whether r is a full-width letter, digit or sign. The punctuation
// that belongs to Chinese itself keeps its width: the segmenter and the clauses
// part text there.
func wide(r rune) bool {
	return r >= fullWidthStart && r < fullWidthEnd && !strings.ContainsRune("！（），：；？～", r)
}

func foldWidth(n *Normaliser, text []rune, edits []edit) []edit {
	for i, r := range text {
		if wide(r) {
			at := r - fullWidthStart
			edits = append(edits, edit{i, i + 1, n.narrow[at : at+1]})
		}
	}
	return edits
}

// dropLinks puts a space in the place of every link: its letters are no words,
// and the space keeps its neighbours apart.
func dropLinks(n *Normaliser, text []rune, edits []edit) []edit {
	for i := 0; i < len(text); i++ {
		start, ok := linkAt(text, i)
		if !ok {
			continue
		}
		end := i + 1
		for end < len(text) && linkRune(text[end]) {
			end++
		}
		for end > i+1 && strings.ContainsRune(".,;:!?)'\"]", text[end-1]) {
			end-- // the sentence's, not the link's
		}
		edits = append(edits, edit{start, end, n.space()})
		i = end - 1
	}
	return edits
}

// linkAt says whether the mark of a link stands at i, and where the link begins.
func linkAt(text []rune, i int) (start int, ok bool) {
	switch {
	case text[i] == ':' && i+3 < len(text) && text[i+1] == '/' && text[i+2] == '/' && linkRune(text[i+3]):
		start = wordStart(text, i, unicode.IsLetter)
		return start, i-start >= 3 // http, ftp
	case text[i] == '.' && i >= 3 && i+1 < len(text) && linkRune(text[i+1]) && string(text[i-3:i]) == "www":
		start = wordStart(text, i, unicode.IsLetter)
		return start, i-start == 3
	case text[i] == '/' && i >= 4 && i+1 < len(text) && linkRune(text[i+1]) && string(text[i-4:i]) == "t.cn":
		return i - 4, i == 4 || !linkRune(text[i-5])
	}
	return 0, false
}

// wordStart goes back from i over the ASCII runes that is accepts.
func wordStart(text []rune, i int, is func(rune) bool) int {
	for i > 0 && text[i-1] < 0x80 && is(text[i-1]) {
		i--
	}
	return i
}

func linkRune(r rune) bool {
	return r > ' ' && r < 0x7F && !strings.ContainsRune("<>\"`{}|\\^", r)
}

// squeezable says whether a run of r says no more than one r.
func squeezable(r rune) bool {
	switch r {
	case '！', '!', '？', '?', '～', '~':
		return true
	}
	return false
}

// maxStretch is how many equal letters in a row are left: 哈哈哈 is a word, and
// what is longer is the same word, louder.
const maxStretch = 3

// squeeze shortens runs: of marks to one, of letters and Han characters to
// three. Digits and other signs stay: 100000 and ...... mean what they say.
func squeeze(_ *Normaliser, text []rune, edits []edit) []edit {
	for i := 0; i < len(text); {
		end := i + 1
		for end < len(text) && text[end] == text[i] {
			end++
		}
		keep := end - i
		switch r := text[i]; {
		case squeezable(r):
			keep = 1
		case keep > maxStretch && unicode.IsLetter(r):
			keep = maxStretch
		}
		if keep < end-i {
			// The last one that is left stands for all that are not.
			edits = append(edits, edit{i + keep - 1, end, text[i : i+1]})
		}
		i = end
	}
	return edits
}

// space is the replacement by one plain space.
func (n *Normaliser) space() []rune { return n.blank[:] }
