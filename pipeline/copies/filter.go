package copies

// filter says of keys that were moved to the store that they may be there, and
// of nearly all others that they are not: a Bloom filter (Bloom 1970), which
// spares the store the many questions whose answer is no. A store's own filters
// lie in its files and must be read for each question where they do not fit its
// cache; this one is in memory. It grows by parts, each as large as the one
// before, and is full after filterParts of them: what comes then may be there.
type filter struct {
	parts [][]uint64
	room  int // keys that the last part still takes
	full  bool
}

// The shape of a filter: ten bits a key and six probes let a hundredth through
// for each part.
const (
	filterBits   = 10 // a key
	filterProbes = 6
	filterKeys   = 4 << 20 // a part, of 5 MB
	filterParts  = 8
)

// put adds a key, of which the hash must be spread over all its bits.
func (f *filter) put(hash uint64) {
	if f.full {
		return
	}
	if f.room == 0 {
		if len(f.parts) == filterParts {
			f.parts, f.full = nil, true
			return
		}
		f.parts = append(f.parts, make([]uint64, filterKeys*filterBits/64))
		f.room = filterKeys
	}
	f.room--
	part := f.parts[len(f.parts)-1]
	step := hash>>32 | 1
	for range filterProbes {
		at := hash % (filterKeys * filterBits)
		part[at/64] |= 1 << (at & 63)
		hash += step
	}
}

// may says whether a key may have been put.
func (f *filter) may(hash uint64) bool {
	if f.full {
		return true
	}
	for _, part := range f.parts {
		if within(part, hash) {
			return true
		}
	}
	return false
}

func within(part []uint64, hash uint64) bool {
	step := hash>>32 | 1
	for range filterProbes {
		at := hash % (filterKeys * filterBits)
		if part[at/64]>>(at&63)&1 == 0 {
			return false
		}
		hash += step
	}
	return true
}

// spread makes a hash of a number.
func spread(n uint64) uint64 {
	n ^= n >> 32
	n *= 0xd6e8feb86659fd93
	n ^= n >> 32
	n *= 0xd6e8feb86659fd93
	return n ^ n>>32
}
