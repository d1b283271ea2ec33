package lexicon

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// none in a cell takes away what the class would give.
const none = "none"

// termColumns are the columns of a term table.
func termColumns() []string {
	return []string{"term", "pos", "class", "strength", "effects", "neg", "content", "when", "note"}
}

// readTerms reads one of terms/*.tsv.
func (l *layer) readTerms(file, content string) {
	t := l.openTable(file, content, termColumns(), []string{"term", "class"})
	if t == nil {
		return
	}
	column := func(name string) int { return slices.Index(t.columns, name) }
	term, pos, class, strength := column("term"), column("pos"), column("class"), column("strength")
	effects, neg, content_, when, note := column("effects"), column("neg"), column("content"), column("when"), column("note")
	required := max(term, class) + 1
	for r, ok := t.row(row{}); ok; r, ok = t.row(r) {
		if !r.check(required) {
			continue
		}
		d := entryDef{pos: r.cell(pos), class: r.cell(class), classAt: r.at(class), note: r.cell(note)}
		if d.class == "" {
			l.errorf(d.classAt, "empty", "empty class")
		}
		if s := r.cell(pos); s != "" {
			l.known(r.at(pos), "part of speech", s, PartsOfSpeech())
		}
		if s := r.cell(strength); s != "" {
			d.strength = l.collector.unit(r.at(strength), "strength", s)
		}
		l.setEffects(&d, r.at(effects), r.cell(effects))
		l.setNeg(&d, r.at(neg), r.cell(neg))
		l.setContent(&d, r.at(content_), r.cell(content_))
		if s := r.cell(when); s != "" {
			d.when = l.condition(r.at(when), s)
		}
		at := r.at(term)
		for variant := range strings.SplitSeq(r.cell(term), "|") {
			if !l.bounds.entry() {
				return
			}
			if l.checkText(at, "term", variant) {
				one := d
				one.text, one.at = variant, at
				l.terms = append(l.terms, &one)
			}
			at = at.right(utf8.RuneCountInString(variant) + 1)
		}
	}
}

// known reports a value that is not one of the known.
func (c *collector) known(at Position, what, value string, known []string) bool {
	if slices.Contains(known, value) {
		return true
	}
	c.errorf(at, "unknown-value", "unknown %s %q%s", what, value, orList(guess(value, known), known))
	return false
}

func (l *layer) setEffects(d *entryDef, at Position, cell string) {
	switch cell {
	case "":
	case none:
		d.ownEffects = true
	default:
		d.effects, d.ownEffects = sortedEffects(l.effects(at, cell)), true
	}
}

func (l *layer) setNeg(d *entryDef, at Position, cell string) {
	if cell != "" && l.known(at, "negation", cell, names(Negations())) {
		d.neg = Negation(cell)
	}
}

func (l *layer) setContent(d *entryDef, at Position, cell string) {
	switch {
	case cell == "":
	case cell == none:
		d.noContent = true
	case l.known(at, "treatment of content", cell, append(names(Treatments()), none)):
		d.content = Treatment(cell)
	}
}

// segmentWord reads one line of segment.dict: word, frequency and tag.
func (l *layer) segmentWord(at Position, line string) (SegmentWord, bool) {
	const rule = "segment-word"
	fields := strings.Split(line, " ")
	if len(fields) != 3 || slices.Contains(fields, "") || strings.Contains(line, "\t") {
		l.errorf(at, rule, "%q is not a word, a frequency and a tag, separated by one space", line)
		return SegmentWord{}, false
	}
	w := SegmentWord{Text: fields[0], Tag: fields[2], Pos: at}
	if !l.checkSpelling(at, "word", w.Text) {
		return w, false
	}
	if i := strings.IndexAny(w.Text, "，。"); i >= 0 {
		l.errorf(at.right(utf8.RuneCountInString(w.Text[:i])), rule, "a text is cut at this mark before any word is looked up")
		return w, false
	}
	freqAt := at.right(utf8.RuneCountInString(w.Text) + 1)
	freq, err := strconv.Atoi(fields[1])
	if err != nil || freq < 1 || freq > 100_000_000 || fields[1] != strconv.Itoa(freq) {
		l.errorf(freqAt, rule, "frequency %q is not a whole number in [1, 100000000]", fields[1])
		return w, false
	}
	w.Freq = freq
	if len(w.Tag) > 4 || strings.Trim(w.Tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		l.errorf(freqAt.right(len(fields[1])+1), rule, "tag %q is not a part of speech of up to four letters", w.Tag)
		return w, false
	}
	return w, true
}
