package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"lichang/output/summary"
)

// page is all that the template shows.
type page struct {
	shell
	Deck, Dataset, When string
	Empty               bool
	Cards               []card
	Overview            *bars
	Sources, Speakers   []*bars
	MoreSources         string
	Times               []*columnsChart
	TimeNote            string
	Terms               []termsView
	Change              *changeView
	Groups              []group
	Sample              *group
	Shown               int // snippets
	Targets             []option
	Quality, Provenance []line
	Inputs              tableView
	MoreInputs          string
}

// card is a target's figures in large letters.
type card struct {
	Name                  string
	Side, Share, Interval string // the larger of both sides
	Other                 string
	Spoken                string
	First                 string // without near-copies, "" where there are none
	Mark                  string
}

type option struct{ Value, Name string }

// line is a term with what it means here.
type line struct {
	Name, Value string
	Code        bool
}

type termsView struct {
	Name           string
	Favor, Against []termView
}

type termView struct {
	Term, N, W string
}

type changeView struct {
	Dots       *dots
	Rows       string
	OtherRules string
	Terms      []termsView
	Came, Gone string
	Unmatched  string
	Nothing    bool
}

// builder makes a page; figures counts what it has drawn.
type builder struct {
	words    words
	names    map[string]string
	figures  int
	snippets int
}

// Bounds of what is shown.
const (
	shownSources  = 10
	shownSpeakers = 8
	shownTerms    = 10
	shownInputs   = 30
	shownReason   = 200 // letters of why an input could not be read
)

// name is what people call a target or an actor.
func (b *builder) name(id string) string { return visible(cmp.Or(b.names[id], id)) }

func (b *builder) page(sum *summary.Summary, change *summary.Comparison, o Options) *page {
	w := b.words
	p := &page{Dataset: visible(sum.Dataset), Empty: sum.Rows == 0}
	var targets []string
	for _, s := range sum.Targets {
		targets = append(targets, b.name(s.Target))
		p.Targets = append(p.Targets, option{s.Target, b.name(s.Target)})
	}
	p.Headline = w.of("headline", thousands(sum.Rows), list(w, targets))
	if p.Empty {
		p.Headline = w.of("headline-empty")
	}
	p.Deck = w.of("deck", thousands(sum.SourceCount()), visible(sum.MadeBy.Lexicon), visible(sum.MadeBy.LexiconVersion))
	if !sum.Run.Finished.IsZero() {
		p.When = sum.Run.Finished.UTC().Format("2006-01-02 15:04 UTC")
	}
	if !p.Empty {
		b.charts(p, sum)
		b.choices(p, sum)
	}
	if change != nil {
		p.Change = b.change(change)
	}
	b.quality(p, sum, o)
	b.provenance(p, sum)
	return p
}

// list joins names as the language does.
func list(w words, names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], w.of("comma")) + w.of("and") + names[last]
}

func (b *builder) charts(p *page, sum *summary.Summary) {
	w := b.words
	var names []string
	var all []*summary.Stance
	for i := range sum.Targets {
		s := &sum.Targets[i]
		names, all = append(names, b.name(s.Target)), append(all, s)
		p.Cards = append(p.Cards, b.card(s, sum.Rows))
	}
	p.Overview = b.stanceBars(w.of("overview-title"), w.of("share-unit"), names, all)
	for i, name := range names {
		if len(sum.Sources) > 1 {
			p.Sources = append(p.Sources, b.sources(name, sum, i))
		}
		if chart := b.speakers(name, sum, i); chart != nil {
			p.Speakers = append(p.Speakers, chart)
		}
		if len(sum.Time.Periods) > 0 {
			p.Times = append(p.Times, b.timeColumns(w.of("time-title", name), w.of("time-unit", w.of("unit-"+sum.Time.Unit)), &sum.Time, i))
		}
		p.Terms = append(p.Terms, b.terms(name, sum.Terms[i]))
	}
	if more := sum.SourceCount() - shownSources; more > 0 {
		p.MoreSources = w.of("more-sources", thousands(more))
	}
	switch t := sum.Time; {
	case t.Dated == 0:
		p.TimeNote = w.of("time-none")
	default:
		p.TimeNote = w.of("time-note", thousands(t.Dated), thousands(sum.Rows))
		if t.Outside > 0 {
			p.TimeNote += w.of("time-outside", thousands(t.Outside))
		}
	}
}

func (b *builder) card(s *summary.Stance, rows int64) card {
	w := b.words
	c := card{Name: b.name(s.Target), Spoken: w.of("spoken", thousands(s.Spoken), thousands(rows))}
	if s.Spoken == 0 {
		c.Share, c.Side = "–", w.of("bar-none")
		return c
	}
	side, other := s.AgainstShare, s.FavorShare
	c.Mark, c.Side = markAgainst, w.of("against")
	otherSide := w.of("favor")
	if s.Favor > s.Against {
		side, other = other, side
		c.Mark, c.Side, otherSide = markFor, w.of("favor"), w.of("against")
	}
	c.Share, c.Interval = percent(side.Value), w.of("card-interval", interval(side))
	c.Other = w.of("card-other", otherSide, percent(other.Value), interval(other))
	if f := s.WithoutCopies; s.Copies() > 0 && f.Spoken > 0 {
		c.First = w.of("card-first", percent(float64(f.Against)/float64(f.Spoken)), percent(float64(f.Favor)/float64(f.Spoken)), thousands(f.Spoken))
	}
	return c
}

func (b *builder) sources(name string, sum *summary.Summary, target int) *bars {
	var names []string
	var stances []*summary.Stance
	for i := range sum.Sources[:min(shownSources, len(sum.Sources))] {
		s := &sum.Sources[i]
		names, stances = append(names, visible(cmp.Or(s.Name, b.words.of("no-source")))), append(stances, &s.Targets[target])
	}
	return b.stanceBars(b.words.of("sources-title", name), b.words.of("share-unit"), names, stances)
}

// speakers draws who speaks about a target, or nothing where nobody does.
func (b *builder) speakers(name string, sum *summary.Summary, target int) *bars {
	var names []string
	var sides []summary.Sides
	for i := range sum.Speakers {
		s := &sum.Speakers[i]
		side := s.Sides[target]
		if side.Favor+side.Against == 0 || len(names) == shownSpeakers {
			continue
		}
		speaker := b.name(s.Holder)
		switch s.Kind {
		case summary.SpeakerAuthor:
			speaker = b.words.of("author")
		case summary.SpeakerNamed:
			var who []string
			for _, n := range s.Names[:min(3, len(s.Names))] {
				who = append(who, visible(n.Term))
			}
			speaker = b.words.of("named", strings.Join(who, b.words.of("comma")))
		}
		names, sides = append(names, speaker), append(sides, side)
	}
	if len(names) == 0 {
		return nil
	}
	return b.sideBars(b.words.of("speakers-title", name), b.words.of("side-unit"), names, sides)
}

func (b *builder) terms(name string, t summary.TargetTerms) termsView {
	most := int64(1)
	for _, side := range [][]summary.Term{t.Favor, t.Against} {
		for _, x := range side {
			most = max(most, x.N)
		}
	}
	return termsView{Name: name, Favor: termViews(t.Favor, most), Against: termViews(t.Against, most)}
}

func termViews(terms []summary.Term, most int64) []termView {
	var all []termView
	for _, x := range terms[:min(shownTerms, len(terms))] {
		all = append(all, termView{Term: cut(visible(x.Term), 40), N: thousands(x.N), W: across(float64(x.N) / float64(most))})
	}
	return all
}

func (b *builder) change(c *summary.Comparison) *changeView {
	w := b.words
	v := &changeView{Rows: w.of("change-rows", visible(c.Then.Dataset), thousands(c.Then.Rows), thousands(c.Now.Rows))}
	if !c.SameRules {
		v.OtherRules = w.of("change-rules", visible(c.Then.MadeBy.Lexicon+" "+c.Then.MadeBy.LexiconVersion), short(c.Then.MadeBy.LexiconHash),
			visible(c.Now.MadeBy.Lexicon+" "+c.Now.MadeBy.LexiconVersion), short(c.Now.MadeBy.LexiconHash))
	}
	if len(c.Changes) > 0 {
		v.Dots = b.changeDots(w.of("change-title"), w.of("change-unit"), c.Changes)
	}
	for _, t := range c.NewTerms {
		if view := b.terms(b.name(t.Target), t); len(view.Favor)+len(view.Against) > 0 {
			v.Terms = append(v.Terms, view)
		}
	}
	sources := func(names []string) string {
		var shown []string
		for _, n := range names[:min(shownSources, len(names))] {
			shown = append(shown, visible(cmp.Or(n, w.of("no-source"))))
		}
		text := strings.Join(shown, w.of("comma"))
		if more := len(names) - len(shown); more > 0 {
			text += w.of("and-more", more)
		}
		return text
	}
	v.Came, v.Gone = sources(c.Came), sources(c.Gone)
	var unmatched []string
	for _, id := range c.Unmatched {
		unmatched = append(unmatched, b.name(id))
	}
	v.Unmatched = strings.Join(unmatched, w.of("comma"))
	v.Nothing = v.Dots == nil
	return v
}

func (b *builder) quality(p *page, sum *summary.Summary, o Options) {
	w := b.words
	add := func(key, value string) { p.Quality = append(p.Quality, line{Name: w.of(key), Value: value}) }
	add("rows-read", thousands(sum.Written.In))
	add("rows-written", thousands(sum.Written.Written))
	if len(sum.OnlySources) > 0 {
		add("rows-counted", thousands(sum.Rows))
	}
	add("rows-repaired", b.part(sum.Written.Repaired, sum.Written.Written))
	add("rows-rejected", b.part(sum.Written.Rejected, sum.Written.In))
	if n := len(sum.Failed()); n > 0 {
		add("files-failed", thousands(int64(n)))
	}
	if n := sum.Written.Duplicates; n > 0 {
		add("rows-duplicate", b.part(n, sum.Written.In))
	}
	if n := sum.Written.Seen; n > 0 {
		add("rows-seen", b.part(n, sum.Written.In))
	}
	if sum.Copies > 0 {
		add("rows-copied", b.part(sum.Copies, sum.Rows))
	}
	for _, c := range sum.Statuses {
		if c.Value == "truncated" {
			add("rows-truncated", b.part(c.Rows, sum.Rows))
		}
	}
	if o.Quarantine != "" {
		p.Quality = append(p.Quality, line{Name: w.of("quarantine"), Value: visible(o.Quarantine), Code: true})
	}
}

// part is a number and its share of another.
func (b *builder) part(k, n int64) string {
	if k == 0 || n == 0 {
		return thousands(k)
	}
	return fmt.Sprintf("%s (%s)", thousands(k), percent(float64(k)/float64(n)))
}

func (b *builder) provenance(p *page, sum *summary.Summary) {
	w, made := b.words, sum.MadeBy
	add := func(key, value string, code bool) {
		if value != "" {
			p.Provenance = append(p.Provenance, line{Name: w.of(key), Value: visible(value), Code: code})
		}
	}
	add("lexicon", strings.TrimSpace(made.Lexicon+" "+made.LexiconVersion), false)
	add("lexicon-hash", made.LexiconHash, true)
	add("dictionary-hash", made.DictionaryHash, true)
	add("tool", made.Tool, false)
	add("engine", made.Engine, false)
	if run := sum.Run; !run.Finished.IsZero() {
		add("finished", run.Finished.UTC().Format("2006-01-02 15:04:05 UTC"), false)
		if took := run.Finished.Sub(run.Started); took > 0 {
			add("took", took.Round(time.Second/10).String(), false)
		}
	}
	p.Inputs = tableView{Caption: w.of("inputs"), Head: []string{w.of("file"), w.of("rows"), w.of("bytes"), "SHA-256"}}
	// What is missing from the dataset comes first: the list may be cut off.
	inputs := sum.Failed()
	for _, in := range sum.Inputs {
		if in.Failed == "" {
			inputs = append(inputs, in)
		}
	}
	for _, in := range inputs[:min(shownInputs, len(inputs))] {
		row := []string{visible(in.Name), thousands(in.Rows), thousands(in.Bytes), short(in.SHA256)}
		if in.Failed != "" {
			row = []string{visible(in.Name), w.of("not-read", cut(visible(strings.TrimPrefix(in.Failed, in.Name+": ")), shownReason)), "", ""}
		}
		p.Inputs.Rows = append(p.Inputs.Rows, row)
	}
	if more := len(sum.Inputs) - shownInputs; more > 0 {
		p.MoreInputs = w.of("more-inputs", thousands(int64(more)))
	}
}

// short is the beginning of a hash, enough to tell two apart.
func short(hash string) string {
	const enough = 12
	if i := strings.IndexByte(hash, ':'); i >= 0 {
		hash = hash[i+1:]
	}
	return visible(hash[:min(enough, len(hash))])
}
