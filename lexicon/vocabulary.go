package lexicon

import "strings"

// The words that a lexicon's files may use where a value comes from a fixed
// set. Each set has this one home: loading, its guesses and the documentation
// follow it. They are functions, so that nobody can change them at run time.

// Roles returns the roles of a frame, Author first.
func Roles() []Role {
	return []Role{Author, Agent, Patient, Topic, Cause, Comitative, Beneficiary, Standard, Content}
}

// Negations returns the ways a negator acts.
func Negations() []Negation { return []Negation{Flip, Cancel, Weaken} }

// Treatments returns the ways a predicate treats its content.
func Treatments() []Treatment {
	return []Treatment{Keep, Block, Reject, Stop, Endorse, Wish, Permit, Pretend}
}

// PartsOfSpeech returns the parts of speech of terms: transitive verb,
// intransitive verb, adjective or predicate idiom, noun, exclamation.
func PartsOfSpeech() []string { return []string{"v", "vi", "a", "n", "x"} }

// Groups returns the groups of targets and entities.
func Groups() []string { return []string{"org", "person", "people"} }

// The kinds of cues; cueKinds says what they are.
const (
	CueNegator       CueKind = "negator"
	CueIntensifier   CueKind = "intensifier"
	CueDowntoner     CueKind = "downtoner"
	CueContrast      CueKind = "contrast"
	CueConcession    CueKind = "concession"
	CueCause         CueKind = "cause"
	CueResult        CueKind = "result"
	CueNotBut        CueKind = "not_but"
	CueButIs         CueKind = "but_is"
	CueCondition     CueKind = "condition"
	CuePassive       CueKind = "passive"
	CueDisposal      CueKind = "disposal"
	CueDative        CueKind = "dative"
	CueLocative      CueKind = "locative"
	CueComitative    CueKind = "comitative"
	CueComparison    CueKind = "comparison"
	CueSaying        CueKind = "saying"
	CueSayingAgainst CueKind = "saying_against"
	CueSayingFor     CueKind = "saying_for"
	CueHearsay       CueKind = "hearsay"
	CueModal         CueKind = "modal"
	CueWish          CueKind = "wish"
	CueQuestion      CueKind = "question"
	CueRhetorical    CueKind = "rhetorical"
	CueHeadline      CueKind = "headline"
	CueIrony         CueKind = "irony"
	CueStop          CueKind = "stop"
	CueParticle      CueKind = "particle"
	CueCopula        CueKind = "copula"
	CueConjunction   CueKind = "conjunction"
	CueOnlyNow       CueKind = "only_now"
	CueEven          CueKind = "even"
	CueTitleMark     CueKind = "title_mark"
	CueHypothetical  CueKind = "hypothetical"
	CueReversal      CueKind = "reversal"
	CuePretence      CueKind = "pretence"
	CueFirstPerson   CueKind = "first_person"
	CueSecondPerson  CueKind = "second_person"
	CueVague         CueKind = "vague"
	CueDissent       CueKind = "dissent"
	CueRather        CueKind = "rather"
	CueObligation    CueKind = "obligation"
	CueRefuting      CueKind = "refuting"
	CueAspect        CueKind = "aspect"
	CueImplying      CueKind = "implying"
)

// CueKinds returns every kind that cues.yaml may use.
func CueKinds() []CueKind {
	var kinds []CueKind
	for _, k := range cueKinds() {
		kinds = append(kinds, k.kind)
	}
	return kinds
}

// cueKind is a kind of cue, with examples and what the value of its words
// means; a kind without a remark about that has none.
type cueKind struct {
	kind CueKind
	doc  string
}

func cueKinds() []cueKind {
	return []cueKind{
		{CueNegator, "不, 没有; factor"},
		{CueIntensifier, "非常, 太; factor > 1"},
		{CueDowntoner, "有点, 略; factor < 1"},
		{CueContrast, "但, 却; weight of what went before"},
		{CueConcession, "虽然, 尽管; weight of its clause"},
		{CueCause, "因为, 由于"},
		{CueResult, "所以, 导致"},
		{CueNotBut, "不是 … (而是)"},
		{CueButIs, "(不是) … 而是"},
		{CueCondition, "如果, 只要; weight of its clause"},
		{CuePassive, "被, 遭"},
		{CueDisposal, "把, 将"},
		{CueDative, "对, 向, 给"},
		{CueLocative, "在, 于, 由"},
		{CueComitative, "和, 与, 跟"},
		{CueComparison, "比, 不如"},
		{CueSaying, "说, 表示"},
		{CueSayingAgainst, "声讨, 指责: the saying is against its object"},
		{CueSayingFor, "称赞: the saying is for its object"},
		{CueHearsay, "据说, 网传; weight"},
		{CueModal, "可能, 应该; factor"},
		{CueWish, "希望, 但愿"},
		{CueQuestion, "吗, 是否"},
		{CueRhetorical, "难道, 凭什么"},
		{CueHeadline, "如何看待, 怎么回事"},
		{CueIrony, "呵呵, 真是好样的"},
		{CueStop, "停止, 不再"},
		{CueParticle, "了, 着, 过"},
		{CueCopula, "是, 成为"},
		{CueConjunction, "和, 以及, 而且"},
		{CueOnlyNow, "才"},
		{CueEven, "连, 都"},
		{CueTitleMark, "《, 》"},
		{CueHypothetical, "本来, 早该"},
		{CueReversal, "反而, 反倒"},
		{CuePretence, "所谓, 自称"},
		{CueFirstPerson, "我, 我们"},
		{CueSecondPerson, "你, 你们"},
		{CueVague, "有人, 总有人: others, left unnamed"},
		{CueDissent, "其实, 恰恰相反: the author says otherwise"},
		{CueRefuting, "(纯属) 造谣, 胡说: calls what was said untrue"},
		{CueRather, "与其"},
		{CueObligation, "必须, 应该"},
		{CueAspect, "价格, 屏幕: a part or a quality of things; 1 for what may be a product of its own"},
		{CueImplying, "贵, 省油: judges an aspect that it does not name"},
	}
}

// Weight names one number of the engine and says what it does.
type Weight struct{ Name, Doc string }

// span is where the number lies. A threshold of 0 would decide about texts that
// say nothing.
func (w Weight) span() *span {
	if strings.HasSuffix(w.Name, "_threshold") {
		return &span{max: 1, openMin: true, openMax: true}
	}
	return &span{max: 2}
}

// WeightNames returns every weight of the engine. A lexicon with what it
// extends must give each of them, and no other.
func WeightNames() []Weight {
	return []Weight{
		{"favor_threshold", "a score of at least this is FAVOR; in (0, 1)"},
		{"against_threshold", "a score of at most minus this is AGAINST; in (0, 1)"},
		{"sentiment_threshold", "a sentiment score of at least this is POS, of at most minus this NEG"},
		{"voice_quoted", "factor of what stands in a quotation"},
		{"voice_reported", "factor of what somebody is reported to say"},
		{"voice_nested", "factor of a voice inside another's"},
		{"before_contrast", "factor of what stands before 但"},
		{"after_contrast", "factor of what 但 leads to"},
		{"conceded", "factor of a clause with 虽然"},
		{"condition", "factor of a clause with 如果"},
		{"question", "factor of a question that can be answered by yes or no"},
		{"question_bare", "factor of a question without a word that asks"},
		{"headline", "factor of what a headline of the form 如何看待 takes for granted"},
		{"replied", "factor of an accusation that the same sentence lets its target answer"},
		{"indirect", "factor of a quality whose nearer subject is a noun that the lexicon does not know"},
		{"hearsay", "factor of what is only said to be so (网传)"},
		{"wished", "factor of something good that is only wished for"},
		{"title", "factor of the title"},
		{"ending", "factor of the last sentence"},
		{"repeated", "factor of a word said of the same target a second time"},
		{"irony", "factor of praise turned by irony"},
		{"weakened", "factor of the opposite of a negated quality (不差)"},
		{"victim", "strength of the favor implied for the victim of a rejected act"},
		{"helped", "strength of the disfavor implied for whom a rejected act helps"},
		{"responsible", "strength of the attitude implied toward the doer of a rejected or endorsed act"},
		{"opposed", "factor of an effect turned by an outer rejection"},
		{"standard", "factor of what is implied of the other side of a comparison"},
		{"upset_relation", "factor of what an upset implies beyond the doer"},
		{"topic_before", "confidence of a subject taken from the clauses before"},
		{"topic_after", "confidence of a subject taken from the rest of the sentence"},
		{"topic_title", "confidence of a subject taken from the title"},
		{"topic_only", "confidence of a subject that is the only one in the text"},
		{"topic_about", "confidence of a subject that the input names"},
		{"about_open", "confidence that a word which reaches nobody is about whom the input names"},
		{"attribute", "factor of an unsaid subject whose quality stands before a noun"},
		{"pronoun", "confidence of a pronoun with an antecedent, times that of the antecedent"},
		{"pronoun_open", "confidence of a pronoun without an antecedent"},
		{"noun", "confidence of a class noun (博主)"},
		{"noun_elsewhere", "factor on nouns of people in a text that names no target"},
		{"self_praise", "factor of what somebody says in favor of himself"},
		{"self_blame", "factor of what somebody says against himself"},
	}
}
