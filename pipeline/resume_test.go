package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lichang/output"
)

// manyTexts are lines for several batches.
func manyTexts(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":\"第%d条\",\"source\":\"来源%d\",\"text\":\"该博主第%d次抹黑小米用户\",\"about\":\"谁\"}\n", i, i%3, i)
		if i%900 == 7 {
			b.WriteString("no JSON\n")
		}
	}
	return b.String()
}

// stopping reads as far as it is told, then ends the run once what was read has
// been judged.
type stopping struct {
	io.Reader
	stop func()
}

func (s *stopping) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		s.stop()
		select {} // as a pipe that nobody closes
	}
	return n, err
}

// interrupted runs cfg over the first bytes of text and interrupts it.
func interrupted(t *testing.T, cfg Config, text string, bytes int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cfg.Progress = new(Progress)
	cfg.Stdin = &stopping{strings.NewReader(text[:bytes]), func() {
		for range 1000 {
			if cfg.Progress.RowsOut.Load() > 3*batchRecords-100 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		cancel()
	}}
	if _, err := Run(ctx, cfg); !errors.Is(err, context.Canceled) {
		t.Fatalf("the interrupted run: %v", err)
	}
}

// A run that goes on gives the bytes of one that was never interrupted, takes
// over what it may, and says why it takes over no more.
func TestResume(t *testing.T) {
	text := manyTexts(5 * batchRecords)
	half := len(text) * 7 / 10
	for name, c := range map[string]struct {
		change func(t *testing.T, cfg *Config, text *string, journal string)
		kept   int64
		want   []Redone
	}{
		"as it was": {nil, 3, []Redone{{RedoneMissing, 3}}},
		"torn": {func(t *testing.T, _ *Config, _ *string, journal string) {
			info, err := os.Stat(journal)
			if err == nil {
				err = os.Truncate(journal, info.Size()-5)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, 2, []Redone{{RedoneMissing, 4}}},
		"damaged": {func(t *testing.T, _ *Config, _ *string, journal string) {
			content, err := os.ReadFile(journal)
			if err == nil {
				content[len(content)-5] ^= 1
				err = os.WriteFile(journal, content, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, 2, []Redone{{RedoneMissing, 3}, {RedoneCorrupt, 1}}},
		"another head": {func(t *testing.T, _ *Config, _ *string, journal string) {
			if err := os.WriteFile(journal, []byte("xxxxxxxxxx"), 0o666); err != nil {
				t.Fatal(err)
			}
		}, 0, []Redone{{RedoneMissing, 6}}},
		"another text": {func(_ *testing.T, _ *Config, text *string, _ string) {
			*text = strings.Replace(*text, "该博主第3次", "该博主第三次", 1)
		}, 2, []Redone{{RedoneMissing, 3}, {RedoneInput, 1}}},
		"another lexicon": {func(t *testing.T, cfg *Config, _ *string, _ string) {
			cfg.Analyzer = analyzerOf(t, "general")
		}, 0, []Redone{{RedoneLexicon, 6}}},
		"another program": {func(_ *testing.T, cfg *Config, _ *string, _ string) {
			cfg.Output.Provenance.Tool = "lichang next"
		}, 0, []Redone{{RedoneTool, 6}}},
		"another format": {func(_ *testing.T, cfg *Config, _ *string, _ string) {
			cfg.Reading.Format = PlainText
		}, 0, []Redone{{RedoneOptions, 6}}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := config(t, Stdin)
			cfg.Reading.Format = JSONLines
			cfg.MaxRejected = MaxRejected{Rows: 100, Share: 1}
			interrupted(t, cfg, text, half)
			if left := entries(t, cfg); !slices.Equal(left, []string{".out.resume"}) {
				t.Errorf("left: %q", left)
			}
			text := text
			if c.change != nil {
				c.change(t, &cfg, &text, filepath.Join(filepath.Dir(cfg.Output.Dir), ".out.resume", "parts.log"))
			}
			cfg.Resume, cfg.Stdin, cfg.Progress = true, strings.NewReader(text), new(Progress)
			report, err := Run(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			if report.Resumed.Kept != c.kept || !slices.Equal(report.Resumed.Redone, c.want) {
				t.Errorf("resumed %+v, want %d kept and %v", report.Resumed, c.kept, c.want)
			}
			unbroken := cfg
			unbroken.Output.Dir = filepath.Join(t.TempDir(), "out")
			unbroken.Resume, unbroken.Stdin, unbroken.Progress = false, strings.NewReader(text), new(Progress)
			other, err := Run(t.Context(), unbroken)
			if err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(contents(t, cfg.Output.Dir), contents(t, unbroken.Output.Dir)) {
				t.Error("the bytes are not those of an unbroken run")
			}
			if f := report.Figures; f.Words == 0 || f.Words != other.Figures.Words || f.UnknownWords != other.Figures.UnknownWords {
				t.Errorf("figures %+v, an unbroken run has %+v", f, other.Figures)
			}
			if report.Rows != other.Rows || report.Unread != other.Unread {
				t.Errorf("%+v and %d unread, an unbroken run has %+v and %d", report.Rows, report.Unread, other.Rows, other.Unread)
			}
			if left := entries(t, cfg); slices.Contains(left, ".out.resume") {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// Without being asked to, a run takes nothing over, and it never removes a
// folder that only looks like a journal.
func TestResumeIsAskedFor(t *testing.T) {
	text := manyTexts(5 * batchRecords)
	cfg := config(t, Stdin)
	cfg.Reading.Format = JSONLines
	cfg.MaxRejected = MaxRejected{Rows: 100, Share: 1}
	interrupted(t, cfg, text, len(text)*7/10)
	cfg.Stdin, cfg.Progress = strings.NewReader(text), new(Progress)
	report, err := Run(t.Context(), cfg)
	if err != nil || report.Resumed.Kept > 0 {
		t.Errorf("%+v, %v", report.Resumed, err)
	}
	mine := filepath.Join(filepath.Dir(cfg.Output.Dir), ".out.resume")
	if err := os.Mkdir(mine, 0o777); err != nil {
		t.Fatal(err)
	}
	cfg.Output.Replace, cfg.Stdin, cfg.Progress = true, strings.NewReader(text), new(Progress)
	occupied := new(output.OccupiedError)
	if _, err := Run(t.Context(), cfg); !errors.As(err, &occupied) || occupied.Path != mine {
		t.Errorf("a folder of somebody else: %v", err)
	}
}

func entries(t *testing.T, cfg Config) []string {
	t.Helper()
	all, err := os.ReadDir(filepath.Dir(cfg.Output.Dir))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

// Every field of a document is part of its key.
func TestKeyHoldsTheWholeDocument(t *testing.T) {
	base := keyOf([]Document{{}})
	for i := range reflect.TypeFor[Document]().NumField() {
		var d Document
		switch v := reflect.ValueOf(&d).Elem().Field(i).Addr().Interface().(type) {
		case *string:
			*v = "x"
		case *int:
			*v = 1
		case *int64:
			*v = 1
		case *time.Time:
			*v = time.UnixMilli(0)
		default:
			t.Fatalf("field %s has a type that keys do not know", reflect.TypeFor[Document]().Field(i).Name)
		}
		if keyOf([]Document{d}) == base {
			t.Errorf("field %s is not in the key", reflect.TypeFor[Document]().Field(i).Name)
		}
	}
}
