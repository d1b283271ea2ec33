package pipeline

import (
	"sync"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/pipeline/segment"
)

// sharedAnalyzer loads once a test binary: the dictionaries take their time.
var sharedAnalyzer = sync.OnceValues(func() (*Analyzer, error) { return newAnalyzer("xiaomi-kol") })

func newAnalyzer(name string) (*Analyzer, error) {
	lex, err := lexicon.Embedded(name)
	if err != nil {
		return nil, err
	}
	engine, err := stance.New(lex)
	if err != nil {
		return nil, err
	}
	s, err := segment.New(segment.Options{Words: lex.SegmentWords})
	if err != nil {
		return nil, err
	}
	return NewAnalyzer(engine, s)
}

func analyzer(t testing.TB) *Analyzer { return analyzerOf(t, "xiaomi-kol") }

func analyzerOf(t testing.TB, name string) *Analyzer {
	t.Helper()
	a, err := sharedAnalyzer()
	if name != "xiaomi-kol" {
		a, err = newAnalyzer(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}
