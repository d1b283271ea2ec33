package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

const readme = "../../README.md"

// The README's shell blocks are run and what they print is compared with the
// text block that follows; with -update it is written there.
func TestReadme(t *testing.T) {
	content, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	got, ran := string(content), []string{}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)\n```\n(\n```text\n.*?```\n)?")
	got = blocks.ReplaceAllStringFunc(got, func(block string) string {
		parts := blocks.FindStringSubmatch(block)
		line, shown := parts[1], parts[2]
		ran = append(ran, line)
		if line == "go test ./..." {
			return block // this is it
		}
		out := runLine(t, line)
		if shown == "" {
			return block
		}
		return "```sh\n" + line + "\n```\n\n```text\n" + out + "```\n"
	})
	if want := []string{"go run ./cmd/lichang run testdata/xiaomi-kol.pairs.txt", "go test ./..."}; len(ran) < 4 || !slices.Equal(ran[:2], want) {
		t.Errorf("the README shows the commands %q", ran)
	}
	shownGo(t, got, "../../lexicon/lexicontest/example_test.go")
	got = section(t, got, "schema", runLine(t, "lichang schema --format md"))
	got = section(t, got, "exit codes", exitCodesTable())
	got = section(t, got, "rules", rulesTable(t))
	got = section(t, got, "measures", measuresTable(t, string(content)))
	if *update {
		if err := os.WriteFile(readme, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(content) {
		t.Errorf("the README shows what the program does not print; look at the difference after go test ./cmd/lichang -run TestReadme -update\n%s", firstDifference(string(content), got))
	}
}

// shownGo checks that the README's Go, and what it prints, stand in a test.
func shownGo(t *testing.T, text, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	source := string(content)
	shown := regexp.MustCompile("(?s)```go\n(.*?)```\n(?:[^`]*?```text\n(.*?)```\n)?").FindAllStringSubmatch(text, -1)
	if len(shown) == 0 {
		t.Error("the README shows no Go")
	}
	for _, block := range shown {
		printed := strings.TrimSuffix(strings.ReplaceAll("\n"+block[2], "\n", "\n\t// "), "\t// ")
		if !strings.Contains(source, block[1]) || !strings.Contains(source, printed) {
			t.Errorf("%s does not hold what the README shows:\n%s%s", file, block[1], block[2])
		}
	}
}

// section replaces what stands between <!-- name --> and <!-- /name -->.
func section(t *testing.T, text, name, content string) string {
	t.Helper()
	open, shut := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, ok := strings.Cut(text, open)
	_, after, ok2 := strings.Cut(rest, shut)
	if !ok || !ok2 {
		t.Fatalf("the README has no section %q", name)
	}
	return before + open + "\n" + content + "\n" + shut + after
}

func exitCodesTable() string {
	var b strings.Builder
	b.WriteString("| exit | meaning |\n|---|---|\n")
	for _, e := range exitCodes() {
		fmt.Fprintf(&b, "| %d | %s |\n", e.code, e.meaning)
	}
	return b.String()
}

// runLine runs a command line of the README inside the test, in a folder that
// holds the project's testdata, and returns what it prints.
func runLine(t *testing.T, line string) string {
	t.Helper()
	line = strings.TrimPrefix(line, "go run ./cmd/")
	var args []string
	for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1) {
		args = append(args, strings.Trim(word, "'"))
	}
	if len(args) == 0 || args[0] != "lichang" {
		t.Fatalf("the README shows a command that is not lichang's: %q", line)
	}
	dir := t.TempDir()
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(data, filepath.Join(dir, "testdata")); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chdir(dir); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(here); err != nil {
			t.Fatal(err)
		}
	}()
	var out strings.Builder
	c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
	if code := c.Main(context.Background(), args[1:]); code != exitDone {
		t.Fatalf("%s: exit code %d\n%s", line, code, &out)
	}
	return out.String()
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d shows %q, but it is %q", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines, but they are %d", len(w), len(g))
}

// Every command has examples in its help, and every example is one that the
// program takes.
func TestHelpHasExamples(t *testing.T) {
	s := &session{Command: Command{Stdin: strings.NewReader(""), Stdout: new(strings.Builder), Stderr: new(strings.Builder), Getenv: func(string) string { return "" }}}
	commands := leaves(s.rootCommand())
	if len(commands) < 6 {
		t.Fatalf("only %d commands", len(commands))
	}
	for _, cmd := range commands {
		if cmd.Example == "" || cmd.Long == "" {
			t.Errorf("%s: no example or no description", cmd.Name())
		}
		for line := range strings.Lines(cmd.Example) {
			at := strings.Index(line, "lichang ")
			if at < 0 {
				t.Errorf("%s: the example %q does not call it", cmd.Name(), line)
				continue
			}
			call, _, _ := strings.Cut(line[at:], "|")
			call, _, _ = strings.Cut(call, " >")
			call, _, _ = strings.Cut(call, " < ")
			var args []string
			for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(call, -1) {
				args = append(args, strings.Trim(word, "'"))
			}
			found, rest, err := s.rootCommand().Find(args[1:])
			if err != nil || found.CommandPath() != cmd.CommandPath() {
				t.Errorf("%s: the example calls %v, %v", cmd.Name(), found.Name(), err)
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%s: %q: %v", cmd.Name(), line, err)
			} else if err := found.ValidateArgs(found.Flags().Args()); err != nil {
				t.Errorf("%s: %q: %v", cmd.Name(), line, err)
			}
		}
	}
}

// The README's table of commands has every one.
func TestReadmeListsTheCommands(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	s := &session{Command: Command{Stdin: strings.NewReader(""), Stdout: new(strings.Builder), Stderr: new(strings.Builder), Getenv: func(string) string { return "" }}}
	for _, cmd := range leaves(s.rootCommand()) {
		name := strings.TrimPrefix(cmd.CommandPath(), "lichang ")
		row := regexp.MustCompile("(?m)^\\| [^|]*`" + name + "[ `]")
		if !row.Match(readme) {
			t.Errorf("no row of the table is about %s", name)
		}
	}
}

// leaves returns the commands that have none below them.
func leaves(cmd *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, sub := range cmd.Commands() {
		if sub.HasSubCommands() {
			all = append(all, leaves(sub)...)
		} else {
			all = append(all, sub)
		}
	}
	return all
}

// The codes are a promise; the switch that makes them is held here.
func TestExitCodes(t *testing.T) {
	var codes []int
	for _, e := range exitCodes() {
		codes = append(codes, e.code)
	}
	if want := []int{0, 1, 2, 3, 4, 130}; !slices.Equal(codes, want) {
		t.Errorf("codes %v, want %v", codes, want)
	}
}
