package pipeline

import (
	"sync"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/pipeline/segment"
)

// sharedAnalyzer loads once a test binary: the dictionaries take their time.
var sharedAnalyzer = sync.OnceValues(func() (*Analyzer, error) {
	lex, err := lexicon.Embedded("xiaomi-kol")
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
})

func analyzer(t testing.TB) *Analyzer {
	t.Helper()
	a, err := sharedAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}
