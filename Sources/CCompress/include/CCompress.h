// Owns: compression as Swift sees it: opaque contexts over zstd and zlib, one block or a stream at a time.
#ifndef BOXFISH_CCOMPRESS_H
#define BOXFISH_CCOMPRESS_H

#include <stddef.h>
#include <stdint.h>

/// A reusable zstd compressor and decompressor of whole blocks. Used by one thread at a time.
typedef struct boxfish_zstd boxfish_zstd;

boxfish_zstd *boxfish_zstd_create(void);
void boxfish_zstd_destroy(boxfish_zstd *context);

/// The most bytes a block of `count` bytes compresses to.
size_t boxfish_zstd_bound(size_t count);

/// Makes a dictionary of samples that lie one after another. Returns its size, or 0 when they are too few.
size_t boxfish_zstd_train(const void *samples, const size_t *sizes, unsigned count, void *target, size_t capacity);

/// Lets all later blocks be compressed, and decompressed, with a dictionary, which is copied. Returns 0, or -1 when it
/// is none.
int boxfish_zstd_load(boxfish_zstd *context, const void *dictionary, size_t count);

/// Compresses a block. Returns the compressed size, or -1.
int64_t boxfish_zstd_compress(boxfish_zstd *context, const void *source, size_t count, void *target, size_t capacity,
                              int level);

/// Decompresses a block whose size is known. Returns the size, or -1 when the bytes are damaged or do not fit.
int64_t boxfish_zstd_decompress(boxfish_zstd *context, const void *source, size_t count, void *target,
                                size_t capacity);

/// The size that a compressed block says it decompresses to, or -1 when it says none.
int64_t boxfish_zstd_size(const void *source, size_t count);

/// A decompressor of a zstd or gzip stream of any number of frames or members. Used by one thread at a time.
typedef struct boxfish_stream boxfish_stream;

enum { BOXFISH_STREAM_GZIP = 1, BOXFISH_STREAM_ZSTD = 2 };

/// What became of a step. A frame whose window is larger than 8 MiB is refused before it gets its memory.
enum { BOXFISH_STREAM_OK = 0, BOXFISH_STREAM_DAMAGED = -1, BOXFISH_STREAM_WINDOW_TOO_LARGE = -2 };

boxfish_stream *boxfish_stream_create(int format);
void boxfish_stream_destroy(boxfish_stream *stream);

/// Decompresses some input. Both counts go in as what there is and come out as what was used.
/// Returns BOXFISH_STREAM_OK or what is wrong with the input.
int boxfish_stream_step(boxfish_stream *stream, const uint8_t *input, size_t *input_count, uint8_t *output,
                        size_t *output_count);

/// Whether the input so far ends where a frame or member ends.
int boxfish_stream_at_end(const boxfish_stream *stream);

#endif
