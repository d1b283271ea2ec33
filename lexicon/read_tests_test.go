package lexicon

import (
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

// testFiles are a lexicon of two targets with one file of tests, as the folder t.
func testFiles(t testing.TB, tests string) fstest.MapFS {
	return withBase(t, map[string]string{
		"t/lexicon.yaml": metaT + `targets:
  - {id: maker, label: 厂家, group: org, names: [某品]}
  - {id: owners, label: 车主, group: people, names: [某友]}
`,
		"t/tests/a.yaml": tests,
	})
}

func readTestFile(t testing.TB, content string) ([]Test, *Checked) {
	t.Helper()
	checked := checkFolder(t, testFiles(t, content), "t")
	if checked.Lexicon == nil {
		t.Fatal(checked.Problems)
	}
	tests, err := checked.ReadTests(TestVocabulary{
		Labels: []string{"FAVOR", "AGAINST", "NONE"}, Sentiments: []string{"POS", "NEG", "NEU"}, Rules: []string{"op-negation"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests, checked
}

func TestReadTests(t *testing.T) {
	tests, checked := readTestFile(t, `# a remark
- name: praise
  note: of a row's own target
  title: 试驾
  text: |
    某友说好。
    "某牌"也好。
  target: 某牌
  about: 某牌
  want: {owners: NONE, 某牌: FAVOR}
  evidence: [好]
- rule: op-negation
  shows: op-degree
  stronger: maker
  text: 某品很好
  want: {maker: FAVOR}
  twin:
    text: "某品不好"
    about: 厂家
    want: {maker: AGAINST}
    sentiment: NEG
`)
	if err := checked.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	at := func(line, column int) Position { return Position{"t/tests/a.yaml", line, column} }
	want := []Test{
		{Name: "praise", Note: "of a row's own target", Example: Example{
			Title: "试驾", Text: "某友说好。\n\"某牌\"也好。", About: "某牌", Target: "某牌",
			Want: map[string]string{"owners": "NONE", "某牌": "FAVOR"}, Evidence: []string{"好"}, Pos: at(2, 3),
		}},
		{Rule: "op-negation", Shows: "op-degree", Stronger: "maker",
			Example: Example{Text: "某品很好", Want: map[string]string{"maker": "FAVOR"}, Pos: at(12, 3)},
			Twin:    &Example{Text: "某品不好", About: "厂家", Want: map[string]string{"maker": "AGAINST"}, Sentiment: "NEG", Pos: at(18, 5)}},
	}
	if !reflect.DeepEqual(tests, want) {
		t.Errorf("got %+v\nwant %+v", tests, want)
	}
}

func TestFaultyTestsAreReported(t *testing.T) {
	_, checked := readTestFile(t, `- text: 某品很好
  want: {makr: FAVOR, 某牌: FAVOR}
- text: 某品很好
  wants: {maker: FAVOR}
- text: 某品不好
  want: {maker: against}
  sentiment: BAD
  about: 谁
- text: " "
  want: {}
- rule: op-nagation
  stronger: maker
  text: 某品不好
  want: {}
- text: 某品真好
  want: {maker: FAVOR}
- text: 某品真好
  want: {maker: NONE}
- text: 666
  want: {}
  twin: {text: 某品, want: {maker: FAVOR}, rule: op-negation}
`)
	want := []string{
		`2:10: error: "makr" is no target of the lexicon, nor the text's own; did you mean "maker"?`,
		`2:23: error: "某牌" is no target of the lexicon, nor the text's own; known are maker, owners`,
		`3:3: error: a test has no want, sentiment, evidence or found`,
		`4:3: error: unknown field "wants" of a test; did you mean "want"?`,
		`6:17: error: unknown label "against"; known are FAVOR, AGAINST, NONE`,
		`7:14: error: unknown sentiment "BAD"; known are POS, NEG, NEU`,
		`8:10: error: about "谁" is no target; known are maker, owners`,
		`9:3: error: a test lacks the field "text"`,
		`11:9: error: unknown rule "op-nagation"; did you mean "op-negation"?`,
		`12:13: error: a test has the field "stronger", but lacks "twin"`,
		`17:3: error: the same test stands at t/tests/a.yaml:15:3`,
		`19:9: error: text 666 must be a string; quote it: "666"`,
		`21:42: error: unknown field "rule" of a twin`,
	}
	var got []string
	for _, p := range checked.Problems {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(p.String(), "t/tests/a.yaml:"), " ("+p.Rule+")"))
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Tests are the author's affair: a lexicon judges whatever is wrong with them.
func TestFaultyTestsDoNotKeepALexiconFromLoading(t *testing.T) {
	if _, err := Load(testFiles(t, "nonsense: [\n"), "t"); err != nil {
		t.Error(err)
	}
}

// FuzzReadTests reads arbitrary bytes as tests: they are tests, or problems at
// places that exist.
func FuzzReadTests(f *testing.F) {
	f.Add([]byte("- text: 某品很好\n  want: {maker: FAVOR}\n  twin: {text: 某品, want: {}, evidence: [好]}\n"))
	f.Add([]byte("- {text: [a], want: maker, sentiment: }\n- ? a\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		tests, checked := readTestFile(t, string(content))
		for _, test := range tests {
			if test.Pos.Line < 1 || test.Text+test.Title == "" {
				t.Errorf("bad test %+v", test)
			}
		}
		for _, p := range checked.Problems {
			line, ok := nthLine(checked.Sources[p.Pos.File], p.Pos.Line)
			if p.Pos.Line > 0 && (!ok || p.Pos.Column < 1 || p.Pos.Column > utf8.RuneCountInString(line)+1) {
				t.Errorf("no such place: %s in %q", p, content)
			}
			if err := p.Render(io.Discard, content); err != nil {
				t.Error(err)
			}
		}
	})
}
