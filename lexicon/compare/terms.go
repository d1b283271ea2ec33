package compare

import (
	"slices"

	"lichang/lexicon"
)

// termField is one field of a term that its class gives a default for.
type termField struct {
	name string
	text func(*lexicon.Term) string
	// follows says that the value is the class's own.
	follows func(t *lexicon.Term, c *lexicon.Class) bool
	same    func(a, b *lexicon.Term) bool
	set     func(t *lexicon.Term, c *lexicon.Class)
}

func termFields() []termField {
	return []termField{
		{"pos", func(t *lexicon.Term) string { return t.POS },
			func(t *lexicon.Term, c *lexicon.Class) bool { return t.POS == c.POS },
			func(a, b *lexicon.Term) bool { return a.POS == b.POS },
			func(t *lexicon.Term, c *lexicon.Class) { t.POS = c.POS }},
		{"strength", func(t *lexicon.Term) string { return number(t.Strength) },
			func(t *lexicon.Term, c *lexicon.Class) bool { return t.Strength == c.Strength },
			func(a, b *lexicon.Term) bool { return a.Strength == b.Strength },
			func(t *lexicon.Term, c *lexicon.Class) { t.Strength = c.Strength }},
		{"effects", func(t *lexicon.Term) string { return effects(t.Effects) },
			func(t *lexicon.Term, c *lexicon.Class) bool { return slices.Equal(t.Effects, c.Effects) },
			func(a, b *lexicon.Term) bool { return slices.Equal(a.Effects, b.Effects) },
			func(t *lexicon.Term, c *lexicon.Class) { t.Effects = c.Effects }},
		{"neg", func(t *lexicon.Term) string { return string(t.Neg) },
			func(t *lexicon.Term, c *lexicon.Class) bool { return t.Neg == c.Neg },
			func(a, b *lexicon.Term) bool { return a.Neg == b.Neg },
			func(t *lexicon.Term, c *lexicon.Class) { t.Neg = c.Neg }},
		{"content", func(t *lexicon.Term) string { return string(t.Content) },
			func(t *lexicon.Term, c *lexicon.Class) bool { return t.Content == c.Content },
			func(a, b *lexicon.Term) bool { return a.Content == b.Content },
			func(t *lexicon.Term, c *lexicon.Class) { t.Content = c.Content }},
	}
}

type termKey struct{ class, when string }

func keyOfTerm(t *lexicon.Term) termKey { return termKey{t.Class.Name, t.When.String()} }

// compareTerms compares terms by text: those of one class and condition, then
// those of one class, then those of one condition are versions of one entry.
func (d *Diff) compareTerms() {
	text := func(t *lexicon.Term) string { return t.Text }
	alike := []func(a, b *lexicon.Term) bool{
		func(a, b *lexicon.Term) bool { return a.Class.Name == b.Class.Name },
		func(a, b *lexicon.Term) bool { return a.When.String() == b.When.String() },
	}
	fields := termFields()
	eachText(d.old.Terms, d.new.Terms, text, func(text string, old, new []*lexicon.Term) {
		at := &d.spots[d.spot(text)]
		pair(old, new, keyOfTerm, alike, func(a, b *lexicon.Term) {
			at.terms = append(at.terms, slot[lexicon.Term]{a, b, d.termChange(Term, text, a, b, fields, text)})
		})
	})
}

// termChange notes in what two versions of a term or construction differ and
// returns the unit, -1 for none. What only follows a changed class is not the
// term's change.
func (d *Diff) termChange(kind Kind, text string, a, b *lexicon.Term, fields []termField, surfaces ...string) int {
	c := Change{Kind: kind, Text: text, Needs: Minor}
	switch {
	case a == nil:
		c.Op, c.Of, c.New, c.Fields = Added, b.Class.Name, place(b.Pos), saidFields(b, fields, false)
		return d.add(c, surfaces...)
	case b == nil:
		c.Op, c.Of, c.Old, c.Fields = Removed, a.Class.Name, place(a.Pos), saidFields(a, fields, true)
		return d.add(c, surfaces...)
	}
	c.Op, c.Of, c.Old, c.New = Changed, b.Class.Name, place(a.Pos), place(b.Pos)
	differ := func(name, from, to string) {
		if from != to {
			c.Fields = append(c.Fields, Field{name, from, to})
		}
	}
	differ("class", a.Class.Name, b.Class.Name)
	for _, f := range fields {
		if !f.same(a, b) && (!f.follows(a, a.Class) || !f.follows(b, b.Class)) {
			c.Fields = append(c.Fields, Field{f.name, f.text(a), f.text(b)})
		}
	}
	differ("when", a.When.String(), b.When.String())
	judged := len(c.Fields) > 0
	differ(noteField, a.Note, b.Note)
	switch {
	case judged:
		return d.add(c, surfaces...)
	case len(c.Fields) > 0:
		c.Needs = Patch
		d.remark(c)
	}
	return -1
}

// saidFields lists what an entry says for itself, beside its class.
func saidFields(t *lexicon.Term, fields []termField, old bool) []Field {
	var out []Field
	say := func(name, value string) {
		if old {
			out = append(out, Field{Name: name, From: value})
		} else {
			out = append(out, Field{Name: name, To: value})
		}
	}
	for _, f := range fields {
		if !f.follows(t, t.Class) {
			say(f.name, f.text(t))
		}
	}
	if when := t.When.String(); when != "" {
		say("when", when)
	}
	return out
}

// opening returns the literals with which a construction begins: one of them
// stands in every text that it is found in.
func opening(k *lexicon.Construction) []string {
	for _, p := range k.Parts {
		if p.Literals != nil {
			return p.Literals
		}
	}
	return nil
}

// compareConstructions compares constructions by pattern.
func (d *Diff) compareConstructions() {
	pointers := func(list []lexicon.Construction) []*lexicon.Construction {
		out := make([]*lexicon.Construction, len(list))
		for i := range list {
			out[i] = &list[i]
		}
		return out
	}
	fields := termFields()
	pattern := func(k *lexicon.Construction) string { return k.Pattern }
	eachText(pointers(d.old.Constructions), pointers(d.new.Constructions), pattern, func(text string, old, new []*lexicon.Construction) {
		pair(old, new, pattern, nil, func(a, b *lexicon.Construction) {
			var x, y *lexicon.Term
			some := b
			if a != nil {
				some, x = a, a.Term
			}
			if b != nil {
				y = b.Term
			}
			surfaces := opening(some)
			s := slot[lexicon.Construction]{a, b, d.termChange(Construction, text, x, y, fields, slices.Clone(surfaces)...)}
			for _, literal := range surfaces {
				at := &d.spots[d.spot(literal)]
				at.constructions = append(at.constructions, s)
			}
		})
	})
}

// compareClasses compares classes by name. One that comes or goes means nothing
// by itself: the terms that use it are changes of their own.
func (d *Diff) compareClasses() {
	surfaces := map[string][]string{} // of the terms and constructions, by class
	for i := range d.spots {
		at := &d.spots[i]
		note := func(t *lexicon.Term) {
			if list := surfaces[t.Class.Name]; len(list) == 0 || list[len(list)-1] != at.text {
				surfaces[t.Class.Name] = append(list, at.text)
			}
		}
		for _, s := range at.terms {
			for _, t := range [2]*lexicon.Term{s.old, s.new} {
				if t != nil {
					note(t)
				}
			}
		}
		for _, s := range at.constructions {
			for _, k := range [2]*lexicon.Construction{s.old, s.new} {
				if k != nil {
					note(k.Term)
				}
			}
		}
	}
	eachText(d.old.Classes, d.new.Classes, func(c *lexicon.Class) string { return c.Name }, func(name string, old, new []*lexicon.Class) {
		s := slot[lexicon.Class]{unit: -1}
		c := Change{Kind: Class, Text: name, Needs: Minor}
		switch {
		case old == nil:
			s.new = new[0]
			s.old = s.new
			c.Op, c.New = Added, place(s.new.Pos)
			d.remark(c)
		case new == nil:
			s.old = old[0]
			s.new = s.old
			c.Op, c.Old = Removed, place(s.old.Pos)
			d.remark(c)
		default:
			s.old, s.new = old[0], new[0]
			c.Op, c.Old, c.New = Changed, place(s.old.Pos), place(s.new.Pos)
			c.Fields = classFields(s.old, s.new)
			judged := len(c.Fields) > 0
			if s.old.Gloss != s.new.Gloss {
				c.Fields = append(c.Fields, Field{"gloss", s.old.Gloss, s.new.Gloss})
			}
			switch {
			case judged:
				s.unit = d.add(c, slices.Clone(surfaces[name])...)
			case len(c.Fields) > 0:
				c.Needs = Patch
				d.remark(c)
			}
		}
		d.classes[name] = s
	})
}

// classFields lists in what two versions of a class differ that judging heeds.
func classFields(a, b *lexicon.Class) []Field {
	var out []Field
	differ := func(name, from, to string) {
		if from != to {
			out = append(out, Field{name, from, to})
		}
	}
	differ("pos", a.POS, b.POS)
	differ("strength", number(a.Strength), number(b.Strength))
	differ("effects", effects(a.Effects), effects(b.Effects))
	differ("rejected", effects(a.Rejected), effects(b.Rejected))
	differ("stopped", effects(a.Stopped), effects(b.Stopped))
	differ("negated", effects(a.Negated), effects(b.Negated))
	differ("harms", string(a.Harms), string(b.Harms))
	differ("helps", string(a.Helps), string(b.Helps))
	differ("neg", string(a.Neg), string(b.Neg))
	differ("content", string(a.Content), string(b.Content))
	differ("polarity", number(float64(a.Polarity)), number(float64(b.Polarity)))
	return out
}
