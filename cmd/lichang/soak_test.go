package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// soakPeak is what a run may hold at most, in megabytes, however much it reads.
const soakPeak = 500

// A run holds no more memory at its end than a short one does, and is no slower
// there than at its start. LICHANG_SOAK_MB asks for more than a few megabytes of
// text; what the speed was is told, and tested where there is enough to measure.
func TestMemoryIsBoundedByNoInput(t *testing.T) {
	size := int64(4)
	if v := os.Getenv("LICHANG_SOAK_MB"); v != "" {
		n, err := strconv.ParseInt(v, 10, 32)
		if err != nil || n < 1 {
			t.Fatalf("LICHANG_SOAK_MB=%q is no number of megabytes", v)
		}
		size = n
	}
	cmd, stderr := program(t, "run", "--log-format", "json", "--input-format", "jsonl", "--out", "out", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	rows, pace := feed(t, in, size<<20)
	if code := waitCode(t, cmd); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	spent := time.Since(began)

	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10 // kilobytes on Linux
	first, last := pace[1], pace[len(pace)-1]
	t.Logf("%d MB, %d rows in %v: %d MB resident at most; rows a second by tenths of the input: %.0f",
		size, rows, spent.Round(time.Second), peak, pace)
	if peak > soakPeak {
		t.Errorf("%d MB of memory, want at most %d", peak, soakPeak)
	}
	if size >= 200 && last < first/2 {
		t.Errorf("%.0f rows a second at the end, %.0f at the start", last, first)
	}
	content, err := os.ReadFile(filepath.Join(cmd.Dir, "out", "_manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Rows struct{ Written int64 } }
	if err := json.Unmarshal(content, &manifest); err != nil || manifest.Rows.Written != rows {
		t.Errorf("%d rows were written, want %d (%v)", manifest.Rows.Written, rows, err)
	}
}

// feed writes rows of at least size bytes: the shipped texts, two a row, under
// ids of their own and from a thousand sources. It returns how many rows there
// were, and how many a second in each tenth of them: the reader sets the pace.
func feed(t *testing.T, in io.WriteCloser, size int64) (rows int64, pace []float64) {
	t.Helper()
	sample, err := os.ReadFile("../../testdata/xiaomi-kol.pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for line := range strings.Lines(string(sample)) {
		if line = strings.TrimSpace(line); line != "" {
			texts = append(texts, line)
		}
	}
	w := bufio.NewWriterSize(in, 64<<10)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	var written int64
	began, before := time.Now(), int64(0)
	for n := 0; written < size; n++ {
		row := map[string]string{
			"id": "n" + strconv.Itoa(n), "source": "来源" + strconv.Itoa(n%1009),
			"title": texts[n/len(texts)%len(texts)], "text": texts[n%len(texts)],
		}
		if err := e.Encode(row); err != nil {
			t.Fatal(err)
		}
		for _, v := range row {
			written += int64(len(v))
		}
		rows++
		if written >= size/10*int64(len(pace)+1) {
			pace = append(pace, float64(rows-before)/time.Since(began).Seconds())
			began, before = time.Now(), rows
			t.Logf("%d rows read, %.0f a second", rows, pace[len(pace)-1])
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	return rows, pace
}
