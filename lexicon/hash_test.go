package lexicon

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// withBase makes a file system of the folder base and the files given.
func withBase(t testing.TB, given map[string]string) fstest.MapFS {
	t.Helper()
	all := baseFiles(t)
	for name, content := range given {
		all[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return all
}

func mustLoad(t testing.TB, fsys fstest.MapFS, dir string) *Lexicon {
	t.Helper()
	lex, err := Load(fsys, dir)
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

const (
	metaT  = "name: t\nversion: \"1\"\nextends: [base]\n"
	header = "term\tpos\tclass\tstrength\teffects\tneg\tcontent\twhen\tnote\n"
)

// drawRows draws rows of a term table, valid together, up to the cell when.
func drawRows(t *rapid.T) [][]string {
	texts := rapid.SliceOfNDistinct(rapid.StringOfN(rapid.RuneFrom([]rune("甲乙丙丁戊己庚辛")), 1, 4, -1), 1, 20, rapid.ID).Draw(t, "texts")
	rows := make([][]string, len(texts))
	for i, text := range texts {
		rows[i] = []string{text, "",
			rapid.SampledFrom([]string{"hostile", "praise", "fault"}).Draw(t, "class"),
			rapid.SampledFrom([]string{"", "0.25", "0.5"}).Draw(t, "strength"),
			rapid.SampledFrom([]string{"", "author>agent-1", "author>agent-1;agent>patient-0.5", "none"}).Draw(t, "effects"),
			rapid.SampledFrom([]string{"", "weaken"}).Draw(t, "neg"), "",
			rapid.SampledFrom([]string{"", "of=价格,油耗", "of=价格;not=配置"}).Draw(t, "when"),
		}
	}
	return rows
}

// scatter writes rows in any order over several files, with comments, blank
// lines, notes and both line ends between them.
func scatter(t *testing.T, rows [][]string, rng *rand.Rand) fstest.MapFS {
	given := map[string]string{"t/lexicon.yaml": "# a comment\n\n" + metaT}
	for _, i := range rng.Perm(len(rows)) {
		name := fmt.Sprintf("t/terms/%c.tsv", 'a'+rng.IntN(3))
		if given[name] == "" {
			given[name] = "# a comment\n" + header
		}
		between := []string{"", "\n", "# a comment\r\n", " \t\n# 甲\t\thostile\n"}[rng.IntN(4)]
		end := []string{"\n", "\r\n", "\ta note\n"}[rng.IntN(3)]
		given[name] += between + strings.Join(rows[i], "\t") + end
	}
	return withBase(t, given)
}

// withoutPlaces clears what the hash leaves out.
func withoutPlaces(lex *Lexicon) *Lexicon {
	for _, t := range lex.Terms {
		t.Pos, t.Note = Position{}, ""
	}
	return lex
}

func TestHashIsBlindToTheOrderOfLines(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows, seed := drawRows(rt), rapid.Uint64().Draw(rt, "seed")
		a := mustLoad(t, scatter(t, rows, rand.New(rand.NewPCG(seed, 1))), "t")
		b := mustLoad(t, scatter(t, rows, rand.New(rand.NewPCG(seed, 2))), "t")
		if a.Hash != b.Hash {
			rt.Fatalf("hashes differ: %s, %s", a.Hash, b.Hash)
		}
		// What is hashed alike must be judged alike.
		if !reflect.DeepEqual(withoutPlaces(a), withoutPlaces(b)) {
			rt.Fatal("one hash, two meanings")
		}
	})
}

func TestHashSeesEveryChangeOfATerm(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawRows(rt)
		rng := rand.New(rand.NewPCG(1, 1))
		before := mustLoad(t, scatter(t, rows, rng), "t").Hash
		row := rapid.IntRange(0, len(rows)-1).Draw(rt, "row")
		cell := rapid.SampledFrom([]int{0, 1, 3, 4, 5, 6, 7}).Draw(rt, "cell")
		rows[row][cell] = map[int]string{0: "壬", 1: "x", 3: "0.125", 4: "author>cause-0.125", 5: "cancel", 6: "block", 7: "not=壬"}[cell]
		if cell == 5 && rows[row][2] == "hostile" {
			rows[row][5] = "flip" // cancel is what its class says
		}
		if after := mustLoad(t, scatter(t, rows, rng), "t").Hash; after == before {
			rt.Fatalf("the same hash after changing %q", rows[row])
		}
	})
}

// A change of each kind of file, and whether it changes what is meant.
func TestHashCoversWhatIsMeant(t *testing.T) {
	start := map[string]string{
		"t/lexicon.yaml": metaT + `targets:
  - id: maker
    label: 某品
    group: org
    names: [某品, 某品牌]
    parts: [{kind: staff, names: [某经理], weight: 0.5, shields: [hostile]}]
    descriptions: [{text: 官方, confidence: 0.5}]
    pronouns: [它]
    homonyms: [某品种]
  - {id: blogger, label: 博主, group: person, nouns: [博主]}
entities:
  - {id: rival, group: org, names: [对手]}
weights: {question: 0.5}
`,
		"t/classes.yaml":       "classes:\n  - {name: harm, gloss: a, pos: v, effects: [author>agent-1], rejected: [author>agent-0.5]}\n",
		"t/terms/a.tsv":        header + "坑\t\tharm\n",
		"t/cues.yaml":          "negator:\n  - {words: [不, 没], value: -1}\n",
		"t/constructions.yaml": "- {pattern: \"把{patient}当{猴|枪}\", class: harm}\n",
		"t/segment.dict":       "年框 10 n\n",
		"t/refused.tsv":        "term\n苹果\n",
	}
	lex := mustLoad(t, withBase(t, start), "t")
	for _, c := range []struct {
		file, old, new string
		hash, segment  bool // whether each changes
	}{
		{"t/lexicon.yaml", `version: "1"`, `version: "1.10"`, false, false},
		{"t/lexicon.yaml", "[某品, 某品牌]", "[某品牌, 某品]", false, false},
		{"t/lexicon.yaml", "[某品, 某品牌]", "[某品]", true, false},
		{"t/lexicon.yaml", "group: org\n", "group: people\n", true, false},
		{"t/lexicon.yaml", "weight: 0.5", "weight: 0.6", true, false},
		{"t/lexicon.yaml", "shields: [hostile]", "shields: []", true, false},
		{"t/lexicon.yaml", "confidence: 0.5", "confidence: 0.50", false, false},
		{"t/lexicon.yaml", "confidence: 0.5", "confidence: 0.6", true, false},
		{"t/lexicon.yaml", "[它]", "[它, 该公司]", true, false},
		{"t/lexicon.yaml", "[某品种]", "[]", true, false},
		{"t/lexicon.yaml", "nouns: [博主]", "names: [博主]", true, false},
		{"t/lexicon.yaml", "[对手]", "[对手, 友商]", true, false},
		{"t/lexicon.yaml", "question: 0.5", "question: 0.6", true, false},
		{"t/classes.yaml", "gloss: a", "gloss: b", false, false},
		{"t/classes.yaml", "author>agent-1]", "author>agent-0.9]", true, false},
		{"t/classes.yaml", "rejected", "stopped", true, false},
		{"t/classes.yaml", "rejected", "negated", true, false},
		{"t/classes.yaml", "pos: v", "pos: v, harms: patient", true, false},
		{"t/classes.yaml", "pos: v", "pos: v, polarity: -1", true, false},
		{"t/cues.yaml", "-1", "-0.5", true, false},
		{"t/cues.yaml", "[不, 没], value: -1}", "[没], value: -1}\n  - {words: [不], value: -1}", false, false},
		{"t/cues.yaml", "negator", "downtoner", true, false},
		{"t/cues.yaml", "value: -1}", "value: -1}\naspect:\n  - {words: [噪音, 隔音], of: [噪音]}", true, false},
		{"t/constructions.yaml", "枪", "韭菜", true, false},
		{"t/constructions.yaml", "class: harm", "class: harm, strength: 0.5", true, false},
		{"t/constructions.yaml", "class: harm", "class: harm, note: x", false, false},
		{"t/segment.dict", "10", "11", true, true},
		{"t/segment.dict", "年框 10 n", "# a comment\n\n年框 10 n", false, false},
		{"t/refused.tsv", "苹果", "香蕉", false, false},
	} {
		t.Run(c.new, func(t *testing.T) {
			changed := withBase(t, start)
			if !strings.Contains(start[c.file], c.old) {
				t.Fatalf("%s does not hold %q", c.file, c.old)
			}
			changed[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(start[c.file], c.old, c.new, 1))}
			got := mustLoad(t, changed, "t")
			if (got.Hash != lex.Hash) != c.hash {
				t.Errorf("hash changed: %v, want %v", !c.hash, c.hash)
			}
			if (got.SegmentHash != lex.SegmentHash) != c.segment {
				t.Errorf("segment hash changed: %v, want %v", !c.segment, c.segment)
			}
		})
	}
}

func TestHashCoversWhatIsExtended(t *testing.T) {
	given := map[string]string{"t/lexicon.yaml": metaT, "base/terms/a.tsv": "term\tclass\n坑\thostile\n"}
	before := mustLoad(t, withBase(t, given), "t")
	given["base/terms/a.tsv"] += "好\tpraise\n"
	after := mustLoad(t, withBase(t, given), "t")
	if before.Hash == after.Hash {
		t.Error("a term added to the extended lexicon left the hash as it was")
	}
	if !strings.HasPrefix(after.Hash, "sha256:") || len(after.Hash) != len("sha256:")+64 {
		t.Errorf("hash %q", after.Hash)
	}
}

func TestCanonicalFieldsDoNotRunTogether(t *testing.T) {
	write := func(fields ...string) string {
		return hashOf(func(c *canonical) { c.record(fields...) })
	}
	forms := []string{write("ab", "c"), write("a", "bc"), write("abc"), write("ab", "", "c"), write("2:ab1:c")}
	slices.Sort(forms)
	if len(slices.Compact(forms)) != 5 {
		t.Error("two lists of fields have one form")
	}
}
