package lexicon

// Role is the part that something plays in a frame (see doc.go).
type Role string

// The roles of a frame. Author is the holder of the voice that the frame
// stands in; it is never filled from the clause.
const (
	Author      Role = "author"
	Agent       Role = "agent"
	Patient     Role = "patient"
	Topic       Role = "topic"
	Cause       Role = "cause"
	Comitative  Role = "comitative"
	Beneficiary Role = "beneficiary"
	Standard    Role = "standard"
	Content     Role = "content"
)

// Effect says that From takes an attitude of Value (in [-1, 1], not 0) toward
// the filler of To. From is Author or a role of the frame; an attitude held by
// a role counts as the text's own where the voice it stands in is not rejected.
type Effect struct {
	From, To Role
	Value    float64
}

// Negation is what a negator in scope does to a term's effects.
type Negation string

// The ways a negator acts.
const (
	Flip   Negation = "flip"   // 不支持 is against
	Cancel Negation = "cancel" // 没诋毁 is nothing
	Weaken Negation = "weaken" // 不太好 is a weak opposite
)

// Treatment is what a predicate does to another frame that is its content.
type Treatment string

// The treatments of a nested content.
const (
	Keep    Treatment = "keep"    // 承认, 继续: the content stands
	Block   Treatment = "block"   // 否认, 辟谣: the content says nothing
	Reject  Treatment = "reject"  // 反对, 拒绝, 抗议: the content is disapproved of
	Stop    Treatment = "stop"    // 停止, 终止: the agent ends the content
	Endorse Treatment = "endorse" // 支持, 赞成: the content is approved of
	Wish    Treatment = "wish"    // 希望, 呼吁, 建议: the content is lacking
	Permit  Treatment = "permit"  // 容忍, 纵容: rejects under negation
	Pretend Treatment = "pretend" // 假装, 号称: the content is untrue
)

// Class gives the defaults of the terms of one semantic class.
type Class struct {
	Name, Gloss string
	// POS is the part of speech of its terms unless they say otherwise: "v"
	// transitive verb, "vi" intransitive verb, "a" adjective or predicate
	// idiom, "n" noun that describes somebody, "x" exclamation.
	POS      string
	Strength float64 // in (0, 1]
	Effects  []Effect
	// Rejected and Stopped replace Effects where an outer predicate rejects
	// the frame or its agent ends it. Empty Rejected: harms and helps speak.
	Rejected, Stopped []Effect
	// Negated replaces Effects under a negator; empty leaves it to Neg.
	Negated []Effect
	// Harms and Helps name the role that the act is bad or good for: to reject
	// what harms somebody is to speak for them.
	Harms, Helps Role
	Neg          Negation
	Content      Treatment // "" takes no content
	// Polarity is the sign of the class for the sentiment of a text in which
	// no role is filled: -1, 0 or 1.
	Polarity int
	Pos      Position
}

// Position is a place in a lexicon's files: line and column are 1-based, the
// column in runes.
type Position struct {
	File         string
	Line, Column int
}

// Condition limits a term to clauses in which one of the words Of stands
// before it (or directly after it for an attribute), and none of Not does; and
// to those in which its patient is of a group (one word of Groups at most): 骂
// the users is not what 骂 a company is.
type Condition struct {
	Of, Not []string
	Patient []string
}

// Term is one entry of terms/*.tsv: one sense of one surface form. All fields
// are resolved: class defaults are filled in.
type Term struct {
	Text     string // normalised surface
	POS      string
	Class    *Class
	Strength float64 // in (0, 1]; scales every effect
	Effects  []Effect
	Neg      Negation
	Content  Treatment
	When     Condition
	Note     string
	Pos      Position
}

// CueKind is a kind of function word; CueKinds lists them.
type CueKind string

// Cue is one function word or marker with the number its group gives it (a
// factor, a confidence, or 0 where the kind has none).
type Cue struct {
	Kind  CueKind
	Text  string
	Value float64
	Of    string // words between commas: what the cue is part of, or judges
	Pos   Position
}

// Part is a group of names that belong to a target: its people, products,
// organs.
type Part struct {
	Kind  string // person, staff, product, organ, …
	Names []string
	// Shields names the classes whose effects stop at the part and do not
	// reach the whole: 处罚徐洁云 is not against xiaomi.
	Shields []string
	// Weight in (0, 1] scales what reaches the whole.
	Weight float64
}

// Description is a way to speak of a target without a name.
type Description struct {
	Text       string
	Confidence float64 // in (0, 1]
	Pos        Position
}

// Target is one of those whom the lexicon judges.
type Target struct {
	ID, Label string
	// Group is "org", "person" or "people"; it decides which pronouns fit.
	Group string
	// Names are proper names (confidence 1); Nouns are class nouns (博主,
	// 用户) that refer where nothing else qualifies them.
	Names, Nouns []string
	Parts        []Part
	Descriptions []Description
	Pronouns     []string
	// Homonyms are longer strings that contain a name and mean nobody here.
	Homonyms []string
	// Deeds say whose acts are this target's where the text names no doer.
	Deeds []Deed
	// FirstPerson in [0, 1] is how surely 我们 as the one whom an act is done
	// to means this target; 0 for never.
	FirstPerson float64
	Pos         Position
}

// Deed says that an act of a class against another target is, unless the text
// names somebody else, this target's: in the affair, who reviles the users is
// the blogger.
type Deed struct {
	Class      string
	Against    string  // the id of a target
	Confidence float64 // in (0, 1]
	Pos        Position
}

// Entity is somebody who is not judged but can fill a role: a rival brand, the
// public, the press.
type Entity struct {
	ID, Group string
	Names     []string
}

// Construction is a frame made by an ordered series of literals with gaps, as
// in 把{patient}当{猴|韭菜|傻子}. Its pattern is parsed into Parts; see doc.go.
type Construction struct {
	Pattern string
	Parts   []PatternPart
	Term    *Term // class, effects and strength of the frame
	Pos     Position
}

// PatternPart is one piece of a construction: either literal alternatives or
// a gap that may fill a role.
type PatternPart struct {
	Literals []string // nil for a gap
	Role     Role     // of a gap; "" captures nothing
}

// SegmentWord is a line of segment.dict: a word that the segmenter must know.
type SegmentWord struct {
	Text string
	Freq int
	Tag  string
	Pos  Position
}

// Lexicon is a loaded, checked and merged lexicon. It is read-only after
// loading and may be shared between goroutines.
type Lexicon struct {
	Name, Version string
	Extends       []string
	// Hash is "sha256:" and the hexadecimal hash of the meaning, whatever the
	// order of files, comments and blank lines; of this and all it extends.
	Hash string
	// SegmentHash is the same of the words that the segmenter must know.
	SegmentHash   string
	Classes       []*Class // by name
	Terms         []*Term  // by text, class and condition
	Cues          []Cue    // by kind, then text
	Targets       []Target // in the order of the file
	Entities      []Entity
	Constructions []Construction
	SegmentWords  []SegmentWord // by text
	Bearings      []Bearing     // by trait
	// BearingFiles are the tables that the columns of Bearings were read from, in
	// the order of BearingColumns; "" where none has the column.
	BearingFiles []string
	// Weights are the numbers of the engine's weighing and deciding, by name;
	// WeightNames lists them all. A lexicon that lacks one does not load.
	Weights map[string]float64
	places  places
}
