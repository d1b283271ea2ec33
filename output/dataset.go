package output

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Dataset is a published dataset, opened for reading. It may be shared between
// goroutines.
type Dataset struct {
	Dir      string
	Manifest Manifest
	schema   *Schema
	format   Format
}

// Open reads the manifest of a complete dataset. The files are compared with it
// by Verify, and by Rows as it comes to them.
func Open(dir string) (*Dataset, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	if m.SchemaVersion != SchemaVersion {
		return nil, fmt.Errorf("%s has schema version %s, this lichang reads %s: make it anew, or read it with the %s that made it", dir, m.SchemaVersion, SchemaVersion, m.MadeBy.Tool)
	}
	schema, err := NewSchema(m.Targets)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	format, err := ParseFormat(m.FileFormat)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return &Dataset{Dir: dir, Manifest: *m, schema: schema, format: format}, nil
}

// IsDataset says whether a folder is a dataset of ours, be it whole or not.
func IsDataset(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, manifestName))
	return err == nil
}

// Run reads what is told of the run that made the dataset; the zero RunInfo
// where it left nothing.
func (d *Dataset) Run() (RunInfo, error) {
	content, err := os.ReadFile(filepath.Join(d.Dir, runName))
	if errors.Is(err, fs.ErrNotExist) {
		return RunInfo{}, nil
	}
	var info RunInfo
	if err == nil {
		err = json.Unmarshal(content, &info)
	}
	if err != nil {
		return RunInfo{}, fmt.Errorf("%s: %w", filepath.Join(d.Dir, runName), err)
	}
	return info, nil
}

// Schema is the shape of the dataset's rows.
func (d *Dataset) Schema() *Schema { return d.schema }

// Verify reads every file, as Verify of a folder does. It returns the first
// thing that is wrong.
func (d *Dataset) Verify(ctx context.Context) error {
	root, err := filepath.EvalSymlinks(d.Dir)
	if err != nil {
		return err
	}
	v := verification{dir: d.Dir, root: root, manifest: &d.Manifest}
	if err := v.check(ctx); err != nil {
		return err
	}
	if len(v.faults) > 0 {
		return fmt.Errorf("%s: %w", d.Dir, v.faults[0])
	}
	return nil
}

// Rows calls each with all rows, source by source in the order of their
// folders, and in the order of the input within a source. A batch holds some
// thousand rows or 24 MB; it and the rows in it may be kept. An error of each
// ends the reading and is returned.
func (d *Dataset) Rows(ctx context.Context, each func([]Row) error) error {
	for _, f := range d.parts() {
		if err := d.readFile(ctx, f, each); err != nil {
			return fmt.Errorf("read %s: %w", d.path(f), err)
		}
	}
	return nil
}

// readFile compares the file's checksum before it decodes anything: the library
// reads the fields of a struct in goroutines of its own, even where it is told
// not to, and a corrupt page that panics there ends the process.
func (d *Dataset) readFile(ctx context.Context, f File, each func([]Row) error) error {
	file, err := os.Open(d.path(f))
	if err != nil {
		return err
	}
	defer file.Close()
	if err := checkSum(file, f); err != nil {
		return err
	}
	r := rowReader{schema: d.schema, ctx: ctx, each: each}
	if d.format == Arrow {
		return r.readIPC(file)
	}
	return r.readParquet(file)
}

// parts are the files with rows; their paths sort as they were written.
func (d *Dataset) parts() []File {
	parts := slices.Clone(d.Manifest.Files)
	return slices.DeleteFunc(parts, func(f File) bool { return !isPart(f) })
}

func isPart(f File) bool { return strings.HasPrefix(f.Path, snippetsFolder+"/") }

func (d *Dataset) path(f File) string { return filepath.Join(d.Dir, filepath.FromSlash(f.Path)) }
