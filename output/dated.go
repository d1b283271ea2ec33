package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// dateForm is how the folders of dated datasets are named.
const dateForm = time.DateOnly

// isDate says whether a folder's name is a date.
func isDate(name string) bool {
	_, err := time.Parse(dateForm, name)
	return err == nil
}

// dated is the place of one date's dataset inside of an output. What is no
// dataset for readers lies beside the output and not in it: the hidden folders,
// the dataset that was replaced and the link to the latest. A glob over the
// dates, OUT/*/snippets, must not find a row twice.
func (p place) dated(date string) (place, error) {
	if !isDate(date) {
		return place{}, fmt.Errorf("%q is no date: want such as 2026-01-07", date)
	}
	p.root = p.out
	p.out = filepath.Join(p.root, date)
	p.quarantine += "." + date
	return p, nil
}

func (p place) latest() string { return p.root + ".latest" }

// checkRoot says whether dated datasets may be written into the root.
func (p place) checkRoot() error {
	if p.root == "" {
		return nil
	}
	if info, err := os.Stat(p.root); err == nil && !info.IsDir() {
		return &OccupiedError{p.root, "is a file, not a folder for dated datasets"}
	}
	if _, err := os.Lstat(filepath.Join(p.root, manifestName)); err == nil {
		return &OccupiedError{p.root, "is itself a dataset: dated ones need a folder of their own"}
	}
	if _, err := os.Lstat(p.latest()); err == nil {
		// Of one that is a link, what it says tells whose it is.
		to, err := os.Readlink(p.latest())
		if err != nil || filepath.Dir(to) != p.name || !isDate(filepath.Base(to)) {
			return &OccupiedError{p.latest(), "is no link that lichang made"}
		}
	}
	return nil
}

// dates are the names of the whole datasets of ours in the root, the oldest
// first.
func (p place) dates() ([]string, error) {
	entries, err := os.ReadDir(p.root) // sorted
	if err != nil {
		return nil, err
	}
	var dates []string
	for _, e := range entries {
		if e.IsDir() && isDate(e.Name()) && checkReplaceable(filepath.Join(p.root, e.Name())) == nil {
			dates = append(dates, e.Name())
		}
	}
	return dates, nil
}

// pointLatest makes the link to the newest date, in one step. A run for a date
// that is past, or under a clock that went back, leaves it where it is.
func (p place) pointLatest(staging string) error {
	dates, err := p.dates()
	if err != nil || len(dates) == 0 {
		return err
	}
	fresh := filepath.Join(staging, "latest")
	if err := os.Symlink(filepath.Join(p.name, dates[len(dates)-1]), fresh); err != nil {
		return err
	}
	if err := p.rename(fresh, p.latest()); err != nil {
		return err
	}
	return p.sync(p.home)
}

// prune moves all datasets but the newest ones to the attic, with what was
// rejected for them: only what lichang wrote, and never what was just written.
// Zero keeps all.
func (p place) prune(keep int, attic string) (pruned []string, err error) {
	dates, err := p.dates()
	if err != nil || keep <= 0 || len(dates) <= keep {
		return nil, err
	}
	for _, date := range dates[:len(dates)-keep] {
		old := filepath.Join(p.root, date)
		if old == p.out {
			continue
		}
		if err := p.rename(old, filepath.Join(attic, date)); err != nil {
			return pruned, err
		}
		pruned = append(pruned, old)
	}
	if err := p.pruneQuarantines(dates[len(dates)-keep], attic); err != nil {
		return pruned, err
	}
	return pruned, errors.Join(p.sync(p.root), p.sync(p.home))
}

// pruneQuarantines moves those of dates before the first that is kept to the
// attic: of datasets that go, and of nights that were withheld.
func (p place) pruneQuarantines(first, attic string) error {
	entries, err := os.ReadDir(p.home)
	if err != nil {
		return err
	}
	for _, e := range entries {
		date, ok := strings.CutPrefix(e.Name(), p.name+".quarantine.")
		path := filepath.Join(p.home, e.Name())
		if !ok || !isDate(date) || date >= first || path == p.quarantine || checkQuarantine(path) != nil {
			continue
		}
		if err := p.moveAway(path, filepath.Join(attic, date+".quarantine")); err != nil {
			return err
		}
	}
	return nil
}
