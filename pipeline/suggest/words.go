package suggest

import (
	"slices"
	"strings"
	"unicode"

	"lichang/lexicon"
	"lichang/lexicon/baseline"
	"lichang/lexicon/match"
	"lichang/lexicon/token"
)

// Text is one text that is counted.
type Text struct {
	View   *token.View
	Tokens []token.Token // those of View
	// Side of a labelled text: 1, -1, or 0 for neither. Others have none.
	Side int
	// File and Row say where the text stands; Row is 1-based, 0 for nowhere.
	File string
	Row  int64
}

// listed is all that the lexicon says of one text, as far as it matters here.
type listed struct {
	polarity float64  // in [-1, 1], 0 for none
	factor   float64  // what it does to a polarity after it: negative for a negator, 0 for nothing
	joins    bool     // 又, 而且
	parts    bool     // 但, 却
	targets  []string // ids of those whom it names
}

// Words is what a lexicon knows already. It is read-only once made and may be
// shared between goroutines.
type Words struct {
	trie  *match.Trie
	words []listed
	about string
}

// NewWords takes all that a lexicon has a text for: terms, function words, names
// of whomever, the literals of its constructions; and what was refused. About is
// the id of the target that a text has to name to count, "" for none.
func NewWords(lex *lexicon.Lexicon, refused []string, about string) (*Words, error) {
	w := &Words{about: about}
	index := map[string]int{}
	var texts [][]rune
	at := func(text string) *listed {
		text = strings.ToLower(text)
		if text == "" {
			return new(listed)
		}
		i, ok := index[text]
		if !ok {
			i = len(texts)
			index[text] = i
			texts = append(texts, []rune(text))
			w.words = append(w.words, listed{})
		}
		return &w.words[i]
	}
	for _, t := range lex.Terms {
		at(t.Text).polarity += baseline.Polarity(t)
	}
	for _, c := range lex.Cues {
		if c.Kind == lexicon.CueAspect || c.Kind == lexicon.CueImplying {
			continue // says what is judged, not how
		}
		l := at(c.Text)
		switch c.Kind {
		case lexicon.CueNegator:
			l.factor = -1
		case lexicon.CueIntensifier, lexicon.CueDowntoner:
			l.factor = c.Value
		case lexicon.CueConjunction:
			l.joins = true
		case lexicon.CueContrast:
			l.parts = true
		}
	}
	names := func(lists ...[]string) {
		for _, l := range lists {
			for _, n := range l {
				at(n)
			}
		}
	}
	for i := range lex.Targets {
		t := &lex.Targets[i]
		names(t.Pronouns, t.Homonyms)
		named := slices.Concat(t.Names, t.Nouns)
		for _, p := range t.Parts {
			named = append(named, p.Names...)
		}
		for _, n := range named {
			l := at(n)
			l.targets = append(l.targets, t.ID)
		}
		for _, d := range t.Descriptions {
			at(d.Text)
		}
	}
	for _, e := range lex.Entities {
		names(e.Names)
	}
	for _, c := range lex.Constructions {
		for _, p := range c.Parts {
			names(p.Literals)
		}
	}
	names(refused)
	var err error
	w.trie, err = match.New(texts)
	return w, err
}

// kind is what a unit is to the search.
type kind uint8

const (
	other kind = iota // a word that is no candidate: a name, a number, one character
	stop              // ends a clause
	known             // the lexicon has it
	word              // a candidate
)

// unit is a word of a text: a token, or several that the lexicon has as one.
type unit struct {
	start, end int32  // half-open, in runes of the view
	key        uint64 // of its text
	tag        [2]byte
	kind       kind
	piece      bool // may be a part of a new word
	listed     *listed
	value      float64 // of a listed one: its polarity as what stands before it leaves it
}

// reach is how many units before a word a negator or degree word is looked for.
const reach = 3

// scratch is what one goroutine takes texts apart with.
type scratch struct {
	text  []rune
	units []unit
}

// units takes a text apart; the units are s's until its next use. There are none
// where the text does not name whom it has to be about.
func (w *Words) units(t *Text, s *scratch) []unit {
	s.text, s.units = s.text[:0], s.units[:0]
	for _, r := range t.View.Runes {
		s.text = append(s.text, unicode.ToLower(r))
	}
	about := w.about == ""
	hits := w.trie.Longest(s.text, t.Tokens)
	for i := 0; i < len(t.Tokens); {
		tok := t.Tokens[i]
		u := unit{start: tok.Start, end: tok.End, tag: tok.Tag}
		if len(hits) > 0 && int(hits[0].Start) == i {
			u.end = t.Tokens[hits[0].End-1].End
			u.listed, u.kind = &w.words[hits[0].ID], known
			i, hits = int(hits[0].End), hits[1:]
			if u.value = u.listed.polarity; u.value != 0 {
				u.value *= s.before(len(s.units))
			}
		} else {
			u.kind, u.piece = classify(s.text[u.start:u.end], u.tag)
			i++
		}
		u.key = keyOf(s.text[u.start:u.end])
		s.units = append(s.units, u)
		about = about || u.listed != nil && slices.Contains(u.listed.targets, w.about)
	}
	if !about {
		return nil
	}
	return s.units
}

// before is the factor that what stands before the i-th unit puts on it.
func (s *scratch) before(i int) float64 {
	factor := 1.0
	for k := i - 1; k >= 0 && k >= i-reach && s.units[k].kind != stop; k-- {
		if l := s.units[k].listed; l != nil && l.factor != 0 {
			factor *= l.factor
		}
	}
	return factor
}

// The lengths of candidates, in characters.
const (
	minLength = 2
	maxLength = 8
	// maxPiece is how long a part of a new word may be, maxMerged the whole.
	maxPiece  = 3
	maxMerged = 6
)

// classify tells what a word is that the lexicon does not have, and whether it
// may be a part of a new one.
func classify(text []rune, tag [2]byte) (kind, bool) {
	han, letters := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.IsLetter(r):
			letters++
		case unicode.IsPunct(r), unicode.IsSpace(r), unicode.IsSymbol(r), unicode.IsControl(r):
			if len(text) == 1 {
				return stop, false
			}
		}
	}
	all := han + letters
	piece := han == len(text) && han <= maxPiece && open(tag)
	if all < len(text) || all < minLength || all > maxLength || !open(tag) {
		return other, piece
	}
	return word, piece
}

// open says whether a tag is that of a class of words that new ones join, names
// apart; that of an unknown word is.
func open(tag [2]byte) bool {
	switch tag[0] {
	case 0, 'a', 'v', 'i', 'l', 'z', 'b', 'j', 'o', 'e', 'y', 'g':
		return true
	case 'n':
		switch tag[1] {
		case 'r', 's', 't', 'z': // people, places, bodies, brands
			return false
		}
		return true
	}
	return false
}

// keyOf is a hash of a word. It is what words are counted by: among the ten
// million of a large corpus the chance of two with one key is one in a hundred
// thousand.
func keyOf(text []rune) uint64 { return finish(extend(seed, text)) }

const seed = 14695981039346656037

// extend takes a hash on by some text, as FNV-1a does but by runes.
func extend(h uint64, text []rune) uint64 {
	for _, r := range text {
		h = (h ^ uint64(uint32(r))) * 1099511628211
	}
	return h
}

// finish spreads what distinguishes two hashes over all bits.
func finish(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// merged calls visit with every run of two or three units that may be a new
// word, from its first to behind its last.
func merged(units []unit, visit func(from, to int)) {
	for i := range units {
		if !units[i].piece {
			continue
		}
		one := units[i].end-units[i].start == 1
		for k := i + 1; k < len(units) && k < i+3 && units[k].piece; k++ {
			one = one || units[k].end-units[k].start == 1
			if units[k].end-units[i].start > maxMerged {
				break
			}
			if one {
				visit(i, k+1)
			}
		}
	}
}
