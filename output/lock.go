package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked says that another run is writing to the same output.
var ErrLocked = errors.New("another run is writing there")

// holder is what a lock's file says of the run that holds it.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// lock holds path, a file beside the output, for as long as a run lasts. The
// system lets go of it when the process ends, however it ends: what a dead run
// left is only a file. The file is removed at the end; so that nobody locks a
// file that is no longer there, what was locked must still be what the path
// names.
func lock(path string) (*flock.Flock, error) {
	for {
		l := flock.New(path)
		ok, err := l.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if !ok {
			return nil, fmt.Errorf("%w%s (%s is locked)", ErrLocked, heldBy(path), path)
		}
		held, err := l.Stat()
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		named, err := os.Stat(path)
		if err == nil && os.SameFile(held, named) {
			if err := nameHolder(path); err != nil {
				return nil, errors.Join(err, unlock(l))
			}
			return l, nil
		}
		if err := l.Close(); err != nil {
			return nil, err
		}
	}
}

// nameHolder writes into a lock's file who holds it.
func nameHolder(path string) error {
	host, _ := os.Hostname() // a name for people, who can do without
	content, err := json.Marshal(holder{PID: os.Getpid(), Host: host, Since: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(content, '\n'), 0o666)
}

// heldBy tells who holds a lock, "" where its file does not say so (yet).
func heldBy(path string) string {
	var h holder
	content, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(content, &h) != nil || h.PID == 0 {
		return ""
	}
	return fmt.Sprintf(": process %d on %s, since %s", h.PID, h.Host, h.Since.Format(time.RFC3339))
}

func unlock(l *flock.Flock) error {
	return errors.Join(os.Remove(l.Path()), l.Close())
}
