package compare

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lichang/lexicon"
)

func load(t *testing.T, files map[string]string) *lexicon.Lexicon {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m["mine/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	lex, err := lexicon.Load(m, "mine")
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

const meta = `name: mine
version: "1.0.0"
extends: [general]
targets:
  - id: maker
    label: 某厂
    group: org
    names: [某厂, 某牌子]
    parts: [{kind: staff, names: [某经理], weight: 0.5, shields: [sanction]}]
    descriptions: [{text: 官方号, confidence: 0.5}]
    homonyms: [某厂房]
  - {id: blogger, label: 博主, group: person, nouns: [评测人]}
entities:
  - {id: rivals, group: org, names: [对家]}
`

func versions() (old, new map[string]string) {
	old = map[string]string{
		"lexicon.yaml":       meta,
		"classes.yaml":       "classes:\n  - {name: mess, gloss: a, pos: v, strength: 0.8, effects: [author>topic-1], polarity: -1}\n",
		"terms/a.tsv":        "term\tclass\tstrength\twhen\tnote\n甲甲\tmess\n乙乙\tmess\t0.5\n丙丙\tfault\n丁丁\tmess\t\tof=价格\n戊戊\tmess\t0.7\t\tbefore\n",
		"cues.yaml":          "negator:\n  - {words: [毋], value: -1}\n",
		"constructions.yaml": "- {pattern: \"把{patient}当{猴|枪}\", class: mess}\n",
		"segment.dict":       "某品牌 10 n\n",
	}
	new = map[string]string{
		"lexicon.yaml": strings.NewReplacer("[某厂, 某牌子]", "[某厂, 对家]", "weight: 0.5", "weight: 0.25", "[评测人]", "[评测人, 测评人]",
			"- {id: rivals, group: org, names: [对家]}", "- {id: rivals, group: org, names: [友家]}").Replace(meta) + "weights: {question: 0.125}\n",
		"classes.yaml":       "classes:\n  - {name: mess, gloss: a, pos: v, strength: 0.7, effects: [author>topic-1], polarity: -1}\n",
		"terms/b.tsv":        "term\tclass\tstrength\twhen\tnote\n甲甲\tmess\n乙乙\tmess\t0.6\n丙丙\tmess\n己己\tmess\t0.9\n丁丁\tmess\t\tof=价格,油耗\n戊戊\tmess\t0.7\t\tafter\n",
		"cues.yaml":          "downtoner:\n  - {words: [毋], value: 0.5}\n",
		"constructions.yaml": "- {pattern: \"把{patient}当{猴|枪}\", class: mess, strength: 0.5}\n",
		"segment.dict":       "某品牌 20 n\n测评人 5 n\n",
	}
	return old, new
}

func TestChanges(t *testing.T) {
	old, new := versions()
	d := Of(load(t, old), load(t, new))
	var got []string
	for i := range d.Changes {
		c := &d.Changes[i]
		got = append(got, fmt.Sprintf("%s %s: %s [%s %s %s]", c, c.Op, c.FieldsText(), c.Old, c.New, c.Needs))
	}
	want := []string{
		"name 友家 (rivals) added:  [ mine/lexicon.yaml:14 minor]",
		"name 某牌子 (maker) removed:  [mine/lexicon.yaml:8  minor]",
		"name 对家 (maker) changed: of rivals -> maker [mine/lexicon.yaml:14 mine/lexicon.yaml:8 minor]",
		"noun 测评人 (blogger) added:  [ mine/lexicon.yaml:12 minor]",
		"part 某经理 (maker) changed: value 0.5 -> 0.25 [mine/lexicon.yaml:9 mine/lexicon.yaml:9 minor]",
		"term 己己 (mess) added: strength 0.9 [ mine/terms/b.tsv:5 minor]",
		"term 丁丁 (mess) changed: when of=价格 -> of=价格,油耗 [mine/terms/a.tsv:5 mine/terms/b.tsv:6 minor]",
		"term 丙丙 (mess) changed: class fault -> mess [mine/terms/a.tsv:4 mine/terms/b.tsv:4 minor]",
		"term 乙乙 (mess) changed: strength 0.5 -> 0.6 [mine/terms/a.tsv:3 mine/terms/b.tsv:3 minor]",
		"term 戊戊 (mess) changed: note before -> after [mine/terms/a.tsv:6 mine/terms/b.tsv:7 patch]",
		"construction 把{patient}当{猴|枪} (mess) changed: strength 0.8 -> 0.5 [mine/constructions.yaml:1 mine/constructions.yaml:1 minor]",
		"class mess changed: strength 0.8 -> 0.7 [mine/classes.yaml:2 mine/classes.yaml:2 minor]",
		"cue 毋 (downtoner) changed: kind negator -> downtoner, value -1 -> 0.5 [mine/cues.yaml:2 mine/cues.yaml:2 patch]",
		"weight question changed: value 0.4 -> 0.125 [general/lexicon.yaml:",
		"word 测评人 added:  [ mine/segment.dict:2 minor]",
		"word 某品牌 changed: frequency 10 -> 20 [mine/segment.dict:1 mine/segment.dict:1 minor]",
	}
	if len(got) != len(want) {
		t.Fatalf("%d changes:\n%s", len(got), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) && !strings.HasPrefix(want[i], "weight") {
			t.Errorf("change %d\n%s, want\n%s", i, got[i], want[i])
		}
	}
	if level, why := d.Needs(); level != Minor || why.Text != "友家" {
		t.Errorf("needs %s for %s", level, why)
	}
	for i := range d.Units {
		u := &d.Units[i]
		if len(u.Changes) == 0 || !u.Everywhere && len(u.Surfaces) == 0 {
			t.Errorf("unit %d matters nowhere: %+v", i, u)
		}
		for _, c := range u.Changes {
			if d.Changes[c].Unit != i {
				t.Errorf("change %s is of unit %d, not %d", &d.Changes[c], d.Changes[c].Unit, i)
			}
		}
	}
	if class := d.Units[d.Changes[11].Unit]; !slices.Contains(class.Surfaces, "甲甲") || !slices.Contains(class.Surfaces, "把") {
		t.Errorf("the class matters to %v", class.Surfaces)
	}
}

func TestTargetsAreColumns(t *testing.T) {
	files, _ := versions()
	old := load(t, files)
	changed := func(replace ...string) *Diff {
		files["lexicon.yaml"] = strings.NewReplacer(replace...).Replace(meta)
		if files["lexicon.yaml"] == meta {
			t.Fatalf("%q do not stand in it", replace)
		}
		return Of(old, load(t, files))
	}
	blogger := "  - {id: blogger, label: 博主, group: person, nouns: [评测人]}\n"
	more := changed(blogger, blogger+"  - {id: club, label: 会, group: people, names: [车友会]}\n")
	if level, why := more.Needs(); level != Major || why.String() != "target club" || !slices.Equal(more.OnlyNew, []string{"club"}) ||
		len(more.Changes) != 1 || !slices.Equal(more.Shared, []string{"maker", "blogger"}) {
		t.Errorf("a new target: %+v", more.Changes)
	}
	fewer := changed(blogger, "")
	if level, _ := fewer.Needs(); level != Major || !slices.Equal(fewer.OnlyOld, []string{"blogger"}) || len(fewer.Changes) != 1 {
		t.Errorf("a target less: %+v", fewer.Changes)
	}
	order := changed("targets:\n", "targets:\n"+blogger, blogger, "")
	if level, _ := order.Needs(); level != Major || len(order.Changes) != 1 || order.Changes[0].FieldsText() != "order maker, blogger -> blogger, maker" {
		t.Errorf("another order: %+v", order.Changes)
	}
	label := changed("label: 某厂", "label: 某企业")
	if level, _ := label.Needs(); level != Patch || len(label.Changes) != 1 || label.Changes[0].Unit < 0 {
		t.Errorf("a label: %+v", label.Changes)
	}
	none := changed("version: \"1.0.0\"", "version: \"1.0.1\"")
	if level, _ := none.Needs(); level != NoBump || !none.Empty() || none.Judging() {
		t.Errorf("nothing: %+v", none.Changes)
	}
	if rise, err := none.Rises(); rise != Patch || err != nil {
		t.Errorf("rises by %s, %v", rise, err)
	}
}

// With everything taken back a mixture is the old lexicon, with nothing the new
// one, up to what Mixed leaves out.
func TestMixtureEnds(t *testing.T) {
	a, b := versions()
	d := Of(load(t, a), load(t, b))
	all := make([]int, len(d.spots))
	for i := range all {
		all[i] = i
	}
	for _, end := range []struct {
		name string
		want *lexicon.Lexicon
		back bool
	}{{"old", d.old, true}, {"new", d.new, false}} {
		got := d.Mixed(func(int) bool { return end.back }, all)
		terms := func(lex *lexicon.Lexicon) (out []lexicon.Term) {
			for _, t := range lex.Terms {
				x := *t
				x.Note, x.Pos = "", lexicon.Position{}
				out = append(out, x)
			}
			return out
		}
		if !reflect.DeepEqual(terms(got), terms(end.want)) {
			t.Errorf("%s: other terms", end.name)
		}
		for i, k := range end.want.Constructions {
			if o := got.Constructions[i]; o.Pattern != k.Pattern || o.Term.Strength != k.Term.Strength || o.Term.Class.Strength != k.Term.Class.Strength {
				t.Errorf("%s: construction %+v, want %+v", end.name, o.Term, k.Term)
			}
		}
		for i, c := range end.want.Cues {
			if o := got.Cues[i]; o.Kind != c.Kind || o.Text != c.Text || o.Value != c.Value {
				t.Errorf("%s: cue %+v, want %+v", end.name, o, c)
			}
		}
		if !reflect.DeepEqual(got.Weights, end.want.Weights) {
			t.Errorf("%s: weights %v", end.name, got.Weights)
		}
		for i, target := range end.want.Targets {
			o := got.Targets[i]
			slices.Sort(o.Names)
			if o.ID != target.ID || !slices.Equal(o.Names, target.Names) || !slices.Equal(o.Nouns, target.Nouns) || len(o.Parts) != len(target.Parts) {
				t.Errorf("%s: target %+v, want %+v", end.name, o, target)
			}
		}
		for i, e := range end.want.Entities {
			if e.ID == "rivals" && !slices.Equal(got.Entities[i].Names, e.Names) {
				t.Errorf("%s: entity %+v, want %+v", end.name, got.Entities[i], e)
			}
		}
	}
}

func TestVersions(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     Level
	}{{"1.2.3", "1.2.4", Patch}, {"1.2.3", "1.3.0", Minor}, {"1.2.3", "2.0", Major}, {"1.2.3", "1.2.3", NoBump}, {"1.2.3", "1.2.2", NoBump},
		{"1.10.0", "1.9.9", NoBump}, {"1", "1.0.1", Patch}, {"0.9", "0.10", Minor}} {
		from, err := ParseVersion(c.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := ParseVersion(c.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := Rise(from, to); got != c.want {
			t.Errorf("%s to %s is %s, want %s", c.from, c.to, got, c.want)
		}
	}
	for _, bad := range []string{"", "1.x", "1.2.3.4", "1.-2", "1.+2", "new"} {
		if v, err := ParseVersion(bad); err == nil {
			t.Errorf("%q is %v", bad, v)
		}
	}
}
