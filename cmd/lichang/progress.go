package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// counters is how far a run has come. All counts only grow.
type counters struct {
	bytes, total int64 // read and to be read; total is 0 where it is not known
	in, out      int64 // rows
	repaired     int64
	rejected     int64
}

// How often progress is shown: on a terminal, and as a line of a log.
const (
	barEvery = 200 * time.Millisecond
	logEvery = 10 * time.Second
)

// watch shows the progress of a run until the returned function is called: as
// a bar where stderr is a terminal, else as a line of the log now and then.
func (s *session) watch(ctx context.Context, log *slog.Logger, bar bool, now func() counters) (stop func()) {
	if bar {
		return every(ctx, barEvery, newBar(s.Stderr, terminalWidth(s.Stderr), now))
	}
	started := time.Now()
	return every(ctx, logEvery, logging{log, started, now})
}

// shower shows progress when told to.
type shower interface {
	show()
	finish()
}

// every shows progress at an interval until ctx ends or stop is called. Stop
// returns when nothing will be written any more.
func every(ctx context.Context, interval time.Duration, s shower) (stop func()) {
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		defer s.finish()
		for {
			select {
			case <-ticker.C:
				s.show()
			case <-ctx.Done():
				return
			case <-done:
				return
			}
		}
	})
	var once sync.Once
	return func() {
		once.Do(func() { close(done) })
		running.Wait()
	}
}

// logging writes progress as lines of a log.
type logging struct {
	log     *slog.Logger
	started time.Time
	now     func() counters
}

func (l logging) show() {
	c := l.now()
	attrs := []any{"rows_in", c.in, "rows_out", c.out, "repaired", c.repaired, "rejected", c.rejected, "bytes", c.bytes}
	if c.total > 0 {
		attrs = append(attrs, "bytes_total", c.total, "percent", percent(c.bytes, c.total))
		if left := timeLeft(time.Since(l.started), c.bytes, c.total); left > 0 {
			attrs = append(attrs, "left", left.String())
		}
	}
	l.log.Info("progress", attrs...)
}

func (logging) finish() {}

// percent is in [0, 100].
func percent(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	return min(100, part*100/whole)
}

// timeLeft guesses how long the rest will take, to the second; 0 where nothing
// can be said.
func timeLeft(spent time.Duration, done, total int64) time.Duration {
	if done <= 0 || done >= total {
		return 0
	}
	return time.Duration(float64(spent) * float64(total-done) / float64(done)).Round(time.Second)
}

// barProgress draws a bar. The bar counts bytes for its percentage; the rows
// are counted by the run itself, for a bar that is not drawn counts nothing.
type barProgress struct {
	bar  *progressbar.ProgressBar
	now  func() counters
	rows bool // there is room for the counts
}

func newBar(w io.Writer, width int, now func() counters) *barProgress {
	total := now().total
	if total <= 0 {
		total = -1
	}
	bar := progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w), // the default is stdout, where the data goes
		progressbar.OptionShowBytes(true),
		progressbar.OptionSetWidth(max(10, min(40, width-60))),
		progressbar.OptionThrottle(barEvery/2),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionClearOnFinish(),
		// The goroutine that turns the spinner would outlive a run that failed.
		progressbar.OptionSetSpinnerChangeInterval(0),
	)
	return &barProgress{bar: bar, now: now, rows: width >= 70}
}

func (p *barProgress) show() {
	c := p.now()
	if p.rows {
		p.bar.Describe(fmt.Sprintf("%s rows", thousands(c.in)))
	}
	// The bar ends when its total is reached, but the rest of the work is yet
	// to be done then.
	if c.total > 0 {
		c.bytes = min(c.bytes, c.total-1)
	}
	_ = p.bar.Set64(c.bytes) // a terminal that is gone is no reason to stop
}

// finish takes the bar away; Exit would leave it on the screen, and Finish is
// what ends a bar of unknown length.
func (p *barProgress) finish() { _ = p.bar.Finish() }
