// Owns: the terms that a pattern was found to stand for, how many items have each, and where each stands.

import Schema
import Storage

/// Where a walk found a term.
struct FoundEntry {
    /// The segment's place in the snapshot.
    var segment: Int
    var entry: TermEntry
    /// Of a text's stem.
    var language: Language?
}

/// Terms in the order of their bytes, each once.
///
/// Every walk over a segment's terms is ascending, so what walks find is merged, and no term is hashed. Only runs of like
/// length are merged before the end: O(n log n) for n found in all.
struct FoundTerms {
    struct Term {
        fileprivate var start: Int
        fileprivate var end: Int
        fileprivate(set) var items: UInt64
        /// The first of its entries, and the last, where they are known.
        fileprivate var first: Int
        fileprivate var last: Int
    }

    /// The most that are remembered; those after them are left out.
    private let limit: Int
    private let budget: SearchBudget
    /// What the walks that have ended found, in runs that ascend each, longer ones first.
    private var runs: [[Term]] = []
    /// What the walk at hand found.
    private var walked: [Term] = []
    /// The bytes of all of them, and how many there may be before those of terms that were merged are dropped.
    private var bytes: [UInt8] = []
    private var roomForBytes = 1 << 20
    /// Each with the place of the next of the same term, or -1.
    private var entries: [(found: FoundEntry, next: Int)] = []
    /// Whether all entries of all terms are known that were added: of many segments they may be too many to remember.
    private(set) var hasEntries = true
    /// Whether any were left out.
    private(set) var isCut = false

    init(limit: Int, _ budget: SearchBudget) {
        self.limit = limit
        self.budget = budget
    }

    /// All terms, when ``finish()`` was called.
    var terms: [Term] { runs.first ?? [] }

    /// Adds items to the term that the walk at hand added last, or a new one; one that comes before it begins another walk.
    ///
    /// - Parameter entry: `nil` where it is not known: then no entries are kept.
    /// - Returns: false when the walk has found as many as are remembered.
    mutating func add(_ term: UnsafeBufferPointer<UInt8>, items: UInt64, _ entry: FoundEntry?) throws -> Bool {
        var order = -1
        if let last = walked.last {
            order = bytes.withUnsafeBytes {
                TermDictionary.compare(
                    UnsafeRawBufferPointer(rebasing: $0[last.start..<last.end]), UnsafeRawBufferPointer(term))
            }
        }
        if order > 0 { try endWalk() }
        if order != 0 {
            guard walked.count < limit else {
                isCut = true
                return false
            }
            walked.append(Term(start: bytes.count, end: bytes.count + term.count, items: 0, first: -1, last: -1))
            bytes.append(contentsOf: term)
        }
        var known = walked[walked.count - 1]
        known.items += items
        if let entry, hasRoomForEntry {
            if known.first < 0 { known.first = entries.count } else { entries[known.last].next = entries.count }
            known.last = entries.count
            entries.append((entry, -1))
        } else {
            hasEntries = false
            entries = []
        }
        walked[walked.count - 1] = known
        return true
    }

    private var hasRoomForEntry: Bool {
        let (count, size) = (entries.count, MemoryLayout<(FoundEntry, Int)>.stride)
        return hasEntries && count < limit && (count & 1_023 != 0 || budget.hasRoom(for: (count + 1_024) * size))
    }

    /// Merges all that was found.
    mutating func finish() throws {
        try endWalk()
        while runs.count > 1 { try mergeLast() }
    }

    private mutating func endWalk() throws {
        guard !walked.isEmpty else { return }
        runs.append(walked)
        walked.removeAll(keepingCapacity: true)
        while runs.count > 1, runs[runs.count - 2].count <= 2 * runs[runs.count - 1].count { try mergeLast() }
        if bytes.count > roomForBytes { dropBytes() }
    }

    /// Keeps the bytes of terms only once.
    private mutating func dropBytes() {
        var kept: [UInt8] = []
        for run in runs.indices {
            for place in runs[run].indices {
                let start = kept.count
                kept.append(contentsOf: bytes[runs[run][place].start..<runs[run][place].end])
                (runs[run][place].start, runs[run][place].end) = (start, kept.count)
            }
        }
        bytes = kept
        roomForBytes = max(roomForBytes, 2 * kept.count)
    }

    /// Merges the last two runs. O(terms of both).
    private mutating func mergeLast() throws {
        let (right, left) = (runs.removeLast(), runs.removeLast())
        var merged: [Term] = []
        merged.reserveCapacity(min(limit, left.count + right.count))
        var (leftAt, rightAt) = (0, 0)
        while merged.count < limit, leftAt < left.count || rightAt < right.count {
            if merged.count & 63 == 0 { try budget.pace() }
            let order =
                leftAt == left.count ? 1 : rightAt == right.count ? -1 : compare(left[leftAt], right[rightAt])
            var term = order <= 0 ? left[leftAt] : right[rightAt]
            if order == 0 {
                term.items += right[rightAt].items
                if hasEntries {
                    entries[term.last].next = right[rightAt].first
                    term.last = right[rightAt].last
                }
            }
            if order <= 0 { leftAt += 1 }
            if order >= 0 { rightAt += 1 }
            merged.append(term)
        }
        if leftAt < left.count || rightAt < right.count { isCut = true }
        runs.append(merged)
    }

    /// A term's text.
    func text(_ place: Int) -> String { String(decoding: spelling(place), as: UTF8.self) }

    /// A term's bytes.
    func spelling(_ place: Int) -> ArraySlice<UInt8> { bytes[terms[place].start..<terms[place].end] }

    /// Calls `body` with all entries of a term, which are known.
    func forEachEntry(_ place: Int, _ body: (FoundEntry) throws -> Void) rethrows {
        var next = terms[place].first
        while next >= 0 {
            try body(entries[next].found)
            next = entries[next].next
        }
    }

    private func compare(_ a: Term, _ b: Term) -> Int {
        bytes.withUnsafeBytes { bytes in
            TermDictionary.compare(
                UnsafeRawBufferPointer(rebasing: bytes[a.start..<a.end]),
                UnsafeRawBufferPointer(rebasing: bytes[b.start..<b.end]))
        }
    }
}
