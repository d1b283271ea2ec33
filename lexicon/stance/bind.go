package stance

import "slices"

// bind makes a frame of every term and fills its roles. The binders run in
// order; each fills only what is still empty.
func (d *doc) bind() {
	if d.onTopic {
		d.bindConstructions()
	}
	d.fixed = len(d.frames)
	for ci := range d.clauses {
		c := &d.clauses[ci]
		for k := c.first; k < c.last; k++ {
			m := d.marks[k]
			if len(m.p.senses) == 0 || d.covered(m.start, m.end) {
				continue
			}
			if f, ok := d.frameAt(m, ci); ok {
				d.frames = append(d.frames, f)
			}
		}
	}
	if len(d.frames) == 0 {
		d.done = !d.onTopic && !d.bearsWhole() // the text as a whole may still say something
		return
	}
	d.sortFrames()
	for i := range d.frames {
		d.frames[i].rules = append(d.room(), d.frames[i].rules...)
	}
	d.indexFrames()
	if len(d.mentions) == 0 {
		return // nobody can fill a role
	}
	rules := binders()
	for i := range d.frames {
		if f := &d.frames[i]; f.fixed {
			r := f.sense.subject
			if f.isClass("upset") {
				r = cause // whoever is upset stands in the gap
			}
			if !d.skip("bind-cleft") {
				bindCleft(d, i)
			}
			d.bindFixed(i, r)
			continue
		}
		for _, r := range rules {
			if !d.skip(r.name) {
				r.bind(d, i)
			}
		}
	}
	if !d.skip("bind-sense") {
		for i := range d.frames {
			bindSense(d, i)
		}
	}
	if !d.skip("bind-coordination") {
		for i := range d.frames {
			bindCoordination(d, i)
		}
	}
}

// bindFixed gives a construction the subject of its clause, unless that is what
// one of its gaps holds. In one that begins with a passive marker (被当猴看) the
// subject is who suffers.
func (d *doc) bindFixed(i int, r roleID) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	s := d.subjectOf(i, f.start)
	if r == agent && d.passiveAt(f.start) {
		f.passive = true
		d.fill(f, patient, s, "bind-passive")
		if f.roles[patient].empty() {
			if de := d.particleAfter(f.end, c.end); de >= 0 {
				d.fill(f, patient, d.headFrom(de, c.end, relativeGap), "bind-relative")
			}
		}
		return
	}
	if s < 0 {
		return
	}
	for k := range f.roles {
		if f.roles[k].mention == s {
			return
		}
	}
	d.fill(f, r, s, "bind-active")
}

// passiveAt says whether a passive marker begins at an offset.
func (d *doc) passiveAt(at int) bool {
	switch d.text[at] {
	case '被', '遭', '挨':
		return true
	}
	return false
}

// sortFrames orders frames by their start. They are large and mostly in order
// already.
func (d *doc) sortFrames() {
	for i := 1; i < len(d.frames); i++ {
		if d.frames[i].start < d.frames[i-1].start {
			slices.SortStableFunc(d.frames, func(a, b frame) int { return a.start - b.start })
			return
		}
	}
}

// resolve finds what is left unsaid, once everything that stands in the text
// is bound and nested.
func (d *doc) resolve() {
	for _, r := range zeroBinders() {
		if d.skip(r.name) {
			continue
		}
		for i := range d.frames {
			r.bind(d, i)
		}
	}
}

func newFrame(start, end, clause int, s *sense) frame {
	f := frame{start: start, end: end, term: s.term, sense: s, clause: clause, parent: -1, content: -1, factor: 1}
	for r := range f.roles {
		f.roles[r] = filler{mention: -1, entity: -1}
	}
	return f
}

// binder fills roles of frame i.
type binder struct {
	name string
	bind func(d *doc, i int)
}

func binders() []binder {
	return []binder{
		{"bind-inner", bindInner},
		{"bind-cleft", bindCleft},
		{"bind-passive", bindPassive},
		{"bind-disposal", bindDisposal},
		{"bind-dative", bindDative},
		{"bind-comitative", bindComitative},
		{"bind-comparison", bindComparison},
		{"bind-relative", bindRelative},
		{"bind-apposition", bindApposition},
		{"bind-active", bindActive},
	}
}

func zeroBinders() []binder {
	return []binder{
		{"bind-refuted", bindRefuted},
		{"bind-zero", bindZero},
	}
}

// fill gives a role to a mention where it is still empty and the term needs it.
func (d *doc) fill(f *frame, r roleID, m int, rule string) bool {
	if m < 0 || !f.roles[r].empty() || !f.sense.roles.has(r) {
		return false
	}
	x := &d.mentions[m]
	f.roles[r] = filler{mention: m, entity: x.entity, start: x.start, end: x.end, confidence: x.confidence, rule: rule}
	return true
}

// headFrom returns the mention that heads the noun phrase beginning near an
// offset: the first one that is no modifier, at most gap runes away and before
// limit; -1 for none.
func (d *doc) headFrom(at, limit, gap int) int {
	for i := d.mentionFrom(at); i < len(d.mentions) && d.mentions[i].start < limit; i++ {
		m := &d.mentions[i]
		if m.start-at > gap {
			return -1
		}
		if !m.modifier {
			return i
		}
		at = m.end
	}
	return -1
}

// subjectBefore returns the subject for a predicate at offset at in clause c:
// the first mention before it that is neither attribute nor behind a
// preposition nor the object of a predicate in between; -1 for none.
func (d *doc) subjectBefore(c *clause, at int) int {
	for i := d.mentionFrom(c.start); i < len(d.mentions) && d.mentions[i].end <= at; i++ {
		if m := &d.mentions[i]; !m.modifier && !m.prep {
			return i
		}
	}
	return -1
}

// cueBefore returns the last mark of a kind in clause c that ends at or before
// an offset, with no predicate between the two that binds it first.
func (d *doc) cueBefore(c *clause, at int, kind cueSet) (mark, bool) {
	for k := c.last - 1; k >= c.first; k-- {
		m := d.marks[k]
		if m.end > at {
			continue
		}
		if m.p.cueSet&kind != 0 {
			return m, true
		}
		if s := d.frameOf[k]; s >= 0 && d.frames[s].sense.subject == agent && d.frames[s].term.POS == "v" && d.frames[s].end <= at {
			if d.coordinated(d.frames[s].end, at) {
				continue
			}
			return mark{}, false
		}
	}
	return mark{}, false
}

// coordinated says whether nothing but a conjunction or a comma of lists
// stands between two offsets.
func (d *doc) coordinated(from, to int) bool {
	if to-from > 4 {
		return false
	}
	for from < to {
		if d.text[from] == '、' || d.text[from] == '/' {
			from++
			continue
		}
		i, j := d.marksIn(from, to)
		if i == j || d.marks[i].start != from || d.marks[i].p.cueSet&(cueConjunction|cueIntensifier) == 0 {
			return false
		}
		from = d.marks[i].end
	}
	return true
}

// indexFrames notes which frame begins at which mark.
func (d *doc) indexFrames() {
	d.frameOf = append(d.frameOf[:0], make([]int32, len(d.marks))...)
	k := 0
	for i, m := range d.marks {
		d.frameOf[i] = -1
		for k < len(d.frames) && d.frames[k].start < m.start {
			k++
		}
		if k < len(d.frames) && d.frames[k].start == m.start {
			d.frameOf[i] = int32(k)
		}
	}
}

// nextVerb returns where the next predicate after frame i begins inside its
// clause, else the clause's end.
func (d *doc) nextVerb(i int) int {
	c := &d.clauses[d.frames[i].clause]
	for k := i + 1; k < len(d.frames) && d.frames[k].start < c.end; k++ {
		f := &d.frames[k]
		if f.start < d.frames[i].end {
			continue
		}
		if f.term.POS == "v" && !d.inList(i, k) {
			return f.start
		}
	}
	return c.end
}

// isClass says whether a frame's term is of one of the classes.
func (f *frame) isClass(names ...string) bool {
	return slices.Contains(names, f.term.Class.Name)
}

// bindInner: in a term such as 骂用户 the object stands inside.
func bindInner(d *doc, i int) {
	f := &d.frames[i]
	for m := d.mentionFrom(f.start); m < len(d.mentions) && d.mentions[m].end <= f.end; m++ {
		if d.mentions[m].inner {
			d.fill(f, patient, m, "bind-inner")
		}
	}
}
