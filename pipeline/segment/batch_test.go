package segment

import (
	"slices"
	"strings"
	"testing"

	"lichang/lexicon/token"

	"pgregory.net/rapid"
)

// recording is a segmenter that cuts at every rune and notes the largest call.
func recording(largest *int) *Segmenter {
	s := &Segmenter{tags: newTagTable(1), cut: func(text string) []string {
		*largest = max(*largest, len(text))
		return strings.Split(text, "")
	}}
	s.pool.New = func() any { return new(batch) }
	return s
}

// One call takes about 400 bytes of memory a rune, so calls must stay small
// whatever the text is.
func TestCallsAreBounded(t *testing.T) {
	for name, text := range map[string]string{
		"no separator": strings.Repeat("博", 700_000),
		"letters":      strings.Repeat("x", 700_000),
		"four bytes":   strings.Repeat("𠮷", 200_000),
		"marks alone":  strings.Repeat("真的！", 200_000),
		"stops":        strings.Repeat("该博主的视频。", 60_000),
	} {
		largest := 0
		short := view("某品牌")
		v := view(text)
		cut, err := recording(&largest).Cut([]*token.View{short, v, short}, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if largest > callBytes || largest < callBytes/2 {
			t.Errorf("%s: largest call has %d bytes, want at most %d and not much less", name, largest, callBytes)
		}
		if len(cut[1]) != len(v.Runes) || len(cut[0]) != 3 || len(cut[2]) != 3 {
			t.Errorf("%s: %d, %d and %d tokens", name, len(cut[0]), len(cut[1]), len(cut[2]))
		}
	}
}

func TestPiecesEndAtTheBestPlace(t *testing.T) {
	fill := func(n int) string { return strings.Repeat("博", n) }
	most := callBytes / 3
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"all of it":     {fill(most), most},
		"a full stop":   {fill(10) + "。" + fill(10) + "！" + fill(most), 11},
		"the last stop": {fill(10) + "。" + fill(10) + "，" + fill(most), 22},
		"a mark":        {fill(10) + "！" + fill(most), 11},
		"nothing":       {fill(2 * most), most},
	} {
		if to, _ := pieceEnd([]rune(c.text), 0); to != c.want {
			t.Errorf("%s: the piece ends at %d, want %d", name, to, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		runes := slices.Repeat(runesOf().Draw(t, "runes"), rapid.IntRange(0, 500).Draw(t, "times"))
		from := 0
		for from < len(runes) {
			to, size := pieceEnd(runes, from)
			if to <= from || to > len(runes) {
				t.Fatalf("the piece from %d ends at %d of %d", from, to, len(runes))
			}
			n := 0
			for _, r := range runes[from:to] {
				n += cleanLen(r)
			}
			if n != size || size > callBytes {
				t.Fatalf("the piece has %d bytes, said to be %d", n, size)
			}
			from = to
		}
	})
}

// A text longer than a call is cut as in one call wherever it has separators.
func TestLongTextIsCutAsOne(t *testing.T) {
	s := shared(t)
	text := madeText(3 * callBytes)
	text = strings.ReplaceAll(text, "\n", "，")
	_, got := cutOne(t, s, view(text))
	if want := s.cut(text); !slices.Equal(got, want) {
		t.Error("in pieces it is cut in another way than in one")
	}
	// Without any, the pieces still hold the whole text.
	text = strings.Map(func(r rune) rune {
		if isSeparator(r) {
			return -1
		}
		return r
	}, text)
	if _, got := cutOne(t, s, view(text)); strings.Join(got, "") != text {
		t.Error("the words do not concatenate to the text")
	}
}
