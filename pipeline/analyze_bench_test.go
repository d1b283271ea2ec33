//go:build unix

package pipeline

import (
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/yanyiwu/gojieba"

	"lichang/lexicon/stance"
)

// BenchmarkAnalyze compares the way from text to judgement, in batches as a run
// makes them, with nothing but gojieba.Cut on the same lines and in as many
// goroutines. The two take turns, and "of-cut" is the median of their ratios:
// the throughput of the first in parts of the second's. "of-cut-cpu" compares
// the time that the processors spent, on which other processes have less
// influence; "segment-of-cut" cutting with offsets and tags alone.
func BenchmarkAnalyze(b *testing.B) {
	content, err := os.ReadFile(corpus(b))
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	batches := documentBatches(lines)
	a := analyzer(b)
	jieba := gojieba.NewJieba()
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // as the program does
	var cut, cutCPU, whole, wholeCPU, segment []float64
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		c, cCPU := timed(func() { cutAll(jieba, lines) })
		w, wCPU := timed(func() {
			shareOut(len(batches), func(next func() (int, bool)) {
				var s Scratch
				for i, ok := next(); ok; i, ok = next() {
					if _, err := a.Analyze(batches[i], AnalyzeOptions{}, &s); err != nil {
						b.Error(err)
					}
				}
			})
		})
		_, gCPU := timed(func() {
			shareOut(len(batches), func(next func() (int, bool)) {
				var s Scratch
				for i, ok := next(); ok; i, ok = next() {
					a.views(batches[i], &s)
					if _, err := a.segmenter.Cut(s.ptrs, s.tokens); err != nil {
						b.Error(err)
					}
				}
			})
		})
		cut, whole = append(cut, c), append(whole, c/w)
		cutCPU, wholeCPU, segment = append(cutCPU, cCPU), append(wholeCPU, wCPU), append(segment, gCPU)
	}
	b.ReportMetric(float64(len(content))/1e6/median(cut), "cut-MB/s")
	b.ReportMetric(median(whole), "of-cut")
	b.ReportMetric(quick(cutCPU)/quick(wholeCPU), "of-cut-cpu")
	b.ReportMetric(quick(cutCPU)/quick(segment), "segment-of-cut-cpu")
}

// documentBatches makes documents of lines, as many a batch as a run puts there.
func documentBatches(lines []string) [][]Document {
	var batches [][]Document
	var docs []Document
	size := 0
	for _, line := range lines {
		docs = append(docs, Document{Text: line})
		size += len(line)
		if len(docs) == batchRecords || size >= batchBytes {
			batches, docs, size = append(batches, docs), nil, 0
		}
	}
	return append(batches, docs)
}

// shareOut runs work in benchWorkers goroutines, which take turns at n numbers.
func shareOut(n int, work func(next func() (int, bool))) {
	var at atomic.Int64
	var wg sync.WaitGroup
	for range benchWorkers {
		wg.Go(func() {
			work(func() (int, bool) {
				i := int(at.Add(1)) - 1
				return i, i < n
			})
		})
	}
	wg.Wait()
}

// timed returns how long f takes on the clock and on all processors together,
// in seconds.
func timed(f func()) (clock, cpu float64) {
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			panic(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	start, before := time.Now(), used()
	f()
	return time.Since(start).Seconds(), (used() - before).Seconds()
}

func median(list []float64) float64 { return slices.Sorted(slices.Values(list))[len(list)/2] }

// quick is the time that one round in five stays below.
func quick(list []float64) float64 { return slices.Sorted(slices.Values(list))[len(list)/5] }

// BenchmarkJudge measures the engine alone, on texts that are cut already.
func BenchmarkJudge(b *testing.B) {
	content, err := os.ReadFile(corpus(b))
	if err != nil {
		b.Fatal(err)
	}
	a := analyzer(b)
	docs := documentBatches(strings.Split(strings.TrimSuffix(string(content), "\n"), "\n"))
	scratch := make([]Scratch, len(docs))
	for i := range docs {
		a.views(docs[i], &scratch[i])
		if scratch[i].tokens, err = a.segmenter.Cut(scratch[i].ptrs, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		for i := range scratch {
			for k, v := range scratch[i].ptrs {
				a.judge(v, scratch[i].tokens[k], stance.Options{})
			}
		}
	}
}

// BenchmarkLongLine analyses one text without punctuation of three lengths.
// Their ns/byte should be the same: a stage that looks at all of the text for
// each of its words makes them grow with the length.
func BenchmarkLongLine(b *testing.B) {
	sample, err := os.ReadFile("../testdata/xiaomi-kol.pairs.txt")
	if err != nil {
		b.Fatal(err)
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, string(sample))
	a := analyzer(b)
	for _, size := range []int{1_000_000, 2_500_000, 5_000_000} {
		b.Run(fmt.Sprintf("bytes=%d", size), func(b *testing.B) {
			doc := []Document{{Text: strings.Repeat(plain, size/len(plain))}}
			var s Scratch
			var used []float64
			for b.Loop() {
				_, cpu := timed(func() {
					if _, err := a.Analyze(doc, AnalyzeOptions{}, &s); err != nil {
						b.Error(err)
					}
				})
				used = append(used, cpu)
			}
			b.ReportMetric(median(used)*1e9/float64(len(doc[0].Text)), "cpu-ns/byte")
		})
	}
}
