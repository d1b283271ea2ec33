// Package summary reads a dataset once, in bounded memory, and tells what people
// look at in the morning: how the rows stand toward each target, by source, by
// who speaks and over time; the terms that speak for and against; the most
// telling and the most contested snippets; and a sample to check by eye.
//
// Equal datasets and options give equal summaries: what is chosen is chosen by
// an order of its own, never by chance.
package summary

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lichang/output"
)

// Options say what is counted and how much is told. The zero value counts
// everything and tells the defaults.
type Options struct {
	Sources []string // only rows of these sources; all where empty
	Targets []string // only these targets, in the dataset's order; all where empty
	Top     int      // sources told, and terms by target and side; DefaultTop where 0
	// Snippets is how many are chosen by target and reason, and how many are in
	// the sample; DefaultSnippets where 0, none where negative.
	Snippets int
	// WholeText names the rule whose evidence a whole text gives. Its terms are
	// traits of the text, no words that speak for or against anybody, and are
	// left out of the terms.
	WholeText string
}

// What is told where the options do not say.
const (
	DefaultTop      = 20
	DefaultSnippets = 12
)

// Summary is what a dataset says.
type Summary struct {
	Dataset string            `json:"dataset"`
	MadeBy  output.Provenance `json:"made_by"`
	Inputs  []output.Input    `json:"inputs"`
	Written output.Counts     `json:"written"` // by the run, whatever the options leave out
	Run     output.RunInfo    `json:"run"`

	// OnlySources are those that the options asked for.
	OnlySources []string      `json:"only_sources,omitempty"`
	Rows        int64         `json:"rows"`   // that were counted
	Copies      int64         `json:"copies"` // of Rows: near-copies of an earlier row's text
	Statuses    []Count       `json:"statuses"`
	Sentiments  []Count       `json:"sentiments"`
	Targets     []Stance      `json:"targets"`
	Sources     []Source      `json:"sources"`                // the largest first
	Rest        *Rest         `json:"more_sources,omitempty"` // those beyond Top
	Speakers    []Speaker     `json:"speakers"`
	Time        Timeline      `json:"time"`
	Terms       []TargetTerms `json:"terms"`
	Choices     []Choice      `json:"snippets"`
	Sample      []Snippet     `json:"sample"`
}

// Count is how many rows have a value.
type Count struct {
	Value string `json:"value"`
	Rows  int64  `json:"rows"`
}

// Source is what the rows of one source say.
type Source struct {
	Name    string   `json:"source"`
	Rows    int64    `json:"rows"`
	Targets []Stance `json:"targets"`
}

// Rest adds up the sources that are not told one by one.
type Rest struct {
	Sources int64    `json:"sources"`
	Rows    int64    `json:"rows"`
	Targets []Stance `json:"targets"`
}

// SourceCount is the number of sources, told or not.
func (s *Summary) SourceCount() int64 {
	n := int64(len(s.Sources))
	if s.Rest != nil {
		n += s.Rest.Sources
	}
	return n
}

// Failed are the inputs that could not be read, in order.
func (s *Summary) Failed() []output.Input {
	var failed []output.Input
	for _, in := range s.Inputs {
		if in.Failed != "" {
			failed = append(failed, in)
		}
	}
	return failed
}

// Of reads the dataset d. The error is that of a file that cannot be read or is
// not what the manifest says, an *UnknownError where the options name a target
// or a source that d does not have, or that of ctx.
func Of(ctx context.Context, d *output.Dataset, o Options) (*Summary, error) {
	if o.Top == 0 {
		o.Top = DefaultTop
	}
	if o.Snippets == 0 {
		o.Snippets = DefaultSnippets
	}
	c, err := newCounter(d.Manifest.Targets, o)
	if err != nil {
		return nil, err
	}
	err = d.Rows(ctx, func(rows []output.Row) error {
		for i := range rows {
			if len(o.Sources) == 0 || slices.Contains(o.Sources, rows[i].Source) {
				c.add(&rows[i])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s := c.summary()
	for _, name := range o.Sources {
		if !slices.ContainsFunc(s.Sources, func(x Source) bool { return x.Name == name }) {
			return nil, &UnknownError{Kind: "source", Name: name}
		}
	}
	s.Dataset, s.MadeBy, s.Inputs, s.Written = d.Dir, d.Manifest.MadeBy, d.Manifest.Inputs, d.Manifest.Rows
	s.OnlySources = o.Sources
	if s.Run, err = d.Run(); err != nil {
		return nil, err
	}
	return s, nil
}

// UnknownError says that a dataset has no such source or target.
type UnknownError struct {
	Kind, Name string
	Known      []string // what there is instead, where that is a short list
}

func (e *UnknownError) Error() string {
	known := ""
	if len(e.Known) > 0 {
		known = "; there are " + strings.Join(e.Known, ", ")
	}
	return fmt.Sprintf("the dataset has no %s %q%s", e.Kind, e.Name, known)
}

// counter is a summary that grows.
type counter struct {
	o       Options
	ids     []string // of the targets that are counted
	index   []int    // where each stands in a row's decisions
	rows    int64
	copies  int64
	status  map[string]int64
	mood    map[string]int64
	stances []Stance
	sources sourceCounter
	voices  speakerCounter
	time    timeCounter
	terms   [][2]*termCounter // by target: for, against
	chosen  [][]*ranking      // by target and reason
	sample  *ranking
}

func newCounter(targets []string, o Options) (*counter, error) {
	c := &counter{o: o, status: make(map[string]int64), mood: make(map[string]int64)}
	for _, want := range o.Targets {
		if !slices.Contains(targets, want) {
			return nil, &UnknownError{Kind: "target", Name: want, Known: targets}
		}
	}
	for i, id := range targets {
		if len(o.Targets) > 0 && !slices.Contains(o.Targets, id) {
			continue
		}
		c.ids, c.index = append(c.ids, id), append(c.index, i)
		c.terms = append(c.terms, [2]*termCounter{newTermCounter(), newTermCounter()})
		var rankings []*ranking
		for range Reasons() {
			rankings = append(rankings, newRanking(o.Snippets))
		}
		c.chosen = append(c.chosen, rankings)
	}
	c.stances = newStances(c.ids)
	c.sources = sourceCounter{ids: c.ids, top: max(o.Top, len(o.Sources))}
	c.voices = newSpeakerCounter(targets, c.ids)
	c.time = newTimeCounter(len(c.ids))
	c.sample = newRanking(o.Snippets)
	return c, nil
}

func (c *counter) add(r *output.Row) {
	c.rows++
	c.status[r.Status]++
	c.mood[r.SentimentLabel]++
	source := c.sources.of(r.Source)
	source.Rows++
	period := c.time.of(r.PublishedAt)
	decided, isCopy := false, r.DupGroup != "" && r.DupGroup != r.ID
	if isCopy {
		c.copies++
	}
	for i, at := range c.index {
		d := &r.Targets[at]
		c.stances[i].add(d, isCopy)
		source.Targets[i].add(d, isCopy)
		period.add(i, d.Label)
		decided = decided || d.Label != output.LabelNone
		c.choose(i, r, d)
	}
	for i := range r.Evidence {
		e := &r.Evidence[i]
		at := slices.Index(c.ids, e.Target)
		if at < 0 || c.whole(e) {
			continue
		}
		side := 0
		if e.Polarity < 0 {
			side = 1
		}
		c.terms[at][side].add(e.Term)
	}
	c.voices.add(r)
	if decided {
		c.sample.offer(sampleKey(r), r, "", c.whole)
	}
}

// whole says whether a piece of evidence is a trait of the whole text.
func (c *counter) whole(e *output.Evidence) bool {
	return c.o.WholeText != "" && len(e.Rules) == 1 && e.Rules[0] == c.o.WholeText
}

func (c *counter) summary() *Summary {
	s := &Summary{Rows: c.rows, Copies: c.copies, Statuses: sorted(c.status), Sentiments: sorted(c.mood), Targets: c.stances,
		Speakers: c.voices.speakers(), Time: c.time.timeline(c.ids), Sample: c.sample.snippets()}
	s.Sources, s.Rest = c.sources.told()
	finish(s.Targets)
	for i, id := range c.ids {
		s.Terms = append(s.Terms, TargetTerms{Target: id, Favor: c.terms[i][0].top(c.o.Top), Against: c.terms[i][1].top(c.o.Top)})
		for k, reason := range Reasons() {
			s.Choices = append(s.Choices, Choice{Target: id, Reason: reason, Snippets: c.chosen[i][k].snippets()})
		}
	}
	return s
}

// sorted lists counts, the largest first, equal ones by their value.
func sorted(counts map[string]int64) []Count {
	list := []Count{}
	for value, n := range counts {
		list = append(list, Count{Value: value, Rows: n})
	}
	slices.SortFunc(list, func(a, b Count) int {
		if a.Rows != b.Rows {
			return int(min(1, max(-1, b.Rows-a.Rows)))
		}
		return strings.Compare(a.Value, b.Value)
	})
	return list
}

// zone is where the days of a timeline begin: China's, which has no summer time.
func zone() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }
