package stance

import "sort"

// findMentions turns names, nouns, descriptions and pronouns into mentions,
// strikes out those that mean somebody else, finds antecedents, and chooses
// the subject of each clause.
func (d *doc) findMentions() {
	inner := 0
	for ci := range d.clauses {
		c := &d.clauses[ci]
		for _, m := range d.marks[c.first:c.last] {
			for ; inner < len(d.inner) && d.inner[inner].start < m.end; inner++ {
				x := d.inner[inner]
				r := x.p.names[0]
				d.mentions = append(d.mentions, mention{
					start: x.start, end: x.end, entity: r.entity, kind: r.kind, part: r.part,
					confidence: r.confidence, clause: ci, antecedent: -1, inner: true, modifier: true,
				})
			}
			if len(m.p.names) == 0 || m.p.homonym {
				continue
			}
			r := m.p.names[0]
			d.mentions = append(d.mentions, mention{
				start: m.start, end: m.end, entity: r.entity, kind: r.kind, part: r.part,
				confidence: r.confidence, clause: ci, antecedent: -1,
			})
		}
	}
	for _, r := range mentionRules() {
		if !d.skip(r.name) {
			r.apply(d)
		}
	}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.modifier || m.prep {
			continue
		}
		if c := &d.clauses[m.clause]; c.subject < 0 {
			c.subject = i
		}
	}
}

func (d *doc) anyTerm() bool {
	for _, m := range d.marks {
		if len(m.p.senses) > 0 {
			return true
		}
	}
	return false
}

// mentionRule is one way to settle whom mentions mean.
type mentionRule struct {
	name  string
	apply func(*doc)
}

func mentionRules() []mentionRule {
	return []mentionRule{
		{"mention-rival-owner", rivalOwners},
		{"mention-about", descriptionsAbout},
		{"mention-modifier", modifiers},
		{"mention-demonstrative", demonstratives},
		{"mention-preposition", prepositions},
		{"mention-pronoun", pronouns},
		{"mention-noun-elsewhere", nounsElsewhere},
		{ruleAspect, findFacets},
	}
}

// rivalOwners: the owners and fans of another brand are not the lexicon's.
func rivalOwners(d *doc) {
	for i := 1; i < len(d.mentions); i++ {
		a, b := &d.mentions[i-1], &d.mentions[i]
		if (b.kind != byNoun && b.kind != byDescription) || d.judged(a.entity) || d.group(a.entity) != "org" {
			continue
		}
		if gap := string(d.text[a.end:b.start]); gap == "" || gap == "的" {
			b.entity = nobody
		}
	}
}

// descriptionsAbout: in a text that is said to be about one company 官方 and 厂家
// are that company's, not those of the one whom the lexicon describes so.
func descriptionsAbout(d *doc) {
	if d.about < 0 {
		return
	}
	for i := range d.mentions {
		if m := &d.mentions[i]; m.kind == byDescription && m.entity != d.about && d.group(m.entity) == d.group(d.about) {
			m.entity, m.part = d.about, nil
		}
	}
}

// modifiers: of mentions that stand together (小米公关, 小米的用户) the last is
// meant, the others are its attributes.
func modifiers(d *doc) {
	for i := 1; i < len(d.mentions); i++ {
		a, b := &d.mentions[i-1], &d.mentions[i]
		if a.clause != b.clause || b.kind == byPronoun {
			continue
		}
		gap := d.text[a.end:b.start]
		if len(gap) == 0 {
			a.modifier = true
		}
		if len(gap) == 1 && gap[0] == '的' {
			// 诋毁车主的博主: the owners belong to the verb, not to the blogger.
			owns := d.group(a.entity) == "org" && (b.kind == byPart || d.group(b.entity) == "people")
			a.modifier = a.modifier || owns || !d.verbBefore(a)
		}
	}
}

// demonstratives: in 那位靠骂人出名的博主 the first words only point at the last.
func demonstratives(d *doc) {
	for i := range d.mentions {
		a := &d.mentions[i]
		if r := d.text[a.start]; (r != '那' && r != '这') || (a.kind != byPronoun && a.kind != byDescription) {
			continue
		}
		for k := i + 1; k < len(d.mentions) && d.mentions[k].clause == a.clause && d.mentions[k].start-a.end <= 2*maxGap; k++ {
			if b := &d.mentions[k]; b.entity == a.entity && d.text[b.start-1] == '的' {
				a.modifier = true
				break
			}
		}
	}
}

// verbBefore says whether a predicate that takes an object stands before a
// mention in its clause.
func (d *doc) verbBefore(m *mention) bool {
	i, j := d.marksIn(max(d.clauses[m.clause].start, m.start-relativeGap), m.start)
	for _, k := range d.marks[i:j] {
		for _, s := range k.p.senses {
			if s.subject == agent {
				return true
			}
		}
	}
	return false
}

// prepositions marks mentions behind 对, 与, 比, 被, 把 and their like: they are
// not the subject of their clause.
func prepositions(d *doc) {
	for ci := range d.clauses {
		c := &d.clauses[ci]
		for _, m := range d.marks[c.first:c.last] {
			if m.p.cueSet&(cueDative|cueLocative|cueComitative|cueComparison|cuePassive|cueDisposal) == 0 {
				continue
			}
			i := d.mentionFrom(m.end)
			for ; i < len(d.mentions) && d.mentions[i].start-m.end <= 2 && d.mentions[i].modifier; i++ {
				d.mentions[i].prep = true
			}
			if i < len(d.mentions) && d.mentions[i].start-m.end <= 2 && d.mentions[i].clause == ci {
				// 小米和米粉 at the head of a clause is a subject of two.
				if m.p.cueSet&cueComitative != 0 && !d.relationAfter(d.mentions[i].end, c.end) {
					continue
				}
				for d.mentions[i].prep = true; i+1 < len(d.mentions) && d.chained(i); i++ {
					d.mentions[i+1].prep = true
				}
			}
		}
	}
}

// chained says whether mention i+1 goes on with the noun phrase of mention i:
// 在甲和乙的评论区.
func (d *doc) chained(i int) bool {
	a, b := &d.mentions[i], &d.mentions[i+1]
	if b.start-a.end > 1 || a.clause != b.clause {
		return false
	}
	if a.end == b.start {
		return a.modifier
	}
	switch d.text[a.end] {
	case '的', '和', '与', '及', '、', '跟':
		return true
	}
	return false
}

// relationAfter says whether a word of cooperation or parting follows inside
// the clause: then 与 means "with", not "and".
func (d *doc) relationAfter(from, to int) bool {
	i, j := d.marksIn(from, to)
	for _, m := range d.marks[i:j] {
		for _, t := range m.p.senses {
			if t.roles.has(comitative) {
				return true
			}
		}
	}
	return false
}

// mentionFrom returns the index of the first mention that starts at or after
// an offset.
func (d *doc) mentionFrom(at int) int {
	lo, hi := 0, len(d.mentions)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.mentions[mid].start < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// pronouns finds whom 他, 其, 该公司 mean: the nearest mention before that fits
// the pronoun's entity or group; a pronoun that names its class (该博主) needs
// none.
func pronouns(d *doc) {
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.kind != byPronoun {
			continue
		}
		p := d.patternAt(m.start)
		found := -1
		for k := i - 1; k >= 0 && k >= i-12 && found < 0; k-- {
			a := &d.mentions[k]
			if a.modifier || a.kind == byPronoun {
				continue
			}
			for _, r := range p.names {
				if r.entity == a.entity || d.refersAs(a, d.group(r.entity)) {
					found = k
					break
				}
			}
		}
		if found < 0 {
			m.confidence = d.e.weights.PronounOpen
			if r := d.text[m.start]; (r == '这' || r == '那') && d.nounAt(m.end) {
				m.entity = nobody // 这家酒店
			}
			continue
		}
		m.antecedent = found
		m.entity, m.part = d.mentions[found].entity, d.mentions[found].part
		m.confidence = d.mentions[found].confidence * d.e.weights.Pronoun
	}
}

// refersAs says whether a pronoun for a group can mean a mention: a company's
// people are persons.
func (d *doc) refersAs(a *mention, group string) bool {
	if a.kind == byPart && a.part != nil && (a.part.Kind == "person" || a.part.Kind == "staff") {
		return group == "person"
	}
	return d.group(a.entity) == group
}

// patternAt returns the pattern of the mark that begins at start, which must be
// there.
func (d *doc) patternAt(start int) *pattern {
	i := sort.Search(len(d.marks), func(i int) bool { return d.marks[i].start >= start })
	return d.marks[i].p
}

// nounsElsewhere: 用户, 车主 or 公司 in a text that names another brand and none
// of the targets' own names are that brand's; without either users are uncertain.
func nounsElsewhere(d *doc) {
	named, rival := false, false
	for _, m := range d.mentions {
		if m.kind != byName && m.kind != byPart {
			continue
		}
		if d.judged(m.entity) {
			named = named || d.group(m.entity) == "org"
		} else if d.group(m.entity) == "org" {
			rival = true
		}
	}
	if named || d.about >= 0 {
		return
	}
	for i := range d.mentions {
		m := &d.mentions[i]
		users := m.kind == byNoun && d.group(m.entity) == "people"
		if rival && (users || m.kind == byDescription && d.group(m.entity) == "org") {
			m.entity = nobody
		} else if users {
			m.confidence *= d.e.weights.NounElsewhere
		}
	}
}
