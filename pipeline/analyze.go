package pipeline

import (
	"fmt"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/output"
	"lichang/pipeline/segment"
)

// Analyzer is the one way from a document to its judgement: normalise, cut,
// judge. It may be shared between goroutines, each with a Scratch of its own.
type Analyzer struct {
	engine    *stance.Engine
	segmenter *segment.Segmenter
	normal    *Normaliser
	outlets   *Outlets
	about     map[string]string        // what about may say to the target's id
	undecided []stance.TargetJudgement // of a record that is no document
}

// NewAnalyzer puts an engine and a segmenter together with the program's own
// tables. The segmenter must know the engine's lexicon's words.
func NewAnalyzer(engine *stance.Engine, segmenter *segment.Segmenter) (*Analyzer, error) {
	normal, err := NewNormaliser()
	if err != nil {
		return nil, err
	}
	outlets, err := LoadOutlets()
	if err != nil {
		return nil, err
	}
	a := &Analyzer{segmenter: segmenter, normal: normal, outlets: outlets}
	return a.WithEngine(engine), nil
}

// WithEngine returns an analyzer that judges by another engine and is otherwise
// the same. The lexicons must have the same words for the segmenter.
func (a *Analyzer) WithEngine(engine *stance.Engine) *Analyzer {
	other := *a
	other.engine, other.about, other.undecided = engine, engine.Lexicon().AboutNames(), nil
	for _, t := range engine.Lexicon().Targets {
		other.undecided = append(other.undecided, stance.TargetJudgement{ID: t.ID, Label: stance.None, Basis: stance.Absent})
	}
	return &other
}

// Lexicon returns the lexicon that is judged by.
func (a *Analyzer) Lexicon() *lexicon.Lexicon { return a.engine.Lexicon() }

// Schema is the shape of the rows that the analyzer's judgements fill.
func (a *Analyzer) Schema() (*output.Schema, error) {
	var ids []string
	for _, t := range a.Lexicon().Targets {
		ids = append(ids, t.ID)
	}
	return output.NewSchema(ids)
}

// describe fills in what the analyzer knows of where its rows come from.
func (a *Analyzer) describe(p *output.Provenance) {
	lex := a.Lexicon()
	p.Lexicon, p.LexiconVersion, p.LexiconHash = lex.Name, lex.Version, lex.Hash
	p.DictionaryHash = a.segmenter.Hash()
}

// AnalyzeOptions hold for all documents of a call.
type AnalyzeOptions struct {
	Trace   bool     // ask for the stages' work
	Without []string // rules of the engine to skip
}

// Result is what became of one document.
type Result struct {
	// Source is whose the text is: the row's own, or recognised.
	Source string
	// View is what was judged, Tokens its words. Both are valid until the
	// scratch they were made with is used again.
	View      *token.View
	Tokens    []token.Token
	Judgement stance.Judgement
}

// Scratch is what one goroutine analyses with.
type Scratch struct {
	view    ViewScratch
	views   []token.View
	ptrs    []*token.View
	tokens  [][]token.Token
	results []Result
	offsets offsets
}

// Analyze judges documents, the one way for all who want to know. A result
// stands for the document in its place; that of a rejected document is empty.
// The slice and what its views and tokens hold are s's, until its next use.
//
// An error is a defect of the program, not of a document.
func (a *Analyzer) Analyze(docs []Document, opt AnalyzeOptions, s *Scratch) ([]Result, error) {
	a.views(docs, s)
	cut, err := a.segmenter.Cut(s.ptrs, s.tokens)
	if err != nil {
		return nil, fmt.Errorf("analyze: %w", err)
	}
	// Cut shortens the slice to the views; what lies beyond it is kept for a
	// larger batch, except for the words of a huge document.
	s.tokens = cut[:cap(cut)]
	for i := range s.tokens {
		if i < len(docs) {
			s.results[i].View, s.results[i].Tokens = s.ptrs[i], s.tokens[i]
		}
		if cap(s.tokens[i]) > maxKept {
			s.tokens[i] = nil
		}
	}
	for i := range docs {
		d, r := &docs[i], &s.results[i]
		if d.Rejected() {
			continue
		}
		r.Judgement = a.Judge(d, r, opt)
	}
	return s.results, nil
}

// Judge judges a document by the words that Analyze has cut it into: again, and
// otherwise, while the result's view and tokens are valid.
func (a *Analyzer) Judge(d *Document, r *Result, opt AnalyzeOptions) stance.Judgement {
	about, _ := a.aboutOf(d)
	return a.judge(r.View, r.Tokens, stance.Options{
		Target: d.Target, About: about, Trace: opt.Trace, Without: opt.Without,
	})
}

// views normalises the documents into s, a view, its pointer and an empty
// result for each.
func (a *Analyzer) views(docs []Document, s *Scratch) {
	s.view.Reset()
	s.views, s.ptrs, s.results = s.views[:0], s.ptrs[:0], s.results[:0]
	for i := range docs {
		d := &docs[i]
		var r Result
		var v token.View
		if !d.Rejected() {
			var cut outletCut
			r.Source, cut = a.outlets.source(d)
			v = a.normal.View(d.Title, d.Text, cut, &s.view)
		}
		s.results = append(s.results, r)
		s.views = append(s.views, v)
	}
	for i := range s.views {
		s.ptrs = append(s.ptrs, &s.views[i])
	}
}

// aboutOf resolves what a document says that it is about: a target's id, label
// or name, or the row's own target. Somebody else is nobody's default; ok is
// false then.
func (a *Analyzer) aboutOf(d *Document) (id string, ok bool) {
	if d.About == "" || d.About == d.Target {
		return d.About, true
	}
	id, ok = a.about[d.About]
	return id, ok
}

// KnowsAbout says whether the document's about is empty or names a target.
func (a *Analyzer) KnowsAbout(d *Document) bool {
	_, ok := a.aboutOf(d)
	return ok
}
