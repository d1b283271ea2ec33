package pipeline

import (
	"encoding/binary"
	"unicode"

	"lichang/output"
)

// countWords counts the words of results that hold a Chinese character, and
// those of them that the segmenter's dictionary does not have: new words and
// names, and text that has been garbled.
func countWords(results []Result) (w output.Words) {
	for i := range results {
		r := &results[i]
		for _, t := range r.Tokens {
			if !hasChinese(r.View.Runes[t.Start:t.End]) {
				continue
			}
			w.All++
			if !t.Known() {
				w.Unknown++
			}
		}
	}
	return w
}

func hasChinese(word []rune) bool {
	for _, c := range word {
		if unicode.Is(unicode.Han, c) {
			return true
		}
	}
	return false
}

// appendWords writes counts for the journal; takeWords reads them back, and what
// stands behind them.
func appendWords(dst []byte, w output.Words) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(w.All)), uint64(w.Unknown))
}

func takeWords(buf []byte) (w output.Words, rest []byte, ok bool) {
	all, n := binary.Uvarint(buf)
	if n <= 0 {
		return w, nil, false
	}
	unknown, m := binary.Uvarint(buf[n:])
	if m <= 0 || unknown > all {
		return w, nil, false
	}
	return output.Words{All: int64(all), Unknown: int64(unknown)}, buf[n+m:], true
}
