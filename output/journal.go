package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/s2"
)

// JournalKey names the content of what was judged in one part.
type JournalKey [sha256.Size]byte

// Names inside a journal's folder.
const (
	journalMark = "_lichang_journal"
	journalName = "parts.log"
)

// journalSync is how many bytes may be lost by a power cut; a killed process
// loses none.
const journalSync = 64 << 20

// maxPart is the longest content of a part; a longer one is judged again.
const maxPart = 1 << 30

// Journal keeps the finished parts of a run beside the output until the dataset
// is published, so that a killed run can go on. It is a log: a head that says
// what the parts depend on, and a record for each part, whose content is packed:
// rows with their evidence are many times as long as the text. Every record
// carries checksums: what was torn or damaged is told apart from what is whole.
type Journal struct {
	dir   string
	file  *os.File
	out   *latch // under all appends
	index map[JournalKey]record
	seen  map[int64]bool // parts by number, whatever their content
	added int64          // parts
	dirty int64          // bytes since the last sync

	packed []byte // the last part that was added
}

type record struct {
	offset int64
	length uint32
	sum    [sha256.Size]byte
}

// recordHead is: the part's number, its key, the length and checksum of its
// content, a checksum of all this.
const recordHead = 8 + sha256.Size + 4 + sha256.Size + 4

// OpenJournal opens the journal of the writer's output for the identity, which
// is any value that JSON can hold: what the content of parts depends on. With
// resume it keeps the journal of a run before; it is thrown away where differs,
// which gets the former identity, says so. Otherwise it starts a new one.
func (w *Writer) OpenJournal(identity any, resume bool, differs func(former []byte) bool) (*Journal, error) {
	head, err := json.Marshal(identity)
	if err != nil {
		return nil, err
	}
	j := &Journal{dir: w.place.journal, index: make(map[JournalKey]record), seen: make(map[int64]bool)}
	if err := checkJournal(j.dir); err != nil {
		return nil, err
	}
	if resume {
		kept, err := j.reopen(differs)
		if kept || err != nil {
			return j.opened(err)
		}
	}
	return j.opened(j.create(head))
}

func (j *Journal) opened(err error) (*Journal, error) {
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", j.dir, err), j.Close())
	}
	j.out = newLatch(j.file)
	return j, nil
}

// checkJournal says whether dir is free or a journal of ours.
func checkJournal(dir string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(dir, journalMark)); err != nil {
		return &OccupiedError{dir, "is not a journal that lichang wrote"}
	}
	return nil
}

// create begins an empty journal.
func (j *Journal) create(head []byte) error {
	if err := os.RemoveAll(j.dir); err != nil {
		return err
	}
	if err := os.Mkdir(j.dir, 0o777); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(j.dir, journalMark), nil); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(j.dir, journalName), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	j.file = f
	if _, err := f.Write(appendHead(nil, head)); err != nil {
		return err
	}
	return errors.Join(f.Sync(), syncDir(j.dir))
}

func appendHead(dst, head []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(head)))
	dst = append(dst, head...)
	return binary.LittleEndian.AppendUint32(dst, crc32.ChecksumIEEE(head))
}

// reopen reads the journal of a run before, up to the first record that is not
// whole; what lies behind it is cut off. It is false where there is no journal
// to keep.
func (j *Journal) reopen(differs func(former []byte) bool) (kept bool, err error) {
	f, err := os.OpenFile(filepath.Join(j.dir, journalName), os.O_RDWR, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	head, at, ok := readHead(f)
	if !ok || differs(head) {
		return false, f.Close()
	}
	j.file = f
	info, err := f.Stat()
	if err != nil {
		return true, err
	}
	for {
		var buf [recordHead]byte
		if _, err := f.ReadAt(buf[:], at); err != nil {
			break // the end, or a torn record
		}
		if crc32.ChecksumIEEE(buf[:recordHead-4]) != binary.LittleEndian.Uint32(buf[recordHead-4:]) {
			break
		}
		r := record{offset: at + recordHead, length: binary.LittleEndian.Uint32(buf[8+sha256.Size:])}
		copy(r.sum[:], buf[8+sha256.Size+4:])
		next := r.offset + int64(r.length)
		if next > info.Size() {
			break
		}
		j.index[JournalKey(buf[8:8+sha256.Size])] = r
		j.seen[int64(binary.LittleEndian.Uint64(buf[:]))] = true
		at = next
	}
	if err := f.Truncate(at); err != nil {
		return true, err
	}
	_, err = f.Seek(at, io.SeekStart)
	return true, err
}

func readHead(f *os.File) (head []byte, end int64, ok bool) {
	var size [4]byte
	if _, err := f.ReadAt(size[:], 0); err != nil {
		return nil, 0, false
	}
	n := int64(binary.LittleEndian.Uint32(size[:]))
	if n > 1<<20 {
		return nil, 0, false
	}
	head = make([]byte, n+4)
	if _, err := f.ReadAt(head, 4); err != nil {
		return nil, 0, false
	}
	head, sum := head[:n], head[n:]
	return head, 4 + n + 4, crc32.ChecksumIEEE(head) == binary.LittleEndian.Uint32(sum)
}

// Part is what a journal says of a part.
type Part int

// The answers of Find.
const (
	PartFound   Part = iota
	PartMissing      // it was not finished
	PartCorrupt      // it was finished, but cannot be read back
	PartChanged      // a part of this number was finished, but of another content
)

// Find reads a part back that a run before had finished. Many goroutines may
// call it, while one adds.
func (j *Journal) Find(number int64, key JournalKey) ([]byte, Part) {
	r, ok := j.index[key]
	switch {
	case !ok && j.seen[number]:
		return nil, PartChanged
	case !ok:
		return nil, PartMissing
	}
	buf := make([]byte, r.length)
	if _, err := j.file.ReadAt(buf, r.offset); err != nil {
		return nil, PartCorrupt
	}
	if sum := sha256.Sum256(buf); !bytes.Equal(sum[:], r.sum[:]) {
		return nil, PartCorrupt
	}
	if n, err := s2.DecodedLen(buf); err != nil || n > maxPart {
		return nil, PartCorrupt
	}
	content, err := s2.Decode(nil, buf)
	if err != nil {
		return nil, PartCorrupt
	}
	return content, PartFound
}

// Add appends a part. After an error the journal takes nothing any more.
func (j *Journal) Add(number int64, key JournalKey, content []byte) error {
	if len(content) > maxPart {
		return nil
	}
	packed := s2.Encode(j.packed[:cap(j.packed)], content)
	j.packed = packed
	buf := make([]byte, 0, recordHead+len(packed))
	buf = binary.LittleEndian.AppendUint64(buf, uint64(number))
	buf = append(buf, key[:]...)
	buf = binary.LittleEndian.AppendUint32(buf, uint32(len(packed)))
	sum := sha256.Sum256(packed)
	buf = append(buf, sum[:]...)
	buf = binary.LittleEndian.AppendUint32(buf, crc32.ChecksumIEEE(buf))
	buf = append(buf, packed...)
	if _, err := j.out.Write(buf); err != nil {
		return fmt.Errorf("journal %s: %w", j.dir, err)
	}
	j.added++
	j.dirty += int64(len(buf))
	if j.dirty < journalSync {
		return nil
	}
	j.dirty = 0
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("journal %s: %w", j.dir, err)
	}
	return nil
}

// Close leaves the journal for a run that resumes; an empty one is removed.
func (j *Journal) Close() error {
	if j.file == nil {
		return nil
	}
	if j.added == 0 && len(j.index) == 0 {
		return j.Remove()
	}
	err := errors.Join(j.file.Sync(), j.file.Close())
	j.file = nil
	return err
}

// Remove ends the journal: the run is over.
func (j *Journal) Remove() error {
	if j.file != nil {
		j.file.Close()
		j.file = nil
	}
	return os.RemoveAll(j.dir)
}
