package summary

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lichang/output"
)

// Snippet is what is kept of a row to be looked at.
type Snippet struct {
	ID          string     `json:"id"`
	Source      string     `json:"source"`
	PublishedAt *time.Time `json:"published_at"`
	URL         string     `json:"url,omitempty"`
	InputFile   string     `json:"input_file"`
	InputRow    int64      `json:"input_row"`
	Status      string     `json:"status"`
	Title       Excerpt    `json:"title"`
	Text        Excerpt    `json:"text"`
	// Decisions are those about the dataset's targets, in order, then the row's
	// own if it has one.
	Decisions []Decision `json:"decisions"`
	Evidence  []Evidence `json:"evidence"`
	// Unshown is how many pieces of evidence were left out, the lightest.
	Unshown int `json:"unshown,omitempty"`
}

// Decision is how a snippet stands toward one target.
type Decision struct {
	Target string  `json:"target"`
	Label  string  `json:"label"`
	Score  float64 `json:"score"`
	Basis  string  `json:"basis"`
}

// Evidence is one piece of it; offsets are those of the row.
type Evidence struct {
	Target   string  `json:"target"` // "" where it counts for the sentiment alone
	Holder   string  `json:"holder"`
	Voice    string  `json:"voice"`
	Term     string  `json:"term"`
	Field    string  `json:"field"`
	Start    int32   `json:"start"`
	End      int32   `json:"end"`
	Polarity int32   `json:"polarity"`
	Weight   float64 `json:"weight"`
	// WholeText says that it is a trait of the whole text.
	WholeText bool `json:"whole_text,omitempty"`
}

// Excerpt is a field of a row, whole or clipped around its evidence.
type Excerpt struct {
	Length int64   `json:"length"` // code points of the whole
	Pieces []Piece `json:"pieces"` // in order; none overlap
}

// Piece is a stretch of the field.
type Piece struct {
	Start int64  `json:"start"` // code points before it
	Text  string `json:"text"`
}

// Whole says whether nothing was left out.
func (e *Excerpt) Whole() bool {
	return e.Length == 0 || len(e.Pieces) == 1 && int64(utf8.RuneCountInString(e.Pieces[0].Text)) == e.Length
}

// String is the field, with … where something was left out.
func (e *Excerpt) String() string {
	var b strings.Builder
	at := int64(0)
	for _, p := range e.Pieces {
		if p.Start > at {
			b.WriteString("…")
		}
		b.WriteString(p.Text)
		at = p.Start + int64(utf8.RuneCountInString(p.Text))
	}
	if at < e.Length {
		b.WriteString("…")
	}
	return b.String()
}

// What is kept of a row, in code points and pieces of evidence.
const (
	maxText     = 1200
	maxTitle    = 200
	around      = 60 // on both sides of a piece of evidence
	maxEvidence = 40
	maxWord     = 100  // bytes of a holder or term
	maxAddress  = 2000 // bytes of a url or an id
)

// newSnippet keeps what is shown of a row. It is a copy through and through: what
// a row says lies in the memory of some thousand others.
func newSnippet(r *output.Row, target string, whole func(*output.Evidence) bool) Snippet {
	s := Snippet{ID: clip(r.ID, maxAddress), Source: clip(r.Source, maxAddress), URL: strings.Clone(r.URL), InputFile: strings.Clone(r.InputFile), InputRow: r.InputRow, Status: strings.Clone(r.Status)}
	if len(r.URL) > maxAddress {
		s.URL = "" // a part of an address leads elsewhere
	}
	if !r.PublishedAt.IsZero() {
		at := r.PublishedAt
		s.PublishedAt = &at
	}
	decisions := r.Targets
	if r.Own.ID != "" {
		decisions = append(slices.Clone(decisions), r.Own)
	}
	for _, d := range decisions {
		s.Decisions = append(s.Decisions, Decision{Target: clip(d.ID, maxWord), Label: strings.Clone(d.Label), Score: d.Score, Basis: strings.Clone(d.Basis)})
	}
	pieces := heaviest(r.Evidence, target)
	s.Unshown = len(r.Evidence) - len(pieces)
	s.Evidence = []Evidence{}
	for _, i := range pieces {
		e := &r.Evidence[i]
		s.Evidence = append(s.Evidence, Evidence{Target: clip(e.Target, maxWord), Holder: clip(e.Holder, maxWord), Voice: strings.Clone(e.Voice), Term: clip(e.Term, maxWord), Field: strings.Clone(e.Field),
			Start: e.Start, End: e.End, Polarity: e.Polarity, Weight: e.Weight, WholeText: whole(e)})
	}
	s.Title = NewExcerpt(r.Title, maxTitle, spots(r.Evidence, pieces, "title"))
	s.Text = NewExcerpt(r.Text, maxText, spots(r.Evidence, pieces, "text"))
	return s
}

// heaviest returns the numbers of the pieces that are kept, in the order of the
// text: those about the target first of all, then by weight.
func heaviest(all []output.Evidence, target string) []int {
	numbers := make([]int, len(all))
	for i := range numbers {
		numbers[i] = i
	}
	if len(numbers) > maxEvidence {
		about := func(i int) int {
			if all[i].Target == target {
				return 0
			}
			return 1
		}
		slices.SortFunc(numbers, func(a, b int) int {
			return cmp.Or(cmp.Compare(about(a), about(b)), cmp.Compare(all[b].Weight, all[a].Weight), cmp.Compare(a, b))
		})
		numbers = slices.Clone(numbers[:maxEvidence])
		slices.Sort(numbers)
	}
	return numbers
}

// spots are the places in a field that an excerpt should show, the heaviest
// first.
func spots(all []output.Evidence, numbers []int, field string) [][2]int64 {
	var heavy []int
	for _, i := range numbers {
		if all[i].Field == field {
			heavy = append(heavy, i)
		}
	}
	slices.SortStableFunc(heavy, func(a, b int) int { return cmp.Compare(all[b].Weight, all[a].Weight) })
	var list [][2]int64
	for _, i := range heavy {
		list = append(list, [2]int64{int64(all[i].Start), int64(all[i].End)})
	}
	return list
}

// NewExcerpt keeps at most about `most` code points of a text: all of it, or its
// beginning and what stands around the spots, which are half-open and counted in
// code points; those that come first are kept first.
func NewExcerpt(text string, most int, spots [][2]int64) Excerpt {
	e := Excerpt{Length: int64(utf8.RuneCountInString(text)), Pieces: []Piece{}}
	if e.Length == 0 {
		return e
	}
	room := int64(most)
	if e.Length <= room {
		e.Pieces = append(e.Pieces, Piece{Text: strings.Clone(text)})
		return e
	}
	windows := [][2]int64{{0, 2 * around}}
	room -= 2 * around
	for _, s := range spots {
		w := [2]int64{max(0, s[0]-around), min(e.Length, s[1]+around, s[0]+int64(most)/2)}
		if size := w[1] - w[0]; size <= room {
			windows = append(windows, w)
			room -= size
		}
	}
	slices.SortFunc(windows, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	merged := windows[:1]
	for _, w := range windows[1:] {
		if last := &merged[len(merged)-1]; w[0] <= last[1] {
			last[1] = max(last[1], w[1])
		} else {
			merged = append(merged, w)
		}
	}
	at, next := int64(0), 0
	from := 0
	for i := range text {
		if at == merged[next][0] {
			from = i
		}
		if at == merged[next][1] {
			e.Pieces = append(e.Pieces, Piece{Start: merged[next][0], Text: strings.Clone(text[from:i])})
			if next++; next == len(merged) {
				return e
			}
			if at == merged[next][0] {
				from = i
			}
		}
		at++
	}
	e.Pieces = append(e.Pieces, Piece{Start: merged[next][0], Text: strings.Clone(text[from:])})
	return e
}

// clip cuts a string to at most n bytes, between code points.
func clip(s string, n int) string {
	if len(s) > n {
		cut := n
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return strings.Clone(s)
}
