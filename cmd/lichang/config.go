package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// configName is the file of settings that run reads where it lies in the working
// folder.
const configName = "lichang.yaml"

// inputsKey is the one key of a configuration that is no flag.
const inputsKey = "inputs"

// configFlags are the flags that say how run is configured.
type configFlags struct {
	file *string
	show *bool
}

func newConfigFlags(cmd *cobra.Command) configFlags {
	return configFlags{
		file: cmd.Flags().String("config", "", "take what no flag says from `FILE` (default "+configName+" where it lies here)"),
		show: cmd.Flags().Bool("print-config", false, "show what would be run and where each value comes from, and run nothing"),
	}
}

// configurable says whether a flag may stand in a configuration.
func configurable(f *pflag.Flag) bool {
	return !f.Hidden && !slices.Contains([]string{"help", "config", "print-config"}, f.Name)
}

// configured is what a run is called with, after its configuration.
type configured struct {
	file   string // "" for none
	inputs []string
	// origins are the places of what the file says and no flag overrides:
	// file:line:col by key.
	origins map[string]string
}

// configure sets the flags that the call leaves open as the configuration says.
// args are the inputs of the call, which win as flags do.
func configure(cmd *cobra.Command, f configFlags, args []string) (configured, error) {
	c := configured{file: *f.file, inputs: args, origins: map[string]string{}}
	optional := !cmd.Flags().Changed("config")
	if optional {
		c.file = configName
	}
	content, err := os.ReadFile(c.file)
	switch {
	case optional && errors.Is(err, fs.ErrNotExist):
		c.file = ""
		return c, nil
	case err != nil:
		return c, usagef(cmd, "--config: %w", err)
	}
	settings, err := readConfig(c.file, content)
	if err != nil {
		return c, &usageError{err, cmd.CommandPath()}
	}
	for _, s := range settings {
		if s.key == inputsKey {
			if len(args) == 0 {
				c.inputs = s.values
				c.origins[s.key] = s.at
			}
			continue
		}
		if cmd.Flags().Changed(s.key) {
			continue
		}
		c.origins[s.key] = s.at
		for _, v := range s.values {
			if err := cmd.Flags().Set(s.key, v); err != nil {
				return c, usagef(cmd, "%s: %w", s.at, err)
			}
		}
	}
	return c, nil
}

// aboutFlag matches an error that a flag is to blame for.
var aboutFlag = regexp.MustCompile(`^--([a-z-]+)\b`)

// blame names the place in the file where an error is about a value from there.
func (c configured) blame(err error) error {
	var usage *usageError
	if !errors.As(err, &usage) {
		return err
	}
	if m := aboutFlag.FindStringSubmatch(usage.Error()); m != nil && c.origins[m[1]] != "" {
		return &usageError{fmt.Errorf("%s: %w", c.origins[m[1]], usage.err), usage.command}
	}
	return err
}

// print shows the configuration of a call in the form of a file. Defaults are
// comments, so that what is shown can be used as a file that means the same.
func (c configured) print(w io.Writer, cmd *cobra.Command) error {
	var t table
	origin := func(key, otherwise string) string {
		if at := c.origins[key]; at != "" {
			return "# " + at
		}
		return "# " + otherwise
	}
	if len(c.inputs) > 0 {
		t.row(inputsKey+": "+yamlList(c.inputs), origin(inputsKey, "arguments"))
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !configurable(f) {
			return
		}
		line := f.Name + ": " + yamlValue(f.Value)
		if f.Changed {
			t.row(line, origin(f.Name, "--"+f.Name))
		} else {
			t.row("# "+line, "# default")
		}
	})
	var b strings.Builder
	if err := t.write(&b); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		if _, err := io.WriteString(w, strings.TrimPrefix(line, tableIndent)); err != nil {
			return err
		}
	}
	return nil
}

func yamlValue(v pflag.Value) string {
	if list, ok := v.(pflag.SliceValue); ok {
		return yamlList(list.GetSlice())
	}
	switch v.Type() {
	case "bool", "int", "int64", "float64":
		return v.String()
	}
	return yamlString(v.String())
}

func yamlList(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = yamlString(v)
		if strings.ContainsAny(v, "[]{},") {
			quoted[i] = strconv.Quote(v) // these end a value in a list only
		}
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// yamlString writes a string in one line.
func yamlString(s string) string {
	b, err := yaml.Marshal(s)
	if out := strings.TrimSuffix(string(b), "\n"); err == nil && !strings.Contains(out, "\n") {
		return out
	}
	return strconv.Quote(s)
}
