// Package baseline judges as the usual lexicon tools do: a text has one mood,
// the sum of its words' polarities, turned by a negator and scaled by a degree
// word just before them, and everybody whom the text mentions gets that mood.
// It has the lexicon's words and none of the engine's grammar, so that what the
// grammar is worth can be told from what the words are worth.
package baseline

import (
	"strings"
	"unicode"

	"lichang/lexicon"
	"lichang/lexicon/match"
	"lichang/lexicon/token"
)

// window is how many tokens before a word a negator or degree word is looked
// for in; punctuation ends it sooner.
const window = 3

// word is all that one surface form says here.
type word struct {
	polarity float64 // in [-1, 1], 0 for no opinion
	factor   float64 // what it does to an opinion after it: -1 for a negator, 0 for nothing
	targets  []int   // that it mentions, by their places in the lexicon
}

// Judge is the baseline with the words of one lexicon. It is read-only once
// made and may be shared between goroutines.
type Judge struct {
	words   []word
	trie    *match.Trie
	targets int
}

// New takes the words of a lexicon: the polarities of its terms, its negators
// and degree words, and the names, parts and class nouns of its targets.
// Descriptions, pronouns, conditions and constructions are grammar.
func New(lex *lexicon.Lexicon) (*Judge, error) {
	j := &Judge{targets: len(lex.Targets)}
	index := map[string]int{}
	var texts [][]rune
	at := func(text string) *word {
		text = strings.ToLower(text)
		i, ok := index[text]
		if !ok {
			i = len(texts)
			index[text] = i
			texts = append(texts, []rune(text))
			j.words = append(j.words, word{})
		}
		return &j.words[i]
	}
	for _, t := range lex.Terms {
		at(t.Text).polarity += Polarity(t)
	}
	for _, c := range lex.Cues {
		switch c.Kind {
		case lexicon.CueNegator:
			at(c.Text).factor = -1
		case lexicon.CueIntensifier, lexicon.CueDowntoner:
			at(c.Text).factor = c.Value
		}
	}
	for i := range lex.Targets {
		t := &lex.Targets[i]
		names := append(append([]string{}, t.Names...), t.Nouns...)
		for _, p := range t.Parts {
			names = append(names, p.Names...)
		}
		for _, n := range names {
			w := at(n)
			w.targets = append(w.targets, i)
		}
	}
	trie, err := match.New(texts)
	j.trie = trie
	return j, err
}

// Polarity is what a word list would say of a term: its class's side, or where
// the class has none, that of what the term's effects add up to. It is in [-1, 1].
func Polarity(t *lexicon.Term) float64 {
	side := float64(t.Class.Polarity)
	if side == 0 {
		sum := 0.0
		for _, e := range t.Effects {
			sum += e.Value
		}
		switch {
		case sum > 0:
			side = 1
		case sum < 0:
			side = -1
		}
	}
	return side * t.Strength
}

// Mood returns the sum of the polarities of a text's words and, by the
// lexicon's order, which targets it mentions. Tokens must be those of the view.
func (j *Judge) Mood(v *token.View, tokens []token.Token) (mood float64, mentioned []bool) {
	mentioned = make([]bool, j.targets)
	text := make([]rune, len(v.Runes))
	for i, r := range v.Runes {
		text[i] = unicode.ToLower(r)
	}
	at := make([]*word, len(tokens)) // the word that begins at a token
	for _, h := range j.trie.Longest(text, tokens) {
		w := &j.words[h.ID]
		for _, t := range w.targets {
			mentioned[t] = true
		}
		at[h.Start] = w
	}
	for i, w := range at {
		if w == nil || w.polarity == 0 {
			continue
		}
		value := w.polarity
		for k := i - 1; k >= 0 && k >= i-window && !ends(text[tokens[k].Start]); k-- {
			if at[k] != nil && at[k].factor != 0 {
				value *= at[k].factor
			}
		}
		mood += value
	}
	return mood, mentioned
}

// ends says whether a character ends a clause.
func ends(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) }
