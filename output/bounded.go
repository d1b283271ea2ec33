package output

import (
	"fmt"
	"os"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// boundedMemory gives a library no more at once than a file may need. A damaged
// length would ask for terabytes, and an allocation that fails ends the process;
// the panic here is taken by recoverInto.
type boundedMemory struct {
	memory.Allocator
	most int
}

// newBoundedMemory allows for texts that were packed a thousandfold.
func newBoundedMemory(f *os.File) (*boundedMemory, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	const least, packed, greatest = 64 << 20, 1000, 2 << 30
	most := int64(greatest)
	if info.Size() < (greatest-least)/packed {
		most = least + packed*info.Size()
	}
	return &boundedMemory{memory.NewGoAllocator(), int(most)}, nil
}

func (m *boundedMemory) check(size int) {
	if size < 0 || size > m.most {
		panic(fmt.Errorf("it is damaged: it asks for %d bytes of memory at once", size))
	}
}

func (m *boundedMemory) Allocate(size int) []byte {
	m.check(size)
	return m.Allocator.Allocate(size)
}

func (m *boundedMemory) Reallocate(size int, b []byte) []byte {
	m.check(size)
	return m.Allocator.Reallocate(size, b)
}
