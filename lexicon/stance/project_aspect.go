package stance

import "slices"

// facetGap is how far from a predicate the aspect may stand that it describes
// or has as its object.
const facetGap = 6

// facetOf returns the aspect that frame i speaks of, how surely, and how it was
// found; nil where it names none.
func (d *doc) facetOf(i int) (x *facet, confidence float64, rule string) {
	f := &d.frames[i]
	w := &d.e.weights
	inside, before, after := d.facetsAround(f)
	if inside != nil {
		return inside, 1, "aspect-inside"
	}
	if after != nil && d.predicateBefore(i, after.start) {
		after = nil
	}
	if after != nil && after.start-f.end <= facetGap && (d.text[f.end] == '的' || f.sense.subject == agent) {
		return after, 1, "aspect-object"
	}
	if before != nil {
		return before, 1, "aspect-before"
	}
	implied := d.impliedBy(f)
	if implied != nil && implied.own {
		return implied, 1, "aspect-implied"
	}
	if after != nil {
		return after, w.TopicAfter, "aspect-after"
	}
	if x = d.facetCarried(i); x != nil {
		return x, w.TopicBefore, "aspect-carried"
	}
	return implied, 1, "aspect-implied"
}

// impliedBy returns the aspect that a frame's words imply, that of the own
// target before others; nil for none.
func (d *doc) impliedBy(f *frame) (found *facet) {
	for k := range d.implied {
		if x := &d.implied[k]; x.start < f.end && x.end > f.start && (found == nil || x.own) {
			found = x
		}
	}
	return found
}

// facetsAround returns the aspect that a frame's words name, and in its clause
// the nearest before and after it; nil where there is none.
func (d *doc) facetsAround(f *frame) (inside, before, after *facet) {
	for k := range d.facets {
		switch x := &d.facets[k]; {
		case x.start < f.end && x.end > f.start:
			inside = x
		case x.clause != f.clause:
		case x.end <= f.start:
			before = x
		case after == nil:
			after = x
		}
	}
	return inside, before, after
}

// facetCarried returns the aspect of the clauses before that a clause without
// one goes on about, nil where it speaks of something else.
func (d *doc) facetCarried(i int) *facet {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	if d.namesOther(c.start, f.start) || f.sense.subject == agent && d.namesOther(f.end, c.end) {
		return nil
	}
	for k := len(d.facets) - 1; k >= 0; k-- {
		if x := &d.facets[k]; x.end <= f.start && f.clause-x.clause <= zeroReach && d.clauses[x.clause].sentence == c.sentence {
			return x
		}
	}
	return nil
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
	for i := int(d.tokenOf[from]); i < len(d.tokens) && int(d.tokens[i].End) <= to; i++ {
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
	if d.aspect == "" {
		return
	}
	var free, all []attitude
	bound := false
	for i := range d.frames {
		s := d.stateOf(i)
		if d.frames[i].off || s.blocked {
			continue
		}
		a := attitude{entity: d.own, frame: i, holder: -1, value: d.polarityOf(i, s)}
		if a.value == 0 {
			continue
		}
		x, confidence, rule := d.facetOf(i)
		if x != nil && x.own {
			a.confidence, a.mention = confidence, filler{-1, d.own, x.start, x.end, confidence, rule}
			d.att = append(d.att, a)
			bound = true
			continue
		}
		a.confidence, a.mention.rule = d.e.weights.AboutOpen, "aspect-whole"
		if all = append(all, a); x == nil {
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
