package segment

import (
	"os"
	"strings"
	"sync"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

// cacheDir is one folder for all tests of the package, so that the
// dictionaries are unpacked once; TestMain removes it.
var cacheDir string

var sharedSegmenter = sync.OnceValues(func() (*Segmenter, error) { return New(Options{CacheDir: cacheDir}) })

// shared returns a segmenter without words of its own.
func shared(t testing.TB) *Segmenter {
	t.Helper()
	s, err := sharedSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func withWords(t testing.TB, words ...lexicon.SegmentWord) *Segmenter {
	t.Helper()
	s, err := New(Options{CacheDir: cacheDir, Words: words})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func view(text string) *token.View { return &token.View{Runes: []rune(text)} }

// cutOne returns the tokens of one text and their surfaces.
func cutOne(t testing.TB, s *Segmenter, v *token.View) ([]token.Token, []string) {
	t.Helper()
	cut, err := s.Cut([]*token.View{v}, nil)
	if err != nil {
		t.Fatal(err)
	}
	words := make([]string, len(cut[0]))
	for i, tok := range cut[0] {
		words[i] = string(v.Runes[tok.Start:tok.End])
	}
	return cut[0], words
}

func joined(s *Segmenter, t testing.TB, text string) string {
	t.Helper()
	_, words := cutOne(t, s, view(text))
	return strings.Join(words, "/")
}

// unpacked returns a carried file. It panics, so that it can be called where
// there is no test.
func unpacked(name string) []byte {
	d, err := carriedDictionary()
	if err != nil {
		panic(err)
	}
	for _, f := range d.files {
		if f.name == name {
			content, err := f.unpack()
			if err != nil {
				panic(err)
			}
			return content
		}
	}
	panic("no carried file " + name)
}

func TestMain(m *testing.M) {
	if cacheDir = os.Getenv(childCache); cacheDir != "" {
		os.Exit(child(os.Stdout, os.Stderr))
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lichang-segment-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	cacheDir = dir
	return m.Run()
}
