package main

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"lichang/output"
)

// driftBounds is the value of a flag that sets by how many percentage points a
// dataset may differ from the one before it: "labels=10,rejected=1".
type driftBounds struct{ output.DriftBounds }

// defaultDriftBounds are as wide as one night commonly differs from the next.
func defaultDriftBounds() driftBounds {
	return driftBounds{output.DriftBounds{Labels: 10, Rejected: 1, Unmentioned: 10, Unknown: 2}}
}

// fields are the bounds by their names.
func (b *driftBounds) fields() []struct {
	name  string
	bound *float64
} {
	return []struct {
		name  string
		bound *float64
	}{{"labels", &b.Labels}, {"rejected", &b.Rejected}, {"unmentioned", &b.Unmentioned}, {"unknown", &b.Unknown}}
}

// String returns all bounds in the form that Set reads.
func (b *driftBounds) String() string {
	var parts []string
	for _, f := range b.fields() {
		parts = append(parts, f.name+"="+strconv.FormatFloat(*f.bound, 'g', -1, 64))
	}
	return strings.Join(parts, ",")
}

// Type names the value in help texts.
func (b *driftBounds) Type() string { return "BOUNDS" }

// Set changes the bounds that are named; the others stay.
func (b *driftBounds) Set(s string) error {
	fields := b.fields()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
next:
	for part := range strings.SplitSeq(s, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		for _, f := range fields {
			if f.name != name {
				continue
			}
			points, err := strconv.ParseFloat(value, 64)
			if err != nil || !(points >= 0 && points <= 100) {
				return fmt.Errorf("%s=%s: want percentage points, 0 to 100", name, value)
			}
			*f.bound = points
			continue next
		}
		return fmt.Errorf("there is no bound %q%s: want some of %s", name, didYouMean(nearest(name, names)...), b)
	}
	return nil
}

// drifted warns of what differs from the dataset before by more than it may.
func drifted(log *slog.Logger, d *output.Drift) {
	if d == nil {
		return
	}
	if d.Unknown != "" {
		log.Warn("drift is not known", "since", relative(d.Since), "reason", d.Unknown)
		return
	}
	for _, c := range d.Beyond() {
		attrs := []any{"figure", c.String(), "before", inPercent(c.Before), "now", inPercent(c.Now), "bound", c.Bound, "since", relative(d.Since)}
		if len(d.MadeOtherwise) > 0 {
			attrs = append(attrs, "made_otherwise", strings.Join(d.MadeOtherwise, ","))
		}
		log.Warn("drift", attrs...)
	}
}

func inPercent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) + "%" }

// driftMetrics are the changes since the dataset before, in percentage points.
func driftMetrics(d *output.Drift) []metric {
	if d == nil || len(d.Shares) == 0 {
		return nil
	}
	points := metric{name: "lichang_drift_points", help: "Change of a share since the dataset before, in percentage points."}
	for _, c := range d.Shares {
		l := labels("figure", c.Figure)
		if c.Figure == output.FigureLabel {
			l = labels("figure", c.Figure, "target", c.Target, "label", c.Label)
		}
		points.samples = append(points.samples, sample{l, c.Points()})
	}
	return []metric{points, {name: "lichang_drift_beyond_bounds", help: "How many of these changes go beyond their bounds.",
		samples: []sample{{"", float64(len(d.Beyond()))}}}}
}
