package lexicon

import (
	"cmp"
	"slices"
)

// placeKey is what has a place in the files though its type holds none: a name
// by its owner (a target's or entity's id) and text, a weight by its name, an
// entity by its id.
type placeKey struct{ kind, owner, text string }

// The kinds of placeKey.
const (
	placeName   = "name"
	placeEntity = "entity"
	placeWeight = "weight"
)

// places are where such things stand; the last place of a name counts.
type places map[placeKey]Position

func (p places) ofLayer(l *layer) {
	for _, n := range l.ownNames {
		p[placeKey{placeName, n.owner, n.text}] = n.at
	}
	for _, e := range l.entities {
		p[placeKey{placeEntity, "", e.ID}] = e.at
		for _, n := range e.names {
			p[placeKey{placeName, e.ID, n.text}] = n.at
		}
	}
	for _, w := range l.weights {
		p[placeKey{placeWeight, "", w.name}] = w.at
	}
}

// PlaceOfName returns where a name, noun, part, description, pronoun or homonym
// of a target or entity stands; a Position without a file where it has none.
func (lex *Lexicon) PlaceOfName(owner, text string) Position {
	return lex.places[placeKey{placeName, owner, text}]
}

// PlaceOfEntity returns where an entity is first named.
func (lex *Lexicon) PlaceOfEntity(id string) Position {
	return lex.places[placeKey{placeEntity, "", id}]
}

// PlaceOfWeight returns where a weight is given.
func (lex *Lexicon) PlaceOfWeight(name string) Position {
	return lex.places[placeKey{placeWeight, "", name}]
}

// CompareTerms orders terms as Lexicon.Terms holds them: by text, class and
// condition.
func CompareTerms(a, b *Term) int {
	if c := cmp.Compare(a.Text, b.Text); c != 0 {
		return c // nearly always: what follows need not be computed
	}
	return cmp.Or(cmp.Compare(a.Class.Name, b.Class.Name),
		slices.Compare(a.When.Of, b.When.Of), slices.Compare(a.When.Not, b.When.Not), slices.Compare(a.When.Patient, b.When.Patient))
}
