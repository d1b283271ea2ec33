package copies

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// night takes ids as one run does, and returns those that were seen before.
func night(t *testing.T, dir, date string, commit bool, ids ...string) (seen []string) {
	t.Helper()
	s, err := OpenSeen(dir, date)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		was, err := s.Take(id)
		if err != nil {
			t.Fatal(err)
		}
		if was {
			seen = append(seen, id)
		}
	}
	if commit {
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return seen
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s: seen %q, want %q", what, got, want)
	}
}

func TestSeen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "seen")
	expect(t, "an empty store", night(t, dir, "2026-01-07", true, "a", "b"))
	expect(t, "the next night", night(t, dir, "2026-01-08", true, "b", "c"), "b")
	expect(t, "a run that is killed", night(t, dir, "2026-01-09", false, "c", "d"), "c")
	expect(t, "the same night again", night(t, dir, "2026-01-09", true, "c", "d"), "c")
	expect(t, "a night that is made anew", night(t, dir, "2026-01-08", true, "b", "c", "d"), "b", "d")
	expect(t, "a run of no night", night(t, dir, "", true, "a", "b", "c", "d", "e"), "a", "b", "c", "d")
	expect(t, "the next run of no night", night(t, dir, "", true, "e", "f"), "e")
	expect(t, "what no night wrote, on a night", night(t, dir, "2026-01-10", true, "f", "g"), "f")
}

// What a night had published stays seen when it is made anew and fails.
func TestSeenOutlivesAFailedRepeat(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "seen")
	night(t, dir, "2026-01-07", true, "a")
	night(t, dir, "2026-01-07", false, "a", "b")
	expect(t, "the next night", night(t, dir, "2026-01-08", true, "a", "b"), "a")
}

// What a night no longer holds, once it was made anew, is new to those after it.
func TestSeenOfASmallerRepeat(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "seen")
	night(t, dir, "2026-01-07", true, "a", "b", "c")
	night(t, dir, "2026-01-07", false, "a")
	expect(t, "after a repeat that failed", night(t, dir, "2026-01-08", false, "a", "b", "c"), "a", "b", "c")
	night(t, dir, "2026-01-07", true, "b")
	expect(t, "after a smaller one", night(t, dir, "2026-01-08", true, "a", "b", "c"), "b")
	night(t, dir, "2026-01-07", true)
	expect(t, "after an empty one", night(t, dir, "2026-01-09", true, "a", "b", "c"), "a", "c")
}

func TestSeenOfSomebodyElse(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "letter.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSeen(dir, ""); err == nil || !strings.Contains(err.Error(), "holds no ids that lichang wrote") {
		t.Errorf("a folder of somebody else: %v", err)
	}
	file := filepath.Join(dir, "letter.txt")
	if _, err := OpenSeen(file, ""); err == nil {
		t.Error("a file was opened as a store")
	}
	own := filepath.Join(t.TempDir(), "seen")
	first, err := OpenSeen(own, "")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := OpenSeen(own, ""); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("two runs with one store: %v", err)
	}
}
