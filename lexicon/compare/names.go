package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lichang/lexicon"
)

// ref is one way in which a surface speaks of somebody.
type ref struct {
	kind   Kind
	owner  string // id of a target or entity
	target bool
	value  float64 // a part's weight, a description's confidence; 1 for others
	part   string  // kind of a part
	shield string  // classes that a part shields from, joined by commas
	at     lexicon.Position
}

// known is a ref without its place.
func (r *ref) known() ref {
	k := *r
	k.at = lexicon.Position{}
	return k
}

// refs lists by surface, sorted, how a lexicon speaks of whom.
func refs(lex *lexicon.Lexicon) (byText map[string][]*ref) {
	byText = map[string][]*ref{}
	add := func(text string, r ref) {
		if r.at.File == "" {
			r.at = lex.PlaceOfName(r.owner, text)
		}
		byText[text] = append(byText[text], &r)
	}
	for _, t := range lex.Targets {
		all := func(kind Kind, texts []string) {
			for _, text := range texts {
				add(text, ref{kind: kind, owner: t.ID, target: true, value: 1})
			}
		}
		all(Name, t.Names)
		for _, p := range t.Parts {
			for _, text := range p.Names {
				add(text, ref{kind: Part, owner: t.ID, target: true, value: p.Weight, part: p.Kind, shield: strings.Join(p.Shields, ",")})
			}
		}
		all(Noun, t.Nouns)
		for _, x := range t.Descriptions {
			add(x.Text, ref{kind: Description, owner: t.ID, target: true, value: x.Confidence, at: x.Pos})
		}
		all(Pronoun, t.Pronouns)
		all(Homonym, t.Homonyms)
	}
	for _, e := range lex.Entities {
		for _, text := range e.Names {
			add(text, ref{kind: Name, owner: e.ID, value: 1})
		}
	}
	return byText
}

// compareNames compares by surface whom it names. Those of targets that come or
// go go with them.
func (d *Diff) compareNames() {
	old, new := refs(d.old), refs(d.new)
	texts := slices.Sorted(maps.Keys(old))
	for text := range new {
		if old[text] == nil {
			texts = append(texts, text)
		}
	}
	slices.Sort(texts)
	alike := []func(a, b *ref) bool{
		func(a, b *ref) bool { return a.owner == b.owner && a.kind == b.kind },
		func(a, b *ref) bool { return a.owner == b.owner },
	}
	for _, text := range texts {
		at := &d.spots[d.spot(text)]
		pair(old[text], new[text], (*ref).known, alike, func(a, b *ref) {
			at.names = append(at.names, slot[ref]{a, b, d.nameChange(text, a, b)})
		})
	}
}

func (d *Diff) nameChange(text string, a, b *ref) int {
	if a != nil && b != nil && a.known() == b.known() {
		return -1
	}
	c := Change{Text: text, Needs: Minor}
	switch {
	case a == nil:
		if slices.Contains(d.OnlyNew, b.owner) {
			return d.columns
		}
		c.Op, c.Kind, c.Of, c.New = Added, b.kind, b.owner, place(b.at)
		for _, f := range refFields(b) {
			c.Fields = append(c.Fields, Field{Name: f.Name, To: f.From})
		}
	case b == nil:
		if slices.Contains(d.OnlyOld, a.owner) {
			return d.columns
		}
		c.Op, c.Kind, c.Of, c.Old, c.Fields = Removed, a.kind, a.owner, place(a.at), refFields(a)
	default:
		c.Op, c.Kind, c.Of, c.Old, c.New = Changed, b.kind, b.owner, place(a.at), place(b.at)
		differ := func(name, from, to string) {
			if from != to {
				c.Fields = append(c.Fields, Field{name, from, to})
			}
		}
		differ("of", a.owner, b.owner)
		differ("kind", string(a.kind), string(b.kind))
		differ("part", a.part, b.part)
		differ("value", number(a.value), number(b.value))
		differ("shields", a.shield, b.shield)
	}
	return d.add(c, text)
}

// refFields lists what a ref says beside whom it names, as From.
func refFields(r *ref) []Field {
	var out []Field
	if r.part != "" {
		out = append(out, Field{Name: "part", From: r.part})
	}
	if r.value != 1 {
		out = append(out, Field{Name: "value", From: number(r.value)})
	}
	if r.shield != "" {
		out = append(out, Field{Name: "shields", From: r.shield})
	}
	return out
}

// compareTargets compares targets by id. Those that come and go, and the order
// of the columns, are one unit: a lexicon between the two has the one list or
// the other.
func (d *Diff) compareTargets() {
	ids := func(lex *lexicon.Lexicon) (list []string) {
		for _, t := range lex.Targets {
			list = append(list, t.ID)
		}
		return list
	}
	old, new := ids(d.old), ids(d.new)
	columns := func(c Change) {
		c.Needs = Major
		if d.columns < 0 {
			d.columns = d.addEverywhere(c)
		} else {
			d.join(d.columns, c)
		}
	}
	for i := range d.new.Targets {
		t := &d.new.Targets[i]
		if slices.Contains(old, t.ID) {
			d.Shared = append(d.Shared, t.ID)
			continue
		}
		d.OnlyNew = append(d.OnlyNew, t.ID)
		columns(Change{Kind: Target, Op: Added, Text: t.ID, New: place(t.Pos), Fields: []Field{
			{Name: "label", To: t.Label}, {Name: "group", To: t.Group}, {Name: "names", To: strings.Join(t.Names, ", ")}}})
		d.metas[t.ID] = slot[lexicon.Target]{t, t, -1}
	}
	for i := range d.old.Targets {
		t := &d.old.Targets[i]
		if slices.Contains(new, t.ID) {
			continue
		}
		d.OnlyOld = append(d.OnlyOld, t.ID)
		columns(Change{Kind: Target, Op: Removed, Text: t.ID, Old: place(t.Pos), Fields: []Field{
			{Name: "label", From: t.Label}, {Name: "group", From: t.Group}, {Name: "names", From: strings.Join(t.Names, ", ")}}})
		d.metas[t.ID] = slot[lexicon.Target]{t, t, -1}
	}
	kept := slices.DeleteFunc(slices.Clone(old), func(id string) bool { return !slices.Contains(new, id) })
	if !slices.Equal(kept, d.Shared) {
		columns(Change{Kind: Columns, Op: Changed, Fields: []Field{{"order", strings.Join(old, ", "), strings.Join(new, ", ")}}})
	}
	for _, id := range d.Shared {
		a, b := &d.old.Targets[slices.Index(old, id)], &d.new.Targets[slices.Index(new, id)]
		d.metas[id] = slot[lexicon.Target]{a, b, d.targetChange(a, b)}
	}
}

// targetChange compares two versions of a target, its names apart.
func (d *Diff) targetChange(a, b *lexicon.Target) int {
	c := Change{Kind: Target, Op: Changed, Text: b.ID, Old: place(a.Pos), New: place(b.Pos), Needs: Minor}
	differ := func(name, from, to string) {
		if from != to {
			c.Fields = append(c.Fields, Field{name, from, to})
		}
	}
	differ("group", a.Group, b.Group)
	differ("first_person", number(a.FirstPerson), number(b.FirstPerson))
	differ("deeds", deedsText(a.Deeds), deedsText(b.Deeds))
	everywhere := len(c.Fields) > 0
	differ("label", a.Label, b.Label)
	switch {
	case everywhere:
		return d.addEverywhere(c)
	case len(c.Fields) > 0:
		c.Needs = Patch
		return d.add(c, lower(a.Label), lower(b.Label)) // of whom a text says that it is about
	}
	return -1
}

func deedsText(deeds []lexicon.Deed) string {
	var parts []string
	for _, d := range deeds {
		parts = append(parts, fmt.Sprintf("%s against %s %s", d.Class, d.Against, number(d.Confidence)))
	}
	return strings.Join(parts, ", ")
}

// compareEntities compares bystanders by id, their names apart.
func (d *Diff) compareEntities() {
	for i := range d.old.Entities {
		e := &d.old.Entities[i]
		d.entities[e.ID] = slot[lexicon.Entity]{e, nil, -1}
	}
	for i := range d.new.Entities {
		e := &d.new.Entities[i]
		s := d.entities[e.ID]
		s.new, s.unit = e, -1
		d.entities[e.ID] = s
	}
	d.order = slices.Sorted(maps.Keys(d.entities))
	for _, id := range d.order {
		s := d.entities[id]
		c := Change{Kind: Entity, Text: id, Needs: Minor}
		switch {
		case s.old == nil:
			s.old = s.new // without a name it is nobody in any text
			c.Op, c.New = Added, place(d.new.PlaceOfEntity(id))
			c.Fields = []Field{{Name: "group", To: s.new.Group}}
			d.remark(c)
		case s.new == nil:
			s.new = s.old
			c.Op, c.Old = Removed, place(d.old.PlaceOfEntity(id))
			c.Fields = []Field{{Name: "group", From: s.old.Group}}
			d.remark(c)
		case s.old.Group != s.new.Group:
			c.Op, c.Old, c.New = Changed, place(d.old.PlaceOfEntity(id)), place(d.new.PlaceOfEntity(id))
			c.Fields = []Field{{"group", s.old.Group, s.new.Group}}
			s.unit = d.add(c, append(slices.Clone(s.old.Names), s.new.Names...)...)
		}
		d.entities[id] = s
	}
}

// compareWeights compares the engine's numbers by name.
func (d *Diff) compareWeights() {
	for _, name := range slices.Sorted(maps.Keys(d.new.Weights)) {
		a, b := d.old.Weights[name], d.new.Weights[name]
		s := slot[float64]{&a, &b, -1}
		if a != b {
			s.unit = d.addEverywhere(Change{Kind: Weight, Op: Changed, Text: name, Needs: Minor,
				Old: place(d.old.PlaceOfWeight(name)), New: place(d.new.PlaceOfWeight(name)), Fields: []Field{{"value", number(a), number(b)}}})
		}
		d.weights[name] = s
	}
}

// compareCues compares cues by text and kind.
func (d *Diff) compareCues() {
	byText := func(list []lexicon.Cue) []*lexicon.Cue {
		out := make([]*lexicon.Cue, len(list))
		for i := range list {
			out[i] = &list[i]
		}
		slices.SortStableFunc(out, func(a, b *lexicon.Cue) int {
			return cmp.Or(strings.Compare(a.Text, b.Text), cmp.Compare(a.Kind, b.Kind))
		})
		return out
	}
	kind := func(c *lexicon.Cue) lexicon.CueKind { return c.Kind }
	eachText(byText(d.old.Cues), byText(d.new.Cues), func(c *lexicon.Cue) string { return c.Text }, func(text string, old, new []*lexicon.Cue) {
		at := &d.spots[d.spot(text)]
		pair(old, new, kind, nil, func(a, b *lexicon.Cue) {
			at.cues = append(at.cues, slot[lexicon.Cue]{a, b, d.cueChange(text, a, b)})
		})
	})
}

func (d *Diff) cueChange(text string, a, b *lexicon.Cue) int {
	c := Change{Kind: Cue, Text: text, Needs: Patch}
	switch {
	case a == nil:
		c.Op, c.Of, c.New, c.Fields = Added, string(b.Kind), place(b.Pos), []Field{{Name: "value", To: number(b.Value)}}
	case b == nil:
		c.Op, c.Of, c.Old, c.Fields = Removed, string(a.Kind), place(a.Pos), []Field{{Name: "value", From: number(a.Value)}}
	default:
		c.Op, c.Of, c.Old, c.New = Changed, string(b.Kind), place(a.Pos), place(b.Pos)
		if a.Kind != b.Kind {
			c.Fields = append(c.Fields, Field{"kind", string(a.Kind), string(b.Kind)})
		}
		if a.Value != b.Value {
			c.Fields = append(c.Fields, Field{"value", number(a.Value), number(b.Value)})
		}
		if a.Of != b.Of {
			c.Fields = append(c.Fields, Field{"of", a.Of, b.Of})
		}
		if len(c.Fields) == 0 {
			return -1
		}
	}
	return d.add(c, text)
}
