package pipeline

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"lichang/output"
)

func gz(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zst(t testing.TB, content string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll([]byte(content), nil)
}

// twoLinesBZ2 is "好\n坏\n": there is no writer of bzip2.
func twoLinesBZ2(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("QlpoOTFBWSZTWX7mgUwAAAPAeQAQAACAAgIAAAICACAAIaaZoMAvwQLC7kinChIP3NApgA==")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t testing.TB, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPackedInputs(t *testing.T) {
	dir := t.TempDir()
	lines := "好\n坏\n"
	for name, content := range map[string][]byte{
		"a.txt.gz": gz(t, lines), "b.txt.ZST": zst(t, lines), "c.txt.bz2": twoLinesBZ2(t),
		"two.txt.gz": append(gz(t, "好\n"), gz(t, "坏\n")...), "d.csv.gz": gz(t, "text\n好\n坏\n"),
		"e.jsonl.zst": zst(t, `{"text":"好"}`+"\n"+`{"text":"坏"}`),
	} {
		var got []string
		err := ReadDocuments(write(t, dir, name, content), Reading{}, nil, func(d *Document) error {
			got = append(got, d.Text)
			return nil
		})
		if err != nil || strings.Join(got, " ") != "好 坏" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A file that breaks off leaves none of its rows behind, and the others are
// read and counted all the same.
func TestFailedFiles(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("好的不得了\n", 20000)
	good := write(t, dir, "a.txt", []byte("好\n坏\n"))
	cut := gz(t, long+"坏")
	bad := write(t, dir, "b.txt.gz", cut[:len(cut)-9])
	last := write(t, dir, "c.txt.gz", gz(t, "甲\n"))
	cfg := config(t, good, bad, last)
	report, err := Run(t.Context(), cfg)
	if !errors.Is(err, ErrWithheld) || !strings.Contains(err.Error(), "b.txt.gz: after line 20000: the .gz is cut off") {
		t.Fatalf("%v", err)
	}
	if report.Rows.In != 3 || report.Rows.Rejected != 0 || len(report.Failed) != 1 || report.Quarantine == "" {
		t.Errorf("%+v", report)
	}
	cfg = config(t, good, bad, last)
	cfg.MaxFailedFiles = 1
	if report, err = Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	rows := rowsIn(t, cfg.Output.Dir)
	if len(rows) != 3 || report.Rows.In != 3 || report.Rows.Written != 3 || report.Quarantine == "" {
		t.Errorf("%d rows, %+v", len(rows), report)
	}
	d, err := output.Open(cfg.Output.Dir)
	if err != nil {
		t.Fatal(err)
	}
	in := d.Manifest.Inputs
	if len(in) != 3 || in[0].Rows != 2 || in[1].Rows != 0 || !strings.Contains(in[1].Failed, "cut off") || in[2].Failed != "" || in[2].Bytes != int64(len(gz(t, "甲\n"))) {
		t.Errorf("%+v", in)
	}
	cfg = config(t, bad)
	cfg.MaxFailedFiles = 1
	if _, err = Run(t.Context(), cfg); !errors.Is(err, ErrWithheld) {
		t.Errorf("nothing was read, and yet: %v", err)
	}
}

func TestBomb(t *testing.T) {
	bomb := gz(t, strings.Repeat("0", 40<<20))
	path := write(t, t.TempDir(), "bomb.txt.gz", bomb)
	read := func(rd Reading) error {
		return ReadDocuments(path, rd, nil, func(*Document) error { return nil })
	}
	if err := read(Reading{}); err == nil || !strings.Contains(err.Error(), "it grows to more than 200 times its size: raise --max-ratio") {
		t.Errorf("%v", err)
	}
	if err := read(Reading{MaxRatio: 5000}); err != nil {
		t.Error(err)
	}
}

// A plain file whose disk breaks behind its beginning leaves none of its rows
// behind either: the run begins again without it, and takes over what it judged.
func TestDiskBreaksMidway(t *testing.T) {
	broken := errors.New("bad disk")
	var many strings.Builder
	for n := range 3 * batchRecords {
		fmt.Fprintf(&many, "第%d句好用\n", n)
	}
	good := write(t, t.TempDir(), "a.txt", []byte(many.String()))
	bad := write(t, t.TempDir(), "b.txt", []byte(many.String()+"还有\n"))
	last := write(t, t.TempDir(), "c.txt", []byte("末句\n"))
	disk := func(name string, r io.Reader) io.Reader {
		if name != bad {
			return r
		}
		return io.MultiReader(io.LimitReader(r, int64(many.Len())*2/3), iotest.ErrReader(broken))
	}
	want := config(t, good, last)
	if _, err := Run(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	for _, resume := range []bool{false, true} {
		cfg := config(t, good, bad, last)
		cfg.Reading.disk, cfg.Resume = disk, resume
		report, err := Run(t.Context(), cfg)
		if !errors.Is(err, ErrWithheld) || !errors.Is(err, broken) || len(report.Failed) != 1 {
			t.Fatalf("%v, %+v", err, report.Failed)
		}
		cfg = config(t, good, bad, last)
		cfg.Reading.disk, cfg.Resume, cfg.MaxFailedFiles = disk, resume, 1
		if report, err = Run(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		if rows := report.Rows; rows.In != 3*batchRecords+1 || rows.Written != rows.In || cfg.Progress.RowsIn.Load() != rows.In || len(report.Failed) != 1 {
			t.Errorf("%+v, %+v", rows, report.Failed)
		}
		if resume && report.Resumed.Kept == 0 {
			t.Errorf("nothing was taken over: %+v", report.Resumed)
		}
		got, all := rowsIn(t, cfg.Output.Dir), rowsIn(t, want.Output.Dir)
		if len(got) != len(all) {
			t.Fatalf("%d rows, want %d", len(got), len(all))
		}
		for i := range got {
			if got[i].ID != all[i].ID {
				t.Fatalf("row %d: %s, want %s", i, got[i].ID, all[i].ID)
			}
		}
	}
}
