// Package flip finds what another version of a lexicon changes in the labels of
// texts, and which of its changed entries did it. It knows neither where texts
// come from nor how they are cut: views and tokens come from the caller.
package flip

import (
	"fmt"
	"slices"
	"sync"

	"lichang/lexicon"
	"lichang/lexicon/compare"
	"lichang/lexicon/match"
	"lichang/lexicon/stance"
	"lichang/lexicon/token"
)

// Judge judges a view by an engine, as everything else is judged.
type Judge func(e *stance.Engine, v *token.View, tokens []token.Token, opt stance.Options) stance.Judgement

// Comparer judges texts by two lexicons and by those between them. It may be
// shared between goroutines, each with a Scratch of its own.
type Comparer struct {
	diff     *compare.Diff
	old, new *stance.Engine
	judge    Judge

	touch      *match.Trie // of the surfaces of the units
	touchUnits [][]int     // by pattern of touch
	everywhere []int       // units that can matter to any text, that of the words apart
	words      int         // unit that changes how texts are cut, -1 for none
	oldAbout   map[string]string
	newAbout   map[string]string

	surfaces func() (*match.Trie, error) // of all that means something in either
	mu       sync.Mutex
	tables   map[[2]bool]*stance.Engine // by old table, old targets
}

// New prepares a comparison; the engines are those of the two sides.
func New(d *compare.Diff, old, new *stance.Engine, judge Judge) (*Comparer, error) {
	c := &Comparer{diff: d, old: old, new: new, judge: judge, words: -1, tables: map[[2]bool]*stance.Engine{},
		oldAbout: old.Lexicon().AboutNames(), newAbout: new.Lexicon().AboutNames()}
	byText := map[string]int{}
	var texts []string
	for u := range d.Units {
		switch unit := &d.Units[u]; {
		case unit.Words:
			c.words = u
		case unit.Everywhere:
			c.everywhere = append(c.everywhere, u)
		default:
			for _, s := range unit.Surfaces {
				i, ok := byText[s]
				if !ok {
					i = len(texts)
					byText[s] = i
					texts = append(texts, s)
					c.touchUnits = append(c.touchUnits, nil)
				}
				c.touchUnits[i] = append(c.touchUnits[i], u)
			}
		}
	}
	var err error
	if c.touch, err = trieOf(texts); err != nil {
		return nil, err
	}
	c.surfaces = sync.OnceValues(func() (*match.Trie, error) { return trieOf(d.Surfaces()) })
	c.tables[[2]bool{false, false}] = new
	c.tables[[2]bool{true, true}] = old
	if slices.EqualFunc(old.Lexicon().Targets, new.Lexicon().Targets, func(a, b lexicon.Target) bool { return a.ID == b.ID }) {
		c.tables[[2]bool{true, false}] = old
	}
	return c, nil
}

func trieOf(texts []string) (*match.Trie, error) {
	runes := make([][]rune, len(texts))
	for i, t := range texts {
		runes[i] = []rune(t)
	}
	t, err := match.New(runes)
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	return t, nil
}

// Words says whether the lexicons cut texts in different ways.
func (c *Comparer) Words() bool { return c.words >= 0 }

// Everywhere says whether some change can matter to any text.
func (c *Comparer) Everywhere() bool { return len(c.everywhere) > 0 }

// Text is one text to be judged.
type Text struct {
	View *token.View
	// Old and New are the view's tokens as each lexicon's words cut it.
	Old, New []token.Token
	// Target and About are what the document says: a name to judge beside the
	// lexicons' targets, and whom a comment without subject is about.
	Target, About string
}

// Scratch is what one goroutine compares with.
type Scratch struct {
	runes []rune
	hits  []match.Hit
}

// Touching returns the units that can matter to the text, ascending: a surface
// of theirs stands in it or is whom it is about, or they can matter to any. The
// unit of the segmenter's words is never among them; see Retokenised.
func (c *Comparer) Touching(t *Text, s *Scratch) []int {
	units := slices.Clone(c.everywhere)
	s.runes = stance.AppendFolded(s.runes[:0], t.View.Runes)
	s.hits = c.touch.Find(s.hits[:0], s.runes)
	for _, name := range [2]string{t.Target, t.About} {
		if name != "" {
			s.runes = stance.AppendFolded(s.runes[:0], []rune(name))
			s.hits = c.touch.Find(s.hits, s.runes)
		}
	}
	for _, h := range s.hits {
		units = append(units, c.touchUnits[h.ID]...)
	}
	slices.Sort(units)
	return slices.Compact(units)
}

// Retokenised adds the unit of the segmenter's words to those that touch a text
// where these cut it in another way.
func (c *Comparer) Retokenised(t *Text, units []int) []int {
	if c.words < 0 || slices.Equal(t.Old, t.New) {
		return units
	}
	i, _ := slices.BinarySearch(units, c.words)
	return slices.Insert(units, i, c.words)
}

// Old judges a text by the old lexicon.
func (c *Comparer) Old(t *Text) stance.Judgement { return c.by(c.old, t, t.Old, c.oldAbout) }

// New judges a text by the new lexicon.
func (c *Comparer) New(t *Text) stance.Judgement { return c.by(c.new, t, t.New, c.newAbout) }

func (c *Comparer) by(e *stance.Engine, t *Text, tokens []token.Token, about map[string]string) stance.Judgement {
	opt := stance.Options{Target: t.Target, About: t.About}
	if t.About != "" && t.About != t.Target {
		opt.About = about[t.About]
	}
	return c.judge(e, t.View, tokens, opt)
}
