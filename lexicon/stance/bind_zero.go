package stance

import "sort"

// bindCoordination: 辱骂、诅咒车主和用户: predicates in a list share what only
// one of them has beside it.
func bindCoordination(d *doc, i int) {
	if !d.coordinatedFrame(i) {
		return
	}
	a, b := &d.frames[i-1], &d.frames[i]
	for r := range roleCount {
		switch {
		case a.roles[r].empty() && a.sense.roles.has(r) && !b.roles[r].empty():
			a.roles[r] = b.roles[r]
			a.roles[r].rule = "bind-coordination"
		case b.roles[r].empty() && b.sense.roles.has(r) && !a.roles[r].empty():
			b.roles[r] = a.roles[r]
			b.roles[r].rule = "bind-coordination"
		}
	}
	b.passive = b.passive || a.passive
}

// zeroReach is how many clauses back the subject of a clause without one is
// looked for.
const zeroReach = 4

// titleReach is how many clauses of a title are looked at for its subject.
const titleReach = 8

// bindZero finds what is left unsaid: the subject of a predicate, and the
// object of an attitude (再也不买了), is who the text was speaking of.
func bindZero(d *doc, i int) {
	f := &d.frames[i]
	r := f.sense.subject
	if f.passive && f.term.Class.Harms != "" && f.roles[patient].empty() && f.clause > 0 {
		// 车主花钱买车，凭什么被羞辱: who suffers is who the clause before was about.
		if s := d.clauses[f.clause-1].subject; s >= 0 && d.clauses[f.clause-1].sentence == d.clauses[f.clause].sentence {
			if d.fill(f, patient, s, "zero-before") {
				f.roles[patient].confidence *= d.e.weights.TopicBefore
			}
		}
	}
	if f.sense.roles.has(comitative) {
		// 不会再合作: with the person whom the text was speaking of.
		if f.roles[comitative].empty() && (f.roles[patient].empty() || f.roles[patient].entity == nobody) {
			d.fillPartner(f)
		}
	}
	if r == agent && d.opensAttitude(f) {
		// Whose attitude it is matters little; whom it meets matters.
		if f.content < 0 && f.parent < 0 && !f.isClass("sanction", "care", "sever", "refuse", "trust") {
			for _, x := range [2]roleID{patient, cause} {
				if f.roles[x].empty() && f.sense.roles.has(x) {
					d.fillZero(f, x)
				}
			}
		}
		if f.parent < 0 {
			return
		}
	}
	if r == agent && (f.roles[r].empty() || f.roles[r].rule == "bind-someone") && d.fillDeed(f) {
		return
	}
	if f.roles[r].empty() && f.sense.roles.has(r) {
		d.fillZero(f, r)
	}
}

// bindRefuted: in 该博主说小米…，纯属造谣 the doer is who said it, not whom it was
// said of; without a speaker it is nobody whom the text names.
func bindRefuted(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	r := f.sense.subject
	if !f.sense.roles.has(r) || f.roles[r].mention >= 0 || !d.refutes(c.start, c.end) {
		return
	}
	for k := f.clause - 1; k > 0 && k >= f.clause-zeroReach; k-- {
		if v := d.voices[d.clauses[k].voice]; v.rejected && d.clauses[k-1].voice == v.parent {
			d.fill(f, r, d.clauses[k-1].subject, "bind-refuted")
			break
		}
	}
	if f.roles[r].empty() {
		f.roles[r] = filler{mention: -1, entity: nobody, rule: "bind-refuted"}
	}
}

// fillDeed: who reviles the users is the blogger of the affair, by the
// lexicon's deeds: the one whom the text names last, else unnamed.
func (d *doc) fillDeed(f *frame) bool {
	to := f.roles[patient].entity
	for _, k := range d.e.deeds {
		if k.class != f.term.Class.Name || k.victim != to {
			continue
		}
		for m := d.mentionFrom(f.start) - 1; m >= 0 && d.clauses[d.mentions[m].clause].sentence >= d.clauses[f.clause].sentence-1; m-- {
			if x := &d.mentions[m]; x.entity == k.doer {
				f.roles[agent] = filler{m, k.doer, x.start, x.end, max(k.confidence, x.confidence*d.e.weights.TopicBefore), "zero-deed"}
				return true
			}
		}
		f.roles[agent] = filler{-1, k.doer, 0, 0, k.confidence, "zero-deed"}
		return true
	}
	return false
}

// fillPartner finds with whom: the last person before whom the text judges.
func (d *doc) fillPartner(f *frame) {
	for m := d.mentionFrom(f.start) - 1; m >= 0 && d.clauses[d.mentions[m].clause].sentence >= d.clauses[f.clause].sentence-2; m-- {
		if x := &d.mentions[m]; d.fits(f, comitative, m) {
			f.roles[comitative] = filler{m, x.entity, x.start, x.end, x.confidence * d.e.weights.TopicBefore, "zero-partner"}
			return
		}
	}
}

// opensAttitude says whether a frame tells an attitude of its agent rather
// than what the agent did.
func (d *doc) opensAttitude(f *frame) bool {
	for _, e := range f.term.Effects {
		if id, ok := roleOf(e.From); ok && id == agent {
			return true
		}
	}
	return false
}

// fillZero looks for the filler of a role: the subject of the clauses before,
// the next mention of the sentence, the title's subject, the only target of
// the text, what the comment is about.
func (d *doc) fillZero(f *frame, r roleID) {
	w := &d.e.weights
	attribute := 1.0
	if r == topic && d.attributive(f) || r == patient && f.isClass("criticize") {
		attribute = w.Attribute
	}
	set := func(m int, confidence float64, rule string) {
		x := &d.mentions[m]
		confidence *= attribute
		f.roles[r] = filler{m, x.entity, x.start, x.end, x.confidence * confidence, rule}
	}
	used := func(m int) bool {
		for k := range f.roles {
			if f.roles[k].mention >= 0 && d.mentions[f.roles[k].mention].entity == d.mentions[m].entity {
				return true
			}
		}
		return false
	}
	c := &d.clauses[f.clause]
	// A mention inside the clause that no role has taken, behind the predicate
	// or, for a quality, anywhere.
	for k := f.clause - 1; k >= 0 && k >= f.clause-zeroReach; k-- {
		b := &d.clauses[k]
		if b.start < d.v.BodyAt && c.start >= d.v.BodyAt {
			break
		}
		if s := b.subject; s >= 0 && !used(s) && d.fits(f, r, s) {
			set(s, w.TopicBefore, "zero-before")
			return
		}
	}
	for m := d.mentionFrom(f.end); m < len(d.mentions); m++ {
		x := &d.mentions[m]
		if d.clauses[x.clause].sentence != c.sentence || r == patient && f.isClass("criticize", "reject") {
			break // 面对质疑，小米…: who is questioned does not follow
		}
		if !x.modifier && !used(m) && d.fits(f, r, m) {
			set(m, w.TopicAfter, "zero-after")
			return
		}
	}
	if c.start >= d.v.BodyAt && d.v.BodyAt > 0 {
		for k := 0; k < min(len(d.clauses), titleReach) && d.clauses[k].start < d.v.BodyAt; k++ {
			if s := d.clauses[k].subject; s >= 0 && !used(s) && d.fits(f, r, s) {
				set(s, w.TopicTitle, "zero-title")
				return
			}
		}
	}
	if d.about >= 0 {
		f.roles[r] = filler{-1, d.about, 0, 0, w.TopicAbout, "zero-about"}
		return
	}
	if m := d.onlyMention(); m >= 0 && !used(m) && d.fits(f, r, m) {
		set(m, w.TopicOnly, "zero-only")
	}
}

// attributive says whether a noun that is no mention follows a quality
// directly: 专业要求 is about the demands first.
func (d *doc) attributive(f *frame) bool {
	return d.nounAt(f.end)
}

// nounAt says whether a noun begins at an offset.
func (d *doc) nounAt(at int) bool {
	i := sort.Search(len(d.tokens), func(i int) bool { return int(d.tokens[i].Start) >= at })
	return i < len(d.tokens) && int(d.tokens[i].Start) == at && d.tokens[i].Tag[0] == 'n'
}

// fits says whether a mention can fill an unsaid role: products and companies
// have qualities, persons do things; the readers of a text are not what it is
// about.
func (d *doc) fits(f *frame, r roleID, m int) bool {
	x := &d.mentions[m]
	g := d.group(x.entity)
	speaker := d.voices[d.clauses[f.clause].voice].speaker
	switch {
	case x.entity == nobody:
		return false
	case x.entity == speaker && f.term.Class.Polarity < 0:
		return false // nobody accuses himself without saying so
	case r == comitative:
		return g == "person" && d.judged(x.entity)
	case r == topic && g == "people":
		return f.isClass("slur", "honor", "conceal")
	case r == patient || r == cause:
		return g != "people"
	case r == agent && f.sense.roles.has(comitative):
		return g == "org"
	case r == agent:
		return g != "people" || f.isClass("hostile")
	}
	return true
}

// onlyMention returns the first mention of the only entity that the text
// names, -1 where it names none or several.
func (d *doc) onlyMention() int {
	if d.only == unset {
		d.only = d.findOnly()
	}
	return d.only
}

func (d *doc) findOnly() int {
	first := -1
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.entity == nobody || d.group(m.entity) == "people" {
			continue
		}
		if first < 0 {
			first = i
		} else if d.mentions[first].entity != m.entity {
			return -1
		}
	}
	return first
}
