package stance

// The binders of roles that a function word marks.

// bindPassive: [patient] 被/遭/受 [agent] P. With 让/令/使 before a feeling the
// subject is its cause, which is the same place.
func bindPassive(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	cue, ok := d.cueBefore(c, f.start, cuePassive)
	if !ok {
		return
	}
	inner := d.headFrom(cue.end, f.start, f.start-cue.end)
	outer := d.subjectBefore(c, cue.start)
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

// bindDisposal: [agent] 把/将 [patient] P.
func bindDisposal(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	cue, ok := d.cueBefore(c, f.start, cueDisposal)
	if !ok || f.sense.subject != agent {
		return
	}
	d.fill(f, patient, d.headFrom(cue.end, f.start, 3), "bind-disposal")
	d.fill(f, agent, d.subjectBefore(c, cue.start), "bind-disposal")
}

// bindDative: 对/向/给 X (的) P, also with light verbs in between (对X表示不满).
// Toward whom a quality is shown is its beneficiary, not its topic.
func bindDative(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	cue, ok := d.cueBefore(c, f.start, cueDative)
	if !ok || f.start-cue.end > 16 {
		return
	}
	x := d.headFrom(cue.end, f.start, 2)
	if x < 0 {
		return
	}
	if f.sense.subject == topic {
		d.fill(f, beneficiary, x, "bind-dative")
		return
	}
	d.fill(f, patient, x, "bind-dative")
	d.fill(f, cause, x, "bind-dative")
	d.fill(f, agent, d.subjectBefore(c, cue.start), "bind-dative")
}

// bindComitative: X 与/和/跟 Y P, for words of cooperation and parting.
func bindComitative(d *doc, i int) {
	f := &d.frames[i]
	if !f.sense.roles.has(comitative) {
		return
	}
	c := &d.clauses[f.clause]
	cue, ok := d.cueBefore(c, f.start, cueComitative)
	if !ok {
		return
	}
	y := d.headFrom(cue.end, f.start, 8)
	if y < 0 {
		return
	}
	d.fill(f, comitative, y, "bind-comitative")
	d.fill(f, agent, d.subjectBefore(c, cue.start), "bind-comitative")
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
	if s := d.subjectBefore(c, cue.start); s >= 0 {
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
