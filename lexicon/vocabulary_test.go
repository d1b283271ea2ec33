package lexicon

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// A kind that is declared but not listed could be used by no lexicon.
func TestEveryDeclaredKindOfCueIsListed(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "vocabulary.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "CueKind" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, value)
		}
		return true
	})
	listed := names(CueKinds())
	slices.Sort(declared)
	slices.Sort(listed)
	if len(declared) == 0 || !slices.Equal(declared, listed) {
		t.Errorf("declared %v\nlisted %v", declared, listed)
	}
	if len(slices.Compact(listed)) != len(declared) {
		t.Error("a kind is listed twice")
	}
}

func TestWeightsAreNamedOnceAndExplained(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range WeightNames() {
		if seen[w.Name] || w.Doc == "" || !columnName.MatchString(w.Name) {
			t.Errorf("weight %+v", w)
		}
		seen[w.Name] = true
	}
}

func TestSimplified(t *testing.T) {
	for traditional, want := range map[rune]rune{'詆': '诋', '㑯': '㑔', '龜': '龟', '麵': '面', '鬥': '斗'} {
		if got, ok := Simplified(traditional); !ok || got != want {
			t.Errorf("%c: got %c, %v", traditional, got, ok)
		}
	}
	for _, both := range "乾著藉诋面斗A。🤡\uFFFD" {
		if got, ok := Simplified(both); ok {
			t.Errorf("%c is taken for the traditional %c", both, got)
		}
	}
	// The search needs them in order, three bytes each.
	for i := 0; i+6 < len(traditionalPairs); i += 6 {
		if traditionalPairs[i:i+3] >= traditionalPairs[i+6:i+9] {
			t.Fatalf("%s stands before %s", traditionalPairs[i:i+3], traditionalPairs[i+6:i+9])
		}
	}
}

func TestGuess(t *testing.T) {
	known := []string{"hostile", "harm", "praise"}
	for name, want := range map[string]string{
		"hostlie": "hostile", "ham": "harm", "prase": "praise", "hostility": "hostile",
		"support": "", "": "", "x": "",
	} {
		got := guess(name, known)
		if want != "" {
			want = `; did you mean "` + want + `"?`
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
