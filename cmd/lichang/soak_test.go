package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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
	most := residentPeak(cmd.Process.Pid)
	began := time.Now()
	rows, pace, fed := feed(t, in, size<<20)
	// A run that ends early breaks the pipe: what it says itself is the reason.
	if code := waitCode(t, cmd); code != exitDone || fed != nil {
		t.Fatalf("exit code %d after %d rows (%v): %s", code, rows, fed, stderr)
	}
	spent := time.Since(began)

	peak := <-most
	first, last := pace[1], pace[len(pace)-1]
	t.Logf("%d MB, %d rows in %v: %d MB resident at most; rows a second by tenths of the input: %.0f",
		size, rows, spent.Round(time.Second), peak, pace)
	if peak < 1 || peak > soakPeak {
		t.Errorf("%d MB of memory, want some and at most %d", peak, soakPeak)
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

// residentPeak watches a process till it ends and then sends the most memory that
// it held, in megabytes. The resource usage of a child that was waited for would
// not do: Linux counts there what the parent held when it started the child.
func residentPeak(pid int) <-chan int64 {
	most := make(chan int64, 1)
	go func() {
		var peak int64
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			_, rest, there := strings.Cut(string(status), "VmHWM:")
			if err != nil || !there { // it has ended: what is left of it has no memory
				most <- peak >> 10
				return
			}
			line, _, _ := strings.Cut(rest, "\n")
			kilobytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(line, "kB")), 10, 64)
			if err == nil {
				peak = max(peak, kilobytes)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return most
}

// feed writes rows of at least size bytes: the shipped texts, two a row, under
// ids of their own and from a thousand sources. It returns how many rows there
// were, and how many a second in each tenth of them: the reader sets the pace.
func feed(t *testing.T, in io.WriteCloser, size int64) (rows int64, pace []float64, err error) {
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
			return rows, pace, err
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
	return rows, pace, errors.Join(w.Flush(), in.Close())
}
