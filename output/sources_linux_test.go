package output

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Many more sources than files may be open are written. There are 200 of them,
// and 64 files; LICHANG_SOURCES asks for more.
func TestThousandsOfSources(t *testing.T) {
	var former syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &former))
	must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 64, Max: former.Max}))
	defer func() { must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &former)) }()

	sources := 200
	if v := os.Getenv("LICHANG_SOURCES"); v != "" {
		var err error
		sources, err = strconv.Atoi(v)
		must(t, err)
	}
	out := filepath.Join(t.TempDir(), "out")
	w := open(t, out, true)
	row := sampleRows()[0]
	for n := range sources {
		row.Source = "来源/" + strconv.Itoa(n)
		must(t, w.Add([]Row{row}))
	}
	s, err := w.Commit(context.Background(), nil, RunInfo{})
	must(t, err)
	folders, err := os.ReadDir(filepath.Join(out, snippetsFolder))
	must(t, err)
	if s.Files != sources+1 || len(folders) != sources || !strings.HasPrefix(folders[0].Name(), sourcePrefix) {
		t.Errorf("%d files in %d folders", s.Files, len(folders))
	}
}
