package output

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestSafeNameKeepsPlainNames(t *testing.T) {
	for _, s := range []string{"微博", "36氪", "zhihu", "news.sina.com.cn", "a_b-c", "某论坛2"} {
		if got := SafeName(s); got != s {
			t.Errorf("SafeName(%q) = %q", s, got)
		}
	}
}

func TestSafeNameOfTroubleMakers(t *testing.T) {
	troubles := []string{"", ".", "..", "a/b", `a\b`, "a%2Fb", "a:b", "con", "nul.txt", "com1", "trailing.", ".hidden", "007", "1e5", "-1", "2026-01-07",
		"null", "nan", "true", "inf", "__HIVE_DEFAULT_PARTITION__", "IT之家", "it之家~0000", "a\x00b", "a\nb", "\xff\xfe", "é", "e\u0301", "\uf900", "👩‍💻",
		strings.Repeat("长", 100), strings.Repeat("x", 300), "k=v", "a b", " a", "ＡＢ"}
	seen := map[string]string{}
	for _, s := range troubles {
		name := SafeName(s)
		if !strings.Contains(name, "~") {
			t.Errorf("SafeName(%q) = %q, which a reader or file system may take for something else", s, name)
		}
		if other, ok := seen[fold(name)]; ok {
			t.Errorf("%q and %q share the name %q", s, other, name)
		}
		seen[fold(name)] = s
	}
}

// fold is what the most forgiving file system makes of a name.
func fold(s string) string { return cases.Fold().String(norm.NFKD.String(s)) }

func TestSafeNameProperties(t *testing.T) {
	dir := t.TempDir()
	source := rapid.OneOf(rapid.String(), rapid.StringMatching(`[aA.~%/_=0-9甲Éé-]{0,6}`), rapid.SampledFrom([]string{"ABC", "abc", "Abc", "007", "7"}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := source.Draw(t, "a"), source.Draw(t, "b")
		x, y := SafeName(a), SafeName(b)
		if a != b && fold(x) == fold(y) {
			t.Fatalf("%q and %q share the name %q", a, b, x)
		}
		if !utf8.ValidString(x) || len(x) > maxPlainName || x == "" || strings.ContainsAny(x, "/\\%:*?\"<>|=\x00") || strings.HasSuffix(x, ".") {
			t.Fatalf("SafeName(%q) = %q", a, x)
		}
		path := filepath.Join(dir, sourcePrefix+x)
		if err := os.Mkdir(path, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	})
}
