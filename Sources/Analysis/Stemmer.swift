// Owns: stems, by Snowball's algorithms in libstemmer.

import CText
import Schema

/// Stems folded words. Not thread-safe: one for each thread.
///
/// Words are stemmed as the tokenizer folded them, without their accents but for those of a few endings, which are put
/// back: so a word finds itself however it was typed (Decisions/0001). A stem is folded too.
///
/// Lifetime: owns its C stemmers, each made at the first use of its language.
public final class Stemmer {
    private struct Known {
        let stemmer: OpaquePointer
        let endings: [AccentedEnding]
    }

    private var known = [Known?](repeating: nil, count: Language.allCases.count)

    public init() {}

    deinit { for language in known { boxfish_stemmer_destroy(language?.stemmer) } }

    /// The names of the algorithms that libstemmer has.
    static var algorithms: [String] {
        var names: [String] = []
        var next = boxfish_stemmer_names()
        while let name = next?.pointee {
            names.append(String(cString: name))
            next = next?.successor()
        }
        return names
    }

    /// Calls `body` with a word's stem; with the word itself in `Language.none`. About 0.2 µs.
    public func stem<R>(
        _ word: UnsafeBufferPointer<UInt8>, language: Language, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        guard let known = known(language) else { return try body(word) }
        guard let ending = known.endings.first(where: { $0.isEnding(of: word) }) else {
            return try stem(word, by: known.stemmer, body)
        }
        let accented = word.dropLast(ending.folded.count) + ending.accented
        return try accented.withUnsafeBufferPointer { try stem($0, by: known.stemmer, body) }
    }

    /// The stem of a word.
    public func stem(_ word: String, language: Language) -> String {
        var word = word
        return word.withUTF8 { stem($0, language: language) { String(decoding: $0, as: UTF8.self) } }
    }

    /// What libstemmer makes of a word as it is: what the stems are measured against.
    func plainStem(_ word: String, language: Language) -> String {
        guard let known = known(language) else { return word }
        var word = word
        return word.withUTF8 { bytes in
            var length: Int32 = 0
            let stem = boxfish_stem(known.stemmer, bytes.baseAddress, Int32(bytes.count), &length)
            return String(decoding: UnsafeBufferPointer(start: stem, count: Int(length)), as: UTF8.self)
        }
    }

    private func stem<R>(
        _ word: UnsafeBufferPointer<UInt8>, by stemmer: OpaquePointer,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        var length: Int32 = 0
        guard let stem = boxfish_stem(stemmer, word.baseAddress, Int32(word.count), &length), length > 0 else {
            return try body(word)
        }
        let bytes = UnsafeBufferPointer(start: stem, count: Int(length))
        if bytes.allSatisfy({ $0 < 0x80 }) { return try body(bytes) }
        return try CharacterTables.shared.folded(bytes).withUnsafeBufferPointer(body)
    }

    private func known(_ language: Language) -> Known? {
        let place = Int(language.rawValue)
        if let known = known[place] { return known }
        guard let profile = AnalyzerCatalog.byLanguage[language],
            let stemmer = boxfish_stemmer_create(profile.stemmer)
        else { return nil }
        known[place] = Known(stemmer: stemmer, endings: profile.endings)
        return known[place]
    }
}
