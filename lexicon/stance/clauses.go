package stance

import (
	"slices"
	"sort"
)

// findClauses cuts the text at punctuation and at the borders of voices, and
// gives each clause its links and mood.
func (d *doc) findClauses() {
	edges := d.edges[:0]
	for _, b := range d.breaks {
		edges = append(edges, b.at)
	}
	for _, v := range d.voices[1:] {
		edges = append(edges, v.start, v.end)
	}
	if !d.skip("clause-contrast") {
		edges = d.cutAtContrast(edges)
	}
	for i, at := range edges {
		// No clause ends inside a word.
		k := sort.Search(len(d.marks), func(k int) bool { return d.marks[k].end > at })
		if k < len(d.marks) && d.marks[k].start < at {
			edges[i] = d.marks[k].end
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	d.edges = edges
	start, sentence, next, mark := 0, 0, 0, 0
	for _, end := range edges {
		if end <= start {
			continue
		}
		c := clause{start: start, end: end, sentence: sentence, subject: -1, weight: 1, voice: d.voiceAt(start)}
		c.rules = d.room()
		for next < len(d.breaks) && d.breaks[next].at <= end {
			c.ask = c.ask || d.breaks[next].ask
			if d.breaks[next].strong {
				sentence++
			}
			next++
		}
		for mark < len(d.marks) && d.marks[mark].start < start {
			mark++
		}
		c.first = mark
		for mark < len(d.marks) && d.marks[mark].start < end {
			c.links |= d.marks[mark].p.cueSet
			mark++
		}
		c.last = mark
		d.clauses = append(d.clauses, c)
		start = end
	}
	for _, l := range links() {
		if !d.skip(l.name) {
			l.weigh(d)
		}
	}
}

// cutAtContrast adds a border before 但 and 却 between two predicates that no
// punctuation parts: 好看却不实用.
func (d *doc) cutAtContrast(edges []int) []int {
	said := -1 // the last word that judges
	for k, m := range d.marks {
		if len(m.p.senses) > 0 {
			said = k
		}
		if m.p.cueSet&cueContrast != 0 && len(m.p.senses) == 0 && said >= 0 && m.start > 0 && !d.clauseBreakBetween(d.marks[said].end-1, m.start) &&
			k+1 < len(d.marks) && m.start-d.marks[said].end <= 2 {
			edges = append(edges, m.start)
		}
	}
	return edges
}

// clauseAt returns the index of the clause that holds an offset.
func (d *doc) clauseAt(at int) int {
	i := sort.Search(len(d.clauses), func(i int) bool { return d.clauses[i].end > at })
	return min(i, len(d.clauses)-1)
}

// scale multiplies a clause's weight and notes the rule.
func (c *clause) scale(by float64, rule string) {
	c.weight *= by
	c.rules = append(c.rules, rule)
}
