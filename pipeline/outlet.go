package pipeline

import (
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed data/outlets.tsv
var outletsTable string

// UnknownSource is the source of a row that names none and shows none.
const UnknownSource = "unknown"

// Outlets recognises who published a text. It is read-only once made and may be
// shared between goroutines.
type Outlets struct {
	title map[string]titleName
	// tails are the titles' names in order: a heading that was cut off ends in
	// the beginning of one.
	tails   []string
	longest int // bytes of the longest of them
	// titleEnd holds the runes that a signature ends in, the marks of a cut-off
	// included; textStart those that a credit begins with. They answer for
	// nearly every text that there is none.
	titleEnd, textStart map[rune]bool
	lead                map[rune][]leadName // by first rune, longest first
	hosts               map[string]string
}

// titleName is a name that titles are signed with; loose ones may stand behind
// a mere space.
type titleName struct {
	outlet string
	loose  bool
}

type leadName struct{ name, outlet string }

// outletCut is what was recognised as an outlet's and is left out of the view:
// title[title:] where title is not 0, and text[textStart:textEnd]. In bytes.
type outletCut struct{ title, textStart, textEnd int }

func (c outletCut) any() bool { return c != outletCut{} }

// LoadOutlets reads the table that is part of the program.
func LoadOutlets() (*Outlets, error) { return parseOutlets(outletsTable) }

func parseOutlets(table string) (*Outlets, error) {
	o := &Outlets{
		title: map[string]titleName{}, lead: map[rune][]leadName{}, hosts: map[string]string{},
		titleEnd: map[rune]bool{}, textStart: map[rune]bool{},
	}
	for _, r := range spaceMarks {
		o.titleEnd[r], o.textStart[r] = true, true
	}
	for _, r := range cutOffRunes {
		o.titleEnd[r] = true
	}
	for _, r := range openingMarks + "\n\r" {
		o.textStart[r] = true
	}
	seen := map[string]int{}
	for i, line := range strings.Split(table, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		at := fmt.Sprintf("data/outlets.tsv:%d", i+1)
		columns := strings.Split(line, "\t")
		if len(columns) != 4 || columns[0] == "" {
			return nil, fmt.Errorf("%s: want four columns, have %d", at, len(columns))
		}
		outlet := columns[0]
		for c, names := range columns[1:] {
			for _, name := range listed(names) {
				bare := strings.TrimPrefix(name, "~")
				if bare == "=" {
					bare = outlet
				}
				key := fmt.Sprintf("%d %s", c, bare)
				if bare == "" || seen[key] > 0 {
					return nil, fmt.Errorf("%s: %q is empty or stands in line %d already", at, bare, seen[key])
				}
				seen[key] = i + 1
				switch c {
				case 0:
					o.title[bare] = titleName{outlet, name[0] == '~'}
				case 1:
					first, _ := utf8.DecodeRuneInString(bare)
					o.lead[first] = append(o.lead[first], leadName{bare, outlet})
				case 2:
					o.hosts[bare] = outlet
				}
			}
		}
	}
	for name := range o.title {
		o.tails = append(o.tails, name)
		o.longest = max(o.longest, len(name))
		last, _ := utf8.DecodeLastRuneInString(name)
		o.titleEnd[last] = true
	}
	slices.Sort(o.tails)
	for first, names := range o.lead {
		o.textStart[first] = true
		slices.SortFunc(names, func(a, b leadName) int {
			if d := len(b.name) - len(a.name); d != 0 {
				return d
			}
			return strings.Compare(a.name, b.name)
		})
	}
	return o, nil
}

func listed(names string) []string {
	if names == "-" {
		return nil
	}
	return strings.Split(names, ";")
}

// shortText is the number of bytes up to which a text without a title is looked
// at as if it were one: headings come as plain snippets, too.
const shortText = 60 * 3

// recognise returns the source that the text shows of itself, "" for none, and
// what of it is not to be judged.
func (o *Outlets) recognise(title, text string) (outlet string, cut outletCut) {
	if title != "" {
		if end, name := o.signature(title, true); name != "" {
			outlet, cut.title = name, end
		}
	} else if len(text) <= shortText && o.signed(text) && strings.IndexByte(text, '\n') < 0 && !strings.Contains(text, "。") {
		if end, name := o.signature(text, false); name != "" {
			return name, outletCut{textStart: end, textEnd: len(text)}
		}
	}
	skip := 0
	if title != "" && strings.HasPrefix(text, title) {
		skip = len(title)
	} else if cut.title > 0 && strings.HasPrefix(text, title[:cut.title]) {
		skip = cut.title
	}
	if end, name := o.opening(text[skip:]); name != "" {
		cut.textStart, cut.textEnd = skip, skip+end
		if outlet == "" {
			outlet = name
		}
	}
	return outlet, cut
}

// byHost returns the outlet to whose hosts the address belongs, "" for none.
func (o *Outlets) byHost(address string) string {
	if address == "" {
		return ""
	}
	if !strings.Contains(address, "://") {
		address = "http://" + strings.TrimPrefix(address, "//")
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	for host := strings.ToLower(u.Hostname()); host != ""; {
		if outlet, ok := o.hosts[host]; ok {
			return outlet
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return ""
}

// source decides a document's source, and says what of it is not to be judged.
func (o *Outlets) source(d *Document) (string, outletCut) {
	outlet, cut := o.recognise(d.Title, d.Text)
	switch {
	case !blank(d.Source):
		return d.Source, cut
	case outlet != "":
		return outlet, cut
	}
	if outlet = o.byHost(d.URL); outlet != "" {
		return outlet, cut
	}
	return UnknownSource, cut
}
