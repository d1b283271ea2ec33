package stance

import (
	"fmt"
	"slices"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

// Unheard returns a warning for each of the terms that own is true of and that
// no text lets through, by the rules of lexicon.RulesBeyond. Normal returns a
// text as it is judged.
//
// Each term is put through the stages that find terms and choose their senses,
// in a text about somebody, once for each way in which its condition can be
// met. It stands there apart, between borders of words, where every segmenter
// lets it stand: what is not found there is found nowhere.
func (e *Engine) Unheard(own func(*lexicon.Term) bool, normal func(string) string) lexicon.Problems {
	p := prober{e: e, people: e.peopleByGroup()}
	var found lexicon.Problems
	for _, t := range e.lex.Terms {
		if !own(t) {
			continue
		}
		if text := normal(t.Text); text != t.Text {
			found = append(found, e.respelt(t, text))
		} else if by, ok := p.hear(t); !ok {
			found = append(found, unheard(t, by))
		}
	}
	return found
}

const ruleUnheard, ruleSwallowed = "unheard", "swallowed"

// respelt says that no text holds a term as it is written.
func (e *Engine) respelt(t *lexicon.Term, text string) lexicon.Problem {
	x := lexicon.Problem{Pos: t.Pos, Level: lexicon.Warning, Rule: ruleUnheard,
		Message: fmt.Sprintf("texts are judged in their normal form, where %q is %q; write it so", t.Text, text)}
	if id, ok := e.index[text]; ok && len(e.patterns[id].senses) > 0 {
		x.Rule = ruleSwallowed
		x.Message = fmt.Sprintf("texts are judged in their normal form, where %q is %q, a term of its own at %s", t.Text, text, e.patterns[id].senses[0].term.Pos)
	}
	return x
}

// unheard says that a term is not found, and what is found in its place: nil
// for nothing.
func unheard(t, by *lexicon.Term) lexicon.Problem {
	x := lexicon.Problem{Pos: t.Pos, Level: lexicon.Warning, Rule: ruleSwallowed}
	switch {
	case by == nil:
		x.Rule = ruleUnheard
		x.Message = fmt.Sprintf("no text lets the term %q through", t.Text)
		if when := t.When.String(); when != "" {
			x.Message += ": none meets its condition " + when
		}
	case by.Text == t.Text:
		x.Message = fmt.Sprintf("wherever the term %q can be meant as %s here, it is taken as %s by %s", t.Text, t.Class.Name, by.Class.Name, by.Pos)
	default:
		x.Message = fmt.Sprintf("wherever the term %q stands, it is part of %q at %s", t.Text, by.Text, by.Pos)
	}
	return x
}

// prober puts terms through the engine one by one.
type prober struct {
	e      *Engine
	people map[string]string // somebody of each group
	d      doc
	v      token.View
	tokens []token.Token
	left   int // probes that the term may still take
}

// maxProbes is how many ways to meet a term's condition are tried. A term that
// has more and was not heard in those counts as heard.
const maxProbes = 2000

// probeTarget is whom the texts of probes are about, though they do not say so.
const probeTarget = "某品牌"

// peopleByGroup returns a name for each group of the lexicon's entities.
func (e *Engine) peopleByGroup() map[string]string {
	people := map[string]string{"org": probeTarget}
	for i := range e.patterns {
		p := &e.patterns[i]
		for _, n := range p.names {
			if n.kind == byName && len(p.senses) == 0 && !p.homonym {
				people[e.entities[n.entity].group] = string(p.text)
			}
		}
	}
	return people
}

// hear says whether a term is found in one of the texts that meet its
// condition, and if not, what is found in its place.
func (p *prober) hear(t *lexicon.Term) (by *lexicon.Term, ok bool) {
	p.left = maxProbes
	// A word that keeps another sense of the text away may let this one through.
	kept := []string{""}
	for _, s := range p.e.patterns[p.e.index[t.Text]].senses {
		kept = append(kept, s.term.When.Not...)
	}
	wanted := t.When.Of
	if wanted == nil {
		wanted = []string{""}
	}
	afters := []string{""}
	for _, group := range t.When.Patient {
		name := p.people[group]
		if name == "" {
			return nil, true // a lexicon that extends this one may know somebody
		}
		afters = append(afters, name, "了"+name)
	}
	for _, other := range kept {
		for _, word := range wanted {
			for _, after := range afters {
				if p.left--; p.left < 0 {
					return nil, true
				}
				other, ok := p.probe(t, word, other, after)
				if ok {
					return nil, true
				}
				if by == nil {
					by = other
				}
			}
		}
	}
	return by, false
}

// probe says whether a term is found behind two words and before a third, and
// if not, what is found in its place.
func (p *prober) probe(t *lexicon.Term, word, other, after string) (by *lexicon.Term, ok bool) {
	p.v.Runes, p.tokens = p.v.Runes[:0], p.tokens[:0]
	for _, w := range [2]string{word, other} {
		if w != "" {
			p.write(w)
			p.write("、")
		}
	}
	start, end := p.write(t.Text)
	if after != "" {
		p.write(after)
	}
	d := &p.d
	d.reset(p.e, &p.v, p.tokens, Options{Target: probeTarget})
	d.through(func(s stage) bool { return s.name == "operate" })
	if t.Class.Name == "neutral" {
		return nil, slices.ContainsFunc(d.marks, func(m mark) bool { return m.start == start && m.end == end })
	}
	for i := range d.frames {
		f := &d.frames[i]
		if f.term == t {
			return nil, true
		}
		if f.start <= start && end <= f.end {
			by = f.term
		}
	}
	return by, false
}

// write appends a word to the text, a token of its own.
func (p *prober) write(word string) (start, end int) {
	start = len(p.v.Runes)
	p.v.Runes = append(p.v.Runes, []rune(word)...)
	end = len(p.v.Runes)
	p.tokens = append(p.tokens, token.Token{Start: int32(start), End: int32(end)})
	return start, end
}
