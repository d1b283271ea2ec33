package output

import (
	"encoding/binary"
	"math/bits"
)

// hybrid encodes small numbers the way Parquet does for levels and dictionary
// indices: runs of one value, and groups of eight packed values. It takes runs,
// so that a column which says the same a hundred thousand times costs a few
// bytes and nanoseconds.
type hybrid struct {
	buf   []byte
	width int // bits a value

	value   uint32 // the run that is still growing
	count   int
	pending []uint32 // values to pack
}

// packedAtOnce is how many values are packed under one header: as many as its
// shortest form allows for.
const packedAtOnce = 63 * 8

func (h *hybrid) reset(width int) {
	h.buf, h.width, h.count, h.pending = h.buf[:0], width, 0, h.pending[:0]
}

// widthFor is the number of bits for values below n. It is never 0, which some
// readers do not take for a dictionary of one entry.
func widthFor(n int) int { return max(1, bits.Len(uint(max(n-1, 0)))) }

// add appends n times value.
func (h *hybrid) add(value uint32, n int) {
	if value == h.value {
		h.count += n
		return
	}
	h.settle()
	h.value, h.count = value, n
}

// settle encodes the growing run.
func (h *hybrid) settle() {
	// A group of eight that was begun must be filled first: only the last one
	// may be padded.
	for h.count > 0 && len(h.pending)%8 != 0 {
		h.pend()
	}
	if h.count >= 8 {
		h.pack()
		h.buf = binary.AppendUvarint(h.buf, uint64(h.count)<<1)
		for i := 0; i < h.width; i += 8 {
			h.buf = append(h.buf, byte(h.value>>i))
		}
		h.count = 0
	}
	for h.count > 0 {
		h.pend()
	}
}

func (h *hybrid) pend() {
	h.pending = append(h.pending, h.value)
	h.count--
	if len(h.pending) == packedAtOnce {
		h.pack()
	}
}

// pack encodes the pending values, whose number is a multiple of eight but at
// the very end.
func (h *hybrid) pack() {
	if len(h.pending) == 0 {
		return
	}
	groups := (len(h.pending) + 7) / 8
	h.buf = append(h.buf, byte(groups<<1|1))
	for len(h.pending) < groups*8 {
		h.pending = append(h.pending, 0)
	}
	var word uint64
	filled := 0
	for _, v := range h.pending {
		word |= uint64(v) << filled
		for filled += h.width; filled >= 8; filled -= 8 {
			h.buf = append(h.buf, byte(word))
			word >>= 8
		}
	}
	h.pending = h.pending[:0]
}

// finish returns the encoded bytes, which are valid until the next reset.
func (h *hybrid) finish() []byte {
	h.settle()
	h.pack()
	return h.buf
}
