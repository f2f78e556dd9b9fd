// Owns: finding a query's words in a text again, for highlights and snippets.

import Analysis
import Schema

/// Marks the words that a query's leaves look for. Not thread-safe: one for each searching thread.
final class Highlighter {
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private var batch = TokenBatch()

    /// The words of a query, as its scoring leaves look for them.
    struct Words {
        var exact: Set<String> = []
        var stems: Set<String> = []
        var languages: [Language]

        init(_ plan: QueryPlan, languages: [Language]) {
            self.languages = languages
            for place in plan.scoring {
                for choice in plan.leaves[place].leaf.slots.joined() {
                    switch choice.form {
                    case .exact: exact.insert(choice.term)
                    case .stem: stems.insert(choice.term)
                    }
                }
            }
        }

        var isEmpty: Bool { exact.isEmpty && stems.isEmpty }
    }

    /// A place where a word of the query stands.
    private struct Occurrence {
        var range: Range<Int>
        /// Its term: a snippet with different words is better than one with the same word again.
        var term: String
    }

    /// The most bytes of a text that are looked at.
    private static let maximumBytes = 262_144
    /// About how many bytes a snippet has.
    static let snippetBytes = 200

    /// Where the words stand. O(text).
    func highlights(_ text: String, _ words: Words) -> Highlights {
        words.isEmpty ? [] : Self.merged(occurrences(text, words).map(\.range))
    }

    /// The best stretch of a text and where the words stand in it. White space is made single blanks.
    func snippet(_ text: String, _ words: Words) -> (text: String, highlights: Highlights) {
        let flat = Self.flattened(text)
        let found = words.isEmpty ? [] : occurrences(flat, words)
        let utf8 = Array(flat.utf8)
        let window = Self.window(around: found, length: utf8.count)
        let start = Self.boundary(utf8, window.lowerBound, forward: true)
        let end = Self.boundary(utf8, window.upperBound, forward: false)
        guard start < end else { return ("", []) }
        let inside = found.map(\.range).filter { $0.lowerBound >= start && $0.upperBound <= end }
        return (
            String(decoding: utf8[start..<end], as: UTF8.self),
            Self.merged(inside.map { $0.lowerBound - start..<$0.upperBound - start })
        )
    }

    private func occurrences(_ text: String, _ words: Words) -> [Occurrence] {
        tokenizer.tokenize(text, into: &batch)
        var result: [Occurrence] = []
        for token in batch.tokens {
            let range = Int(token.sourceStart)..<Int(token.sourceEnd)
            let exact = batch.term(of: token)
            if words.exact.contains(exact) {
                result.append(Occurrence(range: range, term: exact))
                continue
            }
            guard !words.stems.isEmpty else { continue }
            for language in words.languages.isEmpty ? [.none] : words.languages {
                let stem = batch.withTerm(of: token) { term in
                    stemmer.stem(term, language: token.isStemmable ? language : .none) {
                        String(decoding: $0, as: UTF8.self)
                    }
                }
                if words.stems.contains(stem) {
                    result.append(Occurrence(range: range, term: stem))
                    break
                }
            }
        }
        return result
    }

    /// Runs of white space and line ends to one blank; no more than the most bytes that are looked at.
    private static func flattened(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(min(text.utf8.count, maximumBytes))
        for byte in text.utf8.prefix(maximumBytes) {
            let isBlank = byte == 0x20 || byte >= 0x09 && byte <= 0x0D
            if !isBlank { result.append(byte) } else if let last = result.last, last != 0x20 { result.append(0x20) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The stretch with the most different words; of equals the first.
    private static func window(around found: [Occurrence], length: Int) -> Range<Int> {
        guard let first = found.first else { return 0..<min(length, snippetBytes) }
        var best = (start: first.range.lowerBound, different: 0, count: 0)
        for (index, occurrence) in found.enumerated() {
            let limit = occurrence.range.lowerBound + snippetBytes * 3 / 4
            let inside = found[index...].prefix { $0.range.upperBound <= limit }
            let different = Set(inside.map(\.term)).count
            if (different, inside.count) > (best.different, best.count) {
                best = (occurrence.range.lowerBound, different, inside.count)
            }
            if index > 400 { break }
        }
        let start = max(0, min(best.start - snippetBytes / 4, length - snippetBytes))
        return start..<min(length, start + snippetBytes)
    }

    /// The next place from `at` between words, or failing that between characters.
    private static func boundary(_ bytes: [UInt8], _ at: Int, forward: Bool) -> Int {
        guard at > 0, at < bytes.count else { return at }
        for distance in 0..<24 {
            let place = forward ? at + distance : at - distance
            guard place > 0, place < bytes.count else { break }
            if bytes[place - 1] == 0x20, forward { return place }
            if bytes[place] == 0x20, !forward { return place }
        }
        var place = at
        while place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += forward ? 1 : -1 }
        return place
    }

    /// Ascending, disjoint, touching ones joined.
    private static func merged(_ ranges: [Range<Int>]) -> Highlights {
        var result: Highlights = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
