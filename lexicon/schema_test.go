package lexicon

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaOf compiles the schema of a kind of file.
func schemaOf(t testing.TB, kind string, words TestVocabulary) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(kind, words)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(kind+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(kind + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is a file of YAML as a schema sees it.
func asJSON(t testing.TB, content string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(content), &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	v, err = jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// variant is a document with one change.
type variant struct {
	what  string
	value any
}

// breaks returns what makes a valid value of a shape invalid, one change each.
func breaks(s *shape, v any) []variant {
	out := []variant{{"null", nil}}
	add := func(what string, value any) { out = append(out, variant{what, value}) }
	within := func(what string, s *shape, v any, put func(any) any) {
		for _, b := range breaks(s, v) {
			add(what+": "+b.what, put(b.value))
		}
	}
	switch s.kind {
	case textKind, wordKind, effectKind:
		add("number", 7)
		add("empty", "")
		for _, not := range s.not {
			add("not "+not, not)
		}
		if s.known != nil {
			add("unknown", "nonesuch")
		}
		if s.kind == wordKind {
			add("blanks", v.(string)+" ")
			add("upper case", v.(string)+"A")
			add("long", strings.Repeat("长", maxWord+1))
		}
		if s.kind == effectKind {
			for _, e := range []string{"author>nobody-1", "author>agent-1.5", "author>agent+0", "author>author+1", "agent-1", "author>agent1", "author>agent-x"} {
				add(e, e)
			}
		}
	case numberKind:
		add("text", "0.5")
		add("list", []any{0.5})
		switch {
		case s.span == nil:
		case s.span.only != nil:
			add("none of the known", 0.5)
		default:
			add("too much", s.span.max+1)
			add("too little", s.span.min-1)
			if s.span.openMin {
				add("the open end", s.span.min)
			}
		}
	case listKind:
		add("no list", "x")
		list := v.([]any)
		if s.needy {
			add("no element", []any{})
		}
		if s.unique {
			add("twice", append(slices.Clone(list), list[0]))
		}
		within("element", s.items, list[0], func(e any) any { return append([]any{e}, list[1:]...) })
	case tableKind:
		add("no mapping", "x")
		table := v.(map[string]any)
		for key, value := range table {
			within(key, s.items, value, func(e any) any { return with(table, key, e) })
		}
	case recordKind:
		add("no mapping", "x")
		add("list", []any{v})
		m := v.(map[string]any)
		add("unknown field", with(m, "nonesuch", "x"))
		for i := range s.fields {
			f := &s.fields[i]
			value, ok := m[f.name]
			if !ok {
				continue // another example of the shape has it
			}
			if f.required {
				add("without "+f.name, without(m, f.name))
			}
			within(f.name, &f.shape, value, func(e any) any { return with(m, f.name, e) })
		}
		for _, fields := range [][]string{s.anyOf, s.filled, s.said} {
			if fields != nil {
				add("without "+strings.Join(fields, ", "), without(m, fields...))
			}
		}
		if s.said != nil {
			add("blank", with(without(m, s.said...), s.said[0], " "))
		}
		if s.together[0] != "" {
			add("without "+s.together[1], without(m, s.together[1]))
		}
	}
	return out
}

func with(m map[string]any, key string, value any) map[string]any {
	m = maps.Clone(m)
	m[key] = value
	return m
}

func without(m map[string]any, keys ...string) map[string]any {
	m = maps.Clone(m)
	for _, key := range keys {
		delete(m, key)
	}
	return m
}

// unused returns the fields of a shape that an example does not have.
func unused(s *shape, v any) []string {
	var out []string
	switch s.kind {
	case listKind:
		for _, e := range v.([]any) {
			out = append(out, unused(s.items, e)...)
		}
	case recordKind:
		for i := range s.fields {
			f := &s.fields[i]
			if value, ok := v.(map[string]any)[f.name]; ok {
				out = append(out, unused(&f.shape, value)...)
			} else {
				out = append(out, s.what+": "+f.name)
			}
		}
	}
	return out
}

// example is a file that has every field of its shape.
type example struct {
	kind, file string
	shape      shape
	content    string
}

func examples() []example {
	classes, constructions := classesShape(), constructionsShape()
	const class = `{gloss: a word, pos: v, strength: 0.5, effects: [author>agent-1], rejected: [author>agent+0.5], stopped: [author>agent-.25],
    negated: [agent>patient-0.10], harms: patient, helps: agent, neg: cancel, content: keep, polarity: -1`
	const construction = `- {pattern: "把{patient}当{猴|枪}", pos: v, class: hostile, strength: 0.5, effects: [author>agent-1], neg: weaken, content: none, note: a remark}`
	named := shape{kind: recordKind, what: classes.oneOf[0].what, fields: []field{classes.oneOf[0].fields[0]}}
	named.fields[0].shape = named.fields[0].oneOf[1]
	listed := shape{kind: recordKind, what: classes.oneOf[0].what, fields: []field{classes.oneOf[0].fields[0]}}
	listed.fields[0].shape = listed.fields[0].oneOf[0]
	cues := "{"
	for _, kind := range CueKinds() {
		value := "1"
		switch kind {
		case CueDowntoner:
			value = "0.5"
		case CueAspect, CueImplying:
			value = "1, of: [词aspect]"
		}
		cues += fmt.Sprintf("%s: [{words: [词%s], value: %s}], ", kind, kind, value)
	}
	weights := "{"
	for _, w := range WeightNames() {
		weights += w.Name + ": 0.5, "
	}
	return []example{
		{"lexicon", "lexicon.yaml", metaShape(), `{name: mine, version: "1", extends: [base], targets: [{id: maker, label: 某品牌, group: org, names: [某品牌], nouns: [厂家],
    parts: [{kind: person, names: [某总], weight: 0.5, shields: [hostile]}], descriptions: [{text: 做车的那家, confidence: 0.5}],
    pronouns: [它], homonyms: [某品牌坊], deeds: [{class: hostile, against: maker, confidence: 0.5}], first_person: 0.5}],
  entities: [{id: rival, group: org, names: [对手]}], weights: ` + weights + "}}"},
		{"classes", "classes.yaml", listed, "classes: [" + class + ", name: mess}]"},
		{"classes", "classes.yaml", named, "classes: {mess: " + class + "}}"},
		{"classes", "classes.yaml", classes.oneOf[1], "[" + class + ", name: mess}]"},
		{"cues", "cues.yaml", cuesShape(), cues + "}"},
		{"constructions", "constructions.yaml", constructions.oneOf[1], construction},
		{"constructions", "constructions.yaml", constructions.oneOf[0], "constructions:\n  " + construction},
		{"tests", "tests/a.yaml", testsShape(someWords()), `[{name: a word, note: a remark, rule: op-negation, shows: op-negation, stronger: maker, title: 题, text: 某品牌不好, about: maker, target: 某店,
    want: {maker: AGAINST}, sentiment: NEG, evidence: [不好], found: [不好 -maker], twin: {title: 题, text: 某品牌好, about: 某店, target: 某店,
    want: {某店: FAVOR}, sentiment: POS, evidence: [好], found: [好 +某店, 好 +]}}]`},
	}
}

func someWords() TestVocabulary {
	return TestVocabulary{Labels: []string{"FAVOR", "AGAINST", "NONE"}, Sentiments: []string{"POS", "NEG", "NEU"}, Rules: []string{"op-negation"}}
}

// loads says what is wrong with a lexicon that has one file with the content.
func loads(t *testing.T, file, content string) error {
	t.Helper()
	files := baseFiles(t)
	files["mine/lexicon.yaml"] = &fstest.MapFile{Data: []byte("{name: mine, version: \"1\", extends: [base], targets: [{id: maker, label: 某品牌, group: org, names: [某品牌]}]}")}
	files["mine/"+file] = &fstest.MapFile{Data: []byte(content)}
	checked := checkFolder(t, files, "mine")
	if err := checked.Problems.Err(); err != nil || checked.Lexicon == nil {
		return err
	}
	if _, err := checked.ReadTests(someWords()); err != nil {
		return err
	}
	return checked.Problems.Err()
}

// What breaks any field of any file is refused by the loader and by the schema
// alike, and what takes away a field that can be absent by neither.
func TestLoaderAndSchemasAgree(t *testing.T) {
	for _, x := range examples() {
		schema := schemaOf(t, x.kind, someWords())
		v := asPlain(t, x.content)
		if lacks := unused(&x.shape, v); len(lacks) > 0 {
			t.Errorf("%s: the example lacks %q", x.kind, lacks)
		}
		if err := loads(t, x.file, x.content); err != nil {
			t.Errorf("%s: %v", x.kind, err)
		}
		if err := schema.Validate(asJSON(t, x.content)); err != nil {
			t.Errorf("%s: %v", x.kind, err)
		}
		n := 0
		for _, b := range breaks(&x.shape, v) {
			if b.value == nil {
				continue // an empty file is no file yet; see below
			}
			n++
			text, err := json.Marshal(b.value)
			if err != nil {
				t.Fatal(err)
			}
			if loads(t, x.file, string(text)) == nil {
				t.Errorf("%s, %s: the loader takes\n%s", x.kind, b.what, text)
			}
			if schema.Validate(asJSON(t, string(text))) == nil {
				t.Errorf("%s, %s: the schema takes\n%s", x.kind, b.what, text)
			}
		}
		if n < 10 {
			t.Errorf("%s: only %d broken documents", x.kind, n)
		}
	}
}

// Spellings of nothing, and of what looks like something else.
func TestLoaderAndSchemasAgreeOnOddFiles(t *testing.T) {
	for _, x := range []struct {
		kind, file, content string
		ok                  bool
	}{
		{"classes", "classes.yaml", "# later\n", true},
		{"cues", "cues.yaml", "# later\n", true},
		{"cues", "cues.yaml", "{}\n", true},
		{"constructions", "constructions.yaml", "", true},
		{"constructions", "constructions.yaml", "# later\n", true},
		{"constructions", "constructions.yaml", "[]\n", true},
		{"tests", "tests/a.yaml", "# later\n", true},
		{"tests", "tests/a.yaml", "- text: 好\n  want: {}\n", true},
		{"tests", "tests/a.yaml", "- text: 好\n  found: []\n", true},
		{"lexicon", "lexicon.yaml", "# later\n", false},
		{"lexicon", "lexicon.yaml", "name: mine\nversion: 1.10\nextends: [base]\n", false},
		{"lexicon", "lexicon.yaml", "name: mine\nversion: \"1.10\"\nextends: [base]\ntargets:\n", false},
		{"lexicon", "lexicon.yaml", "name: mine\nversion: \"1.10\"\nextends: [base]\ntargets: []\n", true},
		{"lexicon", "lexicon.yaml", "name: mine\nversion: \"1.10\"\nextends: [../base]\n", false},
		{"lexicon", "lexicon.yaml", "name: mine\nversion: \"1.10\"\nextends: [..]\n", false},
		{"lexicon", "lexicon.yaml", "name: mine\nversion: \"\"\nextends: [base]\n", false},
		{"lexicon", "lexicon.yaml", "name: mine\nversion: |\n\nextends: [base]\n", false},
		{"lexicon", "lexicon.yaml", "- name: mine\n", false},
		{"classes", "classes.yaml", "{}\n", false},
		{"classes", "classes.yaml", "classes: []\n", true},
		{"constructions", "constructions.yaml", "construction: []\n", false},
		{"cues", "cues.yaml", "negator:\n", false},
		{"cues", "cues.yaml", "negator: []\n", true},
		{"cues", "cues.yaml", "negator:\n  - {words: [no, 不]}\n", true},
		{"cues", "cues.yaml", "negator:\n  - {words: [true, 不]}\n", false},
		{"tests", "tests/a.yaml", "- text: 好\n  evidence: []\n", false},
		{"tests", "tests/a.yaml", "- title: \" \"\n  text: 好\n  want: {}\n", true},
		{"tests", "tests/a.yaml", "- text: 好\n  want: {maker: }\n", false},
		{"tests", "tests/a.yaml", "- text: 好\n  found: [好-maker]\n", false},
	} {
		loader := loads(t, x.file, x.content)
		schema := schemaOf(t, x.kind, someWords()).Validate(asJSON(t, x.content))
		if (loader == nil) != x.ok || (schema == nil) != x.ok {
			t.Errorf("%q: want ok %v\nthe loader: %v\nthe schema: %v", x.content, x.ok, loader, schema)
		}
	}
}

func TestSchemaKinds(t *testing.T) {
	for file, want := range map[string]string{
		"lexicon.yaml": "lexicon", "tests/a.yaml": "tests", "tests/pins/b.yaml": "tests", "cues.yaml": "cues",
		"tests.yaml": "", "terms/own.tsv": "", "tests/README.md": "", "other.yaml": "",
	} {
		if got := SchemaKindOf(file); got != want {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
	}
	if _, err := Schema("cue", TestVocabulary{}); err == nil || !strings.Contains(err.Error(), `did you mean "cues"?`) {
		t.Error(err)
	}
}

func asPlain(t *testing.T, content string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(content), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
