// Package stance decides how a text stands toward each target. Tokens become
// voices, clauses and mentions, then frames (a predicate with its roles
// filled), then attitudes, then one decision a target. Each stage reads what
// the earlier ones made and appends its own; only project makes polarity and
// only decide makes labels.
package stance

import (
	"sync"

	"lichang/lexicon"
	"lichang/lexicon/match"
	"lichang/lexicon/token"
)

// Engine judges documents with one lexicon. It is read-only once made and may
// be shared between goroutines.
type Engine struct {
	lex      *lexicon.Lexicon
	entities []entity // the targets first, in the lexicon's order
	patterns []pattern
	kinds    []kind            // by pattern
	index    map[string]int32  // pattern by text
	opens    [][]*construction // by pattern.opens; the first has none
	trie     *match.Trie       // of the patterns' texts
	deeds    []deed
	// firstPerson lists, as doers, the targets that 我们 may mean.
	firstPerson []deed
	weights     weights
	partOf      map[int32][]string // by pattern of an aspect or what implies one: the aspects
	bearings    *bearings          // nil where the lexicon has none
	maxPattern  int
	pool        sync.Pool // *doc: scratch of one judgement
}

// stages is the whole way of a document, in order. Normalising and segmenting
// have been done by the caller; project and decide are the only ones that make
// polarity and labels. Those marked settle whose attitude meets whom, and are
// passed over where the text speaks of none of the targets: its words then
// count for the sentiment alone.
func stages() []stage {
	return []stage{
		{"match", (*doc).match, false},
		{"voices", (*doc).findVoices, true},
		{"clauses", (*doc).findClauses, false},
		{"mentions", (*doc).findMentions, true},
		{"bind", (*doc).bind, false},
		{"nest", (*doc).nest, false},
		{"resolve", (*doc).resolve, true},
		{"settle", (*doc).settle, false},
		{"operate", (*doc).operate, false},
		{"project", (*doc).project, false},
		{"weigh", (*doc).weigh, false},
		{"bear", (*doc).weighBearings, false},
		{"decide", (*doc).decide, false},
	}
}

type stage struct {
	name    string
	run     func(*doc)
	onTopic bool // only where the text speaks of a target
}

// Lexicon returns the lexicon that the engine judges by.
func (e *Engine) Lexicon() *lexicon.Lexicon { return e.lex }

// Judge decides how a document stands toward each target. Tokens must be those
// of the view, in order, and concatenate to it.
func (e *Engine) Judge(v *token.View, tokens []token.Token, opt Options) Judgement {
	d := e.pool.Get().(*doc)
	d.reset(e, v, tokens, opt)
	d.through(func(stage) bool { return false })
	j := d.judgement()
	d.release()
	e.pool.Put(d)
	return j
}

// through runs the stages up to the first for which until is true.
func (d *doc) through(until func(stage) bool) {
	for _, s := range stages() {
		if until(s) || d.done {
			return // where it is done nothing is left to judge
		}
		if !s.onTopic || d.onTopic {
			s.run(d)
		}
	}
}
