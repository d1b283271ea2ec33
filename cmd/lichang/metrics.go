package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lichang/output"
	"lichang/pipeline"
)

// lastSuccess is the one figure that a run which failed takes over from the
// file that it replaces.
const lastSuccess = "lichang_last_success_timestamp_seconds"

// runMetrics are what a run tells those who watch it.
type runMetrics struct {
	started, ended time.Time
	code           int // the exit code
	report         pipeline.Report
	provenance     output.Provenance
	lastSuccess    float64 // in seconds since 1970; 0 for never
}

// metric is a family with its samples, each the labels in braces, or "".
type metric struct {
	name, help string
	samples    []sample
}

type sample struct {
	labels string
	value  float64
}

func (m *runMetrics) families() []metric {
	one := func(name, help string, v float64) metric { return metric{name, help, []sample{{"", v}}} }
	rows, p := m.report.Rows, m.provenance
	published := 0.0
	if m.report.Dir != "" {
		published = 1
	}
	all := []metric{
		{"lichang_info", "What made the dataset.", []sample{{labels("tool", p.Tool, "engine", p.Engine, "lexicon", p.Lexicon,
			"lexicon_version", p.LexiconVersion, "lexicon_hash", p.LexiconHash), 1}}},
		one("lichang_run_exit_code", "How the last run ended: 0 done, 3 withheld, 4 failed, 130 interrupted.", float64(m.code)),
		one("lichang_run_timestamp_seconds", "When the last run ended, whatever came of it.", seconds(m.ended)),
		one("lichang_run_duration_seconds", "How long the last run took.", m.ended.Sub(m.started).Seconds()),
		one("lichang_run_published", "Whether the last run published a dataset: 1 or 0.", published),
		one(lastSuccess, "When a run last published a dataset; 0 for never.", m.lastSuccess),
		one("lichang_inputs_failed", "Inputs of the last run that could not be read.", float64(len(m.report.Failed))),
		one("lichang_rows_read", "Rows that the last run read.", float64(rows.In)),
		one("lichang_rows_written", "Rows that the last run judged and did not reject; they are published only where it published.", float64(rows.Written)),
		one("lichang_rows_repaired", "Rows with bad bytes, of those written.", float64(rows.Repaired)),
		one("lichang_rows_rejected", "Rows in the quarantine of the last run.", float64(rows.Rejected)),
		one("lichang_rows_duplicate", "Rows that the last run left out because their id and content stood in an earlier row.", float64(rows.Duplicates)),
		one("lichang_rows_seen", "Rows that the last run left out because an earlier night had published their id.", float64(rows.Seen)),
	}
	labelled := metric{name: "lichang_rows_labelled", help: "Rows of the last run's dataset by target and label."}
	silent := metric{name: "lichang_rows_without_mention", help: "Rows of the last run's dataset that do not mention the target."}
	for _, c := range byTarget(m.report.Sources) {
		for _, l := range []struct {
			label string
			n     int64
		}{{"FAVOR", c.Favor}, {"AGAINST", c.Against}, {"NONE", c.None}} {
			labelled.samples = append(labelled.samples, sample{labels("target", c.Target, "label", l.label), float64(l.n)})
		}
		silent.samples = append(silent.samples, sample{labels("target", c.Target), float64(c.N - c.Mentioned)})
	}
	if len(labelled.samples) > 0 {
		all = append(all, labelled, silent)
	}
	if f := m.report.Figures; f != nil {
		all = append(all,
			one("lichang_rows_unmentioned", "Rows of the last run's dataset that mention no target at all.", float64(f.Unmentioned)),
			one("lichang_words", "Chinese words of the last run's texts.", float64(f.Words)),
			one("lichang_words_unknown", "Words, of these, that the dictionary does not have.", float64(f.UnknownWords)))
	}
	return append(all, driftMetrics(m.report.Drift)...)
}

// byTarget adds the counts of all sources up, a line a target, in the order of
// their first appearance.
func byTarget(sources []output.SourceCount) []output.SourceCount {
	var all []output.SourceCount
	at := map[string]int{}
	for _, s := range sources {
		i, ok := at[s.Target]
		if !ok {
			i = len(all)
			at[s.Target] = i
			all = append(all, output.SourceCount{Target: s.Target})
		}
		all[i].N += s.N
		all[i].Mentioned += s.Mentioned
		all[i].Favor += s.Favor
		all[i].Against += s.Against
		all[i].None += s.None
	}
	return all
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// labels writes names and values in turn as a metric's labels. The format knows
// three escapes.
func labels(pairs ...string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `%s="%s"`, pairs[i], escape.Replace(pairs[i+1]))
	}
	return "{" + b.String() + "}"
}

// text is the metrics in Prometheus's text format.
func (m *runMetrics) text() []byte {
	var b bytes.Buffer
	for _, f := range m.families() {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n", f.name, f.help, f.name)
		for _, s := range f.samples {
			fmt.Fprintf(&b, "%s%s %s\n", f.name, s.labels, strconv.FormatFloat(s.value, 'g', -1, 64))
		}
	}
	return b.Bytes()
}

// checkMetrics says why no metrics can be written to a path: before the run, so
// that it is not found out when the dataset is there, and again when they are
// written. What lichang did not write is not replaced.
func checkMetrics(path string) error {
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: there is no folder %s", path, filepath.Dir(path))
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	// A rename would put a file in the place of a device such as /dev/stdout.
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, len(metricsHead))
	if n, err := io.ReadFull(f, head); n > 0 && (err != nil || string(head) != metricsHead) {
		return fmt.Errorf("%s is no file of metrics that lichang wrote", path)
	}
	return nil
}

// metricsHead is how every file of metrics begins.
const metricsHead = "# HELP lichang_info "

// writeMetrics puts the metrics in the file's place, whole or not at all.
func writeMetrics(path string, m runMetrics) (err error) {
	if m.report.Dir != "" {
		m.lastSuccess = seconds(m.ended)
	} else {
		m.lastSuccess = formerSuccess(path)
	}
	if err := checkMetrics(path); err != nil {
		return err
	}
	// The collector reads *.prom: the name of an unfinished file must not end so.
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		if !renamed {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(m.text())
	if err == nil {
		err = f.Chmod(0o644) // the collector is somebody else
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	renamed = true
	folder, err := os.Open(filepath.Dir(path)) // a rename lasts once its folder is synced
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// formerSuccess is the time of the last success that the file tells, 0 for none.
func formerSuccess(path string) float64 {
	content, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(content)) {
		if v, ok := strings.CutPrefix(line, lastSuccess+" "); ok {
			t, _ := strconv.ParseFloat(strings.TrimSpace(v), 64)
			return t
		}
	}
	return 0
}
