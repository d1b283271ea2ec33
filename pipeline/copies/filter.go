package copies

// filter says of keys that were moved to the store that they may be there, and
// of nearly all others that they are not: a Bloom filter, which spares the
// store the many questions whose answer is no. It holds ten bits a key, and is
// made of as many parts as keys were moved at a time.
type filter [][]uint64

// The shape of a part.
const (
	filterBits   = 10 // a key
	filterProbes = 5
)

// grow adds a part for so many keys and returns it.
func (f *filter) grow(keys int) []uint64 {
	part := make([]uint64, keys*filterBits/64+1)
	*f = append(*f, part)
	return part
}

// put adds a key, of which the hash must be spread over all its bits.
func put(part []uint64, hash uint64) {
	n, step := uint64(len(part))*64, hash>>32|1
	for range filterProbes {
		at := hash % n
		part[at/64] |= 1 << (at & 63)
		hash += step
	}
}

// may says whether a key may have been put into any part.
func (f filter) may(hash uint64) bool {
	for _, part := range f {
		n, step, h, in := uint64(len(part))*64, hash>>32|1, hash, true
		for range filterProbes {
			at := h % n
			if part[at/64]>>(at&63)&1 == 0 {
				in = false
				break
			}
			h += step
		}
		if in {
			return true
		}
	}
	return false
}

// spread makes a hash of a number.
func spread(n uint64) uint64 {
	n ^= n >> 32
	n *= 0xd6e8feb86659fd93
	n ^= n >> 32
	n *= 0xd6e8feb86659fd93
	return n ^ n>>32
}
