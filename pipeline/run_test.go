package pipeline

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"lichang/output"
)

// config is a run of the inputs into a folder of its own.
func config(t testing.TB, inputs ...string) Config {
	t.Helper()
	return Config{
		Inputs: inputs, Analyzer: analyzer(t), Workers: 2, MaxRejected: DefaultMaxRejected(),
		Output:   output.Options{Dir: filepath.Join(t.TempDir(), "out"), Provenance: output.Provenance{Tool: "lichang test"}},
		Progress: new(Progress),
	}
}

func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func rowsIn(t *testing.T, dir string) (rows []output.Row) {
	t.Helper()
	d, err := output.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = d.Rows(t.Context(), func(r []output.Row) error { rows = append(rows, r...); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// contents maps the files of a dataset that are promised to be equal to their
// hashes.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "_run.json" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

func TestRunSample(t *testing.T) {
	cfg := config(t, "../testdata/xiaomi-kol.pairs.txt")
	report, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if report.Rows != (output.Counts{In: 19, Written: 19}) {
		t.Errorf("%+v", report.Rows)
	}
	info, err := os.Stat(cfg.Inputs[0])
	if err != nil {
		t.Fatal(err)
	}
	if in := report.Inputs[0]; in.Bytes != info.Size() || in.Rows != 19 || len(in.SHA256) != 64 {
		t.Errorf("%+v", in)
	}
	if p := cfg.Progress; p.BytesRead.Load() != info.Size() || p.RowsIn.Load() != 19 || p.RowsOut.Load() != 19 {
		t.Errorf("progress %+v", p)
	}
	rows := rowsIn(t, report.Dir)
	if len(rows) != 19 {
		t.Fatalf("%d rows", len(rows))
	}
	for i := range rows {
		checkRow(t, cfg.Analyzer, &rows[i])
	}
}

// mixed is a text with everything that a run meets: good rows, bad bytes, blank
// lines, traditional text, outlets, a long row; over several batches.
func mixed(rows int) string {
	var b strings.Builder
	for i := range rows {
		switch i % 9 {
		case 0:
			fmt.Fprintf(&b, "某品牌的手机真好用，第%d次买了！！！\n", i)
		case 1:
			fmt.Fprintf(&b, "小米\xFF汽车%d\x00不错\n", i)
		case 2:
			b.WriteString("\n")
		case 3:
			fmt.Fprintf(&b, "這個產品%d讓用戶失望\n", i)
		case 4:
			fmt.Fprintf(&b, "某品牌回应%d - 知乎\r\n", i)
		case 5:
			fmt.Fprintf(&b, "快科技1月7日消息，官方表示%d会改进…\n", i)
		case 6:
			fmt.Fprintf(&b, "%s%d\n", strings.Repeat("米粉很生气，", 1+i%50*20), i)
		default:
			fmt.Fprintf(&b, "评论%d https://a.cn/%d\n", i, i)
		}
	}
	return b.String()
}

// The dataset must not show how many workers made it, or on how many threads.
func TestSameBytesForAnyWorkers(t *testing.T) {
	input := file(t, "a.txt", mixed(3000))
	run := func(workers int) map[string]string {
		cfg := config(t, input, "../testdata/xiaomi-kol.pairs.txt")
		cfg.Workers = workers
		report, err := Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		return contents(t, report.Dir)
	}
	one := run(1)
	if len(one) < 5 {
		t.Fatalf("only %v", one)
	}
	for _, c := range []struct{ workers, procs int }{{16, runtime.GOMAXPROCS(0)}, {1, 1}, {3, 1}} {
		old := runtime.GOMAXPROCS(c.procs)
		got := run(c.workers)
		runtime.GOMAXPROCS(old)
		for name, sum := range one {
			if got[name] != sum {
				t.Errorf("%d workers on %d threads: %s differs", c.workers, c.procs, name)
			}
		}
		if len(got) != len(one) {
			t.Errorf("%d workers on %d threads: %d files, want %d", c.workers, c.procs, len(got), len(one))
		}
	}
}

func TestRowsAreInInputOrder(t *testing.T) {
	cfg := config(t, file(t, "a.txt", mixed(3000)))
	cfg.Workers = 16
	report, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	last := map[string]int64{}
	n := int64(0)
	for _, r := range rowsIn(t, report.Dir) {
		if r.InputRow <= last[r.Source] {
			t.Fatalf("%s: row %d after %d", r.Source, r.InputRow, last[r.Source])
		}
		last[r.Source] = r.InputRow
		n++
		checkRow(t, cfg.Analyzer, &r)
	}
	if n != report.Rows.Written || n != 3000-3000/9-1 {
		t.Errorf("%d rows read back, %d written", n, report.Rows.Written)
	}
	if report.Rows.Repaired != (3000+7)/9 {
		t.Errorf("%d repaired, want %d", report.Rows.Repaired, (3000+7)/9)
	}
}

func TestRunTellsWhatItRejects(t *testing.T) {
	input := file(t, "a.jsonl", "{\"text\":\"好\"}\n{\"text\":\"很好\"}\n{\"text\":\"太好\"}\n{\"text\":\"真好\"}\n{\"text\":\"好\"}\n[1]\r\n{\"text\":\"还好\",\"about\":\"谁\",\"published_at\":\"昨天\"}\n{\"x\":\"\xFF\"}\n")
	cfg := config(t, input)
	report, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if report.Rows != (output.Counts{In: 8, Written: 5, Rejected: 2, Duplicates: 1}) || report.Unread != 2 {
		t.Errorf("%+v, %d unread", report.Rows, report.Unread)
	}
	if len(report.First) != 2 || report.First[0].Row != 6 || report.First[1].Row != 8 || report.First[0].Reason != "not a JSON object but an array" {
		t.Errorf("%+v", report.First)
	}
	quarantine, err := os.ReadFile(filepath.Join(report.Quarantine, "rejected.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"row":6,"offset":84,`, `"text":"[1]"`, `"base64":"eyJ4Ijoi/yJ9"`, `"neither title nor text"`} {
		if !strings.Contains(string(quarantine), want) {
			t.Errorf("the quarantine lacks %s:\n%s", want, quarantine)
		}
	}
}

func TestWithheld(t *testing.T) {
	bad, good := "{}\n", "{\"text\":\"好\"}\n"
	for name, c := range map[string]struct {
		input    string
		max      string
		withheld bool
	}{
		"ten bad of few":             {strings.Repeat(bad, 10) + good, "", false},
		"eleven bad of few":          {strings.Repeat(bad, 11) + good, "", true},
		"eleven bad of many":         {strings.Repeat(good, 11000) + strings.Repeat(bad, 11), "", false},
		"none allowed":               {bad + good, "0", true},
		"none allowed, none there":   {good, "0", false},
		"one allowed":                {bad + good, "1", false},
		"half allowed":               {bad + good, "50%", false},
		"less than half allowed":     {bad + good, "49.9%", true},
		"no share allowed":           {bad + strings.Repeat(good, 100), "0%", true},
		"no share allowed, no fault": {good, "0%", false},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := config(t, file(t, "a.jsonl", c.input))
			if c.max != "" {
				var err error
				if cfg.MaxRejected, err = ParseMaxRejected(c.max); err != nil {
					t.Fatal(err)
				}
			}
			report, err := Run(t.Context(), cfg)
			if errors.Is(err, ErrWithheld) != c.withheld || err != nil && !c.withheld {
				t.Fatalf("%v", err)
			}
			_, statErr := os.Stat(cfg.Output.Dir)
			if published := statErr == nil; published == c.withheld {
				t.Errorf("published: %v", published)
			}
			if c.withheld {
				if _, err := os.Stat(filepath.Join(report.Quarantine, "rejected.jsonl")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, s := range []string{"", "x", "-1", "101%", "-1%", "NaN%", "1.5"} {
		if m, err := ParseMaxRejected(s); err == nil {
			t.Errorf("%q: %+v", s, m)
		}
	}
}

func TestUnreadableInputs(t *testing.T) {
	folder, missing := t.TempDir(), filepath.Join(t.TempDir(), "missing.txt")
	cfg := config(t, "../testdata/xiaomi-kol.pairs.txt", missing, folder)
	cfg.Reading.Format = PlainText
	report, err := Run(t.Context(), cfg)
	if !errors.Is(err, ErrWithheld) || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{missing, folder + " is a folder"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	if _, err := os.Stat(cfg.Output.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("published: %v", err)
	}
	if _, err := os.Stat(filepath.Join(report.Quarantine, "rejected.jsonl")); err != nil {
		t.Error(err)
	}
}

func TestReadErrorWithholds(t *testing.T) {
	cfg := config(t, Stdin)
	cfg.Reading.Format = PlainText
	cfg.Stdin = io.MultiReader(strings.NewReader(strings.Repeat("好\n", 5000)), errReader{errors.New("bad disk")})
	_, err := Run(t.Context(), cfg)
	if !errors.Is(err, ErrWithheld) || !strings.Contains(err.Error(), "after line 5000: bad disk") {
		t.Fatalf("%v", err)
	}
}

type errReader struct{ err error }

func (e errReader) Read([]byte) (int, error) { return 0, e.err }

func TestUnknownFormatIsNoRun(t *testing.T) {
	cfg := config(t, "a.xml")
	if _, err := Run(t.Context(), cfg); err == nil || errors.Is(err, ErrWithheld) || !strings.Contains(err.Error(), "--input-format") {
		t.Errorf("%v", err)
	}
	cfg = config(t, Stdin)
	cfg.Workers = 0
	if _, err := Run(t.Context(), cfg); err == nil {
		t.Error("no workers are enough")
	}
}

func TestEmptyInputs(t *testing.T) {
	for name, content := range map[string]string{"a.txt": "", "b.jsonl": "\n\n", "c.pairs.txt": "\ufeff"} {
		report, err := Run(t.Context(), config(t, file(t, name, content)))
		if err != nil || report.Rows.In != 0 || report.Inputs[0].Rows != 0 {
			t.Errorf("%s: %+v %v", name, report.Rows, err)
		}
		if rows := rowsIn(t, report.Dir); len(rows) != 0 {
			t.Errorf("%s: %d rows", name, len(rows))
		}
	}
}

// A document of 20 MB is judged, and the small ones beside it keep their order.
func TestHugeLine(t *testing.T) {
	huge := strings.Repeat("一二三四五六七，", 20<<20/24)
	cfg := config(t, file(t, "a.txt", "好\n"+huge+"\n不好\n"))
	report, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsIn(t, report.Dir)
	if len(rows) != 3 || rows[1].Text != huge {
		t.Fatalf("%d rows", len(rows))
	}
	checkRow(t, cfg.Analyzer, &rows[1])
}

func TestCancelledRunPublishesNothing(t *testing.T) {
	cfg := config(t, Stdin)
	cfg.Reading.Format = PlainText
	r, w := io.Pipe() // never closed: the reader still waits when the run ends
	cfg.Stdin = r
	why := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		for range 20 {
			if _, err := io.WriteString(w, strings.Repeat("好\n", 1000)); err != nil {
				return
			}
		}
		cancel(why)
	}()
	ended := make(chan error, 1)
	go func() {
		_, err := Run(ctx, cfg)
		ended <- err
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, why) {
			t.Errorf("%v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the run does not end")
	}
	left, err := os.ReadDir(filepath.Dir(cfg.Output.Dir))
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, e := range left {
		if e.IsDir() {
			folders = append(folders, e.Name())
		}
	}
	// What was finished stays for a run that resumes.
	if want := []string{".out.resume"}; !slices.Equal(folders, want) {
		t.Errorf("%q are left, want %q", folders, want)
	}
}

func TestBudget(t *testing.T) {
	b := newBudget(10)
	take := func(n int64) int64 {
		t.Helper()
		got, err := b.take(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := take(100); got != 10 {
		t.Errorf("%d taken for one that is more than the whole", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := b.take(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("taken beyond the whole: %v", err)
	}
	done := make(chan int64)
	go func() { done <- take(4) }()
	b.give(3)
	select {
	case <-done:
		t.Error("4 taken of 3")
	case <-time.After(10 * time.Millisecond):
	}
	b.give(1)
	if got := <-done; got != 4 {
		t.Errorf("%d taken", got)
	}
}

func TestInputSize(t *testing.T) {
	a, b := file(t, "a.txt", "12345"), file(t, "b.txt", "123")
	if n, ok := InputSize([]string{a, b}); n != 8 || !ok {
		t.Errorf("%d %v", n, ok)
	}
	for _, names := range [][]string{{a, Stdin}, {filepath.Dir(a)}, {a, "missing"}} {
		if _, ok := InputSize(names); ok {
			t.Errorf("%v has a size", names)
		}
	}
}

// The rows that were read are counted apart from those that were taken: a row
// that was lost between the two must not be published over.
func TestLostRowIsNotPublishedOver(t *testing.T) {
	cfg := config(t, file(t, "a.txt", "好\n坏\n"))
	cfg.Progress.RowsIn.Add(1)
	if _, err := Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "3 rows were read, but 2 written, 0 rejected and 0 left out") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(cfg.Output.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("published: %v", err)
	}
}

func TestPanicOfAWorkerIsAnErrorWithItsPlace(t *testing.T) {
	in, err := openInput(Stdin, Reading{Format: PlainText}, strings.NewReader("\n好\n"))
	if err != nil {
		t.Fatal(err)
	}
	f := flow{
		analyzer: analyzer(t), workers: 2, progress: new(Progress),
		finish: func(*batch) error { panic("a defect") },
		take:   func(*batch, bool) error { t.Error("taken"); return nil },
	}
	if err := f.run(t.Context(), []source{{name: Stdin, open: func(context.Context) (*input, error) { return in, nil }}}); err == nil || !strings.Contains(err.Error(), "-: near line 2: panic: a defect") {
		t.Errorf("%v", err)
	}
}
