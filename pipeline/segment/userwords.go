package segment

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lichang/lexicon"
)

// userDictionary renders words in jieba's format. The C++ library checks
// nothing and would take a bad line for some other word, or never match it.
func userDictionary(words []lexicon.SegmentWord) ([]byte, error) {
	var b []byte
	for _, w := range words {
		if err := checkWord(w); err != nil {
			if w.Pos.File != "" {
				err = fmt.Errorf("%s:%d:%d: %w", w.Pos.File, w.Pos.Line, w.Pos.Column, err)
			}
			return nil, err
		}
		b = fmt.Appendf(b, "%s %d %s\n", w.Text, w.Freq, w.Tag)
	}
	return b, nil
}

func checkWord(w lexicon.SegmentWord) error {
	switch {
	case w.Text == "":
		return fmt.Errorf("segment word is empty")
	case !utf8.ValidString(w.Text) || strings.ContainsAny(w.Text, "\x00\r\ufeff"):
		return fmt.Errorf("segment word %q holds bytes that no text holds", w.Text)
	case strings.ContainsFunc(w.Text, isSeparator):
		return fmt.Errorf("segment word %q never matches: space, tab, line break, ， and 。 separate words", w.Text)
	case w.Freq < 1 || w.Freq > 1<<31-1:
		return fmt.Errorf("segment word %q: frequency %d is not in 1 … 2147483647", w.Text, w.Freq)
	case !isTag(w.Tag):
		return fmt.Errorf("segment word %q: part of speech %q is not made of ASCII letters", w.Text, w.Tag)
	}
	return nil
}
