package summary

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"lichang/output"
)

// The kinds of speakers.
const (
	SpeakerAuthor = "author" // who wrote the text
	SpeakerTarget = "target" // one of the targets: the company, its fans
	SpeakerActor  = "actor"  // somebody else whom the lexicon knows: the public, the press
	SpeakerNamed  = "named"  // all whom a text names and nobody knows
)

// Speaker is whose attitude the evidence tells. Rows are counted by the side
// that the speaker's evidence in the row comes to.
type Speaker struct {
	Kind string `json:"kind"`
	// Holder is the holder of the evidence; "" for all that are named.
	Holder string  `json:"holder,omitempty"`
	Sides  []Sides `json:"targets"`
	// Names are the most frequent of those that are named, and rows do not count
	// here but evidence.
	Names []Term `json:"names,omitempty"`
}

// Sides is how many rows a speaker speaks for and against a target in.
type Sides struct {
	Target  string `json:"target"`
	Favor   int64  `json:"favor"`
	Against int64  `json:"against"`
}

// taken is how many rows the speaker takes a side in.
func (s *Speaker) taken() (n int64) {
	for _, x := range s.Sides {
		n += x.Favor + x.Against
	}
	return n
}

// holderAuthor is the holder of what nobody else is made to say.
const holderAuthor = "author"

// maxActors bounds how many actors are counted one by one.
const maxActors = 64

// actorID is the form of the ids of a lexicon's actors; other holders are words
// of the text.
var actorID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// speakerCounter counts by who speaks.
type speakerCounter struct {
	all, ids []string // all targets, and those that are counted
	held     map[string]*Speaker
	named    *Speaker
	names    *termCounter
	nets     map[net]float64 // of one row
}

// net is what a speaker's evidence about a target adds up to.
type net struct {
	speaker *Speaker
	target  int
}

func newSpeakerCounter(all, ids []string) speakerCounter {
	c := speakerCounter{all: all, ids: ids, held: make(map[string]*Speaker), names: newTermCounter(), nets: make(map[net]float64)}
	c.named = c.speaker(SpeakerNamed, "")
	return c
}

func (c *speakerCounter) speaker(kind, holder string) *Speaker {
	s := &Speaker{Kind: kind, Holder: holder, Sides: make([]Sides, len(c.ids))}
	for i, id := range c.ids {
		s.Sides[i].Target = id
	}
	return s
}

// of returns the speaker whom a holder counts for.
func (c *speakerCounter) of(holder string) *Speaker {
	if s := c.held[holder]; s != nil {
		return s
	}
	kind := SpeakerActor
	switch {
	case holder == holderAuthor:
		kind = SpeakerAuthor
	case slices.Contains(c.all, holder):
		kind = SpeakerTarget
	case !actorID.MatchString(holder) || len(c.held) >= maxActors:
		return c.named
	}
	s := c.speaker(kind, holder)
	c.held[holder] = s
	return s
}

func (c *speakerCounter) add(r *output.Row) {
	clear(c.nets)
	for i := range r.Evidence {
		e := &r.Evidence[i]
		target := slices.Index(c.ids, e.Target)
		if target < 0 {
			continue
		}
		s := c.of(e.Holder)
		if s == c.named {
			c.names.add(e.Holder)
		}
		c.nets[net{s, target}] += float64(e.Polarity) * e.Weight
	}
	for n, sum := range c.nets {
		switch sides := &n.speaker.Sides[n.target]; {
		case sum > 0:
			sides.Favor++
		case sum < 0:
			sides.Against++
		}
	}
}

// speakers lists the author, the targets, the actors and all others; within a
// kind those who speak most come first.
func (c *speakerCounter) speakers() []Speaker {
	list := []Speaker{}
	for _, s := range append(slices.Collect(maps.Values(c.held)), c.named) {
		if s.taken() > 0 {
			list = append(list, *s)
		}
	}
	kinds := []string{SpeakerAuthor, SpeakerTarget, SpeakerActor, SpeakerNamed}
	slices.SortFunc(list, func(a, b Speaker) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			cmp.Compare(b.taken(), a.taken()), strings.Compare(a.Holder, b.Holder))
	})
	for i := range list {
		if list[i].Kind == SpeakerNamed {
			list[i].Names = c.names.top(5)
		}
	}
	return list
}
