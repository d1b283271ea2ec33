package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Names inside a dataset.
const (
	snippetsFolder = "snippets"
	sourcePrefix   = "source_key="
	sourcesTable   = "sources"
	manifestName   = "_manifest.json"
	runName        = "_run.json"
	successName    = "_SUCCESS"
)

// manifestFormat is how a dataset of ours is told from anybody else's folder.
const manifestFormat = "lichang/dataset"

// manifestVersion grows with every change that an older reader would stumble
// over.
//
// 1: the first.
const manifestVersion = 1

// Provenance says what made a dataset. It stands in the manifest and in the
// footer of every file, so it must not differ from run to run.
type Provenance struct {
	Tool           string `json:"tool"` // name and version
	Engine         string `json:"engine"`
	Lexicon        string `json:"lexicon"`
	LexiconVersion string `json:"lexicon_version"`
	LexiconHash    string `json:"lexicon_hash"`
	DictionaryHash string `json:"dictionary_hash"` // of all that decides how text is cut
}

// Input is one file that was read, or could not be.
type Input struct {
	Name   string `json:"name"` // as given
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"`
	Rows   int64  `json:"rows"`
	// Failed is why nothing of it is in the dataset, "" where it was read.
	Failed string `json:"failed,omitempty"`
}

// Counts are the rows of a run.
type Counts struct {
	In         int64 `json:"in"` // Written + Rejected + Duplicates + Seen
	Written    int64 `json:"written"`
	Repaired   int64 `json:"repaired"` // of those written
	Rejected   int64 `json:"rejected"`
	Duplicates int64 `json:"duplicates"` // left out: id and content stand in an earlier row
	Seen       int64 `json:"seen"`       // left out: an earlier night published their id
}

// File is one file of a dataset.
type File struct {
	Path   string `json:"path"` // below the dataset's folder, with slashes
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// Manifest is _manifest.json: what is in a dataset and where it comes from. Two
// runs over the same input write the same bytes.
type Manifest struct {
	Format        string     `json:"format"`
	FormatVersion int        `json:"format_version"`
	SchemaVersion string     `json:"schema_version"`
	FileFormat    string     `json:"file_format"`
	Targets       []string   `json:"targets"`
	MadeBy        Provenance `json:"made_by"`
	Inputs        []Input    `json:"inputs"`
	Rows          Counts     `json:"rows"`
	Files         []File     `json:"files"` // by path
}

// RunInfo is what differs from run to run. It goes to _run.json, which the
// promise of equal bytes leaves out.
type RunInfo struct {
	Started  time.Time        `json:"started"`
	Finished time.Time        `json:"finished"`
	Host     string           `json:"host"`
	Workers  int              `json:"workers"`
	Counters map[string]int64 `json:"counters,omitempty"`
	Words    Words            `json:"-"`
	// Figures and Drift are the writer's to fill in.
	Figures *Figures `json:"figures,omitempty"`
	Drift   *Drift   `json:"drift,omitempty"` // nil where there was no dataset before
}

// marshal writes JSON for people: indented, HTML left alone.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// readManifest reads the manifest of a complete dataset of ours.
func readManifest(dir string) (*Manifest, error) {
	m, err := loadManifest(dir)
	if err != nil {
		return nil, err
	}
	_, err = os.Lstat(filepath.Join(dir, successName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is incomplete: it has no %s, so its run did not finish", dir, successName)
	}
	return m, err
}

// loadManifest reads a manifest of ours, be the dataset complete or not.
func loadManifest(dir string) (*Manifest, error) {
	path := filepath.Join(dir, manifestName)
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is no dataset: it has no %s", dir, manifestName)
	}
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(content, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	switch {
	case m.Format != manifestFormat:
		return nil, fmt.Errorf("%s was not written by lichang: its format is %q", path, m.Format)
	case m.FormatVersion > manifestVersion:
		return nil, fmt.Errorf("%s has format version %d, this lichang knows up to %d", path, m.FormatVersion, manifestVersion)
	}
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) || strings.Contains(f.Path, `\`) {
			return nil, fmt.Errorf("%s names a file outside the dataset: %q", path, f.Path)
		}
	}
	return &m, nil
}
