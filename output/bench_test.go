package output

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"
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

// BenchmarkWrite writes a dataset of 600,000 short rows and prints the CPU time
// of all threads a row, from Add to the end of Commit. In "one source" nearly
// all rows go past the spill, in "many" all are spilled and merged.
func BenchmarkWrite(b *testing.B) {
	schema, err := NewSchema(benchTargets)
	if err != nil {
		b.Fatal(err)
	}
	for _, format := range []Format{Parquet, Arrow} {
		for _, sources := range []int{1, 50} {
			b.Run(fmt.Sprintf("%s/sources=%d", format, sources), func(b *testing.B) {
				rows := benchRows(20_000)
				bytes := 0
				for i := range rows {
					rows[i].Source = fmt.Sprintf("来源%d", i*7919%sources)
					bytes += len(rows[i].Text)
				}
				out := filepath.Join(b.TempDir(), "out")
				const repeats = 30
				var adding, committing time.Duration
				n := 0
				for b.Loop() {
					start := cpu()
					w, err := Create(Options{Dir: out, Replace: true, Format: format, Schema: schema})
					if err != nil {
						b.Fatal(err)
					}
					for range repeats {
						for from := 0; from < len(rows); from += 500 {
							if err := w.Add(rows[from : from+500]); err != nil {
								b.Fatal(err)
							}
						}
					}
					middle := cpu()
					if _, err := w.Commit(context.Background(), nil, RunInfo{}); err != nil {
						b.Fatal(err)
					}
					adding += middle - start
					committing += cpu() - middle
					n += repeats * len(rows)
				}
				b.SetBytes(int64(bytes * repeats))
				b.ReportMetric(float64(adding.Nanoseconds())/float64(n), "add-cpu-ns/row")
				b.ReportMetric(float64(committing.Nanoseconds())/float64(n), "commit-cpu-ns/row")
				b.ReportMetric(float64((adding+committing).Nanoseconds())/float64(n), "cpu-ns/row")
			})
		}
	}
}
