package pipeline

import (
	"context"
	"fmt"

	"lichang/lexicon/stance"
	"lichang/pipeline/measure"
	"lichang/pipeline/suggest"
)

// SuggestConfig is what words are looked for with.
type SuggestConfig struct {
	Analyzer *Analyzer
	Workers  int // at least 1
	// Refused are terms that must not be suggested.
	Refused []string
	// Target is the id of a target: of labelled texts the labels toward it, of
	// others those count that mention it. "" takes all.
	Target   string
	Labelled bool // the texts are gold
	Least    int  // how often a word must stand in the texts, at least 1
	Top      int
	Progress *Progress // may be read meanwhile; nil for none
}

// Suggester looks for words that a lexicon lacks.
type Suggester struct {
	cfg   SuggestConfig
	words *suggest.Words
	left  NoDocuments
}

// NewSuggester prepares a search.
func NewSuggester(cfg SuggestConfig) (*Suggester, error) {
	switch {
	case cfg.Workers < 1:
		return nil, fmt.Errorf("%d workers: want at least one", cfg.Workers)
	case cfg.Least < 1 || cfg.Top < 1:
		return nil, fmt.Errorf("least %d, top %d: want at least one", cfg.Least, cfg.Top)
	}
	if cfg.Progress == nil {
		cfg.Progress = new(Progress)
	}
	about := cfg.Target
	if cfg.Labelled {
		about = "" // the labels say what a text is about
	}
	words, err := suggest.NewWords(cfg.Analyzer.Lexicon(), cfg.Refused, about)
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	return &Suggester{cfg: cfg, words: words}, nil
}

// NoDocuments tells of the records of the inputs that were no documents.
func (s *Suggester) NoDocuments() NoDocuments { return s.left }

// Inputs suggests words from the rows of inputs, as run reads them. They are
// read twice, so that none may be stdin.
func (s *Suggester) Inputs(ctx context.Context, names []string, rd Reading) (*suggest.Suggestions, error) {
	for _, name := range names {
		if name == Stdin {
			return nil, fmt.Errorf("texts are read twice, which standard input cannot be: give a file")
		}
	}
	return s.twice(func(look looking) error {
		s.left = NoDocuments{} // the second reading leaves out the same
		var inputs []source
		for _, name := range names {
			inputs = append(inputs, fileSource(name, rd, nil))
		}
		f := flow{
			analyzer: s.cfg.Analyzer, workers: s.cfg.Workers, progress: s.cfg.Progress,
			work: func(w *worker, b *batch) error {
				texts, err := s.texts(b.docs, nil, &w.scratch)
				if err == nil {
					b.then = look(texts)
				}
				return err
			},
			take: func(b *batch, _ bool) error {
				for i := range b.docs {
					d := &b.docs[i]
					s.cfg.Progress.count(d)
					if d.Rejected() {
						s.left.Add(d)
					}
				}
				b.then()
				b.then = nil
				return nil
			},
		}
		return f.run(ctx, inputs)
	})
}

// Gold suggests words from labelled texts.
func (s *Suggester) Gold(ctx context.Context, sets []*measure.Set) (*suggest.Suggestions, error) {
	const size = 256 // texts that are cut at a time
	return s.twice(func(look looking) error {
		var scratch Scratch
		for _, set := range sets {
			for from := 0; from < len(set.Cases); from += size {
				if err := context.Cause(ctx); err != nil {
					return err
				}
				cases := set.Cases[from:min(from+size, len(set.Cases))]
				docs, sides := make([]Document, len(cases)), make([]int, len(cases))
				for i := range cases {
					docs[i] = GoldDocument(&cases[i])
					docs[i].InputFile, docs[i].InputRow = set.Name, int64(cases[i].Line)
					sides[i] = s.side(&cases[i])
				}
				texts, err := s.texts(docs, sides, &scratch)
				if err != nil {
					return err
				}
				look(texts)()
				s.cfg.Progress.RowsIn.Add(int64(len(docs)))
			}
		}
		return nil
	})
}

// side is where the labels of a text put its words: nowhere where they speak
// for one target and against another.
func (s *Suggester) side(c *measure.Case) int {
	favor, against := false, false
	for _, w := range c.Want {
		if s.cfg.Target == "" || w.Target == s.cfg.Target {
			favor = favor || w.Label == stance.Favor
			against = against || w.Label == stance.Against
		}
	}
	switch {
	case favor && !against:
		return 1
	case against && !favor:
		return -1
	}
	return 0
}

// looking makes something of some texts, in any order and from any goroutine.
// What it returns takes that in, in the order of the texts.
type looking func(texts []suggest.Text) (takeIn func())

// twice reads the texts twice: to count words, and to look at the frequent ones.
func (s *Suggester) twice(read func(look looking) error) (*suggest.Suggestions, error) {
	census := suggest.NewCensus()
	err := read(func(texts []suggest.Text) func() {
		part := s.words.Count(texts)
		return func() { census.Add(part) }
	})
	if err != nil {
		return nil, err
	}
	survey := suggest.NewSurvey(s.words, census, suggest.Options{Labelled: s.cfg.Labelled, Least: s.cfg.Least, Top: s.cfg.Top})
	err = read(func(texts []suggest.Text) func() {
		part := survey.Look(texts)
		return func() { survey.Add(part) }
	})
	if err != nil {
		return nil, err
	}
	return survey.Suggest(), nil
}

// texts cuts documents; what they hold is the scratch's until its next use.
// Sides are those of the documents, nil where they have none.
func (s *Suggester) texts(docs []Document, sides []int, sc *Scratch) ([]suggest.Text, error) {
	a := s.cfg.Analyzer
	a.views(docs, sc)
	cut, err := a.segmenter.Cut(sc.ptrs, sc.tokens)
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	sc.tokens = cut[:cap(cut)]
	var texts []suggest.Text
	for i := range docs {
		d := &docs[i]
		if d.Rejected() {
			continue
		}
		t := suggest.Text{View: sc.ptrs[i], Tokens: sc.tokens[i], File: d.InputFile, Row: d.InputRow}
		if sides != nil {
			t.Side = sides[i]
		}
		texts = append(texts, t)
	}
	return texts, nil
}
