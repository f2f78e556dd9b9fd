// Owns: the loops over scores that want vectors of four or eight numbers.
#include "CPlatform.h"

#include <string.h>

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

void boxfish_find_by_four(uint64_t *words, size_t count, const float *numbers, float least) {
    for (size_t word = 0; word < count; word++, numbers += 64) words[word] = by_four(numbers, least);
}

void boxfish_keep_by_four(uint64_t *words, size_t count, const float *numbers, float least) {
    for (size_t word = 0; word < count; word++, numbers += 64)
        if (words[word] != 0) words[word] &= by_four(numbers, least);
}

void boxfish_find_at_least(uint64_t *words, size_t count, const float *numbers, float least) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return find_by_eight(words, count, numbers, least);
#endif
    boxfish_find_by_four(words, count, numbers, least);
}

void boxfish_keep_at_least(uint64_t *words, size_t count, const float *numbers, float least) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return keep_by_eight(words, count, numbers, least);
#endif
    boxfish_keep_by_four(words, count, numbers, least);
}

typedef float f32x4 __attribute__((ext_vector_type(4)));
typedef int32_t i32x4 __attribute__((ext_vector_type(4)));

INLINE f32x4 four_scores(
    const uint32_t *items, const uint32_t *frequencies, const uint8_t *norms, const float *table, float weight) {
    const f32x4 saturation = {
        table[norms[items[0]]], table[norms[items[1]]], table[norms[items[2]]], table[norms[items[3]]]};
    const i32x4 counts = {
        (int32_t)frequencies[0], (int32_t)frequencies[1], (int32_t)frequencies[2], (int32_t)frequencies[3]};
    const f32x4 frequency = __builtin_convertvector(counts, f32x4);
    return weight * (frequency / (frequency + saturation));
}

INLINE float one_score(uint32_t item, uint32_t count, const uint8_t *norms, const float *table, float weight) {
    const float frequency = (float)(int32_t)count;
    return weight * (frequency / (frequency + table[norms[item]]));
}

void boxfish_scores(
    const uint32_t *items, const uint32_t *frequencies, size_t count, const uint8_t *norms, const float *table,
    float weight, float *scores) {
    size_t index = 0;
    for (; index + 4 <= count; index += 4) {
        const f32x4 four = four_scores(items + index, frequencies + index, norms, table, weight);
        memcpy(scores + index, &four, sizeof four);
    }
    for (; index < count; index++) scores[index] = one_score(items[index], frequencies[index], norms, table, weight);
}

void boxfish_add_scores(
    const uint32_t *items, const uint32_t *frequencies, size_t count, uint32_t base, const uint8_t *norms,
    const float *table, float weight, float *scores) {
    size_t index = 0;
    for (; index + 4 <= count; index += 4) {
        const f32x4 four = four_scores(items + index, frequencies + index, norms, table, weight);
        scores[(items[index] - base) & 4095] += four.x;
        scores[(items[index + 1] - base) & 4095] += four.y;
        scores[(items[index + 2] - base) & 4095] += four.z;
        scores[(items[index + 3] - base) & 4095] += four.w;
    }
    for (; index < count; index++)
        scores[(items[index] - base) & 4095] +=
            one_score(items[index], frequencies[index], norms, table, weight);
}
