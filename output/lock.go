package output

import (
	"errors"
	"fmt"
	"os"

	"github.com/gofrs/flock"
)

// ErrLocked says that another run is writing to the same output.
var ErrLocked = errors.New("another run is writing there")

// lock holds path, a file beside the output, for as long as a run lasts. The
// file is removed at the end; so that nobody locks a file that is no longer
// there, what was locked must still be what the path names.
func lock(path string) (*flock.Flock, error) {
	for {
		l := flock.New(path)
		ok, err := l.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if !ok {
			return nil, fmt.Errorf("%w (%s is locked)", ErrLocked, path)
		}
		held, err := l.Stat()
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		named, err := os.Stat(path)
		if err == nil && os.SameFile(held, named) {
			return l, nil
		}
		if err := l.Close(); err != nil {
			return nil, err
		}
	}
}

func unlock(l *flock.Flock) error {
	return errors.Join(os.Remove(l.Path()), l.Close())
}
