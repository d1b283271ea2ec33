package segment

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lichang/lexicon"
)

// Handing the C++ library a damaged dictionary ends the process, so this test
// ends at once where nothing is repaired.
func TestDamagedFilesAreRepaired(t *testing.T) {
	dir := t.TempDir()
	word := lexicon.SegmentWord{Text: "测评机", Freq: 100, Tag: "n"}
	if _, err := New(Options{CacheDir: dir, Words: []lexicon.SegmentWord{word}}); err != nil {
		t.Fatal(err)
	}
	files := filesBelow(t, dir)
	if len(files) != 6 {
		t.Fatalf("unpacked %q, want five dictionary files and the own words", files)
	}
	content := map[string][]byte{}
	for i, file := range files {
		var err error
		if content[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
		damaged := [][]byte{nil, []byte("bad\n"), bytes.Repeat([]byte{0}, len(content[file]))}[i%3]
		if err := os.WriteFile(file, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(files[2]); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{CacheDir: dir, Words: []lexicon.SegmentWord{word}}); err != nil {
		t.Fatal(err)
	}
	for file, want := range content {
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not repaired (%v)", file, err)
		}
	}
	if after := filesBelow(t, dir); len(after) != len(files) {
		t.Errorf("the cache holds %q, want the files of before", after)
	}
}

func TestUnusableCache(t *testing.T) {
	occupied := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(occupied, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{
		"a file":    occupied,
		"below one": filepath.Join(occupied, "deep"),
		"a list":    filepath.Join(t.TempDir(), "a|b"),
		"a list;":   filepath.Join(t.TempDir(), "a;b"),
		"NUL":       t.TempDir() + "\x00",
	} {
		_, err := New(Options{CacheDir: dir})
		checkCacheError(t, name, err)
	}
}

func TestNoHome(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, "")
	}
	_, err := New(Options{})
	checkCacheError(t, "no home", err)
}

func checkCacheError(t *testing.T, name string, err error) {
	t.Helper()
	var cacheErr *CacheError
	if !errors.As(err, &cacheErr) || cacheErr.Unwrap() == nil || !strings.Contains(err.Error(), "--cache-dir") {
		t.Errorf("%s: error %v, want a CacheError that names --cache-dir", name, err)
	}
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "words")
	if err := os.MkdirAll(filepath.Join(target, "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(target, []byte("小米 3 n\n")); err == nil {
		t.Fatal("a folder was replaced by a file")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind %v (%v), want the folder alone", entries, err)
	}
}

// A dictionary is read where it lies, so a folder that cannot be written is
// good enough once it was filled.
func TestFilledCacheIsOnlyRead(t *testing.T) {
	dir := t.TempDir()
	if _, err := New(Options{CacheDir: dir}); err != nil {
		t.Fatal(err)
	}
	times := func() (m []int64) {
		for _, file := range filesBelow(t, dir) {
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			m = append(m, info.ModTime().UnixNano())
		}
		return m
	}
	before := times()
	if _, err := New(Options{CacheDir: dir}); err != nil {
		t.Fatal(err)
	}
	for i, after := range times() {
		if after != before[i] {
			t.Errorf("file %d of the cache was written again", i)
		}
	}
}
