package stance

import (
	"slices"
	"sort"
	"strings"

	"lichang/lexicon/token"
)

// match finds names, terms and cues over the tokens. A match counts where its
// ends agree with token borders (see borders); of those that overlap the
// leftmost and longest wins, so that a longer word strikes out the shorter one
// inside it.
func (d *doc) match() {
	if len(d.v.Runes) == 0 {
		d.done = true
		return
	}
	d.fold()
	d.hits = d.e.trie.Find(d.hits[:0], d.text)
	weighty := d.own >= 0 || d.bearsWhole()
	for _, h := range d.hits {
		k := d.e.kinds[h.ID]
		weighty = weighty || k&isWeighty != 0
		d.onTopic = d.onTopic || k&isTarget != 0
	}
	if !weighty {
		d.done = true // function words and bystanders alone say nothing
		return
	}
	d.seen = runeSet{}
	for _, r := range d.text {
		d.seen.add(r)
	}
	d.markTokens()
	for _, h := range d.hits {
		k := d.e.kinds[h.ID]
		if k&isMark == 0 && (k&isLiteral == 0 || !d.onTopic) || !d.borders(int(h.Start), int(h.End), k) {
			continue
		}
		m := mark{int(h.Start), int(h.End), &d.e.patterns[h.ID], h.ID}
		if k&isLiteral != 0 && d.onTopic {
			d.literals = append(d.literals, m)
		}
		if k&isMark != 0 {
			d.marks = append(d.marks, m)
		}
	}
	d.longest()
	d.markOwnTarget()
	if !d.onTopic && !d.anyTerm() && !d.bearsWhole() {
		d.done = true
		return
	}
	d.strikeTitles()
	d.findBreaks()
}

// fold makes the lower-case text.
func (d *doc) fold() { d.text = AppendFolded(d.text[:0], d.v.Runes) }

// AppendFolded appends the runes as entries are looked for in them: in lower
// case, one for one.
func AppendFolded(dst, runes []rune) []rune {
	start := len(dst)
	dst = append(dst, runes...)
	for i, r := range dst[start:] {
		if r >= 'A' && (r <= 'Z' || (r >= 0x80 && r < 0x2E80)) {
			dst[start+i] = lower(r)
		}
	}
	return dst
}

// markTokens notes for each offset whether a token begins there and which
// holds it.
func (d *doc) markTokens() {
	n := len(d.text) + 1
	if cap(d.cut) < n {
		d.cut, d.tokenOf = make([]bool, n), make([]int32, n)
	}
	d.cut, d.tokenOf = d.cut[:n], d.tokenOf[:n]
	clear(d.cut)
	for i, t := range d.tokens {
		d.cut[t.Start] = true
		for at := t.Start; at < t.End; at++ {
			d.tokenOf[at] = int32(i)
		}
	}
	d.cut[n-1] = true
	d.tokenOf[n-1] = int32(len(d.tokens))
}

// borders is the one place that decides whether a match may stand against the
// segmenter. Both ends on token borders: yes. Inside a run of letters or of
// digits: no. Otherwise the token that it cuts decides: one that the
// dictionary knows holds against words of up to three characters, a guess of
// the segmenter yields to any word of two or more, and so does a word of four
// characters to one that begins or ends with it (see also fused).
func (d *doc) borders(start, end int, k kind) bool {
	for _, at := range [2]int{start, end} {
		if at == 0 || at == len(d.text) {
			continue
		}
		if a, b := d.text[at-1], d.text[at]; (isLatin(a) && isLatin(b)) || (isDigit(a) && isDigit(b)) {
			return false
		}
	}
	if d.cut[start] && d.cut[end] {
		return true
	}
	if d.fused(start, end, k) {
		return true
	}
	n := end - start
	if n == 1 {
		return d.guessed(start, k)
	}
	if n >= 4 {
		return true
	}
	for _, at := range [2]int{start, end} {
		if d.cut[at] {
			continue
		}
		// 清晰可见: half of a four-character word keeps its sense.
		if t := d.tokenAt(at); t.Known() && !(t.End-t.Start >= 4 && (int(t.Start) == start || int(t.End) == end)) {
			return false
		}
	}
	return true
}

// guessed says whether the function word at an offset opens a two-character
// word that the segmenter only guessed (遭该, 若该), or a particle that asks ends
// such a word (好用吗).
func (d *doc) guessed(at int, k kind) bool {
	if k&(isOpening|isAsking) == 0 {
		return false
	}
	t := d.tokenAt(at)
	return !t.Known() && (k&isOpening != 0 && int(t.Start) == at && t.End-t.Start == 2 ||
		k&isAsking != 0 && int(t.End) == at+1)
}

// tokenAt returns the token that holds an offset.
func (d *doc) tokenAt(at int) token.Token { return d.tokens[d.tokenOf[at]] }

// fused says whether a span is one half of a token that joins a degree word or
// a negator with a term (很漂亮, 不清晰): then both halves count.
func (d *doc) fused(start, end int, k kind) bool {
	if d.cut[start] == d.cut[end] || k&(isDegree|isTerm) == 0 {
		return false // neither half, or both; or no such half
	}
	t := d.tokenAt(start)
	from, to := int(t.Start), int(t.End)
	if end > to || to-from > 6 {
		return false
	}
	if start == from {
		return k&isDegree != 0 && d.kindOf(end, to)&isTerm != 0
	}
	return k&isTerm != 0 && d.kindOf(from, start)&isDegree != 0
}

// kindOf returns what a span of the text is as a whole.
func (d *doc) kindOf(start, end int) kind {
	if id := d.e.trie.ID(d.text[start:end]); id >= 0 {
		return d.e.kinds[id]
	}
	return 0
}

func isLatin(r rune) bool { return 'a' <= r && r <= 'z' }
func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// markOwnTarget adds the places where the document's own target is named, with
// or without the spaces of its name (iPhone SE, iPhoneSE). A bystander of that
// name is it, also where the name goes on (华为手机); one whose name is the
// first word of it (iPhone) stands for it as a pronoun would.
func (d *doc) markOwnTarget() {
	if d.own < len(d.e.entities) || d.aspect != "" {
		return // an aspect is found by findFacets
	}
	name := make([]rune, 0, len(d.opt.Target))
	for _, r := range strings.Map(lower, d.opt.Target) {
		if r != ' ' {
			name = append(name, r)
		}
	}
	if len(name) == 0 {
		return
	}
	d.ownText = pattern{text: name, names: []nameRef{{d.own, byName, nil, 1}}}
	d.ownShort = pattern{text: name, names: []nameRef{{d.own, byName, nil, d.e.weights.Pronoun}}}
	k, old, free := 0, len(d.marks), 0
	for at := range d.text {
		end := d.spelt(name, at)
		if at < free || end < 0 {
			continue
		}
		free = end
		for k < old && d.marks[k].end <= at {
			k++
		}
		switch {
		case k == old || d.marks[k].start >= end:
			d.marks = append(d.marks, mark{at, end, &d.ownText, -1})
		case len(d.marks[k].p.names) > 0 && !d.marks[k].p.target:
			d.marks[k].p, d.marks[k].id, d.marks[k].end = &d.ownText, -1, max(d.marks[k].end, end)
			if n := k + 1; n < old && d.marks[n].start < d.marks[k].end {
				d.marks[k].end = d.marks[n].start
			}
		}
	}
	if len(d.marks) > old {
		slices.SortStableFunc(d.marks, func(a, b mark) int { return a.start - b.start })
	}
	for i := range d.marks {
		if m := &d.marks[i]; len(m.p.names) > 0 && !m.p.target && m.id >= 0 && isLatin(name[0]) &&
			len(m.p.text) < len(name) && slices.Equal(m.p.text, name[:len(m.p.text)]) {
			m.p, m.id = &d.ownShort, -1
		}
	}
}

// spelt returns where a name without spaces that begins at an offset ends,
// spaces between its runes passed over; -1 where it does not stand there.
func (d *doc) spelt(name []rune, at int) int {
	for k, r := range name {
		for k > 0 && at < len(d.text) && d.text[at] == ' ' {
			at++
		}
		if at == len(d.text) || d.text[at] != r {
			return -1
		}
		at++
	}
	return at
}

// longest keeps the leftmost and longest of overlapping marks.
func (d *doc) longest() {
	kept := d.marks[:0]
	end := 0
	for _, m := range d.marks {
		if m.start < end {
			if in := &kept[len(kept)-1]; m.end <= in.end && d.e.kinds[m.id]&isTarget != 0 && len(in.p.names) == 0 && in.p.acts() {
				if n := len(d.inner); n == 0 || d.inner[n-1].end <= m.start {
					d.inner = append(d.inner, m) // 骂用户: whom the act is done to
				}
			}
			continue
		}
		kept = append(kept, m)
		end = m.end
	}
	d.marks = kept
}

// strikeTitles drops what stands between 《 and 》: a book's name judges nobody.
func (d *doc) strikeTitles() {
	open := slices.Index(d.text, '《')
	if open < 0 {
		return
	}
	kept := d.marks[:0]
	shut := open // the mark that ends the title at open, or where looking for it stopped
	for _, m := range d.marks {
		for open >= 0 && m.start > shut {
			next := slices.Index(d.text[shut:], '《')
			if next < 0 {
				open = -1
				break
			}
			open = shut + next
			if end := slices.Index(d.text[open:], '》'); end >= 0 {
				shut = open + end
			} else {
				open = -1
			}
		}
		if open < 0 || m.start < open || m.start > shut || len(m.p.names) > 0 {
			kept = append(kept, m)
		}
	}
	d.marks = kept
}

// findBreaks lists the punctuation that ends clauses. A space ends one between
// Chinese characters, as headlines use it.
func (d *doc) findBreaks() {
	for i, r := range d.text {
		if r >= '0' && r <= 'z' && r != ':' && r != ';' && r != '?' {
			continue
		}
		if r >= 0x4E00 && r <= 0x9FFF {
			continue
		}
		switch r {
		case '。', '！', '!', '；', ';', '\n', '…':
			d.breaks = append(d.breaks, brk{i + 1, true, false})
		case '？', '?':
			d.breaks = append(d.breaks, brk{i + 1, true, true})
		case '，', ',', '：', ':', '—', '｜', '|', '/', '(', ')', '（', '）', '【', '】', '~':
			if r == ',' && i > 0 && i+1 < len(d.text) && isDigit(d.text[i-1]) && isDigit(d.text[i+1]) {
				continue
			}
			d.breaks = append(d.breaks, brk{i + 1, false, false})
		case ' ', '\u3000', '\t':
			if i > 0 && i+1 < len(d.text) && isHan(d.text[i-1]) && isHan(d.text[i+1]) {
				d.breaks = append(d.breaks, brk{i + 1, false, false})
			}
		case '.':
			if i+1 == len(d.text) || (!isDigit(d.text[i+1]) && !isLatin(d.text[i+1])) {
				d.breaks = append(d.breaks, brk{i + 1, true, false})
			}
		}
	}
	d.joinBreaks()
	d.boundClauses()
	if n := len(d.text); len(d.breaks) == 0 || d.breaks[len(d.breaks)-1].at < n {
		d.breaks = append(d.breaks, brk{n, true, false})
	} else {
		d.breaks[len(d.breaks)-1].strong = true
	}
}

// joinBreaks makes one break of punctuation that stands together (……, ？！, ”，).
func (d *doc) joinBreaks() {
	kept := d.breaks[:0]
	for _, b := range d.breaks {
		if n := len(kept); n > 0 && b.at-kept[n-1].at == 1 {
			kept[n-1] = brk{b.at, b.strong || kept[n-1].strong, b.ask || kept[n-1].ask}
			continue
		}
		kept = append(kept, b)
	}
	d.breaks = kept
}

// The longest clause and sentence in runes. Text without punctuation is cut
// there, so that no stage looks further and none is quadratic.
const (
	maxClause   = 120
	maxSentence = 500
)

// boundClauses adds breaks where clauses or sentences would be too long.
func (d *doc) boundClauses() {
	long, last, strong := false, 0, 0
	for i := range d.breaks {
		b := &d.breaks[i]
		if b.at-strong > maxSentence {
			b.strong = true
		}
		if b.strong {
			strong = b.at
		}
		long = long || b.at-last > maxClause
		last = b.at
	}
	if !long && len(d.text)-last <= maxClause {
		return
	}
	bounded := make([]brk, 0, len(d.breaks)+len(d.text)/maxClause)
	at := 0
	add := func(end int) {
		for end-at > maxClause {
			at += maxClause
			for at < end && !d.cut[at] {
				at++
			}
			if at < end {
				bounded = append(bounded, brk{at: at, strong: len(bounded)%4 == 3})
			}
		}
		at = end
	}
	for _, b := range d.breaks {
		add(b.at)
		bounded = append(bounded, b)
	}
	add(len(d.text))
	d.breaks = bounded
}

func isHan(r rune) bool { return r >= 0x3400 && r <= 0x9FFF }

// marksIn returns the half-open range of marks that lie inside [start, end).
func (d *doc) marksIn(start, end int) (int, int) {
	i := sort.Search(len(d.marks), func(i int) bool { return d.marks[i].start >= start })
	j := i
	for j < len(d.marks) && d.marks[j].end <= end {
		j++
	}
	return i, j
}
