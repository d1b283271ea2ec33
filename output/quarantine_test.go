package output

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestQuarantine(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	reject := []Rejected{
		{File: "in/一.jsonl", Row: 3, Reason: "no text", Data: []byte(`{"title":"<甲>"}`)},
		{File: "in/二.txt", Row: 1, Reason: "not UTF-8", Data: []byte{0xff, 0x00, 'a'}},
		{File: "in/三.gz", Reason: "unreadable"},
	}
	w := open(t, out, true)
	must(t, w.Add(sampleRows()))
	for _, r := range reject {
		must(t, w.Reject(r))
	}
	s, err := w.Commit(t.Context(), nil, RunInfo{})
	must(t, err)
	if want := (Counts{In: 6, Written: 4, Repaired: 1, Rejected: 2}); s.Rows != want || s.Quarantine != out+".quarantine" {
		t.Errorf("summary %+v", s)
	}
	content, err := os.ReadFile(filepath.Join(out+".quarantine", "rejected.jsonl"))
	must(t, err)
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if len(lines) != len(reject) {
		t.Fatalf("lines: %q", lines)
	}
	for i, want := range reject {
		var got RejectedLine
		must(t, json.Unmarshal([]byte(lines[i]), &got))
		data := got.Base64
		if got.Text != nil {
			data = []byte(*got.Text)
		}
		if got.File != want.File || got.Row != want.Row || got.Reason != want.Reason || !bytes.Equal(data, want.Data) {
			t.Errorf("line %d: %s", i+1, lines[i])
		}
	}
	if !strings.Contains(lines[0], "<甲>") || !strings.Contains(lines[1], `"base64":"/wBh"`) {
		t.Errorf("lines: %q", lines)
	}

	// A run that is withheld publishes its quarantine and leaves the dataset.
	before := tree(t, out)
	w = open(t, out, true)
	must(t, w.Reject(reject[0]))
	path, err := w.Withhold()
	must(t, err)
	if path != out+".quarantine" || len(tree(t, path)) != 2 || bytes.Count([]byte(tree(t, path)["rejected.jsonl"]), []byte("\n")) != 1 {
		t.Errorf("quarantine %s: %v", path, tree(t, path))
	}
	if after := tree(t, out); len(after) != len(before) || after[manifestName] != before[manifestName] {
		t.Error("the dataset was changed")
	}

	// A run without rejected rows removes what an earlier one rejected.
	w = open(t, out, true)
	must(t, w.Add(sampleRows()))
	s, err = w.Commit(t.Context(), nil, RunInfo{})
	must(t, err)
	if _, err := os.Stat(out + ".quarantine"); !os.IsNotExist(err) || s.Quarantine != "" {
		t.Errorf("the old quarantine is still there: %v, %+v", err, s)
	}
}
