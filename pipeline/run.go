package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"lichang/output"
)

// ErrWithheld says that nothing was published because more was rejected than
// is allowed; the quarantine says what and why.
var ErrWithheld = errors.New("withheld")

// MaxRejected is how many rows a run may reject and still publish: it is
// withheld where both bounds are passed.
type MaxRejected struct {
	Rows  int64   // negative: any number passes it
	Share float64 // of the rows read, in [0, 1]; negative: any share passes it
}

// DefaultMaxRejected forgives ten rows, and one in a thousand.
func DefaultMaxRejected() MaxRejected { return MaxRejected{Rows: 10, Share: 0.001} }

// ParseMaxRejected reads a number of rows ("20") or a share ("0.5%").
func ParseMaxRejected(s string) (MaxRejected, error) {
	if percent, ok := strings.CutSuffix(s, "%"); ok {
		p, err := strconv.ParseFloat(percent, 64)
		if err != nil || !(p >= 0 && p <= 100) {
			return MaxRejected{}, fmt.Errorf("%q is no share: want 0%% to 100%%", s)
		}
		return MaxRejected{Rows: -1, Share: p / 100}, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return MaxRejected{}, fmt.Errorf("%q is no number of rows and no share: want such as 20 or 0.5%%", s)
	}
	return MaxRejected{Rows: n, Share: -1}, nil
}

func (m MaxRejected) passed(rejected, in int64) bool {
	return rejected > 0 && rejected > m.Rows && float64(rejected) > m.Share*float64(in)
}

// Config is what a run is made of.
type Config struct {
	Inputs   []string // files, or "-" for Stdin
	Reading  Reading
	Stdin    io.Reader // read where an input is "-"
	Analyzer *Analyzer
	// Output says where and how; its Schema and the lexicon's part of its
	// Provenance are the run's to fill in.
	Output      output.Options
	Workers     int // at least 1
	MaxRejected MaxRejected
	// MaxFailedFiles is how many inputs may be unreadable. Their rows are left
	// out; a run that could read none is withheld.
	MaxFailedFiles int
	// Resume goes on from what a killed or interrupted run to the same output
	// had finished, as far as the same texts would be judged in the same way.
	Resume bool
	// SkipSeen is the folder of the ids that earlier runs published, whose rows
	// are left out; "" for none. It is made where nothing is.
	SkipSeen string
	Progress *Progress        // a fresh one, may be read while the run works; nil for none
	Now      func() time.Time // nil for the clock
	Host     string
}

// Report is what became of a run.
type Report struct {
	output.Summary
	Inputs []output.Input
	// Unread counts fields that went to extra because they could not be read,
	// and abouts that name no target.
	Unread int64
	// Failed are the inputs that could not be read, in order.
	Failed []*InputError
	// LeftOut are the columns of tables that were not read.
	LeftOut []LeftOut
	// First are the first rejections, for people.
	First []output.Rejected
	// Resumed is what was taken over, where Config.Resume asked for it.
	Resumed Resumed
}

// LeftOut names the columns of an input that were not read, because they hold
// structs.
type LeftOut struct {
	File    string
	Columns []string
}

// firstRejections is how many rejections a report quotes.
const firstRejections = 5

// Run judges all inputs and publishes one dataset. Nothing is published where
// it returns an error: one that wraps ErrWithheld where more was rejected than
// cfg.MaxRejected allows or an input could not be read (the quarantine is
// written then), the cause of ctx's end where that came first, or what failed. An
// *output.PublishedError alone says that the dataset is there all the same.
func Run(ctx context.Context, cfg Config) (report Report, err error) {
	if cfg.Progress == nil {
		cfg.Progress = new(Progress)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	asked, broken := cfg.Resume, map[string]*InputError{}
	for {
		report, err = run(ctx, cfg, broken)
		if !asked {
			report.Resumed = Resumed{}
		}
		var midway *brokenMidway
		if !errors.As(err, &midway) {
			return report, err
		}
		// Its rows lie among those of others: the run begins again without it, and
		// takes over what it has judged.
		broken[midway.in.Name] = midway.in
		cfg.Resume = true
		cfg.Progress.reset()
	}
}

// brokenMidway says that an input broke off behind its beginning, and that a run
// without it may be published.
type brokenMidway struct{ in *InputError }

func (e *brokenMidway) Error() string { return e.in.Error() }

// run is Run without the inputs that are known to be broken.
func run(ctx context.Context, cfg Config, broken map[string]*InputError) (report Report, err error) {
	r := runner{cfg: cfg, broken: broken}
	if cfg.Workers < 1 {
		return report, fmt.Errorf("%d workers: want at least one", cfg.Workers)
	}
	for _, name := range cfg.Inputs {
		if _, err := FormatOf(name, cfg.Reading.Format); err != nil {
			return report, err
		}
	}
	r.started = r.cfg.Now()
	if r.cfg.Output.Schema, err = cfg.Analyzer.Schema(); err != nil {
		return report, err
	}
	cfg.Analyzer.describe(&r.cfg.Output.Provenance)
	if r.writer, err = output.Create(r.cfg.Output); err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, r.writer.Abort()) }()
	if r.repeats, err = openRepeats(r.writer, &r.cfg); err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, r.repeats.close()) }()
	if r.resume, err = openResumption(r.writer, &r.cfg); err != nil {
		return report, err
	}
	err = r.run(ctx)
	var midway *brokenMidway
	err = errors.Join(err, r.resume.end(err != nil && ctx.Err() != nil || errors.As(err, &midway)))
	r.report.Resumed = r.resume.report()
	r.report.Unread = r.cfg.Progress.Unread.Load()
	return r.report, err
}

// runner is one run.
type runner struct {
	cfg     Config
	writer  *output.Writer
	resume  *resumption
	repeats *repeats
	broken  map[string]*InputError // by name, not to be opened
	started time.Time
	words   output.Words
	report  Report
}

func (r *runner) run(ctx context.Context) error {
	var inputs []source
	for _, name := range r.cfg.Inputs {
		if failed := r.broken[name]; failed != nil {
			inputs = append(inputs, source{name: name, open: func(context.Context) (*input, error) { return nil, failed }})
			continue
		}
		inputs = append(inputs, fileSource(name, r.cfg.Reading, r.cfg.Stdin))
	}
	f := flow{
		analyzer: r.cfg.Analyzer, workers: r.cfg.Workers, progress: r.cfg.Progress, resume: r.resume,
		forgives: true, traces: true, take: r.take,
	}
	if err := f.run(ctx, inputs); err != nil {
		var in *InputError
		if errors.As(err, &in) {
			// Rows of it have reached the output: there is no publishing with this one.
			_, again := InputSize(r.cfg.Inputs)
			if n := len(r.report.Failed) + 1; again && r.broken[in.Name] == nil && n <= r.cfg.MaxFailedFiles && n < len(inputs) {
				return &brokenMidway{in}
			}
			return r.withholdFiles(errors.Join(r.fail(in), err))
		}
		return err
	}
	if n := len(r.report.Failed); n > r.cfg.MaxFailedFiles || n > 0 && n == len(inputs) {
		return r.withholdFiles(nil)
	}
	return r.publish(ctx)
}

// fail leaves an input out that cannot be read.
func (r *runner) fail(in *InputError) error {
	r.report.Failed = append(r.report.Failed, in)
	r.report.Inputs = append(r.report.Inputs, output.Input{Name: in.Name, Failed: in.Error()})
	return r.writer.Reject(output.Rejected{File: in.Name, Reason: in.Error()})
}

// take hands a judged batch to the output.
func (r *runner) take(b *batch, _ bool) error {
	if b.failed != nil {
		return r.fail(b.failed)
	}
	if err := r.resume.add(b); err != nil {
		return err
	}
	r.words.All += b.words.All
	r.words.Unknown += b.words.Unknown
	first := 0 // of the rows that are to be added
	for i := range b.rows {
		goes, err := r.settle(b, i)
		if err != nil {
			return err
		}
		if goes {
			continue
		}
		if err := r.writer.Add(b.rows[first:i]); err != nil {
			return err
		}
		first = i + 1
	}
	if err := r.writer.Add(b.rows[first:]); err != nil {
		return err
	}
	if b.last {
		in := b.input
		if len(in.leftOut) > 0 {
			r.report.LeftOut = append(r.report.LeftOut, LeftOut{File: in.name, Columns: in.leftOut})
		}
		r.report.Inputs = append(r.report.Inputs, output.Input{Name: in.name, Bytes: in.bytes, SHA256: in.sum(), Rows: in.rows})
	}
	return nil
}

// settle decides what becomes of a row: whether it goes to the output, or else it
// is quarantined or left out, and counted.
func (r *runner) settle(b *batch, i int) (goes bool, err error) {
	d, p := &b.docs[i], r.cfg.Progress
	if d.Rejected() {
		return false, r.reject(b, i, d.Reason)
	}
	what, reason, err := r.repeats.judge(&b.rows[i], &b.traces[i])
	switch {
	case err != nil:
		return false, fmt.Errorf("%s:%d: %w", d.InputFile, d.InputRow, err)
	case what == kept:
		p.count(d)
		return true, nil
	case what == clash:
		return false, r.reject(b, i, reason)
	}
	p.LeftOut.Add(1)
	r.writer.LeaveOut(what == seen)
	return false, nil
}

// reject puts a record into the quarantine.
func (r *runner) reject(b *batch, i int, reason string) error {
	rec := b.recs[i]
	if b.input.placeless {
		rec.off = -1
	}
	x := output.Rejected{
		File: b.input.name, Row: rec.row, Offset: rec.off, Reason: reason,
		Format: b.input.shape(), Encoding: b.input.foreign(), Columns: b.input.columns(),
	}
	if len(r.report.First) < firstRejections {
		r.report.First = append(r.report.First, x)
	}
	r.cfg.Progress.Rejected.Add(1)
	x.Data = b.original(rec)
	return r.writer.Reject(x)
}

// publish commits the dataset, or withholds it.
func (r *runner) publish(ctx context.Context) error {
	p := r.cfg.Progress
	read, counts := p.RowsIn.Load(), r.writer.Counts()
	if read != counts.In {
		return fmt.Errorf("%d rows were read, but %d written, %d rejected and %d left out", read, counts.Written, counts.Rejected, counts.Duplicates+counts.Seen)
	}
	r.report.Rows = counts
	if r.cfg.MaxRejected.passed(counts.Rejected, counts.In) {
		return r.withhold(fmt.Errorf("%w: %d of %d rows rejected", ErrWithheld, counts.Rejected, counts.In))
	}
	if err := r.repeats.endIndex(); err != nil {
		return err
	}
	summary, err := r.writer.Commit(ctx, r.report.Inputs, output.RunInfo{
		Started: r.started, Finished: r.cfg.Now(), Host: r.cfg.Host, Workers: r.cfg.Workers, Words: r.words,
		Counters: map[string]int64{
			"bytes_read": p.BytesRead.Load(), "rows_in": read, "rows_out": counts.Written,
			"repaired": counts.Repaired, "rejected": counts.Rejected, "duplicates": counts.Duplicates, "seen": counts.Seen,
			"unread": p.Unread.Load(),
		},
	})
	var but *output.PublishedError
	if err != nil && !errors.As(err, &but) {
		return err
	}
	// What is published counts, whatever else went wrong beside it.
	r.report.Summary = summary
	if failed := r.repeats.commit(); failed != nil {
		err = errors.Join(err, &output.PublishedError{Dir: summary.Dir, What: "its ids are not remembered", Err: failed})
	}
	return err
}

// withholdFiles withholds the dataset for the inputs that could not be read.
func (r *runner) withholdFiles(why error) error {
	if why == nil {
		for _, in := range r.report.Failed {
			why = errors.Join(why, in)
		}
	}
	return r.withhold(fmt.Errorf("%w: %w", ErrWithheld, why))
}

func (r *runner) withhold(why error) error {
	r.report.Rows = r.writer.Counts()
	err := r.repeats.endIndex()
	path, failed := r.writer.Withhold()
	r.report.Quarantine = path
	return errors.Join(why, err, failed)
}

// InputSize is the number of bytes of all inputs together; ok is false where
// one has no size (standard input, a pipe) or cannot be asked.
func InputSize(names []string) (total int64, ok bool) {
	for _, name := range names {
		info, err := os.Stat(name)
		if name == Stdin || err != nil || !info.Mode().IsRegular() {
			return 0, false
		}
		total += info.Size()
	}
	return total, true
}
