package stance

import (
	"slices"
	"sort"

	"lichang/lexicon"
)

// covered says whether a construction's frame already holds the span.
func (d *doc) covered(start, end int) bool {
	// Constructions come first among the frames, in order and apart.
	i := sort.Search(d.fixed, func(i int) bool { return d.frames[i].end >= end })
	if i < d.fixed {
		if f := &d.frames[i]; f.start <= start && end <= f.end {
			for _, g := range f.gaps {
				if g.start <= start && end <= g.end {
					return f.isClass("merit") && g.role == "" // 除了贵没毛病
				}
			}
			if f.isClass("hostile") {
				return true // 打成黑子 names nobody
			}
			// 黑子 names somebody, whatever is said around it.
			m := d.mentionFrom(start)
			return m == len(d.mentions) || d.mentions[m].start != start
		}
	}
	return false
}

// bindConstructions finds constructions whose literals stand in order inside a
// clause, and fills the roles of their gaps.
func (d *doc) bindConstructions() {
	if d.skip("bind-construction") {
		return
	}
	for li, first := range d.literals {
		if first.p.opens == 0 {
			continue
		}
		// Of the constructions that begin here the longest counts, of those as long
		// the one that leaves the least to its gaps (买某品牌绝不后悔 is no 买 …
		// 后悔), and none inside one that was found.
		if n := len(d.frames); n > 0 && first.start < d.frames[n-1].end {
			continue
		}
		if d.insideTerm(first.start) {
			continue // 不后悔买 holds no 后悔
		}
		ci := d.clauseAt(first.start)
		present := d.literalsIn(li, d.clauses[ci].end)
		var best frame
		var by *construction
		for _, k := range d.e.opens[first.p.opens] {
			if !k.possible(present) {
				continue
			}
			f, ok := d.construct(k, li, &d.clauses[ci])
			if ok && (f.end > best.end || f.end == best.end && f.gapped() < best.gapped()) {
				best, by = f, k
			}
		}
		if by == nil {
			continue
		}
		if f := d.complete(by, best, ci); f.anyRole() || !d.insideWhole(&f) {
			d.frames = append(d.frames, f)
		}
	}
}

// literalsIn returns the bits of the literals from li on that begin before an
// offset.
func (d *doc) literalsIn(li, end int) (bits uint64) {
	for ; li < len(d.literals) && d.literals[li].start < end; li++ {
		bits |= literalBit(d.literals[li].id)
	}
	return bits
}

// possible says whether each piece may be among the literals of these bits.
func (k *construction) possible(present uint64) bool {
	for i := range k.pieces {
		if p := &k.pieces[i]; p.literals != nil && p.bits&present == 0 {
			return false
		}
	}
	return true
}

// insideTerm says whether an offset lies inside a term that begins before it.
func (d *doc) insideTerm(at int) bool {
	k := sort.Search(len(d.marks), func(k int) bool { return d.marks[k].end > at })
	return k < len(d.marks) && d.marks[k].start < at && len(d.marks[k].p.senses) > 0
}

// insideWhole says whether a term begins and ends where a construction does, or
// beyond it: 买了不后悔 is no 买了 … 后悔.
func (d *doc) insideWhole(f *frame) bool {
	k := sort.Search(len(d.marks), func(k int) bool { return d.marks[k].end >= f.end })
	return k < len(d.marks) && d.marks[k].start <= f.start && len(d.marks[k].p.senses) > 0
}

// maxGap is the longest gap of a construction in runes.
const maxGap = 14

// construct tries one construction from literal li on.
func (d *doc) construct(k *construction, li int, c *clause) (frame, bool) {
	last := len(k.pieces) - 1
	at, opened, inGap, gap := d.literals[li].start, false, false, lexicon.Role("")
	f := frame{start: at}
	for n := range k.pieces {
		part := &k.pieces[n]
		if part.literals == nil {
			gap, inGap = part.gap, true
			continue
		}
		found := -1
		for j := li; j < len(d.literals) && d.literals[j].start <= at+maxGap && d.literals[j].end <= c.end; j++ {
			l := &d.literals[j]
			if l.start < at || !inGap && l.start > at || part.bits&literalBit(l.id) == 0 || !slices.Contains(part.literals, l.id) {
				continue
			}
			if l.start == at || !d.insideTerm(l.start) { // 买小米不后悔 holds no 后悔
				found = j
				break
			}
		}
		if found < 0 {
			return f, false
		}
		lit := &d.literals[found]
		if inGap && opened {
			f.gaps = append(f.gaps, captured{gap, at, lit.start})
		} else if inGap {
			f.gaps = append(f.gaps, captured{gap, max(c.start, lit.start-maxGap), lit.start})
		}
		at, opened, inGap = lit.end, true, false
		f.end = lit.end
		if n == last {
			break
		}
	}
	if inGap {
		f.gaps = append(f.gaps, captured{gap, at, min(c.end, at+maxGap)})
	}
	return f, true
}

// gapped is how many runes lie in the gaps of a construction.
func (f *frame) gapped() (runes int) {
	for _, g := range f.gaps {
		runes += g.end - g.start
	}
	return runes
}

// complete makes the frame of a construction that was found and fills the
// roles of its gaps.
func (d *doc) complete(k *construction, found frame, ci int) frame {
	f := newFrame(found.start, found.end, ci, k.sense)
	f.fixed, f.gaps = true, found.gaps
	f.rules = append(f.rules, "bind-construction")
	for _, g := range f.gaps {
		d.capture(&f, g)
	}
	return f
}

// captured is a gap of a construction in the text.
type captured struct {
	role       lexicon.Role
	start, end int
}

// capture fills the role of a gap with the mention that heads it.
func (d *doc) capture(f *frame, g captured) {
	id, ok := roleOf(g.role)
	if !ok {
		return
	}
	// 与辱骂用户的博主合作: the head stands behind the last 的.
	from := g.start
	for at := g.start; at < g.end-1; at++ {
		if d.text[at] == '的' && d.mentionFrom(at) < len(d.mentions) && d.mentions[d.mentionFrom(at)].end <= g.end {
			from = at
		}
	}
	for i := d.mentionFrom(from); i < len(d.mentions) && d.mentions[i].end <= g.end; i++ {
		if !d.mentions[i].modifier {
			d.fill(f, id, i, "bind-construction")
			return
		}
	}
}
