package output

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A write of the journal that fails ends the journal, and with it the run: no
// later part stands behind a torn one.
func TestNoJournalErrorIsLost(t *testing.T) {
	for call := range 3 {
		for _, disk := range []*faulty{{call: call}, {call: call, sticky: true}, {call: call, halves: true}} {
			j := &Journal{out: newLatch(disk)}
			var errs []error
			for n := range 4 {
				errs = append(errs, j.Add(int64(n), JournalKey{byte(n)}, []byte("content")))
			}
			for n, err := range errs {
				if failed := errors.Is(err, errFault); failed != (n >= call) {
					t.Errorf("%+v: part %d: %v", disk, n, err)
				}
			}
			if disk.after > 0 {
				t.Errorf("%+v: %d bytes were written behind the fault", disk, disk.after)
			}
		}
	}
}

// A journal that is cut off or damaged at any byte gives back whole parts or
// none, and never another content.
func TestTornJournals(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	w := open(t, out, true)
	same := func([]byte) bool { return false }
	j, err := w.OpenJournal("identity", false, same)
	must(t, err)
	contents := []string{"eins", "", "drei drei drei"}
	for n, c := range contents {
		must(t, j.Add(int64(n), JournalKey{byte(n)}, []byte(c)))
	}
	must(t, j.Close())
	path := filepath.Join(w.place.journal, journalName)
	whole, err := os.ReadFile(path)
	must(t, err)
	found := func(content []byte) (parts int) {
		must(t, os.WriteFile(path, content, 0o666))
		j, err := w.OpenJournal("identity", true, same)
		must(t, err)
		for n, c := range contents {
			got, part := j.Find(int64(n), JournalKey{byte(n)})
			if part == PartFound {
				parts++
				if string(got) != c {
					t.Errorf("part %d gave %q", n, got)
				}
			}
		}
		j.file.Close()
		return parts
	}
	if n := found(whole); n != 3 {
		t.Fatalf("%d parts of a whole journal", n)
	}
	for at := range whole {
		if n := found(whole[:at]); n > 2 {
			t.Errorf("cut at %d: %d parts", at, n)
		}
		restored(t, w)
		damaged := append([]byte{}, whole...)
		damaged[at] ^= 0x10
		if n := found(damaged); n > 2 {
			t.Errorf("damaged at %d: %d parts", at, n)
		}
		restored(t, w)
	}
}

// restored puts an empty journal back where a test has left anything.
func restored(t *testing.T, w *Writer) {
	t.Helper()
	must(t, os.MkdirAll(w.place.journal, 0o777))
	must(t, os.WriteFile(filepath.Join(w.place.journal, journalMark), nil, 0o666))
}
