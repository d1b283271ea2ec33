package lexicon

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// gitPatience is how long git may take for one answer.
const gitPatience = time.Minute

// revisionSource opens a lexicon as a git revision has it. The folder is counted
// from the top of the repository that the working folder lies in, as git counts;
// "./" and "../" count from the working folder.
func revisionSource(revision, folder string) (source, error) {
	name := revision + ":" + folder
	fail := func(format string, args ...any) (source, error) {
		return source{}, fmt.Errorf("lexicon %s: %w", name, fmt.Errorf(format, args...))
	}
	if revision == "" || strings.HasPrefix(revision, "-") || strings.ContainsAny(revision, "\x00\n") {
		return fail("%q is no revision: %w", revision, fs.ErrNotExist)
	}
	top, err := git(nil, "rev-parse", "--show-toplevel", "--show-prefix")
	if err != nil {
		return fail("%w: %w", err, fs.ErrNotExist)
	}
	root, prefix, _ := strings.Cut(strings.TrimSuffix(string(top), "\n"), "\n")
	commit, err := git(nil, "rev-parse", "--verify", "--quiet", revision+"^{commit}")
	if err != nil {
		return fail("the repository %s has no revision %q: %w", root, revision, fs.ErrNotExist)
	}
	inside := path.Clean(folder)
	if folder == "." || strings.HasPrefix(folder, "./") || strings.HasPrefix(folder, "../") {
		inside = path.Join(prefix, folder)
	}
	if !fs.ValidPath(inside) {
		return fail("the folder %q lies outside of the repository: %w", folder, fs.ErrNotExist)
	}
	g := &revisionFS{commit: strings.TrimSpace(string(commit)), parent: path.Dir(inside), loaded: map[string]fs.FS{}}
	s := source{fsys: g, dir: path.Base(inside), prefix: revision + ":", shown: inside}
	if inside == "." {
		g.whole = true
	}
	switch kind, err := g.kind(s.dir); {
	case err != nil || kind == "":
		hint := ""
		if here := path.Join(prefix, folder); here != inside && g.at(here) == "tree" {
			hint = fmt.Sprintf("; write %s:./%s for the one below the working folder", revision, inside)
		}
		return fail("revision %q has no folder %q%s: %w", revision, inside, hint, fs.ErrNotExist)
	case kind != "tree":
		return fail("%q is no folder in revision %q: %w", inside, revision, fs.ErrNotExist)
	}
	return s, nil
}

// revisionFS holds the folders of a commit's folder; what is asked for is read
// when it is asked for. It may be shared between goroutines.
type revisionFS struct {
	commit, parent string
	whole          bool // the lexicon's folder is the top of the repository
	mu             sync.Mutex
	loaded         map[string]fs.FS
}

// Open opens a file by its path below the parent folder.
func (g *revisionFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	dir, _, _ := strings.Cut(name, "/")
	if g.whole {
		dir = "."
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.loaded[dir] == nil {
		kind, err := g.kind(dir)
		if err != nil {
			return nil, err
		}
		if kind != "tree" {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		files, err := g.read(dir)
		if err != nil {
			return nil, err
		}
		g.loaded[dir] = files.fs()
	}
	return g.loaded[dir].Open(name)
}

// object names the tree or file of a path below the parent folder.
func (g *revisionFS) object(dir string) string {
	p := path.Join(g.parent, dir)
	if p == "." {
		p = ""
	}
	return g.commit + ":" + p
}

// kind is what git has at a path below the parent: "tree", "blob", or "" for
// nothing.
func (g *revisionFS) kind(dir string) (string, error) {
	out, err := git(nil, "cat-file", "-t", g.object(dir))
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", nil
	}
	return strings.TrimSpace(string(out)), err
}

// at is kind for a path from the top of the repository.
func (g *revisionFS) at(inside string) string {
	other := revisionFS{commit: g.commit, parent: "."}
	kind, err := other.kind(inside)
	if err != nil {
		return ""
	}
	return kind
}

// read reads a folder: its list, then all blobs in one call. They come as they
// were committed: no attribute of the repository changes them.
func (g *revisionFS) read(dir string) (content, error) {
	list, err := git(nil, "ls-tree", "-r", "-z", "-l", "--full-tree", g.object(dir))
	if err != nil {
		return nil, err
	}
	var names []string
	var ids bytes.Buffer
	total := int64(0)
	for entry := range strings.SplitSeq(strings.TrimRight(string(list), "\x00"), "\x00") {
		if entry == "" {
			continue
		}
		meta, name, _ := strings.Cut(entry, "\t")
		f := strings.Fields(meta) // mode, type, id, size
		if len(f) != 4 || f[1] != "blob" || f[0] == "120000" {
			return nil, fmt.Errorf("%s: %q is no regular file", g.object(dir), name)
		}
		size, err := strconv.ParseInt(f[3], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: the size of %q: %w", g.object(dir), name, err)
		}
		if total += size; total > maxBytes || len(names) == maxFiles {
			return nil, fmt.Errorf("%s: more than %d files or %d MB", g.object(dir), maxFiles, maxBytes>>20)
		}
		names = append(names, name)
		fmt.Fprintln(&ids, f[2])
	}
	out, err := git(&ids, "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	files := content{}
	r := bufio.NewReader(bytes.NewReader(out))
	for _, name := range names {
		head, err := r.ReadString('\n')
		f := strings.Fields(head) // id, type, size
		if err != nil || len(f) != 3 {
			return nil, fmt.Errorf("%s: git gave no content of %q", g.object(dir), name)
		}
		size, err := strconv.Atoi(f[2])
		if err != nil || size < 0 || size > maxBytes {
			return nil, fmt.Errorf("%s: git gave no content of %q", g.object(dir), name)
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(r, data); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", g.object(dir), name, err)
		}
		if _, err := r.Discard(1); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", g.object(dir), name, err)
		}
		if err := files.add(path.Join(dir, name), data); err != nil {
			return nil, fmt.Errorf("%s: %w", g.object(dir), err)
		}
	}
	return files, nil
}

// git runs git in the working folder and returns what it prints. The error
// tells what git said.
func git(stdin io.Reader, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), gitPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
		"GIT_NO_LAZY_FETCH=1") // to fetch would run what the repository's configuration says
	cmd.Stdin = stdin
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("a revision is read by git, which is not installed")
	case err != nil:
		said, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, said)
	}
	return out, nil
}
