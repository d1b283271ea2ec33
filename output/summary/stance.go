package summary

import "lichang/output"

// Stance is how rows stand toward one target. A row speaks of it where
// something in it is about the target at all, named or not; it then favors it,
// is against it, or takes no side.
type Stance struct {
	Target  string `json:"target"`
	Spoken  int64  `json:"spoken"` // rows that speak of it
	Favor   int64  `json:"favor"`
	Against int64  `json:"against"`
	// WithoutCopies are the same of the rows whose text is no near-copy of an
	// earlier one's.
	WithoutCopies Sided `json:"without_copies"`
	// The shares are of the rows that speak of it; nil where none does.
	FavorShare   *Share `json:"favor_share"`
	AgainstShare *Share `json:"against_share"`
}

// Sided are rows that speak of a target, by the side that they take.
type Sided struct {
	Spoken  int64 `json:"spoken"`
	Favor   int64 `json:"favor"`
	Against int64 `json:"against"`
}

func (s *Sided) sum(other *Sided) {
	s.Spoken += other.Spoken
	s.Favor += other.Favor
	s.Against += other.Against
}

// Once is the stance of the rows that are no near-copies.
func (s *Stance) Once() *Stance {
	f := s.WithoutCopies
	return &Stance{Target: s.Target, Spoken: f.Spoken, Favor: f.Favor, Against: f.Against, WithoutCopies: f,
		FavorShare: shareOf(f.Favor, f.Spoken), AgainstShare: shareOf(f.Against, f.Spoken)}
}

// Copies is how many of the rows that speak of the target are near-copies.
func (s *Stance) Copies() int64 { return s.Spoken - s.WithoutCopies.Spoken }

// Neither is how many of the rows that speak of the target take no side.
func (s *Stance) Neither() int64 { return s.Spoken - s.Favor - s.Against }

// Share is a share of rows in [0, 1] with its 95 % interval (Wilson).
type Share struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// basisAbsent is the basis of a decision about what a text does not speak of.
const basisAbsent = "absent"

func newStances(ids []string) []Stance {
	list := make([]Stance, len(ids))
	for i, id := range ids {
		list[i].Target = id
	}
	return list
}

// add counts a row; isCopy says whether its text is a near-copy.
func (s *Stance) add(d *output.Decision, isCopy bool) {
	if d.Basis == basisAbsent {
		return
	}
	one := Sided{Spoken: 1}
	switch d.Label {
	case output.LabelFavor:
		one.Favor = 1
	case output.LabelAgainst:
		one.Against = 1
	}
	s.Spoken += one.Spoken
	s.Favor += one.Favor
	s.Against += one.Against
	if !isCopy {
		s.WithoutCopies.sum(&one)
	}
}

// sum adds other to s.
func (s *Stance) sum(other *Stance) {
	s.Spoken += other.Spoken
	s.Favor += other.Favor
	s.Against += other.Against
	s.WithoutCopies.sum(&other.WithoutCopies)
}

// finish sets the shares.
func finish(list []Stance) {
	for i := range list {
		s := &list[i]
		s.FavorShare, s.AgainstShare = shareOf(s.Favor, s.Spoken), shareOf(s.Against, s.Spoken)
	}
}

func shareOf(k, n int64) *Share {
	if n == 0 {
		return nil
	}
	lo, hi := output.Wilson(k, n)
	return &Share{Value: float64(k) / float64(n), Lo: lo, Hi: hi}
}
