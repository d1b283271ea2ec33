package stance

import "slices"

// frameAt makes the frame of a term in its clause; false where none of its
// senses can be meant there. One whose senses all wait for the patient is left
// open until somebody is bound to it.
func (d *doc) frameAt(m mark, clause int) (frame, bool) {
	c := &d.clauses[clause]
	s := d.choose(m.p.senses, m.start, m.end, c, func(s *sense) bool { return !s.neutral && !s.ofPatient() })
	open := s == nil && m.p.byPatient
	if open {
		s = d.choose(m.p.senses, m.start, m.end, c, (*sense).ofPatient)
	}
	if s == nil {
		return frame{}, false
	}
	f := newFrame(m.start, m.end, clause, s)
	f.open = open
	if m.p.byPatient {
		f.byPatient = m.p.senses
	}
	return f, true
}

// choose returns one of the senses that may be taken whose words stand as they
// must around a span of the clause: one that wants a word there before one that
// only forbids some, and that before one without a condition; nil where there is
// none.
func (d *doc) choose(senses []sense, start, end int, c *clause, may func(*sense) bool) *sense {
	var plain, allowed *sense
	before, after := d.text[c.start:start], d.text[end:min(c.end, end+6)]
	for i := range senses {
		s := &senses[i]
		switch {
		case !may(s), d.anyIn(s.not, before, after):
		case s.of == nil && s.not == nil:
			plain = s
		case s.of == nil && allowed == nil:
			allowed = s
		case s.of != nil && d.anyIn(s.of, before, after):
			return s
		}
	}
	if allowed != nil {
		return allowed
	}
	return plain
}

// anyIn says whether one of the words stands in one of two stretches of the
// text.
func (d *doc) anyIn(words [][]rune, before, after []rune) bool {
	for _, w := range words {
		if d.seen.has(w[0]) && d.seen.has(w[len(w)-1]) && (contains(before, w) || contains(after, w)) {
			return true
		}
	}
	return false
}

func contains(text, word []rune) bool {
	for at := 0; at+len(word) <= len(text); at++ {
		if text[at] == word[0] && slices.Equal(text[at:at+len(word)], word) {
			return true
		}
	}
	return false
}

// bindSense gives a term the sense that it has toward such a patient: to 骂
// those who bought is a hostile act, to 骂 a company is criticism.
func bindSense(d *doc, i int) {
	f := &d.frames[i]
	if f.byPatient == nil {
		return
	}
	to := f.roles[patient]
	if to.empty() && d.firstPersonObject(f) {
		to = f.roles[patient]
	}
	if to.empty() {
		return
	}
	group := d.group(to.entity)
	s := d.choose(f.byPatient, f.start, f.end, &d.clauses[f.clause], func(s *sense) bool {
		return slices.Contains(s.term.When.Patient, group)
	})
	if s == nil {
		return
	}
	f.term, f.sense, f.open = s.term, s, false
	f.rules = append(f.rules, "bind-sense")
}

// settle drops the frames that are still open when all that is unsaid has been
// found: nobody is their patient, or somebody whom no sense is about.
func (d *doc) settle() {
	if !slices.ContainsFunc(d.frames, func(f frame) bool { return f.open }) {
		return
	}
	if !d.skip("bind-sense") {
		for i := range d.frames {
			if d.frames[i].open {
				bindSense(d, i)
			}
		}
	}
	moved := make([]int, len(d.frames)) // by frame, -1 for those that are dropped
	kept := d.frames[:0]
	for i, f := range d.frames {
		moved[i] = -1
		if !f.open {
			moved[i] = len(kept)
			kept = append(kept, f)
		}
	}
	d.frames = kept
	for i := range d.frames {
		for _, link := range [2]*int{&d.frames[i].parent, &d.frames[i].content} {
			if *link >= 0 {
				*link = moved[*link]
			}
		}
	}
	d.indexFrames()
}
