// Owns: the loops over scores that want vectors of four or eight numbers.
#include "CPlatform.h"

#define INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"), always_inline)) static inline uint64_t by_eight(const float *numbers, float least) {
    const __m256 limit = _mm256_set1_ps(least);
    uint64_t bits = 0;
    for (int index = 0; index < 64; index += 8) {
        const __m256 reaches = _mm256_cmp_ps(_mm256_loadu_ps(numbers + index), limit, _CMP_GE_OQ);
        bits |= (uint64_t)(uint32_t)_mm256_movemask_ps(reaches) << index;
    }
    return bits;
}

__attribute__((target("avx2"))) static void find_by_eight(
    uint64_t *words, size_t count, const float *numbers, float least) {
    for (size_t word = 0; word < count; word++, numbers += 64) words[word] = by_eight(numbers, least);
}

__attribute__((target("avx2"))) static void keep_by_eight(
    uint64_t *words, size_t count, const float *numbers, float least) {
    for (size_t word = 0; word < count; word++, numbers += 64)
        if (words[word] != 0) words[word] &= by_eight(numbers, least);
}

INLINE uint64_t by_four(const float *numbers, float least) {
    const __m128 limit = _mm_set1_ps(least);
    uint64_t bits = 0;
    for (int index = 0; index < 64; index += 4)
        bits |= (uint64_t)_mm_movemask_ps(_mm_cmpge_ps(_mm_loadu_ps(numbers + index), limit)) << index;
    return bits;
}
#else
INLINE uint64_t by_four(const float *numbers, float least) {
    uint64_t bits = 0;
    for (int index = 0; index < 64; index++) bits |= (uint64_t)(numbers[index] >= least) << index;
    return bits;
}
#endif

void boxfish_find_at_least(uint64_t *words, size_t count, const float *numbers, float least) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return find_by_eight(words, count, numbers, least);
#endif
    for (size_t word = 0; word < count; word++, numbers += 64) words[word] = by_four(numbers, least);
}

void boxfish_keep_at_least(uint64_t *words, size_t count, const float *numbers, float least) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return keep_by_eight(words, count, numbers, least);
#endif
    for (size_t word = 0; word < count; word++, numbers += 64)
        if (words[word] != 0) words[word] &= by_four(numbers, least);
}

typedef float f32x4 __attribute__((ext_vector_type(4)));
typedef int32_t i32x4 __attribute__((ext_vector_type(4)));

void boxfish_add_scores(
    const uint32_t *items, const uint32_t *frequencies, size_t count, uint32_t base, const uint8_t *norms,
    const float *table, float weight, float *scores) {
    size_t index = 0;
    for (; index + 4 <= count; index += 4) {
        const uint32_t a = items[index], b = items[index + 1], c = items[index + 2], d = items[index + 3];
        const f32x4 saturation = {table[norms[a]], table[norms[b]], table[norms[c]], table[norms[d]]};
        const i32x4 counts = {(int32_t)frequencies[index], (int32_t)frequencies[index + 1],
                              (int32_t)frequencies[index + 2], (int32_t)frequencies[index + 3]};
        const f32x4 frequency = __builtin_convertvector(counts, f32x4);
        const f32x4 score = weight * (frequency / (frequency + saturation));
        scores[(a - base) & 4095] += score.x;
        scores[(b - base) & 4095] += score.y;
        scores[(c - base) & 4095] += score.z;
        scores[(d - base) & 4095] += score.w;
    }
    for (; index < count; index++) {
        const float frequency = (float)(int32_t)frequencies[index];
        scores[(items[index] - base) & 4095] += weight * (frequency / (frequency + table[norms[items[index]]]));
    }
}
