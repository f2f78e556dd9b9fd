// Owns: telling a text's language from its common words and letters.

import Schema

/// Guesses languages. Not thread-safe: one for each thread.
public final class LanguageGuess {
    /// Bytes of a text that are looked at.
    static let sampleBytes = 768
    /// Fewer common words than this say nothing.
    private static let minimumHits = 3

    private static let words: [String: UInt64] = {
        var words: [String: UInt64] = [:]
        for profile in AnalyzerCatalog.profiles {
            for word in profile.commonWords { words[word, default: 0] |= 1 << UInt64(profile.language.rawValue) }
        }
        return words
    }()
    /// By the hash of the word: what a token carries.
    private static let hashes: [UInt64: UInt64] = {
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        var hashes: [UInt64: UInt64] = [:]
        for (word, languages) in words {
            tokenizer.tokenize(word, into: &batch)
            for token in batch.tokens { hashes[token.hash, default: 0] |= languages }
        }
        return hashes
    }()

    private let tokenizer = TextTokenizer()
    private var batch = TokenBatch()

    public init() {}

    /// The language of a text, or `nil` when it is short, mixed or of none that is known. O(sample).
    public func guess(_ text: String) -> Language? {
        var text = text
        text.withUTF8 { bytes in
            let sample = UnsafeBufferPointer(rebasing: bytes.prefix(Self.sampleBytes))
            tokenizer.tokenize(sample, into: &batch)
        }
        var hits = [Int](repeating: 0, count: Language.allCases.count)
        for token in batch.tokens {
            guard var languages = Self.hashes[token.hash] else { continue }
            while languages != 0 {
                hits[languages.trailingZeroBitCount] += 1
                languages &= languages - 1
            }
        }
        let best = hits.indices.max { hits[$0] < hits[$1] } ?? 0
        let second = hits.indices.filter { $0 != best }.map { hits[$0] }.max() ?? 0
        if hits[best] >= Self.minimumHits, hits[best] > second { return Language(rawValue: UInt8(best)) }
        return script(of: text)
    }

    /// The language whose letters most of a text's words are written in.
    private func script(of text: String) -> Language? {
        var counts: [Language: Int] = [:]
        var letters = 0
        for scalar in text.unicodeScalars.prefix(256) where scalar.properties.isAlphabetic {
            letters += 1
            guard scalar.value >= 0x370 else { continue }
            for profile in AnalyzerCatalog.profiles {
                if let script = profile.script, script.contains(scalar.value) {
                    counts[profile.language, default: 0] += 1
                }
            }
        }
        guard let (language, count) = counts.max(by: { $0.value < $1.value }), count >= 4, count * 2 > letters else {
            return nil
        }
        return language
    }
}
