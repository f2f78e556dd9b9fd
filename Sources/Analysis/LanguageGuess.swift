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
    fileprivate static let wordPoints = 60
    /// What a letter counts that only one language has, and what letters count at most.
    fileprivate static let letterPoints = 20
    fileprivate static let maximumLetterPoints = 90
    /// What a Latin letter beyond ASCII takes from a language that does not have it.
    fileprivate static let foreignLetterPoints = 10
    /// What is enough.
    fileprivate static let minimumPoints = 70
    /// A text's points a word that are enough: in a text of its language a third of the words are common.
    fileprivate static let minimumPointsPerWord = 5
    /// Of the best and the next, the better has so many eighths of the other at least.
    fileprivate static let leadInEighths = 9

    /// The languages that have a common word, by the hash that its token carries.
    fileprivate static let words: WordTable = {
        let tokenizer = TextTokenizer()
        var batch = TokenBatch()
        var words: [UInt64: LanguageSet] = [:]
        for profile in AnalyzerCatalog.profiles {
            tokenizer.tokenize(profile.commonWords.joined(separator: " "), into: &batch)
            for token in batch.tokens { words[token.hash, default: LanguageSet()].insert(profile.language) }
        }
        return WordTable(words)
    }()

    /// The languages that have a letter, by its number, up to the highest letter of any.
    fileprivate static let letters: [LanguageSet] = {
        var letters: [LanguageSet] = []
        for profile in AnalyzerCatalog.profiles {
            for letter in (profile.letters + profile.letters.uppercased()).unicodeScalars {
                while letters.count <= Int(letter.value) { letters.append(LanguageSet()) }
                letters[Int(letter.value)].insert(profile.language)
            }
        }
        return letters
    }()

    fileprivate static let latin: ClosedRange<Unicode.Scalar> = "\u{C0}"..."\u{24F}"

    /// What each language has, by its number.
    fileprivate struct Tally {
        var points = [Int](repeating: 0, count: Language.allCases.count)
        var letterPoints = [Int](repeating: 0, count: Language.allCases.count)
        var ownLetters = [Int](repeating: 0, count: Language.allCases.count)
    }

    private let tokenizer = TextTokenizer()
    private var batch = TokenBatch()

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
        var tally = Tally()
        let words = tally.count(batch.tokens)
        var scalars: [Unicode.Scalar] = []
        if sample.contains(where: { $0 >= 0x80 }) {
            scalars = String(decoding: sample, as: UTF8.self).unicodeScalars.filter { $0.value >= 0x80 }
            tally.count(scalars)
        }
        return tally.best(words) ?? script(of: scalars)
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

extension LanguageGuess.Tally {
    /// Adds what the words say. Returns how many there are.
    fileprivate mutating func count(_ tokens: [Token]) -> Int {
        let table = LanguageGuess.words
        var words = 0
        for token in tokens where token.isStemmable {
            words += 1
            if let languages = table.find(token.hash) { languages.share(LanguageGuess.wordPoints, among: &points) }
        }
        return words
    }

    /// Adds what the letters beyond ASCII say.
    fileprivate mutating func count(_ scalars: [Unicode.Scalar]) {
        let letters = LanguageGuess.letters
        var latin = 0
        for scalar in scalars {
            let isLatin = LanguageGuess.latin.contains(scalar)
            if isLatin { latin += 1 }
            guard scalar.value < letters.count, !letters[Int(scalar.value)].isEmpty else { continue }
            let languages = letters[Int(scalar.value)]
            languages.share(LanguageGuess.letterPoints, among: &letterPoints)
            if isLatin { languages.add(1, to: &ownLetters) }
        }
        for place in points.indices {
            points[place] += min(letterPoints[place], LanguageGuess.maximumLetterPoints)
            points[place] -= (latin - ownLetters[place]) * LanguageGuess.foreignLetterPoints
        }
    }

    /// The language with most points for a text of so many words.
    fileprivate func best(_ words: Int) -> Language? {
        var best = 0
        var second = Int.min
        for place in points.indices.dropFirst() {
            if points[place] > points[best] {
                (best, second) = (place, points[best])
            } else {
                second = max(second, points[place])
            }
        }
        let isEnough = points[best] >= max(LanguageGuess.minimumPoints, words * LanguageGuess.minimumPointsPerWord)
        let leads = points[best] * 8 >= second * LanguageGuess.leadInEighths
        return isEnough && leads ? Language(rawValue: UInt8(best)) : nil
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
