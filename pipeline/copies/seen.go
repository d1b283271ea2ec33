package copies

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Seen remembers the ids that runs have published, across nights. What a run
// adds counts once Commit has returned, all of it at once: a run that was killed
// has added nothing.
type Seen struct {
	store *store
	night string
	run   uint64
	// published are the nights of the runs that were committed.
	published map[uint64]string
	key       []byte
	value     []byte
}

const (
	nextKey = 'n' // the number of the next run
	runKey  = 'r' // number: night; there once the run was committed
)

// seenMark tells a store of ours from anybody else's folder.
const seenMark = "lichang-seen"

// OpenSeen opens the store in dir, or makes one where nothing is. night names
// what the run publishes: rows that an earlier run wrote for the same night are
// not of an earlier one. It is "" for a run that belongs to no night, to which
// all published before is earlier.
func OpenSeen(dir, night string) (*Seen, error) {
	if err := ownFolder(dir); err != nil {
		return nil, err
	}
	st, err := openStore(dir, true)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	s := &Seen{store: st, night: night, published: map[uint64]string{}}
	if err := s.begin(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), st.close())
	}
	return s, nil
}

// ownFolder makes the folder of a store, or checks that it is one.
func ownFolder(dir string) error {
	mark := filepath.Join(dir, seenMark)
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	case err != nil:
		return err
	case len(entries) > 0:
		if _, err := os.Stat(mark); err != nil {
			return fmt.Errorf("%s is not empty and holds no ids that lichang wrote", dir)
		}
		return nil
	}
	return os.WriteFile(mark, nil, 0o666)
}

// begin takes a number for the run that no run had, and reads those that were
// committed.
func (s *Seen) begin() error {
	value, ok, err := s.store.get(nil, []byte{nextKey})
	if err != nil {
		return err
	}
	s.run = 1
	if ok {
		if len(value) != 8 {
			return errIndex
		}
		s.run = binary.BigEndian.Uint64(value)
	}
	for n := uint64(1); n < s.run; n++ {
		night, ok, err := s.store.get(nil, appendNumberKey(nil, runKey, n))
		if err != nil {
			return err
		}
		if ok {
			s.published[n] = string(night)
		}
	}
	return s.store.setForGood([]byte{nextKey}, binary.BigEndian.AppendUint64(nil, s.run+1))
}

// Take says whether an earlier night published the id. Where none did, it is
// added to those of this run.
func (s *Seen) Take(id string) (seen bool, err error) {
	h := hashID(id)
	s.key = append(append(s.key[:0], idKey), h[:]...)
	value, ok, err := s.store.get(s.value[:0], s.key)
	s.value = value
	if err != nil {
		return false, err
	}
	if ok {
		n, used := binary.Uvarint(value)
		if used <= 0 {
			return false, errIndex
		}
		if night, published := s.published[n]; published {
			return night == "" || night != s.night, nil // of this night it counts as before
		}
	}
	s.value = binary.AppendUvarint(s.value[:0], s.run)
	return false, s.store.set(s.key, s.value)
}

// Commit makes the ids of this run count from now on.
func (s *Seen) Commit() error {
	return s.store.setForGood(appendNumberKey(nil, runKey, s.run), []byte(s.night))
}

// Close lets go of the store.
func (s *Seen) Close() error { return s.store.close() }
