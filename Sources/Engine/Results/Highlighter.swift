// Owns: finding a query's words in a text again, for highlights and snippets.

import Analysis

/// Marks the words that a query's leaves look for. Not thread-safe: one for each searching thread.
final class Highlighter {
    private let tokenizer = TextTokenizer()
    private var batch = TokenBatch()
    /// The text at hand with its white space as single blanks.
    private var flat: [UInt8] = []
    private var occurrences: [Occurrence] = []

    /// A place where a word of the query stands.
    private struct Occurrence {
        var range: Range<Int>
        /// Its number: a snippet with different words is better than one with the same word again.
        var word: Int
    }

    /// The most bytes of a text that are looked at.
    private static let maximumBytes = 65_536
    /// Bytes that are looked at first: mail says what it has to say at the top.
    private static let firstBytes = 1_024
    /// Bytes that are looked at for all of the query's words, after which one of them will do.
    private static let wantedBytes = 4_096
    /// About how many bytes a snippet has.
    static let snippetBytes = 200

    /// Where the words stand. O(text).
    func highlights(_ text: String, _ words: QueryForms) -> Highlights {
        guard !words.isEmpty, !text.isEmpty else { return [] }
        var text = text
        occurrences.removeAll(keepingCapacity: true)
        text.withUTF8 { find(words, in: $0, at: 0) }
        return Self.merged(occurrences.map(\.range))
    }

    /// The best stretch of a text and where the words stand in it. White space is made single blanks.
    func snippet(
        _ text: UnsafeBufferPointer<UInt8>, _ words: QueryForms
    ) -> (text: String, highlights: Highlights) {
        look(for: words, in: text)
        let window = window()
        let start = boundary(window.lowerBound, forward: true)
        let end = boundary(window.upperBound, forward: false)
        guard start < end else { return ("", []) }
        let inside = occurrences.map(\.range).filter { $0.lowerBound >= start && $0.upperBound <= end }
        return (
            String(decoding: flat[start..<end], as: UTF8.self),
            Self.merged(inside.map { $0.lowerBound - start..<$0.upperBound - start })
        )
    }

    /// Flattens a text from its start, and finds words in it, until enough of them are found.
    private func look(for words: QueryForms, in text: UnsafeBufferPointer<UInt8>) {
        flat.removeAll(keepingCapacity: true)
        occurrences.removeAll(keepingCapacity: true)
        var read = 0
        var limit = Self.firstBytes
        repeat {
            let start = flat.count
            flatten(text, from: &read, until: limit)
            guard !words.isEmpty else { return }
            flat.withUnsafeBufferPointer { find(words, in: UnsafeBufferPointer(rebasing: $0[start...]), at: start) }
            let found = Set(occurrences.map(\.word)).count
            if found == words.count || found > 0 && limit >= Self.wantedBytes { return }
            limit *= 4
        } while read < text.count && limit <= Self.maximumBytes
    }

    /// Adds the occurrences in a piece of a text.
    ///
    /// - Parameter offset: where the piece begins in the text.
    private func find(_ words: QueryForms, in piece: UnsafeBufferPointer<UInt8>, at offset: Int) {
        tokenizer.tokenize(piece, into: &batch)
        for token in batch.tokens {
            guard let word = words.word(of: token) else { continue }
            let range = offset + Int(token.sourceStart)..<offset + Int(token.sourceEnd)
            occurrences.append(Occurrence(range: range, word: word))
        }
        guard !words.runs.isEmpty else { return }
        let finder = RunFinder(batch)
        for run in words.runs {
            occurrences += finder.ranges(of: run.text).map {
                Occurrence(range: $0.lowerBound + offset..<$0.upperBound + offset, word: run.word)
            }
        }
        occurrences.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Adds to `flat` what follows in a text, each run of white space as one blank, until it has `limit` bytes or a few
    /// less: it ends between words, or failing that between characters.
    private func flatten(_ text: UnsafeBufferPointer<UInt8>, from read: inout Int, until limit: Int) {
        let start = flat.count
        let room = limit - start
        flat += repeatElement(0, count: room)
        var written = 0
        flat.withUnsafeMutableBufferPointer {
            let target = UnsafeMutableBufferPointer(rebasing: $0[start...])
            var isAfterBlank = start == 0 || $0[start - 1] == 0x20
            while read < text.count, written < room {
                let byte = text[read]
                let isBlank = byte == 0x20 || byte &- 0x09 < 5
                target[written] = isBlank ? 0x20 : byte
                written &+= isBlank && isAfterBlank ? 0 : 1
                isAfterBlank = isBlank
                read &+= 1
            }
        }
        flat.removeLast(room - written)
        guard read < text.count else { return }
        // What follows the last blank is the same in both, byte by byte.
        let word = flat[start...].reversed().prefix(256).prefix { $0 != 0x20 }.count
        if word < min(256, flat.count - start) {
            flat.removeLast(word)
            read -= word
        }
        while word >= 256, read < text.count, text[read] & 0xC0 == 0x80 {
            flat.append(text[read])
            read += 1
        }
    }

    /// The stretch with the most different words; of equals the first.
    private func window() -> Range<Int> {
        guard let first = occurrences.first else { return 0..<min(flat.count, Self.snippetBytes) }
        var best = (start: first.range.lowerBound, different: 0, count: 0)
        var counts: [Int: Int] = [:]
        var end = 0
        for (index, occurrence) in occurrences.prefix(400).enumerated() {
            let limit = occurrence.range.lowerBound + Self.snippetBytes * 3 / 4
            while end < occurrences.count, occurrences[end].range.upperBound <= limit || end == index {
                counts[occurrences[end].word, default: 0] += 1
                end += 1
            }
            if (counts.count, end - index) > (best.different, best.count) {
                best = (occurrence.range.lowerBound, counts.count, end - index)
            }
            counts[occurrence.word, default: 1] -= 1
            if counts[occurrence.word] == 0 { counts[occurrence.word] = nil }
        }
        let start = max(0, min(best.start - Self.snippetBytes / 4, flat.count - Self.snippetBytes))
        return start..<min(flat.count, start + Self.snippetBytes)
    }

    /// The next place from `at` between words, or failing that between characters.
    private func boundary(_ at: Int, forward: Bool) -> Int {
        guard at > 0, at < flat.count else { return at }
        for distance in 0..<24 {
            let place = forward ? at + distance : at - distance
            guard place > 0, place < flat.count else { break }
            if flat[place - 1] == 0x20, forward { return place }
            if flat[place] == 0x20, !forward { return place }
        }
        var place = at
        while place < flat.count, flat[place] & 0xC0 == 0x80 { place += forward ? 1 : -1 }
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
