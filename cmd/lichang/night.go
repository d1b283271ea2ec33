package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"lichang/output"
	"lichang/pipeline"
)

// nightFlags are the flags of a run that comes back every night.
type nightFlags struct {
	asOf    *string
	keep    *int
	metrics *string
	drift   *driftBounds
	seen    *string
}

func newNightFlags(cmd *cobra.Command) nightFlags {
	drift := defaultDriftBounds()
	cmd.Flags().Var(&drift, "drift", "warn where a share differs from that of the dataset before by more than `BOUNDS`, in percentage points")
	return nightFlags{
		drift:   &drift,
		seen:    cmd.Flags().String("skip-seen", "", "leave out rows whose id an earlier night published; the ids stand in the folder `DB`"),
		asOf:    cmd.Flags().String("as-of", "", "write OUT/`DATE` (2026-01-07, or today) and let the link OUT.latest point to the newest"),
		keep:    cmd.Flags().Int("keep", 0, "of the datasets under --as-of keep the newest `N` and remove the others that lichang wrote (default all)"),
		metrics: cmd.Flags().String("metrics", "", "write what came of the run to `FILE` for Prometheus's textfile collector"),
	}
}

// into sets what the flags say of the output.
func (f nightFlags) into(cmd *cobra.Command, o *output.Options) error {
	o.AsOf, o.Keep, o.DriftBounds = *f.asOf, *f.keep, f.drift.DriftBounds
	switch {
	case o.AsOf == "today":
		o.AsOf = time.Now().Format(time.DateOnly)
	case o.AsOf != "":
		if _, err := time.Parse(time.DateOnly, o.AsOf); err != nil {
			return usagef(cmd, "--as-of %q is no date: want such as 2026-01-07, or today", o.AsOf)
		}
	case cmd.Flags().Changed("as-of"): // such as a variable of a shell that is not set
		return usagef(cmd, "--as-of is empty: want a date such as 2026-01-07, or today")
	case cmd.Flags().Changed("keep"):
		return usagef(cmd, "--keep counts the datasets of --as-of, which is not given")
	}
	if o.Keep < 0 || cmd.Flags().Changed("keep") && o.Keep == 0 {
		return usagef(cmd, "--keep %d: want at least 1", o.Keep)
	}
	return nil
}

// check refuses a place for metrics or ids that cannot be written or must not be,
// before the run: inside of the output they would be part of a dataset.
func (f nightFlags) check(cmd *cobra.Command, out string) error {
	for _, beside := range []struct{ flag, path string }{{"metrics", *f.metrics}, {"skip-seen", *f.seen}} {
		if beside.path != "" && out != "" && pipeline.Within(beside.path, out) {
			return usagef(cmd, "--%s %s lies inside of the output %s: it needs a place of its own", beside.flag, beside.path, out)
		}
	}
	if *f.metrics == "" {
		return nil
	}
	if err := checkMetrics(*f.metrics); err != nil {
		return fmt.Errorf("--metrics: %w", err)
	}
	return nil
}
