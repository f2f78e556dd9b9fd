// Owns: telling a text's language from its common words and letters.

import Schema

/// Guesses languages. Not thread-safe: one for each thread.
///
/// A common word counts the more the fewer languages have it, and so does a letter beyond ASCII. The language with most
/// is it, if that is enough for so many words and clearly more than another has: of mail in a language that is none of
/// ours some words are common in one of them too.
public final class LanguageGuess {
    /// Bytes of a text that are looked at.
    static let sampleBytes = 768

    /// What a word counts that only one language has.
    private static let wordPoints = 60
    /// What a letter counts that only one language has, and what letters count at most.
    private static let letterPoints = 20
    private static let maximumLetterPoints = 90
    /// What a Latin letter beyond ASCII takes from a language that does not have it.
    private static let foreignLetterPoints = 10
    /// What is enough.
    private static let minimumPoints = 70
    /// A text's points a word that are enough: in a text of its language a third of the words are common.
    private static let minimumPointsPerWord = 5
    /// Of the best and the next, the better has so many eighths of the other at least.
    private static let leadInEighths = 9

    /// The languages that have a common word, by the hash that its token carries.
    private static let words: WordTable = {
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        var words: [UInt64: LanguageSet] = [:]
        for profile in AnalyzerCatalog.profiles {
            tokenizer.tokenize(profile.commonWords.joined(separator: " "), into: &batch)
            for token in batch.tokens { words[token.hash, default: LanguageSet()].insert(profile.language) }
        }
        return WordTable(words)
    }()

    private static let letters: [Unicode.Scalar: LanguageSet] = {
        var letters: [Unicode.Scalar: LanguageSet] = [:]
        for profile in AnalyzerCatalog.profiles {
            for letter in (profile.letters + profile.letters.uppercased()).unicodeScalars {
                letters[letter, default: LanguageSet()].insert(profile.language)
            }
        }
        return letters
    }()

    private let tokenizer = TextTokenizer()
    private var batch = TokenBatch()
    private var points = [Int](repeating: 0, count: Language.allCases.count)
    private var letterPoints = [Int](repeating: 0, count: Language.allCases.count)
    private var ownLetters = [Int](repeating: 0, count: Language.allCases.count)

    public init() {}

    /// The language of a text, or `nil` when it is short, mixed or of none that is known. O(sample).
    public func guess(_ text: String) -> Language? {
        var text = text
        return text.withUTF8 { guess($0) }
    }

    /// The language of a text in UTF-8.
    public func guess(_ text: UnsafeBufferPointer<UInt8>) -> Language? {
        let sample = UnsafeBufferPointer(rebasing: text.prefix(Self.sampleBytes))
        tokenizer.tokenize(sample, into: &batch)
        for place in points.indices { (points[place], letterPoints[place], ownLetters[place]) = (0, 0, 0) }
        let words = count(batch.tokens)
        var scalars: [Unicode.Scalar] = []
        if sample.contains(where: { $0 >= 0x80 }) {
            scalars = String(decoding: sample, as: UTF8.self).unicodeScalars.filter { $0.value >= 0x80 }
        }
        count(scalars)
        return best(words) ?? script(of: scalars)
    }

    /// Adds what the words say. Returns how many there are.
    private func count(_ tokens: [Token]) -> Int {
        let table = Self.words
        var points: [Int] = []
        swap(&points, &self.points)
        defer { swap(&points, &self.points) }
        var words = 0
        for token in tokens where token.isStemmable {
            words += 1
            if let languages = table.find(token.hash) { languages.share(Self.wordPoints, among: &points) }
        }
        return words
    }

    /// Adds what the letters beyond ASCII say.
    private func count(_ scalars: [Unicode.Scalar]) {
        var latin = 0
        for scalar in scalars {
            if Self.latin.contains(scalar) { latin += 1 }
            guard let languages = Self.letters[scalar] else { continue }
            languages.share(Self.letterPoints, among: &letterPoints)
            if Self.latin.contains(scalar) { languages.add(1, to: &ownLetters) }
        }
        for place in points.indices {
            points[place] += min(letterPoints[place], Self.maximumLetterPoints)
            points[place] -= (latin - ownLetters[place]) * Self.foreignLetterPoints
        }
    }

    private static let latin: ClosedRange<Unicode.Scalar> = "\u{C0}"..."\u{24F}"

    /// The language with most points for a text of so many words.
    private func best(_ words: Int) -> Language? {
        let best = points.indices.max { points[$0] < points[$1] } ?? 0
        let second = points.indices.filter { $0 != best }.map { points[$0] }.max() ?? 0
        let isEnough = points[best] >= max(Self.minimumPoints, words * Self.minimumPointsPerWord)
        return isEnough && points[best] * 8 >= second * Self.leadInEighths ? Language(rawValue: UInt8(best)) : nil
    }

    /// The language in whose letters nearly all of a text is written that is not in ASCII.
    private func script(of scalars: [Unicode.Scalar]) -> Language? {
        let letters = scalars.filter(\.properties.isAlphabetic)
        guard letters.count >= 4 else { return nil }
        return AnalyzerCatalog.profiles.first { profile in
            guard let script = profile.script else { return false }
            return letters.count { script.contains($0.value) } * 20 >= letters.count * 19
        }?.language
    }
}

/// Which languages have a word, by open addressing over its hash.
private struct WordTable: Sendable {
    /// A slot without languages is free.
    private var slots: [(hash: UInt64, languages: LanguageSet)]

    init(_ words: [UInt64: LanguageSet]) {
        var capacity = 1_024
        while capacity < words.count * 4 { capacity *= 2 }
        slots = Array(repeating: (0, LanguageSet()), count: capacity)
        for (hash, languages) in words {
            var slot = Int(truncatingIfNeeded: hash) & (capacity - 1)
            while !slots[slot].languages.isEmpty { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = (hash, languages)
        }
    }

    func find(_ hash: UInt64) -> LanguageSet? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while !slots[slot].languages.isEmpty {
            if slots[slot].hash == hash { return slots[slot].languages }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}

extension LanguageSet {
    /// Gives each its part of some points.
    @inline(__always)
    fileprivate func share(_ total: Int, among points: inout [Int]) {
        add(total / bits.nonzeroBitCount, to: &points)
    }

    @inline(__always)
    fileprivate func add(_ part: Int, to points: inout [Int]) {
        var rest = bits
        while rest != 0 {
            points[rest.trailingZeroBitCount] += part
            rest &= rest - 1
        }
    }
}
