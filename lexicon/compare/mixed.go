package compare

import (
	"cmp"
	"slices"
	"strings"

	"lichang/lexicon"
)

// Mixed is the new lexicon with those units taken back for which back is true.
// It holds of names, terms, cues and constructions what stands at the spots
// alone (indices of Surfaces, ascending), and neither bearings nor words for the
// segmenter: judged by it, a text in which no other surface stands comes out as
// by the whole lexicon with the bearings that Table names. With all units taken
// back it means what the old lexicon means.
func (d *Diff) Mixed(back func(unit int) bool, spots []int) *lexicon.Lexicon {
	side := d.new
	if d.columns >= 0 && back(d.columns) {
		side = d.old
	}
	lex := &lexicon.Lexicon{Name: side.Name, Version: side.Version, Weights: make(map[string]float64, len(d.weights))}
	for name, s := range d.weights {
		lex.Weights[name] = *s.pick(back)
	}
	d.mixTargets(lex, side, back)
	entityAt := make(map[string]int, len(d.order))
	for i, id := range d.order {
		s := d.entities[id]
		e := s.pick(back)
		lex.Entities = append(lex.Entities, lexicon.Entity{ID: e.ID, Group: e.Group})
		entityAt[id] = i
	}
	for _, i := range spots {
		at := &d.spots[i]
		for k := range at.names {
			if r := at.names[k].pick(back); r != nil {
				putName(lex, at.text, r, entityAt)
			}
		}
		for k := range at.terms {
			s := &at.terms[k]
			if t := s.pick(back); t != nil {
				lex.Terms = append(lex.Terms, d.resolved(t, s.old, s.new, back))
			}
		}
		for k := range at.cues {
			if c := at.cues[k].pick(back); c != nil {
				lex.Cues = append(lex.Cues, *c)
			}
		}
		for k := range at.constructions {
			d.mixConstruction(lex, &at.constructions[k], back)
		}
	}
	slices.SortStableFunc(lex.Terms, lexicon.CompareTerms)
	slices.SortStableFunc(lex.Constructions, func(a, b lexicon.Construction) int { return strings.Compare(a.Pattern, b.Pattern) })
	slices.SortStableFunc(lex.Cues, func(a, b lexicon.Cue) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	return lex
}

// mixTargets puts in the targets of one side, without names.
func (d *Diff) mixTargets(lex, side *lexicon.Lexicon, back func(unit int) bool) {
	for _, t := range side.Targets {
		s := d.metas[t.ID]
		meta := s.pick(back)
		lex.Targets = append(lex.Targets, lexicon.Target{ID: t.ID, Label: meta.Label, Group: meta.Group,
			FirstPerson: meta.FirstPerson, Deeds: meta.Deeds, Pos: meta.Pos})
	}
	for i := range lex.Targets {
		t := &lex.Targets[i]
		t.Deeds = slices.DeleteFunc(slices.Clone(t.Deeds), func(deed lexicon.Deed) bool {
			return !slices.ContainsFunc(lex.Targets, func(o lexicon.Target) bool { return o.ID == deed.Against })
		})
	}
}

// putName gives somebody a name; that of a target which this lexicon has not is
// nobody's.
func putName(lex *lexicon.Lexicon, text string, r *ref, entityAt map[string]int) {
	if !r.target {
		e := &lex.Entities[entityAt[r.owner]]
		e.Names = append(e.Names, text)
		return
	}
	i := slices.IndexFunc(lex.Targets, func(t lexicon.Target) bool { return t.ID == r.owner })
	if i < 0 {
		return
	}
	t := &lex.Targets[i]
	switch r.kind {
	case Name:
		t.Names = append(t.Names, text)
	case Noun:
		t.Nouns = append(t.Nouns, text)
	case Description:
		t.Descriptions = append(t.Descriptions, lexicon.Description{Text: text, Confidence: r.value, Pos: r.at})
	case Pronoun:
		t.Pronouns = append(t.Pronouns, text)
	case Homonym:
		t.Homonyms = append(t.Homonyms, text)
	case Part:
		part := lexicon.Part{Kind: r.part, Weight: r.value, Names: []string{text}}
		if r.shield != "" {
			part.Shields = strings.Split(r.shield, ",")
		}
		t.Parts = append(t.Parts, part)
	}
}

// resolved is a version of a term under the class that the mixture has. What
// follows its class follows that one, except where the other version says the
// same: then both mean it.
func (d *Diff) resolved(t, old, new *lexicon.Term, back func(unit int) bool) *lexicon.Term {
	s := d.classes[t.Class.Name]
	class := s.pick(back)
	if s.unit < 0 || class == t.Class {
		return t
	}
	made := *t
	made.Class = class
	for _, f := range termFields() {
		if f.follows(t, t.Class) && (old == nil || new == nil || !f.same(old, new)) {
			f.set(&made, class)
		}
	}
	return &made
}

func (d *Diff) mixConstruction(lex *lexicon.Lexicon, s *slot[lexicon.Construction], back func(unit int) bool) {
	k := s.pick(back)
	if k == nil || slices.ContainsFunc(lex.Constructions, func(o lexicon.Construction) bool { return o.Pattern == k.Pattern }) {
		return // it begins with one of several literals
	}
	made := *k
	var old, new *lexicon.Term
	if s.old != nil && s.new != nil {
		old, new = s.old.Term, s.new.Term
	}
	made.Term = d.resolved(k.Term, old, new, back)
	lex.Constructions = append(lex.Constructions, made)
}

// Table says whose bearings a mixture is judged with: the old lexicon's or the
// new one's, and for the targets of which of the two.
func (d *Diff) Table(back func(unit int) bool) (oldTable, oldTargets bool) {
	oldTargets = d.columns >= 0 && back(d.columns)
	if d.bearings < 0 {
		return oldTargets, oldTargets // they say the same of the targets that both have
	}
	return back(d.bearings), oldTargets
}

// TableFor returns the bearings of one side for the targets of one side. What
// its rows do not say of a target is taken from the other side's.
func (d *Diff) TableFor(oldTable, oldTargets bool) ([]lexicon.Bearing, []lexicon.Target) {
	from, other, to := d.new, d.old, d.new
	if oldTable {
		from, other = d.old, d.new
	}
	if oldTargets {
		to = d.old
	}
	if from == to {
		return from.Bearings, to.Targets
	}
	out := make([]lexicon.Bearing, len(from.Bearings))
	columns, in, inOther := lexicon.BearingColumns(to.Targets), lexicon.BearingColumns(from.Targets), lexicon.BearingColumns(other.Targets)
	for i, b := range from.Bearings {
		x := lexicon.Bearing{Trait: b.Trait, Pos: b.Pos, Favor: make([]float64, len(columns)), Against: make([]float64, len(columns))}
		var same *lexicon.Bearing
		if at, ok := slices.BinarySearchFunc(other.Bearings, b.Trait, func(o lexicon.Bearing, trait string) int { return strings.Compare(o.Trait, trait) }); ok {
			same = &other.Bearings[at]
		}
		for k, id := range columns {
			if at := slices.Index(in, id); at >= 0 {
				x.Favor[k], x.Against[k] = b.Favor[at], b.Against[at]
			} else if at := slices.Index(inOther, id); at >= 0 && same != nil {
				x.Favor[k], x.Against[k] = same.Favor[at], same.Against[at]
			}
		}
		out[i] = x
	}
	return out, to.Targets
}

// OldWords says whether a mixture's texts are cut as the old lexicon has it.
func (d *Diff) OldWords(back func(unit int) bool) bool { return d.words >= 0 && back(d.words) }
