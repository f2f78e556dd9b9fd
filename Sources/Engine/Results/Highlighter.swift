// Owns: finding a query's words in a text again, for highlights and snippets.

import Analysis
import Schema

/// Marks the words that a query's leaves look for. One for each searching thread.
struct Highlighter {
    private let tokenizer = TextTokenizer()
    private var batch = TokenBatch()
    /// The text at hand with its white space as single blanks.
    private var flat: [UInt8] = []
    /// By where they begin.
    private var occurrences: [Occurrence] = []
    private var stretches: [Range<Int>] = []
    /// By a word's number, how often it is in the stretch at hand.
    private var counts: [Int] = []

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

    /// Where the words stand in the first ``maximumBytes`` of a text in a language. O(text), up to those.
    mutating func highlights(_ text: String, _ words: QueryForms, _ language: Language) -> Highlights {
        guard !words.isEmpty, !text.isEmpty else { return [] }
        var text = text
        occurrences.removeAll(keepingCapacity: true)
        text.withUTF8 { find(words, language, in: Self.start(of: $0), at: 0) }
        return marks(in: 0..<text.utf8.count)
    }

    /// The occurrences within a stretch, by its start: ascending, disjoint, touching ones joined.
    private func marks(in stretch: Range<Int>) -> Highlights {
        var result: Highlights = []
        for range in occurrences.lazy.map(\.range) {
            guard range.lowerBound >= stretch.lowerBound, range.upperBound <= stretch.upperBound else { continue }
            let (start, end) = (range.lowerBound - stretch.lowerBound, range.upperBound - stretch.lowerBound)
            if let last = result.last, start <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                result.append(start..<end)
            }
        }
        return result
    }

    /// What is looked at of a text: it ends between words, or failing that between characters.
    private static func start(of text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard text.count > maximumBytes else { return text }
        var end = text[maximumBytes - 256..<maximumBytes].lastIndex { $0 <= 0x20 } ?? maximumBytes
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[..<end])
    }

    /// The best stretch of a text and where the words stand in it. White space is made single blanks.
    mutating func snippet(
        _ text: UnsafeBufferPointer<UInt8>, _ words: QueryForms, _ language: Language
    ) -> (text: String, highlights: Highlights) {
        look(for: words, language, in: text)
        let window = window(of: words.count)
        let start = boundary(window.lowerBound, forward: true)
        let end = boundary(window.upperBound, forward: false)
        guard start < end else { return ("", []) }
        return (String(decoding: flat[start..<end], as: UTF8.self), marks(in: start..<end))
    }

    /// Flattens a text from its start, and finds words in it, until enough of them are found.
    private mutating func look(for words: QueryForms, _ language: Language, in text: UnsafeBufferPointer<UInt8>) {
        flat.removeAll(keepingCapacity: true)
        occurrences.removeAll(keepingCapacity: true)
        var read = 0
        var limit = Self.firstBytes
        repeat {
            let start = flat.count
            flatten(text, from: &read, until: limit)
            guard !words.isEmpty else { return }
            let flat = flat
            flat.withUnsafeBufferPointer {
                find(words, language, in: UnsafeBufferPointer(rebasing: $0[start...]), at: start)
            }
            let found = differentWords(of: words.count)
            if found == words.count || found > 0 && limit >= Self.wantedBytes { return }
            limit *= 4
        } while read < text.count && limit <= Self.maximumBytes
    }

    /// How many different words occur.
    private mutating func differentWords(of wordCount: Int) -> Int {
        guard let first = occurrences.first else { return 0 }
        if occurrences.allSatisfy({ $0.word == first.word }) { return 1 }
        clearCounts(wordCount)
        for occurrence in occurrences { counts[occurrence.word] += 1 }
        return counts.count { $0 > 0 }
    }

    private mutating func clearCounts(_ wordCount: Int) {
        counts.removeAll(keepingCapacity: true)
        counts.append(contentsOf: repeatElement(0, count: wordCount))
    }

    /// Adds the occurrences in a piece of a text.
    ///
    /// - Parameter offset: where the piece begins in the text.
    private mutating func find(
        _ words: QueryForms, _ language: Language, in piece: UnsafeBufferPointer<UInt8>, at offset: Int
    ) {
        stretches.removeAll(keepingCapacity: true)
        if let known = words.stretches, known.append(in: piece, to: &stretches) {
            for stretch in stretches {
                findWords(
                    words, language, in: UnsafeBufferPointer(rebasing: piece[stretch]), at: offset + stretch.lowerBound)
            }
            return
        }
        findWords(words, language, in: piece, at: offset)
        guard !words.runs.isEmpty else { return }
        let finder = RunFinder(batch)
        for run in words.runs {
            occurrences += finder.ranges(of: run.text).map {
                Occurrence(range: $0.lowerBound + offset..<$0.upperBound + offset, word: run.word)
            }
        }
        occurrences.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The same of words that stand as tokens.
    private mutating func findWords(
        _ words: QueryForms, _ language: Language, in piece: UnsafeBufferPointer<UInt8>, at offset: Int
    ) {
        tokenizer.tokenize(piece, into: &batch)
        for token in batch.tokens {
            guard let word = words.word(of: token, in: language) else { continue }
            let range = offset + Int(token.sourceStart)..<offset + Int(token.sourceEnd)
            occurrences.append(Occurrence(range: range, word: word))
        }
    }

    /// Adds to `flat` what follows in a text, each run of white space as one blank, until it has `limit` bytes or a few
    /// less: it ends between words, or failing that between characters.
    private mutating func flatten(_ text: UnsafeBufferPointer<UInt8>, from read: inout Int, until limit: Int) {
        let start = flat.count
        let room = limit - start
        flat += repeatElement(0, count: room)
        var written = 0
        flat.withUnsafeMutableBufferPointer {
            let target = UnsafeMutableBufferPointer(rebasing: $0[start...])
            var isAfterBlank = start == 0 || $0[start - 1] == 0x20
            while read < text.count, written < room {
                if read > 0, read + 16 <= text.count, written + 16 <= room,
                    let sixteen = SixteenBytes(text, at: read)
                {
                    UnsafeMutableRawBufferPointer(target).storeBytes(
                        of: sixteen.flat, toByteOffset: written, as: SIMD2<UInt64>.self)
                    read &+= 16
                    written &+= 16
                    isAfterBlank = sixteen.endsInBlank
                    continue
                }
                if read + 8 <= text.count, written + 8 <= room {
                    let eight = EightBytes(text, at: read, isAfterBlank: isAfterBlank)
                    UnsafeMutableRawBufferPointer(target).storeBytes(
                        of: eight.flat, toByteOffset: written, as: UInt64.self)
                    read &+= eight.readCount
                    written &+= eight.count
                    isAfterBlank = eight.endsInBlank
                    continue
                }
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
    private mutating func window(of wordCount: Int) -> Range<Int> {
        guard let first = occurrences.first else { return 0..<min(flat.count, Self.snippetBytes) }
        var best = (start: first.range.lowerBound, different: 0, count: 0)
        clearCounts(wordCount)
        var different = 0
        var end = 0
        for (index, occurrence) in occurrences.prefix(400).enumerated() {
            let limit = occurrence.range.lowerBound + Self.snippetBytes * 3 / 4
            while end < occurrences.count, occurrences[end].range.upperBound <= limit || end == index {
                if counts[occurrences[end].word] == 0 { different += 1 }
                counts[occurrences[end].word] += 1
                end += 1
            }
            if (different, end - index) > (best.different, best.count) {
                best = (occurrence.range.lowerBound, different, end - index)
            }
            counts[occurrence.word] -= 1
            if counts[occurrence.word] == 0 { different -= 1 }
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
}

/// Sixteen bytes of a text with their white space as blanks, none of which follows another.
///
/// A byte's answer is its highest bit, as in ``EightBytes``, of which these are two side by side.
private struct SixteenBytes {
    let flat: SIMD2<UInt64>
    let endsInBlank: Bool

    /// `nil` where a blank follows another.
    ///
    /// - Parameter place: after the first byte, with sixteen bytes from it on.
    @inline(__always)
    init?(_ text: UnsafeBufferPointer<UInt8>, at place: Int) {
        let raw = UnsafeRawBufferPointer(text)
        let bytes = raw.loadUnaligned(fromByteOffset: place, as: SIMD2<UInt64>.self)
        let blanks = Self.blanks(bytes)
        let pairs = blanks & Self.blanks(raw.loadUnaligned(fromByteOffset: place &- 1, as: SIMD2<UInt64>.self))
        guard pairs.x | pairs.y == 0 else { return nil }
        let mask = (blanks &<< 1) &- (blanks &>> 7)
        flat = bytes & ~mask | Self.all(0x20) & mask
        endsInBlank = text[place &+ 15] == 0x20 || text[place &+ 15] &- 0x09 < 5
    }

    @inline(__always)
    private static func all(_ byte: UInt64) -> SIMD2<UInt64> { SIMD2(repeating: byte &* 0x0101_0101_0101_0101) }

    @inline(__always)
    private static func blanks(_ bytes: SIMD2<UInt64>) -> SIMD2<UInt64> {
        let low = bytes & all(0x7F)
        let isOther = (low ^ all(0x20)) &+ all(0x7F)
        let isControl = (low &+ all(0x80 - 0x09)) & ~(low &+ all(0x80 - 0x0E))
        return (~isOther | isControl) & ~bytes & all(0x80)
    }
}

/// Eight bytes of a text with their white space as blanks, up to the first blank that follows another.
///
/// A byte's answer is its highest bit, as in Analysis's AsciiBlock.
private struct EightBytes {
    let flat: UInt64
    /// How many of the bytes count, and after how many the text goes on.
    let count: Int
    let readCount: Int
    let endsInBlank: Bool

    private static let high: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    private static func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

    /// - Parameter place: with eight bytes from it on.
    @inline(__always)
    init(_ text: UnsafeBufferPointer<UInt8>, at place: Int, isAfterBlank: Bool) {
        let bytes = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
        let low = bytes & ~Self.high
        let isOther = (low ^ Self.all(0x20)) &+ Self.all(0x7F)
        let isControl = (low &+ Self.all(0x80 - 0x09)) & ~(low &+ Self.all(0x80 - 0x0E))
        let blanks = (~isOther | isControl) & ~bytes & Self.high
        let pairs = blanks & (blanks &<< 8 | (isAfterBlank ? 0x80 : 0))
        let mask = (blanks &>> 7) &* 0xFF
        flat = (bytes & ~mask | Self.all(0x20) & mask).littleEndian
        count = pairs.trailingZeroBitCount &>> 3
        // All blanks in a row are passed over.
        let blankCount = pairs == 0 ? 0 : ((~blanks & Self.high) &>> UInt64(count &* 8)).trailingZeroBitCount &>> 3
        readCount = min(count &+ blankCount, 8)
        endsInBlank = pairs != 0 || blanks &>> 63 == 1
    }
}
