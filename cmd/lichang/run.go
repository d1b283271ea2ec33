package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"lichang/output"
	"lichang/pipeline"
)

// defaultOut is where a dataset goes that nobody gave a place to. It is the one
// that a run replaces unasked.
const defaultOut = "lichang-out"

// runFlags are the flags of run, as parsed.
type runFlags struct {
	out, outputFormat *string
	lexicon, cacheDir *string
	logFormat         *string
	reading           readingFlags
	workers           *int
	overwrite, quiet  *bool
	resume            *bool
	night             nightFlags
	maxRejected       *string
	maxFailed         *int
	config            configFlags
}

func (s *session) runCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run INPUT...",
		Short: "Judge all snippets of the inputs and write a dataset",
		Long: `Run reads snippets, decides how each stands toward the targets of the lexicon,
and publishes a dataset, by source, in one step: readers see the old one or the
new one. An input is a file, a folder, a pattern such as 'data/**/*.jsonl.gz', or
"-" for standard input.

Without --out it replaces lichang-out if that is a complete dataset of its own;
with --out it replaces one only with --overwrite. It never touches a folder that
it did not write. A run that was killed or interrupted goes on with --resume,
where inputs, lexicon and program are the same; what is not is judged again, and
the log says why. What is replaced stays beside it as OUT.previous; rejected
rows go to OUT.quarantine, or OUT.quarantine.DATE with --as-of.`,
		Example: `  lichang run testdata/xiaomi-kol.pairs.txt
  lichang run --out /data/nights --as-of 2026-01-08 --keep 30 --max-rejected 1% comments/*.jsonl
  zcat posts.jsonl.gz | lichang run --input-format jsonl --out posts -`,
		Args: cobra.ArbitraryArgs, // the inputs may stand in the configuration
	}
	var f runFlags
	f.config = newConfigFlags(cmd)
	f.out = cmd.Flags().String("out", defaultOut, "folder `DIR` of the dataset")
	f.lexicon = lexiconFlag(cmd)
	f.reading = newReadingFlags(cmd, "", "shape of the inputs (default by their names)", true)
	f.outputFormat = choiceFlag(cmd, "output-format", output.Parquet.String(), "file format of the dataset", output.Parquet.String(), output.Arrow.String())
	f.workers = workersFlag(cmd)
	f.overwrite = cmd.Flags().Bool("overwrite", false, "let --out replace a complete dataset of lichang's")
	f.resume = cmd.Flags().Bool("resume", false, "go on from what a killed or interrupted run to the same output had finished")
	f.maxRejected = cmd.Flags().String("max-rejected", "", "publish with at most so many `N|P%` rejected rows (default 10 rows or 0.1%)")
	f.maxFailed = cmd.Flags().Int("max-failed-files", 0, "publish without the rows of at most so many inputs that cannot be read")
	f.night = newNightFlags(cmd)
	f.cacheDir = cacheFlag(cmd)
	f.quiet = cmd.Flags().BoolP("quiet", "q", false, "no progress and no table; warnings and errors only")
	f.logFormat = choiceFlag(cmd, "log-format", "text", "shape of the log on stderr", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := configure(cmd, f.config, args)
		switch {
		case err != nil:
			return err
		case *f.config.show:
			return c.print(s.Stdout, cmd)
		}
		if err := usageArgs(cobra.MinimumNArgs(1), "at least one input")(cmd, c.inputs); err != nil {
			return err
		}
		if err := f.night.check(cmd, *f.out); err != nil {
			return s.failed(&f, c.blame(err))
		}
		began := time.Now()
		cfg, err := s.runConfig(cmd, &f, c.inputs)
		if err != nil {
			// Who watches the metrics must see this too.
			if told := s.tell(cfg, &f, began, pipeline.Report{}, err); told != nil {
				err = errors.Join(err, told)
			}
			return s.failed(&f, c.blame(err))
		}
		if c.file != "" && !*f.quiet {
			s.logger(*f.logFormat).Info("configured", "file", c.file)
		}
		return s.failed(&f, s.run(cmd.Context(), cfg, &f))
	}
	return cmd
}

// failed writes the error that ends a run into a log of JSON, of which every line
// is an object; as text it is written as that of every command.
func (s *session) failed(f *runFlags, err error) error {
	if *f.logFormat == "json" && exitCodeOf(err) != exitDone {
		s.logger(*f.logFormat).Error("failed", "error", err.Error(), "exit_code", exitCodeOf(err))
		s.told = true
	}
	return err
}

// runConfig turns flags into what a run is made of.
func (s *session) runConfig(cmd *cobra.Command, f *runFlags, inputs []string) (pipeline.Config, error) {
	cfg := pipeline.Config{
		Inputs: inputs, Stdin: s.Stdin, MaxFailedFiles: *f.maxFailed,
		Workers: *f.workers, MaxRejected: pipeline.DefaultMaxRejected(), Progress: new(pipeline.Progress), Resume: *f.resume,
		SkipSeen: *f.night.seen,
		Output: output.Options{
			Dir: *f.out, Replace: *f.overwrite || !cmd.Flags().Changed("out"), Provenance: provenance(),
		},
	}
	if err := checkWorkers(cmd, *f.workers); err != nil {
		return cfg, err
	}
	if *f.out == "" {
		return cfg, usagef(cmd, "--out is empty: name a folder")
	}
	if err := f.night.into(cmd, &cfg.Output); err != nil {
		return cfg, err
	}
	if v := *f.maxRejected; v != "" {
		m, err := pipeline.ParseMaxRejected(v)
		if err != nil {
			return cfg, usagef(cmd, "--max-rejected: %w", err)
		}
		cfg.MaxRejected = m
	}
	if *f.maxFailed < 0 {
		return cfg, usagef(cmd, "--max-failed-files %d: want 0 or more", *f.maxFailed)
	}
	var err error
	if cfg.Reading, err = f.reading.reading(cmd); err != nil {
		return cfg, err
	}
	if cfg.Inputs, err = s.inputFiles(cmd, inputs, cfg.Reading.Format, filepath.Join(cfg.Output.Dir, cfg.Output.AsOf), *f.logFormat); err != nil {
		return cfg, err
	}
	if cfg.Output.Format, err = output.ParseFormat(*f.outputFormat); err != nil {
		return cfg, usagef(cmd, "--output-format: %w", err)
	}
	if cfg.Analyzer, err = s.openAnalyzer(cmd, *f.lexicon, *f.cacheDir); err != nil {
		return cfg, err
	}
	cfg.Host, _ = os.Hostname() // for _run.json, which can do without
	return cfg, nil
}

// checkInputs finds the inputs that are not there and those that are folders,
// all at once and before anything is touched. A file that is there and cannot be
// read is the pipeline's, which withholds the dataset.
func checkInputs(names []string) error {
	var errs []error
	for _, name := range names {
		if name == pipeline.Stdin {
			continue
		}
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			errs = append(errs, fmt.Errorf("input %s: there is no such file", name))
		case err == nil && info.IsDir():
			errs = append(errs, fmt.Errorf("input %s is a folder: name its files", name))
		}
	}
	return errors.Join(errs...)
}

// run runs the pipeline beside its progress and tells what came of it.
func (s *session) run(ctx context.Context, cfg pipeline.Config, f *runFlags) error {
	log := s.logger(*f.logFormat)
	p := cfg.Progress
	stop := func() {}
	if !*f.quiet {
		total, _ := pipeline.InputSize(cfg.Inputs)
		bar := terminalWidth(s.Stderr) > 0 && *f.logFormat == "text"
		stop = s.watch(ctx, log, bar, func() counters {
			return counters{
				bytes: p.BytesRead.Load(), total: total,
				in: p.RowsIn.Load(), out: p.RowsOut.Load(), repaired: p.Repaired.Load(), rejected: p.Rejected.Load(),
			}
		})
	}
	began := time.Now()
	report, err := pipeline.Run(ctx, cfg)
	stop() // the bar must be gone before anything else is written
	told := s.tell(cfg, f, began, report, endOf(ctx, err))
	if err != nil && told != nil {
		log.Warn("metrics", "error", told)
	}
	s.rejections(log, report)
	if cfg.Resume && err == nil && !*f.quiet {
		resumed(log, report.Resumed)
	}
	switch {
	case err == nil:
		return errors.Join(s.finish(log, cfg, f, report), published(told))
	case endedBy(ctx, err):
		return fmt.Errorf("%w; nothing was published, --resume goes on from here: %w", errInterrupted, err)
	case errors.Is(err, pipeline.ErrWithheld) && report.Quarantine != "":
		return fmt.Errorf("%w; see %s", err, relative(report.Quarantine))
	}
	return err
}

// endOf is what a run's error means to the exit code.
func endOf(ctx context.Context, err error) error {
	if err != nil && endedBy(ctx, err) {
		return errInterrupted
	}
	return err
}

// tell writes the metrics of a run, if asked to.
func (s *session) tell(cfg pipeline.Config, f *runFlags, began time.Time, report pipeline.Report, end error) error {
	path := *f.night.metrics
	if path == "" {
		return nil
	}
	p := cfg.Output.Provenance
	if cfg.Analyzer != nil { // it may be what failed
		lex := cfg.Analyzer.Lexicon()
		p.Lexicon, p.LexiconVersion, p.LexiconHash = lex.Name, lex.Version, lex.Hash
	}
	err := writeMetrics(path, runMetrics{started: began, ended: time.Now(), code: exitCodeOf(end), report: report, provenance: p})
	if err != nil {
		return fmt.Errorf("--metrics: %w", err)
	}
	return nil
}

// published says beside an error that the dataset is there all the same.
func published(err error) error {
	if err != nil {
		return fmt.Errorf("the dataset is published, but its metrics are not: %w", err)
	}
	return nil
}

// resumed tells what was taken over from the run before, and why the rest was
// not.
func resumed(log *slog.Logger, r pipeline.Resumed) {
	args := []any{"kept", r.Kept}
	for _, redone := range r.Redone {
		args = append(args, "redone: "+redone.Reason, redone.Parts)
	}
	log.Info("resumed", args...)
}

// rejections tells why rows were rejected: the first of them, and how many.
func (s *session) rejections(log *slog.Logger, report pipeline.Report) {
	if report.Rows.Rejected == 0 {
		return
	}
	for _, r := range report.First {
		log.Warn("rejected", "file", r.File, "row", r.Row, "reason", r.Reason)
	}
	if more := report.Rows.Rejected - int64(len(report.First)); more > 0 {
		log.Warn("rejected more", "rows", more)
	}
}

// finish warns of what may surprise and shows the table of the outcome.
func (s *session) finish(log *slog.Logger, cfg pipeline.Config, f *runFlags, report pipeline.Report) error {
	rows := report.Rows
	if rows.Written == 0 {
		log.Warn("the dataset is empty: no snippet was found", "inputs", cfg.Inputs)
	}
	for _, old := range report.Pruned {
		if *f.quiet {
			break
		}
		log.Info("removed", "dataset", relative(old))
	}
	for _, in := range report.Failed {
		log.Warn("left out", "file", in.Name, "reason", in.Error())
	}
	for _, left := range report.LeftOut {
		log.Warn("columns not read: they hold structs", "file", left.File, "columns", left.Columns)
	}
	drifted(log, report.Drift)
	if report.Unread > 0 {
		log.Warn("fields were not understood and went to extra", "fields", report.Unread)
	}
	if *f.quiet {
		return nil
	}
	schema, err := cfg.Analyzer.Schema()
	if err != nil {
		return err
	}
	if *f.logFormat == "json" {
		largest, more := largestSources(report.Sources, len(schema.Targets()))
		log.Info("done", "out", report.Dir, "rows_in", rows.In, "rows_out", rows.Written, "repaired", rows.Repaired, "rejected", rows.Rejected, "duplicates", rows.Duplicates, "seen", rows.Seen, "sources", largest, "sources_more", more)
		return nil
	}
	// The dataset is published: a table that nobody can read is no failure.
	_ = outcomeTable(s.Stderr, report.Sources, schema.Targets())
	_, _ = io.WriteString(s.Stderr, outcome(report))
	return nil
}

// outcome says in a line where the dataset lies and what is in it.
func outcome(report pipeline.Report) string {
	rows := report.Rows
	line := fmt.Sprintf("%s in %s", plural(int(rows.Written), "row"), relative(filepath.Join(report.Dir, "snippets")))
	if rows.Repaired > 0 {
		line += fmt.Sprintf(", %s repaired", thousands(rows.Repaired))
	}
	if rows.Rejected > 0 {
		line += fmt.Sprintf("; %s rejected, in %s", thousands(rows.Rejected), relative(report.Quarantine))
	}
	if rows.Duplicates > 0 {
		line += fmt.Sprintf("; %s left out", plural(int(rows.Duplicates), "duplicate"))
	}
	if rows.Seen > 0 {
		line += fmt.Sprintf("; %s left out that earlier nights published", plural(int(rows.Seen), "row"))
	}
	if n := len(report.Failed); n > 0 {
		line += fmt.Sprintf("; %s left out, in %s", plural(n, "unreadable file"), relative(report.Quarantine))
	}
	return line + "\n"
}

// relative shortens a path below the working folder.
func relative(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(wd, path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}

// logger writes the log of a run to stderr.
func (s *session) logger(format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(s.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(s.Stderr, nil))
}
