// Owns: many postings lists taken as one, without a look at those that have nothing in a window.

import Storage

/// Lists with the next item of each: an expanded pattern has hundreds, of which most have nothing in most windows.
///
/// Lifetime: owns its numbers, and holds the cursors; they are called without counting references. Not thread-safe.
final class ListGroup {
    private let cursors: [PostingsCursor]
    private let unmanaged: [Unmanaged<PostingsCursor>]
    /// By list, its first item from some item on that is at most `since`.
    private let next: UnsafeMutablePointer<UInt32>
    private var since: UInt32 = 0

    init(_ cursors: [PostingsCursor]) {
        self.cursors = cursors
        unmanaged = cursors.map { .passUnretained($0) }
        next = .allocate(capacity: max(cursors.count, 1))
        next.update(repeating: 0, count: cursors.count)
    }

    deinit { next.deallocate() }

    /// A bound below the least item of any list from one on; `UInt32.max` if there is none. O(lists), with a look at those
    /// whose next item lies before; at all of them where `item` lies in a window before that of the last call.
    func candidate(from item: UInt32) throws -> UInt32 {
        // Where a window with the item would begin: so that it can be asked for after the item.
        let start = Window(containing: item).base
        if start < since { next.update(repeating: 0, count: unmanaged.count) }
        since = start
        var least = UInt32.max
        for index in unmanaged.indices {
            if next[index] < start || next[index] == 0 {
                next[index] = try unmanaged[index]._withUnsafeGuaranteedRef { try $0.candidate(from: start) }
            }
            least = min(least, next[index])
        }
        return max(least, item)
    }

    /// Calls `body` with the lists that have items in a window.
    @inline(__always)
    func forEach(in window: Window, _ body: (PostingsCursor) throws -> Void) throws {
        try forEach(in: window.base...window.end - 1, body)
    }

    /// An upper bound on the scores in a window of a word that has these lists.
    ///
    /// - Parameter areDisjoint: whether an item is in one of them at most.
    func bound(_ window: Window, _ scorer: LeafScorer, areDisjoint: Bool) throws -> Float {
        // BM25 in the frequency is concave: of two frequencies together it is at most the sum of both.
        var bound: Float = 0
        try forEach(in: window) { cursor in
            let other = try cursor.bound(window, scorer)
            bound = areDisjoint ? max(bound, other) : bound + other
        }
        return bound
    }

    /// Calls `body` with the lists that have items in a range; some may have none but up to 63 items before it.
    @inline(__always)
    func forEach(in items: ClosedRange<UInt32>, _ body: (PostingsCursor) throws -> Void) throws {
        guard try candidate(from: items.lowerBound) <= items.upperBound else { return }
        for index in unmanaged.indices where next[index] <= items.upperBound {
            try unmanaged[index]._withUnsafeGuaranteedRef(body)
        }
    }
}
