package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// place is where an output goes and what stands around it. All of it lies in
// one folder, so that every rename stays inside one file system.
type place struct {
	out        string // absolute, no symbolic link
	root       string // the folder of dated datasets that out is one of; "" for none
	home       string // the folder in which all this lies
	name       string // of the output in home
	replace    bool
	previous   string
	quarantine string
	lock       string
	journal    string
	// swap exchanges two paths; ok is false where the system cannot.
	swap func(a, b string) (ok bool, err error)
	// rename and sync are the system's, of a name and of a folder.
	rename func(from, to string) error
	sync   func(dir string) error
}

// newPlace resolves dir. Where it is a symbolic link, what it points to is
// replaced and the link stays.
func newPlace(dir string, replace bool) (place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return place{}, err
	}
	if info, err := os.Lstat(abs); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if abs, err = filepath.EvalSymlinks(abs); err != nil {
			return place{}, fmt.Errorf("output %s: %w", dir, err)
		}
	}
	parent, base := filepath.Split(abs)
	if base == "" {
		return place{}, &OccupiedError{abs, "is a root, not a folder that lichang wrote"}
	}
	return place{out: abs, home: filepath.Clean(parent), name: base, replace: replace,
		previous:   abs + ".previous",
		quarantine: abs + ".quarantine",
		lock:       filepath.Join(parent, "."+base+".lock"),
		journal:    filepath.Join(parent, "."+base+".resume"),
		swap:       exchange, rename: os.Rename, sync: syncDir,
	}, nil
}

// stagingPrefix begins the names of hidden folders beside the output in which
// it is made.
func (p place) stagingPrefix() string { return "." + p.name + ".staging-" }

// stagingMark stands in each of them, so that what a killed run left can be
// told from somebody else's folder.
const stagingMark = "_lichang_staging"

// check says whether the output may be written at all.
func (p place) check() error {
	if err := checkReplaceable(p.out); err != nil {
		return err
	}
	if !p.replace {
		if _, err := os.Lstat(p.out); err == nil {
			return &OccupiedError{p.out, "exists: it is replaced only when asked to overwrite"}
		}
	}
	return errors.Join(p.checkRoot(), checkReplaceable(p.previous), checkQuarantine(p.quarantine))
}

// stage makes a new folder to work in and removes what killed runs left. The
// caller holds the lock.
func (p place) stage() (string, error) {
	entries, err := os.ReadDir(p.home)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), p.stagingPrefix()) {
			continue
		}
		left := filepath.Join(p.home, e.Name())
		if _, err := os.Lstat(filepath.Join(left, stagingMark)); err == nil {
			if err := removeStaging(left); err != nil {
				return "", err
			}
			continue
		}
		_ = os.Remove(left) // one that was killed before its mark stood is empty
	}
	staging, err := os.MkdirTemp(p.home, p.stagingPrefix())
	if err != nil {
		return "", err
	}
	return staging, os.WriteFile(filepath.Join(staging, stagingMark), nil, 0o666)
}

// removeStaging removes a hidden folder, its mark last: what a kill leaves of it
// is removed by the run after. An old dataset among it may have been closed to
// writing: it is opened again, as its owner may.
func removeStaging(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == stagingMark {
			continue
		}
		path := filepath.Join(dir, e.Name())
		err := os.RemoveAll(path)
		if errors.Is(err, fs.ErrPermission) {
			openFolders(path)
			err = os.RemoveAll(path)
		}
		if err != nil {
			return err
		}
	}
	return os.RemoveAll(dir)
}

// openFolders lets the owner write into all folders of a tree, as far as that can
// be had: what cannot is told by the removal.
func openFolders(root string) {
	_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			_ = os.Chmod(path, 0o700)
		}
		return nil
	})
}

// publish puts the dataset at data in the output's place, in one step where the
// system can. The dataset that stood there becomes the previous one, and the
// previous one goes to the folder attic.
func (p place) publish(data, attic string) error {
	if err := p.check(); err != nil {
		return err
	}
	if _, err := os.Lstat(p.out); errors.Is(err, fs.ErrNotExist) {
		if err := p.makeDirs(filepath.Dir(p.out)); err != nil {
			return err
		}
		if err := p.rename(data, p.out); err != nil {
			return err
		}
		return p.lasting(p.sync(filepath.Dir(p.out)))
	}
	swapped, err := p.swap(data, p.out)
	if err != nil {
		return fmt.Errorf("exchange %s: %w", p.out, err)
	}
	if !swapped {
		return p.replaceInSteps(data, attic)
	}
	but := func(what string, err error) error { return &PublishedError{p.out, what, err} }
	if err := p.lasting(p.sync(filepath.Dir(p.out))); err != nil {
		return err
	}
	if err := p.moveAway(p.previous, filepath.Join(attic, "previous")); err != nil {
		return but("the dataset before the one before it is in the way", err)
	}
	if err := p.rename(data, p.previous); err != nil {
		return but("the dataset before it could not be kept", err)
	}
	return p.lasting(p.sync(p.home))
}

// lasting says of an error of sync, behind publishing, what it means.
func (p place) lasting(err error) error {
	if err != nil {
		return &PublishedError{p.out, "a power cut may undo it", err}
	}
	return nil
}

// replaceInSteps is publish where the system cannot exchange. For a moment there
// is no output; the dataset before then stands in the previous one's place, where
// it stays should nothing else succeed: what is in the attic is removed.
func (p place) replaceInSteps(data, attic string) error {
	previous := filepath.Join(attic, "previous")
	if err := p.moveAway(p.previous, previous); err != nil {
		return err
	}
	if err := p.rename(p.out, p.previous); err != nil {
		return errors.Join(err, p.moveAway(previous, p.previous))
	}
	if err := p.rename(data, p.out); err != nil {
		if back := p.rename(p.previous, p.out); back != nil {
			return fmt.Errorf("%w; the dataset before is now %s: %w", err, p.previous, back)
		}
		return errors.Join(err, p.moveAway(previous, p.previous))
	}
	return p.lasting(errors.Join(p.sync(filepath.Dir(p.out)), p.sync(p.home)))
}

// makeDirs makes a folder and those above it that are missing, and sees that they
// last.
func (p place) makeDirs(dir string) error {
	var fresh []string
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		fresh = append(fresh, at)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, made := range fresh {
		if err := p.sync(filepath.Dir(made)); err != nil {
			return err
		}
	}
	return nil
}

// publishQuarantine replaces the quarantine by the folder at fresh, or removes
// it where there is none.
func (p place) publishQuarantine(fresh, attic string) error {
	if err := checkQuarantine(p.quarantine); err != nil {
		return err
	}
	if err := p.moveAway(p.quarantine, filepath.Join(attic, "quarantine")); err != nil {
		return err
	}
	err := p.rename(fresh, p.quarantine)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return p.sync(p.home)
}

// moveAway renames what may not exist.
func (p place) moveAway(from, to string) error {
	if err := p.rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
