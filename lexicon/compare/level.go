package compare

import (
	"fmt"
	"strconv"
	"strings"
)

// Level is how much a version must rise.
type Level uint8

// The levels: a patch for wording (cues, notes, comments, tests), a minor one
// for terms and whatever else changes judgements, a major one for targets, whose
// columns others read.
const (
	NoBump Level = iota
	Patch
	Minor
	Major
)

// String returns none, patch, minor or major.
func (l Level) String() string { return [...]string{"none", "patch", "minor", "major"}[l] }

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the level's name.
func (l *Level) UnmarshalText(text []byte) error {
	for k := NoBump; k <= Major; k++ {
		if k.String() == string(text) {
			*l = k
			return nil
		}
	}
	return fmt.Errorf("unknown level %q", text)
}

// Needs is the least that the new version must rise by, and the first change
// that demands it, nil for none.
func (d *Diff) Needs() (Level, *Change) {
	level := NoBump
	var first *Change
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Needs > level {
			level, first = c.Needs, c
		}
	}
	return level, first
}

// Rises is by how much the new version lies above the old one. The error is for
// versions that cannot be compared: of lexicons of different names, or not of
// numbers.
func (d *Diff) Rises() (Level, error) {
	if d.Old.Name != d.New.Name {
		return NoBump, fmt.Errorf("%s and %s are different lexicons: their versions cannot be compared", d.Old.Name, d.New.Name)
	}
	from, err := ParseVersion(d.Old.Version)
	if err != nil {
		return NoBump, err
	}
	to, err := ParseVersion(d.New.Version)
	if err != nil {
		return NoBump, err
	}
	return Rise(from, to), nil
}

// ParseVersion reads a version of three numbers, as 1.4.0; fewer stand for zeros
// behind them.
func ParseVersion(s string) (v [3]int, err error) {
	parts := strings.Split(strings.TrimPrefix(s, "v"), ".")
	if len(parts) > len(v) {
		return v, fmt.Errorf("version %q has more than three numbers", s)
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || strings.HasPrefix(p, "+") {
			return v, fmt.Errorf("version %q: %q is no number", s, p)
		}
		v[i] = n
	}
	return v, nil
}

// Rise is by how much a version lies above another: NoBump where it does not.
func Rise(from, to [3]int) Level {
	for i := range from {
		switch {
		case to[i] > from[i]:
			return Major - Level(i)
		case to[i] < from[i]:
			return NoBump
		}
	}
	return NoBump
}
