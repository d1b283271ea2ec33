package report

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"lichang/output/summary"
)

// group is the snippets that were chosen for one target and reason.
type group struct {
	Title, Note string
	Snippets    []snippetView
}

// snippetView is a snippet as it is shown.
type snippetView struct {
	ID             string // of the element
	Number         int
	Target, Reason string
	Heading        string
	Source, Date   string
	URL            string
	Place          string
	Title, Text    []run
	Clipped        string // says how much of it is shown
	Labels         []labelView
	Evidence       []evidenceView
	Unshown        string
	// What a correction repeats, as JSON; TextJSON is "" where the text is
	// clipped, since a part of it would be judged otherwise.
	IDJSON, TitleJSON, TextJSON string
}

type labelView struct {
	Target, Name, Label, Word, Score string
}

type evidenceView struct {
	Term, Target, Holder, Voice, Weight, Mark string
}

// choices adds the snippets, target by target.
func (b *builder) choices(p *page, sum *summary.Summary) {
	w := b.words
	for _, c := range sum.Choices {
		if len(c.Snippets) == 0 {
			continue
		}
		g := group{Title: b.name(c.Target) + " · " + w.of("reason-"+c.Reason)}
		for i := range c.Snippets {
			g.Snippets = append(g.Snippets, b.snippet(&c.Snippets[i], c.Target, c.Reason))
		}
		p.Groups = append(p.Groups, g)
	}
	if len(sum.Sample) > 0 {
		p.Sample = &group{}
		for i := range sum.Sample {
			p.Sample.Snippets = append(p.Sample.Snippets, b.snippet(&sum.Sample[i], "", "sample"))
		}
	}
	p.Shown = b.snippets
}

func (b *builder) snippet(s *summary.Snippet, target, reason string) snippetView {
	w := b.words
	b.snippets++
	v := snippetView{ID: fmt.Sprint("snippet-", b.snippets), Number: b.snippets, Target: target, Reason: reason,
		Source: visible(s.Source), URL: address(s.URL), Place: visible(fmt.Sprintf("%s:%d", s.InputFile, s.InputRow)),
		Title: b.runs(&s.Title, "title", target, s.Evidence), Text: b.runs(&s.Text, "text", target, s.Evidence),
		IDJSON: jsonString(s.ID)}
	if v.Source == "" {
		v.Source = w.of("no-source")
	}
	v.Heading = w.of("snippet", b.snippets)
	if s.PublishedAt != nil {
		v.Date = s.PublishedAt.UTC().Format("2006-01-02 15:04 UTC")
	}
	if s.Text.Whole() && s.Title.Whole() {
		v.TitleJSON, v.TextJSON = jsonString(s.Title.String()), jsonString(s.Text.String())
	} else {
		v.Clipped = w.of("clipped", thousands(shown(&s.Text)+shown(&s.Title)), thousands(s.Text.Length+s.Title.Length))
	}
	for _, d := range s.Decisions {
		v.Labels = append(v.Labels, labelView{Target: visible(d.Target), Name: b.name(d.Target), Label: d.Label, Word: w.of("label-" + d.Label), Score: signed(d.Score)})
	}
	v.Evidence = b.evidenceViews(s.Evidence)
	if s.Unshown > 0 {
		v.Unshown = w.of("unshown", thousands(int64(s.Unshown)))
	}
	return v
}

func (b *builder) evidenceViews(list []summary.Evidence) (all []evidenceView) {
	w := b.words
	for i := range list {
		e := &list[i]
		mark := markFor
		if e.Polarity < 0 {
			mark = markAgainst
		}
		who := w.of("sentiment")
		if e.Target != "" {
			who = b.name(e.Target)
		}
		term := visible(strings.ReplaceAll(e.Term, "\n", " "))
		if e.WholeText {
			term += w.of("whole-text")
		}
		all = append(all, evidenceView{Term: term, Target: who, Holder: b.holder(e), Voice: w.of("voice-" + e.Voice), Weight: signed(float64(e.Polarity) * e.Weight), Mark: mark})
	}
	return all
}

// shown is how many code points of a field are shown.
func shown(e *summary.Excerpt) (n int64) {
	for _, p := range e.Pieces {
		n += int64(len([]rune(p.Text)))
	}
	return n
}

// address is a link that a reader may follow, or "".
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return s
}

// jsonString is a string in JSON in which hidden characters are escaped, so that
// what is copied shows what it holds.
func jsonString(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		return `""` // a string always marshals
	}
	var b strings.Builder
	for _, r := range string(quoted) {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
