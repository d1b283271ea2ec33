package segment

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lichang/lexicon/token"
)

// BenchmarkCut compares plain gojieba.Cut, line by line, with Segmenter.Cut in
// batches, in two goroutines each, on the first 15 MB of the file that
// LICHANG_CORPUS names or else on 2 MB of text made from dictionary words.
func BenchmarkCut(b *testing.B) {
	s := shared(b)
	var lines []string
	var views []*token.View
	size := 0
	for line := range strings.Lines(corpus(b)) {
		line = strings.TrimSuffix(line, "\n")
		lines = append(lines, line)
		views = append(views, view(line))
		size += len(line)
	}
	var plain, batched time.Duration
	b.ResetTimer()
	for range b.N {
		plain += inTwo(len(lines), func(next func() (int, int, bool)) {
			for from, to, ok := next(); ok; from, to, ok = next() {
				for _, line := range lines[from:to] {
					s.cut(line)
				}
			}
		})
		batched += inTwo(len(views), func(next func() (int, int, bool)) {
			var dst [][]token.Token
			for from, to, ok := next(); ok; from, to, ok = next() {
				var err error
				if dst, err = s.Cut(views[from:to], dst); err != nil {
					b.Error(err)
				}
			}
		})
	}
	mb := float64(size) * float64(b.N) / 1e6
	b.ReportMetric(mb/plain.Seconds(), "plain-MB/s")
	b.ReportMetric(mb/batched.Seconds(), "cut-MB/s")
	b.ReportMetric(plain.Seconds()/batched.Seconds(), "ratio")
}

// inTwo runs work in two goroutines, which take turns at ranges of 256 of n.
func inTwo(n int, work func(next func() (from, to int, ok bool))) time.Duration {
	const step = 256
	start := time.Now()
	var at atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			work(func() (int, int, bool) {
				to := int(at.Add(step))
				return to - step, min(to, n), to-step < n
			})
		})
	}
	wg.Wait()
	return time.Since(start)
}

func corpus(b *testing.B) string {
	if file := os.Getenv("LICHANG_CORPUS"); file != "" {
		f, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		text, err := io.ReadAll(io.LimitReader(f, 15_000_000))
		if err != nil {
			b.Fatal(err)
		}
		return strings.ToValidUTF8(string(text), "\ufffd")
	}
	return madeText(2_000_000)
}

// madeText is text of about n bytes, the same at each call: words drawn evenly
// from the dictionary, so that most are rare, with punctuation, 20 to 300
// words a line.
func madeText(n int) string {
	dict := unpacked(wordsFile)
	var words [][]byte
	_ = eachWord(dict, func(word, _ []byte) { words = append(words, word) })
	random := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for b.Len() < n {
		for range 20 + random.IntN(280) {
			b.Write(words[random.IntN(len(words))])
			if random.IntN(12) == 0 {
				b.WriteString([]string{"，", "。", "！", " ", "、"}[random.IntN(5)])
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// BenchmarkTags measures the lookup of a token's part of speech alone.
func BenchmarkTags(b *testing.B) {
	s := shared(b)
	words := s.cut(corpus(b))
	b.ResetTimer()
	known := 0
	for i := range b.N {
		hash := uint64(hashSeed)
		for _, r := range words[i%len(words)] {
			hash = hashRune(hash, r)
		}
		if s.tags.get(hashEnd(hash)) != [2]byte{} {
			known++
		}
	}
	if known == 0 {
		b.Error("no word has a tag")
	}
}

// BenchmarkNew measures the start: unpacked dictionaries to the first tokens.
func BenchmarkNew(b *testing.B) {
	dir := b.TempDir()
	if _, err := New(Options{CacheDir: dir}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		s, err := New(Options{CacheDir: dir})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Cut([]*token.View{view("该博主批评某品牌")}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
