// Owns: text to tokens.
//
// Words are those of UAX #29 (Unicode 15) with these departures, each tested by name (WordBreakTests):
//
// | text | UAX #29 | here | why |
// |---|---|---|---|
// | `ann@x.com`, `enron.com` | `ann` `x.com`; one word | `ann` `x` `com`; `enron` `com` | addresses and hosts are found whole, as the phrase of their parts, and by part |
// | `o'reilly`, `can't`, `U.S.A`, `a:b` | one word | two or more | a bare query word with inner punctuation is the phrase of its parts |
// | `report_final` | one word | `report` `final` | file names by part |
// | `3.14`, `1,2` | one word | `3` `14`; `1` `2` | the same rule for numbers |
// | `12,000` | one word | `12000` | a comma before exactly three digits groups them |
// | `INV-2047` | `INV` `2047` | the same | ticket numbers: UAX #29 does it already |
// | `m²`, `H₂O` | `m` `²`; `H` `₂` `O` | one word, `m2`, `h2o` | it is written so where superscripts are missing |
// | `½`, `①`, `™` | a piece each, no word | a token each: `½`, `1`, `tm` | they are searched for, and folding must not glue them to their neighbours |
// | Han, Kana, Thai, Lao, Khmer, Burmese | a character each, Katakana in runs | dictionary words | they are written without blanks |
// | emoji, flags | a piece each, no word | a token each, without variation selectors and skin tones | they are searched for |
// | a letter joined to an emoji by U+200D | one piece | two tokens | only emoji are joined |
// | soft hyphen, zero width | part of the word | not in the term; at its ends not in its range either | they are not seen |
//
// A term is folded: NFKC_Casefold, digits of every script in ASCII, then without accents (CText's `boxfish_fold`). It
// is at most 255 bytes; what is longer is cut there. Bytes that are not UTF-8 separate words.

/// Splits text into tokens. Not thread-safe: one for each thread.
public final class TextTokenizer {
    static let maximumTermBytes = 255

    private let tables = CharacterTables.shared
    private let dictionary = DictionaryBreaker()

    public init() {}

    /// The tokens of a value. O(text).
    public func tokenize(_ text: String, into batch: inout TokenBatch) {
        var text = text
        text.withUTF8 { tokenize($0, into: &batch) }
    }

    /// The tokens of a value in UTF-8. O(text).
    public func tokenize(_ text: UnsafeBufferPointer<UInt8>, into batch: inout TokenBatch) {
        batch.tokens.removeAll(keepingCapacity: true)
        guard let base = text.baseAddress else { return }
        var tokens = batch.tokens
        batch.tokens = []
        // A term is at most as long as its source but for the few code points that fold to several.
        var capacity = text.count * 2 + 1_024
        var isDone = false
        while !isDone {
            if batch.arena.count < capacity { batch.arena = [UInt8](repeating: 0, count: capacity) }
            isDone = batch.arena.withUnsafeMutableBufferPointer { arena in
                guard let target = arena.baseAddress else { return true }
                tokens.removeAll(keepingCapacity: true)
                var run = TokenRun(
                    text: base, count: text.count, arena: target, capacity: arena.count, tables: tables,
                    dictionary: dictionary)
                run.scan(&tokens)
                return !run.isFull
            }
            capacity *= 2
        }
        batch.tokens = tokens
    }
}
