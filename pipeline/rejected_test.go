package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What was rejected is read again from the quarantine, once it is mended, with
// the place that it came from.
func TestMendedQuarantine(t *testing.T) {
	a := file(t, "a.jsonl", `{"id":"1","text":7}`+"\n")
	b := file(t, "b.csv", "id,text,k\n2,好\n")
	c := file(t, "c.txt", "\xb8\xc3\xb2\xa9\xd6\xf7\xb3\xa4\xc6\xda\n")
	cfg := config(t, a, b, c)
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(cfg.Output.Dir+".quarantine", "rejected.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	mended := strings.NewReplacer(`:7}"`, `:\"七\"}"`, `"2,好"`, `"2,好,x"`, `"format":"txt"`, `"format":"txt","encoding":"gb18030"`).Replace(string(content))
	var got []string
	read := func(content string) {
		got = nil
		path := write(t, t.TempDir(), "rejected.jsonl", []byte(content))
		err := ReadDocuments(path, Reading{}, nil, func(d *Document) error {
			got = append(got, filepath.Base(d.InputFile)+" "+d.ID[:min(len(d.ID), 1)]+d.Text+d.Extra+d.Reason)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read(mended)
	if len(got) != 3 || got[0] != "a.jsonl 1七" || got[1] != `b.csv 2好{"k":"x"}` || !strings.HasSuffix(got[2], "该博主长期") {
		t.Errorf("%q of %s", got, mended)
	}
	// What is not mended is refused as it was, not repaired.
	read(string(content))
	if len(got) != 3 || !strings.Contains(got[2], "likely gb18030") {
		t.Errorf("%q of %s", got, content)
	}
	read(strings.ReplaceAll(mended, `"gb18030"`, `"gb18031"`))
	if len(got) != 3 || !strings.Contains(got[2], `no encoding of a record: "gb18031"`) {
		t.Errorf("%q", got)
	}
	// A row of UTF-16 that was cut at the byte of a line break is no row, mended or not.
	half := `{"file":"a.txt","row":2,"reason":"x","format":"txt","encoding":"utf-16le","base64":"`
	read(half + `AOWLWlM="}` + "\n" + half + `5YtaUw=="}` + "\n")
	if len(got) != 2 || !strings.Contains(got[0], "half a character of utf-16le: give its file with --encoding utf-16le") || !strings.HasSuffix(got[1], "该博") {
		t.Errorf("%q", got)
	}
	read(`{"file":"x.gz","row":0,"reason":"cut off"}` + "\n{}x\n")
	if len(got) != 2 || !strings.Contains(got[0], "give that file itself") || !strings.Contains(got[1], "give that file itself") && !strings.Contains(got[1], "not a line") {
		t.Errorf("%q", got)
	}
}
