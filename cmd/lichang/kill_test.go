package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// kills is how often TestKilledRunsResume kills; LICHANG_KILLS asks for more.
func kills(t *testing.T) int {
	t.Helper()
	v := os.Getenv("LICHANG_KILLS")
	if v == "" {
		return 3
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		t.Fatalf("LICHANG_KILLS=%q is no number of kills", v)
	}
	return n
}

// A run that is killed at any moment and goes on gives the bytes of an unbroken
// one; who reads meanwhile finds the dataset before it whole, or the new one.
func TestKilledRunsResume(t *testing.T) {
	dir := t.TempDir()
	texts := func(name string, n int, word string) {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "{\"id\":\"%s%d\",\"source\":\"来源%d\",\"text\":\"该博主第%d次抹黑小米用户，%s\"}\n", word, i, i%7, i, word)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	texts("old.jsonl", 500, "旧")
	texts("new.jsonl", 30000, "新")
	run := func(args ...string) (code int, log string, spent time.Duration) {
		cmd, stderr := program(t, append([]string{"run", "--overwrite", "--log-format", "json"}, args...)...)
		cmd.Dir = dir
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		code = waitCode(t, cmd)
		return code, stderr.String(), time.Since(began)
	}
	if code, log, _ := run("--out", "old", "old.jsonl"); code != exitDone {
		t.Fatal(log)
	}
	code, log, whole := run("--out", "new", "new.jsonl")
	if code != exitDone {
		t.Fatal(log)
	}
	before, after := promised(t, filepath.Join(dir, "old")), promised(t, filepath.Join(dir, "new"))
	reader := watched(t, filepath.Join(dir, "out"), "500:旧", "30000:新")
	random := rand.New(rand.NewPCG(7, 2026))
	resumed := 0
	for n := range kills(t) {
		if code, log, _ := run("--out", "out", "old.jsonl"); code != exitDone {
			t.Fatal(log)
		}
		cmd, stderr := program(t, "run", "--overwrite", "--quiet", "--out", "out", "new.jsonl")
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wait := time.Duration(random.Float64() * float64(whole))
		if n%2 == 1 {
			// Loading takes most of so short a run: every other kill waits for
			// parts that can be taken over.
			for end := time.Now().Add(2 * whole); time.Now().Before(end); time.Sleep(time.Millisecond) {
				if info, err := os.Stat(filepath.Join(dir, ".out.resume", "parts.log")); err == nil && info.Size() > 4<<10 {
					break
				}
			}
			wait /= 4
		}
		time.Sleep(wait)
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		if code := waitCode(t, cmd); code != -1 && code != exitDone {
			t.Fatalf("exit code %d: %s", code, stderr)
		}
		if got := promised(t, filepath.Join(dir, "out")); !maps.Equal(got, before) && !maps.Equal(got, after) {
			t.Fatalf("kill %d after %v left neither the old dataset nor the new one", n, wait)
		}
		code, log, _ := run("--resume", "--out", "out", "new.jsonl")
		if code != exitDone {
			t.Fatal(log)
		}
		if !strings.Contains(log, `"kept":0`) {
			resumed++
		}
		if got := promised(t, filepath.Join(dir, "out")); !maps.Equal(got, after) {
			t.Fatalf("kill %d after %v and going on: the bytes are not those of an unbroken run", n, wait)
		}
		left, err := filepath.Glob(filepath.Join(dir, ".out*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left: %q, %v", left, err)
		}
	}
	reader()
	t.Logf("%d of %d runs took something over", resumed, kills(t))
}

// watched lets LICHANG_READER, a command such as "python3 .ci/reader.py" from the
// top of the repository, read a dataset all the while; without it nobody does.
// The returned function ends it and fails where it saw anything but the datasets
// that are allowed, "ROWS:WORD".
func watched(t *testing.T, dataset string, allowed ...string) (stop func()) {
	t.Helper()
	command := strings.Fields(os.Getenv("LICHANG_READER"))
	if len(command) == 0 {
		return func() {}
	}
	cmd := exec.Command(command[0], append(append(command[1:], dataset), allowed...)...)
	cmd.Dir = "../.."
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return func() {
		in.Close()
		err := cmd.Wait()
		t.Logf("the reader: %s", &out)
		if err != nil {
			t.Error(err)
		}
	}
}

// promised maps the files of a dataset that are promised to be equal to their
// contents.
func promised(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == runInfoName {
			return err
		}
		content, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// runInfoName is the one file that the promise of equal bytes leaves out.
const runInfoName = "_run.json"
