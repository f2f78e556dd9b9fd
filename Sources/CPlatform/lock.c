// Owns: the lock on an index folder. flock goes with the open file, so it is released however the process ends.
#include "CPlatform.h"

#include <errno.h>
#include <sys/file.h>

int boxfish_flock_exclusive(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno; }
