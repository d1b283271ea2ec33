package flip

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lichang/lexicon/stance"
)

// OwnTarget is the id under which flips toward the rows' own targets are
// counted; no target of a lexicon can have it.
const OwnTarget = "target"

// Labels returns the labels in the order of Transitions.
func Labels() [3]stance.Label { return [3]stance.Label{stance.Favor, stance.None, stance.Against} }

func labelIndex(l string) int {
	for i, label := range Labels() {
		if string(label) == l {
			return i
		}
	}
	return 1
}

// Transitions counts rows by old label and new label, in the order of Labels.
type Transitions [3][3]int64

// Flips is how many rows changed their label.
func (t *Transitions) Flips() (n int64) {
	for from := range t {
		for to := range t {
			if from != to {
				n += t[from][to]
			}
		}
	}
	return n
}

// Rows is how many rows were counted.
func (t *Transitions) Rows() (n int64) {
	for from := range t {
		for to := range t {
			n += t[from][to]
		}
	}
	return n
}

// Net is how many more rows have a label now than before.
func (t *Transitions) Net(label stance.Label) (n int64) {
	at := labelIndex(string(label))
	for i := range t {
		n += t[i][at] - t[at][i]
	}
	return n
}

func (t *Transitions) add(o *Transitions) {
	for from := range t {
		for to := range t {
			t[from][to] += o[from][to]
		}
	}
}

// Evidence is one piece of evidence as a dataset stores it: offsets are
// half-open, 0-based, in code points of the field.
type Evidence struct {
	Term     string   `json:"term"`
	Field    string   `json:"field"` // "title" or "text"
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Holder   string   `json:"holder"`
	Voice    string   `json:"voice"`
	Polarity int      `json:"polarity"` // +1 or -1
	Weight   float64  `json:"weight"`
	Rules    []string `json:"rules"`
}

// Side is what one lexicon says of a text toward one target.
type Side struct {
	Label    string     `json:"label"`
	Score    float64    `json:"score"`
	Basis    string     `json:"basis"`
	Evidence []Evidence `json:"evidence"` // toward the target
}

// Flip is one label that is another under the new lexicon.
type Flip struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	File   string `json:"file,omitempty"` // input file and the line or row there, from 1
	Row    int64  `json:"row,omitempty"`
	Title  string `json:"title,omitempty"`
	Text   string `json:"text"`
	Target string `json:"target"`        // id of a target, or OwnTarget
	Own    string `json:"own,omitempty"` // the name of the row's own target
	Old    Side   `json:"old"`
	New    Side   `json:"new"`
	// Changes are the entries that caused it, as indices of the diff's changes:
	// taken back together they take it back. Instead are others, each of whose
	// groups would alone do so too.
	Changes []int   `json:"changes"`
	Instead [][]int `json:"instead,omitempty"`
	// Gold is the label that people gave, "" where nobody did; Verdict is right
	// where the new label is the gold one, wrong where the old one was, and else
	// neither.
	Gold    string `json:"gold,omitempty"`
	Verdict string `json:"verdict,omitempty"`

	cause string // the units, as a key
	units []int
}

// The verdicts on a flip.
const (
	Right   = "right"
	Wrong   = "wrong"
	Neither = "neither"
)

// TargetReport is what happened to the labels of one target.
type TargetReport struct {
	ID string `json:"id"`
	// Transitions are of the rows whose labels are known: those that were judged
	// or came with labels. Of others it is known only that they kept theirs.
	Transitions Transitions `json:"transitions"`
	Flips       int64       `json:"flips"`
	NetFavor    int64       `json:"net_favor"`   // rows with FAVOR, new minus old
	NetAgainst  int64       `json:"net_against"` // the same of AGAINST
}

// SourceReport is how many flips one source has.
type SourceReport struct {
	Source     string `json:"source"`
	Rows       int64  `json:"rows"`
	Flips      int64  `json:"flips"`
	NetFavor   int64  `json:"net_favor"`
	NetAgainst int64  `json:"net_against"`
}

// CauseReport is what one set of changed entries did.
type CauseReport struct {
	Units      []int `json:"units"`   // empty for flips whose cause was not found
	Changes    []int `json:"changes"` // indices of the diff's changes
	Flips      int64 `json:"flips"`
	NetFavor   int64 `json:"net_favor"`
	NetAgainst int64 `json:"net_against"`
	Right      int64 `json:"right,omitempty"` // of the flips, by gold
	Wrong      int64 `json:"wrong,omitempty"`
}

// Report is what a comparison found.
type Report struct {
	Rows     int64 `json:"rows"`     // read, the rejected ones apart
	Rejected int64 `json:"rejected"` // no document
	// Touched rows were judged by both lexicons. The others hold no entry that
	// differs, so that they are judged alike; Known of all have their labels
	// counted in the transitions.
	Touched int64 `json:"touched"`
	Known   int64 `json:"known"`
	// DuplicateIDs counts rows whose id an earlier one of the first four million
	// has; each row is judged for itself.
	DuplicateIDs int64          `json:"duplicate_ids"`
	Flips        int64          `json:"flips"`        // labels: a row may have several
	FlippedRows  int64          `json:"flipped_rows"` // rows with a flip
	Moved        int64          `json:"moved"`        // rows with another score
	Targets      []TargetReport `json:"targets"`
	Sources      []SourceReport `json:"sources"` // with flips, the most first
	Causes       []CauseReport  `json:"causes"`  // the most flips first
	// List holds flips in the order of the input. Flips says how many there are;
	// where they are more than the list holds, the causes with the most flips
	// are shortened first, so that it shows as many causes as it can.
	List []Flip      `json:"list"`
	Gold *GoldReport `json:"gold,omitempty"`
}

// maxGroups bounds how many sources, and how many causes, are counted by
// themselves; what comes later is counted under Others.
const maxGroups = 100_000

// maxIDs bounds how many ids are remembered.
const maxIDs = 4_000_000

// Others is the source under which the flips of further sources are counted.
const Others = "(others)"

// Tally collects what batches found, in their order.
type Tally struct {
	Report
	Keep    int               // how many flips the list holds at most
	Each    func(*Flip) error // gets every flip in order, nil for nobody
	ids     map[uint64]struct{}
	kept    map[string]int // flips in the list by cause
	most    int            // the largest of kept
	targets map[string]*Transitions
	order   []string // of targets
	sources map[string]*SourceReport
	causes  map[string]*CauseReport
}

// NewTally makes a tally for targets, whose order it keeps.
func NewTally(targets []string, keep int, each func(*Flip) error) *Tally {
	t := &Tally{Keep: keep, Each: each, ids: map[uint64]struct{}{}, kept: map[string]int{}, targets: map[string]*Transitions{},
		sources: map[string]*SourceReport{}, causes: map[string]*CauseReport{}}
	t.List = []Flip{}
	for _, id := range targets {
		t.target(id)
	}
	return t
}

func (t *Tally) target(id string) *Transitions {
	if t.targets[id] == nil {
		t.targets[id] = new(Transitions)
		t.order = append(t.order, id)
	}
	return t.targets[id]
}

// Part is what one batch found. The zero value is ready.
type Part struct {
	Rows, Rejected, Touched, Known, FlippedRows, Moved int64
	IDs                                                []uint64 // hashes of the rows' ids
	Flips                                              []Flip
	Sources                                            map[string]int64 // rows
	targets                                            map[string]*Transitions
}

// Count notes the labels of a row toward a target under both lexicons.
func (p *Part) Count(target, old, new string) {
	if p.targets == nil {
		p.targets = map[string]*Transitions{}
	}
	if p.targets[target] == nil {
		p.targets[target] = &Transitions{}
	}
	p.targets[target][labelIndex(old)][labelIndex(new)]++
}

// Add puts a batch to what came before it.
func (t *Tally) Add(p *Part) error {
	t.Rows += p.Rows
	t.Rejected += p.Rejected
	t.Touched += p.Touched
	t.Known += p.Known
	t.FlippedRows += p.FlippedRows
	t.Moved += p.Moved
	for _, id := range p.IDs {
		if _, twice := t.ids[id]; twice {
			t.DuplicateIDs++
		}
		if len(t.ids) < maxIDs {
			t.ids[id] = struct{}{}
		}
	}
	for id, counts := range p.targets {
		t.target(id).add(counts)
	}
	for name, rows := range p.Sources {
		t.source(name).Rows += rows
	}
	for i := range p.Flips {
		if err := t.flip(&p.Flips[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tally) source(name string) *SourceReport {
	s := t.sources[name]
	if s == nil && len(t.sources) >= maxGroups {
		name = Others
		s = t.sources[name]
	}
	if s == nil {
		s = &SourceReport{Source: name}
		t.sources[name] = s
	}
	return s
}

func (t *Tally) flip(f *Flip) error {
	t.Flips++
	favor, against := f.net()
	s := t.source(f.Source)
	s.Flips++
	s.NetFavor += favor
	s.NetAgainst += against
	key := f.cause
	if t.causes[key] == nil && len(t.causes) >= maxGroups {
		key = Others
	}
	c := t.causes[key]
	if c == nil {
		c = &CauseReport{Units: append([]int{}, f.units...), Changes: append([]int{}, f.Changes...)}
		t.causes[key] = c
	}
	c.Flips++
	c.NetFavor += favor
	c.NetAgainst += against
	switch f.Verdict {
	case Right:
		c.Right++
	case Wrong:
		c.Wrong++
	}
	t.keep(f)
	if t.Each != nil {
		return t.Each(f)
	}
	return nil
}

// keep puts a flip to the list. Where that is full, the last flip of the cause
// with the most makes room for one of a cause with fewer.
func (t *Tally) keep(f *Flip) {
	switch n := t.kept[f.cause] + 1; {
	case len(t.List) < t.Keep:
	case n >= t.most:
		return
	default:
		last := len(t.List) - 1
		for t.kept[t.List[last].cause] < t.most {
			last--
		}
		t.kept[t.List[last].cause]--
		t.List = slices.Delete(t.List, last, last+1)
		t.most = 0
		for _, k := range t.kept {
			t.most = max(t.most, k)
		}
	}
	t.List = append(t.List, *f)
	t.kept[f.cause]++
	t.most = max(t.most, t.kept[f.cause])
}

// net is by how many the rows with FAVOR and with AGAINST grow.
func (f *Flip) net() (favor, against int64) {
	is := func(label string, want stance.Label) int64 {
		if label == string(want) {
			return 1
		}
		return 0
	}
	return is(f.New.Label, stance.Favor) - is(f.Old.Label, stance.Favor), is(f.New.Label, stance.Against) - is(f.Old.Label, stance.Against)
}

// SetCause notes what caused the flip. Changes gives those of a unit.
func (f *Flip) SetCause(cause Cause, changes func(unit int) []int) {
	f.units = cause.Units
	var key []string
	f.Changes = []int{}
	for _, u := range cause.Units {
		key = append(key, strconv.Itoa(u))
		f.Changes = append(f.Changes, changes(u)...)
	}
	slices.Sort(f.Changes)
	f.cause = strings.Join(key, " ")
	for _, u := range cause.Instead {
		f.Instead = append(f.Instead, changes(u))
	}
}

// SetGold notes the label that people gave.
func (f *Flip) SetGold(label string) {
	f.Gold = label
	switch label {
	case f.New.Label:
		f.Verdict = Right
	case f.Old.Label:
		f.Verdict = Wrong
	default:
		f.Verdict = Neither
	}
}

// Finish sums up. The tally cannot be used after it.
func (t *Tally) Finish() *Report {
	r := &t.Report
	r.Targets, r.Sources, r.Causes = []TargetReport{}, []SourceReport{}, []CauseReport{}
	for _, id := range t.order {
		x := t.targets[id]
		if id == OwnTarget && x.Rows() == 0 {
			continue
		}
		r.Targets = append(r.Targets, TargetReport{id, *x, x.Flips(), x.Net(stance.Favor), x.Net(stance.Against)})
	}
	for _, s := range t.sources {
		if s.Flips > 0 {
			r.Sources = append(r.Sources, *s)
		}
	}
	slices.SortFunc(r.Sources, func(a, b SourceReport) int {
		return cmp.Or(cmp.Compare(b.Flips, a.Flips), strings.Compare(a.Source, b.Source))
	})
	for _, c := range t.causes {
		r.Causes = append(r.Causes, *c)
	}
	slices.SortFunc(r.Causes, func(a, b CauseReport) int {
		return cmp.Or(cmp.Compare(b.Flips, a.Flips), slices.Compare(a.Units, b.Units))
	})
	return r
}
