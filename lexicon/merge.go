package lexicon

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// merge joins layers, each after those it extends, into one lexicon, and
// checks what only the whole can show. The last layer is the lexicon itself.
func merge(c *collector, layers []*layer) *Lexicon {
	top := layers[len(layers)-1]
	m := &merger{collector: c, classes: map[string]*Class{}, targetIDs: map[string]Position{}, targetNames: map[string]namedBy{}}
	lex := &Lexicon{Name: top.name, Version: top.version, Weights: map[string]float64{}, places: places{}}
	for _, s := range top.extends {
		lex.Extends = append(lex.Extends, s.text)
	}
	for _, l := range layers {
		for _, class := range l.classes {
			m.classes[class.Name] = class
		}
	}
	for _, l := range layers {
		for _, s := range l.shields {
			m.class(s.text, s.at)
		}
		m.addTerms(l)
		lex.Cues = override(lex.Cues, l.cues, func(c Cue) [2]string { return [2]string{string(c.Kind), c.Text} })
		m.constructions = override(m.constructions, l.constructions, func(d *constructionDef) string { return d.text })
		lex.SegmentWords = override(lex.SegmentWords, l.words, func(w SegmentWord) string { return w.Text })
		m.weights = override(m.weights, l.weights, func(w weightDef) string { return w.name })
		m.addTargets(l)
		lex.places.ofLayer(l)
	}
	for _, class := range m.classes {
		lex.Classes = append(lex.Classes, class)
	}
	slices.SortFunc(lex.Classes, func(a, b *Class) int { return cmp.Compare(a.Name, b.Name) })
	m.checkCues(lex.Cues)
	lex.Terms = m.resolveTerms()
	for _, d := range m.constructions {
		lex.Constructions = append(lex.Constructions, Construction{d.text, d.parts, m.resolve(&d.entryDef), d.at})
	}
	slices.SortFunc(lex.Constructions, func(a, b Construction) int { return cmp.Compare(a.Pattern, b.Pattern) })
	slices.SortFunc(lex.Cues, func(a, b Cue) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	slices.SortFunc(lex.SegmentWords, func(a, b SegmentWord) int { return cmp.Compare(a.Text, b.Text) })
	lex.Targets, lex.Entities = m.targets, m.mergedEntities()
	if len(m.targets) > maxTargets {
		m.errorf(m.targets[maxTargets].Pos, "size", "%d targets; %d are the most", len(m.targets), maxTargets)
		return lex
	}
	lex.Bearings, lex.BearingFiles = m.mergedBearings(layers)
	m.checkWeights(top, lex.Weights)
	return lex
}

// merger is the state of a merge.
type merger struct {
	*collector
	classes       map[string]*Class
	terms         []*entryDef
	constructions []*constructionDef
	weights       []weightDef
	targets       []Target
	targetIDs     map[string]Position
	targetNames   map[string]namedBy
	entities      []entityDef
}

// override returns the inherited elements that own does not name, then own.
func override[T any, K comparable](inherited, own []T, key func(T) K) []T {
	if len(own) == 0 {
		return inherited
	}
	replaced := make(map[K]bool, len(own))
	for _, v := range own {
		replaced[key(v)] = true
	}
	kept := make([]T, 0, len(inherited)+len(own))
	for _, v := range inherited {
		if !replaced[key(v)] {
			kept = append(kept, v)
		}
	}
	return append(kept, own...)
}

// class returns the class of that name, nil after reporting that there is none.
func (m *merger) class(name string, at Position) *Class {
	class, ok := m.classes[name]
	if !ok && name != "" && m.full() {
		m.counts[Error]++ // to look for what was meant takes its time
	} else if !ok && name != "" {
		var known []string
		for n := range m.classes {
			known = append(known, n)
		}
		slices.Sort(known)
		m.errorf(at, "class", "unknown class %q%s", name, guess(name, known))
	}
	return class
}

// addTerms adds the terms of a layer and checks those of the layer itself.
func (m *merger) addTerms(l *layer) {
	type sense struct{ text, class, when string }
	seen := make(map[sense]Position, len(l.terms))
	own := make([]*entryDef, 0, len(l.terms))
	texts := make(map[string]Position, len(l.terms))
	for _, d := range l.terms {
		texts[d.text] = d.at
		key := sense{d.text, d.class, d.when.String()}
		if first, twice := seen[key]; twice {
			m.errorf(d.at, "duplicate", "the term %q stands twice in class %s under the same condition, first at %s", d.text, d.class, first)
			continue
		}
		seen[key] = d.at
		own = append(own, d)
	}
	for _, refused := range l.refused {
		if at, used := texts[refused.text]; used {
			m.warnf(at, "refused", "the term %q is refused at %s", refused.text, refused.at)
		}
	}
	// A word that the extending lexicon knows has there all its senses: to mix
	// them with inherited ones of the other sign would decide nothing.
	m.terms = override(m.terms, own, func(d *entryDef) string { return d.text })
}

// resolveTerms fills in the defaults of the classes, sorts the terms by
// meaning, and reports those of one text that contradict each other.
func (m *merger) resolveTerms() []*Term {
	terms := make([]*Term, 0, len(m.terms))
	for _, d := range m.terms {
		if t := m.resolve(d); t != nil {
			terms = append(terms, t)
		}
	}
	slices.SortFunc(terms, CompareTerms)
	for from, to := 0, 0; from < len(terms); from = to {
		for to = from; to < len(terms) && terms[to].Text == terms[from].Text; to++ {
		}
		if to-from > 1 {
			m.checkSenses(terms[from:to])
		}
	}
	return terms
}

// checkCues reports words that would make the same word both stronger and
// weaker, and those that are of an aspect that is none.
func (m *merger) checkCues(cues []Cue) {
	degree, aspects := map[string]Cue{}, map[string]bool{}
	for _, c := range cues {
		aspects[c.Text] = aspects[c.Text] || c.Kind == CueAspect
	}
	for _, c := range slices.SortedFunc(slices.Values(cues), func(a, b Cue) int { return comparePositions(a.Pos, b.Pos) }) {
		if c.Of != "" {
			for _, of := range strings.Split(c.Of, ",") {
				if !aspects[of] {
					m.errorf(c.Pos, "unknown-value", "the cue %q is of %q, which is no cue of the kind aspect", c.Text, of)
				}
			}
		}
		if c.Kind != "intensifier" && c.Kind != "downtoner" {
			continue
		}
		if first, twice := degree[c.Text]; twice && first.Kind != c.Kind {
			m.errorf(c.Pos, "conflict", "the cue %q is of kind %s here and %s at %s; it cannot do both", c.Text, c.Kind, first.Kind, first.Pos)
		}
		degree[c.Text] = c
	}
}

// checkSenses reports the senses of one text that contradict each other, each
// with the first one that it contradicts.
func (m *merger) checkSenses(senses []*Term) {
	type stand struct {
		when string
		sign int
	}
	first := map[stand]*Term{}
	for _, t := range slices.SortedFunc(slices.Values(senses), func(a, b *Term) int { return comparePositions(a.Pos, b.Pos) }) {
		when, sign := t.When.String(), t.sign()
		if other := first[stand{when, -sign}]; other != nil && sign != 0 {
			m.errorf(t.Pos, "conflict", "the term %q is %s here as %s and %s at %s as %s; tell them apart by a condition in the column when",
				t.Text, side(sign), t.Class.Name, side(-sign), other.Pos, other.Class.Name)
		}
		if first[stand{when, sign}] == nil {
			first[stand{when, sign}] = t
		}
	}
}

func side(sign int) string {
	if sign < 0 {
		return "bad"
	}
	return "good"
}

// sign returns the direction a term pulls in: its class's, or that of its own
// effects where it states some.
func (t *Term) sign() int {
	if slices.Equal(t.Effects, t.Class.Effects) {
		return t.Class.Polarity
	}
	sum := 0.0
	for _, e := range t.Effects {
		sum += e.Value
	}
	return cmp.Compare(sum, 0)
}

// resolve fills in what a term leaves to its class; nil where the class is
// unknown.
func (m *merger) resolve(d *entryDef) *Term {
	class := m.class(d.class, d.classAt)
	if class == nil {
		return nil
	}
	t := &Term{Text: d.text, POS: cmp.Or(d.pos, class.POS), Class: class, Strength: cmp.Or(d.strength, class.Strength),
		Effects: class.Effects, Neg: cmp.Or(d.neg, class.Neg), Content: cmp.Or(d.content, class.Content),
		When: d.when, Note: d.note, Pos: d.at}
	if d.ownEffects {
		t.Effects = d.effects
	}
	if d.noContent {
		t.Content = ""
	}
	return t
}

// addTargets adds the targets and entities of a layer and reports names that
// two of them share: no rule could say whom such a name means.
func (m *merger) addTargets(l *layer) {
	for _, t := range l.targets {
		if first, twice := m.targetIDs[t.ID]; twice && t.ID != "" {
			m.errorf(t.Pos, "duplicate", "the target %q stands twice, first at %s", t.ID, first)
			continue
		}
		m.targetIDs[t.ID] = t.Pos
		m.targets = append(m.targets, t)
	}
	inLayer := map[string]namedBy{}
	for _, n := range l.targetNames {
		first, twice := m.targetNames[n.text]
		switch {
		case !twice:
			m.targetNames[n.text] = n
		case first.owner == n.owner:
			m.errorf(n.at, "names-alike", "%q names %s twice, first at %s", n.text, n.owner, first.at)
		default:
			m.errorf(n.at, "names-alike", "%q names both %s and, at %s, %s", n.text, n.owner, first.at, first.owner)
		}
		inLayer[n.text] = n
	}
	for _, e := range l.entities {
		for _, s := range e.names {
			owner := "entity " + e.ID
			if first, twice := inLayer[s.text]; twice {
				m.errorf(s.at, "names-alike", "%q names both %s and, at %s, %s", s.text, owner, first.at, first.owner)
			}
			inLayer[s.text] = namedBy{s, owner}
		}
	}
	m.entities = append(m.entities, l.entities...)
}

// mergedEntities unites the entities of the same id and sorts them by id. A name
// belongs to the target that has it, else to the entity that names it last: an
// extending lexicon knows better. Who has no name left is nobody.
func (m *merger) mergedEntities() []Entity {
	var out []Entity
	known := map[string]int{}
	owner := map[string]string{}
	for _, e := range m.entities {
		for _, s := range e.names {
			owner[s.text] = e.ID
		}
	}
	for _, e := range m.entities {
		i, ok := known[e.ID]
		if !ok {
			out = append(out, e.Entity)
			i = len(out) - 1
			known[e.ID] = i
		} else if out[i].Group != e.Group {
			m.errorf(e.at, "entity", "entity %s is %s here and was %s before", e.ID, e.Group, out[i].Group)
		}
		for _, s := range e.names {
			if _, isTarget := m.targetNames[s.text]; !isTarget && owner[s.text] == e.ID {
				out[i].Names = append(out[i].Names, s.text)
			}
		}
	}
	for i := range out {
		out[i].Names = sortedSet(out[i].Names)
	}
	out = slices.DeleteFunc(out, func(e Entity) bool { return len(e.Names) == 0 })
	slices.SortFunc(out, func(a, b Entity) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// checkWeights fills the weights in and reports those missing and unknown.
func (m *merger) checkWeights(top *layer, into map[string]float64) {
	shape := weightsShape()
	for _, w := range m.weights {
		known, ok := shape.field(w.name)
		if !ok {
			m.errorf(w.at, "weight", "unknown weight %q%s", w.name, guess(w.name, shape.names()))
			continue
		}
		if !known.span.has(w.value) {
			m.errorf(w.at, "range", "weight %s: %s is out of %s", w.name, formatNumber(w.value), known.span)
		}
		into[w.name] = w.value
	}
	for _, w := range WeightNames() {
		if _, ok := into[w.Name]; !ok && !slices.ContainsFunc(m.weights, func(d weightDef) bool { return d.name == w.Name }) {
			m.errorf(Position{File: top.src.file(metaFile)}, "weight", "the weight %s is missing: %s", w.Name, w.Doc)
		}
	}
}

// sortTarget sorts what has no order of its own in a target.
func sortTarget(t *Target) {
	slices.SortFunc(t.Parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), slices.Compare(a.Names, b.Names))
	})
	slices.SortFunc(t.Descriptions, func(a, b Description) int { return cmp.Compare(a.Text, b.Text) })
}

// String returns the condition as it is written in a table, "" if it is none.
func (w Condition) String() string {
	var parts []string
	if len(w.Of) > 0 {
		parts = append(parts, "of="+strings.Join(w.Of, ","))
	}
	if len(w.Not) > 0 {
		parts = append(parts, "not="+strings.Join(w.Not, ","))
	}
	if len(w.Patient) > 0 {
		parts = append(parts, "patient="+strings.Join(w.Patient, ","))
	}
	return strings.Join(parts, ";")
}

// Ref returns where the term stands, as file:line: of an embedded lexicon
// general/terms/hostile.tsv:12, of a folder the path as it was opened.
func (t *Term) Ref() string { return fmt.Sprintf("%s:%d", t.Pos.File, t.Pos.Line) }
