package lexicon

import (
	"cmp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// readClasses reads classes.yaml.
func (l *layer) readClasses(file, content string) {
	y := &yamlFile{collector: l.collector, file: file}
	n := y.root(content)
	if n == nil {
		return
	}
	shape := classesShape()
	under, bare := shape.oneOf[0], shape.oneOf[1]
	if _, isList := n.(*ast.SequenceNode); !isList {
		if n = y.record(n, &under).values["classes"]; n == nil {
			return
		}
	}
	if list, isList := n.(*ast.SequenceNode); isList {
		for _, item := range list.Values {
			r := y.record(item, bare.items)
			l.readClass(r, r.field("name"))
		}
		return
	}
	named := under.fields[0].oneOf[1]
	for _, e := range y.entries(n, named.what) {
		if y.checkText(e.key.at, "name", e.key.text) {
			l.readClass(y.record(e.value, named.items), e.key)
		}
	}
}

func (l *layer) readClass(r record, name scalar) {
	class := &Class{
		Name:     name.text,
		Gloss:    r.field("gloss").text,
		POS:      r.field("pos").text,
		Strength: r.number("strength", 1),
		Effects:  r.effectList("effects"),
		Rejected: r.effectList("rejected"),
		Stopped:  r.effectList("stopped"),
		Negated:  r.effectList("negated"),
		Harms:    Role(r.field("harms").text),
		Helps:    Role(r.field("helps").text),
		Neg:      Negation(cmp.Or(r.field("neg").text, string(Flip))),
		Content:  Treatment(r.field("content").text),
		Polarity: int(r.number("polarity", 0)),
		Pos:      name.at,
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
	shape := cuesShape()
	for _, e := range y.entries(n, shape.what) {
		kind := CueKind(e.key.text)
		groups, ok := shape.field(e.key.text)
		if !ok {
			l.errorf(e.key.at, "cue-kind", "unknown kind of cue %q%s", kind, guess(e.key.text, shape.names()))
			continue
		}
		seen := map[string]Position{}
		for _, item := range y.items(e.value, e.key.text) {
			r := y.record(item, groups.items)
			value := r.number("value", 0)
			var of []string
			for _, w := range r.list("of") {
				of = append(of, w.text)
			}
			for _, w := range r.list("words") {
				if first, twice := seen[w.text]; twice {
					l.errorf(w.at, "duplicate", "the %s %q stands twice, first at %s", kind, w.text, first)
					continue
				}
				seen[w.text] = w.at
				l.cues = append(l.cues, Cue{kind, w.text, value, strings.Join(of, ","), w.at})
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
	shape := constructionsShape()
	under, bare := shape.oneOf[0], shape.oneOf[1]
	if _, isList := n.(*ast.SequenceNode); !isList {
		if n = y.record(n, &under).values["constructions"]; n == nil {
			return
		}
	}
	seen := map[string]Position{}
	for _, item := range y.items(n, bare.what) {
		r := y.record(item, bare.items)
		pattern, class := r.field("pattern"), r.field("class")
		if pattern.text == "" {
			continue
		}
		if first, twice := seen[pattern.text]; twice {
			l.errorf(pattern.at, "duplicate", "the pattern %q stands twice, first at %s", pattern.text, first)
			continue
		}
		seen[pattern.text] = pattern.at
		d := entryDef{text: pattern.text, at: pattern.at, class: class.text, classAt: class.at,
			pos: r.field("pos").text, strength: r.number("strength", 0), note: r.field("note").text}
		if _, ok := r.values["effects"]; ok {
			d.effects, d.ownEffects = r.effectList("effects"), true
		}
		neg, treat := r.field("neg"), r.field("content")
		l.setNeg(&d, neg.at, neg.text)
		l.setContent(&d, treat.at, treat.text)
		l.constructions = append(l.constructions, &constructionDef{l.pattern(pattern.at, pattern.text), d})
	}
}
