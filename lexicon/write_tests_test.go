package lexicon

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is written is read again as it was, whatever the texts.
func TestWrittenTestsAreRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[ -~，。“”：#\n\t\x{1}\x{85}\x{a0}\x{2028}\x{feff}\x{1f600}一-三]{0,12}`),
			rapid.SampledFrom([]string{"null", "~", "1.10", "0x1F", "1e3", "yes", "- a", "a: b", "a #b", "{", "&a", "*a", "!t", "%", "@", "`", "'", "...", "---", "3月", "12", ".inf", "+1", "?", "|", ">"}),
		)
		full := text.Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
		want := Test{
			Name: text.Draw(rt, "name"), Note: text.Draw(rt, "note"),
			Example: Example{
				Title: text.Draw(rt, "title"), Text: full.Draw(rt, "text"), Target: text.Draw(rt, "target"),
				About:     rapid.SampledFrom([]string{"", "maker", "车主"}).Draw(rt, "about"),
				Sentiment: rapid.SampledFrom([]string{"", "POS", "NEG"}).Draw(rt, "sentiment"),
				Want:      map[string]string{},
				Found:     []string{},
			},
		}
		if rapid.Bool().Draw(rt, "against") {
			want.Want["maker"] = "AGAINST"
		}
		if want.Target != "" {
			want.Want[want.Target] = "FAVOR"
			want.Found = append(want.Found, full.Draw(rt, "word")+" +"+want.Target)
		}
		for _, w := range rapid.SliceOfN(full, 0, 3).Draw(rt, "words") {
			want.Found = append(want.Found, w+" -maker", w+" +")
		}
		content := string(AppendTests(nil, []Test{want}))
		tests, checked := readTestFile(t, content)
		if err := checked.Problems.Err(); err != nil {
			rt.Fatalf("%v\n%s", err, content)
		}
		if len(tests) != 1 {
			rt.Fatalf("%d tests\n%s", len(tests), content)
		}
		got := tests[0]
		same := got.Name == want.Name && got.Note == want.Note && got.Title == want.Title && got.Text == want.Text &&
			got.Target == want.Target && got.About == want.About && got.Sentiment == want.Sentiment &&
			maps.Equal(got.Want, want.Want) && slices.Equal(got.Found, want.Found) && got.Found != nil
		if !same {
			rt.Fatalf("got %+v\nwant %+v\n%s", got, want, content)
		}
	})
}

func TestFoundHasPlaces(t *testing.T) {
	_, checked := readTestFile(t, "- text: 某品好\n  found: [好 +maker, 好 maker, 好 +nobody]\n")
	var got []string
	for _, p := range checked.Problems {
		got = append(got, p.Pos.String()+" "+p.Rule)
	}
	if want := []string{"t/tests/a.yaml:2:21 type", "t/tests/a.yaml:2:30 type"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
