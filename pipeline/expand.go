package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Expanded is the files that a run's arguments stand for.
type Expanded struct {
	// Files are in the order of the arguments, and by their names within a
	// folder or a pattern.
	Files []string
	// Skipped are the files of folders whose names tell no format.
	Skipped []string
}

// Expand finds the files of arguments that are files, folders, or patterns as
// "data/**/*.jsonl", Stdin among them. Names that begin with "." or "_" are not
// looked for, and of a dataset of lichang's the snippets alone. What is wrong is
// told all at once: what is not there or matches nothing, a file that comes
// twice, a link that leads out of its folder, and a file of the output itself, where
// there is one.
func Expand(args []string, declared Format, out string) (Expanded, error) {
	e := expansion{declared: declared, seen: map[string]string{}}
	if out != "" {
		e.own = []string{realPath(out), realPath(out + ".previous"), realPath(out + ".quarantine")}
	}
	for _, arg := range args {
		if arg == Stdin {
			e.add(arg, arg)
			continue
		}
		info, err := os.Stat(arg)
		switch {
		case err == nil && info.IsDir():
			e.folder(arg)
		case errors.Is(err, fs.ErrNotExist) && doublestarPattern(arg):
			e.pattern(arg)
		case errors.Is(err, fs.ErrNotExist):
			e.fault("input %s: there is no such file", arg)
		default:
			e.add(arg, realPath(arg)) // what cannot be read is told when it is opened
		}
	}
	return e.Expanded, errors.Join(e.faults...)
}

type expansion struct {
	Expanded
	declared Format
	own      []string          // the output and what stands beside it, as real paths
	seen     map[string]string // names by real path
	faults   []error
}

func (e *expansion) fault(format string, args ...any) {
	e.faults = append(e.faults, fmt.Errorf(format, args...))
}

func (e *expansion) add(name, path string) {
	for _, own := range e.own {
		if name != Stdin && within(path, own) {
			e.fault("input %s is a part of the output %s, which the run replaces", name, own)
			return
		}
	}
	if before, twice := e.seen[path]; twice {
		e.fault("the input %s is given twice%s", name, also(before, name))
		return
	}
	e.seen[path] = name
	e.Files = append(e.Files, name)
}

func also(before, name string) string {
	if before == name {
		return ""
	}
	return ", as " + before + " too"
}

// folder adds the files below a folder.
func (e *expansion) folder(dir string) {
	if len(e.own) > 0 && within(e.own[0], realPath(dir)) {
		e.fault("the output %s lies inside of the input %s: the next run would read it", e.own[0], dir)
		return
	}
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == dir:
		case hiddenName(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			names = append(names, path)
		case exists(filepath.Join(path, "_quarantine.json")):
			return fs.SkipDir
		}
		return nil
	})
	if err != nil {
		e.fault("input %s: %w", dir, err)
	}
	slices.Sort(names)
	e.below(dir, names)
}

// pattern adds the files that a pattern matches.
func (e *expansion) pattern(pattern string) {
	base, _ := doublestar.SplitPattern(filepath.ToSlash(pattern))
	found, err := doublestar.FilepathGlob(pattern, doublestar.WithNoFollow(), doublestar.WithFailOnIOErrors())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		e.fault("input %s: %w", pattern, err)
		return
	}
	var names []string
	for _, name := range found {
		rel, err := filepath.Rel(base, name)
		if err != nil || slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), hiddenName) {
			continue
		}
		if info, err := os.Lstat(name); err == nil && !info.IsDir() {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		e.fault("input %s: no file matches", pattern)
	}
	slices.Sort(names)
	e.below(base, names)
}

// below adds files that were found below a folder, links last: one to a file
// that was found is no second one.
func (e *expansion) below(dir string, names []string) {
	root := realPath(dir)
	plain := map[string]bool{}
	for _, name := range names {
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			plain[realPath(name)] = true
		}
	}
	for _, name := range names {
		if filepath.Base(name) == "sources.parquet" || filepath.Base(name) == "sources.arrow" {
			if exists(filepath.Join(filepath.Dir(name), "_manifest.json")) {
				continue // the table of a dataset, no snippets
			}
		}
		path := realPath(name)
		info, err := os.Lstat(name)
		if err != nil {
			e.fault("input %s: %w", name, err)
			continue
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			target, err := os.Stat(name)
			switch {
			case err != nil:
				e.fault("input %s: a link that leads nowhere: %w", name, err)
				continue
			case !within(path, root):
				e.fault("input %s is a link out of %s, to %s: name that itself if it is meant", name, dir, path)
				continue
			case target.IsDir() || plain[path]:
				continue // found by its own name
			}
		}
		if _, err := FormatOf(name, e.declared); err != nil {
			e.Skipped = append(e.Skipped, name)
			continue
		}
		e.add(name, path)
	}
}

func doublestarPattern(s string) bool { return strings.ContainsAny(s, "*?[{") }

func hiddenName(name string) bool {
	return strings.HasPrefix(name, ".") && name != "." && name != ".." || strings.HasPrefix(name, "_")
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// realPath is the absolute path without links, as far as it exists.
func realPath(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if resolved, err := filepath.EvalSymlinks(abs); err == nil {
		return resolved
	}
	parent := filepath.Dir(abs)
	if parent == abs {
		return abs
	}
	return filepath.Join(realPath(parent), filepath.Base(abs))
}

// Within says whether a path is a folder or lies below it, links followed as far as
// what they name is there.
func Within(path, dir string) bool { return within(realPath(path), realPath(dir)) }

// within is Within for paths without links.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && (rel == "." || filepath.IsLocal(rel))
}
