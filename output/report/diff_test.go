package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"lichang/output/summary"
)

// judged is a verdict by one word of the text.
func judged(label string, score float64, term string, at, polarity int32) Judged {
	return Judged{Label: label, Score: score, Basis: "decided", Evidence: []summary.Evidence{{Target: "maker", Holder: "author", Voice: "author",
		Term: term, Field: "text", Start: at, End: at + int32(len([]rune(term))), Polarity: polarity, Weight: 0.5}}}
}

// twoVersions is a diff with an entry that flips one text and two that flip
// another together.
func twoVersions() *Diff {
	none := Judged{Label: "NONE", Basis: "absent"}
	return &Diff{
		Old: Version{Name: "mine", Version: "1.0.0", Hash: "sha256:01"}, New: Version{Name: "mine", Version: "1.1.0", Hash: "sha256:02", Opened: "mine"},
		Entries: []Entry{{Kind: "term", Op: "added", Text: "哐当当", Of: "fault", Place: "a.tsv:2"}, {Kind: "term", Op: "removed", Text: "咕噜噜", Of: "fault"},
			{Kind: "weight", Op: "changed", Text: "favor_threshold", Fields: "value 0.1 -> 0.2", Judged: "value 0.1 -> 0.2"}},
		Demands: "a minor rise",
		Effect: &Effect{On: []string{"texts.txt"}, Rows: 10, Touched: 4, Known: 4, Flips: 3, FlippedRows: 2, Moved: 3,
			Targets:    []Transitions{{Target: "maker", Counts: [3][3]int64{{0, 1, 0}, {0, 1, 1}, {0, 0, 1}}}},
			Agreements: []Agreement{{Decisions: 4, Old: 0.5, New: 0.75, Low: -0.125, High: 0.5, OnlyNew: 1, P: 1}},
			Unlabelled: []string{"club"},
			Causes:     []Cause{{Entries: []int{1, 2}, Flips: 1, NetFavor: -1, Wrong: 1}, {Entries: []int{0}, Flips: 1, NetAgainst: 1}, {Entries: []int{2}, Flips: 1}},
			Sources:    []SourceFlips{{Source: "某论坛", Rows: 6, Flips: 2, NetAgainst: 1}},
			List: []Flip{
				{ID: "1", Source: "某论坛", Place: "texts.txt:1", Text: "某厂太哐当当", Target: "maker", Old: none, New: judged("AGAINST", -0.5, "哐当当", 3, -1), Entries: []int{0}, Instead: [][]int{{2}}},
				{ID: "2", Source: "某论坛", Place: "texts.txt:2", Text: "某厂咕噜噜", Target: "maker", Old: judged("FAVOR", 0.3, "咕噜噜", 2, 1), New: none, Entries: []int{1, 2}, Gold: "FAVOR", Verdict: "wrong"},
			}},
	}
}

func diffPageOf(t *testing.T, d *Diff, lang string) string {
	t.Helper()
	var b strings.Builder
	must(t, WriteDiff(&b, d, Options{Lang: lang, Names: map[string]string{"maker": "某厂"}}))
	return b.String()
}

// Flips stand under what caused them, with the evidence of both sides marked.
func TestDiffPage(t *testing.T) {
	for lang, wants := range map[string][]string{
		"en": {"<h1>mine 1.0.0 → mine 1.1.0: 3 labels flip</h1>", "2 (20 %) texts", "6 texts hold no changed entry", "2 of 3 flips are shown", "1 more causes, with 1 flips", "&#43;0.250 (−0.125 to &#43;0.500)",
			`<td class="flip">1</td>`, "The labels say nothing of club", "People say in favor: the flip is wrong.", "(not spoken of)", `data-move="NONE AGAINST"`, `data-verdict="wrong"`, "a minor rise"},
		"zh": {"<h1>mine 1.0.0 → mine 1.1.0：3 个标签翻转</h1>", `lang="zh-CN"`, "连同", "词条"},
	} {
		page := diffPageOf(t, twoVersions(), lang)
		wants = append(wants, `<bdi>某厂太<mark class="against"`, `<bdi>某厂<mark class="for"`, "<bdi>某厂太哐当当</bdi>", "<bdi>某厂咕噜噜</bdi>")
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", lang, want)
			}
		}
		for _, bad := range []string{"%!", "ZgotmplZ", "NaN", "<no value>", "style=\"", "http://", "src=", "diff-"} {
			if i := strings.Index(page, bad); i >= 0 {
				t.Errorf("%s: %q stands in the page: %q", lang, bad, page[max(0, i-60):i+20])
			}
		}
		together, alone := strings.Index(page, `id="cause-1"`), strings.Index(page, `id="cause-2"`)
		first, second := strings.Index(page, "某厂咕噜噜</bdi>"), strings.Index(page, "某厂太哐当当</bdi>")
		if !(0 < together && together < first && first < alone && alone < second) {
			t.Errorf("%s: causes at %d and %d, their flips at %d and %d", lang, together, alone, first, second)
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
		if page != diffPageOf(t, twoVersions(), lang) {
			t.Errorf("%s: two pages of one diff differ", lang)
		}
	}
	if err := WriteDiff(io.Discard, twoVersions(), Options{Lang: "tlh"}); err == nil || !strings.Contains(err.Error(), "zh, en") {
		t.Error(err)
	}
}

// With no texts there are entries alone, and with no entry a page that says so.
func TestDiffPageOfLess(t *testing.T) {
	d := twoVersions()
	d.Effect = nil
	page := diffPageOf(t, d, "en")
	if !strings.Contains(page, "3 changes</h1>") || strings.Contains(page, `id="flips"`) || strings.Contains(page, `href="#flips"`) {
		t.Error("without texts the page speaks of flips")
	}
	d.Entries = nil
	if page = diffPageOf(t, d, "en"); !strings.Contains(page, "judge alike") || !strings.Contains(page, "No entry differs.") {
		t.Error("the page does not say that nothing differs")
	}
	d = twoVersions()
	d.Effect.List, d.Effect.Causes, d.Effect.Flips = nil, nil, 0
	if page = diffPageOf(t, d, "en"); !strings.Contains(page, "No label flips.") || strings.Contains(page, `class="filter"`) {
		t.Error("the page does not say that nothing flips")
	}
}

// Nothing of a lexicon or of texts becomes more than text on the page, and
// nothing hides or turns what stands around it.
func TestDiffPageIsSafe(t *testing.T) {
	const evil = "</script></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'><!--{{.}}\u202e\u2066\u200b"
	d := twoVersions()
	d.Old = Version{evil, evil, evil, evil}
	d.OnlyOld, d.OnlyNew, d.Demands = []string{evil}, []string{evil}, evil
	for i := range d.Entries {
		e := &d.Entries[i]
		e.Text, e.Of, e.Fields, e.Judged, e.Place = evil, evil, evil, evil, evil
	}
	e := d.Effect
	e.On, e.Unlabelled, e.Sources[0].Source, e.Agreements[0].Name = []string{evil}, []string{evil}, evil, evil
	for i := range e.List {
		f := &e.List[i]
		f.ID, f.Source, f.Place, f.Title, f.Text, f.Own = evil, evil, evil, evil, f.Text+evil, evil
		for _, side := range []*Judged{&f.Old, &f.New} {
			for k := range side.Evidence {
				side.Evidence[k].Holder, side.Evidence[k].Term = evil, evil
			}
		}
	}
	page := diffPageOf(t, d, "zh")
	for _, bad := range []string{"<script>alert", "<img", "<!--{{", "</style><script>alert"} {
		if i := strings.Index(page, bad); i >= 0 {
			t.Errorf("%q stands in the page: …%s…", bad, page[max(0, i-80):min(len(page), i+80)])
		}
	}
	if n := strings.Count(page, "<script>"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	if i := strings.IndexFunc(page, hidden); i >= 0 {
		t.Errorf("a hidden character is in the page: %q", page[max(0, i-100):i+4])
	}
	if n := strings.Count(page, "&lt;img"); n < 20 {
		t.Errorf("the evil text is shown %d times only", n)
	}
}

// A huge text is clipped around the evidence of both sides.
func TestDiffPageOfAHugeText(t *testing.T) {
	d := twoVersions()
	long := strings.Repeat("一二三四五六七八九十", 100_000)
	f := &d.Effect.List[0]
	f.Text = long + "某厂太哐当当" + long
	for i := range f.New.Evidence {
		f.New.Evidence[i].Start += 1_000_000
		f.New.Evidence[i].End += 1_000_000
	}
	page := diffPageOf(t, d, "en")
	if len(page) > 100_000 {
		t.Errorf("%d bytes", len(page))
	}
	if want := fmt.Sprintf("of %s characters are shown", thousands(2_000_006)); !strings.Contains(page, want) || !strings.Contains(page, `某厂太<mark class="against"`) {
		t.Error("the page does not show the evidence and how much was left out")
	}
}
