package stance

import (
	"cmp"
	"slices"
	"sort"
)

// shortQuote is the length in runes up to which words in quotation marks are
// taken for a term or a title unless a verb of saying brings them in.
const shortQuote = 10

// maxQuote bounds the search for the end of a quotation, in runes.
const maxQuote = 2000

// findVoices makes the tree of who says what: the author at the root, quoted
// speech, speech reported after a verb of saying, and headlines of the form
// "name：what they say".
func (d *doc) findVoices() {
	if !d.skip("voice-quoted") {
		d.findQuotes()
	}
	if !d.skip("voice-reported") {
		d.findReports()
	}
	if !d.skip("voice-headline") {
		d.findHeadlineVoices()
	}
	if len(d.voices) == 1 {
		return
	}
	rest := d.voices[1:]
	slices.SortStableFunc(rest, func(a, b voice) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	kept := d.voices[:1]
	for _, v := range rest {
		parent := len(kept) - 1
		for parent > 0 && kept[parent].end <= v.start {
			parent = kept[parent].parent
		}
		v.end = min(v.end, kept[parent].end)
		if v.end <= v.start || (kept[parent].start == v.start && kept[parent].end == v.end && parent > 0) {
			continue
		}
		v.parent = parent
		kept = append(kept, v)
	}
	d.voices = kept
}

// closing returns the mark that ends a quotation opened by r, 0 for none.
func closing(r rune) rune {
	switch r {
	case '“':
		return '”'
	case '‘':
		return '’'
	case '「':
		return '」'
	case '『':
		return '』'
	case '"':
		return '"'
	}
	return 0
}

// findQuotes takes a stretch in quotation marks for speech where a verb of
// saying or a colon brings it in, or where it is longer than a term.
func (d *doc) findQuotes() {
	for i := 0; i < len(d.text); i++ {
		r := d.text[i]
		if r > '『' || r < '‘' && r != '"' {
			continue // nearly always
		}
		end := closing(r)
		if end == 0 {
			continue
		}
		j := slices.Index(d.text[i+1:min(len(d.text), i+1+maxQuote)], end)
		if j < 0 {
			if d.text[i] == '"' || len(d.text)-i > maxQuote {
				continue
			}
			j = len(d.text) - i - 1 // the text breaks off inside the quotation
		}
		j += i + 1
		start, stop := i+1, j
		i = j
		if stop == start {
			continue
		}
		cue, brought := d.sayingBefore(start - 1)
		if !brought && stop-start <= shortQuote {
			continue
		}
		v := voice{start: start, end: stop, parent: -1, kind: "quoted", speaker: -1}
		if brought {
			v.speaker, v.name = d.speakerBefore(cue)
			_, v.rejected = d.contradicted(cue, stop, min(len(d.text), d.sentenceEnd(stop)))
		}
		d.voices = append(d.voices, v)
	}
}

// sayingBefore says whether a verb of saying or a colon stands directly before
// offset at, and where it begins.
func (d *doc) sayingBefore(at int) (cue int, ok bool) {
	colon := false
	for at > 0 && (d.text[at-1] == '：' || d.text[at-1] == ':' || d.text[at-1] == '，' || d.text[at-1] == ',' || d.text[at-1] == ' ') {
		colon = colon || d.text[at-1] == '：' || d.text[at-1] == ':'
		at--
	}
	i := sort.Search(len(d.marks), func(i int) bool { return d.marks[i].end >= at })
	if i < len(d.marks) && d.marks[i].end == at && d.marks[i].p.cueSet&cueSaying != 0 {
		return d.marks[i].start, true
	}
	return at, colon
}

// speakerBefore returns who stands as the subject before offset at, in its
// sentence.
func (d *doc) speakerBefore(at int) (entity int, name string) {
	entity = -1
	i, j := d.marksIn(d.sentenceStart(at), at)
	for _, m := range d.marks[i:j] {
		if len(m.p.names) == 0 || m.p.names[0].kind == byPronoun {
			continue
		}
		near := !d.clauseBreakBetween(m.end, at)
		if entity < 0 || near {
			entity, name = m.p.names[0].entity, string(d.v.Runes[m.start:m.end])
		}
		if near {
			break
		}
	}
	return entity, name
}

// breakAfter returns the index of the first break after offset at.
func (d *doc) breakAfter(at int) int {
	return sort.Search(len(d.breaks), func(i int) bool { return d.breaks[i].at > at })
}

func (d *doc) sentenceStart(at int) int {
	for i := d.breakAfter(at) - 1; i >= 0; i-- {
		if d.breaks[i].strong {
			return d.breaks[i].at
		}
	}
	return 0
}

func (d *doc) sentenceEnd(at int) int {
	for _, b := range d.breaks[d.breakAfter(at):] {
		if b.strong {
			return b.at
		}
	}
	return len(d.text)
}

func (d *doc) clauseBreakBetween(from, to int) bool {
	i := d.breakAfter(from)
	return i < len(d.breaks) && d.breaks[i].at <= to
}

// findReports opens a voice after each verb of saying, to the end of its
// sentence. Verbs with value 1 (回应, 评论) take a topic as their object, so they
// open one only before punctuation.
func (d *doc) findReports() {
	for _, m := range d.marks {
		if m.p.cueSet&cueSaying == 0 || m.end >= len(d.text) {
			continue
		}
		start := m.end
		pause := false
		for start < len(d.text) && (d.text[start] == '，' || d.text[start] == ',' || d.text[start] == '：' || d.text[start] == ':' || d.text[start] == ' ') {
			start++
			pause = true
		}
		if start >= len(d.text) || closing(d.text[start]) != 0 {
			continue // the quotation that follows is the voice
		}
		if !pause && (m.p.value(cueSaying) != 0 || (!d.namedBefore(m.start) && !d.refused(m.start))) {
			continue // 说小米不好不要紧: nobody is reported
		}
		end := d.sentenceEnd(start)
		if end-start < 2 || (!pause && d.dativeBefore(m.start)) {
			continue
		}
		if !pause {
			// Without a pause the report does not reach past 但.
			end = d.contrastBefore(start, end)
		}
		at, denied := d.contradicted(m.start, start, d.sentenceEnd(start))
		if denied {
			end = min(end, at)
		}
		who, name := d.speakerBefore(m.start)
		d.voices = append(d.voices, voice{start: start, end: end, parent: -1, kind: "reported", speaker: who, name: name, rejected: d.refused(m.start) || denied})
	}
}

// contradicted says whether the author contradicts what a verb of saying at an
// offset brings in, and where: in a clause inside [start, end), or in the one
// behind. What unnamed others say is contradicted by 但 and 其实, what anybody
// says by 纯属造谣.
func (d *doc) contradicted(saying, start, end int) (int, bool) {
	if d.skip("voice-contradicted") {
		return 0, false
	}
	from := 0
	if i := d.breakAfter(saying - 1); i > 0 {
		from = d.breaks[i-1].at
	}
	vague := d.hasCue(from, saying, cueVague)
	for k := d.breakAfter(start); k+1 < len(d.breaks) && d.breaks[k].at <= end; k++ {
		at, to := d.breaks[k].at, d.breaks[k+1].at
		if d.refutes(at, to) || vague && d.hasCue(at, min(to, at+opening), cueContrast|cueDissent) && !d.hasCue(at, to, cueVague|cueSaying) {
			return at, true
		}
	}
	return 0, false
}

// opening is how far into its clause 但 or 其实 may stand, in runes.
const opening = 6

// hasCue says whether a cue of a kind stands inside a span.
func (d *doc) hasCue(from, to int, kind cueSet) bool {
	i, j := d.marksIn(from, to)
	for _, m := range d.marks[i:j] {
		if m.p.cueSet&kind != 0 {
			return true
		}
	}
	return false
}

// refutes says whether a clause does nothing but call what was said before
// untrue: 纯属造谣, 完全是胡说.
func (d *doc) refutes(from, to int) bool {
	i, j := d.marksIn(from, to)
	if i == j || d.marks[i].start != from || j-i > 3 || to-d.marks[j-1].end > 2 || d.marks[j-1].p.cueSet&cueRefuting == 0 {
		return false
	}
	copula := false
	for k, m := range d.marks[i : j-1] {
		copula = copula || m.p.cueSet&cueCopula != 0
		if m.p.cueSet&(cueCopula|cueIntensifier) == 0 || d.marks[i+k+1].start != m.end {
			return false
		}
	}
	return copula
}

// dativeBefore says whether 对 or its like stands before offset at in its clause:
// 对小米表示不满 tells an attitude, not a speech.
func (d *doc) dativeBefore(at int) bool {
	from := 0
	if i := d.breakAfter(at - 1); i > 0 {
		from = d.breaks[i-1].at
	}
	i, j := d.marksIn(from, at)
	for _, m := range d.marks[i:j] {
		if m.p.cueSet&cueDative != 0 && m.p.text[0] == '对' {
			return true
		}
	}
	return false
}

// refused says whether what a verb of saying at an offset brings in is denied
// at once: 不认为, 没人说, 谁说.
func (d *doc) refused(at int) bool {
	if at > 0 && d.text[at-1] == '谁' {
		return true
	}
	i, j := d.marksIn(max(0, at-3), at)
	for _, m := range d.marks[i:j] {
		if m.p.cueSet&cueNegator != 0 && at-m.end <= 1 {
			return true
		}
	}
	return false
}

// namedBefore says whether somebody stands before offset at in its clause.
func (d *doc) namedBefore(at int) bool {
	from := 0
	if i := d.breakAfter(at - 1); i > 0 {
		from = d.breaks[i-1].at
	}
	i, j := d.marksIn(from, at)
	for _, m := range d.marks[i:j] {
		if len(m.p.names) > 0 || m.p.cueSet&(cueFirstPerson|cueSecondPerson|cueVague) != 0 {
			return true
		}
	}
	return false
}

// contrastBefore returns where the first clause inside [start, end) that opens
// with a contrast begins, else end.
func (d *doc) contrastBefore(start, end int) int {
	for _, b := range d.breaks[d.breakAfter(start):] {
		if b.at >= end {
			break
		}
		i, j := d.marksIn(b.at, min(end, b.at+4))
		if i < j && d.marks[i].start == b.at && d.marks[i].p.cueSet&cueContrast != 0 {
			return b.at
		}
	}
	return end
}

// findHeadlineVoices reads "name：…" at the start of a title or a sentence.
func (d *doc) findHeadlineVoices() {
	for k, b := range d.breaks {
		if b.strong || b.at < 2 || (d.text[b.at-1] != '：' && d.text[b.at-1] != ':') {
			continue
		}
		from := 0
		if k > 0 {
			if !d.breaks[k-1].strong {
				continue
			}
			from = d.breaks[k-1].at
		}
		speaker, ok := d.headlineSpeaker(from, b.at-1)
		if !ok {
			continue
		}
		if b.at < len(d.text) && closing(d.text[b.at]) != 0 {
			continue
		}
		end := d.sentenceEnd(b.at)
		if from == 0 && d.v.BodyAt > 0 && b.at < d.v.BodyAt {
			end = d.v.BodyAt
		}
		d.voices = append(d.voices, voice{start: b.at, end: end, parent: -1, kind: "reported", speaker: speaker.p.names[0].entity, name: string(d.v.Runes[speaker.start:speaker.end])})
	}
}

// headlineSpeaker finds who speaks in "name：" or "name回应…：".
func (d *doc) headlineSpeaker(from, colon int) (mark, bool) {
	i, j := d.marksIn(from, colon)
	var first mark
	saying := false
	for _, m := range d.marks[i:j] {
		if first.p == nil && len(m.p.names) > 0 && m.p.names[0].kind != byPronoun {
			first = m
		}
		saying = saying || (m.p.cueSet&cueSaying != 0 && first.p != nil)
	}
	if first.p == nil {
		return first, false
	}
	if last := d.marks[j-1]; last.end == colon && len(last.p.names) > 0 && d.breakAfter(last.start-1) < len(d.breaks) && last.start > from && d.breaks[max(0, d.breakAfter(last.start)-1)].at == last.start {
		return last, true // …，网友：
	}
	return first, saying || (first.end == colon && first.start-from <= 4) || (j-i > 1 && d.marks[j-1].end == colon && len(d.marks[j-1].p.names) > 0 && colon-from <= 8)
}

// voiceAt returns the innermost voice at an offset.
func (d *doc) voiceAt(at int) int {
	i := sort.Search(len(d.voices), func(i int) bool { return d.voices[i].start > at }) - 1
	for i > 0 && d.voices[i].end <= at {
		i = d.voices[i].parent
	}
	return max(i, 0)
}
