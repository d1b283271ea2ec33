package output

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

var benchTargets = []string{"xiaomi", "kol", "fans"}

// benchRows are short rows like those of a night: one in twenty says something.
func benchRows(n int) []Row {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]Row, n)
	for i := range rows {
		text := make([]rune, 15+r.IntN(20))
		for j := range text {
			text[j] = rune(0x4E00 + int(r.ExpFloat64()*300)%3000)
		}
		row := &rows[i]
		*row = Row{ID: fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()), Source: "微博", Text: string(text),
			InputFile: "corpus.txt", InputRow: int64(i + 1), Status: "ok", SentimentLabel: "NEU", Targets: make([]Decision, 3)}
		for j, id := range benchTargets {
			row.Targets[j] = Decision{ID: id, Label: "NONE", Basis: "absent"}
		}
		if i%20 == 0 {
			w := float64(r.IntN(1000)+1) / 1000
			row.SentimentScore, row.SentimentLabel = -w, "NEG"
			row.Targets[i/20%3] = Decision{ID: benchTargets[i/20%3], Label: "AGAINST", Score: -w, Against: w, Basis: "decided", Mentions: 1}
			row.Evidence = []Evidence{{Target: benchTargets[i/20%3], Holder: "author", Voice: "author", Term: string(text[3:5]), Field: "text",
				Start: 3, End: 5, Polarity: -1, Weight: w, Confidence: 1, Rules: []string{"frame"}, Spans: []Span{{Role: "patient", Field: "text", Start: 0, End: 2}}}}
		}
	}
	return rows
}

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkSpillAndParts(b *testing.B) {
	rows := benchRows(20_000)
	s, _ := NewSchema(benchTargets)
	dir := b.TempDir()
	b.ResetTimer()
	start := cpu()
	var enc, merge time.Duration
	n := 0
	for i := 0; b.Loop(); i++ {
		w := newWords()
		e := newRowEncoder(s, w)
		sp := newSpill(filepath.Join(dir, fmt.Sprint("spill", i)), spillBytes)
		src := sp.source("微博")
		t := cpu()
		for range 30 {
			for j := range rows {
				at := len(sp.log)
				var err error
				if sp.log, err = e.append(sp.log, &rows[j]); err != nil {
					b.Fatal(err)
				}
				if err := sp.add(src, at); err != nil {
					b.Fatal(err)
				}
			}
		}
		sp.finish()
		enc += cpu() - t
		t = cpu()
		p := parts{root: filepath.Join(dir, fmt.Sprint("out", i)), schema: s, meta: arrow.NewMetadata(nil, nil), limits: defaultLimits(), block: newBlock(s, w)}
		if err := p.writeSource(context.Background(), sp, src); err != nil {
			b.Fatal(err)
		}
		merge += cpu() - t
		sp.close()
		n += 30 * len(rows)
	}
	_ = start
	b.ReportMetric(float64(enc.Nanoseconds())/float64(n), "spill-cpu-ns/row")
	b.ReportMetric(float64(merge.Nanoseconds())/float64(n), "merge-cpu-ns/row")
}
