package pipeline

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"lichang/output"
)

// A report of our own that is long enough to have copies.
const report = "某品牌法务部昨天下午就该博主的评测视频发出律师函，要求公开道歉并删除不实内容，车主们对此意见不一，有人支持也有人认为没有必要。"

func line(id, text string) string { return fmt.Sprintf("{\"id\":%q,\"text\":%q}\n", id, text) }

// Ids stand for one content each, and near-copies for the first of them, be they
// in one file or in two, and however many workers there are.
func TestRepeats(t *testing.T) {
	a := file(t, "a.jsonl", line("1", report)+line("2", "好")+line("1", report)+line("2", "坏"))
	b := file(t, "b.jsonl", line("3", "【快讯】"+report)+line("1", report)+line("4", report[:len(report)-3])+line("5", "好"))
	for _, workers := range []int{1, 4} {
		cfg := config(t, a, b)
		cfg.Workers, cfg.MaxRejected = workers, MaxRejected{Rows: 1, Share: -1}
		got, err := Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if want := (output.Counts{In: 8, Written: 5, Rejected: 1, Duplicates: 2}); got.Rows != want {
			t.Errorf("%d workers: %+v, want %+v", workers, got.Rows, want)
		}
		if len(got.First) != 1 || got.First[0].Row != 4 || !strings.HasSuffix(got.First[0].Reason, `its id "2" is that of another content, in `+a+`:2`) {
			t.Errorf("%d workers: %+v", workers, got.First)
		}
		groups := map[string]string{}
		for _, r := range rowsIn(t, got.Dir) {
			groups[r.ID] = r.DupGroup
		}
		if want := map[string]string{"1": "1", "2": "2", "3": "1", "4": "1", "5": "5"}; fmt.Sprint(groups) != fmt.Sprint(want) {
			t.Errorf("%d workers: groups %v, want %v", workers, groups, want)
		}
		for _, s := range got.Sources {
			if s.N != 5 || s.WithoutCopies.N != 3 {
				t.Errorf("%d workers: %+v", workers, s)
			}
		}
	}
}

// Rows that an earlier night published are left out; a night that failed has
// published none, and one that is made anew keeps its own.
func TestSkipSeen(t *testing.T) {
	db := filepath.Join(t.TempDir(), "seen")
	out := filepath.Join(t.TempDir(), "nights")
	night := func(date string, content string) (Report, error) {
		cfg := config(t, file(t, "a.jsonl", content))
		cfg.SkipSeen, cfg.Output.Dir, cfg.Output.AsOf, cfg.Output.Replace = db, out, date, true
		cfg.MaxRejected = MaxRejected{}
		return Run(t.Context(), cfg)
	}
	expect := func(what string, r Report, err error, written, seen int64) {
		t.Helper()
		if err != nil || r.Rows.Written != written || r.Rows.Seen != seen {
			t.Errorf("%s: %+v, %v; want %d written and %d seen", what, r.Rows, err, written, seen)
		}
	}
	first, second := line("1", report)+line("2", "好"), line("2", "好")+line("3", report)
	if _, err := night("2026-01-07", first+"no JSON\n"); err == nil {
		t.Fatal("a night with a bad row was published")
	}
	r, err := night("2026-01-07", first)
	expect("the first night", r, err, 2, 0)
	r, err = night("2026-01-08", second)
	expect("the second night", r, err, 1, 1)
	if rows := rowsIn(t, r.Dir); len(rows) != 1 || rows[0].DupGroup != "3" {
		t.Errorf("rows %+v: copies of what is left out are no copies", rows)
	}
	r, err = night("2026-01-07", first)
	expect("the first night anew", r, err, 2, 0)
}
