package report

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lichang/output"
	"lichang/output/summary"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// summarised writes rows about a brand and a blogger and reads them again.
func summarised(t testing.TB, rows ...output.Row) *summary.Summary {
	t.Helper()
	schema, err := output.NewSchema([]string{"brand", "blogger"})
	must(t, err)
	dir := filepath.Join(t.TempDir(), "out")
	w, err := output.Create(output.Options{Dir: dir, Format: output.Parquet, Schema: schema,
		Provenance: output.Provenance{Tool: "lichang 0.1", Lexicon: "<b>示例", LexiconVersion: "1.10", LexiconHash: "sha256:0123456789abcdef"}})
	must(t, err)
	must(t, w.Add(rows))
	_, err = w.Commit(context.Background(), []output.Input{{Name: "<i>in\u202e.jsonl", Rows: int64(len(rows))}},
		output.RunInfo{Started: time.Unix(0, 0).UTC(), Finished: time.Unix(90, 0).UTC()})
	must(t, err)
	d, err := output.Open(dir)
	must(t, err)
	sum, err := summary.Of(context.Background(), d, summary.Options{WholeText: "weigh-bearings"})
	must(t, err)
	sum.Dataset = "out"
	return sum
}

// row is a row that is against the blogger by one word of its text.
func row(n int, text, term string, at int) output.Row {
	return output.Row{ID: fmt.Sprint("id", n), Source: "某论坛", Text: text, InputFile: "in.jsonl", InputRow: int64(n), Status: "ok", SentimentLabel: "NEG",
		PublishedAt: time.Date(2026, 1, 1+n%20, 0, 0, 0, 0, time.UTC),
		Targets: []output.Decision{{ID: "brand", Label: output.LabelNone, Basis: "absent"},
			{ID: "blogger", Label: output.LabelAgainst, Score: -0.8, Against: 0.8, Basis: "decided", Mentions: 1}},
		Evidence: []output.Evidence{{Target: "blogger", Holder: "author", Voice: "author", Term: term, Field: "text", Start: int32(at), End: int32(at + len([]rune(term))),
			Polarity: -1, Weight: 0.8, Confidence: 1, Rules: []string{"bind-active"}}}}
}

func written(t testing.TB, sum *summary.Summary, change *summary.Comparison, o Options) string {
	t.Helper()
	if o.Lang == "" {
		o.Lang = "en"
	}
	var b strings.Builder
	must(t, Write(&b, sum, change, o))
	return b.String()
}

// Nothing of a dataset becomes a tag, an attribute, a script or a link that runs
// one, wherever it stands.
func TestEverythingIsEscaped(t *testing.T) {
	const evil = `</script></style></title><script>alert(1)</script><img src=x onerror=alert(2)>"'><!--{{.}}`
	r := row(1, "该博主"+evil, evil, 3)
	r.ID, r.Source, r.Title, r.InputFile, r.URL = evil, evil, evil, evil, "javascript:alert(3)"
	r.Evidence[0].Holder = evil
	r.Own = output.Decision{ID: evil, Label: output.LabelNone, Basis: "absent"}
	sum := summarised(t, r)
	sum.Dataset, sum.MadeBy.Tool = evil, evil
	other := summarised(t, row(1, "该博主差劲", "差劲", 3))
	page := written(t, sum, summary.Compare(other, sum), Options{Names: map[string]string{"blogger": evil}, Quarantine: evil})
	for _, bad := range []string{"<script>alert", "<img", "javascript:", "<!--{{", "</style></title>"} {
		if i := strings.Index(page, bad); i >= 0 {
			t.Errorf("%q stands in the page: …%s…", bad, page[max(0, i-80):min(len(page), i+80)])
		}
	}
	if n := strings.Count(page, "<script>"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	if n := strings.Count(page, "&lt;script&gt;alert(1)&lt;/script&gt;"); n < 8 {
		t.Errorf("the evil text is shown %d times only", n)
	}
	// What is copied is JSON that holds the very text.
	line := regexp.MustCompile(`data-text="([^"]*)"`).FindStringSubmatch(page)
	var text string
	if line == nil || json.Unmarshal([]byte(unescaped(t, line[1])), &text) != nil || text != r.Text {
		t.Errorf("the correction would say %q", text)
	}
}

// unescaped undoes HTML's escaping of an attribute.
func unescaped(t *testing.T, s string) string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(`<a b="` + s + `"/>`))
	d.Entity = xml.HTMLEntity
	token, err := d.Token()
	must(t, err)
	return token.(xml.StartElement).Attr[0].Value
}

// Characters that turn or hide what stands around them are shown by numbers,
// everywhere, and are escapes in what is copied.
func TestHiddenCharactersAreShown(t *testing.T) {
	const turned = "甲\u202e乙\u2066\x00\u200b\ufeff\u0085丙\u2028丁\U000e0041戊"
	r := row(1, "该博主"+turned+"差👩‍💻", turned, 3)
	r.Title, r.Source, r.ID, r.InputFile = turned, turned, turned, turned
	r.Evidence[0].Holder = turned
	page := written(t, summarised(t, r), nil, Options{})
	if i := strings.IndexFunc(page, hidden); i >= 0 {
		t.Errorf("%q is in the page: %q", page[i:i+4], page[max(0, i-100):i])
	}
	for _, want := range []string{`<span class="control" title="a character that cannot be seen">U&#43;202E</span>`, `\u202e`, `\u0000`, `\udb40\udc41`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if !strings.Contains(page, "差👩‍💻") {
		t.Error("emoji are taken apart")
	}
}

// The evidence is marked at its place, by code points, and says what it is.
func TestEvidenceIsMarked(t *testing.T) {
	r := row(1, "😀该博主很差劲，<b>也好", "很差劲", 4)
	r.Evidence = append(r.Evidence,
		output.Evidence{Target: "blogger", Holder: "网友", Voice: "quoted", Term: "差劲", Field: "text", Start: 5, End: 7, Polarity: 1, Weight: 0.25, Confidence: 1, Rules: []string{"x"}},
		output.Evidence{Target: "brand", Holder: "author", Voice: "author", Term: "好", Field: "text", Start: 12, End: 13, Polarity: 1, Weight: 0.1, Confidence: 1, Rules: []string{"x"}},
		output.Evidence{Target: "blogger", Holder: "author", Voice: "author", Term: "也", Field: "text", Start: 11, End: 12, Polarity: -1, Weight: 0.1, Confidence: 1, Rules: []string{"weigh-bearings"}})
	page := written(t, summarised(t, r), nil, Options{Names: map[string]string{"blogger": "某博主"}})
	want := `<bdi>😀该博主<mark class="against" title="the author → 某博主 −0.80">很</mark>` +
		`<mark class="both" title="the author → 某博主 −0.80; 网友 → 某博主 &#43;0.25">差劲</mark>，&lt;b&gt;` +
		`<mark class="trait" title="the author → 某博主 −0.10">也</mark><mark class="other" title="the author → brand &#43;0.10">好</mark></bdi>`
	if !strings.Contains(page, want) {
		i := strings.Index(page, "😀")
		t.Errorf("no\n%s\nbut\n%s", want, page[max(0, i-10):min(len(page), i+600)])
	}
}

// A text of 10 MB is clipped around its evidence, and the page says so.
func TestHugeSnippet(t *testing.T) {
	text := strings.Repeat("一二三四五六七八九十", 350_000)
	sum := summarised(t, row(1, text+"该博主差劲"+text, "差劲", 3_500_003))
	page := written(t, sum, nil, Options{})
	if len(page) > 200_000 {
		t.Errorf("%d bytes", len(page))
	}
	for _, want := range []string{"of 7,000,005 characters are shown", `该博主<mark class="against"`, "[… 3,499,823 characters …]"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(page, "data-text=") {
		t.Error("a part of a text would be copied as if it were the text")
	}
}

func TestAnEmptyNightIsAPage(t *testing.T) {
	for _, lang := range Languages() {
		sum := summarised(t)
		page := written(t, sum, summary.Compare(sum, sum), Options{Lang: lang})
		for _, want := range []string{`id="quality"`, `id="provenance"`, `id="change"`, "</html>"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %s", lang, want)
			}
		}
		if strings.Contains(page, "NaN") || strings.Contains(page, "<figure") {
			t.Errorf("%s: a chart of nothing", lang)
		}
	}
}

// All figures of the page are there, and equal summaries give equal pages.
func TestPage(t *testing.T) {
	var rows []output.Row
	for i := range 40 {
		r := row(i, fmt.Sprintf("该博主差劲%d", i), "差劲", 3)
		r.Source = fmt.Sprint("源", i%3)
		rows = append(rows, r)
	}
	sum := summarised(t, rows...)
	then := summarised(t, rows[:7]...)
	then.MadeBy.LexiconHash = "sha256:fedcba9876543210"
	change := summary.Compare(then, sum)
	for lang, wants := range map[string][]string{
		"en": {"What 40 snippets say of brand and 某博主", "100 %", "against 100 % · for 0 % · n 40", "not judged by the same rules", "40 of 40 rows tell when", `lang="en"`},
		"zh": {"40 条文本怎么看brand和某博主", "反对 100 % · 支持 0 % · n 40", "两者的判断规则不同", `lang="zh-CN"`},
	} {
		o := Options{Lang: lang, Names: map[string]string{"blogger": "某博主"}}
		page := written(t, sum, change, o)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", lang, want)
			}
		}
		if page != written(t, sum, change, o) {
			t.Errorf("%s: two pages of one summary differ", lang)
		}
		for _, bad := range []string{"%!", "ZgotmplZ", "NaN", "<no value>", "style=\"", "http://", "src="} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: %q stands in the page", lang, bad)
			}
		}
		// overview; sources and time for both targets; speakers for the one spoken
		// of; the change.
		if n := strings.Count(page, `<svg class="`) - strings.Count(page, `<svg class="thin"`) - 1; n != 1+2+1+2+1 {
			t.Errorf("%s: %d charts", lang, n)
		}
		seen := map[string]bool{}
		for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if seen[id[1]] {
				t.Errorf("%s: the id %s stands twice", lang, id[1])
			}
			seen[id[1]] = true
		}
		for _, link := range regexp.MustCompile(` href="#([^"]+)"| aria-labelledby="([^" ]+)`).FindAllStringSubmatch(page, -1) {
			if to := link[1] + link[2]; !seen[to] {
				t.Errorf("%s: %s leads nowhere", lang, to)
			}
		}
	}
	if err := Write(io.Discard, sum, nil, Options{Lang: "tlh"}); err == nil || !strings.Contains(err.Error(), "zh, en") {
		t.Error(err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	must(t, err)
	return string(content)
}

// Every text that the code and the templates ask for is there, in every
// language, with the same values, and none is left over.
func TestWords(t *testing.T) {
	verbs := regexp.MustCompile(`%[sd%]`)
	all := map[string]words{}
	for _, lang := range Languages() {
		w, err := readWords(lang)
		must(t, err)
		all[lang] = w
	}
	for key, en := range all["en"] {
		zh := all["zh"][key]
		if key == "" || en == "" || zh == "" || !slices.Equal(verbs.FindAllString(en, -1), verbs.FindAllString(zh, -1)) {
			t.Errorf("%q: %q and %q", key, en, zh)
		}
	}
	asked := map[string]bool{}
	sources, err := filepath.Glob("*.go")
	must(t, err)
	pages, err := filepath.Glob("*.html")
	must(t, err)
	for _, name := range append(sources, pages...) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content := readFile(t, name)
		for _, m := range regexp.MustCompile(`(?:\bof\(|\bt |\badd\()"([a-zA-Z-]+)"`).FindAllStringSubmatch(content, -1) {
			asked[m[1]] = true
		}
	}
	// What is put together.
	for _, key := range []string{"unit-day", "unit-week", "unit-month", "unit-year", "reason-favor", "reason-against", "reason-contested",
		"label-FAVOR", "label-AGAINST", "label-NONE", "voice-author", "voice-quoted", "voice-reported",
		"diff-added", "diff-removed", "diff-changed", "diff-basis-absent", "diff-basis-neutral", "diff-basis-mixed",
		"diff-kind-columns", "diff-kind-target", "diff-kind-entity", "diff-kind-name", "diff-kind-noun", "diff-kind-part",
		"diff-kind-description", "diff-kind-pronoun", "diff-kind-homonym", "diff-kind-term", "diff-kind-construction", "diff-kind-class",
		"diff-kind-cue", "diff-kind-weight", "diff-kind-bearings", "diff-kind-word"} {
		asked[key] = true
	}
	for key := range asked {
		if all["en"][key] == "" && !strings.HasSuffix(key, "-") {
			t.Errorf("words.tsv has no %q", key)
		}
	}
	for key := range all["en"] {
		if !asked[key] {
			t.Errorf("nobody asks for %q", key)
		}
	}
}

func TestFigures(t *testing.T) {
	for _, c := range [][2]string{
		{thousands(1234567), "1,234,567"}, {thousands(-1000), "-1,000"}, {percent(0.0531), "5.3 %"}, {percent(0.1), "10 %"}, {percent(0), "0 %"}, {percent(1), "100 %"},
		{signed(-0.999), "−1.00"}, {signed(0.001), "0"}, {signed(0.5), "+0.50"}, {signedPoints(-0.1234), "−12.3"}, {signedPoints(0.0001), "0"},
		{across(1. / 3), "33.33"}, {cut("很长很长很长的名字", 8), "很长很长…"}, {cut("short", 8), "short"},
		{address("https://example.com/?a=1"), "https://example.com/?a=1"}, {address("javascript:alert(1)"), ""}, {address("//example.com"), ""}, {address("http://"), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

// Every bar is as wide as its share, and lies where the one before it ends.
func TestSpread(t *testing.T) {
	a, n, f := spread(1, 2, 5)
	if a != (extent{"0", "12.5"}) || n != (extent{"12.5", "25"}) || f != (extent{"37.5", "62.5"}) {
		t.Errorf("%v %v %v", a, n, f)
	}
	if a, n, f := spread(0, 0, 0); !a.Empty() || !n.Empty() || !f.Empty() {
		t.Errorf("%v %v %v", a, n, f)
	}
}
