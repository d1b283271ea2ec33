package segment

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"lichang/lexicon"
	"lichang/lexicon/token"

	"pgregory.net/rapid"
)

func TestCutWords(t *testing.T) {
	s := shared(t)
	for text, want := range map[string]string{
		"":                 "",
		"该博主批评某品牌":         "该博/主/批评/某/品牌",
		"不能容忍":             "不能容忍",
		"好 用\t吗\n好，用。":     "好/ /用/\t/吗/\n/好/，/用/。",
		"iPhone15 Pro 3.5": "iPhone15/ /Pro/ /3.5",
	} {
		if got := joined(s, t, text); got != want {
			t.Errorf("%q is cut %q, want %q", text, got, want)
		}
	}
}

func TestOffsetsAreRunes(t *testing.T) {
	s := shared(t)
	for _, text := range []string{
		"𠮷野家很好",       // four bytes
		"他说👨‍👩‍👧‍👦很好", // zero-width joiners
		"赞👍🏽的手机",      // a skin tone
		"e\u0301à la carte",
		"\ufeff小\u200b米\ufffd",
	} {
		v := view(text)
		tokens, words := cutOne(t, s, v)
		if strings.Join(words, "") != text {
			t.Errorf("%q: words %q do not concatenate to it", text, words)
		}
		at := int32(0)
		for _, tok := range tokens {
			if tok.Start != at || tok.End <= tok.Start {
				t.Errorf("%q: token %v does not start at %d", text, tok, at)
			}
			at = tok.End
		}
		if int(at) != len(v.Runes) {
			t.Errorf("%q: tokens end at %d of %d runes", text, at, len(v.Runes))
		}
	}
}

// Without cleaning, the C++ library drops what follows a NUL, and everything
// where a byte is no UTF-8.
func TestDirtyRunesLoseNothing(t *testing.T) {
	s := shared(t)
	for _, dirty := range []rune{0, 0xD800, 0xDFFF, 0x110000, -1, utf8.RuneError} {
		v := &token.View{Runes: slices.Concat([]rune("某品牌"), []rune{dirty}, []rune("的手机"))}
		tokens, _ := cutOne(t, s, v)
		if n := len(tokens); n == 0 || int(tokens[n-1].End) != len(v.Runes) {
			t.Errorf("%#x: tokens %v do not reach the end", dirty, tokens)
		}
		if got, want := appendClean(nil, dirty), "\ufffd"; string(got) != want {
			t.Errorf("%#x is handed over as %q", dirty, got)
		}
	}
	for r := rune(-2); r < 0x110010; r++ {
		if b := appendClean(nil, r); len(b) != cleanLen(r) || !utf8.Valid(b) {
			t.Fatalf("%#x is %q, its length said to be %d", r, b, cleanLen(r))
		}
	}
}

// runesOf makes texts of dictionary words, plain and odd characters, and what
// no text holds.
func runesOf() *rapid.Generator[[]rune] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"小米", "博主", "粉丝", "不能容忍", "批评", "质量", "的", "了", "是", "不", "北京", "大学", "研究", "研究生", "生命",
			"，", "。", " ", "\n", "\t", "\r", "！", "？", "、", "\"", "·", "—", "…", "\u3000", "\u200b", "\u00a0",
			"iPhone", "a", "Z9", "3.14", "2024", "%", "#", "@", "+", "👍🏽", "👨‍👩‍👧", "𠮷", "é", "ß", "Ω", "\ufffd", "\ufeff",
		}),
		rapid.StringN(0, 6, -1),
	)
	odd := rapid.SampledFrom([]rune{0, 0xD800, 0x110000, -1, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff})
	return rapid.Custom(func(t *rapid.T) []rune {
		runes := []rune(strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), ""))
		if rapid.IntRange(0, 4).Draw(t, "dirty") == 0 {
			runes = append(runes, odd.Draw(t, "odd"))
			runes = append(runes, []rune(piece.Draw(t, "after"))...)
		}
		return runes
	})
}

func TestBatchCutsAsSingle(t *testing.T) {
	s := shared(t)
	var dst [][]token.Token
	rapid.Check(t, func(t *rapid.T) {
		var views []*token.View
		for _, runes := range rapid.SliceOfN(runesOf(), 20, 100).Draw(t, "texts") {
			views = append(views, &token.View{Runes: runes})
		}
		var err error
		if dst, err = s.Cut(views, dst); err != nil {
			t.Fatal(err)
		}
		if len(dst) != len(views) {
			t.Fatalf("%d results of %d views", len(dst), len(views))
		}
		for i, v := range views {
			var clean []byte
			for _, r := range v.Runes {
				clean = appendClean(clean, r)
			}
			var got []string
			at := int32(0)
			for _, tok := range dst[i] {
				if tok.Start != at {
					t.Fatalf("view %d: token %v does not start at %d", i, tok, at)
				}
				at = tok.End
				var word []byte
				for _, r := range v.Runes[tok.Start:tok.End] {
					word = appendClean(word, r)
				}
				if tok.Tag != s.tags.get(hashWord(word)) {
					// A NUL's hash is its own, not U+FFFD's; neither has a tag.
					if slices.Contains(v.Runes[tok.Start:tok.End], utf8.RuneError) || tok.Known() {
						t.Fatalf("view %d: %q has tag %q", i, word, tok.Tag)
					}
				}
				got = append(got, string(word))
			}
			if want := s.cut(string(clean)); !slices.Equal(got, want) {
				t.Fatalf("view %d: %q in a batch, %q alone", i, got, want)
			}
		}
	})
}

func TestLostTextIsAnError(t *testing.T) {
	views := []*token.View{view("某品牌，好"), view("手机")}
	honest := []string{"某", "品牌", "，", "好", "\n", "手机"}
	try := func(words []string) ([][]token.Token, error) {
		s := &Segmenter{cut: func(string) []string { return words }, tags: newTagTable(1)}
		s.pool.New = func() any { return new(batch) }
		return s.Cut(views, nil)
	}
	if got, err := try(honest); err != nil || len(got[0]) != 4 || len(got[1]) != 1 {
		t.Fatalf("honest words give %v, %v", got, err)
	}
	for name, words := range map[string][]string{
		"nothing":            nil,
		"the last is gone":   honest[:5],
		"one is gone":        slices.Delete(slices.Clone(honest), 1, 2),
		"the break is gone":  slices.Delete(slices.Clone(honest), 4, 5),
		"one too many":       append(slices.Clone(honest), "机"),
		"another word":       {"某", "产品", "，", "好", "\n", "手机"},
		"an empty word":      {"某", "", "品牌", "，", "好", "\n", "手机"},
		"across the break":   {"某", "品牌", "，", "好\n", "手机"},
		"half a rune":        {"某", "品\xe7", "\x89\x8c", "，", "好", "\n", "手机"},
		"half a rune, later": {"某品\xe7", "\x89\x8c，好", "\n", "手机"},
		"another break":      {"某", "品牌", "，", "好", " ", "手机"},
		"longer than itself": {"某", "品牌", "，", "好", "\n", "手机壳"},
	} {
		if got, err := try(words); err == nil {
			t.Errorf("%s: %v and no error", name, got)
		}
	}
}

func TestErrorLeavesNoTextBehind(t *testing.T) {
	real := shared(t).cut
	lose := true
	s := &Segmenter{tags: newTagTable(1), cut: func(text string) []string {
		if lose {
			return nil
		}
		return real(text)
	}}
	s.pool.New = func() any { return new(batch) }
	if _, err := s.Cut([]*token.View{view("某品牌")}, nil); err == nil {
		t.Fatal("no error")
	}
	lose = false
	if _, words := cutOne(t, s, view("手机")); !slices.Equal(words, []string{"手机"}) {
		t.Errorf("after an error 手机 is cut %q", words)
	}
}

func TestDstIsReused(t *testing.T) {
	s := shared(t)
	dst, err := s.Cut([]*token.View{view("该博主批评某品牌"), view("手机"), view("粉丝")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	first := &dst[0][0]
	if dst, err = s.Cut([]*token.View{view("某品牌"), view("")}, dst); err != nil {
		t.Fatal(err)
	}
	if len(dst) != 2 || len(dst[0]) != 2 || len(dst[1]) != 0 || &dst[0][0] != first {
		t.Errorf("second call gives %v", dst)
	}
}

func TestConcurrentUse(t *testing.T) {
	s := shared(t)
	lines := strings.Split(strings.TrimSpace(madeText(60_000)), "\n")
	views := make([]*token.View, len(lines))
	for i, line := range lines {
		views[i] = view(line)
	}
	want, err := s.Cut(views, nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			var dst [][]token.Token
			for n := range 2 * len(views) {
				i := (n + worker*7) % len(views)
				var err error
				if dst, err = s.Cut(views[i:i+1], dst); err != nil || !slices.Equal(dst[0], want[i]) {
					t.Errorf("worker %d: view %d is cut in another way (%v)", worker, i, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// A finalizer would free the C++ object during its last Cut. The runtime
// refuses a second one, fatally, where the first was left in place.
func TestNothingIsFreed(t *testing.T) {
	s := withWords(t)
	runtime.GC()
	runtime.GC()
	if got := joined(s, t, childSentence); got != childWords {
		t.Errorf("after collection: %q", got)
	}
	runtime.SetFinalizer(s.jieba, func(any) {})
	runtime.SetFinalizer(s.jieba, nil)
}

func TestHash(t *testing.T) {
	plain := shared(t)
	word := lexicon.SegmentWord{Text: "测评机", Freq: 100, Tag: "n"}
	again, with := withWords(t), withWords(t, word)
	if plain.Hash() != again.Hash() || plain.Hash() == with.Hash() {
		t.Errorf("hashes %s, %s, and with a word %s", plain.Hash(), again.Hash(), with.Hash())
	}
	if h, ok := strings.CutPrefix(plain.Hash(), "sha256:"); !ok || len(h) != 64 {
		t.Errorf("hash %q", plain.Hash())
	}
}
