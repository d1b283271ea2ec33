package output

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A disk that is full, here a limit on the size of a file, fails the run with
// the system's own error, and leaves the dataset that was there: at whatever
// byte, in whatever file. LICHANG_FULL_STEP=1 tries every byte, and not one in
// some hundreds. The limit holds
// for a whole process, so the test runs in one of its own.
func TestFullDisk(t *testing.T) {
	const child = "LICHANG_TEST_FULL_DISK"
	if os.Getenv(child) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$", "-test.v")
		cmd.Env = append(os.Environ(), child+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestFullDisk") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	step := uint64(997)
	if v := os.Getenv("LICHANG_FULL_STEP"); v != "" {
		var err error
		step, err = strconv.ParseUint(v, 10, 32)
		must(t, err)
	}
	var before unix.Rlimit
	must(t, unix.Getrlimit(unix.RLIMIT_FSIZE, &before))
	for _, format := range []Format{Parquet, Arrow} {
		failed, last := 0, false // whether the disk was large enough at last
		for bytes := uint64(0); !last; bytes += step {
			dir := t.TempDir()
			out := filepath.Join(dir, "out")
			writeDataset(t, out, format, defaultLimits(format), sampleRows())
			was := tree(t, dir)
			w, err := create(Options{Dir: out, Replace: true, Format: format, Schema: sampleSchema(t)}, tinyLimits())
			must(t, err)

			full := before
			full.Cur = bytes
			must(t, unix.Setrlimit(unix.RLIMIT_FSIZE, &full))
			_, err = writeAll(t, w)
			must(t, unix.Setrlimit(unix.RLIMIT_FSIZE, &before))
			if last = err == nil; last {
				continue
			}
			failed++

			if !errors.Is(err, syscall.EFBIG) {
				t.Errorf("%v, %d bytes: %v", format, bytes, err)
			}
			must(t, w.Abort())
			if is := tree(t, dir); !maps.Equal(is, was) {
				t.Errorf("%v, %d bytes: changed %v", format, bytes, slices.Sorted(maps.Keys(is)))
			}
		}
		if failed < 10 {
			t.Errorf("%v: only %d disks were too small", format, failed)
		}
	}
}

// writeAll writes every kind of file that a run does: a journal, a quarantine,
// the spill, parts, the table of sources, the manifest and its like.
func writeAll(t *testing.T, w *Writer) (Summary, error) {
	rows := slices.Repeat(sampleRows(), 5)
	j, err := w.OpenJournal("identity", false, func([]byte) bool { return true })
	if err == nil {
		defer func() { must(t, j.Remove()) }()
		err = j.Add(0, JournalKey{1}, make([]byte, 500))
	}
	if err == nil {
		err = w.Reject(Rejected{File: "a", Row: 1, Reason: "bad", Data: make([]byte, 300)})
	}
	if err == nil {
		err = w.Add(rows)
	}
	if err != nil {
		return Summary{}, err
	}
	return w.Commit(t.Context(), nil, RunInfo{})
}
