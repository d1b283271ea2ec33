package segment

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// CacheError says that the dictionaries cannot be put where the C++ library
// reads them from.
type CacheError struct {
	Dir string // the cache folder; "" where the system names none
	Err error
}

// Error names the remedy, because nothing but another folder helps.
func (e *CacheError) Error() string {
	where := "no cache folder for the dictionaries"
	if e.Dir != "" {
		where = "cannot keep the dictionaries in " + e.Dir
	}
	return fmt.Sprintf("%s: %v (choose a writable folder with --cache-dir)", where, e.Err)
}

func (e *CacheError) Unwrap() error { return e.Err }

// cache is the folder in which unpacked dictionaries lie. Every name in it
// contains a hash of the content, so that versions of the program share it.
type cache struct{ root string }

// openCache takes the caller's folder or else the system's for caches.
func openCache(dir string) (cache, error) {
	if dir == "" {
		var err error
		if dir, err = os.UserCacheDir(); err != nil {
			return cache{}, &CacheError{"", err}
		}
	}
	root, err := filepath.Abs(filepath.Join(dir, "lichang"))
	if err != nil {
		return cache{}, &CacheError{dir, err}
	}
	if strings.ContainsAny(root, "|;\x00") {
		// The C++ library takes the user dictionary's path for a list that
		// these characters separate, and ends paths at NUL.
		return cache{}, &CacheError{root, errors.New("its path must not contain |, ; or NUL")}
	}
	return cache{root}, nil
}

// unpackedDict says where the C++ library finds its files.
type unpackedDict struct {
	paths   map[string]string // of the carried files, by name
	ownPath string
	words   []byte // the content of wordsFile
	sum     [sha256.Size]byte
}

// unpack makes sure that the carried files and the own words lie in the cache.
// The own words get a file even where there are none.
func (c cache) unpack(own []byte) (unpackedDict, error) {
	carried, err := carriedDictionary()
	if err != nil {
		return unpackedDict{}, err
	}
	d := unpackedDict{paths: map[string]string{}, sum: carried.sum}
	for _, f := range carried.files {
		file, content, err := c.keep("dict-"+hash12(carried.sum), f.name, f.sum, f.unpack)
		if err != nil {
			return unpackedDict{}, err
		}
		d.paths[f.name] = file
		if f.name == wordsFile {
			d.words = content
		}
	}
	sum := sha256.Sum256(own)
	d.ownPath, _, err = c.keep("words-"+hash12(sum), "user.dict.utf8", sum, func() ([]byte, error) { return own, nil })
	return d, err
}

// keep makes sure that the named file in a folder of the cache has the content
// of the given hash, writing what unpack returns where it does not, and returns
// its path and content. Several processes may do so at once: each writes a
// file of its own and renames it, and all rename the same content.
//
// The whole content is hashed at every start. That costs a few milliseconds
// and leaves no damage for the C++ library to abort at.
func (c cache) keep(folder, name string, sum [sha256.Size]byte, unpack func() ([]byte, error)) (string, []byte, error) {
	file := filepath.Join(c.root, folder, name)
	if content, err := os.ReadFile(file); err == nil && sha256.Sum256(content) == sum {
		return file, content, nil
	}
	content, err := unpack()
	if err != nil {
		return "", nil, err
	}
	if err := replaceFile(file, content); err != nil {
		return "", nil, &CacheError{c.root, err}
	}
	return file, content, nil
}

// replaceFile writes a file under another name in the same folder, makes it
// durable and renames it, so that no reader ever sees a part of it.
func replaceFile(file string, content []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".unpacking-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if _, err := tmp.Write(content); err != nil {
		return err
	}
	if err := tmp.Chmod(0o644); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
