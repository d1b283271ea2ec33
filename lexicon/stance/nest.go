package stance

import (
	"slices"

	"lichang/lexicon"
)

// nest finds which frame is the content of which: 停止诋毁, 否认合作,
// 抵制小米与该博主合作.
func (d *doc) nest() {
	for _, r := range nesters() {
		if !d.skip(r.name) {
			for i := range d.frames {
				r.nest(d, i)
			}
		}
	}
}

type nester struct {
	name string
	nest func(d *doc, i int)
}

func nesters() []nester {
	return []nester{
		{"nest-object", nestObject},
		{"nest-fronted", nestFronted},
		{"nest-reference", nestReference},
	}
}

// setParent makes frame i the content of frame p.
func (d *doc) setParent(i, p int, rule string) {
	f := &d.frames[i]
	f.parent = p
	f.rules = append(f.rules, rule)
	if d.frames[p].content < 0 {
		d.frames[p].content = i
	}
}

// nestObject: the content follows its predicate inside the clause.
func nestObject(d *doc, i int) {
	f := &d.frames[i]
	c := &d.clauses[f.clause]
	for p := i - 1; p >= 0 && d.frames[p].start >= c.start; p-- {
		q := &d.frames[p]
		if q.end > f.start || q.clause != f.clause {
			continue
		}
		if q.term.Content == "" || d.nominal(q) {
			continue
		}
		if d.inList(p, i) || d.joined(q.end, f.start) {
			return
		}
		d.setParent(i, p, "nest-object")
		return
	}
}

// nominal says whether a predicate that tells an answer is a noun here, with 的
// before it: 公司的回应 is the subject of what follows and has no content.
func (d *doc) nominal(q *frame) bool {
	return q.isClass("apology") && q.start > d.clauses[q.clause].start && d.text[q.start-1] == '的'
}

// joined says whether a conjunction directly before offset at links a second
// predicate to the first (抵制小米并退订).
func (d *doc) joined(from, at int) bool {
	i, j := d.marksIn(from, at)
	if i == j {
		return false
	}
	for _, m := range d.marks[max(i, j-3):j] {
		if at-m.end <= 2 && m.p.cueSet&cueConjunction != 0 && m.p.cueSet&cueComitative == 0 {
			return true
		}
	}
	return false
}

// nestFronted: the content stands before its predicate, as the sufferer of a
// passive (投放遭抵制) or behind 对 (对合作表示不满).
func nestFronted(d *doc, i int) {
	p := &d.frames[i]
	if p.term.Content == "" || p.content >= 0 {
		return
	}
	c := &d.clauses[p.clause]
	start, end := 0, 0
	if cue, ok := d.cueBefore(c, p.start, cuePassive); ok {
		start, end = c.start, cue.start
	} else if cue, ok := d.cueBefore(c, p.start, cueDative); ok {
		start, end = cue.end, p.start
	} else if d.last(i) && (p.term.Content == lexicon.Reject || p.term.Content == lexicon.Block) {
		d.nestSubject(i)
		return
	} else {
		return
	}
	for k := i - 1; k >= 0 && d.frames[k].start >= start; k-- {
		f := &d.frames[k]
		if f.end <= end && f.parent < 0 && f.isClass("relation", "sanction", "care") {
			d.setParent(k, i, "nest-fronted")
		}
	}
}

// last says whether frame i has nothing behind it in its clause.
func (d *doc) last(i int) bool {
	f := &d.frames[i]
	return f.roles[patient].empty() && (i+1 == len(d.frames) || d.frames[i+1].clause != f.clause)
}

// nestSubject: 骂车主不行, 批评公司没关系: a clause is what is judged.
func (d *doc) nestSubject(i int) {
	for k := i - 1; k >= 0 && d.frames[k].clause == d.frames[i].clause; k-- {
		if f := &d.frames[k]; f.parent < 0 && f.end <= d.frames[i].start && !f.roles[patient].empty() &&
			f.isClass("hostile", "harm", "criticize", "reject", "dislike", "sanction", "sever", "relation") {
			d.setParent(k, i, "nest-subject")
		}
	}
}

// nestReference: a rejection without an object of its own (我们不能容忍) is of
// what the sentence, or the one before it, has just told.
func nestReference(d *doc, i int) {
	p := &d.frames[i]
	if p.content >= 0 || p.passive || p.parent >= 0 {
		return
	}
	if !slices.Contains([]lexicon.Treatment{lexicon.Permit, lexicon.Reject, lexicon.Endorse}, p.term.Content) {
		return
	}
	if !p.roles[patient].empty() || !p.roles[cause].empty() {
		return
	}
	sentence := d.clauses[p.clause].sentence
	for k := i - 1; k >= 0; k-- {
		f := &d.frames[k]
		if d.clauses[f.clause].sentence < sentence-1 || p.clause-f.clause > zeroReach {
			return
		}
		if f.parent < 0 && f.isClass("hostile", "harm", "relation") {
			d.setParent(k, i, "nest-reference")
		}
	}
}
