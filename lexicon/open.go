package lexicon

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed all:data
var embedded embed.FS

// source is a lexicon's folder within a file system.
type source struct {
	fsys fs.FS
	dir  string
	// prefix and shown are how the folder's path is written in positions.
	prefix   string
	shown    string
	embedded bool
}

// file returns how a file of the folder is written in positions.
func (s source) file(name string) string { return s.prefix + path.Join(s.shown, name) }

// String returns the folder as it is written in positions.
func (s source) String() string { return s.prefix + s.shown }

// files returns the paths of the folder's files, relative to it, in order,
// without hidden folders.
func (s source) files() ([]string, error) {
	var files []string
	err := fs.WalkDir(s.fsys, s.dir, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != s.dir && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir // .git has more files than any lexicon
		case d.IsDir():
			return nil
		case len(files) == maxFiles:
			return fmt.Errorf("more than %d files", maxFiles)
		}
		files = append(files, strings.TrimPrefix(strings.TrimPrefix(file, s.dir), "/"))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lexicon %s: %w", s, err)
	}
	return files, nil
}

func (s source) exists() bool {
	if s.dir == "" {
		return false
	}
	_, err := fs.Stat(s.fsys, path.Join(s.dir, metaFile))
	return err == nil
}

func embeddedSource(name string) source {
	return source{fsys: embedded, dir: path.Join("data", name), shown: name, embedded: true}
}

// sibling returns the folder of that name beside s.
func (s source) sibling(name string) source {
	if s.dir == "." {
		s.dir = "" // the root has none; no path is empty
	} else {
		s.dir = path.Join(path.Dir(s.dir), name)
	}
	s.shown = path.Join(s.shown, "..", name)
	return s
}

// Names returns the names of the embedded lexicons, sorted.
func Names() []string {
	dirs, err := fs.ReadDir(embedded, "data")
	if err != nil {
		return nil // the folder is part of the binary
	}
	var names []string
	for _, d := range dirs {
		if d.IsDir() && embeddedSource(d.Name()).exists() {
			names = append(names, d.Name())
		}
	}
	return names
}

// Files returns the folder of an embedded lexicon.
func Files(name string) (fs.FS, error) {
	if !slices.Contains(Names(), name) {
		return nil, unknownName(name)
	}
	return fs.Sub(embedded, path.Join("data", name))
}

func unknownName(name string) error {
	return fmt.Errorf("no embedded lexicon %q%s: %w", name, orList(guess(name, Names()), Names()), fs.ErrNotExist)
}

// Embedded loads an embedded lexicon.
func Embedded(name string) (*Lexicon, error) {
	if !slices.Contains(Names(), name) {
		return nil, unknownName(name)
	}
	return loaded(check(embeddedSource(name)))
}

// Open loads the lexicon that a name stands for: an embedded one of that name,
// else the one in the folder, in the .zip or of the git revision; see Forms.
// Where its files are at fault the error is a Problems.
func Open(nameOrDir string) (*Lexicon, error) { return loaded(Check(nameOrDir)) }

// Load loads the lexicon in a folder of a file system. It can extend folders
// beside its own and embedded lexicons.
func Load(fsys fs.FS, dir string) (*Lexicon, error) {
	return loaded(check(source{fsys: fsys, dir: path.Clean(dir), shown: path.Clean(dir)}))
}

// Checked is the result of checking a lexicon.
type Checked struct {
	// Lexicon is nil where a problem of level Error was found.
	Lexicon  *Lexicon
	Problems Problems // sorted by place
	// NotKept is how many problems there are beyond Problems, which holds a
	// thousand of each level at most.
	NotKept int
	// Sources holds the content of the files that were read, by the File of
	// their positions.
	Sources map[string][]byte
	// Refused are the terms of refused.tsv, of the lexicon and of all that it
	// extends, in no order that means anything.
	Refused []string
	src     source
	own     map[string]bool       // the lexicon's own files, see Own
	quiet   map[Position][]string // rules by file and line, see silences
}

// Check loads the lexicon that Open would load and returns all that is wrong
// with it. The error is for files that cannot be found or read.
func Check(nameOrDir string) (*Checked, error) {
	src, err := locate(nameOrDir)
	if err != nil {
		return nil, err
	}
	return check(src)
}

// OwnFiles returns the SHA-256 of each file of the lexicon's own folder by its
// path there: tests and remarks too, but not what is hidden nor what it extends.
func (c *Checked) OwnFiles() (map[string][sha256.Size]byte, error) {
	files, err := c.src.files()
	if err != nil {
		return nil, err
	}
	sums, bound := make(map[string][sha256.Size]byte, len(files)), &bounds{}
	for _, file := range files {
		if strings.HasPrefix(file, ".") || strings.Contains(file, "/.") {
			continue
		}
		data, err := c.src.readFile(file, bound)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.src.file(file), err)
		}
		sums[file] = sha256.Sum256(data)
	}
	return sums, nil
}

func loaded(checked *Checked, err error) (*Lexicon, error) {
	if err != nil {
		return nil, err
	}
	return checked.Lexicon, checked.Problems.Err()
}

// check reads a folder and all it extends, and merges them.
func check(src source) (*Checked, error) {
	c := &collector{bounds: &bounds{}}
	r := &reader{collector: c, sources: map[string][]byte{}}
	if err := r.read(src, nil); err != nil {
		return nil, err
	}
	checked := &Checked{Sources: r.sources, src: src, own: r.layers[len(r.layers)-1].files}
	defer func() { checked.NotKept = c.notKept() }()
	if too := c.bounds.exceeded(); too != "" {
		// Who came too late to be read depends on who was quicker.
		*c = collector{unreadable: true}
		c.errorf(Position{File: src.file(metaFile)}, "size", "%s", too)
	}
	if c.unreadable {
		checked.Problems = c.sorted()
		return checked, nil
	}
	lex := merge(c, r.layers)
	for _, l := range r.layers {
		for _, refused := range l.refused {
			checked.Refused = append(checked.Refused, refused.text)
		}
	}
	checked.quiet = c.silences(r.sources)
	c.reportIdle(checked.quiet, CheckRules())
	c.dropQuiet(checked.quiet)
	checked.Problems = c.sorted()
	if checked.Problems.Err() == nil {
		lex.setHashes()
		checked.Lexicon = lex
	}
	return checked, nil
}

// reader reads layers in the order in which they are merged.
type reader struct {
	*collector
	sources map[string][]byte
	layers  []*layer
}

// read reads what src extends, then src itself; within are the folders that
// are being read, outermost first.
func (r *reader) read(src source, within []source) error {
	if !src.exists() {
		return fmt.Errorf("lexicon %s: no file %s: %w", src, metaFile, fs.ErrNotExist)
	}
	own, err := readLayer(r.collector, src, r.sources)
	if err != nil {
		return err
	}
	within = append(within, src)
	for _, name := range own.extends {
		next, ok := r.find(src, name)
		if !ok {
			continue
		}
		if i := slices.IndexFunc(within, next.is); i >= 0 {
			var circle []string
			for _, s := range append(within[i:], next) {
				circle = append(circle, path.Base(s.dir))
			}
			r.errorf(name.at, "extends", "a lexicon cannot extend itself: %s", strings.Join(circle, " extends "))
			continue
		}
		if slices.ContainsFunc(r.layers, func(l *layer) bool { return next.is(l.src) }) {
			continue // reached by two ways, merged once
		}
		if len(r.layers)+len(within) == maxLayers {
			r.errorf(name.at, "extends", "more than %d lexicons extend each other here", maxLayers)
			return nil
		}
		if err := r.read(next, within); err != nil {
			return err
		}
	}
	r.layers = append(r.layers, own)
	return nil
}

// find resolves a name in extends: a folder beside src, else an embedded one.
func (r *reader) find(src source, name scalar) (source, bool) {
	if s := src.sibling(name.text); s.exists() {
		return s, true
	}
	if s := embeddedSource(name.text); s.exists() {
		return s, true
	}
	r.errorf(name.at, "extends", "no lexicon %q beside %s and none embedded%s", name.text, src, orList(guess(name.text, Names()), Names()))
	r.unreadable = true
	return source{}, false
}

// is reports whether both are the same folder. The file systems need not be
// compared: siblings share theirs, and there is one embedded.
func (s source) is(o source) bool { return s.embedded == o.embedded && s.dir == o.dir }
