// Owns: zstd over whole blocks.
#include "CCompress.h"

#include <stdlib.h>
#include <zdict.h>
#include <zstd.h>

struct boxfish_zstd {
    ZSTD_CCtx *compressor;
    ZSTD_DCtx *decompressor;
};

boxfish_zstd *boxfish_zstd_create(void) {
    boxfish_zstd *context = calloc(1, sizeof *context);
    if (context == NULL) return NULL;
    context->compressor = ZSTD_createCCtx();
    context->decompressor = ZSTD_createDCtx();
    if (context->compressor == NULL || context->decompressor == NULL) {
        boxfish_zstd_destroy(context);
        return NULL;
    }
    return context;
}

void boxfish_zstd_destroy(boxfish_zstd *context) {
    if (context == NULL) return;
    ZSTD_freeCCtx(context->compressor);
    ZSTD_freeDCtx(context->decompressor);
    free(context);
}

size_t boxfish_zstd_bound(size_t count) { return ZSTD_compressBound(count); }

size_t boxfish_zstd_train(const void *samples, const size_t *sizes, unsigned count, void *target, size_t capacity) {
    size_t size = ZDICT_trainFromBuffer(target, capacity, samples, sizes, count);
    return ZDICT_isError(size) ? 0 : size;
}

int boxfish_zstd_load(boxfish_zstd *context, const void *dictionary, size_t count) {
    int is_bad = ZSTD_isError(ZSTD_CCtx_loadDictionary(context->compressor, dictionary, count))
        || ZSTD_isError(ZSTD_DCtx_loadDictionary(context->decompressor, dictionary, count));
    return is_bad ? -1 : 0;
}

int64_t boxfish_zstd_compress(boxfish_zstd *context, const void *source, size_t count, void *target, size_t capacity,
                              int level) {
    ZSTD_CCtx_setParameter(context->compressor, ZSTD_c_compressionLevel, level);
    size_t size = ZSTD_compress2(context->compressor, target, capacity, source, count);
    return ZSTD_isError(size) ? -1 : (int64_t)size;
}

int64_t boxfish_zstd_decompress(boxfish_zstd *context, const void *source, size_t count, void *target,
                                size_t capacity) {
    size_t size = ZSTD_decompressDCtx(context->decompressor, target, capacity, source, count);
    return ZSTD_isError(size) ? -1 : (int64_t)size;
}

int64_t boxfish_zstd_size(const void *source, size_t count) {
    unsigned long long size = ZSTD_getFrameContentSize(source, count);
    return size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > INT64_MAX ? -1 : (int64_t)size;
}
