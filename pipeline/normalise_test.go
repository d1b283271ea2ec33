package pipeline

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/longbridgeapp/opencc"

	"lichang/lexicon/token"
)

func normaliser(t testing.TB) *Normaliser {
	t.Helper()
	n, err := NewNormaliser()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNormalise(t *testing.T) {
	n := normaliser(t)
	for name, c := range map[string]struct{ in, want string }{
		"plain":               {"小米SU7，很好。", "小米SU7，很好。"},
		"width":               {"ＳＵ７，１００％！", "SU7，100%！"},
		"Chinese marks stay":  {"（甲）：乙；丙？丁，戊。～", "（甲）：乙；丙？丁，戊。～"},
		"ideographic space":   {"\u3000\u3000甲\u00a0乙", "  甲 乙"},
		"zero width":          {"小\u200b米\ufeff手\u00ad机", "小米手机"},
		"direction marks":     {"\u202a小米\u202c", "小米"},
		"controls":            {"小\x01米\r\n好\t吧", "小米 \n好\t吧"},
		"traditional":         {"這個產品讓用戶失望", "这个产品让用户失望"},
		"by the phrase":       {"乾隆請你乾杯", "乾隆请你干杯"},
		"shared with both":    {"乾隆的著作", "乾隆的著作"},
		"only its stretch":    {"乾杯！這", "乾杯！这"},
		"marks":               {"好！！！！真的？？?!!", "好！真的？?!"},
		"laughter":            {"哈哈哈哈哈哈", "哈哈哈"},
		"three stay":          {"哈哈哈，呵呵", "哈哈哈，呵呵"},
		"digits stay":         {"10000000元......", "10000000元......"},
		"letters":             {"sooooo good", "sooo good"},
		"link":                {"看https://example.com/a?b=1这里", "看 这里"},
		"link and mark":       {"见http://t.cn/A6abc。", "见 。"},
		"www":                 {"去www.example.com看", "去 看"},
		"short link":          {"去t.cn/A6abc看", "去 看"},
		"link in brackets":    {"(http://a.cn/b)好", "( )好"},
		"scheme alone":        {"http://", "http://"},
		"no link":             {"1/2，小米/华为，a:b，www.", "1/2，小米/华为，a:b，www."},
		"repost":              {"支持//@某人:转发", "支持//@某人:转发"},
		"tags and faces":      {"#话题#[doge]@某人 😀", "#话题#[doge]@某人 😀"},
		"joined emoji":        {"👨\u200d👩\ufe0f", "👨👩"},
		"variant":             {"真是煞笔", "真是傻逼"},
		"variant by width":    {"傻Ｘ", "傻逼"},
		"hidden in a link":    {"h\u200bttp://a.cn/x", " "},
		"stretched and wide":  {"ａａａａａ", "aaa"},
		"beyond the plane":    {"𠮷野家\U000E0100", "𠮷野家"},
		"replacement":         {"小\ufffd米", "小\ufffd米"},
		"nothing":             {"", ""},
		"only the invisible":  {"\u200b\u200b", ""},
		"mixed marks one run": {"！?！?", "！?！?"},
	} {
		t.Run(name, func(t *testing.T) {
			v := n.View("", c.in, outletCut{}, new(ViewScratch))
			if string(v.Runes) != c.want {
				t.Errorf("have %q, want %q", string(v.Runes), c.want)
			}
			if same := c.in == c.want; same != (v.From == nil) && c.want != "" {
				t.Errorf("the text is its own view: %v, but the map is %v", same, v.From)
			}
			checkMap(t, "", c.in, v)
		})
	}
}

func TestViewOfTitleAndText(t *testing.T) {
	n := normaliser(t)
	s := new(ViewScratch)
	plain := n.View("题目", "正文", outletCut{}, s)
	wide := n.View("题目！！", "Ａ正文", outletCut{}, s)
	cut := n.View("题目 - 知乎", "快科技1月7日消息，正文", outletCut{title: len("题目"), textEnd: len("快科技1月7日消息，")}, s)
	for _, c := range []struct {
		v           token.View
		want        string
		bodyAt      int
		title, text string
		fast        bool
	}{
		{plain, "题目\n正文", 3, "题目", "正文", true},
		{wide, "题目！\nA正文", 4, "题目！！", "Ａ正文", false},
		{cut, "题目\n正文", 3, "题目 - 知乎", "快科技1月7日消息，正文", false},
	} {
		if string(c.v.Runes) != c.want || c.v.BodyAt != c.bodyAt || (c.v.From == nil) != c.fast {
			t.Errorf("have %q with the body at %d, want %q at %d", string(c.v.Runes), c.v.BodyAt, c.want, c.bodyAt)
		}
		checkMap(t, c.title, c.text, c.v)
	}
	if f, from, to := cut.Source(3, 5); f != token.Body || from != 10 || to != 12 {
		t.Errorf("正文 stands at %v[%d:%d], want text[10:12]", f, from, to)
	}
}

// checkMap holds for every view: spans lie in the stored fields, in order, and
// a rune that no rule changed points at itself.
func checkMap(t *testing.T, title, text string, v token.View) {
	t.Helper()
	fields := [2][]rune{[]rune(title), []rune(text)}
	if v.From != nil && (len(v.From) != len(v.Runes) || len(v.To) != len(v.Runes)) {
		t.Fatalf("%d runes, %d from, %d to", len(v.Runes), len(v.From), len(v.To))
	}
	last := [2]int{}
	for i, r := range v.Runes {
		f, from, to := v.Source(i, i+1)
		if i == v.BodyAt-1 {
			if r != '\n' || f != token.Title {
				t.Errorf("rune %d before the body is %q of the %v", i, r, f)
			}
			continue
		}
		if from < last[f] && from != to-1 && from < 0 || from >= to || to > len(fields[f]) {
			t.Fatalf("rune %d (%q) points at %v[%d:%d] of %d", i, r, f, from, to, len(fields[f]))
		}
		last[f] = from
		stored := string(fields[f][from:to])
		if to-from == 1 && r == fields[f][from] {
			continue
		}
		// What a rule changed comes from something that a rule changes.
		if !changeable(stored, r) {
			t.Errorf("rune %d (%q) points at %q", i, r, stored)
		}
	}
}

var variantTable = sync.OnceValue(func() map[rune][]variant {
	variants, err := loadVariants()
	if err != nil {
		panic(err)
	}
	return variants
})

// changeable says whether a rule could have made r from stored.
func changeable(stored string, r rune) bool {
	switch {
	case r == ' ':
		return true // a link or an odd space
	case strings.Count(stored, string(stored[:len(string([]rune(stored)[0]))])) > 1:
		return true // a run
	}
	for _, x := range stored {
		if wide(x) || traditional(x) || squeezable(x) || hidden(x) {
			return true
		}
		for _, list := range variantTable() {
			for _, v := range list {
				if slices.Contains(v.written, x) {
					return true
				}
			}
		}
	}
	return unicode.Is(unicode.Han, r) // by the phrase that it stands in
}

func FuzzNormalise(f *testing.F) {
	f.Add("題！！！", "乾杯https://a.cn/这个\u200bＳＵ７哈哈哈哈", 0, 0, 0)
	f.Add("题目 - 知乎", "快科技1月7日消息，正文", 6, 0, 9)
	n := normaliser(f)
	f.Fuzz(func(t *testing.T, title, text string, a, b, c int) {
		title, _ = repair(title)
		text, _ = repair(text)
		cut := outletCut{}
		if a > 0 && a < len(title) && boundary(title, a) {
			cut.title = a
		}
		if b >= 0 && b < c && c <= len(text) && boundary(text, b) && boundary(text, c) {
			cut.textStart, cut.textEnd = b, c
		}
		s := new(ViewScratch)
		s.runes = append(s.runes, 'x') // views do not begin at the scratch's start
		s.from, s.to = append(s.from, 7), append(s.to, 8)
		v := n.View(title, text, cut, s)
		checkMap(t, title, text, v)
		if v.BodyAt > 0 != (title != "") {
			t.Errorf("the body begins at %d with the title %q", v.BodyAt, title)
		}
		// Normalising what is normalised changes nothing more, or the rules
		// stand in the wrong order.
		if v.BodyAt == 0 && !cut.any() {
			again := n.View("", string(v.Runes), outletCut{}, new(ViewScratch))
			if again.From != nil && !strings.ContainsAny(text, "/.") && !hasTraditional(text) {
				t.Errorf("%q becomes %q becomes %q", text, string(v.Runes), string(again.Runes))
			}
		}
	})
}

func boundary(s string, i int) bool { return i == len(s) || s[i]&0xC0 != 0x80 }

func hasTraditional(s string) bool {
	return strings.ContainsFunc(s, traditional)
}

// The fast path stands on the claim that a text without watched characters is
// its own view: the dictionaries must not know better.
func TestTraditionalIsWhatTheDictionariesChange(t *testing.T) {
	cc, err := opencc.New("t2s")
	if err != nil {
		t.Fatal(err)
	}
	n := normaliser(t)
	for r := rune(0x4E00); r <= 0x9FFF; r++ {
		simple, err := cc.Convert(string(r))
		if err != nil {
			t.Fatal(err)
		}
		if traditional(r) && simple == string(r) {
			t.Errorf("%c is watched, but the dictionaries leave it", r)
		}
		if traditional(r) != n.watched(r) && r != '拉' && len(n.variants[r]) == 0 {
			t.Errorf("%c: traditional %v, watched %v", r, traditional(r), n.watched(r))
		}
	}
}

func TestDictionariesLoadLate(t *testing.T) {
	n := normaliser(t)
	n.View("", "小米ＳＵ７！！很好", outletCut{}, new(ViewScratch))
	if n.script.cc != nil {
		t.Fatal("the dictionaries are loaded for simplified text")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			v := n.View("", "這個", outletCut{}, new(ViewScratch))
			if string(v.Runes) != "这个" {
				t.Errorf("%q", string(v.Runes))
			}
		})
	}
	wg.Wait()
	if n.script.cc == nil {
		t.Error("the dictionaries are not loaded for traditional text")
	}
}

func BenchmarkView(b *testing.B) {
	n := normaliser(b)
	text := strings.Repeat("官方表示，小米汽车SU7的交付会加快。", 2)
	s := new(ViewScratch)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s.Reset()
		for range 100 {
			n.View("", text, outletCut{}, s)
		}
	}
}
