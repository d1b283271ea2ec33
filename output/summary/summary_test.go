package summary

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lichang/output"
)

// write makes a dataset of rows about a brand and a blogger.
func write(t testing.TB, rows []output.Row) *output.Dataset {
	t.Helper()
	schema, err := output.NewSchema([]string{"brand", "blogger"})
	must(t, err)
	dir := filepath.Join(t.TempDir(), "out")
	w, err := output.Create(output.Options{Dir: dir, Format: output.Parquet, Schema: schema, Provenance: output.Provenance{Lexicon: "示例", LexiconHash: "sha256:00"}})
	must(t, err)
	must(t, w.Add(rows))
	_, err = w.Commit(context.Background(), []output.Input{{Name: "in.jsonl", Rows: int64(len(rows))}}, output.RunInfo{Host: "h"})
	must(t, err)
	d, err := output.Open(dir)
	must(t, err)
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// row is a row whose decisions follow from the evidence about each target.
func row(n int, source, text string, evidence ...output.Evidence) output.Row {
	r := output.Row{ID: fmt.Sprint("id", n), Source: source, Text: text, InputFile: "in.jsonl", InputRow: int64(n), Status: "ok", SentimentLabel: "NEU", Evidence: evidence}
	for _, id := range []string{"brand", "blogger"} {
		d := output.Decision{ID: id, Label: output.LabelNone, Basis: "absent"}
		for _, e := range evidence {
			if e.Target != id {
				continue
			}
			d.Mentions, d.Basis = 1, "decided"
			if e.Polarity > 0 {
				d.Favor = 1 - (1-d.Favor)*(1-e.Weight)
			} else {
				d.Against = 1 - (1-d.Against)*(1-e.Weight)
			}
		}
		switch d.Score = d.Favor - d.Against; {
		case d.Score > 0.16:
			d.Label = output.LabelFavor
		case d.Score < -0.16:
			d.Label = output.LabelAgainst
		}
		r.Targets = append(r.Targets, d)
	}
	return r
}

// says is a piece of evidence: the term stands in the text from code point at on.
func says(target, holder, term string, at int, polarity int32, weight float64) output.Evidence {
	return output.Evidence{Target: target, Holder: holder, Voice: "author", Term: term, Field: "text", Start: int32(at), End: int32(at + len([]rune(term))),
		Polarity: polarity, Weight: weight, Confidence: 1, Rules: []string{"bind-active"}}
}

func summarised(t testing.TB, o Options, rows ...output.Row) *Summary {
	t.Helper()
	s, err := Of(context.Background(), write(t, rows), o)
	must(t, err)
	return s
}

func TestCounts(t *testing.T) {
	whole := says("brand", "author", "。", 4, -1, 0.9)
	whole.Rules = []string{"weigh-bearings"}
	rows := []output.Row{
		row(1, "甲", "品牌很好", says("brand", "author", "很好", 2, 1, 0.8)),
		row(2, "甲", "品牌很差", says("brand", "网友", "很差", 2, -1, 0.8)),
		row(3, "甲", "品牌很差。", says("brand", "blogger", "很差", 2, -1, 0.8), whole),
		row(4, "乙", "博主很差", says("blogger", "brand", "很差", 2, -1, 0.8)),
		row(5, "乙", "天气"),
		row(6, "丙", "品牌一般", says("brand", "public", "一般", 2, 1, 0.1)),
	}
	rows[4].Status = "repaired"
	s := summarised(t, Options{WholeText: "weigh-bearings"}, rows...)
	brand := s.Targets[0]
	if brand.Spoken != 4 || brand.Favor != 1 || brand.Against != 2 || brand.Neither() != 1 {
		t.Errorf("brand: %+v", brand)
	}
	if lo, hi := output.Wilson(2, 4); *brand.AgainstShare != (Share{0.5, lo, hi}) {
		t.Errorf("against: %+v", brand.AgainstShare)
	}
	if s.Rows != 6 || s.Written.Repaired != 1 || !slices.Equal(s.Statuses, []Count{{"ok", 5}, {"repaired", 1}}) || s.Run.Host != "h" {
		t.Errorf("rows %d, %+v, %+v", s.Rows, s.Written, s.Statuses)
	}
	var sources []string
	for _, x := range s.Sources {
		sources = append(sources, fmt.Sprint(x.Name, x.Rows, x.Targets[0].Spoken, x.Targets[1].Spoken))
	}
	if want := []string{"甲3 3 0", "乙2 0 1", "丙1 1 0"}; !slices.Equal(sources, want) || s.Rest != nil {
		t.Errorf("sources %q, want %q", sources, want)
	}
	if s.Sources[0].Targets[1].FavorShare != nil {
		t.Error("a share of no rows")
	}
	if want := (TargetTerms{"brand", []Term{{"一般", 1}, {"很好", 1}}, []Term{{"很差", 2}}}); !reflect.DeepEqual(s.Terms[0], want) {
		t.Errorf("terms %+v, want %+v", s.Terms[0], want)
	}
	var speakers []string
	for _, x := range s.Speakers {
		speakers = append(speakers, fmt.Sprint(x.Kind, " ", x.Holder, x.Sides[0].Favor, x.Sides[0].Against, x.Sides[1].Against))
	}
	if want := []string{"author author1 1 0", "target blogger0 1 0", "target brand0 0 1", "actor public1 0 0", "named 0 1 0"}; !slices.Equal(speakers, want) {
		t.Errorf("speakers %q, want %q", speakers, want)
	}
	if names := s.Speakers[4].Names; !slices.Equal(names, []Term{{"网友", 1}}) {
		t.Errorf("names %+v", names)
	}
}

func TestOnlySomeSourcesAndTargets(t *testing.T) {
	rows := []output.Row{
		row(1, "甲", "品牌很好", says("brand", "author", "很好", 2, 1, 0.8)),
		row(2, "乙", "博主很差", says("blogger", "author", "很差", 2, -1, 0.8)),
		row(3, "乙", "品牌很差", says("brand", "author", "很差", 2, -1, 0.8)),
	}
	s := summarised(t, Options{Sources: []string{"乙"}, Targets: []string{"blogger"}, Top: 1}, rows...)
	if s.Rows != 2 || s.Written.Written != 3 || len(s.Targets) != 1 || s.Targets[0].Against != 1 || len(s.Sources) != 1 || s.Sources[0].Name != "乙" {
		t.Errorf("%+v", s)
	}
	s = summarised(t, Options{Top: 1}, rows...)
	if s.Rest == nil || s.Rest.Sources != 1 || s.Rest.Rows != 1 || s.Rest.Targets[0].Favor != 1 || s.SourceCount() != 2 {
		t.Errorf("the rest: %+v", s.Rest)
	}
	var unknown *UnknownError
	for _, o := range []Options{{Sources: []string{"丁"}}, {Targets: []string{"brnad"}}} {
		if _, err := Of(context.Background(), write(t, rows), o); !errors.As(err, &unknown) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if !strings.Contains(unknown.Error(), `"brnad"`) || !strings.Contains(unknown.Error(), "brand, blogger") {
		t.Error(unknown)
	}
}

// Near-copies are counted apart, toward each target and of each source.
func TestNearCopies(t *testing.T) {
	good := output.Evidence{Target: "brand", Term: "好", Field: "text", End: 1, Polarity: 1, Weight: 0.5, Confidence: 1, Holder: "author", Voice: "author"}
	rows := []output.Row{row(1, "甲", "好一", good), row(2, "乙", "好一二", good), row(3, "乙", "无"), row(4, "乙", "好四", good)}
	rows[1].DupGroup, rows[3].DupGroup = "id1", "id4"
	s, err := Of(context.Background(), write(t, rows), Options{})
	must(t, err)
	if s.Copies != 1 || s.Targets[0].Copies() != 1 || s.Targets[0].WithoutCopies != (Sided{Spoken: 2, Favor: 2}) || s.Targets[1].Copies() != 0 {
		t.Errorf("%d copies, %+v", s.Copies, s.Targets)
	}
	if once := s.Targets[0].Once(); once.Spoken != 2 || once.FavorShare == nil || once.FavorShare.Value != 1 {
		t.Errorf("once %+v", once)
	}
	for _, x := range s.Sources {
		if want := map[string]int64{"甲": 0, "乙": 1}[x.Name]; x.Targets[0].Copies() != want {
			t.Errorf("%s: %+v, want %d copies", x.Name, x.Targets[0], want)
		}
	}
}

// The smallest of many sources are added up while they pass by, and nothing of
// them is lost.
func TestManySources(t *testing.T) {
	c := sourceCounter{ids: []string{"brand"}, top: 2}
	for i := range 5 * slack {
		for range 1 + i%2500/2499 {
			x := c.of(fmt.Sprintf("源%04d", i))
			x.Rows++
			x.Targets[0].add(&output.Decision{Label: output.LabelFavor}, i%2 == 1)
		}
		if len(c.list) > slack+2 {
			t.Fatalf("%d sources are kept", len(c.list))
		}
	}
	told, rest := c.told()
	if len(told) != 2 || told[0].Name != "源2499" || told[0].Rows != 2 || told[1].Name != "源4999" {
		t.Errorf("%+v", told)
	}
	if n := int64(5*slack - 2); rest.Sources != n || rest.Rows != n || rest.Targets[0].Favor != n {
		t.Errorf("%+v", rest)
	}
}

func TestAnEmptyDataset(t *testing.T) {
	s := summarised(t, Options{})
	if s.Rows != 0 || len(s.Targets) != 2 || s.Targets[0].FavorShare != nil || s.Time.Dated != 0 || len(s.Sample) != 0 || len(s.Choices) != 2*len(Reasons()) {
		t.Errorf("%+v", s)
	}
	content, err := json.Marshal(s)
	must(t, err)
	for _, list := range []string{"sources", "speakers", "sample", "statuses"} {
		if !strings.Contains(string(content), fmt.Sprintf("%q:[]", list)) {
			t.Errorf("%s is no empty list: %s", list, content)
		}
	}
}

func TestTimeline(t *testing.T) {
	at := func(stamp string) time.Time {
		v, err := time.Parse(time.RFC3339, stamp)
		must(t, err)
		return v.UTC()
	}
	dated := func(stamps ...string) []output.Row {
		var rows []output.Row
		for i, stamp := range stamps {
			r := row(i, "甲", "品牌很好", says("brand", "author", "很好", 2, 1, 0.8))
			if stamp != "" {
				r.PublishedAt = at(stamp)
			}
			rows = append(rows, r)
		}
		return rows
	}
	for name, c := range map[string]struct {
		rows  []output.Row
		unit  string
		dated int64
		want  []string // the days and rows of the periods that have any
		n     int
	}{
		"a day begins at midnight in China": {dated("2026-01-07T15:59:59Z", "2026-01-07T16:00:00Z", ""), UnitDay, 2, []string{"2026-01-07 1", "2026-01-08 1"}, 2},
		"an empty day is a period":          {dated("2026-01-05T01:00:00Z", "2026-01-07T01:00:00Z"), UnitDay, 2, []string{"2026-01-05 1", "2026-01-07 1"}, 3},
		"weeks begin on Monday":             {dated("2026-01-04T01:00:00Z", "2026-01-05T01:00:00Z", "2026-04-01T01:00:00Z"), UnitWeek, 3, []string{"2025-12-29 1", "2026-01-05 1", "2026-03-30 1"}, 14},
		"months":                            {dated("2022-01-31T01:00:00Z", "2026-04-01T01:00:00Z"), UnitMonth, 2, []string{"2022-01-01 1", "2026-04-01 1"}, 52},
		"years":                             {dated("1999-01-31T01:00:00Z", "2026-04-01T01:00:00Z"), UnitYear, 2, []string{"1999-01-01 1", "2026-01-01 1"}, 28},
		"the last years":                    {dated("0001-01-31T01:00:00Z", "2026-04-01T01:00:00Z"), UnitYear, 2, []string{"2026-01-01 1"}, maxPeriods},
		"no date":                           {dated("", ""), UnitDay, 0, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			line := summarised(t, Options{}, c.rows...).Time
			var got []string
			for _, p := range line.Periods {
				if p.Rows > 0 {
					got = append(got, fmt.Sprint(p.Start.Format(time.DateOnly), " ", p.Sides[0].Favor))
				}
			}
			if line.Unit != c.unit || line.Dated != c.dated || !slices.Equal(got, c.want) || len(line.Periods) != c.n {
				t.Errorf("%s, %d dated, %d periods, %q", line.Unit, line.Dated, len(line.Periods), got)
			}
		})
	}
	// One date of long ago among many is left out, and that is told.
	var stamps []string
	for i := range 300 {
		stamps = append(stamps, fmt.Sprintf("2026-01-%02dT01:00:00Z", 1+i%20))
	}
	line := summarised(t, Options{}, dated(append(stamps, "1970-01-01T00:00:00Z")...)...).Time
	if line.Unit != UnitDay || len(line.Periods) != 20 || line.Outside != 1 || line.Dated != 301 {
		t.Errorf("%s, %d periods, %d outside", line.Unit, len(line.Periods), line.Outside)
	}
}

// However many days there are, a bounded number is kept, and no row is lost.
func TestTimelineOfManyDays(t *testing.T) {
	c := newTimeCounter(1)
	start := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 2 * maxKept {
		c.of(start.AddDate(0, 0, 40*i)).add(0, output.LabelFavor)
		if len(c.kept) > maxKept {
			t.Fatalf("%d periods are kept", len(c.kept))
		}
	}
	var rows int64
	for _, p := range c.kept {
		rows += p.rows
		if p.rows != p.sides[0][0] {
			t.Fatalf("%d rows, %d in favor", p.rows, p.sides[0][0])
		}
	}
	if line := c.timeline([]string{"brand"}); rows != 2*maxKept || line.Unit != UnitYear || len(line.Periods) > maxPeriods {
		t.Errorf("%d rows, %s, %d periods", rows, line.Unit, len(line.Periods))
	}
}

// What is left of many terms are those that come often, never counted too high.
func TestTermsInBoundedMemory(t *testing.T) {
	c := newTermCounter()
	const often = 4
	for i := range 200_000 {
		c.add(fmt.Sprint("少", i))
		if i%20 == 0 {
			for k := range often {
				c.add(fmt.Sprint("常", k))
			}
		}
		if len(c.counts) > 2*maxTerms {
			t.Fatalf("%d terms are held", len(c.counts))
		}
	}
	for i, term := range c.top(often) {
		if term.Term != fmt.Sprint("常", i) || term.N > 10_000 || term.N < 9_900 {
			t.Errorf("%+v", term)
		}
	}
}
