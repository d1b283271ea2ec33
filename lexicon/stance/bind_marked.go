package stance

// The binders of roles that a function word marks.

// bindPassive: [patient] 被/遭/受 [agent] P. With 让/令/使 before a feeling the
// subject is its cause, which is the same place.
func bindPassive(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	cue, ok := d.cueBefore(c, f.start, cuePassive)
	if !ok && f.start > c.start && d.text[f.start-1] == '所' {
		cue, ok = d.cueBefore(c, f.start, cueDative) // 为车主所诟病
	}
	if !ok {
		return
	}
	if f.start-cue.end > maxGap || d.joinedBetween(cue.end, f.start) {
		return
	}
	inner := d.headFrom(cue.end, f.start, f.start-cue.end)
	if inner < 0 && cue.p.value(cuePassive) != 0 {
		return
	}
	outer := d.subjectOf(i, cue.start)
	if f.sense.subject == topic {
		// 遭…暴跌 has no agent: what suffers it is the subject.
		d.fill(f, topic, outer, "bind-passive")
		return
	}
	f.passive = true
	d.fill(f, agent, inner, "bind-passive")
	if outer < 0 {
		// 被小米封杀的博主: the head of the relative clause suffers it.
		outer = d.relativeHead(f.end, c.end)
	}
	if outer < 0 {
		return
	}
	d.fill(f, patient, outer, "bind-passive")
	d.fill(f, cause, outer, "bind-passive")
}

// joinedBetween says whether a conjunction of clauses or things stands in a
// span: what follows it is no longer in the reach of a preposition.
func (d *doc) joinedBetween(from, to int) bool {
	i, j := d.marksIn(from, to)
	for _, m := range d.marks[i:j] {
		if m.p.cueSet&cueConjunction != 0 && m.p.cueSet&cueComitative == 0 {
			return true
		}
	}
	return false
}

// bindDisposal: [agent] 把/将 [patient] P.
func bindDisposal(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	cue, ok := d.cueBefore(c, f.start, cueDisposal)
	if !ok || f.sense.subject != agent {
		return
	}
	d.fill(f, patient, d.headFrom(cue.end, f.start, 3), "bind-disposal")
	d.fill(f, agent, d.subjectOf(i, cue.start), "bind-disposal")
}

// bindDative: 对/向/给 X (的) P, also with light verbs in between (对X表示不满).
// Toward whom a quality is shown is its beneficiary, not its topic.
func bindDative(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	if f.isClass("relation") {
		return // 对小米签约该博主: the content of what follows, see bindPartners
	}
	cue, ok := d.cueBefore(c, f.start, cueDative)
	if !ok && f.clause > 0 {
		// 对小米的处理，用户不买账: the phrase stands in a clause of its own.
		before := &d.clauses[f.clause-1]
		if before.sentence == c.sentence && before.first < before.last && d.marks[before.first].start == before.start &&
			d.marks[before.first].p.cueSet&cueDative != 0 && d.headFrom(before.start, before.end, maxGap) >= 0 {
			cue, ok = d.marks[before.first], true
		}
	}
	if !ok || f.start-cue.end > 2*maxGap {
		return
	}
	x := d.headFrom(cue.end, f.start, 2)
	if x < 0 {
		return
	}
	if f.sense.subject == topic {
		// 车主对这车很满意 tells what people feel; 公司对用户很好 what it is like.
		if s := d.subjectOf(i, max(c.start, cue.start)); (s < 0 && d.personalBetween(c.start, cue.start)) || (s >= 0 && d.group(d.mentions[s].entity) == "people") {
			d.fill(f, topic, x, "bind-dative")
			return
		}
		d.fill(f, beneficiary, x, "bind-dative")
		return
	}
	d.fill(f, patient, x, "bind-dative")
	d.fill(f, cause, x, "bind-dative")
	d.fill(f, agent, d.subjectOf(i, max(c.start, cue.start)), "bind-dative")
}

// bindComitative: X 与/和/跟 Y P, for words of cooperation and parting.
func bindComitative(d *doc, i int) {
	f := &d.frames[i]
	if !f.sense.roles.has(comitative) {
		return
	}
	c := &d.clauses[f.clause]
	if cue, ok := d.cueBefore(c, f.start, cueComitative); ok {
		if y := d.headFrom(cue.end, f.start, 8); y >= 0 {
			d.fill(f, comitative, y, "bind-comitative")
			d.fill(f, agent, d.subjectOf(i, cue.start), "bind-comitative")
			f.partners = f.isClass("relation")
			return
		}
	}
	if f.isClass("relation") {
		d.bindPartners(f, c)
	}
}

// bindPartners: in 小米投放该博主 and 博主合作争议 the company is who cooperates
// and the person is with whom, wherever they stand.
func (d *doc) bindPartners(f *frame, c *clause) {
	for k := d.mentionFrom(c.start); k < len(d.mentions) && d.mentions[k].start < c.end; k++ {
		m := &d.mentions[k]
		if m.entity == nobody || m.start-f.end > maxGap {
			continue
		}
		switch d.group(m.entity) {
		case "org":
			d.fill(f, agent, k, "bind-partners")
		case "person":
			d.fill(f, comitative, k, "bind-partners")
		}
	}
	// Nobody else is a partner: the readers' anger stands in the same clause.
	for _, r := range [2]roleID{agent, patient} {
		if f.roles[r].empty() {
			f.roles[r] = filler{mention: -1, entity: nobody, rule: "bind-partners"}
		}
	}
	if f.roles[agent].entity == nobody {
		f.roles[agent] = filler{mention: -1, entity: -1}
	}
	f.partners = true
}

// bindComparison: X 比 Y P: what is said of X is denied of Y.
func bindComparison(d *doc, i int) {
	f := &d.frames[i]
	if f.sense.subject != topic {
		return
	}
	c := &d.clauses[f.clause]
	cue, ok := d.cueBefore(c, f.start, cueComparison)
	if !ok {
		return
	}
	y := d.headFrom(cue.end, f.start, 3)
	if y < 0 {
		return
	}
	x := &d.mentions[y]
	f.roles[standard] = filler{mention: y, entity: x.entity, start: x.start, end: x.end, confidence: x.confidence, rule: "bind-comparison"}
	if s := d.subjectOf(i, cue.start); s >= 0 {
		d.fill(f, topic, s, "bind-comparison")
		return
	}
	for k := y + 1; k < len(d.mentions) && d.mentions[k].end <= f.start; k++ {
		if m := &d.mentions[k]; !m.modifier && !m.prep {
			d.fill(f, topic, k, "bind-comparison")
			return
		}
	}
}
