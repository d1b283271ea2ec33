package copies

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Content names what a row says: the first half of a SHA-256.
type Content [16]byte

// Place is where a row stands: the number of its input, and its row there.
type Place struct {
	Input, Row int64
}

// Index remembers the rows of one run: in memory, and from so many bytes on in a
// store on disk. It does not outlast the run.
type Index struct {
	dir   string
	limit int    // bytes in memory of ids, and of texts
	store *store // nil until something does not fit
	// heldIDs and heldTexts are the bytes in memory, about. They go to the store
	// each by itself: many rows that are copies of few texts are looked for among
	// these all the time.
	heldIDs, heldTexts int
	// stored tell what the store may have of each.
	storedIDs, storedBands filter

	ids   map[idHash]row
	bands map[uint64]uint64   // the first leader that has the band
	more  map[uint64][]uint64 // the others
	// leaders are the texts that are no near-copy of an earlier one, by number;
	// those before the first are in the store.
	leaders []leader
	first   uint64

	key, value []byte
	candidates []uint64
}

type (
	idHash [16]byte
	row    struct {
		content Content
		at      Place
	}
	leader struct {
		values [hashes]byte
		id     string
	}
)

// memoryBytes is what an index holds in memory of ids and of texts each: a
// quarter of a million of the one, fifty thousand of the other.
const memoryBytes = 24 << 20

// What a row takes of it, about: the entries of the maps with their slack.
const (
	idBytes     = 96
	leaderBytes = hashes + 16 + bands*40
)

// errIndex says that what was stored is not what was read back.
var errIndex = errors.New("the index of copies is damaged")

// The first bytes of keys.
const (
	idKey     = 'i' // id: content, place
	bandKey   = 'b' // band: numbers of leaders
	leaderKey = 'l' // number: values of the signature, id
)

// crowd is how many leaders a band holds. A band that so many texts share which
// are no copies of each other says little.
const crowd = 64

// Open makes an index, which puts what does not fit into memory into a folder
// that is not there yet.
func Open(dir string) *Index {
	return &Index{dir: dir, limit: memoryBytes, ids: map[idHash]row{}, bands: map[uint64]uint64{}, more: map[uint64][]uint64{}}
}

// Close lets go of the index; it leaves the folder.
func (x *Index) Close() error {
	if x.store == nil {
		return nil
	}
	return x.store.close()
}

// Standing is how a row stands to those before it with its id.
type Standing int

// The standings.
const (
	New   Standing = iota // none has its id
	Same                  // one has, with the same content
	Other                 // one has, with another content
)

// Add takes a row by its id and content, and tells how it stands to the first
// row of that id, which stays the one that counts.
func (x *Index) Add(id string, content Content, at Place) (Standing, Place, error) {
	h := hashID(id)
	known, ok := x.ids[h]
	if !ok && x.storedIDs.may(binary.LittleEndian.Uint64(h[:])) {
		var err error
		if known, ok, err = x.storedRow(h); err != nil {
			return New, Place{}, err
		}
	}
	switch {
	case !ok:
		x.ids[h] = row{content, at}
		return New, Place{}, x.hold(&x.heldIDs, idBytes, x.spillIDs)
	case known.content == content:
		return Same, known.at, nil
	}
	return Other, known.at, nil
}

func (x *Index) storedRow(h idHash) (r row, ok bool, err error) {
	x.key = append(append(x.key[:0], idKey), h[:]...)
	if x.value, ok, err = x.store.get(x.value[:0], x.key); err != nil || !ok {
		return r, false, err
	}
	rest := x.value[min(len(x.value), copy(r.content[:], x.value)):]
	input, n := binary.Varint(rest)
	line, m := binary.Varint(rest[max(n, 0):])
	if n <= 0 || m <= 0 {
		return r, false, errIndex
	}
	r.at = Place{input, line}
	return r, true, nil
}

// Group returns the id of the first near-copy of a text, its own where it is the
// first. Only texts that are first are remembered, so that a group does not
// drift from text to text.
func (x *Index) Group(id string, sig *Signature) (string, error) {
	if !sig.some {
		return id, nil
	}
	x.candidates = x.candidates[:0]
	for _, band := range sig.bands {
		if err := x.have(band); err != nil {
			return "", err
		}
	}
	slices.Sort(x.candidates)
	for _, n := range slices.Compact(x.candidates) {
		l, err := x.leader(n)
		if err != nil {
			return "", err
		}
		if sig.near(&l.values) {
			return l.id, nil
		}
	}
	return id, x.lead(id, sig)
}

// have appends the leaders that have the band to the candidates.
func (x *Index) have(band uint64) (err error) {
	if n, ok := x.bands[band]; ok {
		x.candidates = append(append(x.candidates, n), x.more[band]...)
	}
	if !x.storedBands.may(spread(band)) {
		return nil
	}
	x.key = appendNumberKey(x.key[:0], bandKey, band)
	if x.value, _, err = x.store.get(x.value[:0], x.key); err != nil {
		return err
	}
	for list := x.value; len(list) > 0; {
		n, used := binary.Uvarint(list)
		if used <= 0 {
			return errIndex
		}
		x.candidates, list = append(x.candidates, n), list[used:]
	}
	return nil
}

func (x *Index) leader(n uint64) (l leader, err error) {
	if n >= x.first {
		return x.leaders[n-x.first], nil
	}
	value, ok, err := x.store.get(nil, appendNumberKey(nil, leaderKey, n))
	if err == nil && (!ok || len(value) < hashes) {
		err = errIndex
	}
	if err != nil {
		return l, err
	}
	l.id = string(value[copy(l.values[:], value):])
	return l, nil
}

// lead remembers a text that is first.
func (x *Index) lead(id string, sig *Signature) error {
	n := x.first + uint64(len(x.leaders))
	x.leaders = append(x.leaders, leader{sig.values, id})
	for _, band := range sig.bands {
		if _, ok := x.bands[band]; !ok {
			x.bands[band] = n
		} else if others := x.more[band]; len(others) < crowd {
			x.more[band] = append(others, n)
		}
	}
	return x.hold(&x.heldTexts, leaderBytes+len(id), x.spillTexts)
}

// hold counts what was remembered, and moves its kind to the store where it is
// too much.
func (x *Index) hold(held *int, bytes int, spill func(*bulk) error) (err error) {
	if *held += bytes; *held < x.limit {
		return nil
	}
	if x.store == nil {
		if x.store, err = openStore(x.dir, false); err != nil {
			return fmt.Errorf("index of copies: %w", err)
		}
	}
	w := x.store.bulk()
	if err = spill(w); err == nil {
		err = w.commit()
	}
	if err != nil {
		return fmt.Errorf("index of copies: %w", err)
	}
	*held = 0
	return nil
}

func (x *Index) spillIDs(w *bulk) error {
	// Sorted: the order of a map is another one each time, and so are its costs.
	for _, h := range slices.SortedFunc(maps.Keys(x.ids), func(a, b idHash) int { return bytes.Compare(a[:], b[:]) }) {
		r := x.ids[h]
		x.storedIDs.put(binary.LittleEndian.Uint64(h[:]))
		x.key = append(append(x.key[:0], idKey), h[:]...)
		x.value = binary.AppendVarint(binary.AppendVarint(append(x.value[:0], r.content[:]...), r.at.Input), r.at.Row)
		w.set(x.key, x.value)
	}
	clear(x.ids)
	return nil
}

func (x *Index) spillTexts(w *bulk) (err error) {
	for _, band := range slices.Sorted(maps.Keys(x.bands)) {
		x.key, x.value = appendNumberKey(x.key[:0], bandKey, band), x.value[:0]
		if hash := spread(band); x.storedBands.may(hash) {
			if x.value, _, err = x.store.get(x.value, x.key); err != nil {
				return err
			}
		} else {
			x.storedBands.put(hash)
		}
		for _, n := range append([]uint64{x.bands[band]}, x.more[band]...) {
			if len(x.value) < 3*crowd { // most numbers take three bytes
				x.value = binary.AppendUvarint(x.value, n)
			}
		}
		w.set(x.key, x.value)
	}
	for i := range x.leaders {
		l := &x.leaders[i]
		x.key = appendNumberKey(x.key[:0], leaderKey, x.first+uint64(i))
		x.value = append(append(x.value[:0], l.values[:]...), l.id...)
		w.set(x.key, x.value)
	}
	x.first += uint64(len(x.leaders))
	x.leaders = x.leaders[:0]
	clear(x.bands)
	clear(x.more)
	return nil
}

// hashID makes ids, which may be of any length, into keys.
func hashID(id string) idHash {
	sum := sha256.Sum256([]byte(id))
	return idHash(sum[:len(idHash{})])
}

func appendNumberKey(dst []byte, kind byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(dst, kind), n)
}
