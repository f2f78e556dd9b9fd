// Owns: zstd and gzip streams.
#include "CCompress.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

struct boxfish_stream {
    int format;
    int at_end;
    ZSTD_DStream *zstd;
    z_stream gzip;
};

boxfish_stream *boxfish_stream_create(int format) {
    boxfish_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) return NULL;
    stream->format = format;
    stream->at_end = 1;
    if (format == BOXFISH_STREAM_ZSTD) {
        stream->zstd = ZSTD_createDStream();
        if (stream->zstd != NULL && !ZSTD_isError(ZSTD_DCtx_setParameter(stream->zstd, ZSTD_d_windowLogMax, 23)))
            return stream;
    } else if (inflateInit2(&stream->gzip, 15 + 16) == Z_OK) {
        return stream;
    }
    boxfish_stream_destroy(stream);
    return NULL;
}

void boxfish_stream_destroy(boxfish_stream *stream) {
    if (stream == NULL) return;
    if (stream->format == BOXFISH_STREAM_ZSTD) ZSTD_freeDStream(stream->zstd);
    else inflateEnd(&stream->gzip);
    free(stream);
}

static int step_zstd(boxfish_stream *stream, const uint8_t *input, size_t *input_count, uint8_t *output,
                     size_t *output_count) {
    ZSTD_inBuffer in = {input, *input_count, 0};
    ZSTD_outBuffer out = {output, *output_count, 0};
    size_t left = ZSTD_decompressStream(stream->zstd, &out, &in);
    if (ZSTD_isError(left)) {
        int is_window = ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge;
        return is_window ? BOXFISH_STREAM_WINDOW_TOO_LARGE : BOXFISH_STREAM_DAMAGED;
    }
    stream->at_end = left == 0;
    *input_count = in.pos;
    *output_count = out.pos;
    return 0;
}

static int step_gzip(boxfish_stream *stream, const uint8_t *input, size_t *input_count, uint8_t *output,
                     size_t *output_count) {
    z_stream *gzip = &stream->gzip;
    if (stream->at_end && *input_count > 0) {
        if (gzip->total_in > 0 && inflateReset(gzip) != Z_OK) return BOXFISH_STREAM_DAMAGED;
        stream->at_end = 0;
    }
    gzip->next_in = (Bytef *)input;
    gzip->avail_in = (uInt)*input_count;
    gzip->next_out = output;
    gzip->avail_out = (uInt)*output_count;
    int status = inflate(gzip, Z_NO_FLUSH);
    *input_count -= gzip->avail_in;
    *output_count -= gzip->avail_out;
    if (status == Z_STREAM_END) stream->at_end = 1;
    int is_good = status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR;
    return is_good ? BOXFISH_STREAM_OK : BOXFISH_STREAM_DAMAGED;
}

int boxfish_stream_step(boxfish_stream *stream, const uint8_t *input, size_t *input_count, uint8_t *output,
                        size_t *output_count) {
    return stream->format == BOXFISH_STREAM_ZSTD ? step_zstd(stream, input, input_count, output, output_count)
                                                 : step_gzip(stream, input, input_count, output, output_count);
}

int boxfish_stream_at_end(const boxfish_stream *stream) { return stream->at_end; }
