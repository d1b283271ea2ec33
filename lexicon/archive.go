package lexicon

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// zipSource opens a lexicon in a .zip. Without a folder it is the archive's
// root, else its only folder with a lexicon, else the one that is named as the
// archive is.
func zipSource(file, folder string) (source, error) {
	files, err := readZip(file)
	if err != nil {
		return source{}, fmt.Errorf("lexicon %s: %w", file, err)
	}
	dir, err := files.lexiconDir(folder, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)))
	if err != nil {
		return source{}, fmt.Errorf("lexicon %s: %w", file, err)
	}
	s := source{fsys: files.fs(), dir: dir, prefix: filepath.ToSlash(file) + ":", shown: dir}
	return s, nil
}

// readZip reads a whole archive into memory and refuses what no lexicon needs:
// paths that lead outside, links, and more than the bounds.
func readZip(file string) (content, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	if len(z.File) > maxFiles {
		return nil, fmt.Errorf("more than %d files", maxFiles)
	}
	files, room := content{}, int64(maxBytes)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		switch {
		case f.NonUTF8 && !isASCII(f.Name), !utf8.ValidString(f.Name):
			return nil, fmt.Errorf("the name %q is not UTF-8", f.Name)
		case !f.Mode().IsRegular():
			return nil, fmt.Errorf("%q is no regular file", f.Name)
		}
		data, err := readZipped(f, room)
		if err != nil {
			return nil, err
		}
		room -= int64(len(data))
		if err := files.add(f.Name, data); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// readZipped reads a file of an archive. What the archive says of its size is
// not believed.
func readZipped(f *zip.File, room int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%q: %w", f.Name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, room+1))
	if err != nil {
		return nil, fmt.Errorf("%q: %w", f.Name, err)
	}
	if int64(len(data)) > room {
		return nil, fmt.Errorf("its files take more than %d MB unpacked", maxBytes>>20)
	}
	return data, nil
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// lexiconDir returns the folder of the lexicon that is meant.
func (c content) lexiconDir(folder, name string) (string, error) {
	var dirs []string
	for file := range c {
		if path.Base(file) == metaFile {
			dirs = append(dirs, path.Dir(file))
		}
	}
	slices.Sort(dirs)
	list := func(dirs []string) string { return "the folders " + strings.Join(dirs, ", ") }
	switch folder = path.Clean(folder); {
	case len(dirs) == 0:
		return "", fmt.Errorf("it holds no %s: %w", metaFile, fs.ErrNotExist)
	case slices.Contains(dirs, folder): // "." where none was named
		return folder, nil
	case folder != ".":
		return "", fmt.Errorf("it has no lexicon in the folder %q, but in %s: %w", folder, list(dirs), fs.ErrNotExist)
	case len(dirs) == 1:
		return dirs[0], nil
	}
	var named []string
	for _, d := range dirs {
		if path.Base(d) == name {
			named = append(named, d)
		}
	}
	if len(named) == 1 {
		return named[0], nil
	}
	return "", fmt.Errorf("it holds several lexicons, in %s: name one, as in FILE.zip:%s", list(dirs), dirs[0])
}
