package stance

import (
	"math"
	"slices"

	"lichang/lexicon"
)

// StateTraits lists the traits that the engine finds out, each about one column of
// bearings: what the frames say of it and of the others, whether it is mentioned,
// the mood of the text. Values lie in [-1, 1].
func StateTraits(targets []lexicon.Target) []string {
	list := []string{
		":bias", ":favor", ":against", ":is-favor", ":is-against", ":mixed", ":absent", ":mentioned", ":named", ":only",
		":sentiment", ":sentiment-mentioned", ":mood", ":mood-mentioned", ":mood-sentence", ":mood-clause", ":mood-ending", ":asks", ":headline", ":voices", ":irony", ":surely",
	}
	for _, g := range lexicon.Groups() {
		list = append(list, ":bystander "+g, ":only "+g)
	}
	for _, t := range targets {
		list = append(list, ":favor "+t.ID, ":against "+t.ID, ":mentioned "+t.ID)
	}
	return list
}

// engineView is what the frames say of one column before bearings are weighed.
type engineView struct {
	favor, against   float64
	sentiment        float64 // of the whole text alone
	mentioned, named bool
	surely           float64 // of the surest mention
	// clauses and sentences tell of each, by its number, whether it is mentioned
	// there.
	clauses, sentences []bool
}

// moods holds for each clause the weight of its good and bad words, whomever
// they are about.
type moods []struct{ good, bad float64 }

// moodsOf sums the words of each clause; a negator close before one turns it.
func (d *doc) moodsOf() moods {
	m := append(d.moods[:0], make(moods, len(d.clauses))...)
	d.moods = m
	for ci := range d.clauses {
		c := &d.clauses[ci]
		negated := -1 // where the last negator ends
		for _, x := range d.marks[c.first:c.last] {
			if x.p.cueSet&cueNegator != 0 {
				negated = x.end
			}
			if len(x.p.senses) == 0 {
				continue
			}
			t := x.p.senses[0].term
			by := float64(t.Class.Polarity) * t.Strength
			if negated >= 0 && x.start-negated <= negationReach {
				by = -by
			}
			m[ci].good += max(0, by)
			m[ci].bad += max(0, -by)
		}
	}
	return m
}

// negationReach is how many runes behind a negator the words of a mood are
// turned by it.
const negationReach = 3

// of is the mood of some clauses, in (-1, 1).
func (m moods) of(in func(clause int) bool) float64 {
	var good, bad float64
	for c := range m {
		if in(c) {
			good += m[c].good
			bad += m[c].bad
		}
	}
	return (good - bad) / (good + bad + 1)
}

// viewOf folds the attitudes toward each column. The last is the text as a whole,
// whose attitudes are those of all frames.
func (d *doc) viewOf() []engineView {
	n, clauses := len(d.e.lex.Targets), len(d.clauses)
	views := append(d.views[:0], make([]engineView, n+2)...)
	d.views = views
	told := append(d.toldIn[:0], make([]bool, 2*len(views)*clauses)...)
	d.toldIn = told
	for i := range views {
		views[i].favor, views[i].against = 1, 1
		views[i].clauses, views[i].sentences = told[:clauses], told[clauses:2*clauses] // no more sentences than clauses
		told = told[2*clauses:]
	}
	whole := &views[n+1]
	var pos, neg float64
	for i := 0; i < len(d.att); {
		best, at := 0.0, d.att[i].frame
		for ; i < len(d.att) && d.att[i].frame == at; i++ {
			a := &d.att[i]
			w := min(1, math.Abs(a.value)*a.confidence)
			if w > math.Abs(best) {
				best = math.Copysign(w, a.value)
			}
			if v := d.viewIn(views, a.entity); v != nil {
				v.take(a.value, w)
			}
		}
		whole.take(best, math.Abs(best))
		pos += max(0, best)
		neg += max(0, -best)
	}
	for i := range views {
		views[i].favor, views[i].against = 1-views[i].favor, 1-views[i].against
		views[i].mentioned = d.about >= 0 && d.entityOf(i) == d.about
	}
	for i := range d.mentions {
		m := &d.mentions[i]
		v := d.viewIn(views, m.entity)
		if v == nil {
			continue
		}
		v.mentioned, whole.mentioned = true, true
		v.clauses[m.clause], v.sentences[d.clauses[m.clause].sentence] = true, true
		v.surely = max(v.surely, m.confidence)
		v.named = v.named || m.kind == byName || m.kind == byPart
	}
	whole.sentiment = (pos - neg) / (pos + neg + 1)
	return views
}

// viewIn is the view of an entity, nil of one that has none.
func (d *doc) viewIn(views []engineView, entity int) *engineView {
	switch n := len(d.e.lex.Targets); {
	case entity >= 0 && entity < n:
		return &views[entity]
	case entity >= 0 && entity == d.own:
		return &views[n]
	}
	return nil
}

// take folds an attitude of weight w in [0, 1] in; favor and against hold what is
// left.
func (v *engineView) take(value, w float64) {
	if value > 0 {
		v.favor *= 1 - w
	} else {
		v.against *= 1 - w
	}
}

// stateWeight scales the state traits against the runs, whose squares sum to 1.
const stateWeight = 0.25

// statesOf returns the values of StateTraits for each column in turn, and the
// views that they are taken from.
func (d *doc) statesOf() ([]float64, []engineView) {
	views := d.viewOf()
	sentiment := views[len(views)-1].sentiment
	w := &d.e.weights
	var links cueSet
	asks := false
	for i := range d.clauses {
		links |= d.clauses[i].links
		asks = asks || d.clauses[i].ask
	}
	flag := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	groups := lexicon.Groups()
	bystanders := make([]bool, len(groups))
	for i := range d.mentions {
		if m := &d.mentions[i]; m.entity >= len(d.e.lex.Targets) && m.entity != d.own && m.entity != nobody {
			if g := slices.Index(groups, d.group(m.entity)); g >= 0 {
				bystanders[g] = true
			}
		}
	}
	moods := d.moodsOf()
	last := d.clauses[len(d.clauses)-1].sentence
	whole := moods.of(func(int) bool { return true })
	ending := moods.of(func(c int) bool { return d.clauses[c].sentence == last })
	all := d.states[:0]
	for t := range views {
		v := &views[t]
		only := v.mentioned
		for o := range d.e.lex.Targets {
			only = only && (o == t || !views[o].mentioned)
		}
		score := v.favor - v.against
		all = append(all,
			1, v.favor, v.against, flag(score >= w.FavorThreshold), flag(score <= -w.AgainstThreshold),
			flag(v.favor > 0 && v.against > 0), flag(!v.mentioned), flag(v.mentioned), flag(v.named), flag(only),
			sentiment, sentiment*flag(v.mentioned), whole, whole*flag(v.mentioned),
			moods.of(func(c int) bool { return v.sentences[d.clauses[c].sentence] }), moods.of(func(c int) bool { return v.clauses[c] }),
			ending, flag(asks), flag(links&cueHeadline != 0), flag(len(d.voices) > 1), flag(links&cueIrony != 0), v.surely,
		)
		for _, there := range bystanders {
			all = append(all, flag(there), flag(there && !v.named))
		}
		for o := range d.e.lex.Targets {
			if o == t {
				all = append(all, 0, 0, 0)
				continue
			}
			all = append(all, views[o].favor, views[o].against, flag(views[o].mentioned))
		}
	}
	for i := range all {
		all[i] *= stateWeight
	}
	d.states = all
	return all, views
}
