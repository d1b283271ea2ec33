package pipeline

import (
	"slices"
	"unicode/utf8"

	"lichang/lexicon/token"
)

// Normaliser makes the view of a document that is cut and judged. It is
// read-only once made, apart from dictionaries that load when the first text
// needs them, and may be shared between goroutines.
type Normaliser struct {
	// touched has a bit for each code point below 65536 that a rule might
	// change wherever it stands. A text without any, and without the few
	// sequences that scan looks for, is its own view.
	touched  [1 << 16 / 64]uint64
	rules    []rule
	variants map[rune][]variant
	narrow   [fullWidthEnd - fullWidthStart]rune // the half-width twins
	blank    [1]rune                             // a plain space
	script   script
}

// rule is one step of normalising. find appends the edits that it wants for
// text, in order and without overlap. Rules run one after another, each on
// what the earlier ones left.
type rule struct {
	name string
	find func(n *Normaliser, text []rune, edits []edit) []edit
}

// edit replaces text[start:end] by with. Where both are of one length every
// code point stands for the one in its place; else each of with stands for the
// whole stretch.
type edit struct {
	start, end int
	with       []rune
}

// NewNormaliser returns a normaliser with all rules.
func NewNormaliser() (*Normaliser, error) {
	variants, err := loadVariants()
	if err != nil {
		return nil, err
	}
	n := &Normaliser{
		variants: variants,
		blank:    [1]rune{' '},
		// The order matters: characters first, so that the later rules see one
		// spelling of each; words last.
		rules: []rule{
			{"invisible", dropInvisible},
			{"width", foldWidth},
			{"link", dropLinks},
			{"simplify", simplify},
			{"variant", respell},
			{"stretch", squeeze},
		},
	}
	for i := range n.narrow {
		n.narrow[i] = '!' + rune(i)
	}
	for r := rune(0); r < 1<<16; r++ {
		if n.mayTouch(r) {
			n.touched[r>>6] |= 1 << (r & 63)
		}
	}
	return n, nil
}

// watched says whether r has a bit in touched.
func (n *Normaliser) watched(r rune) bool {
	return r < 1<<16 && n.touched[r>>6]>>(r&63)&1 != 0
}

// mayTouch says whether a rule might change a text because r stands in it.
func (n *Normaliser) mayTouch(r rune) bool {
	_, spelt := n.variants[r]
	return wide(r) || spelt || hidden(r) || traditional(r) || r == '/'
}

// ViewScratch is what views are made in; it belongs to one goroutine. Views
// made with it are valid until Reset.
type ViewScratch struct {
	runes    []rune
	from, to []int32
	raw      []rune
	a, b     mapped
	edits    []edit
}

// Reset takes back all views that were made with s.
func (s *ViewScratch) Reset() {
	s.runes, s.from, s.to = s.runes[:0], s.from[:0], s.to[:0]
	if cap(s.runes) > maxKept {
		*s = ViewScratch{}
	}
}

// maxKept is the number of code points that scratch may keep room for.
const maxKept = 1 << 19

// mapped is a text under the rules: runes[i] stands for [from[i], to[i]).
type mapped struct {
	runes    []rune
	from, to []int32
}

// View makes the view of a document's title and text without what cut leaves
// out of them.
func (n *Normaliser) View(title, text string, cut outletCut, s *ViewScratch) token.View {
	start := len(s.runes)
	plain := !cut.any()
	var v token.View
	if title != "" {
		plain = n.scan(title, s) && plain
		s.runes = append(s.runes, '\n')
		v.BodyAt = len(s.runes) - start
	}
	plain = n.scan(text, s) && plain
	if plain {
		v.Runes = s.runes[start:len(s.runes):len(s.runes)]
		return v
	}
	return n.rewrite(v.BodyAt, start, title, text, cut, s)
}

// Normal returns a text without a title as it is judged.
func (n *Normaliser) Normal(text string) string {
	v := n.View("", text, outletCut{}, new(ViewScratch))
	return string(v.Runes)
}

// scan appends the code points of field, which is valid UTF-8, and says whether
// no rule wants any. Nearly every text ends here: the loop knows the two cases
// that Chinese text is made of.
func (n *Normaliser) scan(field string, s *ViewScratch) bool {
	room := len(field)
	if room > batchBytes {
		room = utf8.RuneCountInString(field) // worth a look where it is much
	}
	s.runes = slices.Grow(s.runes, room)
	runes := s.runes[len(s.runes) : len(s.runes)+room]
	count := 0
	var hit uint64
	var last, before rune
	for i := 0; i < len(field); {
		r := rune(field[i])
		switch {
		case r < utf8.RuneSelf:
			i++
		case r&0xF0 == 0xE0 && i+2 < len(field):
			r = r&0xF<<12 | rune(field[i+1]&0x3F)<<6 | rune(field[i+2]&0x3F)
			i += 3
		default:
			var size int
			r, size = utf8.DecodeRuneInString(field[i:])
			i += size
		}
		runes[count] = r
		count++
		if r < 1<<16 {
			hit |= n.touched[r>>6] >> (r & 63)
		} else if r >= 0xE0000 {
			hit |= 1
		}
		if r == last && (r == before || squeezable(r)) || r == '.' && last == 'w' {
			hit |= 1
		}
		before, last = last, r
	}
	s.runes = s.runes[:len(s.runes)+count]
	return hit&1 == 0
}

// rewrite makes the view by the rules. The code points of both fields stand in
// s.runes from start on; the view replaces them there.
func (n *Normaliser) rewrite(bodyAt, start int, title, text string, cut outletCut, s *ViewScratch) token.View {
	s.raw = append(s.raw[:0], s.runes[start:]...)
	raw := s.raw
	s.runes = s.runes[:start]
	at := len(s.from)
	s.from, s.to = slices.Grow(s.from, len(raw)), slices.Grow(s.to, len(raw))
	var v token.View
	same := !cut.any()
	if bodyAt > 0 {
		length := bodyAt - 1
		keep := length
		if cut.title > 0 {
			keep = utf8.RuneCountInString(title[:cut.title])
		}
		same = n.field(raw[:length], edit{start: keep, end: length}, s) && same
		s.runes = append(s.runes, '\n')
		s.from = append(s.from, int32(length))
		s.to = append(s.to, int32(length)+1)
		v.BodyAt = len(s.runes) - start
	}
	var lead edit
	if cut.textEnd > cut.textStart {
		lead.start = utf8.RuneCountInString(text[:cut.textStart])
		lead.end = lead.start + utf8.RuneCountInString(text[cut.textStart:cut.textEnd])
	}
	same = n.field(raw[bodyAt:], lead, s) && same
	v.Runes = s.runes[start:len(s.runes):len(s.runes)]
	if same {
		s.from, s.to = s.from[:at], s.to[:at]
		return v
	}
	v.From = s.from[at:len(s.from):len(s.from)]
	v.To = s.to[at:len(s.to):len(s.to)]
	return v
}

// chunkRunes is how much of a field the rules see at once, so that what they
// need does not grow with the field.
const chunkRunes = 1 << 16

// field appends the normalised form of raw with its map, and says whether it
// is raw itself. What cut spans is left out before any rule runs.
func (n *Normaliser) field(raw []rune, cut edit, s *ViewScratch) bool {
	same := cut.end <= cut.start
	for start := 0; start < len(raw); {
		end := chunkEnd(raw, start)
		same = n.chunk(raw[start:end], start, edit{start: max(cut.start-start, 0), end: min(cut.end, end) - start}, s) && same
		start = end
	}
	return same
}

// chunkEnd returns where the chunk ends that begins at start: behind a rune
// that no rule looks across, if there is one.
func chunkEnd(raw []rune, start int) int {
	if len(raw)-start <= chunkRunes {
		return len(raw)
	}
	for end := start + chunkRunes; end > start+chunkRunes/2; end-- {
		switch raw[end-1] {
		case '\n', ' ', '，', '。':
			return end
		}
	}
	return start + chunkRunes
}

// chunk appends the normalised form of raw, which stands at the given place of
// its field, without what cut spans of it.
func (n *Normaliser) chunk(raw []rune, at int, cut edit, s *ViewScratch) bool {
	m, spare := &s.a, &s.b
	m.runes, m.from, m.to = append(m.runes[:0], raw...), m.from[:0], m.to[:0]
	for i := range raw {
		m.from = append(m.from, int32(at+i))
		m.to = append(m.to, int32(at+i)+1)
	}
	same := true
	if cut.end > cut.start {
		s.edits = append(s.edits[:0], cut)
		m.apply(s.edits, spare)
		m, spare, same = spare, m, false
	}
	for _, r := range n.rules {
		if s.edits = r.find(n, m.runes, s.edits[:0]); len(s.edits) > 0 {
			m.apply(s.edits, spare)
			m, spare, same = spare, m, false
		}
	}
	s.runes = append(s.runes, m.runes...)
	s.from = append(s.from, m.from...)
	s.to = append(s.to, m.to...)
	return same
}

// apply writes m with the edits into out.
func (m *mapped) apply(edits []edit, out *mapped) {
	out.runes, out.from, out.to = out.runes[:0], out.from[:0], out.to[:0]
	at := 0
	for _, e := range edits {
		out.copy(m, at, e.start)
		out.runes = append(out.runes, e.with...)
		for i := range e.with {
			first, last := e.start, e.end-1
			if len(e.with) == e.end-e.start {
				first, last = e.start+i, e.start+i
			}
			out.from = append(out.from, m.from[first])
			out.to = append(out.to, m.to[last])
		}
		at = e.end
	}
	out.copy(m, at, len(m.runes))
}

func (m *mapped) copy(from *mapped, start, end int) {
	m.runes = append(m.runes, from.runes[start:end]...)
	m.from = append(m.from, from.from[start:end]...)
	m.to = append(m.to, from.to[start:end]...)
}
