package summary

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"

	"lichang/output"
)

func ids(list []Snippet) (all []string) {
	for _, s := range list {
		all = append(all, s.ID)
	}
	return all
}

func choiceOf(t *testing.T, s *Summary, target, reason string) []Snippet {
	t.Helper()
	i := slices.IndexFunc(s.Choices, func(c Choice) bool { return c.Target == target && c.Reason == reason })
	if i < 0 {
		t.Fatalf("no choice for %s, %s", target, reason)
	}
	return s.Choices[i].Snippets
}

func TestChoices(t *testing.T) {
	whole := says("brand", "author", "品", 0, -1, 0.95)
	whole.Rules = []string{"weigh-bearings"}
	rows := []output.Row{
		row(1, "甲", "品牌差", says("brand", "author", "差", 2, -1, 0.6)),
		row(2, "甲", "品牌很差劲", says("brand", "author", "很差劲", 2, -1, 0.9)),
		row(3, "甲", "品牌真差劲而且贵", says("brand", "author", "差劲", 3, -1, 0.9)),
		row(4, "乙", "品牌真差劲而且贵", says("brand", "author", "差劲", 3, -1, 0.9)), // the same text
		row(5, "乙", "品", whole),
		row(6, "乙", "品牌好看难用", says("brand", "author", "好看", 2, 1, 0.5), says("brand", "author", "难用", 4, -1, 0.6)),
		row(7, "乙", "博主好", says("blogger", "author", "好", 2, 1, 0.9)),
	}
	s := summarised(t, Options{WholeText: "weigh-bearings"}, rows...)
	if got := ids(choiceOf(t, s, "brand", ReasonAgainst)); !slices.Equal(got, []string{"id2", "id4", "id1", "id5"}) {
		t.Errorf("against: %q", got)
	}
	if got := ids(choiceOf(t, s, "brand", ReasonContested)); !slices.Equal(got, []string{"id6"}) {
		t.Errorf("contested: %q", got)
	}
	if got := ids(choiceOf(t, s, "blogger", ReasonFavor)); !slices.Equal(got, []string{"id7"}) {
		t.Errorf("in favor: %q", got)
	}
	if n := len(s.Sample); n != 5 { // 6 is decided for nobody, 4 is 3
		t.Errorf("%d in the sample: %q", n, ids(s.Sample))
	}
	if s := summarised(t, Options{Snippets: -1}, rows...); len(s.Sample) != 0 || len(s.Choices[0].Snippets) != 0 {
		t.Error("snippets that nobody asked for")
	}
}

// The choice depends on the rows, not on the order in which they come.
func TestChoicesDoNotDependOnTheOrder(t *testing.T) {
	var rows []output.Row
	for i := range 500 {
		rows = append(rows, row(i, "甲", fmt.Sprint("品牌好", i%50), says("brand", "author", "好", 2, 1, 0.2+float64(i%7)/10)))
	}
	want := summarised(t, Options{Snippets: 9}, rows...)
	slices.Reverse(rows)
	got := summarised(t, Options{Snippets: 9}, rows...)
	if len(want.Sample) != 9 || !reflect.DeepEqual(ids(got.Sample), ids(want.Sample)) || !reflect.DeepEqual(got.Choices, want.Choices) {
		t.Errorf("%q and %q", ids(got.Sample), ids(want.Sample))
	}
}

// Every row has about the same chance to get into the sample.
func TestTheSampleIsFair(t *testing.T) {
	k := newRanking(400)
	never := func(*output.Evidence) bool { return false }
	for i := range 4000 {
		r := row(i, "甲", fmt.Sprint(i))
		k.offer(sampleKey(&r), &r, "", never)
	}
	quarters := [4]int{}
	for _, s := range k.snippets() {
		quarters[s.InputRow/1000]++
	}
	for i, n := range quarters {
		if n < 70 || n > 130 { // 100 expected, standard deviation 8.2
			t.Errorf("quarter %d: %d of 400", i, n)
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("一二三四五六七八九十", 1_000_000) // 30 MB
	e := NewExcerpt(long, 1200, [][2]int64{{5_000_000, 5_000_003}, {5_000_050, 5_000_052}, {9_999_990, 10_000_000}})
	if e.Length != 10_000_000 || e.Whole() || len(e.Pieces) != 3 {
		t.Fatalf("length %d, %d pieces", e.Length, len(e.Pieces))
	}
	runes := []rune(long)
	for _, p := range e.Pieces {
		n := utf8.RuneCountInString(p.Text)
		if want := string(runes[p.Start : int(p.Start)+n]); p.Text != want {
			t.Errorf("the piece at %d is %q, want %q", p.Start, p.Text, want)
		}
	}
	if got := []int64{e.Pieces[0].Start, e.Pieces[1].Start, e.Pieces[2].Start}; !slices.Equal(got, []int64{0, 4_999_940, 9_999_930}) {
		t.Errorf("pieces at %v", got)
	}
	if s := e.String(); strings.Count(s, "…") != 2 || utf8.RuneCountInString(s) > 1300 {
		t.Errorf("%d code points: %s", utf8.RuneCountInString(s), s)
	}
	if e := NewExcerpt("短", 10, nil); !e.Whole() || e.String() != "短" {
		t.Errorf("%+v", e)
	}
	if e := NewExcerpt("", 10, nil); !e.Whole() || e.String() != "" {
		t.Errorf("%+v", e)
	}
	if e := NewExcerpt(long[:30_000], 1200, nil); e.Whole() || !strings.HasSuffix(e.String(), "…") {
		t.Errorf("%s", &e)
	}
}

// A row is kept in bounded memory, however much there is of it.
func TestSnippetsAreBounded(t *testing.T) {
	var evidence []output.Evidence
	for i := range 5000 {
		e := says("brand", "author", "好", 10*i, 1, 0.1)
		if i == 4321 {
			e = says("blogger", "author", strings.Repeat("差", 3000), 10*i, -1, 0.1)
		}
		evidence = append(evidence, e)
	}
	r := row(1, "甲", strings.Repeat("好一二三四五六七八九", 5000), evidence...)
	r.URL = "https://example.com/" + strings.Repeat("a", maxAddress)
	s := newSnippet(&r, "blogger", func(*output.Evidence) bool { return false })
	if len(s.Evidence) != maxEvidence || s.Unshown != 5000-maxEvidence || s.URL != "" {
		t.Errorf("%d pieces, %d unshown, url %q", len(s.Evidence), s.Unshown, s.URL)
	}
	if !slices.ContainsFunc(s.Evidence, func(e Evidence) bool { return e.Target == "blogger" && len(e.Term) <= maxWord+len("…") }) {
		t.Error("the evidence about the target is left out")
	}
	if n := len(s.Text.String()); n > 3*(maxText+100) {
		t.Errorf("%d bytes of text", n)
	}
}

// What is kept of a row must not hold on to the batch that it lies in.
func TestSnippetsAreCopies(t *testing.T) {
	var kept Snippet
	var at key
	freed := make(chan string, 2)
	func() {
		// All strings of the row are parts of one, as those of a batch are.
		batch := strings.Repeat("x", 1<<10) + "id甲文标题in.jsonlokFAVORdecidedbrandauthortexthttps"
		cut := func(s string) string { i := strings.Index(batch, s); return batch[i : i+len(s)] }
		rows := []output.Row{{ID: cut("id"), Source: cut("甲"), Title: cut("标题"), Text: cut("文"), URL: cut("https"), InputFile: cut("in.jsonl"), Status: cut("ok"),
			PublishedAt: time.Unix(1, 0), Targets: []output.Decision{{ID: cut("brand"), Label: cut("FAVOR"), Basis: cut("decided")}},
			Evidence: []output.Evidence{{Target: cut("brand"), Holder: cut("author"), Voice: cut("author"), Term: cut("文"), Field: cut("text"), End: 1}}}}
		runtime.AddCleanup(unsafe.StringData(batch), func(what string) { freed <- what }, "strings")
		runtime.AddCleanup(&rows[0], func(what string) { freed <- what }, "rows")
		k := newRanking(1)
		k.offer(key{}.of(&rows[0]), &rows[0], "brand", func(*output.Evidence) bool { return false })
		kept, at = k.list[0].snippet, k.list[0].key
	}()
	for range 2 {
		runtime.GC()
		select {
		case <-freed:
		case <-time.After(5 * time.Second):
			t.Fatalf("%+v of %+v holds on to its batch", kept, at)
		}
	}
	runtime.KeepAlive(&kept)
	runtime.KeepAlive(&at)
}
