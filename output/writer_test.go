package output

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// sampleRows hold every column in every form: Chinese, emoji, empty, null.
func sampleRows() []Row {
	none := func() []Decision {
		return []Decision{{ID: "brand", Label: "NONE", Basis: "absent"}, {ID: "blogger", Label: "NONE", Basis: "absent"}}
	}
	full := Row{ID: "甲1", DupGroup: "甲0", Source: "某论坛/数码", Title: "该博主评测某品牌 📱", Text: "某品牌的新品 <b>很好</b> & \"稳\"\n👩‍💻", URL: "https://example.com/a?b=1&c=2",
		PublishedAt: time.Date(2026, 1, 7, 8, 9, 10, 123e6, time.UTC), InputFile: "in/一.jsonl", InputRow: 7, Status: "repaired",
		SentimentScore: 0.625, SentimentLabel: "POS",
		Targets: []Decision{{ID: "brand", Label: "FAVOR", Score: 0.5, Favor: 0.75, Against: 0.25, Basis: "decided", Mentions: 3},
			{ID: "blogger", Label: "AGAINST", Score: -0.125, Favor: 0.0625, Against: 0.1875, Basis: "decided", Mentions: 1}},
		Own: Decision{ID: "某公司", Label: "NONE", Score: 0.01, Favor: 0.02, Against: 0.01, Basis: "mixed", Mentions: 2},
		Evidence: []Evidence{
			{Target: "brand", Holder: "author", Voice: "author", Term: "很好", Field: "text", Start: 10, End: 12, Polarity: 1, Weight: 0.75, Confidence: 0.9,
				Rules: []string{"frame", "否定"}, Spans: []Span{{Role: "topic", Field: "text", Start: 1, End: 3}, {Role: "agent", Field: "title", Start: 0, End: 3}}},
			{Target: "", Holder: "网友", Voice: "quoted", Term: "稳", Field: "text", Start: 20, End: 21, Polarity: -1, Weight: 0.5, Confidence: 1},
			{Target: "blogger", Holder: "author", Voice: "reported", Term: "评测", Field: "title", Start: 3, End: 5, Polarity: -1, Weight: 0.25, Confidence: 0.5,
				Rules: []string{"a"}},
		},
		Extra: `{"likes":3}`}
	empty := Row{Status: "ok", SentimentLabel: "NEU", Targets: none()}
	spansOnly := Row{ID: "3", Source: "某论坛/数码", Text: "一", InputFile: "in/一.jsonl", InputRow: 9, Status: "truncated", SentimentLabel: "NEU", Targets: none(),
		Evidence: []Evidence{{Target: "brand", Holder: "author", Voice: "author", Term: "一", Field: "text", End: 1, Polarity: 1, Weight: 1, Confidence: 1,
			Spans: []Span{{Role: "agent", Field: "text", Start: 0, End: 1}}}}}
	zero := Row{ID: "4", Source: "", Text: "二", InputFile: "in/二.jsonl", InputRow: 1, Status: "ok", SentimentScore: -1, SentimentLabel: "NEG", Targets: none(),
		Own: Decision{ID: "某公司", Label: "NONE", Basis: "absent"}, PublishedAt: time.Unix(0, 0).UTC()}
	return []Row{full, empty, spansOnly, zero}
}

func sampleSchema(t testing.TB) *Schema {
	t.Helper()
	s, err := NewSchema([]string{"brand", "blogger"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var sampleProvenance = Provenance{Tool: "lichang 0.1", Engine: "1", Lexicon: "示例", LexiconVersion: "1.10", LexiconHash: "sha256:00", DictionaryHash: "sha256:11"}

// writeDataset commits rows to dir.
func writeDataset(t testing.TB, dir string, f Format, l limits, rows []Row) Summary {
	t.Helper()
	w, err := create(Options{Dir: dir, Replace: true, Format: f, Schema: sampleSchema(t), Provenance: sampleProvenance}, l)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(rows); err != nil {
		t.Fatal(err)
	}
	s, err := w.Commit(context.Background(), []Input{{Name: "in/一.jsonl", Bytes: 10, Rows: int64(len(rows))}}, RunInfo{Host: "h"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readDataset(t testing.TB, dir string) []Row {
	t.Helper()
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(context.Background()); err != nil {
		t.Fatal(err)
	}
	var all []Row
	if err := d.Rows(context.Background(), func(rows []Row) error { all = append(all, rows...); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// bySource orders rows as a dataset does.
func bySource(rows []Row) []Row {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return strings.Compare(SafeName(a.Source), SafeName(b.Source)) })
	return rows
}

func tinyLimits() limits { return limits{groupRows: 3, groupBytes: 400, partRows: 7, spillBytes: 300} }

func TestRowsComeBackAsTheyWere(t *testing.T) {
	for _, f := range []Format{Parquet, Arrow} {
		for name, l := range map[string]limits{"default": defaultLimits(f), "tiny": tinyLimits()} {
			t.Run(f.String()+"/"+name, func(t *testing.T) {
				var rows []Row
				for range 5 {
					rows = append(rows, sampleRows()...)
				}
				dir := filepath.Join(t.TempDir(), "出")
				writeDataset(t, dir, f, l, rows)
				got, want := readDataset(t, dir), bySource(rows)
				if len(got) != len(want) {
					t.Fatalf("%d rows instead of %d", len(got), len(want))
				}
				for i := range want {
					if !reflect.DeepEqual(got[i], want[i]) {
						t.Errorf("row %d:\n got %+v\nwant %+v", i, got[i], want[i])
					}
				}
				left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*"))
				if err != nil || len(left) > 0 {
					t.Errorf("left behind: %v %v", left, err)
				}
			})
		}
	}
}

func TestEmptyDataset(t *testing.T) {
	for _, f := range []Format{Parquet, Arrow} {
		dir := filepath.Join(t.TempDir(), "out")
		writeDataset(t, dir, f, defaultLimits(f), nil)
		if rows := readDataset(t, dir); len(rows) != 0 {
			t.Errorf("%d rows", len(rows))
		}
		parts, err := filepath.Glob(filepath.Join(dir, "snippets", "*", "part-00000-*"+f.suffix()))
		if err != nil || len(parts) != 1 {
			t.Errorf("parts %v, %v", parts, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "_SUCCESS")); err != nil {
			t.Error(err)
		}
	}
}
