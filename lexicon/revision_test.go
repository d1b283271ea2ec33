package lexicon

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A lexicon that extends one beside it and an embedded one, at two commits.
func TestRevisions(t *testing.T) {
	repo := t.TempDir()
	t.Chdir(repo)
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	write := func(files map[string]string) {
		t.Helper()
		for name, text := range files {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	run("init", "-q")
	write(map[string]string{
		"lex/base/lexicon.yaml": "name: base\nversion: \"1\"\nextends: [general]\n",
		"lex/base/terms/a.tsv":  "term\tclass\n甲乙\tfault\n",
		"lex/mine/lexicon.yaml": "name: mine\nversion: \"1.0.0\"\nextends: [base]\n",
		"lex/mine/terms/a.tsv":  "term\tclass\n丙丁\tfault\n",
		// What git would change on the way out must not be changed.
		".gitattributes": "*.tsv export-ignore\n",
	})
	run("add", ".")
	run("commit", "-q", "-m", "one")
	run("tag", "v1")
	write(map[string]string{"lex/mine/terms/a.tsv": "term\tclass\n戊己\tfault\n", "lex/base/terms/a.tsv": "term\tclass\n庚辛\tfault\n"})

	has := func(lex *Lexicon, text string) bool {
		return slices.ContainsFunc(lex.Terms, func(t *Term) bool { return t.Text == text })
	}
	for _, name := range []string{"v1:lex/mine", "HEAD:./lex/mine", "v1:lex/mine/"} {
		lex, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if !has(lex, "丙丁") || !has(lex, "甲乙") || has(lex, "戊己") || has(lex, "庚辛") || !has(lex, "垃圾") {
			t.Errorf("%s: not the terms of the revision, of what it extends beside itself and of what is embedded", name)
		}
	}
	lex, err := Open("v1:lex/mine")
	if err != nil {
		t.Fatal(err)
	}
	if got := lex.Terms[slices.IndexFunc(lex.Terms, func(t *Term) bool { return t.Text == "丙丁" })].Ref(); got != "v1:lex/mine/terms/a.tsv:2" {
		t.Errorf("place %s", got)
	}
	t.Chdir(filepath.Join(repo, "lex"))
	if _, err := Open("v1:./mine"); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"v2:lex/mine":                   `has no revision "v2"`,
		"v1:lex/ours":                   `revision "v1" has no folder "lex/ours"`,
		"v1:mine":                       "write v1:./mine",
		"v1:lex/mine/lexicon.yaml":      "is no folder in revision",
		"v1:../../etc":                  "outside of the repository",
		"--upload-pack=x:lex/mine":      "is no revision",
		":lex/mine":                     "is no revision",
		"v1:lex":                        "no file lexicon.yaml",
		"nowhere.zip:mine":              "has no revision",
		filepath.Join(repo, ".gitattr"): "no such file",
	} {
		_, err := Open(name)
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	t.Chdir(t.TempDir())
	if _, err := Open("v1:lex/mine"); err == nil || !strings.Contains(err.Error(), "not a git repository") {
		t.Errorf("outside of a repository: %v", err)
	}
}

type zipped struct {
	name, text string
	mode       fs.FileMode
}

func writeZip(t *testing.T, name string, files ...zipped) {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.mode != 0 {
			h.SetMode(f.mode)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestArchives(t *testing.T) {
	t.Chdir(t.TempDir())
	meta := func(name, extends string) string {
		return "name: " + name + "\nversion: \"1\"\nextends: [" + extends + "]\n"
	}
	writeZip(t, "root.zip", zipped{name: "lexicon.yaml", text: meta("root", "general")}, zipped{name: "terms/a.tsv", text: "term\tclass\n甲乙\tfault\n"})
	writeZip(t, "two.zip", zipped{name: "two/lexicon.yaml", text: meta("two", "other")}, zipped{name: "other/lexicon.yaml", text: meta("other", "general")})
	writeZip(t, "both.zip", zipped{name: "a/lexicon.yaml", text: meta("a", "general")}, zipped{name: "b/lexicon.yaml", text: meta("b", "general")})
	for name, want := range map[string]string{"root.zip": "root", "two.zip": "two", "two.zip:other": "other", "both.zip:b": "b"} {
		lex, err := Open(name)
		if err != nil {
			t.Error(err)
		} else if lex.Name != want {
			t.Errorf("%s is %s, want %s", name, lex.Name, want)
		}
	}
	lexicon := zipped{name: "lexicon.yaml", text: meta("bad", "general")}
	writeZip(t, "up.zip", lexicon, zipped{name: "../terms/a.tsv", text: "x"})
	writeZip(t, "abs.zip", lexicon, zipped{name: "/etc/a.tsv", text: "x"})
	writeZip(t, "back.zip", lexicon, zipped{name: `terms\a.tsv`, text: "x"})
	writeZip(t, "link.zip", lexicon, zipped{name: "terms/a.tsv", text: "/etc/passwd", mode: fs.ModeSymlink | 0o777})
	writeZip(t, "twice.zip", lexicon, lexicon)
	writeZip(t, "empty.zip", zipped{name: "a.txt", text: "x"})
	writeZip(t, "bomb.zip", lexicon, zipped{name: "notes.txt", text: strings.Repeat("0", maxBytes+1)})
	if err := os.WriteFile("no.zip", []byte("PK, but not really"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"up.zip": "no path inside", "abs.zip": "no path inside", "back.zip": "no path inside", "link.zip": "no regular file",
		"twice.zip": "stands in it twice", "empty.zip": "holds no lexicon.yaml", "bomb.zip": "more than 64 MB", "no.zip": "not a valid zip",
		"both.zip": "several lexicons, in the folders a, b: name one", "root.zip:nowhere": `no lexicon in the folder "nowhere"`,
		"none.zip": "no such file",
	} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}
