package segment

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"lichang/lexicon/token"
)

// callBytes bounds the text of one call of the C++ library, in bytes of UTF-8,
// and with it a piece. The library takes about 400 bytes of memory a rune, so
// a call takes at most 9 MB of Chinese.
const callBytes = 64 << 10

// enoughBytes is how much text a call collects from several pieces: what the
// library makes of it, 300 KB, stays in the nearer cache beside the dictionary.
// What a call costs by itself has vanished by then.
const enoughBytes = 2 << 10

// batch collects pieces of views for one call.
type batch struct {
	text   []byte // the pieces, '\n' between them
	pieces []piece
	hashes []uint64 // scratch of tag
}

// piece is a half-open stretch of runes of a view.
type piece struct{ view, from, to int }

// add appends a piece. jieba splits at line breaks before it segments, so the
// pieces of a call do not touch each other.
func (b *batch) add(view int, runes []rune, from, to int) {
	if len(b.pieces) > 0 {
		b.text = append(b.text, '\n')
	}
	for _, r := range runes[from:to] {
		b.text = appendClean(b.text, r)
	}
	b.pieces = append(b.pieces, piece{view, from, to})
}

// flush cuts the collected pieces, appends their tokens to dst and empties b.
func (s *Segmenter) flush(b *batch, views []*token.View, dst [][]token.Token) error {
	defer func() { b.text, b.pieces = b.text[:0], b.pieces[:0] }()
	if len(b.pieces) == 0 {
		return nil
	}
	text := string(b.text)
	words := s.cut(text)
	next, at := 0, 0 // the word to take, and the byte of text that it starts at
	for n, p := range b.pieces {
		if n > 0 {
			if next == len(words) || words[next] != "\n" {
				return lostText(p.view, p.from)
			}
			next++
			at++
		}
		runes, tokens := views[p.view].Runes, dst[p.view]
		first := len(tokens)
		b.hashes = b.hashes[:0]
		for from := p.from; from < p.to; next++ {
			if next == len(words) {
				return lostText(p.view, from)
			}
			word := words[next]
			// The words are slices of text, so that the comparison of equals
			// ends at their addresses.
			if len(word) == 0 || len(word) > len(text)-at || word != text[at:at+len(word)] {
				return lostText(p.view, from)
			}
			at += len(word)
			to, size, hash := from, 0, uint64(hashSeed)
			for to < p.to && size < len(word) {
				hash = hashRune(hash, runes[to])
				size += cleanLen(runes[to])
				to++
			}
			if size != len(word) {
				return lostText(p.view, from)
			}
			tokens = append(tokens, token.Token{Start: int32(from), End: int32(to)})
			b.hashes = append(b.hashes, hashEnd(hash))
			from = to
		}
		s.tag(tokens[first:], runes, b.hashes)
		dst[p.view] = tokens
	}
	if next != len(words) || at != len(text) {
		return lostText(b.pieces[len(b.pieces)-1].view, b.pieces[len(b.pieces)-1].to)
	}
	return nil
}

// tag gives tokens their parts of speech. It is a loop of its own because the
// table is larger than the caches: here the processor waits for many of its
// answers at once.
func (s *Segmenter) tag(tokens []token.Token, runes []rune, hashes []uint64) {
	for i := range tokens {
		t := &tokens[i]
		if r := uint32(runes[t.Start]); t.End-t.Start == 1 && r < uint32(len(s.tags.ones)) {
			t.Tag = s.tags.ones[r]
		} else {
			t.Tag = s.tags.get(hashes[i])
		}
	}
}

func lostText(view, at int) error {
	return fmt.Errorf("segmenter lost text: the words do not concatenate to view %d of the batch at rune %d", view, at)
}

// pieceEnd returns where the piece that starts at from ends, and its length
// in bytes, at most callBytes: the rest of the view where that fits, else up
// to and with the last separator that does, else the last punctuation mark,
// else as much as fits. It takes one rune at least.
func pieceEnd(runes []rune, from int) (to, size int) {
	for to = from; to < len(runes); to++ {
		n := cleanLen(runes[to])
		if size+n > callBytes {
			break
		}
		size += n
	}
	if to == len(runes) {
		return to, size
	}
	for _, splits := range []func(rune) bool{isSeparator, unicode.IsPunct} {
		back, backSize := to, size
		for back > from && !splits(runes[back-1]) {
			back--
			backSize -= cleanLen(runes[back])
		}
		if back > from {
			return back, backSize
		}
	}
	return to, size
}

// isSeparator says whether jieba splits the text at r before it segments.
func isSeparator(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '，' || r == '。'
}

// cleanLen is the number of bytes that appendClean writes for r.
func cleanLen(r rune) int {
	switch u := uint32(r); {
	case u-1 < 0x7f:
		return 1
	case u-0x80 < 0x780:
		return 2
	case u-0x10000 < 0x100000:
		return 4
	}
	return 3 // the rest of the first plane, and all that becomes U+FFFD
}

// appendClean appends r in UTF-8, or U+FFFD where the C++ library would drop
// the rest of the text (NUL) or all of it (no code point).
func appendClean(b []byte, r rune) []byte {
	if r == 0 {
		r = utf8.RuneError
	}
	return utf8.AppendRune(b, r)
}
