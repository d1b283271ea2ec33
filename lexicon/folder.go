package lexicon

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// folders reads a lexicon's folder and those beside it, by paths below parent.
// A file that is reached through a symbolic link has to lie in the same folder:
// a lexicon from somebody else shows nothing of the machine it is opened on.
// It may be shared between goroutines.
type folders struct {
	parent string // a path of the operating system
	own    string // the folder that the user named; a link there is his own
}

// root opens the folder that the first element of a path names, and returns the
// rest of the path.
func (f folders) root(op, name string) (*os.Root, string, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	dir, rest, below := strings.Cut(name, "/")
	if !below {
		rest = "."
	}
	if dir == f.own {
		root, err := os.OpenRoot(filepath.Join(f.parent, dir))
		return root, rest, err
	}
	parent, err := os.OpenRoot(f.parent)
	if err != nil {
		return nil, "", err
	}
	defer parent.Close()
	root, err := parent.OpenRoot(dir)
	return root, rest, err
}

// Open opens a file or folder.
func (f folders) Open(name string) (fs.File, error) {
	root, rest, err := f.root("open", name)
	if err != nil {
		return nil, err
	}
	defer root.Close() // what it opened stays open
	return root.Open(rest)
}

// Stat describes a file without opening it: to open a pipe would wait for ever.
func (f folders) Stat(name string) (fs.FileInfo, error) {
	root, rest, err := f.root("stat", name)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.Stat(rest)
}

// errOutside is the cause where a path leads to nothing that a lexicon may read.
var errOutside = errors.New("no regular file of the lexicon's folder")

// readFile reads a file of the folder, relative to it. What is no regular file
// there, by itself or behind a symbolic link, is errOutside; more than the
// bound is errTooMuch.
func (s source) readFile(file string, bound *bounds) ([]byte, error) {
	name := path.Join(s.dir, file)
	info, err := fs.Stat(s.fsys, name)
	if err != nil || !info.Mode().IsRegular() {
		if err != nil && !s.isLink(name) {
			return nil, fmt.Errorf("lexicon %s: %w", s, err)
		}
		return nil, errOutside
	}
	if !bound.take(info.Size()) {
		return nil, errTooMuch
	}
	f, err := s.fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("lexicon %s: %w", s, err)
	}
	defer f.Close()
	// One byte more than there should be tells that it has grown meanwhile.
	data := make([]byte, info.Size()+1)
	n, err := io.ReadFull(f, data)
	switch {
	case err == nil:
		return nil, fmt.Errorf("lexicon %s: %s grows while it is read", s, file)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return data[:n], nil
	}
	return nil, fmt.Errorf("lexicon %s: %w", s, err)
}

// isLink says whether a path of the file system is a symbolic link.
func (s source) isLink(name string) bool {
	dir, base := path.Split(name)
	list, err := fs.ReadDir(s.fsys, path.Clean(dir))
	if err != nil {
		return false
	}
	for _, d := range list {
		if d.Name() == base {
			return d.Type()&fs.ModeSymlink != 0
		}
	}
	return false
}
