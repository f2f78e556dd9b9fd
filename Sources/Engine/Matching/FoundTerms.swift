// Owns: the terms that a pattern was found to stand for, how many items have each and where it stands, and bringing those
// in the most items to the front.

import Schema
import Storage

/// Where a walk found a term.
struct FoundEntry {
    /// The segment's place in the snapshot.
    var segment: Int
    var entry: TermEntry
    /// Of a stem.
    var language: Language?
}

/// Terms in the order of their bytes, each once.
///
/// Every walk over a segment's terms is ascending, so what one finds is merged into what those before it found: no term is
/// hashed, and the merging costs less than the walk.
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
    /// Of the walks that have ended, and of the one at hand: ascending both.
    private(set) var terms: [Term] = []
    private var walked: [Term] = []
    /// The bytes of all of them.
    private var bytes: [UInt8] = []
    /// Each with the place of the next of the same term, or -1.
    private var entries: [(found: FoundEntry, next: Int)] = []
    /// Whether all entries of all terms are known: of many segments they would be too many to remember.
    private(set) var hasEntries = true
    /// Whether any were left out.
    private(set) var isCut = false

    init(limit: Int, _ budget: SearchBudget) {
        self.limit = limit
        self.budget = budget
    }

    /// Adds items to the term that the walk at hand added last, or a new one; one that comes before it begins another walk.
    ///
    /// - Parameter entry: `nil` where it is not known: then no entries are kept.
    /// - Returns: false when the walk has found as many as are remembered.
    mutating func add(_ term: UnsafeBufferPointer<UInt8>, items: UInt64, _ entry: FoundEntry?) throws -> Bool {
        var order = -1
        if let last = walked.last {
            order = bytes.withUnsafeBufferPointer {
                Self.compare(UnsafeBufferPointer(rebasing: $0[last.start..<last.end]), term)
            }
        }
        if order > 0 { try endWalk() }
        let isNew = order != 0
        if isNew {
            guard walked.count < limit else {
                isCut = true
                return false
            }
            walked.append(Term(start: bytes.count, end: bytes.count + term.count, items: 0, first: -1, last: -1))
            bytes.append(contentsOf: term)
        }
        var known = walked[walked.count - 1]
        known.items += items
        if entry == nil || entries.count == limit { forgetEntries() }
        if let entry, hasEntries {
            if known.first < 0 { known.first = entries.count } else { entries[known.last].next = entries.count }
            known.last = entries.count
            entries.append((entry, -1))
        }
        walked[walked.count - 1] = known
        return true
    }

    private mutating func forgetEntries() {
        hasEntries = false
        entries = []
    }

    /// Merges the walk at hand into those before it. O(terms of both).
    mutating func endWalk() throws {
        if terms.isEmpty {
            swap(&terms, &walked)
            return
        }
        if walked.isEmpty { return }
        var merged: [Term] = []
        merged.reserveCapacity(min(limit, terms.count + walked.count))
        var mergedBytes: [UInt8] = []
        mergedBytes.reserveCapacity(bytes.count)
        var (left, right) = (0, 0)
        try bytes.withUnsafeBufferPointer { bytes in
            while merged.count < limit, left < terms.count || right < walked.count {
                if merged.count & 63 == 0 { try budget.pace() }
                let order =
                    left == terms.count
                    ? 1 : right == walked.count ? -1 : Self.compare(terms[left], walked[right], bytes)
                var term = order <= 0 ? terms[left] : walked[right]
                if order == 0 {
                    let other = walked[right]
                    term.items += other.items
                    if hasEntries {
                        entries[term.last].next = other.first
                        term.last = other.last
                    }
                }
                if order <= 0 { left += 1 }
                if order >= 0 { right += 1 }
                let start = mergedBytes.count
                mergedBytes.append(contentsOf: bytes[term.start..<term.end])
                (term.start, term.end) = (start, mergedBytes.count)
                merged.append(term)
            }
        }
        if left < terms.count || right < walked.count { isCut = true }
        terms = merged
        bytes = mergedBytes
        walked.removeAll(keepingCapacity: true)
    }

    /// A term's text.
    func text(_ place: Int) -> String { String(decoding: bytes(place), as: UTF8.self) }

    /// A term's bytes.
    func bytes(_ place: Int) -> ArraySlice<UInt8> { bytes[terms[place].start..<terms[place].end] }

    /// Calls `body` with all entries of a term, which are known.
    func forEachEntry(_ place: Int, _ body: (FoundEntry) throws -> Void) rethrows {
        var next = terms[place].first
        while next >= 0 {
            try body(entries[next].found)
            next = entries[next].next
        }
    }

    /// Bytewise order: negative, zero or positive.
    private static func compare(_ a: Term, _ b: Term, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        compare(
            UnsafeBufferPointer(rebasing: bytes[a.start..<a.end]), UnsafeBufferPointer(rebasing: bytes[b.start..<b.end])
        )
    }

    private static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        let limit = min(a.count, b.count)
        var at = 0
        while at < limit {
            if a[at] != b[at] { return a[at] < b[at] ? -1 : 1 }
            at += 1
        }
        return a.count - b.count
    }
}

/// The places of terms, those in the most items first, of equals the first in the order of bytes.
///
/// A heap: of tens of thousands only those that are taken are brought into order.
struct FrequentTerms {
    private var heap: [(place: Int, items: UInt64)]
    private let isOrdered: Bool

    /// - Parameter isOrdered: whether the order matters. O(n).
    init(_ found: FoundTerms, isOrdered: Bool, _ budget: SearchBudget) throws {
        heap = found.terms.indices.map { ($0, found.terms[$0].items) }
        self.isOrdered = isOrdered
        guard isOrdered else { return }
        for place in (0..<heap.count / 2).reversed() {
            if place & 7 == 0 { try budget.pace(2) }
            sink(place)
        }
    }

    /// Takes the next term. O(log n).
    mutating func next() -> Int? {
        guard isOrdered, heap.count > 1 else { return heap.popLast()?.place }
        heap.swapAt(0, heap.count - 1)
        let first = heap.popLast()
        sink(0)
        return first?.place
    }

    /// Moves what is at a place below what comes before it.
    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var child = place * 2 + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, comesBefore(child + 1, child) { child += 1 }
            guard comesBefore(child, place) else { return }
            heap.swapAt(child, place)
            place = child
        }
    }

    private func comesBefore(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (heap[a], heap[b])
        return first.items == second.items ? first.place < second.place : first.items > second.items
    }
}
