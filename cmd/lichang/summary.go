package main

import (
	"fmt"
	"io"

	"lichang/output"
)

// maxSources is how many sources are shown. All of them stand in the dataset's
// table of sources; a line of the log that held thousands would be cut apart by
// the journal that keeps it.
const maxSources = 20

// largestSources are the counts of the first sources, n to each, and how many
// sources there are beside them.
func largestSources(counts []output.SourceCount, n int) (largest []output.SourceCount, more int) {
	if n == 0 {
		return nil, 0
	}
	sources := len(counts) / n
	shown := min(sources, maxSources)
	return counts[:shown*n], sources - shown
}

// tally is how many rows favor, are against, or neither.
type tally struct{ favor, against, none int64 }

func (t *tally) add(c output.SourceCount) {
	t.favor += c.Favor
	t.against += c.Against
	t.none += c.None
}

// outcomeTable writes what a run found: for each source and target how many favor,
// against and none, the largest sources first and a line for all of them.
func outcomeTable(w io.Writer, counts []output.SourceCount, targets []string) error {
	n := len(targets)
	if len(counts) == 0 || n == 0 {
		return nil
	}
	total := make([]tally, n)
	var rows int64
	for i, c := range counts {
		total[i%n].add(c)
		if i%n == 0 {
			rows += c.N
		}
	}
	// The widths that the largest numbers, those of all sources, need.
	wide := [3]int{len("favor"), len("against"), len("none")}
	for _, t := range total {
		for i, v := range []int64{t.favor, t.against, t.none} {
			wide[i] = max(wide[i], len(thousands(v)))
		}
	}
	group := func(a, b, c string) string {
		return fmt.Sprintf("%*s %*s %*s", wide[0], a, wide[1], b, wide[2], c)
	}
	t := table{right: map[int]bool{1: true}}
	line := func(name string, rows int64, tallies []tally) {
		cells := []string{name, thousands(rows)}
		for _, x := range tallies {
			cells = append(cells, group(thousands(x.favor), thousands(x.against), thousands(x.none)))
		}
		t.row(cells...)
	}
	t.row(append([]string{"", ""}, targets...)...)
	head := []string{"source", "rows"}
	for range targets {
		head = append(head, group("favor", "against", "none"))
	}
	t.row(head...)
	largest, more := largestSources(counts, n)
	for i := range len(largest) / n {
		tallies := make([]tally, n)
		for k := range tallies {
			tallies[k].add(counts[i*n+k])
		}
		line(t.tw.cut(plain(counts[i*n].Source), 24), counts[i*n].N, tallies)
	}
	if more > 0 {
		t.row(fmt.Sprintf("… %d more", more))
	}
	if len(counts) > n {
		line("all", rows, total)
	}
	return t.write(w)
}
