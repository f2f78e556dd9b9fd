// Owns: what Swift's Glibc does not show: checksums in hardware, file locks, the heap's
// manners, the width of characters, vector operations, loops over scores.
#ifndef BOXFISH_CPLATFORM_H
#define BOXFISH_CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli) of bytes that follow others with this CRC; 0 to begin. "123456789" gives E3069283.
uint32_t boxfish_crc32c(uint32_t crc, const void *bytes, size_t count);

/// 128 bits of XXH3.
typedef struct {
    uint64_t low, high;
} boxfish_hash;

boxfish_hash boxfish_hash128(const void *bytes, size_t count);

/// Takes an exclusive lock on an open file without waiting. Returns 0 or an errno.
int boxfish_flock_exclusive(int descriptor);

/// Has blocks of at least so many bytes, and a free end of the heap twice as large, given back to the kernel at once.
/// Of the whole process: to be called before there are threads. Where the C library is not glibc it does nothing.
void boxfish_return_large_blocks(int bytes);

/// Columns of a Unicode scalar on a terminal by the C library's table: 0, 1 or 2; -1 where it does not know, which is
/// everything beyond ASCII until a UTF-8 locale is set.
int boxfish_columns(uint32_t scalar);

/// Four lanes; imported as SIMD4<UInt32>. Baseline x86-64 has SSE2, so each helper is one instruction; elsewhere the
/// compiler makes what it can of the generic form.
typedef uint32_t boxfish_u32x4 __attribute__((ext_vector_type(4)));

static inline __attribute__((always_inline)) boxfish_u32x4 boxfish_shift_right(boxfish_u32x4 a, uint32_t count) {
    return a >> count;
}

static inline __attribute__((always_inline)) boxfish_u32x4 boxfish_shift_left(boxfish_u32x4 a, uint32_t count) {
    return a << count;
}

static inline __attribute__((always_inline)) boxfish_u32x4 boxfish_and(boxfish_u32x4 a, boxfish_u32x4 b) {
    return a & b;
}

static inline __attribute__((always_inline)) boxfish_u32x4 boxfish_or(boxfish_u32x4 a, boxfish_u32x4 b) {
    return a | b;
}

/// Inclusive sums within a vector, each also plus `carry`'s last lane.
static inline __attribute__((always_inline)) boxfish_u32x4 boxfish_prefix_sum(boxfish_u32x4 a, boxfish_u32x4 carry) {
    const boxfish_u32x4 zero = {0, 0, 0, 0};
    a += __builtin_shufflevector(zero, a, 0, 4, 5, 6);
    a += __builtin_shufflevector(zero, a, 0, 0, 4, 5);
    return a + __builtin_shufflevector(carry, carry, 3, 3, 3, 3);
}

/// A bit for each of 64 · `count` numbers that is at least `least`; the first number's is the lowest of the first word.
/// Swift's vectors have no instruction that gathers the lanes' signs, and no way to use AVX2 where there is one.
void boxfish_find_at_least(uint64_t *words, size_t count, const float *numbers, float least);

/// Clears the bits of numbers below `least`; of words without a bit the numbers are not read.
void boxfish_keep_at_least(uint64_t *words, size_t count, const float *numbers, float least);

/// What the two do on processors that have no AVX2.
void boxfish_find_by_four(uint64_t *words, size_t count, const float *numbers, float least);
void boxfish_keep_by_four(uint64_t *words, size_t count, const float *numbers, float least);

/// BM25 of some postings: `weight · (tf / (tf + table[norms[item]]))`, rounded after each step.
void boxfish_scores(
    const uint32_t *items, const uint32_t *frequencies, size_t count, const uint8_t *norms, const float *table,
    float weight, float *scores);

/// Adds the same to their items' scores: an item's stands at `(item − base) mod 4096`.
void boxfish_add_scores(
    const uint32_t *items, const uint32_t *frequencies, size_t count, uint32_t base, const uint8_t *norms,
    const float *table, float weight, float *scores);

#endif
