package stance

// link is a rule that weighs clauses by how they hang together, or by their
// mood.
type link struct {
	name  string
	weigh func(*doc)
}

// links lists the rules in the order in which they act.
func links() []link {
	return []link{
		{"link-contrast", linkContrast},
		{"link-concession", linkConcession},
		{"link-condition", linkCondition},
		{"link-once", linkOnce},
		{"mood-question", moodQuestion},
		{"link-rebuttal", linkRebuttal},
		{"link-refuted", linkRefuted},
		{"link-hearsay", linkHearsay},
		{"link-reply", linkReply},
		{"link-position", linkPosition},
	}
}

// linkContrast: what stands before 但 counts less, what it leads to counts
// more (Polanyi and Zaenen 2006).
func linkContrast(d *doc) {
	w := &d.e.weights
	for i := range d.clauses {
		c := &d.clauses[i]
		if c.links&cueContrast == 0 {
			continue
		}
		back := c.sentence
		if d.opensSentence(i) {
			back--
		}
		for k := i - 1; k >= 0 && d.clauses[k].sentence >= back; k-- {
			if d.within(d.clauses[k].voice, c.voice) {
				d.clauses[k].scale(w.BeforeContrast, "link-contrast")
			}
		}
		for k := i; k < len(d.clauses) && d.clauses[k].sentence == c.sentence; k++ {
			if d.clauses[k].voice == c.voice {
				d.clauses[k].scale(w.AfterContrast, "link-contrast")
			}
		}
	}
}

// within says whether voice v is outer or is said inside it.
func (d *doc) within(v, outer int) bool {
	for ; v >= 0; v = d.voices[v].parent {
		if v == outer {
			return true
		}
	}
	return false
}

func (d *doc) opensSentence(i int) bool {
	return i == 0 || d.clauses[i-1].sentence != d.clauses[i].sentence
}

func linkConcession(d *doc) {
	for i := range d.clauses {
		if c := &d.clauses[i]; c.links&cueConcession != 0 && c.links&cueContrast == 0 {
			c.scale(d.e.weights.Conceded, "link-concession")
		}
	}
}

// linkCondition: what is only supposed counts little; what follows from it (a
// threat, a promise) keeps its weight.
func linkCondition(d *doc) {
	for i := range d.clauses {
		if c := &d.clauses[i]; c.links&cueCondition != 0 {
			c.scale(d.e.weights.Condition, "link-condition")
		}
	}
}

// linkOnce: what was so once (本来, 曾经) is set against what follows.
func linkOnce(d *doc) {
	for i := range d.clauses {
		if c := &d.clauses[i]; c.links&cueHypothetical != 0 {
			c.scale(d.e.weights.Conceded, "link-once")
		}
	}
}

// moodQuestion: a question that can be answered by yes or no asserts nothing;
// one that asks how or why takes its content for granted, as headlines do; a
// rhetorical one is left to the operators.
func moodQuestion(d *doc) {
	w := &d.e.weights
	for i := range d.clauses {
		c := &d.clauses[i]
		if c.links&cueRhetorical != 0 {
			continue
		}
		asked, factor := c.ask, w.QuestionBare
		headline := false
		for _, m := range d.marks[c.first:c.last] {
			if m.p.cueSet&cueHeadline != 0 {
				headline = true
			}
			if m.p.cueSet&cueQuestion == 0 {
				continue
			}
			if v := m.p.value(cueQuestion); v > 0 {
				if c.ask || m.start-c.start <= 4 {
					asked, factor = true, v
				}
			} else {
				asked, factor = true, w.Question
				break
			}
		}
		if headline {
			for k, end := d.sentenceOf(i); k < end; k++ {
				d.clauses[k].scale(w.Headline, "mood-headline")
			}
			continue
		}
		if asked && !d.headlined(i) {
			c.scale(factor, "mood-question")
		}
	}
}

// sentenceOf returns the half-open range of the clauses of clause i's sentence.
func (d *doc) sentenceOf(i int) (first, end int) {
	first, end = i, i+1
	for first > 0 && d.clauses[first-1].sentence == d.clauses[i].sentence {
		first--
	}
	for end < len(d.clauses) && d.clauses[end].sentence == d.clauses[i].sentence {
		end++
	}
	return first, end
}

// headlined says whether clause i stands in a headline of the form 如何看待….
func (d *doc) headlined(i int) bool {
	first, end := d.sentenceOf(i)
	for _, c := range d.clauses[first:end] {
		if c.links&cueHeadline != 0 {
			return true
		}
	}
	return false
}

func linkHearsay(d *doc) {
	for i := range d.clauses {
		if c := &d.clauses[i]; c.links&cueHearsay != 0 {
			c.scale(d.e.weights.Hearsay, "link-hearsay")
		}
	}
}

// linkRefuted: what the next clause calls untrue (小米垃圾？纯属造谣) counts turned
// around.
func linkRefuted(d *doc) {
	for i := range d.clauses {
		if c := &d.clauses[i]; i > 0 && d.refutes(c.start, c.end) {
			if b := &d.clauses[i-1]; !d.voices[b.voice].rejected {
				b.scale(-d.e.weights.Opposed, "link-refuted")
			}
		}
	}
}

// linkRebuttal: 说小米不行的，你…: what others say is taken up to be refuted, so
// it counts turned around.
func linkRebuttal(d *doc) {
	for i := range d.clauses {
		c := &d.clauses[i]
		end := c.end
		for end > c.start && (d.text[end-1] == '，' || d.text[end-1] == ',') {
			end--
		}
		if end == c.end || end == c.start || d.text[end-1] != '的' {
			end = d.headless(c) // 说小米不好的未必用过
		}
		if end-c.start < 4 {
			continue
		}
		for at := c.start; at < min(end, c.start+rebuttalReach); at++ {
			if r := d.text[at]; (r == '说' || r == '骂' || r == '黑' || r == '喷' || r == '嘲' || r == '喊') && d.cut[at] && d.cut[at+1] {
				c.scale(-d.e.weights.Opposed, "link-rebuttal")
				break
			}
		}
	}
}

// headless returns where 说…的 in front of 未必 or 都是 ends, the clause's start
// for nowhere: who says so is what the clause goes on about.
func (d *doc) headless(c *clause) int {
	for _, m := range d.marks[c.first:c.last] {
		if r := d.text[m.start]; r != '未' && (m.p.cueSet&cueCopula == 0 || r != '都') {
			continue
		}
		if m.start > c.start+4 && d.text[m.start-1] == '的' {
			return m.start
		}
	}
	return c.start
}

// rebuttalReach is how far into its clause the verb of a rebuttal may stand.
const rebuttalReach = 5

// linkReply: an accusation whose target answers in the same sentence is left
// open.
func linkReply(d *doc) {
	for i := range d.clauses {
		c := &d.clauses[i]
		if !d.replies(c) {
			continue
		}
		for k := i - 1; k >= 0 && d.clauses[k].sentence == c.sentence; k-- {
			d.clauses[k].scale(d.e.weights.Replied, "link-reply")
		}
	}
}

// replies says whether somebody denies or answers in a clause.
func (d *doc) replies(c *clause) bool {
	named := false
	for _, m := range d.marks[c.first:c.last] {
		named = named || len(m.p.names) > 0
		if named && m.p.replies {
			return true
		}
	}
	return false
}

// linkPosition: a title says what the text is about, and a text sides with
// what it ends on.
func linkPosition(d *doc) {
	last := d.clauses[len(d.clauses)-1].sentence
	for i := range d.clauses {
		c := &d.clauses[i]
		switch {
		case c.start < d.v.BodyAt:
			c.scale(d.e.weights.Title, "link-title")
		case c.sentence == last && last > 0:
			c.scale(d.e.weights.Ending, "link-ending")
		}
	}
}
