package lexicon

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"
)

// Forms says in which ways a lexicon can be named, for help texts.
const Forms = "a lexicon's folder, the NAME of an embedded one, a FILE.zip (FILE.zip:folder where it holds several), or REVISION:folder of the git repository here"

// locate finds the folder that a name stands for: that of an embedded lexicon,
// a folder, a .zip, or a git revision's. Where there is none the error is
// fs.ErrNotExist.
func locate(name string) (source, error) {
	if slices.Contains(Names(), name) {
		return embeddedSource(name), nil
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return folderSource(name)
	case err == nil && isZip(name):
		return zipSource(name, "")
	case err == nil:
		return source{}, fmt.Errorf("lexicon %s: it is a file; want %s", name, Forms)
	case !errors.Is(err, fs.ErrNotExist):
		if !strings.Contains(name, ":") {
			return source{}, fmt.Errorf("lexicon %s: %w", name, err)
		}
	}
	if before, folder, ok := cutArchive(name); ok {
		return zipSource(before, folder)
	}
	if revision, folder, ok := strings.Cut(name, ":"); ok {
		return revisionSource(revision, folder)
	}
	if !strings.ContainsAny(name, `/\`) && !isZip(name) {
		return source{}, unknownName(name)
	}
	return source{}, fmt.Errorf("lexicon %s: no such file or folder: %w", name, fs.ErrNotExist)
}

func isZip(name string) bool { return strings.EqualFold(path.Ext(filepath.ToSlash(name)), ".zip") }

// cutArchive parts FILE.zip:folder where the file is there.
func cutArchive(name string) (file, folder string, ok bool) {
	for i := range name {
		if name[i] != ':' || !isZip(name[:i]) {
			continue
		}
		if info, err := os.Stat(name[:i]); err == nil && !info.IsDir() {
			return name[:i], name[i+1:], true
		}
	}
	return "", "", false
}

func folderSource(name string) (source, error) {
	dir, err := filepath.Abs(name)
	if err != nil {
		return source{}, fmt.Errorf("lexicon %s: %w", name, err)
	}
	return source{
		fsys:  folders{filepath.Dir(dir), filepath.Base(dir)},
		dir:   filepath.Base(dir),
		shown: path.Clean(filepath.ToSlash(name)),
	}, nil
}

// content holds files in memory, by their path. The file system of package
// fstest is one for any caller; it needs nothing of package testing.
type content map[string][]byte

func (c content) fs() fs.FS {
	m := make(fstest.MapFS, len(c))
	for name, data := range c {
		m[name] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
	return m
}

// add puts a file in, unless its path could mean a place outside, or a file and
// a folder would have one name.
func (c content) add(name string, data []byte) error {
	switch _, twice := c[name]; {
	case !fs.ValidPath(name) || name == "." || strings.Contains(name, `\`):
		return fmt.Errorf("%q is no path inside it", name)
	case twice:
		return fmt.Errorf("%q stands in it twice", name)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if _, isFile := c[dir]; isFile {
			return fmt.Errorf("%q is both a file and a folder", dir)
		}
	}
	c[name] = data
	return nil
}
