package stance

import "sort"

// predicateBetween says whether another predicate than frame i, and not in a
// list with it, stands in a span of its clause.
func (d *doc) predicateBetween(i, to int) bool {
	for k := i + 1; k < len(d.frames) && d.frames[k].start < to; k++ {
		if (d.frames[k].sense.subject == agent || d.frames[k].term.POS == "a") && !d.inList(i, k) {
			return true
		}
	}
	return false
}

// inList says whether frames i < k are members of one list of predicates.
func (d *doc) inList(i, k int) bool {
	for ; i < k; i++ {
		if !d.listed(&d.frames[i], &d.frames[i+1]) {
			return false
		}
	}
	return true
}

// listed says whether two predicates stand in a list: joined by a conjunction
// or a list comma, or side by side and of one class.
func (d *doc) listed(a, b *frame) bool {
	if a.clause != b.clause || !d.coordinated(a.end, b.start) {
		return false
	}
	// 诋毁诅咒 is a list, 反对抵制 is not: what takes a content has it there.
	return b.start > a.end || (a.term.Class == b.term.Class && a.term.Content == "")
}

// personalBetween says whether 我们 or 你 stands in a span: then 的 marks whose
// the object is, not a relative clause.
func (d *doc) personalBetween(from, to int) bool {
	i, j := d.marksIn(from, to)
	for _, m := range d.marks[i:j] {
		if m.p.cueSet&(cueFirstPerson|cueSecondPerson) != 0 && !d.behindPreposition(m.start) {
			return true
		}
	}
	return false
}

// behindPreposition says whether 在, 对, 跟 or their like stands directly before
// an offset (在我这里).
func (d *doc) behindPreposition(at int) bool {
	i, j := d.marksIn(max(0, at-2), at)
	return i < j && d.marks[j-1].end == at && d.marks[j-1].p.cueSet&(cueLocative|cueDative|cueComitative|cuePassive) != 0
}

// coordinatedFrame says whether frame i follows another predicate in a list.
func (d *doc) coordinatedFrame(i int) bool {
	return i > 0 && d.listed(&d.frames[i-1], &d.frames[i])
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
		if s := d.subjectOf(i, d.frames[i].start); s >= 0 && d.fill(f, topic, s, "bind-active") && d.nounBetween(d.mentions[s].end, f.start) {
			f.roles[topic].confidence *= d.e.weights.Indirect
			f.roles[topic].rule = "bind-indirect"
		} else if s >= 0 && f.isClass("trouble", "loss") && d.attributive(f) {
			f.roles[topic].confidence *= d.e.weights.Indirect // 危机处理 is no crisis
		}
		return
	}
	if f.partners {
		return
	}
	s := d.subjectOf(i, d.frames[i].start)
	if f.passive {
		if s != f.roles[patient].mention {
			d.fill(f, agent, s, "bind-active")
		}
		return // without an agent in the text it is everybody's, the author's too
	}
	if f.term.Class.Harms != "" && f.roles[agent].empty() && d.behindPreposition(f.start) && d.verbAfter(i) {
		// 不向抹黑低头: the act is a noun here, and not the subject's.
		f.roles[agent] = filler{mention: -1, entity: nobody, rule: "bind-nominal"}
		return
	}
	fronted := -1
	if s < 0 || d.personalBetween(d.mentions[s].end, f.start) {
		fronted = s
		if f.roles[agent].empty() && d.firstPerson(f, c) {
			s = -1
		}
	}
	d.fill(f, agent, s, "bind-active")
	if f.end < c.end && d.text[f.end] == '的' {
		return // 终止合作的决定: what follows belongs to the noun
	}
	if o := d.headFrom(f.end, d.nextVerb(i), maxGap); o >= 0 {
		d.fill(f, patient, o, "bind-active")
		d.fill(f, cause, o, "bind-active")
		return
	}
	if f.isClass("leave", "dislike", "upset") && s >= 0 && f.roles[agent].mention == s && d.group(d.mentions[s].entity) == "org" {
		// 小米我不买了, 这牌子恶心到我了: a company does not feel; it is the object.
		f.roles[agent] = filler{mention: -1, entity: -1}
		d.fill(f, patient, s, "bind-topic-comment")
		d.fill(f, cause, s, "bind-topic-comment")
		return
	}
	if d.firstPersonObject(f) {
		return
	}
	if fronted >= 0 && s < 0 && f.isClass("support", "praise", "dislike", "trust", "leave") && f.roles[patient].empty() {
		d.fill(f, patient, fronted, "bind-topic-comment") // 雷总这股劲我佩服
	}
	// 不能容忍诋毁车主的博主: the object is the head of a relative clause.
	if i+1 < len(d.frames) && d.frames[i+1].clause == f.clause && d.frames[i+1].sense.subject == agent {
		if h := d.relativeHead(d.frames[i+1].end, c.end); h >= 0 && !d.predicateBetween(i+1, d.mentions[h].start) {
			d.fill(f, patient, h, "bind-active")
			d.fill(f, cause, h, "bind-active")
		}
	}
}

// subjectOf returns the subject of frame i that stands before offset at (the
// predicate, or its preposition): who stands behind the predicate whose content
// it is (称赞其有担当), else the clause's.
func (d *doc) subjectOf(i, at int) int {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	for k := i - 1; k >= 0 && d.frames[k].clause == f.clause; k-- {
		q := &d.frames[k]
		if q.term.Content == "" || q.end > f.start || d.inList(k, i) {
			continue
		}
		for m := d.mentionFrom(q.end); m < len(d.mentions) && d.mentions[m].end <= at; m++ {
			if x := &d.mentions[m]; !x.modifier && !x.prep {
				return m
			}
		}
		break
	}
	return d.subjectBefore(c, at)
}

// firstPerson makes the speaker of the voice the agent where 我 or 我们 stands
// before the predicate; false where neither does.
func (d *doc) firstPerson(f *frame, c *clause) bool {
	for _, m := range d.marks[c.first:c.last] {
		if m.end > f.start {
			return false
		}
		if m.p.cueSet&cueFirstPerson != 0 && f.sense.roles.has(agent) && !d.behindPreposition(m.start) {
			who := d.voices[c.voice].speaker
			if who < 0 {
				who = nobody
			}
			f.roles[agent] = filler{-1, who, m.start, m.end, 1, "bind-first-person"}
			return true
		}
	}
	return false
}

// verbAfter says whether a verb, known or not, follows frame i in its clause.
func (d *doc) verbAfter(i int) bool {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	k := sort.Search(len(d.tokens), func(k int) bool { return int(d.tokens[k].Start) >= f.end })
	return k < len(d.tokens) && int(d.tokens[k].Start) == f.end && int(d.tokens[k].End) <= c.end && d.tokens[k].Tag[0] == 'v'
}

// firstPersonObject: whom something is done to where 我们 follows directly: the
// target whose members write so.
func (d *doc) firstPersonObject(f *frame) bool {
	if len(d.e.firstPerson) == 0 || !f.roles[patient].empty() || !f.sense.roles.has(patient) || (f.term.Class.Harms == "" && f.term.Class.Helps == "" && f.byPatient == nil) {
		return false
	}
	i, j := d.marksIn(f.end, min(len(d.text), f.end+4))
	for _, m := range d.marks[i:j] {
		if m.p.cueSet&cueFirstPerson != 0 && m.start-f.end <= 2 {
			p := d.e.firstPerson[0]
			f.roles[patient] = filler{-1, p.doer, m.start, m.end, p.confidence, "bind-first-person"}
			return true
		}
	}
	return false
}

// nounBetween says whether a verb and then a noun that the lexicon does not
// know stand between a mention and a quality: in 雷军谈内存价格暴涨 the price is
// what rises.
func (d *doc) nounBetween(from, to int) bool {
	verb := false
	i := sort.Search(len(d.tokens), func(i int) bool { return int(d.tokens[i].Start) >= from })
	for ; i < len(d.tokens) && int(d.tokens[i].End) <= to; i++ {
		t := d.tokens[i]
		if a, b := d.marksIn(int(t.Start), int(t.End)); a < b {
			continue
		}
		switch t.Tag[0] {
		case 'v':
			verb = true
		case 'n':
			if verb {
				return true
			}
		}
	}
	return false
}
