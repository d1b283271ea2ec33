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
