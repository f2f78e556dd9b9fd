// Owns: what the heap keeps for itself. Left alone glibc keeps ever larger blocks once some were freed, up to 32 MiB each,
// in a heap for each thread: a service that writes would hold on to several times what it uses.
#include "CPlatform.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void boxfish_return_large_blocks(int bytes) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, 2 * bytes);
#else
    (void)bytes;
#endif
}
