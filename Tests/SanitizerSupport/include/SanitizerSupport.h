// Owns: nothing to call: linking this target is all there is to do. See MutexAnnotations.c.
