// Owns: simdjson as Swift sees it: one call a line, which answers in the bytes of a stored record.
#ifndef BOXFISH_CSIMDJSON_H
#define BOXFISH_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser. Used by one thread at a time.
typedef struct boxfish_json boxfish_json;

/// Readable bytes that must follow the text that is parsed.
enum { BOXFISH_JSON_PADDING = 64 };

/// What became of a text.
enum {
    BOXFISH_JSON_OK = 0,
    BOXFISH_JSON_NOT_OBJECT = 1,
    BOXFISH_JSON_BAD_UTF8 = 2,
    BOXFISH_JSON_BAD_STRING = 3,
    BOXFISH_JSON_BAD_NUMBER = 4,
    BOXFISH_JSON_TOO_DEEP = 5,
    BOXFISH_JSON_TOO_LARGE = 6,
    BOXFISH_JSON_SYNTAX = 7,
};

boxfish_json *boxfish_json_create(void);
void boxfish_json_destroy(boxfish_json *parser);

/// Parses one JSON object and writes it in the format of Schema's RecordCoding: of a repeated name the last value, in the
/// place of the first. `*result` is valid until the next call.
int boxfish_json_parse(boxfish_json *parser, const uint8_t *text, size_t count, const uint8_t **result,
                       size_t *result_count);

#ifdef __cplusplus
}
#endif

#endif
