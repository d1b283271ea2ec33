package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The output may lie on another file system than the input, the working folder
// and the folder for temporary files: all that is renamed lies beside it.
func TestOutputOnAnotherFileSystem(t *testing.T) {
	t.Parallel()
	memory, err := os.MkdirTemp("/dev/shm", "lichang-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(memory) })
	out := filepath.Join(memory, "out")
	for range 2 { // the second one replaces the first
		cmd, stderr := program(t, "run", "--quiet", "--overwrite", "--out", out, "--input-format", "txt", "-")
		cmd.Stdin = strings.NewReader("该博主长期抹黑用户\n")
		if device(t, cmd.Dir) == device(t, memory) {
			t.Logf("%s and %s are one file system: this shows nothing here", cmd.Dir, memory)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if code := waitCode(t, cmd); code != exitDone || stderr.Len() > 0 {
			t.Fatalf("exit code %d, stderr %q", code, stderr)
		}
	}
	if before, now := promised(t, out+".previous"), promised(t, out); len(now) == 0 || len(before) != len(now) {
		t.Errorf("%d files, and %d before", len(now), len(before))
	}
}

func device(t *testing.T, path string) uint64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t).Dev
}

// A folder that nobody may write to, root included, is an error before anything
// is read, and it is named.
func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	for _, out := range []string{"/proc/lichang-out", "/sys/lichang-out"} {
		cmd, stderr := program(t, "run", "--out", out, "--input-format", "txt", "-")
		cmd.Stdin = strings.NewReader("该博主长期抹黑用户\n")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if code := waitCode(t, cmd); code != exitFailed || !strings.Contains(stderr.String(), filepath.Dir(out)) {
			t.Errorf("%s: exit code %d, stderr %q", out, code, stderr)
		}
	}
}
