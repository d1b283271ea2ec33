package lexicon

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
)

// A lexicon from a stranger is refused with a clear error where it reaches for
// more than its folder, or for more than any lexicon needs.

// strange writes a lexicon that extends general into a new folder and returns
// its path. Content that begins with -> is where a symbolic link leads.
func strange(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "mine")
	all := map[string]string{"lexicon.yaml": "name: mine\nversion: \"1\"\nextends: [general]\n"}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if to, isLink := strings.CutPrefix(content, "->"); isLink {
			err = os.Symlink(to, file)
		} else {
			err = os.WriteFile(file, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// problemsOf returns what a check shows of a lexicon.
func problemsOf(t *testing.T, dir string) string {
	t.Helper()
	checked, err := Check(dir)
	if err != nil {
		t.Fatal(err)
	}
	if failed := checked.Problems.Err() != nil; failed == (checked.Lexicon != nil) {
		t.Fatalf("errors: %v, lexicon: %v", failed, checked.Lexicon != nil)
	}
	var b bytes.Buffer
	for _, p := range checked.Problems {
		if err := p.Render(&b, checked.Sources[p.Pos.File]); err != nil {
			t.Fatal(err)
		}
	}
	return strings.ReplaceAll(b.String(), filepath.ToSlash(dir), "mine")
}

func TestExtendsNamesNoPath(t *testing.T) {
	for _, name := range []string{"../general", "/etc", "./general", "..", ".", `a\\b`, "general/../general", "x/../../y"} {
		got := problemsOf(t, strange(t, map[string]string{"lexicon.yaml": "name: mine\nversion: \"1\"\nextends: [\"" + name + "\"]\n"}))
		if !strings.HasPrefix(got, "mine/lexicon.yaml:3:12: error: ") || !strings.Contains(got, "is no name of a lexicon") {
			t.Errorf("%q: %s", name, got)
		}
	}
	for _, name := range []string{`C:`, "--upload-pack=x", "GENERAL", "general ", strings.Repeat("深", 5000)} {
		got := problemsOf(t, strange(t, map[string]string{"lexicon.yaml": "name: mine\nversion: \"1\"\nextends: [\"" + name + "\"]\n"}))
		if !strings.Contains(got, "(extends)") || len(got) > 6000 {
			t.Errorf("%q: %s", name, got)
		}
	}
}

func TestNothingOutsideTheFolderIsRead(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.tsv")
	if err := os.WriteFile(secret, []byte("term\tclass\n绝密之三七\tnowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]map[string]string{
		"absolute":  {"terms/a.tsv": "->" + secret},
		"relative":  {"terms/a.tsv": "->../../secret.tsv"},
		"by a link": {"terms/a.tsv": "->../up/secret.tsv", "up": "->.."},
		"nowhere":   {"terms/a.tsv": "->b.tsv"},
		"to itself": {"terms/a.tsv": "->a.tsv"},
		"a folder":  {"terms/a.tsv": "->../terms"},
		"a device":  {"terms/a.tsv": "->/dev/zero"},
		"tests":     {"tests/a.yaml": "->" + secret},
	} {
		dir := strange(t, files)
		if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "secret.tsv"), []byte("term\tclass\n绝密之三七\tnowhere\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		checked, err := Check(dir)
		if err != nil {
			t.Fatal(err)
		}
		if checked.Lexicon != nil {
			if _, err := checked.ReadTests(TestVocabulary{}); err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(checked.Problems.Error(), "no regular file of the lexicon's folder (outside)") {
			t.Errorf("%s: %v", name, checked.Problems)
		}
		for file, content := range checked.Sources {
			if bytes.Contains(content, []byte("绝密之三七")) {
				t.Errorf("%s: %s was read", name, file)
			}
		}
	}
	// A whole folder beside that is none.
	elsewhere := strange(t, nil)
	dir := strange(t, map[string]string{"lexicon.yaml": "name: mine\nversion: \"1\"\nextends: [theirs]\n"})
	if err := os.Symlink(elsewhere, filepath.Join(filepath.Dir(dir), "theirs")); err != nil {
		t.Fatal(err)
	}
	if got := problemsOf(t, dir); !strings.Contains(got, `no lexicon "theirs" beside`) {
		t.Error(got)
	}
}

// Links are as good as files where they stay inside, as is a link that the
// user named.
func TestLinksInsideTheFolderAreRead(t *testing.T) {
	dir := strange(t, map[string]string{"terms/a.tsv": "->../.data/a.tsv", ".data/a.tsv": "term\tclass\n甲乙\tfault\n"})
	link := filepath.Join(t.TempDir(), "current")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, link} {
		lex, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if lex.Name != "mine" || len(lex.Terms) == 0 {
			t.Errorf("%s: %s", name, lex.Name)
		}
	}
}

func TestLexiconsAreBounded(t *testing.T) {
	repeat := func(n int, line string) string { return strings.Repeat(line, n) }
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const head = "name: mine\nversion: \"1\"\nextends: [general]\n"
	for name, c := range map[string]struct{ file, content, want string }{
		"terms":         {"terms/a.tsv", "term\tclass\n" + many(1_000_000, "词%d\tfault\n"), "mine/lexicon.yaml: error: it has, with what it extends, more than 500000 entries (size)\n"},
		"variants":      {"terms/a.tsv", "term\tclass\n" + many(600_000, "词%d|") + "词\tfault\n", "more than 500000 entries (size)\n"},
		"refused":       {"refused.tsv", "term\n" + repeat(600_000, "词\n"), "more than 500000 entries (size)\n"},
		"words":         {"segment.dict", many(600_000, "词%d 1 n\n"), "more than 500000 entries (size)\n"},
		"mistakes":      {"terms/a.tsv", "term\tclass\n" + many(100_000, "词%d\tfauld\n"), "did you mean \"fault\"? (class)\n"},
		"columns":       {"bearings.tsv", "trait" + many(100_000, "\tt%d+") + "\n", "there can be 200 at most (header)\n"},
		"word":          {"terms/a.tsv", "term\tclass\n" + repeat(1_000_000, "词") + "\tfault\n", "term of 1000000 characters; 500 are the most (size)\n"},
		"class":         {"terms/a.tsv", "term\tclass\n词\t" + repeat(1_000_000, "f") + "\n", "(class)\n"},
		"yaml":          {"cues.yaml", repeat(maxYAML, "#"), ""},
		"more yaml":     {"cues.yaml", repeat(maxYAML+1, "#"), "(size)\n"},
		"lists":         {"cues.yaml", "negator: " + repeat(100_000, "["), "more than 50 deep in each other (yaml)\n"},
		"mappings":      {"cues.yaml", "negator: " + repeat(100_000, "{a: "), "more than 50 deep in each other (yaml)\n"},
		"dashes":        {"cues.yaml", "negator:\n  " + repeat(100_000, "- "), "more than 50 deep in each other (yaml)\n"},
		"questions":     {"cues.yaml", repeat(100_000, "? "), "more than 50 deep in each other (yaml)\n"},
		"anchors":       {"cues.yaml", "negator: " + repeat(100_000, "&a "), "(yaml)\n"},
		"tags":          {"cues.yaml", "negator: " + repeat(100_000, "!a "), "(yaml)\n"},
		"billion":       {"cues.yaml", "negator: &a [x, x]\nintensifier: &b [*a, *a, *a]\nsaying: &c [*b, *b, *b]\n", "anchors and aliases are not used here, write the value out (type)\n"},
		"merge":         {"classes.yaml", "classes:\n  - &a {name: c, pos: v}\n  - {<<: *a, name: d}\n", "anchors and aliases are not used here"},
		"words of yaml": {"cues.yaml", "negator:\n  - value: -1\n    words: [" + many(100_000, "词%d, ") + "词]\n", ""},
		"twice":         {"cues.yaml", "negator:\n  - value: -1\n    words: [" + repeat(100_000, "词, ") + "词]\n", "\"词\" stands twice in words"},
		"targets":       {"lexicon.yaml", head + "targets:\n" + many(20_000, "  - {id: t%[1]d, label: 甲, group: org, names: [甲%[1]d]}\n"), "20000 targets; 90 are the most (size)\n"},
		"homonyms": {"lexicon.yaml", head + "targets:\n  - id: t\n    label: 甲\n    group: org\n    names: [甲" + many(30_000, ", 乙%d") + "]\n    homonyms: [甲甲" +
			many(30_000, ", 丙%d") + "]\n", "(homonym)\n"},
		"entities":   {"lexicon.yaml", head + "entities:\n" + many(30_000, "  - {id: t%[1]d, group: org, names: [甲%[1]d]}\n"), ""},
		"classes":    {"classes.yaml", "classes:\n" + many(30_000, "  - {name: c%d, pos: v}\n"), ""},
		"escape":     {"lexicon.yaml", "name: \"a\\e[2J\"\nversion: \"1\"\n", "the control character U+001B in name (control)\n"},
		"backwards":  {"lexicon.yaml", head + "targets:\n  - {id: a, label: \"\\u202e甲\", group: org, names: [甲乙]}\n", "U+202E in label (control)\n"},
		"in a term":  {"terms/a.tsv", "term\tclass\n甲\x1b[31m乙\tfault\n", "2 | 甲·[31m乙\tfault\n"},
		"in a name":  {"terms/a\x1b[31m.txv", "", "error: not a file of a lexicon"},
		"null bytes": {"terms/a.tsv", repeat(100_000, "\x00\n"), "the control character U+0000 (control)\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := problemsOf(t, strange(t, map[string]string{c.file: c.content}))
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %.2000s, want %s", got, c.want)
			}
			if strings.ContainsAny(got, "\x00\x1b\u202e") {
				t.Errorf("%.2000q acts on the terminal", got)
			}
			if len(got) > 2_000_000 {
				t.Errorf("%d bytes of errors", len(got))
			}
		})
	}
}

// A file that says that it is larger than the memory is not asked for more.
func TestHugeFilesAreNotRead(t *testing.T) {
	dir := strange(t, map[string]string{"terms/a.tsv": ""})
	if err := os.Truncate(filepath.Join(dir, "terms/a.tsv"), 1<<40); err != nil {
		t.Fatal(err)
	}
	if got := problemsOf(t, dir); got != "mine/lexicon.yaml: error: its files, and those of what it extends, take more than 64 MB (size)\n" {
		t.Error(got)
	}
}

func TestTooManyFiles(t *testing.T) {
	files := fstest.MapFS{"mine/lexicon.yaml": {Data: []byte("name: mine\nversion: \"1\"\nextends: [general]\n")}}
	for i := range maxFiles {
		files[fmt.Sprintf("mine/.git/%d", i)] = &fstest.MapFile{}
	}
	if _, err := Load(files, "mine"); err != nil {
		t.Errorf("hidden files count: %v", err)
	}
	for i := range maxFiles {
		files[fmt.Sprintf("mine/%d.md", i)] = &fstest.MapFile{}
	}
	if _, err := Load(files, "mine"); err == nil || !strings.Contains(err.Error(), "more than 10000 files") {
		t.Errorf("got %v", err)
	}
}

func TestLongChainsOfExtends(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 1000 {
		files[fmt.Sprintf("l%d/lexicon.yaml", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "name: l\nversion: \"1\"\nextends: [l%d]\n", i+1)}
	}
	files["l1000/lexicon.yaml"] = &fstest.MapFile{Data: []byte("name: l\nversion: \"1\"\nextends: [l0]\n")}
	_, err := Load(files, "l0")
	if AsProblems(err) == nil || !strings.Contains(err.Error(), "more than 50 lexicons extend each other here (extends)") {
		t.Errorf("got %v", err)
	}
}

func TestTooManyMistakesAreCounted(t *testing.T) {
	checked, err := Check(strange(t, map[string]string{"terms/a.tsv": "term\tclass\n" + strings.Repeat("词\tnowhere\n", 1500)}))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(checked.Problems) + checked.NotKept; len(checked.Problems) != maxProblems || n < 1500 {
		t.Errorf("%d problems and %d more", len(checked.Problems), checked.NotKept)
	}
}

// What would wait for somebody to write into it is not opened.
func TestPipesAreNotOpened(t *testing.T) {
	dir := strange(t, map[string]string{"terms/b.tsv": "term\tclass\n"})
	pipe := filepath.Join(dir, "terms/a.tsv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := problemsOf(t, dir); got != "mine/terms/a.tsv: error: no regular file of the lexicon's folder (outside)\n" {
		t.Error(got)
	}
}
