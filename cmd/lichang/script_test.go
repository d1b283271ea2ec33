package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The program stands on the PATH of the tests as `lichang`. `limited N ARGS...`
// is the same under a limit on the size of files, as a full disk for one user.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lichang": func() { os.Exit(realMain()) },
		"limited": func() { os.Exit(limitedMain()) },
	})
}

func limitedMain() int {
	bytes, err := strconv.ParseUint(os.Args[1], 10, 64)
	if err != nil {
		panic(err)
	}
	limit := syscall.Rlimit{Cur: bytes, Max: bytes}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
	os.Args = append(os.Args[:1], os.Args[2:]...)
	return realMain()
}

func TestScripts(t *testing.T) {
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	// One cache for all: unpacking the dictionaries is tested where they live.
	cache := t.TempDir()
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_CACHE_HOME", cache)
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("SAMPLE", filepath.Join(data, "xiaomi-kol.pairs.txt"))
			e.Setenv("QINGLUO", filepath.Join(data, "qingluo"))
			e.Setenv("DISHES", filepath.Join(data, "dishwasher.txt"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":     cmdExits,
			"same":      cmdSame,
			"repeat":    cmdRepeat,
			"bytes":     cmdBytes,
			"untouched": cmdUntouched,
			"maxrss":    cmdMaxRSS,
		},
	})
}

// exits CODE PROGRAM ARGS... runs a program that must end with the code.
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	got := exitOf(ts, ts.Exec(args[1], args[2:]...))
	if want := args[0]; strconv.Itoa(got) != want {
		ts.Fatalf("exit code %d, want %s", got, want)
	}
}

func exitOf(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	ts.Fatalf("%v", err)
	return -1
}

// same DIR DIR checks that two datasets are equal to the byte, _run.json apart.
func cmdSame(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] same DIR DIR")
	}
	a, b := readTree(ts, args[0]), readTree(ts, args[1])
	if slices.Equal(a, b) == neg {
		ts.Fatalf("%s and %s: equal is %v", args[0], args[1], !neg)
	}
}

// readTree returns the paths and contents of a dataset, in order.
func readTree(ts *testscript.TestScript, dir string) []string {
	var all []string
	root := ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "_run.json" {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(all, strings.TrimPrefix(path, root), string(content))
		return err
	}))
	if len(all) == 0 {
		ts.Fatalf("%s holds no file", dir)
	}
	return all
}

// repeat N TEXT FILE writes TEXT so often, without line breaks between.
func cmdRepeat(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), bytes.Repeat([]byte(args[1]), n), 0o644))
}

// bytes FILE HEX writes the bytes.
func cmdBytes(ts *testscript.TestScript, neg bool, args []string) {
	var content []byte
	for i := 0; i < len(args[1]); i += 2 {
		b, err := strconv.ParseUint(args[1][i:i+2], 16, 8)
		ts.Check(err)
		content = append(content, byte(b))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o644))
}

// untouched DIR NAMES... checks that a folder holds these entries and no other,
// hidden ones included; locks and the scripts' own folder apart.
func cmdUntouched(ts *testscript.TestScript, neg bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var got []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".lock") && e.Name() != ".tmp" {
			got = append(got, e.Name())
		}
	}
	want := slices.Sorted(slices.Values(args[1:]))
	if !slices.Equal(got, want) {
		ts.Fatalf("%s holds %q, want %q", args[0], got, want)
	}
}

// maxrss MB PROGRAM ARGS... runs a program that must succeed and never hold
// more memory than so many megabytes.
func cmdMaxRSS(ts *testscript.TestScript, neg bool, args []string) {
	limit, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+ts.Getenv("XDG_CACHE_HOME"))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	ts.Check(cmd.Start())
	most := residentPeak(cmd.Process.Pid)
	if err := cmd.Wait(); err != nil {
		ts.Fatalf("%v\n%s", err, &out)
	}
	used := <-most
	ts.Logf("%d MB at most", used)
	if used < 1 || used > limit {
		ts.Fatalf("%d MB of memory, want some and at most %d", used, limit)
	}
}
