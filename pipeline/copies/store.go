package copies

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/cockroachdb/pebble"
	"github.com/cockroachdb/pebble/vfs"
)

// store is a pebble whose failures are errors of the next call.
type store struct {
	db     *pebble.DB
	lock   *pebble.Lock
	write  *pebble.WriteOptions
	failed *atomic.Pointer[error]
}

// The memory that a store may take: what is not yet written, and what was read.
const (
	memTableBytes = 4 << 20
	cacheBytes    = 16 << 20
	openFiles     = 64
	// tableBytes is the size of a file: as many as are open hold a hundred
	// million ids. A file that has to be opened again costs a reading as much as
	// fifty that are open.
	tableBytes = 64 << 20
)

// openStore opens or makes a store in the folder. One that lasts writes all that
// it is told to a log first.
func openStore(dir string, lasting bool) (_ *store, err error) {
	s := &store{write: pebble.NoSync, failed: new(atomic.Pointer[error])}
	cache := pebble.NewCache(cacheBytes)
	defer cache.Unref()
	o := &pebble.Options{
		Cache: cache, MemTableSize: memTableBytes, MaxOpenFiles: openFiles, DisableWAL: !lasting,
		// What cannot be written blocks once so many tables wait; until then its
		// error has come.
		MemTableStopWritesThreshold: 8,
		Logger:                      silent{s.failed},
		EventListener: &pebble.EventListener{BackgroundError: func(err error) {
			s.failed.CompareAndSwap(nil, &err)
		}},
		Levels: make([]pebble.LevelOptions, 7),
	}
	for i := range o.Levels {
		// No filters: that of a file of this size is two megabytes long, and is
		// read whole for a question where it is not in the cache. Who asks much for
		// what is not there keeps a filter in memory.
		o.Levels[i] = pebble.LevelOptions{Compression: pebble.NoCompression, TargetFileSize: tableBytes}
		o.Levels[i].EnsureDefaults()
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	if s.lock, err = pebble.LockDirectory(dir, vfs.Default); err != nil {
		return nil, fmt.Errorf("is it open in another run? %w", err)
	}
	o.Lock = s.lock
	if err := s.open(dir, o); err != nil {
		return nil, errors.Join(err, s.lock.Close())
	}
	return s, nil
}

func (s *store) open(dir string, o *pebble.Options) (err error) {
	defer recovered(&err)
	s.db, err = pebble.Open(dir, o)
	return err
}

// silent is pebble's logger: it tells nothing, and keeps what is fatal.
type silent struct{ failed *atomic.Pointer[error] }

func (silent) Infof(string, ...any) {}

func (l silent) Fatalf(format string, args ...any) {
	err := fmt.Errorf(format, args...)
	l.failed.CompareAndSwap(nil, &err)
	panic(fatal{err})
}

// fatal is what a store panics with that cannot go on.
type fatal struct{ err error }

func recovered(err *error) {
	switch p := recover().(type) {
	case nil:
	case fatal:
		*err = p.err
	default:
		panic(p)
	}
}

// get appends the value of a key to dst; ok is false where it has none.
func (s *store) get(dst, key []byte) (_ []byte, ok bool, err error) {
	if f := s.failed.Load(); f != nil {
		return dst, false, *f
	}
	value, closer, err := s.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return dst, false, nil
	}
	if err != nil {
		return dst, false, err
	}
	dst = append(dst, value...)
	return dst, true, closer.Close()
}

func (s *store) set(key, value []byte) (err error) {
	if f := s.failed.Load(); f != nil {
		return *f
	}
	defer recovered(&err)
	return s.db.Set(key, value, s.write)
}

// bulk collects keys that are set together.
type bulk struct {
	s     *store
	batch *pebble.Batch
	err   error
}

// bulkBytes is how much is written at once: what pebble takes without sorting it
// into what it holds in memory.
const bulkBytes = memTableBytes

func (s *store) bulk() *bulk { return &bulk{s: s, batch: s.db.NewBatch()} }

func (b *bulk) set(key, value []byte) {
	if b.err != nil {
		return
	}
	if b.err = b.batch.Set(key, value, nil); b.err == nil && b.batch.Len() > bulkBytes {
		if b.err = b.commit(); b.err == nil {
			b.batch = b.s.db.NewBatch()
		}
	}
}

func (b *bulk) commit() (err error) {
	if b.err != nil {
		return b.err
	}
	if f := b.s.failed.Load(); f != nil {
		return *f
	}
	defer recovered(&err)
	return b.batch.Commit(b.s.write)
}

// setForGood sets a key, and returns once it and all before it are on disk.
func (s *store) setForGood(key, value []byte) (err error) {
	if f := s.failed.Load(); f != nil {
		return *f
	}
	defer recovered(&err)
	return s.db.Set(key, value, pebble.Sync)
}

func (s *store) close() (err error) {
	if s.db == nil {
		return nil
	}
	defer func() { err = errors.Join(err, s.lock.Close()) }()
	defer recovered(&err)
	db := s.db
	s.db = nil
	return db.Close()
}
