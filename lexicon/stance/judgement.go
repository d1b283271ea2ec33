package stance

// Label is the decision for one target.
type Label string

// The three labels of a target.
const (
	Favor   Label = "FAVOR"
	Against Label = "AGAINST"
	None    Label = "NONE"
)

// Labels returns the labels in the order in which everything lists them.
func Labels() [3]Label { return [3]Label{Favor, Against, None} }

// Index returns a label's place in Labels; what is no label counts as NONE.
func (l Label) Index() int {
	switch l {
	case Favor:
		return 0
	case Against:
		return 1
	}
	return 2
}

// Basis says why a decision is what it is.
type Basis string

// Absent: no mention and no evidence. Neutral: mentioned, no evidence that
// reaches the threshold. Mixed: evidence on both sides outweighs itself.
const (
	Decided Basis = "decided"
	Absent  Basis = "absent"
	Neutral Basis = "neutral"
	Mixed   Basis = "mixed"
)

// The labels of a whole text's sentiment.
const (
	Positive = "POS"
	Negative = "NEG"
	Neuter   = "NEU"
)

// Judgement is what one document says toward each target. Every number in it
// is a fold of Evidence (see Fold).
type Judgement struct {
	// Targets holds the lexicon's targets in its order, then the document's
	// own target where it names one.
	Targets []TargetJudgement
	// SentimentScore is in [-1, 1], of the whole text.
	SentimentScore float64
	SentimentLabel string
	Evidence       []Evidence
	Trace          *Trace // nil unless it was asked for
}

// TargetJudgement is the decision for one target.
type TargetJudgement struct {
	ID             string
	Label          Label
	Score          float64 // Favor - Against, in [-1, 1]
	Favor, Against float64 // in [0, 1]
	Basis          Basis
	Mentions       int
}

// Evidence is one weighed attitude: a word (or a construction's first to last
// word), whom it is toward, and how it came to count. Offsets are view
// offsets in runes, half-open, inside one field.
type Evidence struct {
	Target     string  // a target's id; "" where the word reaches no target and counts for the sentiment alone
	Holder     string  // whose attitude: "author", an entity's id, or the surface of the speaker
	Voice      string  // "author", "quoted" or "reported"
	Start, End int     // the term
	Polarity   int     // +1 or -1
	Weight     float64 // in (0, 1], four decimals, confidence included
	Confidence float64 // in (0, 1]: how surely the target is meant
	Rules      []string
	Spans      []RoleSpan
}

// RoleSpan is the stretch of text that fills a role of the evidence's frame.
type RoleSpan struct {
	Role       string
	Start, End int
}

// Options are what a document brings beside its text.
type Options struct {
	// Target is a name to judge beside the lexicon's targets, "" for none.
	Target string
	// About is the id of the target (or Target's text) that a comment without
	// subject is about, "" for none.
	About string
	// Trace asks for the stages' work, for explain.
	Trace bool
	// Without names rules to skip.
	Without []string
}

// Trace is the work of the stages, for people to read.
type Trace struct {
	Voices   []TraceSpan // who says what
	Clauses  []TraceSpan
	Mentions []TraceSpan
	Frames   []TraceFrame
}

// TraceSpan is a named stretch of the view.
type TraceSpan struct {
	Start, End int
	Name       string // e.g. "clause assert but", "mention xiaomi name"
	Detail     string
}

// TraceFrame is a predicate with its roles and the operators on it.
type TraceFrame struct {
	Start, End int
	Class      string
	Roles      []RoleSpan
	Rules      []string
	Attitudes  []Evidence // what the frame projects, before weighing
}
