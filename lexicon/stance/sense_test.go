package stance

import (
	"testing"
	"testing/fstest"

	"lichang/lexicon/token"
)

// sensesLexicon has a term whose senses all wait for the patient, one with a
// sense beside them, one that is neutral beside them, and one whose senses
// depend on the words before it.
const sensesLexicon = `term	class	when
损	hostile	patient=people
损	criticize	patient=org
损	praise	patient=person
夸	praise
夸	hostile	of=暗;patient=people
夸	care	patient=people
砍	neutral
翘	trouble	not=桌
翘	fault	of=角
翘	neutral
砍	hostile	patient=people
`

func TestSensesByPatientAndWords(t *testing.T) {
	e := engineOf(t, fstest.MapFS{
		"mine/lexicon.yaml": {Data: []byte(`name: mine
version: "1"
extends: [general]
targets:
  - {id: maker, label: 甲, group: org, names: [甲厂]}
  - {id: owner, label: 乙, group: people, names: [乙众]}
  - {id: writer, label: 丙, group: person, names: [丙君]}
`)},
		"mine/terms/a.tsv": {Data: []byte(sensesLexicon)},
	})
	for _, c := range []struct{ text, class string }{
		{"丙君损乙众", "hostile"},
		{"丙君损甲厂", "criticize"},
		{"甲厂损丙君", "praise"},
		{"甲厂损桌子", ""}, // nobody whom a sense is about
		{"甲厂夸丙君", "praise"},
		{"甲厂夸乙众", "care"},
		{"甲厂暗夸乙众", "hostile"},
		{"甲厂砍乙众", "hostile"},
		{"甲厂砍丙君", ""},
		{"甲厂角翘", "fault"}, // the word that it wants says more than one that it lacks
		{"甲厂翘", "trouble"},
		{"甲厂桌角翘", "fault"},
		{"甲厂桌翘", ""},
		{"甲厂支持损乙众", "support hostile"},
		{"甲厂支持损桌子", "support"},
	} {
		v := &token.View{Runes: []rune(c.text)}
		d := &doc{}
		d.reset(e, v, naiveTokens(v, true), Options{})
		d.through(func(s stage) bool { return s.name == "operate" })
		got := ""
		for i, f := range d.frames {
			if i > 0 {
				got += " "
			}
			got += f.term.Class.Name
			if f.parent >= len(d.frames) || f.content >= len(d.frames) {
				t.Errorf("%s: frame %d points at none: %d, %d of %d", c.text, i, f.parent, f.content, len(d.frames))
			}
		}
		if got != c.class {
			t.Errorf("%s: frames %q, want %q", c.text, got, c.class)
		}
	}
}
