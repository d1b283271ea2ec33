package lexicon

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

// FuzzLoad reads arbitrary bytes as each kind of file. Whatever they are, the
// result is a lexicon, which loads as it was when it is written whole, or
// problems at places that exist.
func FuzzLoad(f *testing.F) {
	kinds := []string{"lexicon.yaml", "classes.yaml", "cues.yaml", "constructions.yaml", "terms/a.tsv", "segment.dict", "refused.tsv", "bearings.tsv"}
	for i, content := range []string{
		metaT + "targets:\n  - {id: a, label: 甲, group: org, names: [甲], parts: [{kind: k, names: [乙]}], descriptions: [{text: 丙, confidence: 0.5}], homonyms: [甲乙]}\n",
		"classes:\n  harm: {pos: v, effects: [author>agent-1]}\n",
		"negator:\n  - {words: [不, '没'], value: -1}\n",
		"- {pattern: \"把{patient}当{猴|韭菜}{...}\", class: hostile}\n",
		header + "诋毁|抹黑\tv\thostile\t0.5\tauthor>agent-1;agent>patient-0.5\tflip\tblock\tof=价格;not=配置\tnote\n",
		"年框 10 n\n",
		"term\treason\n苹果\tx\n",
		"trait\n好\n",
	} {
		f.Add(uint8(i), []byte(content))
		f.Add(uint8(i), []byte(bom+strings.ReplaceAll(content, "\n", "\r\n")))
		f.Add(uint8(i), []byte(content[:len(content)-5]+"\xff\x00"))
	}
	f.Add(uint8(2), []byte("? [a]\n: b\n"))
	f.Add(uint8(2), []byte("a: &x [*x]\n<<: *x\n"))
	f.Fuzz(func(t *testing.T, kind uint8, content []byte) {
		files := withBase(t, map[string]string{"t/lexicon.yaml": metaT})
		files["t/"+kinds[int(kind)%len(kinds)]] = &fstest.MapFile{Data: content}
		checked := checkFolder(t, files, "t")
		if failed := checked.Problems.Err() != nil; failed == (checked.Lexicon != nil) {
			t.Fatalf("errors: %v, lexicon: %v", failed, checked.Lexicon != nil)
		}
		if checked.Lexicon != nil {
			if list := differs(checked.Lexicon, rewritten(t, checked.Lexicon)); len(list) > 0 {
				t.Errorf("written whole it loads as another: %s", list)
			}
		}
		for _, p := range checked.Problems {
			if p.Message == "" || p.Rule == "" || !utf8.ValidString(p.Message) {
				t.Errorf("bad problem %q", p)
			}
			source, ok := checked.Sources[p.Pos.File]
			if !ok {
				t.Fatalf("no such file: %s", p)
			}
			if p.Pos.Line == 0 {
				continue
			}
			line, ok := nthLine(source, p.Pos.Line)
			if !ok || p.Pos.Column < 1 || p.Pos.Column > utf8.RuneCountInString(line)+1 {
				t.Errorf("no such place: %s in %q", p, source)
			}
			if err := p.Render(io.Discard, source); err != nil {
				t.Error(err)
			}
		}
	})
}

func BenchmarkEmbedded(b *testing.B) {
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			terms := 0
			for b.Loop() {
				lex, err := Embedded(name)
				if err != nil {
					b.Fatal(err)
				}
				terms = len(lex.Terms)
			}
			b.ReportMetric(float64(terms), "terms")
		})
	}
}

// 15,000 terms have to load in less than 0.1 s, 50,000 in less than 1 s.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{15_000, 50_000} {
		b.Run(fmt.Sprintf("terms=%d", n), func(b *testing.B) { benchmarkLoad(b, n) })
	}
}

func benchmarkLoad(b *testing.B, n int) {
	var rows strings.Builder
	rows.WriteString(header)
	for i := range n {
		fmt.Fprintf(&rows, "词%d\tv\thostile\t0.7\tauthor>agent-1\t\t\t\ta note\n", i)
	}
	files := withBase(b, map[string]string{"t/lexicon.yaml": metaT, "t/terms/a.tsv": rows.String()})
	b.ReportAllocs()
	for b.Loop() {
		lex, err := Load(files, "t")
		if err != nil {
			b.Fatal(err)
		}
		if len(lex.Terms) != n {
			b.Fatalf("%d terms", len(lex.Terms))
		}
	}
}
