// Owns: ICU's properties, normalisation and dictionary breaker.
#include "CText.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>

static int is_dictionary_script(UChar32 c) {
    UErrorCode error = U_ZERO_ERROR;
    switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return 1;
    default: return c == 0x30FC || c == 0xFF70; // the mark that lengthens a Kana vowel
    }
}

/// Whether a number is written above or below the line: it belongs to the word it stands at, as in `m²`.
static int is_raised(UChar32 c) {
    int type = u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE);
    return type == U_DT_SUPER || type == U_DT_SUB;
}

static int is_word_of_dictionary(UChar32 c) {
    if (!is_dictionary_script(c)) return 0;
    switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_LETTER_NUMBER: return 1;
    default: return u_isalpha(c);
    }
}

/// The marks that voice a Kana, written after it instead of over it: NFKC makes the other marks of them.
static int is_spacing_kana_mark(UChar32 c) { return c == 0x309B || c == 0x309C || c == 0xFF9E || c == 0xFF9F; }

uint8_t boxfish_class(uint32_t code_point) {
    UChar32 c = (UChar32)code_point;
    if (is_spacing_kana_mark(c)) return BOXFISH_EXTEND;
    if (is_word_of_dictionary(c)) return BOXFISH_DICTIONARY;
    switch (u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
    case U_WB_ALETTER:
    case U_WB_HEBREW_LETTER:
    case U_WB_NUMERIC: return BOXFISH_WORD;
    case U_WB_EXTEND: return BOXFISH_EXTEND;
    case U_WB_FORMAT:
    case U_WB_ZWJ: return BOXFISH_IGNORED;
    case U_WB_KATAKANA: return BOXFISH_DICTIONARY;
    case U_WB_REGIONAL_INDICATOR: return BOXFISH_FLAG;
    default: break;
    }
    if (c < 0x80) return BOXFISH_SEPARATOR;
    // What UAX #29 leaves to others: letters of scripts without blanks, superscripts, circled numbers, fractions.
    if (u_isalpha(c)) return BOXFISH_WORD;
    if (u_charType(c) == U_OTHER_NUMBER) return is_raised(c) ? BOXFISH_WORD : BOXFISH_SINGLE;
    if (c > 0x2000 && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC))
        return u_hasBinaryProperty(c, UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED) ? BOXFISH_SINGLE : BOXFISH_PICTURE;
    return BOXFISH_SEPARATOR;
}

/// Marks that a reader without the right keyboard leaves out, and what only varies a picture.
static int is_accent(UChar32 c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F) || // Latin, Greek
           (c >= 0x0591 && c <= 0x05BD) || c == 0x05BF || (c >= 0x05C1 && c <= 0x05C2) ||
           (c >= 0x05C4 && c <= 0x05C5) || c == 0x05C7 ||                          // Hebrew points
           (c >= 0x0610 && c <= 0x061A) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 || // Arabic vowels
           c == 0x0640 ||                                                          // the stroke that stretches a word
           (c >= 0x06D6 && c <= 0x06ED && u_charType(c) == U_NON_SPACING_MARK) ||  // Koranic marks
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F3FB && c <= 0x1F3FF);         // variation selectors, skin tones
}

/// Letters whose stroke or ligature Unicode does not decompose.
static const struct { UChar32 from, first, second; } letters[] = {
    {0x00E6, 'a', 'e'}, {0x00F0, 'd', 0}, {0x00F8, 'o', 0}, {0x0111, 'd', 0}, {0x0127, 'h', 0},
    {0x0131, 'i', 0},   {0x0142, 'l', 0}, {0x0153, 'o', 'e'}, {0x0167, 't', 0}, {0x0629, 0x0647, 0},
    {0x0649, 0x064A, 0},
};

/// ½ and its like: taken apart they would be 12.
static int is_fraction(UChar32 c) { return u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE) == U_DT_FRACTION; }

/// Whether the fold is another by what is not in ICU's own folding.
static int fold_changes_here(UChar32 c) {
    if (is_accent(c) || u_isdigit(c)) return 1;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].from == c) return 1;
    return 0;
}

/// Syllables of Hangul are taken apart and put together again.
static int is_hangul_syllable(UChar32 c) { return c >= 0xAC00 && c <= 0xD7A3; }

static int fold_changes(UChar32 c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z';
    if (is_hangul_syllable(c)) return 0;
    return fold_changes_here(c) || u_hasBinaryProperty(c, UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED) ||
           u_getIntPropertyValue(c, UCHAR_NFD_QUICK_CHECK) != UNORM_YES;
}

uint8_t boxfish_fold_kind(uint32_t code_point) {
    UChar32 c = (UChar32)code_point;
    int composes = u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) == UNORM_MAYBE;
    return (fold_changes(c) ? BOXFISH_FOLD_CHANGES : 0) | (composes ? BOXFISH_FOLD_COMPOSES : 0);
}

/// Sets a flag of all code points with a value of a property.
static void set_flag(uint8_t *kinds, uint32_t limit, UProperty property, int32_t value, uint8_t flag, UErrorCode *error) {
    USet *set = uset_openEmpty();
    uset_applyIntPropertyValue(set, property, value, error);
    int32_t ranges = U_SUCCESS(*error) ? uset_getRangeCount(set) : 0;
    for (int32_t i = 0; i < ranges; i++) {
        UChar32 first, last;
        uset_getItem(set, i, &first, &last, NULL, 0, error);
        for (UChar32 c = first; c <= last && (uint32_t)c < limit; c++) kinds[c] |= flag;
    }
    uset_close(set);
}

int boxfish_fold_kinds(uint8_t *kinds, uint32_t limit) {
    UErrorCode error = U_ZERO_ERROR;
    memset(kinds, 0, limit);
    set_flag(kinds, limit, UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED, 1, BOXFISH_FOLD_CHANGES, &error);
    set_flag(kinds, limit, UCHAR_NFD_QUICK_CHECK, UNORM_NO, BOXFISH_FOLD_CHANGES, &error);
    for (uint32_t c = 0; c < limit; c++) {
        if (c < 0x80) kinds[c] = c >= 'A' && c <= 'Z' ? BOXFISH_FOLD_CHANGES : 0;
        else if (is_hangul_syllable((UChar32)c)) kinds[c] = 0;
        else if (fold_changes_here((UChar32)c)) kinds[c] |= BOXFISH_FOLD_CHANGES;
    }
    set_flag(kinds, limit, UCHAR_NFC_QUICK_CHECK, UNORM_MAYBE, BOXFISH_FOLD_COMPOSES, &error);
    return U_SUCCESS(error);
}

int32_t boxfish_casefold(const uint16_t *text, int32_t count, uint16_t *result, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&error);
    int32_t length = unorm2_normalize(casefold, (const UChar *)text, count, (UChar *)result, capacity, &error);
    return U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR ? -1 : length;
}

uint32_t boxfish_compose(uint32_t first, uint32_t second) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *compose = unorm2_getNFKCInstance(&error);
    if (U_FAILURE(error)) return 0;
    UChar32 pair = unorm2_composePair(compose, (UChar32)first, (UChar32)second);
    return pair < 0 ? 0 : (uint32_t)pair;
}

/// Writes a fully decomposed folded code point without its accents; returns how many UTF-16 units.
static int32_t strip_accents(const UChar *apart, int32_t count, int keepsMarks, UChar *kept) {
    int32_t keptCount = 0;
    for (int32_t i = 0; i < count;) {
        UChar32 c;
        U16_NEXT(apart, i, count, c);
        if (is_accent(c) && !(keepsMarks && c <= 0x036F)) continue;
        if (u_isdigit(c)) c = '0' + u_charDigitValue(c);
        UChar32 second = 0;
        for (size_t j = 0; j < sizeof letters / sizeof *letters; j++) {
            if (letters[j].from != c) continue;
            second = letters[j].second;
            c = letters[j].first;
            break;
        }
        U16_APPEND_UNSAFE(kept, keptCount, c);
        if (second != 0) U16_APPEND_UNSAFE(kept, keptCount, second);
    }
    return keptCount;
}

int32_t boxfish_fold(uint32_t code_point, uint32_t *result, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&error);
    const UNormalizer2 *decompose = unorm2_getNFDInstance(&error);
    const UNormalizer2 *compose = unorm2_getNFCInstance(&error);
    if (U_FAILURE(error)) return 0;
    if (is_fraction((UChar32)code_point)) {
        if (capacity > 0) result[0] = code_point;
        return 1;
    }
    UChar source[2], folded[64], apart[128], kept[128], together[128];
    int32_t count = 0;
    U16_APPEND_UNSAFE(source, count, (UChar32)code_point);
    int32_t foldedCount = unorm2_normalize(casefold, source, count, folded, 64, &error);
    int32_t apartCount = unorm2_normalize(decompose, folded, foldedCount, apart, 128, &error);
    if (U_FAILURE(error)) return 0;
    // The short i of Cyrillic and its like are letters, not accented ones: only the dots of io are left out.
    int keepsMarks = code_point >= 0x0400 && code_point <= 0x052F && code_point != 0x0401 && code_point != 0x0451;
    int32_t keptCount = strip_accents(apart, apartCount, keepsMarks, kept);
    int32_t togetherCount = unorm2_normalize(compose, kept, keptCount, together, 128, &error);
    if (U_FAILURE(error)) return 0;
    int32_t written = 0;
    for (int32_t i = 0; i < togetherCount;) {
        UChar32 c;
        U16_NEXT(together, i, togetherCount, c);
        if (written < capacity) result[written] = (uint32_t)c;
        written++;
    }
    return written;
}

struct boxfish_breaker {
    UBreakIterator *iterator;
};

boxfish_breaker *boxfish_breaker_create(void) {
    UErrorCode error = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &error);
    if (U_FAILURE(error)) return NULL;
    boxfish_breaker *breaker = malloc(sizeof *breaker);
    if (breaker == NULL) {
        ubrk_close(iterator);
        return NULL;
    }
    breaker->iterator = iterator;
    return breaker;
}

void boxfish_breaker_destroy(boxfish_breaker *breaker) {
    if (breaker == NULL) return;
    ubrk_close(breaker->iterator);
    free(breaker);
}

int32_t boxfish_break(boxfish_breaker *breaker, const uint16_t *text, int32_t count, int32_t *ends, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    ubrk_setText(breaker->iterator, (const UChar *)text, count, &error);
    if (U_FAILURE(error)) return -1;
    int32_t found = 0;
    for (int32_t end = ubrk_next(breaker->iterator); end != UBRK_DONE && found < capacity;
         end = ubrk_next(breaker->iterator))
        ends[found++] = end;
    return found;
}
