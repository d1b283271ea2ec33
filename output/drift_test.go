package output

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// nightOf are figures of as many rows, of one target, with the given numbers of
// them in favor, without a mention, rejected; and ten words a row.
func nightOf(rows, favor, unmentioned, rejected, unknown int64) *Figures {
	return &Figures{Rows: rows + rejected, Rejected: rejected, Written: rows, Unmentioned: unmentioned, Words: 10 * rows, UnknownWords: unknown,
		Targets: []TargetFigures{{Target: "brand", Favor: favor, None: rows - favor}}}
}

// A share that changes by more than its bound is named, where chance does not
// explain it.
func TestDriftBeyondBounds(t *testing.T) {
	bounds := DriftBounds{Labels: 10, Rejected: 1, Unmentioned: 10, Unknown: 2}
	usual := nightOf(1000, 300, 100, 0, 500)
	for name, c := range map[string]struct {
		before, now *Figures
		want        []string
	}{
		"the same":               {usual, usual, nil},
		"more of everything":     {usual, nightOf(3000, 900, 300, 0, 1500), nil},
		"within the bound":       {usual, nightOf(1000, 390, 100, 0, 500), nil},
		"another share":          {usual, nightOf(1000, 410, 100, 0, 500), []string{"brand FAVOR", "brand NONE"}},
		"rejected rows":          {usual, nightOf(1000, 300, 100, 15, 500), []string{"rejected"}},
		"texts of others":        {usual, nightOf(1000, 300, 250, 0, 500), []string{"unmentioned"}},
		"garbled":                {usual, nightOf(1000, 300, 100, 0, 900), []string{"unknown words"}},
		"too few to say":         {usual, nightOf(20, 10, 4, 0, 10), nil},
		"nothing tonight":        {usual, &Figures{Targets: []TargetFigures{{Target: "brand"}}}, nil},
		"nothing the day before": {&Figures{}, usual, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range (&Drift{Shares: compareFigures(c.before, c.now, bounds)}).Beyond() {
				got = append(got, s.String())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A night is compared with the newest one before its date, be it run late; an
// output without dates with what it replaces; and where nothing can be compared,
// the dataset is published and the reason told.
func TestDriftSince(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "nights")
	for _, c := range []struct{ date, since string }{
		{"2026-01-05", ""}, {"2026-01-07", "2026-01-05"}, {"2026-01-06", "2026-01-05"}, {"2026-01-07", "2026-01-06"},
	} {
		s := night(t, out, c.date, 0, 2)
		switch {
		case c.since == "" && s.Drift != nil:
			t.Errorf("%s: compared with %s", c.date, s.Drift.Since)
		case c.since != "" && (s.Drift == nil || s.Drift.Since != filepath.Join(out, c.since) || len(s.Drift.Shares) == 0):
			t.Errorf("%s: %+v, want one since %s", c.date, s.Drift, c.since)
		}
	}
	run := filepath.Join(out, "2026-01-07", runName)
	for content, reason := range map[string]string{
		`{}`: runName + " tells no figures: it was written by an older version",
		`{`:  "unexpected end of JSON input",
	} {
		must(t, os.WriteFile(run, []byte(content), 0o666))
		if s := night(t, out, "2026-01-08", 0, 2); s.Drift == nil || s.Drift.Unknown != reason {
			t.Errorf("%s: %+v", content, s.Drift)
		}
	}
}
