package suggest

import (
	"slices"
)

// Counts is what one part of the texts has of each word.
type Counts struct {
	words map[uint64]counted
	units int64 // that are no stops
}

// counted is how often a word stands somewhere, and what it may be.
type counted struct {
	n    uint32
	role role
}

// role says whether a text is a candidate.
type role uint8

const (
	none   role = iota
	single      // a word of the segmenter
	run         // several, that may be a new word
)

// Count counts the words of some texts.
func (w *Words) Count(texts []Text) *Counts {
	c := &Counts{words: map[uint64]counted{}}
	var s scratch
	add := func(key uint64, as role) {
		was := c.words[key]
		c.words[key] = counted{was.n + 1, max(was.role, as)}
	}
	for i := range texts {
		units := w.units(&texts[i], &s)
		for k := range units {
			u := &units[k]
			if u.kind == stop {
				continue
			}
			c.units++
			as := none
			if u.kind == word {
				as = single
			}
			add(u.key, as)
		}
		merged(units, func(from, to int) {
			key := keyOf(s.text[units[from].start:units[to-1].end])
			add(key, run)
		})
	}
	return c
}

// bucket is how many new words a census takes in before it forgets the rare. It
// bounds how much a count may be too small: by the number of buckets.
const bucket = 3 << 20

// Census counts the words of all texts in bounded memory, by the lossy counting
// of Manku and Motwani, "Approximate frequency counts over data streams" (2002):
// a count is never too large, and too small by the number of buckets so far at
// most, which is what stands in missed.
type Census struct {
	words  map[uint64]entry
	units  int64
	since  int // distinct words of parts since the rare were forgotten
	bucket uint32
	width  int
}

type entry struct {
	n, missed uint32
	role      role
}

// NewCensus returns an empty census.
func NewCensus() *Census {
	return &Census{words: map[uint64]entry{}, width: bucket}
}

// Add takes in the counts of the next part.
func (c *Census) Add(p *Counts) {
	for key, x := range p.words {
		e, ok := c.words[key]
		if !ok {
			e.missed = c.bucket
		}
		e.n += x.n
		e.role = max(e.role, x.role)
		c.words[key] = e
	}
	c.units += p.units
	if c.since += len(p.words); c.since >= c.width {
		c.since = 0
		c.bucket++
		for key, e := range c.words {
			if e.n+e.missed <= c.bucket {
				delete(c.words, key)
			}
		}
	}
}

// frequency is how often a text stands somewhere, at least 1 so that it can be
// divided by.
func (c *Census) frequency(key uint64) float64 { return float64(max(c.words[key].n, 1)) }

// candidates are the keys of those that may stand least times or more, in order.
func (c *Census) candidates(least int) []uint64 {
	var keys []uint64
	for key, e := range c.words {
		if e.role != none && int64(e.n)+int64(e.missed) >= int64(least) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
