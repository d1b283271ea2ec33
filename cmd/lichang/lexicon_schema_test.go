package main

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"lichang/lexicon"
)

// runsWell runs a command that has to succeed.
func runsWell(t *testing.T, args ...string) {
	t.Helper()
	c := Command{Stdin: strings.NewReader(""), Stdout: new(strings.Builder), Stderr: os.Stderr, Getenv: func(string) string { return "" }}
	if code := c.Main(context.Background(), args); code != exitDone {
		t.Fatalf("%s: exit code %d", args, code)
	}
}

// validate says what a schema finds wrong with a file of YAML.
func validate(t *testing.T, schema string, content []byte) error {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := yaml.Unmarshal(content, &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if v, err = jsonschema.UnmarshalJSON(strings.NewReader(string(text))); err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(v)
}

// eachYAML calls f for the files of a lexicon's folder that have a schema.
func eachYAML(t *testing.T, dir string, f func(file, kind string, content []byte)) {
	t.Helper()
	n := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
		kind := lexicon.SchemaKindOf(file)
		if err != nil || kind == "" {
			return err
		}
		n++
		content, err := os.ReadFile(filepath.Join(dir, file))
		f(file, kind, content)
		return err
	})
	if err != nil || n == 0 {
		t.Fatalf("%s: %d files of YAML, %v", dir, n, err)
	}
}

// Whatever ships loads, so it is valid under the schemas too.
func TestShippedLexiconsAreValidUnderTheSchemas(t *testing.T) {
	schemas := t.TempDir()
	runsWell(t, "lexicon", "schema", "--out", schemas)
	for _, dir := range []string{"lexicon/data/general", "lexicon/data/xiaomi-kol", "testdata/qingluo", "testdata/qingluo-next", "testdata/xiaomi-kol-0.0.9"} {
		eachYAML(t, filepath.Join("../..", dir), func(file, kind string, content []byte) {
			if err := validate(t, filepath.Join(schemas, kind+".json"), content); err != nil {
				t.Errorf("%s/%s: %v", dir, file, err)
			}
		})
	}
}

// Each YAML file of a new lexicon names a schema that is there, and is valid
// under it, as an editor would find it.
func TestNewLexiconsNameTheirSchemas(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "own")
	runsWell(t, "lexicon", "new", dir)
	modeline := regexp.MustCompile(`^# yaml-language-server: \$schema=(\S+)\n`)
	eachYAML(t, dir, func(file, _ string, content []byte) {
		named := modeline.FindSubmatch(content)
		if named == nil {
			t.Errorf("%s names no schema", file)
			return
		}
		if err := validate(t, filepath.Join(dir, filepath.Dir(file), string(named[1])), content); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	})
}
