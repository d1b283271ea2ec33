package copies

import (
	"math/bits"
	"unicode"
)

// Near-copies are found by MinHash (Broder 1997): of the sets of shingles of two
// texts, the least value under a random function is the same with a probability
// equal to their Jaccard similarity. Bands of such values are looked up
// (locality-sensitive hashing, Indyk & Motwani 1998), and all of them are
// compared where a band is found, by their lowest byte (b-bit minwise hashing, Li
// & König 2010).
const (
	// shingleLetters is the length of a shingle. Four letters of Chinese are two
	// words; two texts on one event share many of two letters, few of four.
	shingleLetters = 4
	// leastShingles is how many different shingles a text must have. What many
	// people say in the same few words is no copy of each other.
	leastShingles = 20

	hashes    = 64 // values of a signature
	bands     = 8  // groups of values that are looked up
	bandWidth = 3  // values a band: 96 % of the pairs of similarity 0.7 share one

	// nearCopy is the least share of equal values of two near-copies, an estimate
	// of their similarity with a standard error of at most 1/16.
	nearCopy = 0.65
)

// Signature is what is kept of a text to find its near-copies; the zero Signature
// is that of a text too short to have any.
type Signature struct {
	bands  [bands]uint64
	values [hashes]byte
	some   bool
}

// near says whether the signatures are those of near-copies.
func (s *Signature) near(values *[hashes]byte) bool {
	same := 0
	for i := range s.values {
		if s.values[i] == values[i] {
			same++
		}
	}
	return float64(same) >= nearCopy*hashes
}

// Signer makes signatures. It keeps its memory for the next text, and belongs to
// one goroutine at a time.
type Signer struct {
	multipliers [hashes / 2]uint64
	letters     []rune
}

// NewSigner returns a signer. All of them make the same signatures.
func NewSigner() *Signer {
	s := new(Signer)
	for j := range s.multipliers {
		s.multipliers[j] = mix(uint64(j)) | 1
	}
	return s
}

// Sign returns the signature of a snippet: of its text, or where that is short of
// title and text. Only letters and digits count, in lower case: outlets differ in
// punctuation, spaces and markup.
func (s *Signer) Sign(title, text string) Signature {
	s.letters = appendLetters(s.letters[:0], text)
	if len(s.letters) < leastShingles+shingleLetters-1 {
		s.letters = appendLetters(appendLetters(s.letters[:0], title), text)
	}
	return s.sign()
}

func appendLetters(dst []rune, text string) []rune {
	for _, r := range text {
		switch {
		case r >= 0x4E00 && r <= 0x9FFF: // nearly always
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			continue
		default:
			r = unicode.ToLower(r)
		}
		dst = append(dst, r)
	}
	return dst
}

func (s *Signer) sign() Signature {
	var least [hashes]uint32
	for i := range least {
		least[i] = 1<<32 - 1
	}
	var seen [16]uint64 // by ten bits of the shingles, of which few share them
	for i := 0; i+shingleLetters <= len(s.letters); i++ {
		l := s.letters[i : i+shingleLetters]
		h := mix(mix(uint64(l[0])|uint64(l[1])<<32) ^ uint64(l[2]) ^ uint64(l[3])<<32)
		seen[h>>60] |= 1 << (h >> 54 & 63)
		// Multiply-shift (Dietzfelbinger et al. 1997): one product gives two values,
		// since h is mixed already.
		for j, m := range &s.multipliers {
			p := h * m
			least[2*j] = min(least[2*j], uint32(p>>32))
			least[2*j+1] = min(least[2*j+1], uint32(p))
		}
	}
	different := 0
	for _, w := range seen {
		different += bits.OnesCount64(w)
	}
	if different < leastShingles {
		return Signature{}
	}
	sig := Signature{some: true}
	for i, v := range least {
		sig.values[i] = byte(mix(uint64(v)))
	}
	for b := range sig.bands {
		h := uint64(b)
		for _, v := range least[b*bandWidth : (b+1)*bandWidth] {
			h = mix(h ^ uint64(v))
		}
		sig.bands[b] = h
	}
	return sig
}

// mix is the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
