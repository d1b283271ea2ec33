package output

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A disk that is full, here a limit on the size of a file, fails the run with
// the system's own error, and leaves the dataset that was there. The limit holds
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
	var before unix.Rlimit
	must(t, unix.Getrlimit(unix.RLIMIT_FSIZE, &before))
	for _, format := range []Format{Parquet, Arrow} {
		for _, bytes := range []uint64{0, 1, 100, 1000, 3000, 6000} {
			dir := t.TempDir()
			out := filepath.Join(dir, "out")
			writeDataset(t, out, format, defaultLimits(format), sampleRows())
			was := tree(t, dir)
			w, err := create(Options{Dir: out, Replace: true, Format: format, Schema: sampleSchema(t)}, tinyLimits())
			must(t, err)

			full := before
			full.Cur = bytes
			must(t, unix.Setrlimit(unix.RLIMIT_FSIZE, &full))
			err = w.Add(slices.Repeat(sampleRows(), 20))
			if err == nil {
				_, err = w.Commit(t.Context(), nil, RunInfo{})
			}
			must(t, unix.Setrlimit(unix.RLIMIT_FSIZE, &before))

			if !errors.Is(err, syscall.EFBIG) {
				t.Errorf("%v, %d bytes: %v", format, bytes, err)
			}
			must(t, w.Abort())
			if is := tree(t, dir); !maps.Equal(is, was) {
				t.Errorf("%v, %d bytes: changed %v", format, bytes, slices.Sorted(maps.Keys(is)))
			}
		}
	}
}
