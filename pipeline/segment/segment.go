// Package segment cuts normalised text into words. It is the one room that
// knows gojieba, and with it C++: where its dictionaries lie, what input it
// loses or dies of, and how its bytes become offsets in runes.
package segment

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"sync"

	"lichang/lexicon"
	"lichang/lexicon/token"

	"github.com/yanyiwu/gojieba"
)

// Options are what a Segmenter is made from.
type Options struct {
	// CacheDir is the folder below which the dictionaries are unpacked, into
	// lichang/; "" is the system's folder for caches.
	CacheDir string
	// Words are what the segmenter must know beside its dictionary.
	Words []lexicon.SegmentWord
}

// Segmenter cuts views into tokens. It may be shared between goroutines.
//
// It holds about 110 MB outside Go's heap, and keeps them for the life of the
// process even when it is dropped: make one.
type Segmenter struct {
	jieba *gojieba.Jieba
	cut   func(text string) []string // jieba's words, in order; tests replace it
	tags  *tagTable
	hash  string
	// pool holds *batch, whose buffers are worth keeping between calls.
	pool sync.Pool
}

// New unpacks the dictionaries where that was not done before and loads them,
// in about half a second. The error is a *CacheError where no folder can hold
// them, and has the word's place where one of opt.Words is malformed.
func New(opt Options) (*Segmenter, error) {
	own, err := userDictionary(opt.Words)
	if err != nil {
		return nil, err
	}
	cache, err := openCache(opt.CacheDir)
	if err != nil {
		return nil, err
	}
	dict, err := cache.unpack(own)
	if err != nil {
		return nil, err
	}

	type built struct {
		tags *tagTable
		err  error
	}
	table := make(chan built, 1)
	go func() {
		tags, err := buildTags(dict.words, own)
		table <- built{tags, err}
	}()
	keepFreedMemory()
	// All five paths are given: in place of a missing one the library takes a
	// file of the module's source folder, which is not there at run time.
	jieba := gojieba.NewJieba(dict.paths[wordsFile], dict.paths[modelFile], dict.ownPath, dict.paths[idfFile], dict.paths[stopWordsFile])
	// The finalizer may free the C++ object while its last Cut still runs.
	runtime.SetFinalizer(jieba, nil)
	b := <-table
	if b.err != nil {
		return nil, b.err
	}
	s := &Segmenter{
		jieba: jieba,
		cut:   func(text string) []string { return jieba.Cut(text, true) },
		tags:  b.tags,
		hash:  dictionaryHash(dict.sum, sha256.Sum256(own)),
	}
	s.pool.New = func() any { return new(batch) }
	return s, nil
}

// Hash is "sha256:" and the hexadecimal hash of all that decides where words
// end: the dictionaries, the words of Options and the version of gojieba.
func (s *Segmenter) Hash() string { return s.hash }

func dictionaryHash(carried, own [sha256.Size]byte) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "gojieba %s\ndictionary %x\nwords %x\n", gojiebaVersion, carried, own))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func hash12(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:6]) }

// Cut returns the tokens of each view, in dst, whose slices it reuses: dst[i]
// holds those of views[i] and is replaced. The more text a call brings, the
// less each view costs; about 2 KB are enough.
//
// Tokens concatenate to the view; space, tab, line break, ， and 。 are tokens
// of their own. A NUL and whatever else is no code point of a text (surrogates,
// numbers out of range) are cut as U+FFFD. A view is cut as if it were alone,
// except that one of more than 64 KB without any of those five separators is
// cut in pieces, each as if it were alone, so that memory stays bounded.
//
// An error means that the C++ library lost text: a defect, not a property of
// the input.
func (s *Segmenter) Cut(views []*token.View, dst [][]token.Token) ([][]token.Token, error) {
	for len(dst) < len(views) {
		dst = append(dst, nil)
	}
	dst = dst[:len(views)]
	b := s.pool.Get().(*batch)
	defer s.pool.Put(b)
	for i, v := range views {
		dst[i] = dst[i][:0]
		for from := 0; from < len(v.Runes); {
			to, size := pieceEnd(v.Runes, from)
			if len(b.pieces) > 0 && len(b.text)+1+size > enoughBytes {
				if err := s.flush(b, views, dst); err != nil {
					return nil, err
				}
			}
			b.add(i, v.Runes, from, to)
			from = to
		}
	}
	if err := s.flush(b, views, dst); err != nil {
		return nil, err
	}
	return dst, nil
}

// Whole says whether the segmenter cuts the word in one piece where nothing
// beside it competes: between commas. One that it splits even there comes out
// whole in no sentence.
func (s *Segmenter) Whole(word string) bool {
	before := []rune("大家都说，")
	runes := append(append(before, []rune(word)...), []rune("，然后走了。")...)
	cut, err := s.Cut([]*token.View{{Runes: runes}}, nil)
	if err != nil {
		return false
	}
	start, end := int32(len(before)), int32(len(before)+len([]rune(word)))
	for _, t := range cut[0] {
		if t.Start == start {
			return t.End == end
		}
	}
	return false
}
