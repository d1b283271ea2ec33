package lexicon

import (
	"slices"
	"strconv"

	"github.com/goccy/go-yaml/ast"
)

// readClasses reads classes.yaml.
func (l *layer) readClasses(file, content string) {
	y := &yamlFile{collector: l.collector, file: file}
	n := y.root(content)
	if n == nil {
		return
	}
	if _, isList := n.(*ast.SequenceNode); !isList {
		n = y.record(n, "classes.yaml", "classes").values["classes"]
		if n == nil {
			return
		}
	}
	if list, isList := n.(*ast.SequenceNode); isList {
		for _, item := range list.Values {
			r := y.record(item, "a class", append(classFields(), "name")...)
			l.readClass(r, r.word("name"))
		}
		return
	}
	for _, e := range y.entries(n, "classes") {
		l.readClass(y.record(e.value, "a class", classFields()...), e.key)
	}
}

func classFields() []string {
	return []string{"gloss", "pos", "strength", "effects", "rejected", "stopped", "negated", "harms", "helps", "neg", "content", "polarity"}
}

func (l *layer) readClass(r record, name scalar) {
	class := &Class{
		Name:     name.text,
		Gloss:    r.field("gloss").text,
		POS:      r.one("pos", PartsOfSpeech(), ""),
		Strength: r.unit("strength", 1),
		Effects:  r.effectList("effects"),
		Rejected: r.effectList("rejected"),
		Stopped:  r.effectList("stopped"),
		Negated:  r.effectList("negated"),
		Harms:    Role(r.one("harms", names(Roles()), "")),
		Helps:    Role(r.one("helps", names(Roles()), "")),
		Neg:      Negation(r.one("neg", names(Negations()), string(Flip))),
		Content:  Treatment(r.one("content", names(Treatments()), "")),
		Pos:      name.at,
	}
	r.need("pos")
	if n, ok := r.values["polarity"]; ok {
		v, ok := r.number(n, "polarity")
		if ok && v != -1 && v != 0 && v != 1 {
			r.errorf(r.yamlFile.at(n), "range", "polarity must be -1, 0 or 1")
		}
		class.Polarity = int(v)
	}
	if class.Name == "" {
		return
	}
	if first, twice := l.classAt[class.Name]; twice {
		l.errorf(class.Pos, "duplicate", "the class %q stands twice, first at %s", class.Name, first)
		return
	}
	if l.classAt == nil {
		l.classAt = map[string]Position{}
	}
	l.classAt[class.Name] = class.Pos
	l.classes = append(l.classes, class)
}

// readCues reads cues.yaml.
func (l *layer) readCues(file, content string) {
	y := &yamlFile{collector: l.collector, file: file}
	n := y.root(content)
	if n == nil {
		return
	}
	for _, e := range y.entries(n, "cues.yaml") {
		kind := CueKind(e.key.text)
		if !slices.Contains(CueKinds(), kind) {
			l.errorf(e.key.at, "cue-kind", "unknown kind of cue %q%s", kind, guess(e.key.text, names(CueKinds())))
			continue
		}
		seen := map[string]Position{}
		for _, item := range y.items(e.value, e.key.text) {
			r := y.record(item, "a group of cues", "words", "value")
			value := 0.0
			if n, ok := r.values["value"]; ok {
				value, _ = y.number(n, "value")
			}
			words := r.list("words")
			r.need("words")
			for _, w := range words {
				if first, twice := seen[w.text]; twice {
					l.errorf(w.at, "duplicate", "the %s %q stands twice, first at %s", kind, w.text, first)
					continue
				}
				seen[w.text] = w.at
				l.cues = append(l.cues, Cue{kind, w.text, value, w.at})
			}
		}
	}
}

// readConstructions reads constructions.yaml.
func (l *layer) readConstructions(file, content string) {
	y := &yamlFile{collector: l.collector, file: file}
	n := y.root(content)
	if n == nil {
		return
	}
	if _, isList := n.(*ast.SequenceNode); !isList {
		n = y.record(n, "constructions.yaml", "constructions").values["constructions"]
		if n == nil {
			return
		}
	}
	seen := map[string]Position{}
	for _, item := range y.items(n, "constructions.yaml") {
		r := y.record(item, "a construction", "pattern", "pos", "class", "strength", "effects", "neg", "content", "note")
		pattern, class := r.must("pattern"), r.must("class")
		if pattern.text == "" {
			continue
		}
		if first, twice := seen[pattern.text]; twice {
			l.errorf(pattern.at, "duplicate", "the pattern %q stands twice, first at %s", pattern.text, first)
			continue
		}
		seen[pattern.text] = pattern.at
		d := entryDef{text: pattern.text, at: pattern.at, class: class.text, classAt: class.at,
			pos: r.one("pos", PartsOfSpeech(), ""), strength: r.unit("strength", 0), note: r.field("note").text}
		if _, ok := r.values["effects"]; ok {
			d.effects, d.ownEffects = r.effectList("effects"), true
		}
		neg, treat := r.field("neg"), r.field("content")
		l.setNeg(&d, neg.at, neg.text)
		l.setContent(&d, treat.at, treat.text)
		l.constructions = append(l.constructions, &constructionDef{l.pattern(pattern.at, pattern.text), d})
	}
}

// formatNumber writes a number so that equal numbers look the same.
func formatNumber(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
