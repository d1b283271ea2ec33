package segment

import (
	"strings"
	"testing"

	"lichang/lexicon"
)

func TestOwnWordsComeOutWhole(t *testing.T) {
	words := []lexicon.SegmentWord{
		{Text: "不推荐", Freq: 1000, Tag: "v"},
		{Text: "测评机", Freq: 100, Tag: "n"},
		{Text: "韭菜盒", Freq: 100, Tag: "nz"},
		{Text: "赞", Freq: 100, Tag: "a"},
	}
	s, plain := withWords(t, words...), shared(t)
	for _, w := range words[:3] {
		if plain.Whole(w.Text) {
			t.Errorf("%s is whole without being given, so this test shows nothing", w.Text)
		}
		if !s.Whole(w.Text) {
			t.Errorf("%s is not whole: %s", w.Text, joined(s, t, "，"+w.Text+"，"))
		}
		carrier := "网友们都认为" + w.Text + "这个"
		if got := joined(s, t, carrier); !strings.Contains(got, "/"+w.Text+"/") {
			t.Errorf("%s is not whole in %s", w.Text, got)
		}
		tokens, cut := cutOne(t, s, view(carrier))
		for i, tok := range tokens {
			if cut[i] == w.Text && strings.TrimRight(string(tok.Tag[:]), "\x00") != w.Tag {
				t.Errorf("%s has tag %q, want %q", w.Text, tok.Tag, w.Tag)
			}
		}
	}
	// A single character keeps apart only because it comes from a file.
	if got := joined(plain, t, "这款手机超赞"); got != "这款/手机/超赞" {
		t.Errorf("plain: %s, so this test shows nothing", got)
	}
	if got := joined(s, t, "这款手机超赞"); got != "这款/手机/超/赞" {
		t.Errorf("with 赞: %s", got)
	}
}

// The module has a user dictionary of its own, which an empty path would load.
func TestModulesOwnWordsAreNotLoaded(t *testing.T) {
	if shared(t).Whole("韩玉鉴赏") {
		t.Error("韩玉鉴赏 of the module's user.dict.utf8 is known")
	}
}

func TestMalformedWords(t *testing.T) {
	good := lexicon.SegmentWord{Text: "测评机", Freq: 100, Tag: "n"}
	for name, spoil := range map[string]func(w *lexicon.SegmentWord){
		"empty":         func(w *lexicon.SegmentWord) { w.Text = "" },
		"space":         func(w *lexicon.SegmentWord) { w.Text = "测 评" },
		"line break":    func(w *lexicon.SegmentWord) { w.Text = "测\n评" },
		"carriage":      func(w *lexicon.SegmentWord) { w.Text = "测评\r" },
		"comma":         func(w *lexicon.SegmentWord) { w.Text = "测，评" },
		"full stop":     func(w *lexicon.SegmentWord) { w.Text = "测评。" },
		"NUL":           func(w *lexicon.SegmentWord) { w.Text = "测\x00评" },
		"bad UTF-8":     func(w *lexicon.SegmentWord) { w.Text = "测\xff" },
		"BOM":           func(w *lexicon.SegmentWord) { w.Text = "\ufeff测评" },
		"no frequency":  func(w *lexicon.SegmentWord) { w.Freq = 0 },
		"beyond an int": func(w *lexicon.SegmentWord) { w.Freq = 1 << 31 },
		"no tag":        func(w *lexicon.SegmentWord) { w.Tag = "" },
		"tag and more":  func(w *lexicon.SegmentWord) { w.Tag = "n 5" },
	} {
		bad := good
		bad.Pos = lexicon.Position{File: "segment.dict", Line: 7, Column: 1}
		spoil(&bad)
		_, err := New(Options{CacheDir: cacheDir, Words: []lexicon.SegmentWord{good, bad}})
		if err == nil || !strings.HasPrefix(err.Error(), "segment.dict:7:1: ") {
			t.Errorf("%s: error %v, want one at segment.dict:7:1", name, err)
		}
	}
	b, err := userDictionary([]lexicon.SegmentWord{good, good})
	if err != nil || string(b) != "测评机 100 n\n测评机 100 n\n" {
		t.Errorf("rendered %q, %v", b, err)
	}
}
