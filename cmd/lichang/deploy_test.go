package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// deployed finds the command lines of lichang in the examples.
var deployed = regexp.MustCompile(`(?m)(?:^ExecStart=|^[-0-9* ]+ lichang )/usr/local/bin/lichang (.*)$`)

// The examples call commands that there are, with flags and values that these
// take.
func TestDeployedCommandsAreUnderstood(t *testing.T) {
	files, err := filepath.Glob("deploy/*")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range deployed.FindAllStringSubmatch(string(content), -1) {
			lines++
			line, _, _ := strings.Cut(m[1], " 2>>")
			args := strings.Fields(strings.ReplaceAll(line, "%%", "%"))
			s := &session{}
			root := s.rootCommand()
			cmd, rest, err := root.Find(args)
			if err != nil || cmd == root {
				t.Errorf("%s: %s: %v", file, line, err)
				continue
			}
			if err := parsed(cmd, rest); err != nil {
				t.Errorf("%s: %s: %v", file, line, err)
			}
			if !strings.Contains(m[1], "--config /etc/lichang.yaml") {
				t.Errorf("%s: the settings of deploy/lichang.yaml are not used: %s", file, m[1])
			}
			if strings.HasSuffix(file, ".cron") && strings.Contains(m[1], "%") {
				t.Errorf("%s: cron takes %% for the end of the line", file)
			}
		}
	}
	content, err := os.ReadFile("deploy/lichang.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if settings, err := readConfig("lichang.yaml", content); err != nil || len(settings) < 5 {
		t.Errorf("%d settings, %v", len(settings), err)
	}
	if lines != 2 {
		t.Errorf("%d command lines were found in %q, want 2", lines, files)
	}
}

func parsed(cmd *cobra.Command, args []string) error {
	if err := cmd.ParseFlags(args); err != nil {
		return err
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}
