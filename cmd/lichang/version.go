package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"lichang/lexicon/stance"
	"lichang/output"
	"lichang/pipeline/segment"
)

// versions is what there is to know of a build and of what it judges by.
type versions struct {
	Tool           string `json:"tool"`
	Engine         string `json:"engine"`
	Schema         string `json:"schema"`
	Lexicon        string `json:"lexicon"`
	LexiconVersion string `json:"lexicon_version"`
	LexiconHash    string `json:"lexicon_hash"`
	DictionaryHash string `json:"dictionary_hash"`
	Gojieba        string `json:"gojieba"`
	Arrow          string `json:"arrow"`
	Go             string `json:"go"`
}

func (s *session) versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show the versions of all that a result depends on",
		Long: `Version shows the tool, the engine, the schema, the lexicon with its hash, the
dictionaries' hash, gojieba and Arrow. Two datasets whose versions agree were
made by the same rules.`,
		Example: `  lichang version
  lichang version --format json
  lichang version --lexicon ./my-lexicon`,
		Args: usageArgs(cobra.NoArgs, "no arguments"),
	}
	name := lexiconFlag(cmd)
	cache := cacheFlag(cmd)
	format := choiceFlag(cmd, "format", "text", "how the versions are written", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		v, err := s.versions(cmd, *name, *cache)
		if err != nil {
			return err
		}
		if *format == "json" {
			return writeJSON(s.Stdout, v)
		}
		return v.print(s.Stdout)
	}
	return cmd
}

func (v versions) print(w io.Writer) error {
	t := table{}
	for _, r := range [][2]string{
		{"lichang", v.Tool},
		{"engine", v.Engine},
		{"schema", v.Schema},
		{"lexicon", v.Lexicon + " " + v.LexiconVersion},
		{"", v.LexiconHash},
		{"dictionary", v.DictionaryHash},
		{"gojieba", v.Gojieba},
		{"arrow", v.Arrow},
		{"go", v.Go},
	} {
		t.row(r[0], r[1])
	}
	return t.write(w)
}

// toolVersion is the module's version as the go command stamped it.
func toolVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// dependencyVersion is the version of a module that the binary was built with,
// "unknown" where the build does not say.
func dependencyVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, d := range info.Deps {
		if d.Path == path {
			if d.Replace != nil {
				return d.Replace.Version
			}
			return d.Version
		}
	}
	return "unknown"
}

// writeJSON writes a value for people and programs: indented, HTML left alone.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// versions collects what the build and the lexicon say of themselves.
func (s *session) versions(cmd *cobra.Command, lexiconName, cacheDir string) (versions, error) {
	lex, err := s.openLexicon(cmd, lexiconName)
	if err != nil {
		return versions{}, err
	}
	segmenter, err := segment.New(segment.Options{CacheDir: cacheDir, Words: lex.SegmentWords})
	if err != nil {
		return versions{}, err
	}
	return versions{
		Tool:           toolVersion(),
		Engine:         stance.Version,
		Schema:         output.SchemaVersion,
		Lexicon:        lex.Name,
		LexiconVersion: lex.Version,
		LexiconHash:    lex.Hash,
		DictionaryHash: segmenter.Hash(),
		Gojieba:        dependencyVersion("github.com/yanyiwu/gojieba"),
		Arrow:          dependencyVersion("github.com/apache/arrow/go/v17"),
		Go:             runtime.Version(),
	}, nil
}
