package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// counting is a run that comes a little further whenever it is asked.
func counting(total int64) func() counters {
	var asked atomic.Int64
	return func() counters {
		n := asked.Add(1)
		return counters{bytes: min(n*10, 90), total: total, in: n, out: n, repaired: 1, rejected: 2}
	}
}

// A log gets lines, never a bar: each update of a bar is a write and a sync.
func TestProgressInALogIsLines(t *testing.T) {
	var b bytes.Buffer
	l := logging{slog.New(slog.NewJSONHandler(&b, nil)), time.Now().Add(-time.Minute), counting(100)}
	l.show()
	l.finish()
	var line map[string]any
	if err := json.Unmarshal(b.Bytes(), &line); err != nil {
		t.Fatalf("%v: %q", err, b.String())
	}
	for name, want := range map[string]any{
		"msg": "progress", "rows_in": 1.0, "rows_out": 1.0, "repaired": 1.0, "rejected": 2.0,
		"bytes": 10.0, "bytes_total": 100.0, "percent": 10.0, "left": "9m0s",
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	b.Reset()
	logging{slog.New(slog.NewJSONHandler(&b, nil)), time.Now(), counting(0)}.show()
	if strings.Contains(b.String(), "percent") {
		t.Errorf("a percentage of an unknown total: %s", &b)
	}
}

// A bar goes to the writer that it was given, shows percent and time left where
// the total is known, and takes itself away.
func TestBar(t *testing.T) {
	for _, total := range []int64{100, 0} {
		var b bytes.Buffer
		now := counting(total)
		bar := newBar(&b, 100, now)
		stop := every(context.Background(), time.Millisecond, bar)
		time.Sleep(3 * barEvery)
		stop()
		drawn := b.String()
		if !strings.Contains(drawn, "rows") || !strings.Contains(drawn, "\r") {
			t.Errorf("total %d: nothing was drawn: %q", total, drawn)
		}
		if strings.Contains(drawn, "%") != (total > 0) {
			t.Errorf("total %d: percent is wrong: %q", total, drawn)
		}
		if last := drawn[strings.LastIndex(drawn, "\r")+1:]; strings.TrimSpace(last) != "" {
			t.Errorf("total %d: %q was left on the screen", total, last)
		}
		time.Sleep(50 * time.Millisecond)
		if b.String() != drawn {
			t.Errorf("total %d: the bar draws on after it was stopped", total)
		}
	}
}

// A run whose stderr is no terminal draws no bar.
func TestNoBarOutsideATerminal(t *testing.T) {
	if terminalWidth(new(bytes.Buffer)) != 0 {
		t.Error("a buffer passes for a terminal")
	}
	s := &session{Command: Command{Stderr: new(bytes.Buffer), Getenv: func(string) string { return "" }}}
	if s.colored(s.Stderr) {
		t.Error("colours in a buffer")
	}
}

// The end of a run ends its progress, whoever asks first.
func TestProgressEndsWithTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var b bytes.Buffer
	stop := every(ctx, time.Hour, newBar(&b, 80, counting(0)))
	cancel()
	stop()
	stop()
}
