package pipeline

import (
	"testing"

	"lichang/lexicon/token"
	"lichang/output"
)

// Only what holds a Chinese character is a word that may be unknown.
func TestCountWords(t *testing.T) {
	view := &token.View{Runes: []rune("青骡很ok。")}
	r := []Result{{}, {View: view, Tokens: []token.Token{
		{Start: 0, End: 2}, {Start: 2, End: 3, Tag: [2]byte{'d'}}, {Start: 3, End: 5}, {Start: 5, End: 6},
	}}}
	if got, want := countWords(r), (output.Words{All: 2, Unknown: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// What a journal says of words is read back; what it cannot have said is not.
func TestWordsInTheJournal(t *testing.T) {
	want := output.Words{All: 300, Unknown: 7}
	written := appendWords(nil, want)
	if got, rest, ok := takeWords(append(written, "rest"...)); !ok || got != want || string(rest) != "rest" {
		t.Errorf("got %+v, %q, %v", got, rest, ok)
	}
	for _, bad := range [][]byte{nil, written[:1], written[:2], appendWords(nil, output.Words{All: 1, Unknown: 2})} {
		if w, _, ok := takeWords(bad); ok {
			t.Errorf("% x gave %+v", bad, w)
		}
	}
}
