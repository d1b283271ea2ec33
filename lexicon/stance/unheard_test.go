package stance

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"lichang/lexicon"
)

// loadTerms loads a lexicon of made-up terms that extends general.
func loadTerms(t testing.TB, terms string) *Engine {
	t.Helper()
	return engineOf(t, fstest.MapFS{
		"mine/lexicon.yaml":       {Data: []byte("name: mine\nversion: \"1\"\nextends: [general]\n")},
		"mine/constructions.yaml": {Data: []byte("- {pattern: \"鬲{...}鬯\", class: fault}\n- {pattern: \"鬲{patient}鬯了\", class: harm}\n")},
		"mine/terms/a.tsv":        {Data: []byte("term\tclass\twhen\n" + terms)},
	})
}

// engineOf compiles the lexicon in the folder mine.
func engineOf(t testing.TB, files fstest.MapFS) *Engine {
	t.Helper()
	lex, err := lexicon.Load(files, "mine")
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(lex)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func ownTerm(t *lexicon.Term) bool { return strings.HasPrefix(t.Pos.File, "mine/") }

// stutter is a normal form in which no rune follows itself.
func stutter(text string) string {
	var out []rune
	for _, r := range text {
		if len(out) == 0 || out[len(out)-1] != r {
			out = append(out, r)
		}
	}
	return string(out)
}

func TestUnheard(t *testing.T) {
	for _, c := range []struct {
		name, terms string
		want        []string // line, rule and a part of the message
	}{
		{"heard", "鼋鼍\tfault\n鼋\tmerit\n黾\tneutral\n", nil},
		{"normal form", "鼋鼋鼍\tfault\n", []string{`2 unheard "鼋鼍"`}},
		{"normal form of another", "鼋鼋鼍\tfault\n鼋鼍\tfault\n", []string{"2 swallowed mine/terms/a.tsv:3:1"}},
		{"said twice", "鼋鼍\tfault\n鼋鼍\ttrouble\n", []string{"2 swallowed mine/terms/a.tsv:3:1"}},
		{"apart by words", "鼋鼍\tfault\tof=价格\n鼋鼍\ttrouble\tof=服务\n鼋鼍\tmerit\n", nil},
		{"fewer words", "鼋鼍\tfault\tof=价格,服务\n鼋鼍\ttrouble\tof=服务\n", []string{"3 swallowed mine/terms/a.tsv:2:1"}},
		{"where another may not stand", "鼋鼍\tfault\tnot=价格\n鼋鼍\ttrouble\n", nil},
		{"words that exclude each other", "鼋鼍\tfault\tof=价格;not=价格\n", []string{"2 unheard of=价格;not=价格"}},
		{"patients", "鼋鼍\thostile\tpatient=people\n鼋鼍\tcriticize\tpatient=org\n鼋鼍\tpraise\n", nil},
		{"in a title", "《鼋鼍》\tfault\n", []string{`2 unheard "《鼋鼍》"`}},
		{"a whole construction", "鬲鬯\tmerit\n鬲鼍鬯\tmerit\n", nil},
	} {
		got := loadTerms(t, c.terms).Unheard(ownTerm, stutter)
		if len(got) != len(c.want) {
			t.Errorf("%s: found %v, want %v", c.name, got, c.want)
			continue
		}
		for i, p := range got {
			var line int
			var rule, part string
			if _, err := fmt.Sscan(c.want[i], &line, &rule, &part); err != nil {
				t.Fatal(err)
			}
			if p.Pos.Line != line || p.Pos.Column == 0 || p.Rule != rule || p.Level != lexicon.Warning || !strings.Contains(p.Message, part) {
				t.Errorf("%s: found %v, want %v", c.name, p, c.want[i])
			}
		}
	}
}

// A term beyond those that were asked for is no finding.
func TestUnheardOfOwnTermsAlone(t *testing.T) {
	e := loadTerms(t, "鼋鼋鼍\tfault\n")
	if got := e.Unheard(func(*lexicon.Term) bool { return false }, stutter); len(got) > 0 {
		t.Errorf("found %v", got)
	}
}

func BenchmarkUnheard50000(b *testing.B) {
	digits := []rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
	conditions := []string{"", "of=价格,服务", "not=价格"}
	var terms strings.Builder
	for i := range 50_000 {
		fmt.Fprint(&terms, "鼋")
		for n, k := i, 0; k < 4; n, k = n/len(digits), k+1 {
			fmt.Fprintf(&terms, "%c", digits[n%len(digits)])
		}
		fmt.Fprintf(&terms, "\tfault\t%s\n", conditions[i%len(conditions)])
	}
	e := loadTerms(b, terms.String())
	for b.Loop() {
		if got := e.Unheard(ownTerm, func(text string) string { return text }); len(got) > 0 {
			b.Fatal(len(got), got[0])
		}
	}
}
