package report

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"lichang/output/summary"
)

// Diff is in what two versions of a lexicon differ, and what that does to texts.
type Diff struct {
	Old, New Version
	// OnlyOld and OnlyNew are targets that one of them judges.
	OnlyOld, OnlyNew []string
	Entries          []Entry // those that differ, in the order in which they are listed
	// Demands says what the changes demand of the version's number and what it
	// does, in words; "" for nothing.
	Demands string
	Effect  *Effect // nil where no texts were judged
}

// Version is one side of a Diff.
type Version struct{ Name, Version, Hash, Opened string }

func (v *Version) title() string { return visible(strings.TrimSpace(v.Name + " " + v.Version)) }

// Entry is one entry of a lexicon that differs.
type Entry struct {
	Kind, Op string // Op is added, removed or changed
	Text, Of string
	Fields   string // what differs, or what the entry says
	Judged   string // of Fields what judging does not ignore
	Place    string
}

// Effect is what became of texts that both judged.
type Effect struct {
	On                      []string
	Rows, Rejected, Touched int64 // Touched were judged by both
	Known                   int64 // rows whose labels are counted in Targets
	Flips, FlippedRows      int64 // labels, and rows with one
	Moved                   int64 // rows with another score
	DuplicateIDs            int64
	Targets                 []Transitions
	Agreements              []Agreement // with gold: all first, then by target
	Unlabelled              []string    // targets that the gold says nothing of
	Causes                  []Cause     // the most flips first
	Sources                 []SourceFlips
	List                    []Flip // in the order of the input; may be some of all
}

// Transitions counts rows by old and new label: in favor, none, against.
type Transitions struct {
	Target string
	Counts [3][3]int64
}

// Agreement is how well both agree with labels that people gave.
type Agreement struct {
	Name             string // a target, "" for all
	Decisions        int64
	Old, New         float64 // macro-F1
	Low, High        float64 // of the difference, 95 %
	OnlyOld, OnlyNew int64   // decisions that one of them alone gets right
	P                float64 // McNemar's
}

// Cause is entries that only together take flips back, as indices of Entries.
type Cause struct {
	Entries              []int
	Flips                int64
	NetFavor, NetAgainst int64
	Right, Wrong         int64 // by gold
}

// SourceFlips counts the flips of one source.
type SourceFlips struct {
	Source               string
	Rows, Flips          int64
	NetFavor, NetAgainst int64
}

// Flip is one label that is another one.
type Flip struct {
	ID, Source, Place string
	Title, Text       string
	Target, Own       string // Own is the name of the row's own target
	Old, New          Judged
	Entries           []int   // what caused it
	Instead           [][]int // what would do so too
	Gold, Verdict     string  // Verdict is right, wrong, neither or ""
}

// Judged is what one version says of a text toward one target.
type Judged struct {
	Label    string
	Score    float64
	Basis    string
	Evidence []summary.Evidence // toward the target
}

// labels are those of Transitions, in order.
func labels() [3]string { return [3]string{"FAVOR", "NONE", "AGAINST"} }

// WriteDiff writes what two versions of a lexicon differ in as a page. Equal
// arguments give equal bytes.
func WriteDiff(w io.Writer, d *Diff, o Options) error {
	words, err := readWords(o.Lang)
	if err != nil {
		return err
	}
	b := builder{words: words, names: o.Names}
	p := b.diff(d)
	return write(w, "diff.html", words, &p.shell, p)
}

// diffPage is all that the template of a diff shows.
type diffPage struct {
	shell
	Deck       string
	Note       []string
	Demands    string
	Cards      []card
	Tables     []movesView
	Uncounted  string
	Agreements tableView
	Unlabelled string
	Groups     []flipGroup
	MoreFlips  string
	MoreCauses string
	Targets    []option
	Moves      []option
	Verdicts   bool
	Sources    tableView
	More       string // sources
	Entries    []entriesView
	Sides      []line
	Effect     bool
}

type movesView struct {
	Name string
	Rows []moveRow
}

type moveRow struct {
	Label, Word string
	Cells       []moveCell
	Net         string
}

type moveCell struct {
	N    string
	Kind string // kept, none or flip
}

type flipGroup struct {
	ID    string
	Cause []causeView
	Note  string
	Flips []flipView
}

type causeView struct{ Op, Sign, Kind, Text, Rest string }

type flipView struct {
	ID, Number          string
	Target, Name        string
	Move, Verdict       string
	Source, Place       string
	Find                string
	Old, New            sideView
	Instead             [][]causeView
	Gold                string
	Clipped             string
	Correctable         bool
	IDJSON              string
	TitleJSON, TextJSON string
}

type sideView struct {
	Name               string
	Label, Word, Score string
	Basis              string
	Title, Text        []run
	Evidence           []evidenceView
}

type entriesView struct {
	Kind string
	Rows []entryView
	More string
}

type entryView struct{ Op, Sign, Text, Of, Fields, Place string }

// Bounds of what is shown of a diff.
const (
	shownEntries = 200 // of a kind
	shownFrom    = 20  // sources
	flipTitle    = 200 // code points
	flipText     = 800
)

func (b *builder) diff(d *Diff) *diffPage {
	w := b.words
	p := &diffPage{Demands: visible(d.Demands), Effect: d.Effect != nil}
	switch e := d.Effect; {
	case len(d.Entries) == 0:
		p.Headline = w.of("diff-headline-equal", d.Old.title(), d.New.title())
	case e == nil:
		p.Headline = w.of("diff-headline", d.Old.title(), d.New.title(), thousands(int64(len(d.Entries))))
	default:
		p.Headline = w.of("diff-headline-flips", d.Old.title(), d.New.title(), thousands(e.Flips))
	}
	p.Deck = b.opsText(d.Entries)
	if len(d.OnlyOld) > 0 {
		p.Note = append(p.Note, w.of("diff-only-old", visible(strings.Join(d.OnlyOld, w.of("comma")))))
	}
	if len(d.OnlyNew) > 0 {
		p.Note = append(p.Note, w.of("diff-only-new", visible(strings.Join(d.OnlyNew, w.of("comma")))))
	}
	if d.Effect != nil {
		b.effect(p, d)
	}
	b.entries(p, d.Entries)
	add := func(key string, v Version) {
		p.Sides = append(p.Sides, line{Name: w.of(key), Value: v.title()}, line{Name: w.of("diff-opened"), Value: visible(v.Opened), Code: true},
			line{Name: w.of("lexicon-hash"), Value: visible(v.Hash), Code: true})
	}
	add("diff-old", d.Old)
	add("diff-new", d.New)
	return p
}

// opsText counts the entries by what became of them.
func (b *builder) opsText(entries []Entry) string {
	counts := map[string]int64{}
	for _, e := range entries {
		counts[e.Op]++
	}
	var parts []string
	for _, op := range []struct{ op, key string }{{"added", "diff-added"}, {"removed", "diff-removed"}, {"changed", "diff-changed"}} {
		if n := counts[op.op]; n > 0 {
			parts = append(parts, b.words.of(op.key, thousands(n)))
		}
	}
	if parts == nil {
		return b.words.of("diff-equal")
	}
	return b.words.of("diff-entries-deck", thousands(int64(len(entries))), strings.Join(parts, b.words.of("comma")))
}

func (b *builder) effect(p *diffPage, d *Diff) {
	w, e := b.words, d.Effect
	p.Deck += " " + w.of("diff-deck", visible(strings.Join(e.On, w.of("comma"))), thousands(e.Rows), thousands(e.Touched), thousands(e.Flips),
		b.part(e.FlippedRows, e.Rows), thousands(e.Moved))
	if e.Rejected > 0 {
		p.Note = append(p.Note, w.of("diff-rejected", thousands(e.Rejected)))
	}
	if e.DuplicateIDs > 0 {
		p.Note = append(p.Note, w.of("diff-duplicates", thousands(e.DuplicateIDs)))
	}
	moves := map[string]bool{}
	for i := range e.Targets {
		b.moves(p, &e.Targets[i], moves)
	}
	for _, from := range labels() {
		for _, to := range labels() {
			if move := from + " " + to; moves[move] {
				p.Moves = append(p.Moves, option{move, w.of("label-"+from) + " → " + w.of("label-"+to)})
			}
		}
	}
	if more := e.Rows - e.Known; more > 0 {
		p.Uncounted = w.of("diff-uncounted", thousands(more))
	}
	b.agreements(p, e)
	b.flipGroups(p, d)
	p.Sources = tableView{Caption: w.of("diff-by-source"), Head: []string{w.of("diff-source"), w.of("diff-flips"), w.of("rows"), w.of("favor"), w.of("against")}}
	for i := range e.Sources[:min(shownFrom, len(e.Sources))] {
		s := &e.Sources[i]
		p.Sources.Rows = append(p.Sources.Rows, []string{visible(cmp.Or(s.Source, w.of("no-source"))), thousands(s.Flips), thousands(s.Rows), net(s.NetFavor), net(s.NetAgainst)})
	}
	if more := len(e.Sources) - shownFrom; more > 0 {
		p.More = w.of("more-sources", thousands(int64(more)))
	}
}

// moves adds the card and the table of one target; found gets the moves that
// there are.
func (b *builder) moves(p *diffPage, t *Transitions, found map[string]bool) {
	w := b.words
	view := movesView{Name: b.name(t.Target)}
	flips, favor, against := int64(0), int64(0), int64(0)
	for from, label := range labels() {
		row := moveRow{Label: label, Word: w.of("label-" + label)}
		came, went := int64(0), int64(0)
		for to, other := range labels() {
			n := t.Counts[from][to]
			cell := moveCell{N: thousands(n), Kind: "flip"}
			switch {
			case from == to:
				cell.Kind = "kept"
			case n == 0:
				cell.Kind = "none"
			default:
				found[label+" "+other] = true
				flips += n
			}
			row.Cells = append(row.Cells, cell)
			came, went = came+t.Counts[to][from], went+n
		}
		row.Net = net(came - went)
		switch label {
		case "FAVOR":
			favor = came - went
		case "AGAINST":
			against = came - went
		}
		view.Rows = append(view.Rows, row)
	}
	p.Tables = append(p.Tables, view)
	p.Targets = append(p.Targets, option{t.Target, view.Name})
	c := card{Name: view.Name, Share: thousands(flips), Side: w.of("diff-labels-flip"), Other: w.of("diff-net", net(favor), net(against))}
	switch {
	case flips == 0:
	case favor-against > 0:
		c.Mark = markFor
	case favor-against < 0:
		c.Mark = markAgainst
	}
	p.Cards = append(p.Cards, c)
}

// net writes by how many rows a label grew.
func net(n int64) string {
	switch {
	case n > 0:
		return "+" + thousands(n)
	case n < 0:
		return "−" + thousands(-n)
	}
	return "0"
}

func (b *builder) agreements(p *diffPage, e *Effect) {
	w := b.words
	if len(e.Agreements) == 0 {
		return
	}
	p.Agreements = tableView{Caption: w.of("diff-gold-caption"), Head: []string{"", w.of("diff-decisions"), w.of("diff-old"), w.of("diff-new"),
		w.of("diff-difference"), w.of("diff-lost"), w.of("diff-won"), w.of("diff-p")}}
	for _, a := range e.Agreements {
		name := w.of("diff-all")
		if a.Name != "" {
			name = b.name(a.Name)
		}
		p.Agreements.Rows = append(p.Agreements.Rows, []string{name, thousands(a.Decisions), decimals(a.Old, 3), decimals(a.New, 3),
			w.of("diff-from-to", signedDecimals(a.New-a.Old, 3), signedDecimals(a.Low, 3), signedDecimals(a.High, 3)),
			thousands(a.OnlyOld), thousands(a.OnlyNew), decimals(a.P, 3)})
	}
	if len(e.Unlabelled) > 0 {
		var names []string
		for _, id := range e.Unlabelled {
			names = append(names, b.name(id))
		}
		p.Unlabelled = w.of("diff-unlabelled", strings.Join(names, w.of("comma")))
	}
}

// flipGroups puts the flips that are listed under what caused them.
func (b *builder) flipGroups(p *diffPage, d *Diff) {
	w, e := b.words, d.Effect
	hidden, hiddenFlips := 0, int64(0)
	for i := range e.Causes {
		c := &e.Causes[i]
		g := flipGroup{Cause: b.cause(d.Entries, c.Entries)}
		for k := range e.List {
			if slices.Equal(e.List[k].Entries, c.Entries) {
				g.Flips = append(g.Flips, b.flip(d, &e.List[k]))
				p.Verdicts = p.Verdicts || e.List[k].Verdict != ""
			}
		}
		if g.Flips == nil {
			hidden, hiddenFlips = hidden+1, hiddenFlips+c.Flips
			continue
		}
		g.ID = "cause-" + thousands(int64(i+1))
		g.Note = w.of("diff-cause-note", thousands(c.Flips), net(c.NetFavor), net(c.NetAgainst))
		if c.Right+c.Wrong > 0 {
			g.Note += w.of("diff-cause-gold", thousands(c.Right), thousands(c.Wrong))
		}
		p.Groups = append(p.Groups, g)
	}
	if hidden > 0 {
		p.MoreCauses = w.of("diff-more-causes", thousands(int64(hidden)), thousands(hiddenFlips))
	}
	if more := e.Flips - int64(len(e.List)); more > 0 {
		p.MoreFlips = w.of("diff-more-flips", thousands(int64(len(e.List))), thousands(e.Flips))
	}
}

func (b *builder) cause(entries []Entry, at []int) []causeView {
	var all []causeView
	for _, i := range at {
		e := &entries[i]
		c := causeView{Op: e.Op, Sign: opSign(e.Op), Kind: e.Kind, Text: visible(e.Text)}
		if e.Of != "" {
			c.Rest = "(" + visible(e.Of) + ")"
		}
		if e.Op == "changed" {
			c.Rest = strings.TrimSpace(c.Rest + " " + cut(visible(e.Judged), 100))
		}
		all = append(all, c)
	}
	return all
}

func opSign(op string) string {
	switch op {
	case "added":
		return "+"
	case "removed":
		return "−"
	}
	return "~"
}

func (b *builder) flip(d *Diff, f *Flip) flipView {
	w := b.words
	b.snippets++
	v := flipView{ID: "flip-" + thousands(int64(b.snippets)), Number: w.of("diff-flip", thousands(int64(b.snippets))), Target: f.Target, Name: b.name(f.Target),
		Move: f.Old.Label + " " + f.New.Label, Verdict: f.Verdict, Source: visible(cmp.Or(f.Source, w.of("no-source"))), Place: visible(f.Place), IDJSON: jsonString(f.ID)}
	if f.Own != "" {
		v.Name = visible(f.Own)
	} else {
		v.Correctable = true
	}
	title, text := excerptOf(f.Title, "title", flipTitle, f), excerptOf(f.Text, "text", flipText, f)
	if title.Whole() && text.Whole() {
		v.TitleJSON, v.TextJSON = jsonString(f.Title), jsonString(f.Text)
	} else {
		v.Clipped = w.of("clipped", thousands(shown(&text)+shown(&title)), thousands(text.Length+title.Length))
	}
	side := func(name string, j *Judged) sideView {
		s := sideView{Name: w.of(name), Label: j.Label, Word: w.of("label-" + j.Label), Score: signed(j.Score),
			Title: b.runs(&title, "title", f.Target, j.Evidence), Text: b.runs(&text, "text", f.Target, j.Evidence), Evidence: b.evidenceViews(j.Evidence)}
		if j.Label == "NONE" {
			s.Basis = w.of("diff-basis-" + j.Basis)
		}
		return s
	}
	v.Old, v.New = side("diff-old", &f.Old), side("diff-new", &f.New)
	var find []string
	for _, i := range f.Entries {
		find = append(find, visible(d.Entries[i].Text))
	}
	v.Find = strings.Join(find, " ")
	for _, other := range f.Instead {
		v.Instead = append(v.Instead, b.cause(d.Entries, other))
	}
	if f.Gold != "" {
		v.Gold = w.of("diff-gold-is", w.of("label-"+f.Gold), w.of("diff-verdict-"+f.Verdict))
	}
	return v
}

// excerptOf clips a field around the evidence of both sides.
func excerptOf(text, field string, most int, f *Flip) summary.Excerpt {
	var spots [][2]int64
	for _, list := range [][]summary.Evidence{f.New.Evidence, f.Old.Evidence} {
		heavy := slices.DeleteFunc(slices.Clone(list), func(e summary.Evidence) bool { return e.Field != field })
		slices.SortStableFunc(heavy, func(a, b summary.Evidence) int { return cmp.Compare(b.Weight, a.Weight) })
		for _, e := range heavy {
			spots = append(spots, [2]int64{int64(e.Start), int64(e.End)})
		}
	}
	return summary.NewExcerpt(text, most, spots)
}

// entries lists what differs, kind by kind.
func (b *builder) entries(p *diffPage, all []Entry) {
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].Kind == all[from].Kind {
			to++
		}
		v := entriesView{Kind: b.words.of("diff-kind-" + all[from].Kind)}
		for _, e := range all[from:min(to, from+shownEntries)] {
			v.Rows = append(v.Rows, entryView{e.Op, opSign(e.Op), visible(e.Text), visible(e.Of), visible(e.Fields), visible(e.Place)})
		}
		if more := to - from - shownEntries; more > 0 {
			v.More = b.words.of("diff-more-entries", thousands(int64(more)))
		}
		p.Entries = append(p.Entries, v)
		from = to
	}
}
