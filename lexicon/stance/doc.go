package stance

import (
	"math"
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/match"
	"lichang/lexicon/token"
)

// doc is the work on one document. Each stage appends its own slices; later
// stages read them. It is scratch: one goroutine, reused.
type doc struct {
	e      *Engine
	v      *token.View
	tokens []token.Token
	opt    Options
	done   bool // nothing is left to find
	// learning asks for the traits of every text.
	learning bool
	// onTopic says whether the text speaks of a target, or is about one.
	onTopic bool

	text     []rune // the view in lower case
	hits     []match.Hit
	cut      []bool     // cut[i]: a token starts at i
	tokenOf  []int32    // by offset: the token that holds it
	seen     runeSet    // of text
	marks    []mark     // accepted matches in order, without overlaps
	inner    []mark     // names of targets inside terms for acts, in order
	literals []mark     // pieces of constructions, in order
	breaks   []brk      // clause borders by punctuation, in order
	voices   []voice    // voices[0] is the author's
	clauses  []clause   // in order
	mentions []mention  // in order
	frames   []frame    // in order of their predicate
	frameOf  []int32    // by mark: the frame that begins there, -1 for none
	fixed    int        // how many constructions lead the frames while terms are added
	edges    []int      // scratch of findClauses
	att      []attitude // made by project, reweighted by weigh
	units    []unit     // made by weighBearings
	runs     []foundRun // of units, those that the bearings know
	spoken   []spoken   // scratch of traitFor
	rowSeen  []uint32   // by row of the bearings: the pass that saw it last
	pass     uint32
	sums     []float64 // made by sumRuns
	states   []float64 // made by statesOf, as are the next three
	views    []engineView
	toldIn   []bool
	moods    moods
	traits   []trait // evidence made by weighBearings
	own      int     // entity of the document's own target, -1 for none
	about    int     // entity that a comment without subject is about, -1 for none
	aspect   string  // the own target's word where it is an aspect, else ""
	// aboutAspect says that a comment without subject is about that aspect.
	aboutAspect bool
	facets      []facet // where aspects are named, in order
	implied     []facet // what implies aspects, in order
	ownText     pattern
	ownShort    pattern // the first word of its name
	only        int     // see onlyMention
	result      Judgement
	strings     []string      // what room gives is part of
	told        map[told]bool // scratch of weigh
	counts      []int         // scratch of judgement
}

// runeSet holds runes and, by chance, others.
type runeSet [16]uint64

func (s *runeSet) add(r rune)      { s[r>>6&15] |= 1 << (r & 63) }
func (s *runeSet) has(r rune) bool { return s[r>>6&15]>>(r&63)&1 != 0 }

// room returns an empty list of rules with room for a few, which lasts as long
// as the document's judgement.
func (d *doc) room() []string {
	const few = 4
	at := len(d.strings)
	if at+few > cap(d.strings) {
		d.strings, at = make([]string, 0, 2*cap(d.strings)+64*few), 0
	}
	d.strings = d.strings[:at+few]
	return d.strings[at : at : at+few]
}

// mark is an accepted match: half-open view offsets in runes.
type mark struct {
	start, end int
	p          *pattern
	id         int32
}

// brk is a punctuation mark that ends a clause; strong ones end a sentence.
type brk struct {
	at     int // offset after it
	strong bool
	ask    bool // a question mark
}

// clause is a stretch between clause borders, saying verbs and quotes.
type clause struct {
	start, end  int
	sentence    int
	voice       int
	first, last int // its marks: marks[first:last]
	ask         bool
	links       cueSet
	subject     int // mention that stands as its subject, -1 for none
	// weight is the product of what links and moods do to it; rules say why.
	weight float64
	rules  []string
}

// voice is who says a stretch of text.
type voice struct {
	start, end int
	parent     int
	kind       string // author, quoted, reported
	speaker    int    // entity, -1 unknown
	name       string // the speaker's surface, "" unknown
	rejected   bool   // what is said is denied by who tells of it
}

// mention is one way in which the text speaks of an entity.
type mention struct {
	start, end int
	entity     int // nobody: struck out
	kind       nameKind
	part       *lexicon.Part
	confidence float64
	clause     int
	modifier   bool // an attribute of the mention after it
	prep       bool // stands behind a preposition
	inner      bool // stands inside a term: 骂用户
	antecedent int  // of a pronoun, -1 for none
}

// nobody is the entity of a mention that means none of the lexicon's.
const nobody = math.MaxInt32

// unset marks an index that has not been looked for.
const unset = -2

type roleID uint8

const (
	agent roleID = iota
	patient
	topic
	cause
	comitative
	beneficiary
	standard
	roleCount
)

// filler is what fills a role: a mention or an entity found without one.
type filler struct {
	mention    int // index, -1 for none
	entity     int // -1 empty
	start, end int // what to show; both 0 where nothing in the text stands for it
	confidence float64
	rule       string // the binder
}

func (f filler) empty() bool { return f.entity < 0 }

// frame is a predicate with its roles and operators.
type frame struct {
	start, end int
	term       *lexicon.Term
	sense      *sense
	clause     int
	roles      [roleCount]filler
	parent     int // the frame that this is the content of, -1 for none
	negated    bool
	off        bool    // says nothing: denied, asked, swallowed
	factor     float64 // degree, modality, mood; at least 0
	irony      bool
	rules      []string
	forbidden  bool // said not to be done
	obliged    bool // said that it ought to be done
	// byPatient are the senses of its text where one of them depends on who its
	// patient is; open says that none of the others holds here.
	byPatient []sense
	open      bool
	passive   bool
	partners  bool       // its roles are settled by who can cooperate with whom
	content   int        // a frame that fills its content, -1 for none
	fixed     bool       // made by a construction: its roles are what its gaps hold
	gaps      []captured // of a construction
}

// anyRole says whether somebody fills a role of the frame.
func (f *frame) anyRole() bool {
	return slices.ContainsFunc(f.roles[:], func(r filler) bool { return !r.empty() })
}

// attitude is what a frame projects on an entity.
type attitude struct {
	entity     int
	frame      int
	holder     int // entity, -1 author
	value      float64
	confidence float64
	mention    filler
	rules      []string
}

func (d *doc) reset(e *Engine, v *token.View, tokens []token.Token, opt Options) {
	d.e, d.v, d.tokens, d.opt, d.done, d.learning = e, v, tokens, opt, false, false
	d.hits, d.marks, d.literals, d.inner, d.breaks = d.hits[:0], d.marks[:0], d.literals[:0], d.inner[:0], d.breaks[:0]
	d.voices, d.clauses, d.mentions = d.voices[:0], d.clauses[:0], d.mentions[:0]
	d.frames, d.att, d.traits = d.frames[:0], d.att[:0], d.traits[:0]
	d.own, d.about, d.only = -1, -1, unset
	d.result, d.strings = Judgement{}, d.strings[:0]
	d.nameOwnTarget()
	d.nameOwnAspect()
	d.facets, d.implied = d.facets[:0], d.implied[:0]
	d.onTopic = d.own >= 0 || d.about >= 0
	d.voices = append(d.voices, voice{end: len(v.Runes), parent: -1, kind: "author", speaker: -1})
}

// release drops what must not be kept alive by the scratch of a huge document.
func (d *doc) release() {
	d.v, d.tokens, d.opt, d.result = nil, nil, Options{}, Judgement{}
	if cap(d.text) > 1<<16 {
		*d = doc{}
	}
}

// nameOwnTarget finds out which entity the document's own target is: the
// lexicon's target that bears that name, else one more.
func (d *doc) nameOwnTarget() {
	if d.opt.Target != "" {
		d.own = len(d.e.entities)
		if id, ok := d.e.index[strings.Map(lower, d.opt.Target)]; ok {
			for _, r := range d.e.patterns[id].names {
				if r.kind != byPronoun && r.entity < len(d.e.lex.Targets) {
					d.own = r.entity
					break
				}
			}
		}
	}
	switch {
	case d.opt.About == "":
	case d.opt.About == d.opt.Target:
		d.about = d.own
	default:
		for i, en := range d.e.entities {
			if en.target && en.id == d.opt.About {
				d.about = i
			}
		}
	}
}

// skip says whether a rule is switched off.
func (d *doc) skip(rule string) bool {
	for _, r := range d.opt.Without {
		if r == rule {
			return true
		}
	}
	return false
}

// entityCount counts the lexicon's entities and the document's own target.
func (d *doc) entityCount() int {
	return max(len(d.e.entities), d.own+1)
}

func (d *doc) group(entity int) string {
	if entity >= 0 && entity < len(d.e.entities) {
		return d.e.entities[entity].group
	}
	if entity == d.own {
		return "org"
	}
	return ""
}

// judged says whether an entity gets a label.
func (d *doc) judged(entity int) bool {
	return entity >= 0 && (entity == d.own || entity < len(d.e.lex.Targets))
}
