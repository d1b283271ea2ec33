package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lichang/output"
)

// A dataset judged again by the same lexicon is the same dataset, but for where
// its rows came from.
func TestOwnDatasetAgain(t *testing.T) {
	for _, format := range []output.Format{output.Parquet, output.Arrow} {
		first := config(t, file(t, "a.jsonl", `{"id":"1","source":"某网","title":"题","text":"该博主长期抹黑小米用户","likes":3,"published_at":"2026-01-07"}`+"\n"+
			`{"text":"小米手机好用","target":"某品牌","published_at":"昨天"}`+"\n"))
		first.Output.Format = format
		if _, err := Run(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		parts, err := filepath.Glob(filepath.Join(first.Output.Dir, "snippets", "*", "part-*"))
		if err != nil || len(parts) != 2 {
			t.Fatal(parts, err)
		}
		second := config(t, parts...)
		if _, err := Run(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		then, now := rowsIn(t, first.Output.Dir), rowsIn(t, second.Output.Dir)
		if len(then) != 2 || len(now) != 2 {
			t.Fatalf("%d and %d rows", len(then), len(now))
		}
		for i := range then {
			a, b := then[i], now[i]
			if a.ID != b.ID || a.Source != b.Source || a.Title != b.Title || a.Text != b.Text || a.Extra != b.Extra || a.Own != b.Own ||
				!a.PublishedAt.Equal(b.PublishedAt) || !slices.Equal(a.Targets, b.Targets) || len(a.Evidence) != len(b.Evidence) {
				t.Errorf("%s: %+v\nthen %+v", format, b, a)
			}
		}
	}
}

func TestBrokenTables(t *testing.T) {
	cfg := config(t, file(t, "a.txt", strings.Repeat("好的不得了\n", 3000)))
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	parts, _ := filepath.Glob(filepath.Join(cfg.Output.Dir, "snippets", "*", "*.parquet"))
	whole, err := os.ReadFile(parts[0])
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	flipped := slices.Clone(whole)
	for i := 100; i < 400; i++ {
		flipped[i] ^= 0x5a
	}
	sources := filepath.Join(cfg.Output.Dir, "sources.parquet")
	for _, path := range []string{
		write(t, dir, "cut.parquet", whole[:len(whole)/2]), write(t, dir, "none.parquet", nil), write(t, dir, "text.arrow", []byte("好\n")),
		write(t, dir, "flipped.parquet", flipped), write(t, dir, "a.parquet.gz", gz(t, string(whole))), sources,
	} {
		_, err := Run(t.Context(), config(t, path))
		if !errors.Is(err, ErrWithheld) || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
