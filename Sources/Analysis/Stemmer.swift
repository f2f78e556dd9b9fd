// Owns: stems, by Snowball's algorithms in libstemmer.

import CText
import Schema

/// Stems folded words. Not thread-safe: one for each thread.
///
/// Words are stemmed as the tokenizer folded them, without their accents: so a word finds itself however it was typed,
/// at the price of the few rules that look at accents (Decisions/0001).
///
/// Lifetime: owns its C stemmers, each made at the first use of its language.
public final class Stemmer {
    private var stemmers = [OpaquePointer?](repeating: nil, count: Language.allCases.count)

    public init() {}

    deinit { for stemmer in stemmers { boxfish_stemmer_destroy(stemmer) } }

    /// Calls `body` with a word's stem; with the word itself in ``Schema/Language/none``. About 0.2 µs.
    public func stem<R>(
        _ word: UnsafeBufferPointer<UInt8>, language: Language, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        guard let stemmer = stemmer(language) else { return try body(word) }
        var length: Int32 = 0
        guard let stem = boxfish_stem(stemmer, word.baseAddress, Int32(word.count), &length), length > 0 else {
            return try body(word)
        }
        return try body(UnsafeBufferPointer(start: stem, count: Int(length)))
    }

    /// The stem of a word.
    public func stem(_ word: String, language: Language) -> String {
        var word = word
        return word.withUTF8 { stem($0, language: language) { String(decoding: $0, as: UTF8.self) } }
    }

    private func stemmer(_ language: Language) -> OpaquePointer? {
        let place = Int(language.rawValue)
        if let known = stemmers[place] { return known }
        guard let profile = AnalyzerCatalog.byLanguage[language] else { return nil }
        stemmers[place] = boxfish_stemmer_create(profile.stemmer)
        return stemmers[place]
    }
}
