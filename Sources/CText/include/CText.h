// Owns: ICU and libstemmer as Swift sees them: plain arrays and opaque handles. No header of theirs is included here, for
// ICU's clash with Foundation's own copy.
#ifndef BOXFISH_CTEXT_H
#define BOXFISH_CTEXT_H

#include <stddef.h>
#include <stdint.h>

/// What the tokenizer asks of a code point.
enum {
    BOXFISH_SEPARATOR = 0,
    /// Letters, numbers, and what goes on inside words: WordBreak ALetter, Hebrew_Letter, Numeric.
    BOXFISH_WORD = 1,
    /// Continues a word and never begins one: WordBreak Extend.
    BOXFISH_EXTEND = 2,
    /// Is passed over inside a word: WordBreak Format, ZWJ.
    BOXFISH_IGNORED = 3,
    /// Written without blanks: Han, Kana, Thai, Lao, Khmer, Burmese.
    BOXFISH_DICTIONARY = 4,
    /// Extended_Pictographic.
    BOXFISH_PICTURE = 5,
    /// Regional_Indicator: two make a flag.
    BOXFISH_FLAG = 6,
    /// A word by itself, whatever stands beside it: circled numbers, fractions, signs that stand for letters.
    BOXFISH_SINGLE = 7,
};

/// The class of a code point.
uint8_t boxfish_class(uint32_t code_point);

/// What folding does to a code point, by quick tests: 0 when nothing, so that most need no call of `boxfish_fold`.
enum {
    /// Its fold is another than itself.
    BOXFISH_FOLD_CHANGES = 1,
    /// It may make one code point with what stands before it.
    BOXFISH_FOLD_COMPOSES = 2,
};
uint8_t boxfish_fold_kind(uint32_t code_point);

/// The same of all code points below `limit`, in a ninth of the instructions: ICU is asked for sets of them, not for each.
/// Writes `limit` bytes and returns whether it could be done.
int boxfish_fold_kinds(uint8_t *kinds, uint32_t limit);

/// The index form of a code point: NFKC_Casefold, digits in ASCII, without accents. Writes at most `capacity` code points
/// and returns how many there are; 0: the code point is dropped.
int32_t boxfish_fold(uint32_t code_point, uint32_t *result, int32_t capacity);

/// What a letter and the mark or letter behind it are as one code point, by NFKC; 0 when they stay two.
uint32_t boxfish_compose(uint32_t first, uint32_t second);

/// The NFKC_Casefold form of UTF-16 text: writes at most `capacity` units and returns how many there are, or -1.
int32_t boxfish_casefold(const uint16_t *text, int32_t count, uint16_t *result, int32_t capacity);

/// ICU's dictionary word breaker. Used by one thread at a time.
typedef struct boxfish_breaker boxfish_breaker;

boxfish_breaker *boxfish_breaker_create(void);
void boxfish_breaker_destroy(boxfish_breaker *breaker);

/// Breaks UTF-16 text. Writes the ends of the pieces, at most `capacity`, and returns how many, or -1.
int32_t boxfish_break(boxfish_breaker *breaker, const uint16_t *text, int32_t count, int32_t *ends, int32_t capacity);

/// A Snowball stemmer. Used by one thread at a time.
typedef struct boxfish_stemmer boxfish_stemmer;

/// The names of libstemmer's algorithms, NULL after the last.
const char *const *boxfish_stemmer_names(void);

/// `name` is an algorithm of libstemmer ("english"). NULL when there is none of that name.
boxfish_stemmer *boxfish_stemmer_create(const char *name);
void boxfish_stemmer_destroy(boxfish_stemmer *stemmer);

/// The stem of a folded UTF-8 word; valid until the stemmer's next call. NULL when memory runs out.
const uint8_t *boxfish_stem(boxfish_stemmer *stemmer, const uint8_t *word, int32_t count, int32_t *length);

#endif
