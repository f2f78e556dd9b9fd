// Owns: ICU's properties, normalisation and dictionary breaker.
#include "CText.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
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

static uint8_t class_of(UChar32 c) {
    int word_break = u_getIntPropertyValue(c, UCHAR_WORD_BREAK);
    if (is_dictionary_script(c) && (u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK ||
                                    u_charType(c) == U_COMBINING_SPACING_MARK || c == 0x30FC || c == 0xFF70))
        return BOXFISH_DICTIONARY;
    switch (word_break) {
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
    // Digits and letters that UAX #29 leaves to others: superscripts, circled numbers, full-width digits, Roman numerals.
    if (c >= 0x80 && (u_charType(c) == U_OTHER_NUMBER || u_charType(c) == U_LETTER_NUMBER ||
                      u_charType(c) == U_DECIMAL_DIGIT_NUMBER || u_isalpha(c)))
        return BOXFISH_WORD;
    if (c > 0x2000 && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)) return BOXFISH_PICTURE;
    return BOXFISH_SEPARATOR;
}

void boxfish_classes(uint32_t first, uint32_t count, uint8_t *classes) {
    for (uint32_t i = 0; i < count; i++) classes[i] = class_of((UChar32)(first + i));
}

/// Marks that a reader without the right keyboard leaves out.
static int is_accent(UChar32 c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F) || // Latin, Greek
           (c >= 0x0591 && c <= 0x05BD) || c == 0x05BF || (c >= 0x05C1 && c <= 0x05C2) ||
           (c >= 0x05C4 && c <= 0x05C5) || c == 0x05C7 ||                          // Hebrew points
           (c >= 0x064B && c <= 0x065F) || c == 0x0670 || c == 0x0640 ||           // Arabic vowels, tatweel
           (c >= 0x06D6 && c <= 0x06ED && u_charType(c) == U_NON_SPACING_MARK) ||  // Koranic marks
           (c >= 0xFE00 && c <= 0xFE0F);                                           // variation selectors
}

/// Letters whose stroke or ligature Unicode does not decompose.
static const struct { UChar32 from, first, second; } letters[] = {
    {0x00E6, 'a', 'e'}, {0x00F0, 'd', 0}, {0x00F8, 'o', 0}, {0x0111, 'd', 0}, {0x0127, 'h', 0},
    {0x0131, 'i', 0},   {0x0142, 'l', 0}, {0x0153, 'o', 'e'}, {0x0167, 't', 0}, {0x0629, 0x0647, 0},
    {0x0649, 0x064A, 0},
};

int boxfish_fold_changes(uint32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z';
    if (is_accent((UChar32)c)) return 1;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].from == (UChar32)c) return 1;
    return u_hasBinaryProperty((UChar32)c, UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED) ||
           u_getIntPropertyValue((UChar32)c, UCHAR_NFD_QUICK_CHECK) != UNORM_YES;
}

int32_t boxfish_fold(uint32_t code_point, uint32_t *result, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&error);
    const UNormalizer2 *decompose = unorm2_getNFDInstance(&error);
    const UNormalizer2 *compose = unorm2_getNFCInstance(&error);
    UChar source[2], folded[64], apart[128], kept[128], together[128];
    int32_t count = 0;
    U16_APPEND_UNSAFE(source, count, (UChar32)code_point);
    int32_t foldedCount = unorm2_normalize(casefold, source, count, folded, 64, &error);
    int32_t apartCount = unorm2_normalize(decompose, folded, foldedCount, apart, 128, &error);
    if (U_FAILURE(error)) return 0;
    // The short i of Cyrillic and its like are letters, not accented ones: only the dots of io are left out.
    int keepsMarks = code_point >= 0x0400 && code_point <= 0x052F && code_point != 0x0401 && code_point != 0x0451;
    int32_t keptCount = 0;
    for (int32_t i = 0; i < apartCount;) {
        UChar32 c;
        U16_NEXT(apart, i, apartCount, c);
        if (is_accent(c) && !(keepsMarks && c <= 0x036F)) continue;
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
