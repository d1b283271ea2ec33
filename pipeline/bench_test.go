package pipeline

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/yanyiwu/gojieba"

	"lichang/lexicon/compare"
	"lichang/lexicon/stance"
	"lichang/output"
)

// benchWorkers is how many goroutines both sides of the comparison have.
const benchWorkers = 2

// corpus is the file that LICHANG_CORPUS names (.txt), else text made of the
// sample, a snippet a line.
func corpus(b *testing.B) string {
	b.Helper()
	if path := os.Getenv("LICHANG_CORPUS"); path != "" {
		return path
	}
	sample, err := os.ReadFile("../testdata/xiaomi-kol.pairs.txt")
	if err != nil {
		b.Fatal(err)
	}
	text := strings.ReplaceAll(string(sample), "。", "。\n")
	path := filepath.Join(b.TempDir(), "corpus.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat(text+"\n", 2<<20/len(text))), 0o666); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkPipeline compares the whole way from a text file to a published
// Parquet dataset with nothing but gojieba.Cut on the same lines, in turn:
// "of-cut" is the throughput of the first in parts of the second's.
func BenchmarkPipeline(b *testing.B) {
	path := corpus(b)
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	a := analyzer(b)
	jieba := gojieba.NewJieba()
	var whole, cut time.Duration
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		start := time.Now()
		cutAll(jieba, lines)
		cut += time.Since(start)

		cfg := Config{
			Inputs: []string{path}, Reading: Reading{Format: PlainText}, Analyzer: a, Workers: benchWorkers, MaxRejected: DefaultMaxRejected(),
			Output: output.Options{Dir: filepath.Join(b.TempDir(), "out"), Replace: true},
		}
		start = time.Now()
		report, err := Run(b.Context(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		whole += time.Since(start)
		if report.Rows.Written+int64(bytes.Count(content, []byte("\n\n"))) < int64(len(lines))-1 {
			b.Fatalf("%d rows of %d lines", report.Rows.Written, len(lines))
		}
	}
	mb := float64(len(content)) * float64(b.N) / 1e6
	b.ReportMetric(mb/cut.Seconds(), "cut-MB/s")
	b.ReportMetric(mb/whole.Seconds(), "run-MB/s")
	b.ReportMetric(cut.Seconds()/whole.Seconds(), "of-cut")
}

// cutAll cuts line by line and drops the words.
func cutAll(jieba *gojieba.Jieba, lines []string) {
	const step = 256
	var next atomic.Int64
	var wg sync.WaitGroup
	for range benchWorkers {
		wg.Go(func() {
			for {
				at := int(next.Add(step)) - step
				if at >= len(lines) {
					return
				}
				for _, line := range lines[at:min(at+step, len(lines))] {
					jieba.Cut(line, true)
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkComparison compares a corpus by a lexicon and one in which 20 terms
// that stand in it are weaker, and judges it by both, in turn: "of-twice" is the
// time of the first in parts of the second's.
func BenchmarkComparison(b *testing.B) {
	path := corpus(b)
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	old := analyzer(b)
	lex := copyOf(old.Lexicon())
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	some := lines[:min(len(lines), 2000)]
	text := strings.Join(some, "\n")
	edited := 0
	for i := 0; i < len(lex.Terms) && edited < 20; i++ {
		if n := strings.Count(text, lex.Terms[i].Text); n > 0 && n < len(some)/50 {
			t := *lex.Terms[i]
			t.Strength /= 2
			lex.Terms[i] = &t
			edited++
		}
	}
	if edited < 20 {
		b.Fatalf("only %d terms of the lexicon stand in the corpus", edited)
	}
	engine, err := stance.New(lex)
	if err != nil {
		b.Fatal(err)
	}
	cfg := CompareConfig{Diff: compare.Of(old.Lexicon(), lex), Old: old, New: old.WithEngine(engine), Workers: benchWorkers}
	docs := make([]Document, len(lines))
	for i, line := range lines {
		docs[i] = Document{Text: line, Status: "ok"}
	}
	var compared, twice time.Duration
	for b.Loop() {
		start := time.Now()
		c, err := NewComparison(cfg)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Inputs(b.Context(), []string{path}, Reading{Format: PlainText}, nil); err != nil {
			b.Fatal(err)
		}
		compared += time.Since(start)

		start = time.Now()
		for _, a := range []*Analyzer{cfg.Old, cfg.New} {
			var wg sync.WaitGroup
			for w := range benchWorkers {
				wg.Go(func() {
					var s Scratch
					for from := w * 512; from < len(docs); from += benchWorkers * 512 {
						if _, err := a.Analyze(docs[from:min(from+512, len(docs))], AnalyzeOptions{}, &s); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
		}
		twice += time.Since(start)
	}
	b.ReportMetric(compared.Seconds()/twice.Seconds(), "of-twice")
	b.ReportMetric(float64(len(docs))/(compared.Seconds()/float64(b.N)), "snippets/s")
}
