package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"
)

// DriftBounds are by how many percentage points a share may differ from that of
// the dataset before.
type DriftBounds struct {
	Labels      float64 // each label's share of the rows, target by target
	Rejected    float64 // rejected rows, of those read
	Unmentioned float64 // rows without a mention
	Unknown     float64 // unknown words
}

// Drift is how a dataset differs from the one before it.
type Drift struct {
	// Since is the dataset before: the one that was replaced, or the newest one
	// of an earlier date.
	Since    string    `json:"since"`
	Finished time.Time `json:"finished"` // when its run was
	// Unknown says why nothing could be compared, "" where it was.
	Unknown string `json:"unknown,omitempty"`
	// MadeOtherwise names what else changed between the two: tool, engine,
	// lexicon, dictionary.
	MadeOtherwise []string      `json:"made_otherwise,omitempty"`
	Shares        []ShareChange `json:"shares,omitempty"`
}

// The figures that shares are of.
const (
	FigureLabel       = "label"
	FigureRejected    = "rejected"
	FigureUnmentioned = "unmentioned"
	FigureUnknown     = "unknown words"
)

// ShareChange is a share in both datasets.
type ShareChange struct {
	Figure string  `json:"figure"`
	Target string  `json:"target,omitempty"` // of a label
	Label  string  `json:"label,omitempty"`
	Before float64 `json:"before"` // in [0, 1]
	Now    float64 `json:"now"`
	Bound  float64 `json:"bound"` // in percentage points
	// Beyond says that the two differ by more than the bound, and by more than
	// chance explains.
	Beyond bool `json:"beyond"`
}

// Points is the change in percentage points.
func (c ShareChange) Points() float64 { return 100 * (c.Now - c.Before) }

// Beyond are the changes that go beyond their bounds.
func (d *Drift) Beyond() []ShareChange {
	var out []ShareChange
	for _, c := range d.Shares {
		if c.Beyond {
			out = append(out, c)
		}
	}
	return out
}

// share is k of n.
type share struct{ k, n int64 }

func (s share) value() float64 { return float64(s.k) / float64(s.n) }

// chance is how many standard errors two shares may lie apart by chance: once in
// a thousand pairs of nights, for rows that do not depend on each other. A night
// of twenty rows is no news because three of them are otherwise.
const chance = 3.29

// differ says whether two shares lie further apart than chance explains: the
// usual test of two proportions by their pooled variance.
func differ(a, b share) bool {
	p := float64(a.k+b.k) / float64(a.n+b.n)
	se := math.Sqrt(p * (1 - p) * (1/float64(a.n) + 1/float64(b.n)))
	return math.Abs(a.value()-b.value()) > chance*se
}

// compareFigures returns the changes of all shares that both datasets have, in
// the order of the labels, then of Figures.
func compareFigures(before, now *Figures, bounds DriftBounds) []ShareChange {
	var out []ShareChange
	add := func(c ShareChange, b, n share) {
		if b.n == 0 || n.n == 0 {
			return
		}
		c.Before, c.Now = b.value(), n.value()
		c.Beyond = math.Abs(c.Points()) > c.Bound && differ(b, n)
		out = append(out, c)
	}
	for _, t := range now.Targets {
		for _, o := range before.Targets {
			if o.Target != t.Target {
				continue
			}
			for _, l := range []struct {
				label       string
				before, now int64
			}{{LabelFavor, o.Favor, t.Favor}, {LabelAgainst, o.Against, t.Against}, {LabelNone, o.None, t.None}} {
				add(ShareChange{Figure: FigureLabel, Target: t.Target, Label: l.label, Bound: bounds.Labels},
					share{l.before, before.Written}, share{l.now, now.Written})
			}
		}
	}
	add(ShareChange{Figure: FigureRejected, Bound: bounds.Rejected}, share{before.Rejected, before.Rows}, share{now.Rejected, now.Rows})
	add(ShareChange{Figure: FigureUnmentioned, Bound: bounds.Unmentioned},
		share{before.Unmentioned, before.Written}, share{now.Unmentioned, now.Written})
	add(ShareChange{Figure: FigureUnknown, Bound: bounds.Unknown},
		share{before.UnknownWords, before.Words}, share{now.UnknownWords, now.Words})
	return out
}

// before is the dataset that one at the place is compared with: the one that
// stands there, or the newest of an earlier date; "" for none.
func (p place) before() (string, error) {
	if p.root == "" {
		if _, err := os.Lstat(p.out); errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		return p.out, nil
	}
	dates, err := p.dates()
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	latest := ""
	for _, date := range dates {
		if date < filepath.Base(p.out) {
			latest = filepath.Join(p.root, date)
		}
	}
	return latest, err
}

// drift compares the figures of the dataset being written with those of the one
// before it; nil where there is none. What cannot be read of the one before is
// no reason not to publish.
func (w *Writer) drift(now *Figures) *Drift {
	dir, err := w.place.before()
	if err == nil && dir == "" {
		return nil
	}
	d := &Drift{Since: dir}
	if err != nil {
		d.Unknown = err.Error()
		return d
	}
	manifest, err := loadManifest(dir)
	if err != nil {
		d.Unknown = err.Error()
		return d
	}
	var run RunInfo
	content, err := os.ReadFile(filepath.Join(dir, runName))
	if err == nil {
		err = json.Unmarshal(content, &run)
	}
	switch {
	case err != nil:
		d.Unknown = err.Error()
		return d
	case run.Figures == nil:
		d.Unknown = fmt.Sprintf("%s tells no figures: it was written by an older version", runName)
		return d
	}
	d.Finished = run.Finished
	d.MadeOtherwise = otherwise(manifest.MadeBy, w.options.Provenance)
	d.Shares = compareFigures(run.Figures, now, w.options.DriftBounds)
	return d
}

// otherwise names what differs between two provenances.
func otherwise(a, b Provenance) []string {
	var names []string
	for _, c := range []struct {
		name   string
		differ bool
	}{
		{"tool", a.Tool != b.Tool},
		{"engine", a.Engine != b.Engine},
		{"lexicon", a.Lexicon != b.Lexicon || a.LexiconHash != b.LexiconHash},
		{"dictionary", a.DictionaryHash != b.DictionaryHash},
	} {
		if c.differ {
			names = append(names, c.name)
		}
	}
	return names
}

// String names the figure: "xiaomi AGAINST", "rejected".
func (c ShareChange) String() string {
	if c.Figure == FigureLabel {
		return c.Target + " " + c.Label
	}
	return c.Figure
}
