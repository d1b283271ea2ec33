package segment

/*
#include <stdlib.h> // defines __GLIBC__ where it applies
#ifdef __GLIBC__
#include <malloc.h>
#endif

static void lichang_keep_freed_memory(void) {
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
	mallopt(M_TOP_PAD, 64 << 20);
#endif
}
*/
import "C"

// keepFreedMemory lets glibc take memory from the system in large steps and
// keep what is freed. Loading makes and drops some 100 MB of growing vectors;
// with the defaults a third of that time goes into page faults. What a call
// allocates later is small (see callBytes) and the same memory again and again.
// Other C libraries are left as they are.
func keepFreedMemory() { C.lichang_keep_freed_memory() }
