package lexicon

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func texts(lex *Lexicon) []string {
	var out []string
	for _, t := range lex.Terms {
		out = append(out, t.Text+" "+t.Class.Name+" "+formatNumber(t.Strength))
	}
	return out
}

func TestTermsTakeTheDefaultsOfTheirClass(t *testing.T) {
	lex := mustLoad(t, withBase(t, map[string]string{
		"t/lexicon.yaml": metaT,
		"t/classes.yaml": "classes:\n  - {name: deny, pos: v, strength: 0.5, effects: [agent>patient-1], neg: cancel, content: block}\n",
		"t/terms/a.tsv": header + "否认\t\tdeny\n" +
			"辟谣|澄清\tvi\tdeny\t0.25\tauthor>topic-1;author>agent+0.5\tflip\tnone\tof=谣言;not=不,别\ta note\n" +
			"说\t\tdeny\t\tnone\n",
	}), "t")
	class := lex.Classes[0]
	if class.Name != "deny" {
		t.Fatalf("first class %s", class.Name)
	}
	own := []Effect{{Author, Agent, 0.5}, {Author, Topic, -1}}
	when := Condition{Of: []string{"谣言"}, Not: []string{"不", "别"}}
	want := []*Term{
		{"否认", "v", class, 0.5, []Effect{{Agent, Patient, -1}}, Cancel, Block, Condition{}, "", Position{"t/terms/a.tsv", 2, 1}},
		{"澄清", "vi", class, 0.25, own, Flip, "", when, "a note", Position{"t/terms/a.tsv", 3, 4}},
		{"说", "v", class, 0.5, nil, Cancel, Block, Condition{}, "", Position{"t/terms/a.tsv", 4, 1}},
		{"辟谣", "vi", class, 0.25, own, Flip, "", when, "a note", Position{"t/terms/a.tsv", 3, 1}},
	}
	if !reflect.DeepEqual(lex.Terms, want) {
		for _, term := range lex.Terms {
			t.Errorf("%+v", *term)
		}
	}
	if ref := lex.Terms[1].Ref(); ref != "t/terms/a.tsv:3" {
		t.Errorf("ref %q", ref)
	}
}

func TestPatternsAreParsed(t *testing.T) {
	lex := mustLoad(t, withBase(t, map[string]string{
		"t/lexicon.yaml":       metaT,
		"t/constructions.yaml": "- {pattern: \"{agent}把{patient}当{猴|韭菜}{了}{...}\", class: hostile, strength: 0.5}\n",
	}), "t")
	want := []PatternPart{{Role: Agent}, {Literals: []string{"把"}}, {Role: Patient}, {Literals: []string{"当"}},
		{Literals: []string{"猴", "韭菜"}}, {Literals: []string{"了"}}, {}}
	if len(lex.Constructions) != 1 || !reflect.DeepEqual(lex.Constructions[0].Parts, want) {
		t.Errorf("got %+v", lex.Constructions)
	}
	if got := lex.Constructions[0].Term; got.Strength != 0.5 || got.Class.Name != "hostile" || len(got.Effects) != 1 {
		t.Errorf("term %+v", got)
	}
}

func TestExtending(t *testing.T) {
	given := map[string]string{
		"base/terms/a.tsv":        header + "坑\t\thostile\n高\t\tpraise\t\t\t\t\tof=配置\n高\t\tfault\t\t\t\t\tof=价格\n良心\t\tpraise\n",
		"base/cues.yaml":          "negator:\n  - {words: [不, 没], value: -1}\n",
		"base/segment.dict":       "年框 10 n\n米粉 10 n\n",
		"base/constructions.yaml": "- {pattern: \"把{patient}当猴\", class: hostile}\n",
		"left/lexicon.yaml":       "name: left\nversion: \"1\"\nextends: [base]\nentities:\n  - {id: rival, group: org, names: [对手, 某品]}\n",
		"left/classes.yaml":       "classes:\n  - {name: praise, pos: a, strength: 0.25, effects: [author>topic+1], polarity: 1}\n",
		"t/lexicon.yaml": `name: t
version: "1"
extends: [left, base]
targets:
  - {id: maker, label: 某品, group: org, names: [某品]}
entities:
  - {id: rival, group: org, names: [友商]}
weights: {question: 0.75}
`,
		"t/terms/a.tsv":        header + "高\t\tfault\t0.5\n",
		"t/cues.yaml":          "negator:\n  - {words: [没], value: -0.5}\n",
		"t/segment.dict":       "米粉 20 nz\n",
		"t/constructions.yaml": "- {pattern: \"把{patient}当猴\", class: fault}\n",
	}
	lex := mustLoad(t, withBase(t, given), "t")
	// All inherited senses of 高 are replaced; 良心 follows the replaced class.
	if got, want := texts(lex), []string{"坑 hostile 0.8", "良心 praise 0.25", "高 fault 0.5"}; !slices.Equal(got, want) {
		t.Errorf("terms %v, want %v", got, want)
	}
	var cues []string
	for _, c := range lex.Cues {
		cues = append(cues, c.Text+formatNumber(c.Value))
	}
	if want := []string{"不-1", "没-0.5"}; !slices.Equal(cues, want) {
		t.Errorf("cues %v, want %v", cues, want)
	}
	var words []string
	for _, w := range lex.SegmentWords {
		words = append(words, w.Text+w.Tag)
	}
	if want := []string{"年框n", "米粉nz"}; !slices.Equal(words, want) {
		t.Errorf("words %v, want %v", words, want)
	}
	if len(lex.Constructions) != 1 || lex.Constructions[0].Term.Class.Name != "fault" {
		t.Errorf("constructions %+v", lex.Constructions)
	}
	if want := []Entity{{"rival", "org", []string{"友商", "对手"}}}; !reflect.DeepEqual(lex.Entities, want) {
		t.Errorf("entities %+v, want %+v", lex.Entities, want)
	}
	if lex.Weights["question"] != 0.75 || lex.Weights["title"] != 0.5 {
		t.Errorf("weights %v", lex.Weights)
	}
	if !slices.Equal(lex.Extends, []string{"left", "base"}) {
		t.Errorf("extends %v", lex.Extends)
	}
}

func TestEveryMissingWeightIsNamed(t *testing.T) {
	_, err := Load(withBase(t, map[string]string{"t/lexicon.yaml": "name: t\nversion: \"1\"\nweights: {question: 1}\n"}), "t")
	problems := AsProblems(err)
	if want := len(WeightNames()) - 1; len(problems) != want {
		t.Fatalf("%d problems, want %d: %v", len(problems), want, err)
	}
	for _, p := range problems {
		if p.Rule != "weight" || p.Pos.File != "t/lexicon.yaml" || strings.Contains(p.Message, "weight question ") {
			t.Error(p)
		}
	}
}

// Editors on Windows leave both; neither changes what is meant or where.
func TestByteOrderMarkAndCRLFAreTolerated(t *testing.T) {
	given := map[string]string{
		"t/lexicon.yaml": metaT, "t/terms/a.tsv": "term\tclass\n坑\thostile\n",
		"t/cues.yaml": "negator:\n  - {words: [不], value: -1}\n", "t/segment.dict": "年框 10 n\n",
	}
	want := mustLoad(t, withBase(t, given), "t")
	for name, content := range given {
		given[name] = bom + strings.ReplaceAll(content, "\n", "\r\n")
	}
	got := mustLoad(t, withBase(t, given), "t")
	if got.Hash != want.Hash || got.Terms[0].Pos != want.Terms[0].Pos || got.Cues[0].Pos != want.Cues[0].Pos {
		t.Errorf("got %+v, want %+v", got, want)
	}
	given["t/terms/a.tsv"] = bom + "term\tclass\r\n坑\thostille\r\n"
	_, err := Load(withBase(t, given), "t")
	problems := AsProblems(err)
	if len(problems) != 1 {
		t.Fatalf("got %v", err)
	}
	var drawn bytes.Buffer
	if err := problems[0].Render(&drawn, []byte(given["t/terms/a.tsv"])); err != nil {
		t.Fatal(err)
	}
	if want := "2 | 坑\thostille\n  |   \t^\n"; !strings.HasSuffix(drawn.String(), want) {
		t.Errorf("drawn %q, want it to end in %q", drawn.String(), want)
	}
}

func TestBadUTF8IsReportedWithItsPlace(t *testing.T) {
	_, err := Load(withBase(t, map[string]string{
		"t/lexicon.yaml": metaT,
		"t/terms/a.tsv":  "term\tclass\n坑\thostile\n诋\xff毁\thostile\n好\tpraise\xe5\n",
		"t/terms/b.tsv":  "term\tclass\n坏\tnowhere\n",
	}), "t")
	want := "t/terms/a.tsv:3:2: error: byte 0xFF is not UTF-8; save the file as UTF-8 (utf-8)\n" +
		"t/terms/a.tsv:4:9: error: byte 0xE5 is not UTF-8; save the file as UTF-8 (utf-8)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestWarningsLeaveALexicon(t *testing.T) {
	files := withBase(t, map[string]string{
		"t/lexicon.yaml": metaT, "t/terms/a.tsv": "term\tclass\n坑\thostile\n", "t/refused.tsv": "term\n坑\n",
	})
	if lex := mustLoad(t, files, "t"); len(lex.Terms) != 1 {
		t.Errorf("terms %v", texts(lex))
	}
	if checked := checkFolder(t, files, "t"); len(checked.Problems) != 1 || checked.Problems[0].Level != Warning {
		t.Errorf("problems %v", checked.Problems)
	}
}

// writeFolder writes a lexicon that extends the embedded general.
func writeFolder(t *testing.T, dir, name, meta string) string {
	t.Helper()
	dir = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Join(dir, "terms"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lexicon.yaml"), []byte(meta), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "terms/a.tsv"), []byte("term\tclass\n某某词\thostile\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOpenAFolder(t *testing.T) {
	root := t.TempDir()
	inner := writeFolder(t, root, "inner", "name: inner\nversion: \"1\"\nextends: [general]\n")
	outer := writeFolder(t, root, "outer", "name: outer\nversion: \"1\"\nextends: [inner]\n")
	general, err := Open("general")
	if err != nil {
		t.Fatal(err)
	}
	lex, err := Open(inner)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(lex.Terms), len(general.Terms)+1; got != want {
		t.Errorf("%d terms, want %d", got, want)
	}
	if lex, err = Open(outer); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(lex.Terms, func(term *Term) bool { return term.Text == "某某词" })
	if i < 0 || lex.Terms[i].Pos.File != filepath.ToSlash(filepath.Join(outer, "terms/a.tsv")) {
		t.Errorf("the term of %s was not found: %d", outer, i)
	}
	// From within the folder, positions are such that an editor can follow.
	t.Chdir(outer)
	checked, err := Check(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"terms/a.tsv", "../inner/terms/a.tsv"} {
		if _, ok := checked.Sources[file]; !ok {
			t.Errorf("%s is not among the sources", file)
		}
	}
}

func TestOpenSaysWhatItCannotFind(t *testing.T) {
	empty := t.TempDir()
	for name, want := range map[string]string{
		"genral":                        `no embedded lexicon "genral"; did you mean "general"?`,
		empty:                           "no file lexicon.yaml",
		filepath.Join(empty, "nowhere"): "no such file",
	} {
		_, err := Open(name)
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	if _, err := Embedded("nowhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := Files("nowhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// An exported copy means the same as what it was copied from.
func TestExportedFilesLoadAlike(t *testing.T) {
	root := t.TempDir()
	for _, name := range Names() {
		folder, err := Files(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(root, name), folder); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range Names() {
		want, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Open(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if got.Hash != want.Hash || got.SegmentHash != want.SegmentHash {
			t.Errorf("%s: got %s, want %s", name, got.Hash, want.Hash)
		}
	}
}
