package stance

import "lichang/lexicon"

// cueSet is a set of cue kinds, one bit each.
type cueSet uint64

const (
	cueNegator cueSet = 1 << iota
	cueIntensifier
	cueDowntoner
	cueModal
	cueContrast
	cueConcession
	cueCause
	cueResult
	cueNotBut
	cueButIs
	cueCondition
	cueHypothetical
	cuePassive
	cueDisposal
	cueDative
	cueLocative
	cueComitative
	cueComparison
	cueSaying
	cueHearsay
	cueQuestion
	cueRhetorical
	cueHeadline
	cueIrony
	cueCopula
	cueConjunction
	cueEven
	cueOnlyNow
	cueParticle
	cueFirstPerson
	cueSecondPerson
	cueVague
	cueDissent
	cueRefuting
	cueRather
	cueObligation
)

// cueBit returns the bit of a kind, false where the engine does not know it.
func cueBit(k lexicon.CueKind) (cueSet, bool) {
	for i, name := range [...]lexicon.CueKind{
		"negator", "intensifier", "downtoner", "modal", "contrast", "concession",
		"cause", "result", "not_but", "but_is", "condition", "hypothetical",
		"passive", "disposal", "dative", "locative", "comitative", "comparison", "saying",
		"hearsay", "question", "rhetorical", "headline", "irony", "copula",
		"conjunction", "even", "only_now", "particle", "first_person", "second_person",
		"vague", "dissent", "refuting", "rather", "obligation",
	} {
		if k == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// value returns the number of a pattern's cue of one kind.
func (p *pattern) value(kind cueSet) float64 {
	for _, q := range p.cues {
		if bit, _ := cueBit(q.Kind); bit == kind {
			return q.Value
		}
	}
	return 0
}
