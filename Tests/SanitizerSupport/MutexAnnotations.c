// Owns: telling the thread sanitizer of the standard library's `Mutex`. Linked into tests; empty without the sanitizer.
//
// `Mutex` is compiled into its users but for its two slow paths, which a thread takes when another holds the lock. They
// lie in libswiftSynchronization, which is not instrumented: the sanitizer does not see that a lock was handed over,
// and reports a race wherever two threads contend for a mutex. Here the slow paths are the same with a word to the
// sanitizer, that what one thread did before it let go has happened before what the next does. Whatever no lock guards
// is reported as ever.

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT_METHOD __attribute__((swiftcall))
#define SWIFT_SELF __attribute__((swift_context))

// Synchronization._MutexHandle._lockSlow(_: UInt32) and ._unlockSlow(), of Swift 6.
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT_METHOD void LockSlow(uint32_t thread, SWIFT_SELF void *mutex);
typedef SWIFT_METHOD void UnlockSlow(SWIFT_SELF void *mutex);

SWIFT_METHOD void boxfish_lock_slow(uint32_t thread, SWIFT_SELF void *mutex) __asm__(LOCK_SLOW);
SWIFT_METHOD void boxfish_unlock_slow(SWIFT_SELF void *mutex) __asm__(UNLOCK_SLOW);

SWIFT_METHOD void boxfish_lock_slow(uint32_t thread, SWIFT_SELF void *mutex) {
    LockSlow *original = (LockSlow *)dlsym(RTLD_NEXT, LOCK_SLOW);
    original(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT_METHOD void boxfish_unlock_slow(SWIFT_SELF void *mutex) {
    UnlockSlow *original = (UnlockSlow *)dlsym(RTLD_NEXT, UNLOCK_SLOW);
    __tsan_release(mutex);
    original(mutex);
}

#endif
#endif
