package stance

// relativeGap is how far, in runes, the 的 of a relative clause may stand after
// its predicate.
const relativeGap = 12

// relativeHead returns the head of a relative clause whose predicate ends at
// an offset: the mention behind the next 的; -1 for none.
func (d *doc) relativeHead(from, limit int) int {
	de := d.particleAfter(from, limit)
	if de < 0 {
		return -1
	}
	return d.headFrom(de, limit, 4)
}

// particleAfter returns the offset behind the next 的 within reach that no
// predicate separates, -1 for none.
func (d *doc) particleAfter(from, limit int) int {
	for at := from; at < limit && at-from <= relativeGap; at++ {
		if d.text[at] == '的' && d.cut[at] {
			return at + 1
		}
	}
	return -1
}

// bindRelative: P (X) 的 Y. With an object inside, or for a verb without its own
// subject, Y is the doer; with a subject inside, Y is the one it is done to.
func bindRelative(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	de := d.particleAfter(f.end, c.end)
	if de < 0 {
		// An adjective directly before a name describes it.
		if f.sense.subject == topic && f.term.POS == "a" {
			if h := d.headFrom(f.end, c.end, 0); h >= 0 {
				d.fill(f, topic, h, "bind-attribute")
			}
		}
		return
	}
	head := d.headFrom(de, c.end, 4)
	if head < 0 {
		return
	}
	if f.sense.subject == topic {
		if de-f.end <= 2 {
			d.fill(f, topic, head, "bind-relative")
		}
		return
	}
	if f.passive {
		d.fill(f, patient, head, "bind-relative")
		return
	}
	inside := d.headFrom(f.end, de-1, relativeGap)
	if inside >= 0 {
		d.fill(f, patient, inside, "bind-relative")
		d.fill(f, agent, head, "bind-relative")
		return
	}
	if de-f.end > 3 {
		return
	}
	if s := d.mentionEnding(f.start, 6, c.start); s >= 0 && !d.mentions[s].prep && !d.coordinatedFrame(i) {
		d.fill(f, agent, s, "bind-relative")
		d.fill(f, patient, head, "bind-relative")
		return
	}
	if !f.roles[patient].empty() {
		// 对米粉的背叛: what follows 的 is the act, or its doer.
		d.fill(f, agent, head, "bind-relative")
		return
	}
	if f.term.Class.Harms != "" || f.term.Class.Helps != "" {
		d.fill(f, agent, head, "bind-relative")
		return
	}
	d.fill(f, patient, head, "bind-relative")
}

// coordinatedFrame says whether frame i follows another predicate in a list.
func (d *doc) coordinatedFrame(i int) bool {
	return i > 0 && d.frames[i-1].clause == d.frames[i].clause && d.coordinated(d.frames[i-1].end, d.frames[i].start)
}

// mentionEnding returns the last mention that ends within gap runes before an
// offset, -1 for none.
func (d *doc) mentionEnding(at, gap, from int) int {
	i := d.mentionFrom(at) - 1
	if i < 0 || d.mentions[i].end > at || at-d.mentions[i].end > gap || d.mentions[i].start < from {
		return -1
	}
	return i
}

// bindApposition: a noun that condemns or praises describes the mention that
// it is, or stands next to, or is said to be.
func bindApposition(d *doc, i int) {
	f := &d.frames[i]
	if f.term.POS != "n" || !f.roles[topic].empty() {
		return
	}
	c := &d.clauses[f.clause]
	self := -1
	if k := d.mentionFrom(f.start); k < len(d.mentions) && d.mentions[k].start == f.start {
		self = k
	}
	// 小米是骗子, 此人被认定为黑子.
	if _, ok := d.cueBefore(c, f.start, cueCopula); ok {
		if s := d.subjectBefore(c, f.start); s >= 0 && s != self {
			d.fill(f, topic, s, "bind-copula")
			return
		}
	}
	if self >= 0 {
		d.fill(f, topic, self, "bind-self")
		return
	}
	if h := d.headFrom(f.end, c.end, 2); h >= 0 {
		d.fill(f, topic, h, "bind-apposition")
		return
	}
	if s := d.mentionEnding(f.start, 3, c.start); s >= 0 {
		d.fill(f, topic, s, "bind-apposition")
	}
}

// bindActive: subject P object.
func bindActive(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	if f.sense.subject == topic {
		if s := d.nearestTopic(c, f); s >= 0 {
			d.fill(f, topic, s, "bind-active")
		}
		return
	}
	s := d.subjectBefore(c, f.start)
	if f.passive {
		d.fill(f, agent, s, "bind-active")
		return
	}
	d.fill(f, agent, s, "bind-active")
	if o := d.headFrom(f.end, d.nextVerb(i), maxGap); o >= 0 {
		d.fill(f, patient, o, "bind-active")
		d.fill(f, cause, o, "bind-active")
	}
}

// nearestTopic returns what a quality is said of in its clause: the subject;
// of two subjects (小米系统流畅) the first.
func (d *doc) nearestTopic(c *clause, f *frame) int {
	return d.subjectBefore(c, f.start)
}
