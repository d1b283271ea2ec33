package stance

import "sort"

// operate applies to each frame the operators in whose scope it stands:
// negation, degree, modality, rhetorical questions, irony (contextual valence
// shifters, Polanyi and Zaenen 2006).
func (d *doc) operate() {
	ops := operators()
	for i := range d.frames {
		for _, o := range ops {
			if !d.skip(o.name) {
				o.apply(d, i)
			}
		}
	}
}

type operator struct {
	name  string
	apply func(d *doc, i int)
}

func operators() []operator {
	return []operator{
		{"op-negation", opNegation},
		{"op-negation-after", opNegationAfter},
		{"op-degree", opDegree},
		{"op-modality", opModality},
		{"op-not-but", opNotBut},
		{"op-rather", opRather},
		{"op-whoever", opWhoever},
		{"op-obliged", opObliged},
		{"op-rhetorical", opRhetorical},
		{"op-irony", opIrony},
	}
}

// scope calls visit for each mark before frame i in its clause that no other
// predicate keeps from it, the nearest first, until visit returns false.
func (d *doc) scope(i int, visit func(m mark) bool) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	for k := c.last - 1; k >= c.first; k-- {
		m := d.marks[k]
		if m.end > f.start {
			continue
		}
		if p := int(d.frameOf[k]); p >= 0 && p != i && !d.coordinated(d.frames[p].end, f.start) && d.frames[p].factor >= 0 {
			return
		}
		if !visit(m) {
			return
		}
	}
}

func opNegation(d *doc, i int) {
	f := &d.frames[i]
	d.scope(i, func(m mark) bool {
		if m.p.cueSet&cueNegator != 0 && m.p.cueSet&cueRhetorical == 0 && !d.verbBetween(m.end, f.start) {
			if m.p.value(cueNegator) <= deontic && f.isClass("hostile", "harm", "relation", "conceal") {
				f.forbidden = true
				f.rules = append(f.rules, "op-forbidden")
				return true
			}
			if f.isClass("relation") && (m.p.text[0] == '没' || m.p.text[len(m.p.text)-1] == '未' || m.p.text[len(m.p.text)-1] == '没') {
				f.off = true // 从未合作 denies, 不合作 refuses
			}
			f.negated = !f.negated
			f.rules = append(f.rules, "op-negation")
		}
		return true
	})
	if f.fixed && d.negatedInside(f) {
		f.negated = !f.negated
		f.rules = append(f.rules, "op-negation")
	}
}

// negatedInside says whether a negator stands directly before a later piece of
// a construction: 买小米不后悔.
func (d *doc) negatedInside(f *frame) bool {
	for _, g := range f.gaps {
		if i, j := d.marksIn(g.start, g.end); g.end < f.end && i < j {
			if m := d.marks[j-1]; m.end == g.end && m.p.cueSet&cueNegator != 0 && m.p.cueSet&cueRhetorical == 0 {
				return true
			}
		}
	}
	return false
}

// opNegationAfter: 毛病没有, 卡顿都没碰上, 有什么问题: a fault that is looked for
// and not found.
func opNegationAfter(d *doc, i int) {
	f := &d.frames[i]
	if f.negated || !f.isClass("fault", "trouble", "loss") {
		return
	}
	c := &d.clauses[f.clause]
	k, end := d.marksIn(f.end, min(c.end, f.end+3))
	for ; k < end; k++ {
		m := d.marks[k]
		if m.p.cueSet&cueNegator != 0 && (m.p.text[0] == '没' || string(m.p.text) == "不存在") && c.end-m.end <= 5 && len(m.p.senses) == 0 {
			f.negated = true
		}
	}
	if k, end := d.marksIn(max(c.start, f.start-2), f.start); k < end && c.ask {
		if m := d.marks[end-1]; m.end == f.start && m.p.cueSet&cueQuestion != 0 && (m.p.text[0] == '什' || m.p.text[0] == '啥') {
			f.negated = true
		}
	}
	if f.negated {
		f.rules = append(f.rules, "op-negation-after")
	}
}

// deontic is the value of negators that forbid (不该, 不许): a bad act that is
// forbidden is disapproved of, not undone.
const deontic = -2

// verbBetween says whether a verb that the lexicon does not know stands between
// a negator and a predicate: then the negator is its own.
func (d *doc) verbBetween(from, to int) bool {
	if to-from < 2 {
		return false
	}
	i := sort.Search(len(d.tokens), func(i int) bool { return int(d.tokens[i].Start) >= from })
	for ; i < len(d.tokens) && int(d.tokens[i].End) <= to; i++ {
		t := d.tokens[i]
		if t.Tag[0] != 'v' || t.Tag[1] == 'n' || t.End-t.Start < 2 {
			continue
		}
		if a, b := d.marksIn(int(t.Start), int(t.End)); a == b && (int(t.End) >= len(d.text) || d.text[t.End] != '得') {
			return true // but 不觉得处理得不好 goes on to the quality
		}
	}
	return false
}

// The bounds of what degree words together do to a strength.
const (
	maxDegree = 1.5
	minDegree = 0.5
)

// opDegree: degree words before the predicate, or directly behind it (烂透了).
func opDegree(d *doc, i int) {
	f := &d.frames[i]
	degree := 1.0
	apply := func(m mark) bool {
		for _, kind := range [2]cueSet{cueIntensifier, cueDowntoner} {
			if m.p.cueSet&kind != 0 {
				degree *= m.p.value(kind)
			}
		}
		return true
	}
	d.scope(i, apply)
	k, end := d.marksIn(f.end, min(len(d.text), f.end+3))
	for ; k < end; k++ {
		if d.marks[k].p.cueSet&cueIntensifier != 0 && len(d.marks[k].p.senses) == 0 {
			apply(d.marks[k])
		}
	}
	if degree != 1 {
		f.factor *= min(maxDegree, max(minDegree, degree))
		f.rules = append(f.rules, "op-degree")
	}
}

func opModality(d *doc, i int) {
	f := &d.frames[i]
	d.scope(i, func(m mark) bool {
		if m.p.cueSet&cueModal != 0 {
			f.factor *= m.p.value(cueModal)
			f.rules = append(f.rules, "op-modality")
			return false
		}
		return true
	})
}

// opNotBut: what 不是因为 or 而不是 puts aside is not said.
func opNotBut(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	for k := c.first; k < c.last && d.marks[k].end <= f.start; k++ {
		m := d.marks[k]
		if m.p.cueSet&cueButIs != 0 {
			f.off = false
		} else if m.p.cueSet&cueNotBut != 0 && m.p.cueSet&cueNegator == 0 {
			f.off = true
		}
	}
	if f.off && f.negated && !f.isClass("relation") && d.deniedTwice(f, c) {
		f.off, f.negated = false, false
	}
	if f.off {
		f.rules = append(f.rules, "op-not-but")
	}
}

// deniedTwice: 并不是不在乎 puts nothing aside, it denies twice.
func (d *doc) deniedTwice(f *frame, c *clause) bool {
	for k := c.first + 1; k < c.last && d.marks[k].end <= f.start; k++ {
		a, b := d.marks[k-1], d.marks[k]
		if a.end == b.start && a.p.cueSet&cueNotBut != 0 && d.text[a.end-1] == '是' && b.p.cueSet&cueNegator != 0 {
			return true
		}
	}
	return false
}

// opRather: 与其骂甲，不如骂乙: what 与其 leads to is put aside, and 不如 compares
// nothing.
func opRather(d *doc, i int) {
	f := &d.frames[i]
	if d.clauses[f.clause].links&cueRather != 0 || f.isClass("trail") && f.clause > 0 &&
		f.start == d.clauses[f.clause].start && d.clauses[f.clause-1].links&cueRather != 0 {
		f.off = true
		f.rules = append(f.rules, "op-rather")
	}
}

// opWhoever: 谁骂用户，我们就起诉谁: the act is threatened, whoever does it.
func opWhoever(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	if f.start == c.start || d.text[f.start-1] != '谁' || !f.isClass("hostile", "harm") {
		return
	}
	for at := f.end; at < min(len(d.text), f.end+2*maxGap); at++ {
		if d.text[at] == '谁' && d.clauses[d.clauseAt(at)].sentence == c.sentence {
			f.forbidden = true
			f.rules = append(f.rules, "op-whoever")
			return
		}
	}
}

// opObliged: 公司应该尊重用户: the good deed that ought to be done is lacking.
func opObliged(d *doc, i int) {
	f := &d.frames[i]
	if f.negated || !f.isClass("care") {
		return
	}
	c := &d.clauses[f.clause]
	for k := c.first; k < c.last && d.marks[k].end <= f.start; k++ {
		if m := d.marks[k]; m.p.cueSet&cueObligation != 0 && f.start-m.end <= opening {
			f.obliged = true
			f.rules = append(f.rules, "op-obliged")
			return
		}
	}
}

// opRhetorical: 难道 with a negator asserts, without one denies.
func opRhetorical(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	if c.links&cueRhetorical == 0 {
		return
	}
	for k := c.first; k < c.last && d.marks[k].end <= f.start; k++ {
		if d.marks[k].p.cueSet&cueRhetorical == 0 {
			continue
		}
		v := d.marks[k].p.value(cueRhetorical)
		if v == 0 && !f.negated && f.term.Class.Polarity < 0 && !f.sense.denies {
			// 凭什么骂人 takes the bad act for granted and disapproves of it.
			if f.isClass("hostile", "harm") {
				f.forbidden = true
				f.rules = append(f.rules, "op-rhetorical")
			}
			return
		}
		f.negated = !f.negated
		f.rules = append(f.rules, "op-rhetorical")
		return
	}
}

// opIrony: marks of mockery turn the praise of their sentence.
func opIrony(d *doc, i int) {
	f := &d.frames[i]
	if f.term.Class.Polarity <= 0 || f.negated {
		return
	}
	first, end := d.sentenceOf(f.clause)
	if end < len(d.clauses) && d.clauses[end].links&cueIrony != 0 {
		end++ // an emoticon behind the full stop
	}
	for _, c := range d.clauses[first:end] {
		if c.links&cueIrony != 0 {
			f.irony = true
			f.rules = append(f.rules, "op-irony")
			return
		}
	}
}
