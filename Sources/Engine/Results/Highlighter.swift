// Owns: finding a query's words in a text again, for highlights and snippets.

import Analysis
import Schema

/// Marks the words that a query's leaves look for. Not thread-safe: one for each searching thread.
final class Highlighter {
    private let tokenizer = TextTokenizer()
    private let stemmer = Stemmer()
    private var batch = TokenBatch()

    /// The words of a query, as its scoring leaves look for them. Lives as long as one search.
    final class Words {
        let exact: Set<String>
        let stems: Set<String>
        /// Of scripts without blanks.
        private(set) var runs: Set<String> = []
        let languages: [Language]
        fileprivate let filter: BeginningFilter
        /// For each form seen so far, by its hash, the term it stands for; empty: none.
        fileprivate var known: [UInt64: String] = [:]

        init(_ plan: QueryPlan, languages: [Language]) {
            self.languages = languages
            var exact: Set<String> = []
            var stems: Set<String> = []
            for leaf in plan.scoring.map({ plan.leaves[$0].leaf }) {
                runs.formUnion(leaf.runs)
                let slots = leaf.slots.indices.filter { !leaf.quietSlots.contains($0) }
                for choice in slots.map({ leaf.slots[$0] }).joined() {
                    switch choice.form {
                    case .exact: exact.insert(choice.term)
                    case .stem: stems.insert(choice.term)
                    }
                }
            }
            self.exact = exact
            self.stems = stems
            filter = BeginningFilter(exact: exact, stems: stems, languages: languages)
        }

        var isEmpty: Bool { exact.isEmpty && stems.isEmpty && runs.isEmpty }
    }

    /// A place where a word of the query stands.
    private struct Occurrence {
        var range: Range<Int>
        /// Its term: a snippet with different words is better than one with the same word again.
        var term: String
    }

    /// The most bytes of a text that are looked at.
    private static let maximumBytes = 65_536
    /// Bytes that are looked at first.
    private static let firstBytes = 4_096
    /// About how many bytes a snippet has.
    static let snippetBytes = 200

    /// Where the words stand. O(text).
    func highlights(_ text: String, _ words: Words) -> Highlights {
        words.isEmpty ? [] : Self.merged(occurrences(text, words).map(\.range))
    }

    /// The best stretch of a text and where the words stand in it. White space is made single blanks.
    func snippet(_ text: String, _ words: Words) -> (text: String, highlights: Highlights) {
        // Mail says what it has to say at the top: more of a text is looked at only until a word is found.
        var flat = ""
        var found: [Occurrence] = []
        var limit = Self.firstBytes
        repeat {
            flat = Self.flattened(text, limit)
            found = words.isEmpty ? [] : occurrences(flat, words)
            limit *= 4
        } while found.isEmpty && !words.isEmpty && limit <= Self.maximumBytes && limit / 4 < text.utf8.count
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
            guard batch.withTerm(of: token, words.filter.passes) else { continue }
            let term = words.known[token.hash] ?? learn(token, words)
            guard !term.isEmpty else { continue }
            result.append(Occurrence(range: Int(token.sourceStart)..<Int(token.sourceEnd), term: term))
        }
        guard !words.runs.isEmpty else { return result }
        let finder = RunFinder(batch)
        for run in words.runs.sorted() {
            result += finder.ranges(of: run).map { Occurrence(range: $0, term: run) }
        }
        return result.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Which term of the query a form stands for.
    private func learn(_ token: Token, _ words: Words) -> String {
        let exact = batch.term(of: token)
        var found = words.exact.contains(exact) ? exact : ""
        if found.isEmpty, !words.stems.isEmpty {
            for language in words.languages.isEmpty ? [.none] : words.languages {
                let stem = stemmer.stem(exact, language: token.isStemmable ? language : .none)
                if words.stems.contains(stem) { found = stem }
            }
        }
        words.known[token.hash] = found
        return found
    }

    /// Runs of white space and line ends to one blank; no more than `limit` bytes.
    private static func flattened(_ text: String, _ limit: Int) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(min(text.utf8.count, limit))
        for byte in text.utf8.prefix(limit) {
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
