package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"

	"lichang/output"
	"lichang/pipeline"
)

func sampleMetrics(code int) runMetrics {
	m := runMetrics{
		started: time.Unix(1000, 0), ended: time.Unix(1090, 500e6), code: code,
		provenance: output.Provenance{Tool: "lichang 1", Lexicon: "a \"b\"\\\n立场", LexiconVersion: "3"},
		report: pipeline.Report{Summary: output.Summary{
			Rows: output.Counts{In: 12, Written: 10, Repaired: 1, Rejected: 2},
			Sources: []output.SourceCount{
				{Source: "甲", Target: "kol", N: 6, Mentioned: 4, Favor: 1, Against: 2, None: 3},
				{Source: "乙", Target: "kol", N: 4, Mentioned: 1, Against: 1, None: 3},
			},
		}},
	}
	if code == exitDone {
		m.report.Dir = "out"
	}
	return m
}

// values reads metrics as Prometheus does, each sample under its name and its
// target and label.
func values(t *testing.T, text []byte) map[string]float64 {
	t.Helper()
	var p expfmt.TextParser
	families, err := p.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	got := map[string]float64{}
	for name, f := range families {
		if f.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
		for _, m := range f.GetMetric() {
			key := name
			for _, l := range m.GetLabel() {
				if name != "lichang_info" || l.GetName() == "lexicon" {
					key += " " + l.GetValue()
				}
			}
			got[key] = m.GetGauge().GetValue()
		}
	}
	return got
}

func TestMetricsReadAsPrometheusDoes(t *testing.T) {
	m := sampleMetrics(exitDone)
	got := values(t, m.text())
	for key, want := range map[string]float64{
		"lichang_info a \"b\"\\\n立场": 1, "lichang_run_exit_code": 0, "lichang_run_duration_seconds": 90.5,
		"lichang_run_published": 1, "lichang_inputs_failed": 0, "lichang_rows_read": 12, "lichang_rows_written": 10, "lichang_rows_repaired": 1, "lichang_rows_rejected": 2,
		"lichang_rows_labelled kol AGAINST": 3, "lichang_rows_labelled kol FAVOR": 1, "lichang_rows_labelled kol NONE": 6,
		"lichang_rows_without_mention kol": 5,
	} {
		if v, ok := got[key]; !ok || v != want {
			t.Errorf("%s = %v, want %v; all: %v", key, v, want, got)
		}
	}
}

// A run that failed leaves the time of the last success, and a file that cannot
// be written leaves the one before.
func TestMetricsKeepTheLastSuccess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lichang.prom")
	last := func() float64 {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return values(t, content)[lastSuccess]
	}
	for i, c := range []struct {
		code int
		want float64
	}{{exitFailed, 0}, {exitDone, 1090.5}, {exitWithheld, 1090.5}} {
		m := sampleMetrics(c.code)
		if i == 2 {
			m.ended = m.ended.Add(time.Hour)
		}
		if err := writeMetrics(path, m); err != nil {
			t.Fatal(err)
		}
		if last() != c.want {
			t.Errorf("after a run with code %d the last success was at %v, want %v", c.code, last(), c.want)
		}
	}
	if err := os.Mkdir(path+".d", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path+".d", "x"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := writeMetrics(path+".d", sampleMetrics(exitDone)); err == nil {
		t.Error("a folder was replaced")
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %q, %v", left, err)
	}
}

// Only what lichang wrote is replaced by metrics.
func TestMetricsReplaceOnlyMetrics(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"posts.jsonl": `{"text":"一"}` + "\n", "short": "# HELP"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := writeMetrics(path, sampleMetrics(exitDone)); err == nil || !strings.Contains(err.Error(), "no file of metrics") {
			t.Errorf("%s: %v", name, err)
		}
		if is, err := os.ReadFile(path); err != nil || string(is) != content {
			t.Errorf("%s holds %q now (%v)", name, is, err)
		}
	}
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := writeMetrics(empty, sampleMetrics(exitDone)); err != nil {
			t.Error(err)
		}
	}
}
