package segment

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// childCache names the environment variable that makes the test binary a
// small program: it opens a segmenter in that folder ("-" is the system's) and
// prints its hash and the words of a sentence.
const childCache = "LICHANG_TEST_CACHE"

const (
	childSentence = "该博主的测评视频引发网友热议"
	childWords    = "该博/主/的/测评/视频/引发/网友/热议"
)

func child(stdout, stderr io.Writer) int {
	opt := Options{CacheDir: cacheDir}
	if cacheDir == "-" {
		opt.CacheDir = ""
	}
	s, err := New(opt)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	fmt.Fprintln(stdout, s.Hash(), strings.Join(s.cut(childSentence), "/"))
	return 0
}

func TestSeveralProcessesUnpackAtOnce(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	const n = 4
	var processes [n]*exec.Cmd
	var stdout, stderr [n]bytes.Buffer
	for i := range processes {
		p := exec.Command(self)
		p.Env = append(os.Environ(), childCache+"="+dir)
		p.Stdout, p.Stderr = &stdout[i], &stderr[i]
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		processes[i] = p
	}
	want := shared(t).Hash() + " " + childWords + "\n"
	for i, p := range processes {
		if err := p.Wait(); err != nil {
			t.Errorf("process %d: %v\n%s", i, err, &stderr[i])
		} else if got := stdout[i].String(); got != want {
			t.Errorf("process %d printed %q, want %q", i, got, want)
		}
	}
	for _, file := range filesBelow(t, dir) {
		if strings.Contains(file, ".unpacking-") {
			t.Errorf("left behind: %s", file)
		}
	}
}

// The module's own way to find its dictionaries is the path of its source
// file, which neither -trimpath nor another machine leaves in place.
func TestMovedTrimmedBinary(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "moved.test")
	build := exec.Command("go", "test", "-c", "-trimpath", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go test -c -trimpath: %v\n%s", err, out)
	}
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(binary)
	run.Dir = empty
	run.Env = []string{
		childCache + "=-", "HOME=" + empty, "XDG_CACHE_HOME=" + filepath.Join(dir, "cache"),
		"GOPATH=" + empty, "GOMODCACHE=" + empty, "LocalAppData=" + filepath.Join(dir, "cache"),
	}
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if got, want := string(out), shared(t).Hash()+" "+childWords+"\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
