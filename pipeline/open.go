package pipeline

import (
	"errors"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/pipeline/segment"
)

// Open makes what judges by a lexicon. The dictionaries are kept as files in
// cacheDir, "" for a folder of the user's.
func Open(lex *lexicon.Lexicon, cacheDir string) (*Analyzer, error) {
	// The dictionaries take longest to load; the lexicon is compiled meanwhile.
	type opened struct {
		segmenter *segment.Segmenter
		err       error
	}
	dictionaries := make(chan opened, 1)
	go func() {
		s, err := openSegmenter(lex, cacheDir)
		dictionaries <- opened{s, err}
	}()
	engine, err := stance.New(lex)
	d := <-dictionaries
	if err := errors.Join(err, d.err); err != nil {
		return nil, err
	}
	return NewAnalyzer(engine, d.segmenter)
}

// OpenBoth makes what judges by two lexicons. Where both cut texts alike they
// share the segmenter, which is most of the memory and of the time to start.
func OpenBoth(old, new *lexicon.Lexicon, cacheDir string) (oldBy, newBy *Analyzer, err error) {
	type compiled struct {
		engine *stance.Engine
		err    error
	}
	before := make(chan compiled, 1)
	go func() {
		e, err := stance.New(old)
		before <- compiled{e, err}
	}()
	newBy, err = Open(new, cacheDir)
	b := <-before
	if err := errors.Join(err, b.err); err != nil {
		return nil, nil, err
	}
	if old.SegmentHash == new.SegmentHash {
		return newBy.WithEngine(b.engine), newBy, nil
	}
	segmenter, err := openSegmenter(old, cacheDir)
	if err != nil {
		return nil, nil, err
	}
	oldBy, err = NewAnalyzer(b.engine, segmenter)
	return oldBy, newBy, err
}

func openSegmenter(lex *lexicon.Lexicon, cacheDir string) (*segment.Segmenter, error) {
	return segment.New(segment.Options{CacheDir: cacheDir, Words: lex.SegmentWords})
}
