package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program prepares a process of the program in a folder of its own.
func program(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	cmd := exec.Command("lichang", args...)
	cmd.Dir = t.TempDir()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	return cmd, &stderr
}

// eventually waits until ok, for at most a minute.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func staged(dir string) bool {
	found, err := filepath.Glob(filepath.Join(dir, ".out.staging-*"))
	return err == nil && len(found) > 0
}

// A signal while the input still comes stops the run: nothing is published,
// nothing is left behind.
func TestSignalsStopARun(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			cmd, stderr := program(t, "run", "--out", "out", "--input-format", "txt", "fifo")
			fifo := filepath.Join(cmd.Dir, "fifo")
			if err := syscall.Mkfifo(fifo, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			in, err := os.OpenFile(fifo, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			if _, err := io.WriteString(in, "该博主长期抹黑用户\n该博主"); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the run to begin", func() bool { return staged(cmd.Dir) })
			began := time.Now()
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if code := waitCode(t, cmd); code != exitInterrupted {
				t.Errorf("exit code %d, want %d; stderr: %s", code, exitInterrupted, stderr)
			}
			if spent := time.Since(began); spent > grace/2 {
				t.Errorf("it took %v to stop", spent)
			}
			if !strings.Contains(stderr.String(), "interrupted; nothing was published") {
				t.Errorf("stderr: %s", stderr)
			}
			if _, err := os.Lstat(filepath.Join(cmd.Dir, "out")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the output exists: %v", err)
			}
			if staged(cmd.Dir) {
				t.Error("the hidden folder was left behind")
			}
		})
	}
}

// A signal ends a run whose input never opens.
func TestSignalWhileAnInputOpens(t *testing.T) {
	t.Parallel()
	cmd, _ := program(t, "run", "--out", "out", "--input-format", "txt", "fifo")
	if err := syscall.Mkfifo(filepath.Join(cmd.Dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the run to begin", func() bool { return staged(cmd.Dir) })
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the code tells
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || staged(cmd.Dir) {
		t.Errorf("ended with %v", cmd.ProcessState)
	}
}

// A second signal ends a run that cannot stop: here its settings never open.
func TestSecondSignalKills(t *testing.T) {
	t.Parallel()
	cmd, _ := program(t, "run", "--config", "fifo", "a.txt")
	if err := syscall.Mkfifo(filepath.Join(cmd.Dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond) // to where it listens to signals
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	began := time.Now()
	for ended := false; !ended; {
		// Signals that come close together may be taken for one.
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		select {
		case <-done:
			ended = true
		case <-time.After(200 * time.Millisecond):
		}
	}
	if spent := time.Since(began); spent > grace/2 {
		t.Errorf("it took %v to die", spent)
	}
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !status.Signaled() || status.Signal() != syscall.SIGINT {
		t.Errorf("ended with %v, want death by SIGINT", cmd.ProcessState)
	}
}

// A reader of stdout that goes away has what it wanted.
func TestClosedPipeIsSuccess(t *testing.T) {
	for _, args := range [][]string{
		{"schema"}, {"version"}, {"check"}, {"explain", "该博主长期抹黑用户"}, {"explain", "--json", "该博主长期抹黑用户"},
		{"score", "--input-format", "txt"}, {"run", "--help"},
	} {
		t.Run(args[0], func(t *testing.T) {
			t.Parallel()
			cmd, stderr := program(t, args...)
			cmd.Stdin = strings.NewReader(strings.Repeat("该博主长期抹黑用户\n", 2000))
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			cmd.Stdout = w
			r.Close()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w.Close()
			if code := waitCode(t, cmd); code != exitDone || stderr.Len() > 0 {
				t.Errorf("exit code %d, stderr %q", code, stderr)
			}
		})
	}
}

// A stdout that takes nothing, unlike one whose reader has gone, is a failure.
func TestFullStdout(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"schema"}, {"explain", "该博主长期抹黑用户"}, {"score", "--input-format", "txt"}, {"run", "--print-config"}} {
		cmd, stderr := program(t, args...)
		cmd.Stdin, cmd.Stdout = strings.NewReader("该博主长期抹黑用户\n"), full
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if code := waitCode(t, cmd); code != exitFailed || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%v: exit code %d, stderr %q", args, code, stderr)
		}
	}
}

// What has been read is answered while more is waited for.
func TestScoreAnswersAtOnce(t *testing.T) {
	t.Parallel()
	cmd, stderr := program(t, "score", "--input-format", "txt", "--fields", "text")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	for _, text := range []string{"甲", "乙"} {
		if _, err := io.WriteString(in, text+"\n"); err != nil {
			t.Fatal(err)
		}
		n, err := out.Read(buf)
		if want := `{"text":"` + text + "\"}\n"; err != nil || string(buf[:n]) != want {
			t.Fatalf("got %q, %v, want %q", buf[:n], err, want)
		}
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if code := waitCode(t, cmd); code != exitDone {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// waitCode waits for a process and returns its exit code, -1 where a signal
// killed it.
func waitCode(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

// The program needs nothing of the place that it was built in: no paths, no
// module cache, no Go.
func TestBuiltBinaryStandsAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	binary := filepath.Join(dir, "moved", "lichang")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sample, err := os.ReadFile("../../testdata/xiaomi-kol.pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sample.pairs.txt"), sample, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "run", "sample.pairs.txt")
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + filepath.Join(dir, "home"), "GOMODCACHE=/nowhere", "GOPATH=/nowhere"}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "19 rows in lichang-out/snippets") {
		t.Fatalf("%v\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "lichang-out", "_SUCCESS")); err != nil {
		t.Error(err)
	}
}
