package stance

import (
	"slices"
	"strings"
)

// An aspect is a part or a quality of things (价格, 油耗, 屏幕). Where the
// document's own target is one, it is nobody who acts, is acted upon or is left
// unsaid: it fills no role, so that the other targets are judged as if it were
// not asked for. What is said of it is what the predicates say that speak of its
// own mentions; what they say of other aspects, in the clause beside or in the
// same, is not said of it.

// ruleAspect is the name of the rule.
const ruleAspect = "mention-aspect"

// facet is a place where the text names an aspect.
type facet struct {
	start, end int
	clause     int
	own        bool // it, or one that it is named together with, is the own target
}

// facetGap is how far from a predicate the aspect may stand that it describes
// or has as its object.
const facetGap = 6

// aspectWord returns the pattern of the aspect that a name is, or ends with
// (车内空间): a Chinese noun is of the kind that it ends with. Nil for none.
func (e *Engine) aspectWord(name string) *pattern {
	text := []rune(strings.Map(lower, name))
	for at := range text {
		if at > 0 && len(text)-at < 2 {
			break
		}
		if id, ok := e.index[string(text[at:])]; ok && e.patterns[id].aspect && (at == 0 || !e.patterns[id].product) {
			return &e.patterns[id]
		}
	}
	return nil
}

// nameOwnAspect notes that the document's own target is an aspect.
func (d *doc) nameOwnAspect() {
	d.aspect, d.aboutAspect = nil, false
	if d.own < len(d.e.entities) || d.skip(ruleAspect) {
		return
	}
	if d.aspect = d.e.aspectWord(d.opt.Target); d.aspect == nil {
		return
	}
	if d.about == d.own {
		d.about, d.aboutAspect = -1, true
	}
}

// findFacets finds where aspects are named, if the own target is one.
func findFacets(d *doc) {
	d.facets = d.facets[:0]
	if d.aspect == nil {
		return
	}
	d.addOwnFacets()
	named := len(d.facets) > 0
	for _, h := range d.hits {
		p := &d.e.patterns[h.ID]
		if p.aspect && d.borders(int(h.Start), int(h.End), 0) {
			d.facets = append(d.facets, facet{start: int(h.Start), end: int(h.End), own: !named && p == d.aspect})
		}
	}
	slices.SortStableFunc(d.facets, func(a, b facet) int { return a.start - b.start })
	d.mergeFacets()
	for i := range d.facets {
		d.facets[i].clause = d.clauseAt(d.facets[i].start)
	}
	d.shareFacets()
}

// addOwnFacets adds the places where the own target's whole name stands.
func (d *doc) addOwnFacets() {
	var name []rune
	for _, r := range strings.Map(lower, d.opt.Target) {
		if r != ' ' {
			name = append(name, r)
		}
	}
	free := 0
	for at := range d.text {
		if end := d.spelt(name, at); at >= free && end >= 0 {
			d.facets = append(d.facets, facet{start: at, end: end, own: true})
			free = end
		}
	}
}

// mergeFacets makes one of names that overlap: 后排空间 is a 空间.
func (d *doc) mergeFacets() {
	kept := d.facets[:0]
	for _, f := range d.facets {
		if n := len(kept); n > 0 && f.start < kept[n-1].end {
			kept[n-1].end = max(kept[n-1].end, f.end)
			kept[n-1].own = kept[n-1].own || f.own
			continue
		}
		kept = append(kept, f)
	}
	d.facets = kept
}

// shareFacets: aspects in a list (外观和内饰) or one inside the other
// (屏幕的色彩) are judged together.
func (d *doc) shareFacets() {
	for i := 0; i < len(d.facets); {
		k, own := i+1, d.facets[i].own
		for k < len(d.facets) && d.joinsFacets(d.facets[k-1].end, d.facets[k].start) {
			own = own || d.facets[k].own
			k++
		}
		for ; i < k; i++ {
			d.facets[i].own = own
		}
	}
}

// joinsFacets says whether nothing but a mark of lists, a conjunction or 的
// stands between two aspects.
func (d *doc) joinsFacets(from, to int) bool {
	gap := strings.Trim(string(d.text[from:to]), "、，,/ ")
	if gap == "" || gap == "的" {
		return true
	}
	id, ok := d.e.index[gap]
	return ok && d.e.patterns[id].cueSet&(cueConjunction|cueComitative) != 0
}

// ownFacets counts the places where the own aspect is named.
func (d *doc) ownFacets() int {
	n := 0
	for i := range d.facets {
		if d.facets[i].own {
			n++
		}
	}
	return n
}

// facetOf returns the aspect that frame i speaks of, how surely, and how it was
// found; -1 where it names none.
func (d *doc) facetOf(i int) (at int, confidence float64, rule string) {
	f := &d.frames[i]
	w := &d.e.weights
	c := &d.clauses[f.clause]
	before, after := -1, -1
	for k := range d.facets {
		switch x := &d.facets[k]; {
		case x.start < f.end && x.end > f.start:
			return k, 1, "aspect-inside"
		case x.clause != f.clause:
		case x.end <= f.start:
			before = k
		case after < 0:
			after = k
		}
	}
	if after >= 0 && !d.predicateBefore(i, d.facets[after].start) {
		gap := d.facets[after].start - f.end
		if d.text[f.end] == '的' && gap <= facetGap || f.sense.subject == agent && gap <= facetGap {
			return after, 1, "aspect-object"
		}
		if before < 0 {
			return after, w.TopicAfter, "aspect-after"
		}
	}
	if before >= 0 {
		return before, 1, "aspect-before"
	}
	if d.namesOther(c.start, f.start) {
		return -1, 0, ""
	}
	for k := len(d.facets) - 1; k >= 0; k-- {
		if x := &d.facets[k]; x.end <= f.start && f.clause-x.clause <= zeroReach && d.clauses[x.clause].sentence == c.sentence {
			return k, w.TopicBefore, "aspect-carried"
		}
	}
	return -1, 0, ""
}

// predicateBefore says whether another predicate begins after frame i and
// before an offset of its clause.
func (d *doc) predicateBefore(i, at int) bool {
	return i+1 < len(d.frames) && d.frames[i+1].start >= d.frames[i].end && d.frames[i+1].end <= at
}

// namesOther says whether a span names something else: a mention, or a noun
// that the lexicon does not know.
func (d *doc) namesOther(from, to int) bool {
	if m := d.mentionFrom(from); m < len(d.mentions) && d.mentions[m].end <= to {
		return true
	}
	for i := d.tokenOf[from]; int(i) < len(d.tokens) && int(d.tokens[i].End) <= to; i++ {
		t := d.tokens[i]
		if a, b := d.marksIn(int(t.Start), int(t.End)); t.Tag[0] == 'n' && a == b {
			return true
		}
	}
	return false
}

// projectAspect makes attitudes toward the own target where it is an aspect: of
// the frames that speak of it; where none does, of those that speak of no
// aspect, and else of all, if those are of one sign.
func (d *doc) projectAspect() {
	if d.aspect == nil {
		return
	}
	var free, all []attitude
	bound := false
	for i := range d.frames {
		s := d.stateOf(i)
		if d.frames[i].off || s.blocked {
			continue
		}
		v := d.polarityOf(i, s)
		if v == 0 {
			continue
		}
		a := attitude{entity: d.own, frame: i, holder: -1, value: v}
		k, confidence, rule := d.facetOf(i)
		if k >= 0 && d.facets[k].own {
			x := &d.facets[k]
			a.confidence, a.mention = confidence, filler{-1, d.own, x.start, x.end, confidence, rule}
			d.att = append(d.att, a)
			bound = true
			continue
		}
		a.confidence, a.mention.rule = d.e.weights.AboutOpen, "aspect-whole"
		if all = append(all, a); k < 0 {
			free = append(free, a)
		}
	}
	if bound || !d.aboutAspect && d.ownFacets() == 0 {
		return
	}
	if len(free) == 0 {
		free = all
	}
	if oneSided(free) {
		d.att = append(d.att, free...)
	}
}

// oneSided says whether all attitudes are of one sign.
func oneSided(list []attitude) bool {
	return !slices.ContainsFunc(list, func(a attitude) bool { return a.value > 0 != (list[0].value > 0) })
}
