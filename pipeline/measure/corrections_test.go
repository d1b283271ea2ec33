package measure

import (
	"slices"
	"strings"
	"testing"

	"lichang/lexicon/stance"
)

func TestReadCorrections(t *testing.T) {
	content := "\uFEFF" + `{"id":"a","target":"kol","label":"AGAINST","note":"骂人"}

{"id":"b","target":"xiaomi","label":"NONE","title":"标题","text":"正文\n第二行","about":"kol","source":"某站","url":"x"}
{"id":"a","target":"xiaomi","label":"FAVOR","text":"该博主说得对"}
{"id":"a","target":"kol","label":"AGAINST"}
`
	got, err := ReadCorrections("c.jsonl", []byte(content), []string{"xiaomi", "kol"})
	if err != nil {
		t.Fatal(err)
	}
	want := []Correction{
		{Line: 1, ID: "a", Target: "kol", Label: stance.Against, Note: "骂人", Text: "该博主说得对"},
		{Line: 3, ID: "b", Target: "xiaomi", Label: stance.None, Title: "标题", Text: "正文\n第二行", About: "kol", Source: "某站"},
		{Line: 4, ID: "a", Target: "xiaomi", Label: stance.Favor, Text: "该博主说得对"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}

	set, err := Read("c.jsonl", []byte(content), []string{"xiaomi", "kol"})
	if err != nil {
		t.Fatal(err)
	}
	all, texts := set.Decisions()
	if texts != 2 || len(all) != 3 || all[0].Target != "kol" || all[1].Gold != stance.Favor || set.Cases[1].Line != 3 {
		t.Errorf("%d texts with the decisions %+v", texts, all)
	}
}

// Whatever the bytes, corrections are read or refused with a place.
func FuzzReadCorrections(f *testing.F) {
	for _, s := range []string{
		`{"id":"a","target":"kol","label":"NONE","text":"好"}`, `{"id":"a"`, `[]`, `{"id":null}`, `{} {}`, "{\"\xff\":1}",
		`{"id":"a","id":"b"}`, `{"id":"\ud800","target":"kol","label":"NONE"}`, "\n\n{\"id\":1}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		got, err := ReadCorrections("c.jsonl", []byte(content), []string{"kol"})
		if (err == nil) == (len(got) == 0) {
			t.Fatalf("%d corrections, %v", len(got), err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "c.jsonl:") {
			t.Errorf("no place: %v", err)
		}
		for _, c := range got {
			if c.ID == "" || c.Target != "kol" || c.Line < 1 {
				t.Errorf("read %+v", c)
			}
		}
	})
}
