package segment

import (
	"bytes"
	"math/bits"
	"unicode/utf8"
)

// tagTable maps words to their parts of speech. It keeps a fingerprint in
// place of the word: one flat array of 8 bytes a slot, where a map of 350,000
// strings would hold six times as much and be slow to fill. A word that is
// not in the dictionary is taken for one that is once in about 10^13 tokens.
//
// It is read-only once filled and may then be shared between goroutines.
type tagTable struct {
	// slots hold the 48 high bits of the word's hash over the two bytes of its
	// tag; 0 is empty, which no entry is, since no tag is 0.
	slots []uint64
	mask  uint64
	// ones are the tags of the words of one character once more: half of all
	// tokens, few enough to stay in the caches.
	ones [1 << 16][2]byte
}

func newTagTable(words int) *tagTable {
	// At most half full: then nearly every lookup ends at the first slot.
	n := uint64(1) << bits.Len(uint(max(words, 1)*2-1))
	return &tagTable{slots: make([]uint64, n), mask: n - 1}
}

// set gives the word of the hash a tag, in place of the one it had: the last
// line of a word counts, as in the C++ library.
func (t *tagTable) set(hash uint64, tag [2]byte) {
	entry := hash&^0xffff | uint64(tag[0])<<8 | uint64(tag[1])
	for i := hash & t.mask; ; i = (i + 1) & t.mask {
		if old := t.slots[i]; old == 0 || (old^hash)>>16 == 0 {
			t.slots[i] = entry
			return
		}
	}
}

// get returns the tag of the word of the hash, zero where it has none.
func (t *tagTable) get(hash uint64) [2]byte {
	for i := hash & t.mask; ; i = (i + 1) & t.mask {
		entry := t.slots[i]
		if entry == 0 {
			return [2]byte{}
		}
		if (entry^hash)>>16 == 0 {
			return [2]byte{byte(entry >> 8), byte(entry)}
		}
	}
}

// The hash of a word is FNV-1a over its code points, and a last mixing,
// because FNV leaves the high bits of short words alike.
const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func hashRune(h uint64, r rune) uint64 { return (h ^ uint64(uint32(r))) * hashPrime }

func hashEnd(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return h
}

func hashWord(word []byte) uint64 {
	h := uint64(hashSeed)
	for len(word) > 0 {
		r, n := utf8.DecodeRune(word)
		h = hashRune(h, r)
		word = word[n:]
	}
	return hashEnd(h)
}

// buildTags fills a table from dictionaries in jieba's format, the later
// before the earlier.
func buildTags(dicts ...[]byte) (*tagTable, error) {
	lines := 0
	for _, d := range dicts {
		lines += bytes.Count(d, []byte("\n"))
	}
	t := newTagTable(lines)
	for _, d := range dicts {
		if len(d) == 0 {
			continue
		}
		err := eachWord(d, func(word, tag []byte) {
			var two [2]byte
			copy(two[:], tag)
			t.set(hashWord(word), two)
			if r, n := utf8.DecodeRune(word); n == len(word) && int(r) < len(t.ones) {
				t.ones[r] = two
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}
