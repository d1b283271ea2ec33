package stance

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"lichang/lexicon"
	"lichang/lexicon/match"
)

// entity is somebody who can fill a role: a target or a bystander.
type entity struct {
	id     string
	group  string // org, person, people
	target bool
}

type nameKind uint8

const (
	byName nameKind = iota
	byPart
	byNoun
	byDescription
	byPronoun
)

func (k nameKind) String() string {
	return [...]string{"name", "part", "noun", "description", "pronoun"}[k]
}

// nameRef is one way in which a pattern speaks of an entity.
type nameRef struct {
	entity     int
	kind       nameKind
	part       *lexicon.Part // of byPart
	confidence float64
}

// pattern is all that one surface form can mean. What most stages ask for
// stands first, and the size is a multiple of the processor's cache lines, so
// that they find it in one.
type pattern struct {
	names     []nameRef
	senses    []sense
	cueSet    cueSet
	homonym   bool      // strikes out the names inside it
	literal   bool      // a piece of a construction
	target    bool      // names a target
	replies   bool      // somebody answers or denies
	byPatient bool      // a sense depends on who the patient is
	facet     facetKind // whether it names or implies an aspect
	_         [1]byte

	text  []rune
	cues  []lexicon.Cue
	opens int32 // in Engine.opens: the constructions that begin with it
	_     [12]byte
}

// kind is what the first look at a match needs to know of its pattern, in one
// byte, so that the many matches that mean nothing touch little memory.
type kind uint8

const (
	isWeighty kind = 1 << iota // worth a judgement: a term, or a target's name
	isTarget
	isLiteral
	isMark    // more than a piece of a construction
	isTerm    // has senses
	isDegree  // a degree word or a negator
	isOpening // 被, 把, 若, 称: may open a word that the segmenter guessed
	isAsking  // may end one
)

func (p *pattern) kind(weighty bool) kind {
	var k kind
	for _, x := range [...]struct {
		is  bool
		bit kind
	}{{weighty, isWeighty}, {p.target, isTarget}, {p.literal, isLiteral}, {!p.bare(), isMark}, {len(p.senses) > 0, isTerm},
		{p.cueSet&(cueIntensifier|cueDowntoner|cueNegator) != 0, isDegree},
		{p.cueSet&(cuePassive|cueCondition|cueDisposal|cueSaying) != 0, isOpening}, {p.cueSet&cueQuestion != 0, isAsking}} {
		if x.is {
			k |= x.bit
		}
	}
	return k
}

// deed is a lexicon.Deed by the indices of its targets.
type deed struct {
	doer       int
	class      string
	victim     int
	confidence float64
}

// acts says whether the pattern is a term for an act that somebody suffers or
// enjoys.
func (p *pattern) acts() bool {
	return slices.ContainsFunc(p.senses, func(s sense) bool {
		return s.term.Class.Harms == lexicon.Patient || s.term.Class.Helps == lexicon.Patient
	})
}

// construction is a lexicon.Construction made ready.
type construction struct {
	sense  *sense
	pieces []piece
}

// piece is one of the literals of a construction, by pattern id, or a gap.
type piece struct {
	literals []int32      // sorted, nil for a gap
	bits     uint64       // literalBit of each
	gap      lexicon.Role // "" captures nothing
}

// literalBit is a bit for a pattern: sets of them tell at once what cannot be
// there.
func literalBit(id int32) uint64 { return 1 << (id & 63) }

// bare says that the pattern is nothing but a piece of a construction.
func (p *pattern) bare() bool {
	return len(p.names) == 0 && len(p.senses) == 0 && len(p.cues) == 0 && !p.homonym
}

// New compiles a lexicon. The error names every weight and cue kind that the
// lexicon gives and the engine does not know, or the other way round.
func New(lex *lexicon.Lexicon) (*Engine, error) {
	e := &Engine{lex: lex, opens: make([][]*construction, 1)}
	var err error
	if e.weights, err = compileWeights(lex.Weights); err != nil {
		return nil, err
	}
	c := compiler{engine: e, index: map[string]int32{}}
	if err := c.compile(lex); err != nil {
		return nil, err
	}
	e.index = c.index
	e.linkSenses()
	texts := make([][]rune, len(e.patterns))
	for i := range e.patterns {
		p := &e.patterns[i]
		p.replies = slices.ContainsFunc(p.senses, func(s sense) bool { return s.term.Class.Name == "deny" || s.term.Text == "回应" })
		p.target = slices.ContainsFunc(p.names, func(r nameRef) bool { return e.entities[r.entity].target })
		weighty := p.target || slices.ContainsFunc(p.senses, func(s sense) bool { return s.term.Class.Name != "neutral" })
		e.kinds = append(e.kinds, p.kind(weighty))
		texts[i] = e.patterns[i].text
		e.maxPattern = max(e.maxPattern, len(texts[i]))
	}
	if e.trie, err = match.New(texts); err != nil {
		return nil, fmt.Errorf("compile lexicon %s: %w", lex.Name, err)
	}
	e.bearings = compileBearings(lex)
	e.pool.New = func() any { return new(doc) }
	return e, nil
}

// NewSharing compiles a lexicon that has no bearings of its own with those of
// another engine, whose targets must be the same in the same order. It takes as
// long as the lexicon is large, however large the table.
func NewSharing(lex *lexicon.Lexicon, bearings *Engine) (*Engine, error) {
	same := slices.EqualFunc(lex.Targets, bearings.lex.Targets, func(a, b lexicon.Target) bool { return a.ID == b.ID })
	if !same || len(lex.Bearings) > 0 {
		return nil, fmt.Errorf("compile lexicon %s: bearings are shared by lexicons of the same targets alone", lex.Name)
	}
	e, err := New(lex)
	if err != nil {
		return nil, err
	}
	e.bearings = bearings.bearings
	return e, nil
}

// linkSenses tells each pattern whether its senses depend on the patient, and
// each sense whether a negator stands in its text.
func (e *Engine) linkSenses() {
	for i := range e.patterns {
		p := &e.patterns[i]
		p.byPatient = slices.ContainsFunc(p.senses, func(s sense) bool { return s.ofPatient() })
		denies := e.denies(p.text)
		for k := range p.senses {
			p.senses[k].denies = denies && p.senses[k].term.Class.Polarity < 0
		}
	}
}

// denies says whether a text is a negator and then a term of praise.
func (e *Engine) denies(text []rune) bool {
	for n := 1; n <= 2 && n < len(text); n++ {
		head, ok := e.index[string(text[:n])]
		if !ok || e.patterns[head].cueSet&cueNegator == 0 {
			continue
		}
		if rest, ok := e.index[string(text[n:])]; ok && slices.ContainsFunc(e.patterns[rest].senses, func(s sense) bool { return s.term.Class.Polarity > 0 }) {
			return true
		}
	}
	return false
}

type compiler struct {
	engine *Engine
	index  map[string]int32
}

// at returns the pattern of a text, made where it is new. Latin letters are
// matched without regard to case.
func (c *compiler) at(text string) *pattern {
	return &c.engine.patterns[c.id(text)]
}

func (c *compiler) id(text string) int32 {
	text = strings.Map(lower, text)
	id, ok := c.index[text]
	if !ok {
		id = int32(len(c.engine.patterns))
		c.index[text] = id
		c.engine.patterns = append(c.engine.patterns, pattern{text: []rune(text)})
	}
	return id
}

// lower folds the letters that have a single-rune lower case.
func lower(r rune) rune {
	if r < 'A' {
		return r
	}
	if r <= 'Z' {
		return r + 'a' - 'A'
	}
	if r < 0x80 || r >= 0x2E80 {
		return r
	}
	return unicode.ToLower(r)
}

func (c *compiler) compile(lex *lexicon.Lexicon) error {
	e := c.engine
	name := func(text string, ref nameRef) {
		p := c.at(text)
		p.names = append(p.names, ref)
	}
	for i := range lex.Targets {
		t := &lex.Targets[i]
		e.entities = append(e.entities, entity{t.ID, t.Group, true})
		for _, n := range t.Names {
			name(n, nameRef{i, byName, nil, 1})
		}
		for k := range t.Parts {
			for _, n := range t.Parts[k].Names {
				name(n, nameRef{i, byPart, &t.Parts[k], 1})
			}
		}
		for _, n := range t.Nouns {
			name(n, nameRef{i, byNoun, nil, e.weights.Noun})
		}
		for _, d := range t.Descriptions {
			name(d.Text, nameRef{i, byDescription, nil, d.Confidence})
		}
		for _, n := range t.Pronouns {
			kind, confidence := byPronoun, e.weights.Pronoun
			if slices.ContainsFunc(t.Nouns, func(noun string) bool { return strings.Contains(strings.Map(lower, n), strings.Map(lower, noun)) }) {
				kind, confidence = byNoun, 1 // 该博主 says itself whom it means
			}
			name(n, nameRef{i, kind, nil, confidence})
		}
		for _, h := range t.Homonyms {
			c.at(h).homonym = true
		}
	}
	for i, t := range lex.Targets {
		if t.FirstPerson > 0 {
			e.firstPerson = append(e.firstPerson, deed{doer: i, confidence: t.FirstPerson})
		}
		for _, d := range t.Deeds {
			victim := slices.IndexFunc(lex.Targets, func(v lexicon.Target) bool { return v.ID == d.Against })
			if victim < 0 {
				return fmt.Errorf("%s: a deed against %q, which is no target", d.Pos, d.Against)
			}
			e.deeds = append(e.deeds, deed{i, d.Class, victim, d.Confidence})
		}
	}
	for _, o := range lex.Entities {
		id := len(e.entities)
		e.entities = append(e.entities, entity{o.ID, o.Group, false})
		for _, n := range o.Names {
			name(n, nameRef{id, byName, nil, 1})
		}
	}
	for _, t := range lex.Terms {
		p := c.at(t.Text)
		p.senses = append(p.senses, newSense(t))
	}
	var unknown []string
	for _, q := range lex.Cues {
		if q.Kind == lexicon.CueAspect || q.Kind == lexicon.CueImplying {
			c.aspect(q)
			continue
		}
		bit, ok := cueBit(q.Kind)
		if !ok {
			unknown = append(unknown, string(q.Kind))
			continue
		}
		p := c.at(q.Text)
		p.cues = append(p.cues, q)
		p.cueSet |= bit
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return fmt.Errorf("compile lexicon %s: the engine has no use for cues of kind %s", lex.Name, strings.Join(unknown, ", "))
	}
	for i := range lex.Constructions {
		c.construction(&lex.Constructions[i])
	}
	return nil
}

// construction compiles the pieces of a construction to pattern ids.
func (c *compiler) construction(k *lexicon.Construction) {
	e := c.engine
	s := newSense(k.Term)
	made := &construction{sense: &s}
	for _, part := range k.Parts {
		if part.Literals == nil {
			made.pieces = append(made.pieces, piece{gap: part.Role})
			continue
		}
		var p piece
		for _, lit := range part.Literals {
			id := c.id(lit)
			e.patterns[id].literal = true
			p.literals = append(p.literals, id)
			p.bits |= literalBit(id)
		}
		slices.Sort(p.literals)
		made.pieces = append(made.pieces, p)
	}
	for _, p := range made.pieces {
		if p.literals == nil {
			continue
		}
		for _, id := range slices.Compact(slices.Clone(p.literals)) {
			at := &e.patterns[id].opens
			if *at == 0 {
				*at = int32(len(e.opens))
				e.opens = append(e.opens, nil)
			}
			e.opens[*at] = append(e.opens[*at], made)
		}
		return
	}
}
