// Owns: finding the terms that have some letters inside, without looking at all terms.
//
// Measured on the 73,350 different words of a million messages' senders (680 KB), a microsecond each look-up:
//
//   walking the dictionary       3,700 µs   nothing to build or keep
//   scanning the terms' bytes      300 µs   kept: the terms, 9 bytes each
//   three bytes → terms (this)       1 µs   built in 0.6 µs, kept in 26 bytes a term besides its own
//   suffix array                     5 µs   built in 1.4 µs, kept in 33 bytes a term besides its own
//
// So grams it is; they are made from a segment's dictionary when they are first asked for, and kept while there is room
// (TermGramCache.swift). As a scalar of Han or Kana is three bytes, the same structure serves runs of scripts without blanks.

import Schema
import Storage

/// What terms a pattern can only match.
enum TermNarrowing {
    /// Those that have these bytes, at least three.
    case having([UInt8])
    /// Those that have the first three bytes of any of these.
    case havingAny([[UInt8]])
}

/// The terms of one space and team in a segment, by the threes of bytes they have. Immutable and thread-safe.
final class TermGrams: Sendable {
    /// Spaces of more terms are walked: that of all words has millions.
    static let maximumTerms = 1 << 18

    private let bytes: [UInt8]
    /// Where each term ends in `bytes`.
    private let ends: [UInt32]
    /// How many items of the segment have each term, dead ones included.
    private let items: [UInt32]
    /// Where each bucket of grams begins in `postings`, and the last ends. Grams share buckets by their hash.
    private let starts: [UInt32]
    private let postings: [UInt32]

    /// How many bytes it takes.
    var byteCount: Int { bytes.count + (ends.count + items.count + starts.count + postings.count) * 4 }

    /// - Parameter collected: terms, each once.
    init(_ collected: CollectedTerms, _ budget: SearchBudget) throws {
        bytes = collected.bytes
        ends = collected.ends
        items = collected.items
        let buckets = 1 << max(4, UInt64.bitWidth - UInt64(bytes.count / 8).leadingZeroBitCount)
        var counts = [UInt32](repeating: 0, count: buckets + 1)
        try Self.forEachGram(bytes, ends, buckets, budget) { bucket, _ in counts[bucket + 1] += 1 }
        for bucket in 0..<buckets { counts[bucket + 1] += counts[bucket] }
        starts = counts
        var postings = [UInt32](repeating: 0, count: Int(counts[buckets]))
        try Self.forEachGram(bytes, ends, buckets, budget) { bucket, term in
            postings[Int(counts[bucket])] = UInt32(term)
            counts[bucket] += 1
        }
        self.postings = postings
    }

    private static func forEachGram(
        _ bytes: [UInt8], _ ends: [UInt32], _ buckets: Int, _ budget: SearchBudget, _ body: (Int, Int) -> Void
    ) throws {
        try bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for (term, end) in ends.enumerated() {
                if term & 1_023 == 0 { try budget.check(work: 32) }
                var place = start
                while place + 3 <= Int(end) {
                    body(bucket(bytes[place], bytes[place + 1], bytes[place + 2], buckets), term)
                    place += 1
                }
                start = Int(end)
            }
        }
    }

    @inline(__always)
    private static func bucket(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ buckets: Int) -> Int {
        let gram = UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
        return Int(truncatingIfNeeded: (gram &* 0x9E37_79B1) >> 8) & (buckets - 1)
    }

    private func postings(_ gram: ArraySlice<UInt8>) -> ArraySlice<UInt32> {
        let at = gram.startIndex
        let bucket = Self.bucket(gram[at], gram[at + 1], gram[at + 2], starts.count - 1)
        return postings[Int(starts[bucket])..<Int(starts[bucket + 1])]
    }

    /// The numbers of all terms that a narrowing leaves, and some others, ascending.
    func candidates(_ narrowing: TermNarrowing) -> [UInt32] {
        var found: [UInt32] = []
        switch narrowing {
        case .having(let part):
            let grams = (0...part.count - 3).map { postings(part[$0..<$0 + 3]) }
            found = Array(grams.min { $0.count < $1.count } ?? [])
        case .havingAny(let parts):
            // Of two parts that begin alike one is enough.
            for gram in Set(parts.map { $0[..<3] }) { found += postings(gram) }
            found.sort()
        }
        var kept = min(1, found.count)
        for index in found.indices.dropFirst() where found[index] != found[kept - 1] {
            found[kept] = found[index]
            kept += 1
        }
        found.removeLast(found.count - kept)
        return found
    }

    /// Calls `body` with a term and how many items of the segment have it.
    func withTerm<R>(_ number: UInt32, _ body: (UnsafeBufferPointer<UInt8>, UInt64) throws -> R) rethrows -> R {
        let start = number > 0 ? Int(ends[Int(number) - 1]) : 0
        return try bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[start..<Int(ends[Int(number)])]), UInt64(items[Int(number)]))
        }
    }
}

/// Terms one after another, on their way into ``TermGrams``.
struct CollectedTerms {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var ends: [UInt32] = []
    fileprivate(set) var items: [UInt32] = []

    mutating func append(_ term: some Collection<UInt8>, items count: UInt64) {
        bytes.append(contentsOf: term)
        ends.append(UInt32(bytes.count))
        items.append(UInt32(clamping: count))
    }
}
