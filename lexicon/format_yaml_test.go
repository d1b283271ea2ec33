package lexicon

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

func TestFormatYAML(t *testing.T) {
	for name, x := range map[string]struct{ in, want string }{
		"indentation": {
			"a:\n    b:\n        - c\n        -   d: e\n            f: g\n", "a:\n  b:\n    - c\n    - d: e\n      f: g\n"},
		"a list in the column of its key": {
			"a:\n- b: c\n  d:\n  - e\nf: g\n", "a:\n  - b: c\n    d:\n      - e\nf: g\n"},
		"a list in a list": {
			"-   -   a\n    -   b\n-\n    c: d\n", "- - a\n  - b\n-\n  c: d\n"},
		"blanks and blank lines": {
			"\n\na: b  \n\n \n\nc: d\t\n\n", "a: b\n\nc: d\n"},
		"no line end": {"a: b", "a: b\n"},
		"comments stay with their column": {
			"# top\na:\n    # of b\n    - b # here\n    # after b\n# of c\nc:\n    d: e\n    # last of c\n# end\n",
			"# top\na:\n  # of b\n  - b # here\n  # after b\n# of c\nc:\n  d: e\n  # last of c\n# end\n"},
		"a comment in no column": {"a:\n    b: c\n  # odd\n    d: e\n", "a:\n  b: c\n  # odd\n  d: e\n"},
		"brackets over lines": {
			"a:\n    b:\n        [c,  \n         d, # e\n\n\n         f]\ng: h\n", "a:\n  b:\n    [c,\n     d, # e\n\n     f]\ng: h\n"},
		"quotes over lines":      {"a:\n    b: \"c\n\n\n      # d: \\\" e\"\n    f: 'it''s\n      g'\n", "a:\n  b: \"c\n\n\n    # d: \\\" e\"\n  f: 'it''s\n    g'\n"},
		"a text over lines":      {"a:\n    b: c\n      d it's [e\n    f: g\n", "a:\n  b: c\n    d it's [e\n  f: g\n"},
		"a block of text":        {"- a: |\n      b  \n\n        # c\n      - d\n  # e\n  f: >-\n     g\n\n\n", "- a: |\n    b  \n\n      # c\n    - d\n  # e\n  f: >-\n    g\n"},
		"a block set in":         {"a:\n    b: |2\n         c\n       d\n", "a:\n  b: |2\n       c\n     d\n"},
		"signs within words":     {"a: b#c | d > e: f\n'g': h\n", ""}, // no YAML: a second colon
		"quotes in words":        {"a: b'c \"d [e {f\nb: it's\n", "a: b'c \"d [e {f\nb: it's\n"},
		"JSON":                   {"{\"a\":\"b\",\n   \"c\":[\"d\"]}\n", "{\"a\":\"b\",\n   \"c\":[\"d\"]}\n"},
		"only comments":          {"\n  # a\n# b\n", "# a\n# b\n"},
		"nothing":                {" \n\n", ""},
		"the mark of a document": {"---\na:\n    b: c\n", "---\na:\n  b: c\n"},
	} {
		c := &collector{}
		got, ok := c.formatYAML("a.yaml", x.in)
		if ok != (name != "signs within words") || got != x.want {
			t.Errorf("%s: %v, %v, got\n%s\nwant\n%s", name, ok, c.problems, got, x.want)
		}
		if again, _ := c.formatYAML("a.yaml", got); ok && again != got {
			t.Errorf("%s: not stable, got\n%s\nthen\n%s", name, got, again)
		}
	}
}

// What is no YAML is told of by its place and left alone.
func TestFormatRefusesWhatIsNoYAML(t *testing.T) {
	files := fstest.MapFS{
		"a/lexicon.yaml": {Data: []byte("name: [a\n")},
		"a/cues.yaml":    {Data: []byte("negator:\n    - {words: [不]}\n")},
		"a/other.yaml":   {Data: []byte("no: file\n   of: it\n")},
	}
	formatted, problems, err := Format(files, "a")
	if err != nil || len(problems) != 1 || problems[0].Pos.File != "a/lexicon.yaml" || problems[0].Pos.Line == 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if len(formatted) != 1 || formatted[0].Name != "cues.yaml" || string(formatted[0].Content) != "negator:\n  - {words: [不]}\n" || !formatted[0].Changed {
		t.Errorf("%+v", formatted)
	}
}

// Blanks at line ends, blank lines and the line ends of Windows go from the
// shipped files too, which else stand as they are.
func TestFormattingBringsShippedYAMLBack(t *testing.T) {
	n := 0
	for _, pattern := range []string{"data/*/*.yaml", "data/*/tests/*.yaml", "data/*/tests/*/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			n++
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := string(content)
			odd := "\n" + strings.ReplaceAll(strings.ReplaceAll(want, "\n\n", "\n\n \n"), "\n", "  \n") + "\n"
			c := &collector{}
			if got, ok := c.formatYAML(file, odd); !ok || got != want {
				t.Errorf("%s does not come back: %v", file, c.problems)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d files", n)
	}
}

// yamlDraw writes a tree twice: in the one form, and in one that YAML allows.
type yamlDraw struct {
	*rapid.T
	formed, odd []string
	n           int
}

func (d *yamlDraw) add(formed, odd string) {
	d.formed = append(d.formed, formed)
	blanks := rapid.SampledFrom([]string{"", "", " ", "\t "}).Draw(d.T, "blanks")
	d.odd = append(d.odd, odd+blanks)
}

// value writes a list or mapping at the columns; lead stands before its first
// line.
func (d *yamlDraw) value(formed, odd int, leadFormed, leadOdd string, depth int) {
	isList := rapid.Bool().Draw(d.T, "list")
	for i := range rapid.IntRange(1, 3).Draw(d.T, "size") {
		d.n++
		before, beforeOdd := strings.Repeat(" ", formed), strings.Repeat(" ", odd)
		if i == 0 && leadOdd != "" {
			before, beforeOdd = leadFormed, leadOdd
		} else if rapid.IntRange(0, 4).Draw(d.T, "comment") == 0 {
			d.add(before+"# a: [b", beforeOdd+"# a: [b")
		}
		further := rapid.IntRange(1, 5).Draw(d.T, "further")
		leaf := depth == 0 || rapid.Bool().Draw(d.T, "leaf")
		switch {
		case isList && leaf:
			word := rapid.SampledFrom([]string{"好", "{a: [b], c: 'd'}", "\"# : [\" # e", "[a, b]"}).Draw(d.T, "word")
			d.add(before+"- "+word, beforeOdd+"-"+strings.Repeat(" ", further)+word)
		case isList:
			d.value(formed+2, odd+1+further, before+"- ", beforeOdd+"-"+strings.Repeat(" ", further), depth-1)
		case leaf:
			word := rapid.SampledFrom([]string{"it's", "\"a: \\\" b\"", "{a: 'b''c'}", "0.5 # f"}).Draw(d.T, "word")
			d.add(fmt.Sprintf("%sk%d: %s", before, d.n, word), fmt.Sprintf("%sk%d: %s", beforeOdd, d.n, word))
		default:
			key := fmt.Sprintf("k%d:", d.n)
			d.add(before+key, beforeOdd+key)
			d.value(formed+2, odd+further, "", "", depth-1)
		}
	}
}

// However far lists and mappings are set in, they come out in one form.
func TestYAMLHasOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &yamlDraw{T: t}
		d.value(0, 0, "", "", 3)
		formed, odd := strings.Join(d.formed, "\n")+"\n", strings.Join(d.odd, "\n")
		for _, text := range []string{odd, formed} {
			c := &collector{}
			if got, ok := c.formatYAML("a.yaml", text); !ok || got != formed {
				t.Fatalf("%v\n%s\nbecame\n%s\nwant\n%s", c.problems, text, got, formed)
			}
		}
	})
}

// FuzzFormatYAML formats what is YAML once for all, and only by its blanks.
func FuzzFormatYAML(f *testing.F) {
	f.Add("a:\n- b: |\n    c\n  d: [e,\n   f]\n# g\n")
	f.Add("\"a\": 'b\n\n c'\n\n\n? d\n: e\n")
	f.Fuzz(func(t *testing.T, text string) {
		var c collector
		text, ok := c.decode("a.yaml", []byte(text))
		if !ok {
			return
		}
		once, ok := c.formatYAML("a.yaml", text)
		if !ok {
			if len(c.problems) == 0 {
				t.Errorf("%q is refused without a reason", text)
			}
			return
		}
		if twice, ok := c.formatYAML("a.yaml", once); !ok || twice != once {
			t.Errorf("%q becomes %q, then %q (%v)", text, once, twice, c.problems)
		}
		if visible(once) != visible(text) {
			t.Errorf("%q becomes %q", text, once)
		}
	})
}
