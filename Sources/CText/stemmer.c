// Owns: libstemmer.
#include "CText.h"

#include <libstemmer.h>

const char *const *boxfish_stemmer_names(void) { return (const char *const *)sb_stemmer_list(); }

boxfish_stemmer *boxfish_stemmer_create(const char *name) {
    return (boxfish_stemmer *)sb_stemmer_new(name, "UTF_8");
}

void boxfish_stemmer_destroy(boxfish_stemmer *stemmer) { sb_stemmer_delete((struct sb_stemmer *)stemmer); }

const uint8_t *boxfish_stem(boxfish_stemmer *stemmer, const uint8_t *word, int32_t count, int32_t *length) {
    struct sb_stemmer *snowball = (struct sb_stemmer *)stemmer;
    const sb_symbol *stem = sb_stemmer_stem(snowball, word, count);
    *length = stem == NULL ? 0 : sb_stemmer_length(snowball);
    return stem;
}
