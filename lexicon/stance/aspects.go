package stance

import (
	"slices"
	"strings"

	"lichang/lexicon"
)

// An aspect is a part or a quality of things (价格, 油耗, 屏幕). Where the
// document's own target is one, it is nobody who acts, is acted upon or is left
// unsaid: it fills no role, so that the other targets are judged as if it were
// not asked for. What is said of it is what the predicates say that speak of its
// own mentions; what they say of other aspects, in the clause beside or in the
// same, is not said of it.

// ruleAspect is the name of the rule.
const ruleAspect = "mention-aspect"

// facetKind says what a pattern has to do with aspects.
type facetKind uint8

const (
	isAspect  facetKind = 1 << iota // names one
	isProduct                       // names one that may be a product of its own
	isImplied                       // judges one that it does not name: 贵, 省油
)

// facet is a place where the text names or implies an aspect.
type facet struct {
	start, end int
	clause     int
	own        bool // it, or one that it is named together with, is the own target
}

// aspect compiles a cue of aspects. It is no mark: it would strike out the terms
// that begin inside it.
func (c *compiler) aspect(q lexicon.Cue) {
	id := c.id(q.Text)
	p := &c.engine.patterns[id]
	switch {
	case q.Kind == lexicon.CueImplying:
		p.facet |= isImplied
	case q.Value != 0:
		p.facet |= isAspect | isProduct
	default:
		p.facet |= isAspect
	}
	if q.Of == "" {
		return
	}
	if c.engine.partOf == nil {
		c.engine.partOf = map[int32][]string{}
	}
	for _, of := range strings.Split(q.Of, ",") {
		c.engine.partOf[id] = append(c.engine.partOf[id], strings.Map(lower, of))
	}
}

// aspectOf returns the aspect that a name is, or ends with (车内空间): a Chinese
// noun is of the kind that it ends with. "" for none.
func (e *Engine) aspectOf(name string) string {
	text := []rune(strings.Map(lower, name))
	for at := range text {
		if at > 0 && len(text)-at < 2 {
			break
		}
		id, ok := e.index[string(text[at:])]
		if ok && e.patterns[id].facet&isAspect != 0 && (at == 0 || e.patterns[id].facet&isProduct == 0) {
			return string(text[at:])
		}
	}
	return ""
}

// nameOwnAspect notes that the document's own target is an aspect.
func (d *doc) nameOwnAspect() {
	d.aspect, d.aboutAspect = "", false
	if d.own < len(d.e.entities) || d.skip(ruleAspect) {
		return
	}
	if d.aspect = d.e.aspectOf(d.opt.Target); d.aspect == "" {
		return
	}
	if d.about == d.own {
		d.about, d.aboutAspect = -1, true
	}
}

// findFacets finds where aspects are named, if the own target is one.
func findFacets(d *doc) {
	if d.aspect == "" {
		return
	}
	d.addOwnFacets()
	named := len(d.facets) > 0
	whole := strings.Map(lower, d.opt.Target) == d.aspect
	for _, h := range d.hits {
		p := &d.e.patterns[h.ID]
		if p.facet == 0 {
			continue
		}
		start, end := int(h.Start), int(h.End)
		part := whole && slices.Contains(d.e.partOf[h.ID], d.aspect)
		if p.facet&isImplied != 0 {
			d.implied = append(d.implied, facet{start: start, end: end, own: part})
		}
		if p.facet&isAspect != 0 && d.borders(start, end, 0) {
			d.facets = append(d.facets, facet{start: start, end: end, own: !named && (part || string(p.text) == d.aspect)})
		}
	}
	slices.SortStableFunc(d.facets, func(a, b facet) int { return a.start - b.start })
	d.mergeFacets()
	for i := range d.facets {
		d.facets[i].clause = d.clauseAt(d.facets[i].start)
	}
	d.shareFacets()
}

// addOwnFacets adds the places where the own target's whole name stands.
func (d *doc) addOwnFacets() {
	var name []rune
	for _, r := range strings.Map(lower, d.opt.Target) {
		if r != ' ' {
			name = append(name, r)
		}
	}
	free := 0
	for at := range d.text {
		if end := d.spelt(name, at); at >= free && end >= 0 {
			d.facets = append(d.facets, facet{start: at, end: end, own: true})
			free = end
		}
	}
}

// mergeFacets makes one of names that overlap: 后排空间 is a 空间.
func (d *doc) mergeFacets() {
	kept := d.facets[:0]
	for _, f := range d.facets {
		if n := len(kept); n > 0 && f.start < kept[n-1].end {
			kept[n-1].end = max(kept[n-1].end, f.end)
			kept[n-1].own = kept[n-1].own || f.own
			continue
		}
		kept = append(kept, f)
	}
	d.facets = kept
}

// shareFacets: aspects in a list (外观和内饰) or one inside the other
// (屏幕的色彩) are judged together.
func (d *doc) shareFacets() {
	for i := 0; i < len(d.facets); {
		k, own := i+1, d.facets[i].own
		for k < len(d.facets) && d.joinsFacets(d.facets[k-1].end, d.facets[k].start) {
			own = own || d.facets[k].own
			k++
		}
		for ; i < k; i++ {
			d.facets[i].own = own
		}
	}
}

// joinsFacets says whether nothing but a mark of lists, a conjunction or 的
// stands between two aspects.
func (d *doc) joinsFacets(from, to int) bool {
	gap := strings.Trim(string(d.text[from:to]), "、，,/ ")
	if gap == "" || gap == "的" {
		return true
	}
	id, ok := d.e.index[gap]
	return ok && d.e.patterns[id].cueSet&(cueConjunction|cueComitative) != 0
}

// ownFacets counts the places where the own aspect is named.
func (d *doc) ownFacets() int {
	n := 0
	for i := range d.facets {
		if d.facets[i].own {
			n++
		}
	}
	return n
}
