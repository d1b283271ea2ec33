package stance

import "sort"

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
	return d.headBehind(de, limit)
}

// headBehind returns the mention that follows 的 with nothing but determiners,
// numbers and adjectives in between; -1 where another noun is the head.
func (d *doc) headBehind(de, limit int) int {
	h := d.headFrom(de, limit, 4)
	if h < 0 {
		return -1
	}
	first := d.mentionFrom(de)
	i := sort.Search(len(d.tokens), func(i int) bool { return int(d.tokens[i].Start) >= de })
	for ; i < len(d.tokens) && int(d.tokens[i].End) <= d.mentions[first].start; i++ {
		switch d.tokens[i].Tag[0] {
		case 'n', 'v', 'p', 'c':
			return -1
		}
	}
	return h
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
		if f.sense.subject == topic && f.term.POS == "a" && d.subjectBefore(c, f.start) < 0 {
			if h := d.headFrom(f.end, c.end, 0); h >= 0 {
				d.fill(f, topic, h, "bind-attribute")
			}
		}
		return
	}
	head := d.headBehind(de, c.end)
	if d.predicateBetween(i, de) {
		return
	}
	if head < 0 {
		d.bindSomeone(f, de, c)
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
		if d.fill(f, agent, head, "bind-relative") && f.roles[patient].mention == inside {
			d.embed(inside)
		}
		return
	}
	if d.personalBetween(f.end, de-1) {
		if d.doesSuch(f, head) {
			d.fill(f, agent, head, "bind-relative") // 诅咒我们的大V
			d.firstPersonObject(f)
			return
		}
		d.fill(f, patient, head, "bind-possessive") // 保护我们的用户
		return
	}
	if de-f.end > 3 {
		return
	}
	if s := d.mentionEnding(f.start, 6, c.start); s >= 0 && !d.mentions[s].prep && !d.coordinatedFrame(i) && !d.governed(d.mentions[s].end, f.start) &&
		(i == 0 || d.frames[i-1].roles[patient].mention != s) {
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

// governed says whether a verb or a preposition stands in a span: who stands
// before 起诉造谣的人 or 给骂人的人 is not the one who does it.
func (d *doc) governed(from, to int) bool {
	i := sort.Search(len(d.tokens), func(i int) bool { return int(d.tokens[i].Start) >= from })
	for ; i < len(d.tokens) && int(d.tokens[i].End) <= to; i++ {
		t := d.tokens[i]
		if t.Tag[0] == 'p' || t.Tag[0] == 'v' && t.End-t.Start >= 2 {
			return true
		}
	}
	return false
}

// embed makes a mention inside a relative clause an attribute: it is nobody's
// subject outside.
func (d *doc) embed(m int) {
	d.mentions[m].modifier = true
	if c := &d.clauses[d.mentions[m].clause]; c.subject == m {
		c.subject = -1
		for k := m + 1; k < len(d.mentions) && d.mentions[k].clause == d.mentions[m].clause; k++ {
			if x := &d.mentions[k]; !x.modifier && !x.prep {
				c.subject = k
				break
			}
		}
	}
}

// bindSomeone: 骂车主的人: the doer is somebody without a name, not the subject
// of the clause around.
func (d *doc) bindSomeone(f *frame, de int, c *clause) {
	if f.sense.subject != agent || de >= c.end || f.passive {
		return
	}
	switch d.text[de] {
	case '人', '家', '货', '主':
	default:
		return
	}
	d.fill(f, patient, d.headFrom(f.end, de-1, relativeGap), "bind-relative")
	d.firstPersonObject(f)
	if f.roles[agent].empty() {
		f.roles[agent] = filler{-1, nobody, de, de + 1, 1, "bind-someone"}
	}
}

// bindCleft: 把用户当韭菜的不是甲，是乙: 的 … 是 names the doer, 不是 clears one.
func bindCleft(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	de := d.particleAfter(f.end, c.end)
	if de < 0 || d.predicateBetween(i, de) {
		return
	}
	k, end := d.marksIn(de, c.end)
	for k < end && d.marks[k].p.cueSet&(cueIntensifier|cueContrast) != 0 {
		k++ // 的恰恰是, 的从来不是
	}
	if k == end || d.marks[k].start-de > 4 {
		return
	}
	m := d.marks[k]
	switch {
	case m.p.cueSet&(cueNotBut|cueNegator) != 0 && m.p.text[len(m.p.text)-1] == '是':
		f.roles[f.sense.subject] = filler{mention: -1, entity: nobody, rule: "bind-cleft"}
		if n := f.clause + 1; n < len(d.clauses) && d.clauses[n].sentence == c.sentence {
			next := &d.clauses[n]
			if next.first < next.last && d.marks[next.first].start == next.start && d.marks[next.first].p.cueSet&(cueCopula|cueButIs) != 0 {
				d.cleft(f, d.headFrom(d.marks[next.first].end, next.end, 4))
			}
		}
	case m.p.cueSet&cueCopula != 0:
		d.cleft(f, d.headFrom(m.end, c.end, 4))
	}
}

// cleft makes a mention the subject of a frame, whoever was taken for it.
func (d *doc) cleft(f *frame, m int) {
	if m < 0 {
		return
	}
	f.roles[f.sense.subject] = filler{mention: -1, entity: -1}
	d.fill(f, f.sense.subject, m, "bind-cleft")
}

// doesSuch says whether such acts are the mention's, by the lexicon's deeds.
func (d *doc) doesSuch(f *frame, m int) bool {
	for _, k := range d.e.deeds {
		if k.class == f.term.Class.Name && k.doer == d.mentions[m].entity {
			return true
		}
	}
	return false
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
