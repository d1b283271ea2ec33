package match

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// bruteForce is what Find has to agree with, in its order.
func bruteForce(patterns [][]rune, text []rune) []Hit {
	var hits []Hit
	for start := range text {
		for end := len(text); end > start; end-- {
			for id, p := range patterns {
				if slices.Equal(p, text[start:end]) {
					hits = append(hits, Hit{int32(start), int32(end), int32(id)})
				}
			}
		}
	}
	return hits
}

func runes(words ...string) [][]rune {
	var out [][]rune
	for _, w := range words {
		out = append(out, []rune(w))
	}
	return out
}

// unique sorts patterns and drops what is given twice.
func unique(patterns [][]rune) [][]rune {
	slices.SortFunc(patterns, slices.Compare[[]rune])
	return slices.CompactFunc(patterns, slices.Equal[[]rune])
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name     string
		patterns string
		text     string
		want     []Hit
	}{
		{"nothing to find", "", "支持", nil},
		{"nothing found", "抵制", "支持", nil},
		{"empty text", "支持", "", nil},
		{"whole text", "支持", "支持", []Hit{{0, 2, 0}}},
		{"word in word", "不能容忍 容忍 能 忍", "绝不能容忍", []Hit{{1, 5, 0}, {2, 3, 2}, {3, 5, 1}, {4, 5, 3}}},
		{"overlap", "国人 中国", "中国人", []Hit{{0, 2, 1}, {1, 3, 0}}},
		{"against itself", "哈哈", "哈哈哈", []Hit{{0, 2, 0}, {1, 3, 0}}},
		{"the longer first", "米 米粉 米粉丝", "小米粉丝", []Hit{{1, 4, 2}, {1, 3, 1}, {1, 2, 0}}},
		{"suffix of a dead end", "割韭菜们 韭菜", "割韭菜了", []Hit{{1, 3, 1}}},
		{"beyond the basic plane", "🤡 小🤡丑", "小🤡丑🤡", []Hit{{0, 3, 1}, {1, 2, 0}, {3, 4, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			patterns := runes(strings.Fields(c.patterns)...)
			a, err := New(patterns)
			if err != nil {
				t.Fatal(err)
			}
			if got := a.Find(nil, []rune(c.text)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	for name, patterns := range map[string][][]rune{
		"an empty pattern":                   {[]rune("小"), {}},
		"a pattern that is given twice":      runes("良心", "米", "良心"),
		"a character that is given twice":    runes("米", "良心", "米"),
		"a long pattern that is given twice": runes("不能容忍", "不能", "不能容忍"),
	} {
		if _, err := New(patterns); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestID(t *testing.T) {
	patterns := runes("米", "米粉", "米粉丝们", "不", "是")
	a, err := New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range patterns {
		if got := a.ID(p); int(got) != i {
			t.Errorf("%q is pattern %d, want %d", string(p), got, i)
		}
	}
	for _, p := range runes("粉", "米粉丝", "米粉丝们们", "不是", "") {
		if got := a.ID(p); got != -1 {
			t.Errorf("%q is pattern %d, want none", string(p), got)
		}
	}
}

func TestFindAppends(t *testing.T) {
	a, err := New(runes("米"))
	if err != nil {
		t.Fatal(err)
	}
	before := Hit{7, 8, 9}
	if got, want := a.Find([]Hit{before}, []rune("米")), []Hit{before, {0, 1, 0}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFindAgreesWithBruteForce(t *testing.T) {
	// A small alphabet makes overlaps, dead ends and repeats likely; it has a
	// character of each part of the table and values that are no code points.
	letter := rapid.SampledFrom([]rune{'a', '不', '是', '￥', '🤡', '🥚', -1, 0x7FFFFFFF, 0xFFFF, 0x10000})
	rapid.Check(t, func(t *rapid.T) {
		patterns := unique(rapid.SliceOfN(rapid.SliceOfN(letter, 1, 5), 0, 30).Draw(t, "patterns"))
		text := rapid.SliceOfN(letter, 0, 40).Draw(t, "text")
		a, err := New(patterns)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := a.Find(nil, text), bruteForce(patterns, text); !slices.Equal(got, want) {
			t.Fatalf("patterns %q in %q: got %v, want %v", patterns, text, got, want)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("不能容忍 容忍 能 忍", "绝不能容忍")
	f.Add("a ab abc bc c", "abcabc")
	f.Add("🤡 小🤡丑", "小🤡丑🤡\xff")
	f.Fuzz(func(t *testing.T, words, text string) {
		if len(words) > 200 || len(text) > 200 {
			t.Skip("brute force is cubic")
		}
		patterns := unique(runes(strings.Fields(words)...))
		a, err := New(patterns)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := a.Find(nil, []rune(text)), bruteForce(patterns, []rune(text)); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// zipf draws characters about as unevenly as Chinese text does.
func zipf(seed uint64) func() rune {
	rng := rand.New(rand.NewPCG(seed, 1))
	z := rand.NewZipf(rng, 1.1, 8, 3500)
	return func() rune { return rune(0x4E00 + (z.Uint64()*7919)%20000) }
}

func manyPatterns(n int) [][]rune {
	next, rng := zipf(1), rand.New(rand.NewPCG(3, 1))
	patterns := make([][]rune, n)
	for i := range patterns {
		for range 2 + rng.IntN(3) {
			patterns[i] = append(patterns[i], next())
		}
	}
	return unique(patterns)
}

func TestFindDoesNotAllocate(t *testing.T) {
	a, err := New(manyPatterns(2000))
	if err != nil {
		t.Fatal(err)
	}
	next := zipf(2)
	text := make([]rune, 5000)
	for i := range text {
		text[i] = next()
	}
	hits := a.Find(nil, text)
	if len(hits) == 0 {
		t.Fatal("the text holds no pattern")
	}
	if n := testing.AllocsPerRun(10, func() { hits = a.Find(hits[:0], text) }); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
}

func BenchmarkFind(b *testing.B) {
	a, err := New(manyPatterns(15000))
	if err != nil {
		b.Fatal(err)
	}
	next := zipf(2)
	text := make([]rune, 100_000)
	bytes := 0
	for i := range text {
		text[i] = next()
		if i%15 == 14 {
			text[i] = '，'
		}
		bytes += utf8.RuneLen(text[i])
	}
	var hits []Hit
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		hits = a.Find(hits[:0], text)
	}
	b.ReportMetric(float64(len(hits))/float64(len(text)), "hits/rune")
	b.ReportMetric(float64(16*(len(a.nodes)+len(a.pairs.slots)+len(a.ones.slots))+8*(len(a.isOne)+len(a.isPair)))/1e6, "MB")
}

func BenchmarkNew(b *testing.B) {
	patterns := manyPatterns(15000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(patterns); err != nil {
			b.Fatal(err)
		}
	}
}
