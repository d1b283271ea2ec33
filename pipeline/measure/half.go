package measure

import (
	"crypto/sha256"
	"fmt"
)

// Half is one of the two parts of a set of which one teaches and one measures.
type Half uint8

// The halves.
const (
	Whole   Half = iota
	Learn        // rows whose hash is even
	Measure      // rows whose hash is odd
)

// ParseHalf reads a half's name; "" is the whole.
func ParseHalf(s string) (Half, error) {
	switch s {
	case "":
		return Whole, nil
	case "learn":
		return Learn, nil
	case "measure":
		return Measure, nil
	}
	return Whole, fmt.Errorf("%q is no half: want learn or measure", s)
}

// HalfOf returns the half that a case belongs to, by a hash of its id, or of
// its text and target where it has none: it stays there in whatever order the
// file is, and whatever else is in it.
func HalfOf(c *Case) Half {
	key := c.ID
	if key == "" {
		key = c.Text + "\t" + c.Target
	}
	if sum := sha256.Sum256([]byte(key)); sum[0]%2 == 0 {
		return Learn
	}
	return Measure
}

// Half returns the set with the cases of a half alone.
func (s *Set) Half(h Half) *Set {
	if h == Whole {
		return s
	}
	part := *s
	part.Cases = nil
	for i := range s.Cases {
		if HalfOf(&s.Cases[i]) == h {
			part.Cases = append(part.Cases, s.Cases[i])
		}
	}
	return &part
}
