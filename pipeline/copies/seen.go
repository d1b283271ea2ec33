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
	// published are the nights of the runs that were committed and whose dataset
	// was not made anew by a later one.
	published map[uint64]string
	last      map[string]uint64 // of those, the run of each night
	key       []byte
	value     []byte
	runs      []uint64
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
	s := &Seen{store: st, night: night, published: map[uint64]string{}, last: map[string]uint64{}}
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
			s.publish(n, string(night))
		}
	}
	return s.store.setForGood([]byte{nextKey}, binary.BigEndian.AppendUint64(nil, s.run+1))
}

// publish makes a run count. A night that is made anew holds what its last run
// published and nothing else.
func (s *Seen) publish(run uint64, night string) {
	if night != "" {
		if former, ok := s.last[night]; ok {
			delete(s.published, former)
		}
		s.last[night] = run
	}
	s.published[run] = night
}

// Take says whether an earlier night published the id. Where none did, it is
// added to those of this run. An id keeps the runs that count: should this one not
// be committed, what was published before still is.
func (s *Seen) Take(id string) (seen bool, err error) {
	h := hashID(id)
	s.key = append(append(s.key[:0], idKey), h[:]...)
	value, _, err := s.store.get(s.value[:0], s.key)
	s.value = value
	if err != nil {
		return false, err
	}
	runs := s.runs[:0]
	for rest := value; len(rest) > 0; {
		n, used := binary.Uvarint(rest)
		if used <= 0 {
			return false, errIndex
		}
		rest = rest[used:]
		if n == s.run {
			return false, nil // it is added already
		}
		night, published := s.published[n]
		if published && (night == "" || night != s.night) {
			return true, nil
		}
		if published {
			runs = append(runs, n)
		}
	}
	s.runs = append(runs, s.run)
	s.value = s.value[:0]
	for _, n := range s.runs {
		s.value = binary.AppendUvarint(s.value, n)
	}
	return false, s.store.set(s.key, s.value)
}

// Commit makes the ids of this run count from now on.
func (s *Seen) Commit() error {
	return s.store.setForGood(appendNumberKey(nil, runKey, s.run), []byte(s.night))
}

// Close lets go of the store.
func (s *Seen) Close() error { return s.store.close() }
