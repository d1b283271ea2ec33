package stance

import (
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/token"
)

// unit is one piece of a text as traits see it: a character, a run of Latin
// letters, a number, or a mention. Key 0 parts what stands on both sides.
type unit struct {
	key        uint32
	start, end int32 // view offsets in runes, half-open
}

const (
	latinUnit   = 1 << 22 // keys of Latin runs begin here
	mentionUnit = 1 << 21 // keys of mentions begin here
	digitUnit   = uint32('0')
)

// mentionNames lists how traits write mentions: targets by id, the document's own,
// then others by group.
func mentionNames(targets []lexicon.Target) []string {
	columns := lexicon.BearingColumns(targets)
	return append(columns[:len(columns)-1], lexicon.Groups()...) // nobody names the whole text
}

// findUnits cuts the text into the units of traits.
func (d *doc) findUnits() {
	d.units = d.units[:0]
	m := 0
	for i := 0; i < len(d.text); {
		for m < len(d.mentions) && d.mentions[m].start < i {
			m++
		}
		if m < len(d.mentions) && d.mentions[m].start == i {
			x := &d.mentions[m]
			if key, ok := d.mentionKey(x); ok {
				d.units = append(d.units, unit{key, int32(x.start), int32(x.end)})
				i = x.end
				continue
			}
		}
		r, n, key := d.text[i], 1, uint32(d.text[i])
		switch {
		case isLatin(r):
			for i+n < len(d.text) && isLatin(d.text[i+n]) {
				n++
			}
			key = latinKey(d.text[i : i+n])
		case isDigit(r):
			for i+n < len(d.text) && isDigit(d.text[i+n]) {
				n++
			}
			key = digitUnit
		case r <= ' ' || r == '\u3000' || r == '{' || r == '}' || r >= mentionUnit:
			key = 0
		}
		d.units = append(d.units, unit{key, int32(i), int32(i + n)})
		i += n
	}
}

// mentionKey returns the unit of a mention by name or class noun; other ways of
// speaking of somebody are words like others.
func (d *doc) mentionKey(m *mention) (uint32, bool) {
	if m.kind == byPronoun || m.kind == byDescription || m.entity == nobody || m.end <= m.start {
		return 0, false
	}
	n := len(d.e.lex.Targets)
	if m.entity < n {
		return mentionUnit + uint32(m.entity), true
	}
	if m.entity == d.own {
		return mentionUnit + uint32(n), true
	}
	i := slices.Index(lexicon.Groups(), d.group(m.entity))
	if i < 0 {
		return 0, false
	}
	return mentionUnit + uint32(n+1+i), true
}

// eachRun calls visit for every run of units, with the units that it holds.
func (d *doc) eachRun(visit func(key uint64, first, last int)) {
	for i := range d.units {
		var key uint64
		for n := 0; n < longestRun && i+n < len(d.units); n++ {
			u := d.units[i+n].key
			if u == 0 {
				break
			}
			key = runKey(key, u)
			visit(key, i, i+n)
		}
	}
}

// Traits are what bearings are learned from.
type Traits struct {
	Runs []string // distinct, sorted
	// States are by column, then as StateTraits; nil for what is not asked of the
	// text.
	States [][]float64
}

// Traits returns the traits of a document, false where nothing is asked of
// bearings because there is nothing to judge.
func (e *Engine) Traits(v *token.View, tokens []token.Token, opt Options) (Traits, bool) {
	d := e.pool.Get().(*doc)
	defer e.pool.Put(d)
	defer d.release()
	d.reset(e, v, tokens, opt)
	d.learning = true
	d.through(func(s stage) bool { return s.name == "bear" })
	if d.done || len(d.clauses) == 0 {
		return Traits{}, false
	}
	d.findUnits()
	names := mentionNames(e.lex.Targets)
	var x Traits
	d.eachRun(func(_ uint64, first, last int) {
		var b strings.Builder
		for _, u := range d.units[first : last+1] {
			switch {
			case u.key >= mentionUnit && u.key < latinUnit:
				b.WriteString("{" + names[u.key-mentionUnit] + "}")
			case u.key == digitUnit:
				b.WriteByte('0')
			default:
				b.WriteString(string(d.text[u.start:u.end]))
			}
		}
		x.Runs = append(x.Runs, b.String())
	})
	slices.Sort(x.Runs)
	x.Runs = slices.Compact(x.Runs)
	states, views := d.statesOf()
	for own := range slices.Chunk(slices.Clone(states), len(states)/len(views)) {
		if !d.asked(len(x.States)) {
			own = nil
		}
		x.States = append(x.States, own)
	}
	return x, true
}
