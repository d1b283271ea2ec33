package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageError is a mistake in how the program was called.
type usageError struct {
	err     error
	command string // whose --help tells more, e.g. "lichang run"
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(cmd *cobra.Command, format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...), cmd.CommandPath()}
}

// usageArgs makes a mistake in the number of arguments a usage error; what says
// which arguments the command wants.
func usageArgs(check cobra.PositionalArgs, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) != nil {
			return usagef(cmd, "%s wants %s, got %d", cmd.CommandPath(), what, len(args))
		}
		return nil
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	return usagef(cmd, "unknown command %q%s", name, didYouMean(cmd.SuggestionsFor(name)...))
}

// flagError turns pflag's errors into usage errors, with the flag that was
// probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1 {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				names = append(names, "--"+f.Name)
			}
		})
		name := "--" + unknown.GetSpecifiedName()
		return usagef(cmd, "unknown flag %s%s", name, didYouMean(nearest(name, names)...))
	}
	return &usageError{err, cmd.CommandPath()}
}

func didYouMean(names ...string) string {
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", strings.Join(names, " or "))
}

// nearest returns those of the names that name may be a misspelling of, the
// nearest first: at most one edit for every three letters, or name begins them.
func nearest(name string, names []string) []string {
	type near struct {
		name string
		d    int
	}
	var found []near
	bare := strings.TrimLeft(name, "-")
	for _, n := range names {
		d := editDistance(name, n)
		if d <= max(1, len(bare)/3) || len(bare) > 2 && strings.HasPrefix(n, name) {
			found = append(found, near{n, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.d - b.d })
	var out []string
	for _, f := range found[:min(len(found), 2)] {
		out = append(out, f.name)
	}
	return out
}

// editDistance counts the insertions, deletions and replacements that turn a
// into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// choice is a flag's value out of a few.
type choice struct {
	value   string
	allowed []string
}

// String returns the value.
func (c *choice) String() string { return c.value }

// Type names the values in help texts.
func (c *choice) Type() string { return strings.Join(c.allowed, "|") }

// Set accepts one of the allowed values.
func (c *choice) Set(v string) error {
	if !slices.Contains(c.allowed, v) {
		return fmt.Errorf("want one of %s%s", strings.Join(c.allowed, ", "), didYouMean(nearest(v, c.allowed)...))
	}
	c.value = v
	return nil
}

// choiceFlag adds a flag whose value is one of the allowed ones, which the
// shell can complete. The value stands in the returned string once parsed.
func choiceFlag(cmd *cobra.Command, name, value, usage string, allowed ...string) *string {
	c := &choice{value: value, allowed: allowed}
	cmd.Flags().Var(c, name, usage)
	complete(cmd, name, allowed)
	return &c.value
}

// complete lets the shell complete a flag's value.
func complete(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveDefault))
	if err != nil {
		panic(err) // the flag was not declared: every test that builds the tree sees it
	}
}
