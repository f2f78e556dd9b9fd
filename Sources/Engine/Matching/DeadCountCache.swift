// Owns: how many deleted items the lists of segments have, kept from search to search.

import Schema
import Storage
import Synchronization

/// Counts of deleted items in postings lists. Exact; thread-safe.
///
/// A count is kept with the live items it was taken at, its base. At other live items of the same segment, be they later or
/// those of an older generation, it is corrected by the items that lie between the two: a step of one deletion costs a look
/// at one posting, not at all of them. A segment has several bases, so that a list that is asked for now and then follows
/// from one to the next; one that falls behind them all is counted anew.
final class DeadCountCache: Sendable {
    /// Lists of at most so many items are counted each time: it takes some microseconds.
    static let shortList: UInt32 = 512
    /// Deletions from one base to the next.
    static let baseStep = 64
    /// Bases of a segment. They share all but the pages that deletions changed, an eighth of a byte an item at most.
    static let maximumBases = 16
    /// Lists of a segment whose counts are kept.
    static let maximumLists = 8_192

    private struct ListKey: Hashable {
        var offset: UInt64
        /// The form that is meant; `nil`: all.
        var form: UInt32?
    }

    private struct Base {
        var number: Int
        var live: LiveItems
    }

    private struct Count {
        var dead: UInt64
        /// The number of the base it was taken at.
        var base: Int
    }

    private struct Segment {
        /// Held so that no other segment takes its identity.
        var reader: SegmentReader
        /// Oldest first.
        var bases: [Base]
        var counts: [ListKey: Count] = [:]
    }

    private struct State {
        var segments: [ObjectIdentifier: Segment] = [:]
        /// No two bases ever have the same number, not of a segment that was forgotten in between either.
        var nextBase = 0
        /// The newest snapshot that was searched.
        var serial = 0
    }

    private let state = Mutex(State())

    /// How many of a list's items are deleted. O(items deleted since it was last asked), O(postings) the first time.
    func count(_ list: TermList, in view: SegmentView, _ budget: SearchBudget) throws -> UInt64 {
        guard let live = view.live, live.deletedCount > 0 else { return 0 }
        let filtered = FilteredList(entry: list.entry, forms: list.form.map { FormSet([$0]) })
        try budget.pace()
        let cursor = try PostingsCursor(filtered, in: view.reader)
        guard list.items > Self.shortList else { return try cursor.countDead(live, budget) }
        let key = ListKey(offset: list.entry.occurrencesOffset, form: list.form)
        let (base, known) = find(key, view.reader, live)
        var dead = known?.dead ?? 0
        if known?.live == nil || known?.number != base.number {
            dead = try cursor.countDead(base.live, from: known?.live ?? LiveItems(count: live.count), dead, budget)
            keep(Count(dead: dead, base: base.number), key, view.reader)
        }
        return try cursor.countDead(live, from: base.live, dead, budget)
    }

    /// What is known of a list, with the base it was taken at.
    private struct Known {
        var dead: UInt64
        var number: Int
        var live: LiveItems
    }

    /// The newest base, which is made if `live` is too far beyond the last, and what is known of a list.
    private func find(_ key: ListKey, _ reader: SegmentReader, _ live: LiveItems) -> (newest: Base, known: Known?) {
        state.withLock { state in
            let id = ObjectIdentifier(reader)
            // Taken out, so that it is changed in its place.
            var segment = state.segments.removeValue(forKey: id) ?? Segment(reader: reader, bases: [])
            var newest = segment.bases.last ?? Base(number: -1, live: LiveItems(count: live.count))
            if newest.number < 0 || live.deletedCount - newest.live.deletedCount > Self.baseStep {
                newest = Base(number: state.nextBase, live: live)
                state.nextBase += 1
                segment.bases.append(newest)
                if segment.bases.count > Self.maximumBases { segment.bases.removeFirst() }
            }
            var known: Known?
            if let count = segment.counts[key], let base = segment.bases.first(where: { $0.number == count.base }) {
                known = Known(dead: count.dead, number: base.number, live: base.live)
            }
            state.segments[id] = segment
            return (newest, known)
        }
    }

    private func keep(_ count: Count, _ key: ListKey, _ reader: SegmentReader) {
        state.withLock { state in
            let id = ObjectIdentifier(reader)
            if state.segments[id]?.counts.count ?? 0 >= Self.maximumLists { state.segments[id]?.counts = [:] }
            state.segments[id]?.counts[key] = count
        }
    }

    /// Drops what belongs to segments that are no longer searched.
    func forget(segmentsNotIn snapshot: IndexSnapshot) {
        state.withLock { state in
            // A cursor's older generation drops nothing.
            guard state.serial < snapshot.serial else { return }
            state.serial = snapshot.serial
            let current = Set(snapshot.segments.map { ObjectIdentifier($0.reader) })
            state.segments = state.segments.filter { current.contains($0.key) }
        }
    }
}

extension PostingsCursor {
    /// How many of the items that are meant are dead, where that is known of other live items of the segment. O(items that
    /// differ), at most O(postings).
    fileprivate func countDead(
        _ live: LiveItems, from base: LiveItems, _ known: UInt64, _ budget: SearchBudget
    ) throws -> UInt64 {
        let gone = base.items(notIn: live)
        let back = live.items(notIn: base)
        // A look at one posting costs about as much as passing over eight.
        guard (gone.count + back.count) * 8 < list.count else { return try countDead(live, budget) }
        func count(_ items: [Int]) throws -> Int {
            try items.count { item in
                try budget.pace()
                return try frequency(of: UInt32(item)) > 0
            }
        }
        let more = try count(gone)
        let less = try count(back)
        return known + UInt64(more) - UInt64(less)
    }
}
