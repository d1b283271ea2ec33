package lexicon

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// rewritten is what the folder of a lexicon loads as.
func rewritten(t rapid.TB, lex *Lexicon) *Lexicon {
	t.Helper()
	written, err := lex.Folder()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, content := range written {
		files[path.Join("w", name)] = &fstest.MapFile{Data: content}
	}
	again, err := Load(files, "w")
	if err != nil {
		t.Fatalf("%v\n%s", err, written[metaFile])
	}
	formatted, problems, err := Format(files, "w")
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for _, f := range formatted {
		if f.Changed {
			t.Errorf("%s is not written in the form of fmt:\n%s", f.Name, written[f.Name])
		}
	}
	return again
}

// meaning is a lexicon without its places, and without what it was made of.
func meaning(lex *Lexicon) Lexicon {
	m := *lex
	m.Extends, m.places, m.BearingFiles = nil, nil, nil
	class := map[*Class]*Class{}
	m.Classes = nil
	for _, c := range lex.Classes {
		copied := *c
		copied.Pos = Position{}
		class[c] = &copied
		m.Classes = append(m.Classes, &copied)
	}
	term := func(t *Term) *Term {
		copied := *t
		copied.Pos, copied.Class = Position{}, class[t.Class]
		return &copied
	}
	m.Terms, m.Cues, m.Targets, m.Constructions, m.SegmentWords, m.Bearings = nil, nil, nil, nil, nil, nil
	for _, t := range lex.Terms {
		m.Terms = append(m.Terms, term(t))
	}
	for _, c := range lex.Cues {
		m.Cues = append(m.Cues, Cue{c.Kind, c.Text, c.Value, c.Of, Position{}})
	}
	for _, t := range lex.Targets {
		t.Pos = Position{}
		var descriptions []Description
		for _, d := range t.Descriptions {
			descriptions = append(descriptions, Description{d.Text, d.Confidence, Position{}})
		}
		var deeds []Deed
		for _, d := range t.Deeds {
			deeds = append(deeds, Deed{d.Class, d.Against, d.Confidence, Position{}})
		}
		t.Descriptions, t.Deeds = descriptions, deeds
		m.Targets = append(m.Targets, t)
	}
	for _, c := range lex.Constructions {
		m.Constructions = append(m.Constructions, Construction{c.Pattern, c.Parts, term(c.Term), Position{}})
	}
	for _, w := range lex.SegmentWords {
		m.SegmentWords = append(m.SegmentWords, SegmentWord{w.Text, w.Freq, w.Tag, Position{}})
	}
	for _, b := range lex.Bearings {
		m.Bearings = append(m.Bearings, Bearing{b.Trait, b.Favor, b.Against, Position{}})
	}
	return m
}

// differs names the fields in which two lexicons differ.
func differs(a, b *Lexicon) []string {
	x, y := reflect.ValueOf(meaning(a)), reflect.ValueOf(meaning(b))
	var out []string
	for i := range x.NumField() {
		if name := x.Type().Field(i).Name; name != "places" && !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			out = append(out, fmt.Sprintf("%s: %.300v, want %.300v", name, y.Field(i), x.Field(i)))
		}
	}
	return out
}

// oddWords are words that YAML or a table could take for something else.
func oddWords() []string {
	return []string{"no", "y", "on", "~", "null", "1", "0x1f", "1e3", ".inf", "nan", "1_0", "-", "- a", "a: b", "a # b", "#甲", "'", "\"", "\\", "a\\n", "[", "]a", "{", "&a", "*a", "!a", "%", "@", "`", "?", "|", ">", ",", "a,b", "=", "<<", "甲 乙", "🤡", "---", "...", "2026-01-01", "1:30", "+1"}
}

// lexiconDraw draws what a lexicon's files say.
type lexiconDraw struct {
	*rapid.T
	words []string // none of them drawn before
}

func (d *lexiconDraw) some(label string, least int) []any {
	n := min(len(d.words), rapid.IntRange(least, 3).Draw(d.T, label))
	out := []any{}
	for _, w := range d.words[:n] {
		out = append(out, w)
	}
	d.words = d.words[n:]
	return out
}

func (d *lexiconDraw) unit(label string) float64 {
	return rapid.SampledFrom([]float64{1, 0.5, 0.25, 0.00001, 0.1, 0.3333333333333333}).Draw(d.T, label)
}

func (d *lexiconDraw) effects(label string) []any {
	return rapid.SampledFrom([][]any{{}, {"author>agent-1"}, {"agent>patient+0.5", "author>topic-0.00001"}}).Draw(d.T, label)
}

func (d *lexiconDraw) oneOf(label string, list ...string) string {
	return rapid.SampledFrom(list).Draw(d.T, label)
}

// maybeSet sets a field in half of the draws.
func (d *lexiconDraw) maybeSet(m map[string]any, key string, value any) {
	if rapid.Bool().Draw(d.T, key) {
		m[key] = value
	}
}

func (d *lexiconDraw) target(id string) map[string]any {
	names := d.some("names", 1)
	t := map[string]any{"id": id, "label": d.oneOf("label", "小米", "no", "a: b", " "), "group": d.oneOf("group", Groups()...), "names": names}
	d.maybeSet(t, "nouns", d.some("nouns", 0))
	d.maybeSet(t, "pronouns", []any{"它", "其"})
	d.maybeSet(t, "homonyms", []any{fmt.Sprint(names[0], "坊")})
	d.maybeSet(t, "first_person", d.unit("first person"))
	d.maybeSet(t, "deeds", []any{map[string]any{"class": "harm", "against": id, "confidence": d.unit("deed")}})
	if part := d.some("part", 0); len(part) > 0 {
		t["parts"] = []any{map[string]any{"kind": "staff", "names": part, "weight": d.unit("weight"), "shields": []any{"harm"}}}
	}
	if text := d.some("description", 0); len(text) > 0 {
		t["descriptions"] = []any{map[string]any{"text": text[0], "confidence": d.unit("confidence")}}
	}
	return t
}

func (d *lexiconDraw) class(name string) map[string]any {
	c := map[string]any{"name": name, "pos": d.oneOf("pos", PartsOfSpeech()...)}
	d.maybeSet(c, "gloss", "a: gloss, # with\n\"signs\"")
	d.maybeSet(c, "strength", d.unit("strength"))
	for _, key := range []string{"effects", "rejected", "stopped", "negated"} {
		d.maybeSet(c, key, d.effects(key))
	}
	d.maybeSet(c, "harms", "patient")
	d.maybeSet(c, "helps", "agent")
	d.maybeSet(c, "neg", d.oneOf("neg", names(Negations())...))
	d.maybeSet(c, "content", d.oneOf("content", names(Treatments())...))
	d.maybeSet(c, "polarity", rapid.IntRange(-1, 1).Draw(d.T, "polarity"))
	return c
}

// files draws the files of a folder; JSON is YAML too.
func (d *lexiconDraw) files(t testing.TB, name string, extends []any) map[string]string {
	meta := map[string]any{"name": name, "version": d.oneOf("version", "1", "1.10", "v1"), "extends": extends, "weights": map[string]any{"question": d.unit("question")}}
	id := "of_" + name
	meta["targets"] = []any{d.target(id)}
	entity := map[string]any{"id": "others", "group": "org", "names": d.some("entity", 1)}
	meta["entities"] = []any{entity, map[string]any{"id": "shared", "group": "org", "names": []any{"某厂"}}}
	classes := []any{d.class("harm"), d.class("merit")}
	cues := map[string]any{
		"negator":     []any{map[string]any{"words": d.some("cues", 1), "value": -d.unit("cue")}},
		"saying":      []any{map[string]any{"words": []any{"说"}}, map[string]any{"words": []any{"no", "道"}, "value": 1}},
		"intensifier": []any{},
	}
	k := map[string]any{"pattern": d.oneOf("pattern", "把{patient}当{猴|no}", "{...}: {\"|'}", "a{agent}b"), "class": "harm"}
	d.maybeSet(k, "effects", d.effects("own effects"))
	d.maybeSet(k, "strength", d.unit("own strength"))
	d.maybeSet(k, "pos", d.oneOf("own pos", PartsOfSpeech()...))
	d.maybeSet(k, "neg", "weaken")
	d.maybeSet(k, "content", d.oneOf("own content", "none", "keep"))
	d.maybeSet(k, "note", "a: note # here")
	rows := "pos\tterm\tclass\tstrength\teffects\tneg\tcontent\twhen\tnote\n"
	for _, w := range d.some("terms", 1) {
		if strings.Contains(fmt.Sprint(w), "|") {
			continue // joins variants
		}
		rows += strings.Join([]string{d.oneOf("term pos", PartsOfSpeech()...), fmt.Sprint(w), d.oneOf("term class", "harm", "merit"), d.oneOf("term strength", "", "0.00001", "1"),
			d.oneOf("term effects", "", "none", "author>agent-0.5;agent>patient+1"), d.oneOf("term neg", "", "cancel"), d.oneOf("term content", "", "none", "stop"),
			d.oneOf("when", "", "of=价格,油耗", "not=配置", "of=价格;patient=people"), d.oneOf("note", "", "a note")}, "\t") + "\n"
	}
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return map[string]string{
		name + "/lexicon.yaml": text(meta), name + "/classes.yaml": text(map[string]any{"classes": classes}), name + "/cues.yaml": text(cues),
		name + "/constructions.yaml": text([]any{k}), name + "/terms/a.tsv": rows, name + "/segment.dict": "某品牌 30 nz\n",
		name + "/bearings.tsv": "trait\t" + id + "-\t" + id + "+\n" + d.oneOf("trait", "好", ":a", "no") + "\t" + d.oneOf("bearing", "0.5\t-0", "-0.00001", "\t50", "") + "\n",
	}
}

// A lexicon that is written whole, with what it inherits, loads as it was:
// those that ship, and any that extends another.
func TestWrittenLexiconsLoadAsTheyWere(t *testing.T) {
	shipped := map[string]*Lexicon{}
	for _, name := range Names() {
		lex, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		shipped[name] = lex
	}
	qingluo, err := Load(os.DirFS("../testdata"), "qingluo")
	if err != nil {
		t.Fatal(err)
	}
	shipped["qingluo"] = qingluo
	for name, lex := range shipped {
		if list := differs(lex, rewritten(t, lex)); len(list) > 0 || len(lex.Cues) == 0 {
			t.Errorf("%s: %s", name, strings.Join(list, "\n"))
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := &lexiconDraw{T: rt}
		plain := rapid.SliceOfNDistinct(rapid.StringOfN(rapid.RuneFrom([]rune("甲乙丙丁戊己庚辛ab")), 1, 4, -1), 25, 25, rapid.ID).Draw(rt, "words")
		d.words = rapid.Permutation(append(plain, oddWords()...)).Draw(rt, "order")
		given := d.files(t, "under", []any{"base"})
		for name, content := range d.files(t, "over", []any{"under"}) {
			given[name] = content
		}
		checked := checkFolder(t, withBase(t, given), "over")
		if err := checked.Problems.Err(); err != nil {
			rt.Fatalf("no lexicon was drawn: %v\n%s", err, given["over/lexicon.yaml"])
		}
		if list := differs(checked.Lexicon, rewritten(rt, checked.Lexicon)); len(list) > 0 {
			rt.Error(strings.Join(list, "\n"))
		}
	})
}

// Who extends a lexicon knows better whom a name means; who has no name left is
// nobody.
func TestNamesOfEntitiesBelongToTheLastThatHasThem(t *testing.T) {
	lex := mustLoad(t, withBase(t, map[string]string{
		"under/lexicon.yaml": "name: under\nversion: \"1\"\nextends: [base]\nentities:\n  - {id: others, group: org, names: [友商, 同行]}\n  - {id: gone, group: org, names: [别家]}\n",
		"over/lexicon.yaml":  "name: over\nversion: \"1\"\nextends: [under]\nentities:\n  - {id: rival, group: org, names: [友商, 别家]}\n",
	}), "over")
	want := []Entity{{"others", "org", []string{"同行"}}, {"rival", "org", []string{"别家", "友商"}}}
	if !reflect.DeepEqual(lex.Entities, want) {
		t.Errorf("got %v, want %v", lex.Entities, want)
	}
}
