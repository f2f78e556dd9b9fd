// Owns: the 128-bit hash, libxxhash's.
#include "CPlatform.h"

#include <xxhash.h>

boxfish_hash boxfish_hash128(const void *bytes, size_t count) {
    XXH128_hash_t hash = XXH3_128bits(bytes, count);
    boxfish_hash result = {hash.low64, hash.high64};
    return result;
}
