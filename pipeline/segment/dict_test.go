package segment

import (
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func goList(t *testing.T, field string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{."+field+"}}", "github.com/yanyiwu/gojieba").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestCarriedDictionariesAreTheModules(t *testing.T) {
	dicts := filepath.Join(goList(t, "Dir"), "deps", "cppjieba", "dict")
	for _, name := range []string{wordsFile, modelFile} {
		theirs, err := os.ReadFile(filepath.Join(dicts, name))
		if err != nil {
			t.Fatal(err)
		}
		if sha256.Sum256(theirs) != sha256.Sum256(unpacked(name)) {
			t.Errorf("%s is not the module's; run go generate ./pipeline/segment", name)
		}
	}
	licence := string(unpacked("LICENSE"))
	for _, file := range []string{"LICENSE", "deps/cppjieba/LICENSE"} {
		theirs, err := os.ReadFile(filepath.Join(goList(t, "Dir"), filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(licence, string(theirs)) {
			t.Errorf("the carried LICENSE lacks gojieba's %s", file)
		}
	}
}

func TestVersionOfGojieba(t *testing.T) {
	if got := goList(t, "Version"); got != gojiebaVersion {
		t.Errorf("go.mod requires gojieba %s, the hash says %s", got, gojiebaVersion)
	}
}

// The C++ library aborts the process at an empty file and at a malformed line.
func TestCarriedDictionariesAreWellFormed(t *testing.T) {
	words := 0
	if err := eachWord(unpacked(wordsFile), func(_, _ []byte) { words++ }); err != nil {
		t.Error(err)
	}
	if words < 300_000 {
		t.Errorf("%d words", words)
	}
	if n := strings.Count(string(unpacked(modelFile)), "\n"); n < 9 {
		t.Errorf("the model has %d lines", n)
	}
	if line := string(unpacked(idfFile)); len(strings.Fields(line)) != 2 {
		t.Errorf("idf line %q, want a word and a weight above 0", line)
	}
	if len(unpacked(stopWordsFile)) == 0 {
		t.Error("stop-word file is empty")
	}
}

func TestEachWordRefuses(t *testing.T) {
	for _, dict := range []string{
		"", "\n", "小米\n", "小米 3\n", "小米 3 \n", "小米 0 n\n", "小米 -3 n\n", "小米 3.5 n\n",
		"小米 99999999999 n\n", "小米 3 n n\n", "小米 3 n\r\n", " 3 n\n", "小米 3 n\n\n", "小米  3 n\n",
	} {
		if err := eachWord([]byte(dict), func(_, _ []byte) {}); err == nil {
			t.Errorf("%q is accepted", dict)
		}
	}
	if err := eachWord([]byte("小米 3 n\n大米 2147483647 nz"), func(_, _ []byte) {}); err != nil {
		t.Error(err)
	}
}

func TestTagsAreTheDictionarys(t *testing.T) {
	dict := unpacked(wordsFile)
	tags, err := buildTags(dict, []byte("小米 3 nz\n测评机 3 vn\n"))
	if err != nil {
		t.Fatal(err)
	}
	wrong, words := 0, map[string]bool{}
	err = eachWord(dict, func(word, tag []byte) {
		words[string(word)] = true
		var want [2]byte
		copy(want[:], tag)
		if string(word) != "小米" && tags.get(hashWord(word)) != want {
			wrong++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if wrong > 0 {
		t.Errorf("%d words have another tag than the dictionary's", wrong)
	}
	for word, want := range map[string]string{"小米": "nz", "测评机": "vn"} {
		if got := tags.get(hashWord([]byte(word))); string(got[:]) != want {
			t.Errorf("%s has tag %q, want %q: later dictionaries go before", word, got, want)
		}
	}
	// No word of the dictionary, backwards, is taken for one unless it is one.
	absent := 0
	for word := range words {
		r := []rune(word)
		for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
			r[i], r[j] = r[j], r[i]
		}
		if back := string(r); !words[back] {
			absent++
			if tags.get(hashWord([]byte(back))) != [2]byte{} {
				t.Errorf("%s has a tag but is in no dictionary", back)
			}
		}
	}
	if absent < 100_000 {
		t.Errorf("only %d absent words tried", absent)
	}
}
