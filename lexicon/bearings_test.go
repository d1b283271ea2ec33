package lexicon

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

// What is written must be read as it was.
func TestBearingsAreReadAsWritten(t *testing.T) {
	files, _ := testFolders(t, "testdata/ok")
	lex, err := Load(files, "bearings")
	if err != nil {
		t.Fatal(err)
	}
	if len(lex.Bearings) != 3 || lex.Bearings[2].Trait != "抵制" || lex.Bearings[2].Against[0] != 2 || lex.Bearings[1].Favor[0] != -0.75 {
		t.Fatalf("read %+v", lex.Bearings)
	}
	var b bytes.Buffer
	if err := WriteBearings(&b, lex.Targets, lex.Bearings); err != nil {
		t.Fatal(err)
	}
	files["bearings/bearings.tsv"].Data = b.Bytes()
	again, err := Load(files, "bearings")
	if err != nil {
		t.Fatal(err)
	}
	if again.Hash != lex.Hash {
		t.Errorf("written and read again the meaning differs:\n%s", b.String())
	}
	files["bearings/bearings.tsv"].Data = []byte(strings.Replace(b.String(), "2.5", "2.6", 1))
	other, err := Load(files, "bearings")
	if err != nil {
		t.Fatal(err)
	}
	if other.Hash == lex.Hash {
		t.Error("a bearing changed and the hash did not")
	}
}

// Each column is taken from the last lexicon that has it, and a table without rows
// has none.
func TestBearingsComeByColumn(t *testing.T) {
	files, _ := testFolders(t, "testdata/ok")
	files["child/lexicon.yaml"] = &fstest.MapFile{Data: []byte("name: child\nversion: \"1\"\nextends: [bearings]\n")}
	parent, err := Load(files, "bearings")
	if err != nil {
		t.Fatal(err)
	}
	id := parent.Targets[0].ID
	for name, c := range map[string]struct {
		table          string
		from           string  // the file of the first target's column
		against, whole float64 // of 抵制
	}{
		"another column": {"trait\tsentiment+\tsentiment-\n抵制\t\t0.5\n", "bearings/bearings.tsv", 2, 0.5},
		"the same":       {"trait\t" + id + "+\t" + id + "-\n好\t1\t\n", "child/bearings.tsv", 0, 0},
		"no row":         {"trait\t" + id + "+\t" + id + "-\n", "bearings/bearings.tsv", 2, 0},
	} {
		files["child/bearings.tsv"] = &fstest.MapFile{Data: []byte(c.table)}
		lex, err := Load(files, "child")
		if err != nil {
			t.Fatal(err)
		}
		if lex.BearingFiles[0] != c.from {
			t.Errorf("%s: the column is of %s, want %s", name, lex.BearingFiles[0], c.from)
		}
		var got [2]float64
		for _, b := range lex.Bearings {
			if b.Trait == "抵制" {
				got = [2]float64{b.Against[0], b.Against[len(b.Against)-1]}
			}
		}
		if got != [2]float64{c.against, c.whole} {
			t.Errorf("%s: 抵制 bears %v, want %v and %v", name, got, c.against, c.whole)
		}
	}
}

// A lexicon without a table of its own has that of the one it extends.
func TestBearingsAreInherited(t *testing.T) {
	files, _ := testFolders(t, "testdata/ok")
	files["child/lexicon.yaml"] = &fstest.MapFile{Data: []byte("name: child\nversion: \"1\"\nextends: [bearings]\n")}
	lex, err := Load(files, "child")
	if err != nil {
		t.Fatal(err)
	}
	if len(lex.Bearings) != 3 {
		t.Errorf("%d bearings, want 3", len(lex.Bearings))
	}
}
