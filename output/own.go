package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// OccupiedError says that a path holds something that must not be replaced.
// Nothing was touched.
type OccupiedError struct {
	Path, Reason string
}

func (e *OccupiedError) Error() string { return fmt.Sprintf("%s: %s", e.Path, e.Reason) }

// checkReplaceable returns nil where nothing stands at dir, or a whole dataset
// of ours and nothing else. Anything that was put into it, or grown or shrunk
// since, makes it somebody else's.
func checkReplaceable(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &OccupiedError{dir, "is a file, not a folder that lichang wrote"}
	}
	m, err := readManifest(dir)
	if err != nil {
		return &OccupiedError{dir, "is not a complete dataset that lichang wrote: " + err.Error()}
	}
	known := map[string]int64{manifestName: -1, runName: -1, successName: -1} // -1: of any size
	for _, f := range m.Files {
		known[f.Path] = f.Bytes
	}
	return onlyKnown(dir, known)
}

// onlyKnown checks that all files below dir are known, with their sizes.
func onlyKnown(dir string, known map[string]int64) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		size, ok := known[filepath.ToSlash(rel)]
		if !ok || !d.Type().IsRegular() {
			return &OccupiedError{dir, fmt.Sprintf("holds %s, which lichang did not write: move it away", rel)}
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if size >= 0 && info.Size() != size {
			return &OccupiedError{dir, fmt.Sprintf("%s has changed since lichang wrote it: move it away", rel)}
		}
		return nil
	})
}

// Names inside a quarantine.
const (
	rejectedName     = "rejected.jsonl"
	quarantineName   = "_quarantine.json"
	quarantineFormat = "lichang/quarantine"
)

// quarantineMark is _quarantine.json, the sign that a quarantine is ours.
type quarantineMark struct {
	Format string `json:"format"`
	File   File   `json:"file"`
}

// checkQuarantine is checkReplaceable for a quarantine.
func checkQuarantine(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &OccupiedError{dir, "is a file, not a quarantine that lichang wrote"}
	}
	mark, err := readMark(dir)
	if err != nil {
		return &OccupiedError{dir, "is not a quarantine that lichang wrote"}
	}
	return onlyKnown(dir, map[string]int64{quarantineName: -1, rejectedName: mark.File.Bytes})
}

// readMark reads the mark of a quarantine of ours.
func readMark(dir string) (mark quarantineMark, err error) {
	path := filepath.Join(dir, quarantineName)
	content, err := os.ReadFile(path)
	if err != nil {
		return mark, err
	}
	if err := json.Unmarshal(content, &mark); err != nil {
		return mark, fmt.Errorf("%s: %w", path, err)
	}
	if mark.Format != quarantineFormat {
		return mark, fmt.Errorf("%s was not written by lichang: its format is %q", path, mark.Format)
	}
	return mark, nil
}
