// Owns: the segments of a load before they are the index, and which of their items others supersede.

import Schema
import Storage

/// A segment file of a ``BulkLoad``.
struct LoadedSegment {
    /// A deletion with when it was read.
    struct Deletion: Sendable {
        var tombstone: Tombstone
        var arrival: UInt64
    }

    let reader: SegmentReader
    /// When each item's document was read; empty in one that was merged, of which nothing is superseded any more.
    private var arrivals: [UInt64]
    /// In the order of their keys.
    private var deletions: [Deletion]
    private(set) var view: SegmentView

    /// A segment that was merged from others.
    init(reader: SegmentReader) { self.init(reader: reader, arrivals: [], deletions: []) }

    init(reader: SegmentReader, arrivals: [UInt64], deletions: [Deletion]) {
        self.reader = reader
        self.arrivals = arrivals
        self.deletions = deletions
        view = SegmentView(reader)
    }

    /// The version that the segment has of a record, or of its deletion. O(log n).
    func version(of key: KeyHash) throws -> UInt64? {
        let item = try reader.items.find(key).map { reader.version(Int($0)) }
        let deletion = try reader.tombstones.find(key)?.version
        return [item, deletion].compactMap { $0 }.max()
    }

    /// Marks dead, in each segment, the items that another segment has a winning version or deletion of. After that
    /// nothing is left to do for these segments. O(items × segments).
    ///
    /// - Returns: how many items were.
    static func removeSuperseded(_ segments: inout [LoadedSegment], isCancelled: () -> Bool) throws -> Int {
        defer {
            for place in segments.indices { (segments[place].arrivals, segments[place].deletions) = ([], []) }
        }
        var rows: [Rows] = []
        for (place, segment) in segments.enumerated() where !segment.arrivals.isEmpty || !segment.deletions.isEmpty {
            var source = Rows(segment: place)
            if try source.next(segment) { rows.append(source) }
        }
        guard rows.count > 1 else { return 0 }
        var dead = segments.map { _ in [Int]() }
        var steps = 0
        while let least = rows.lazy.map(\.key).min() {
            steps += 1
            if steps & 0xFFFF == 0, isCancelled() { throw EngineError.cancelled }
            let winner = rows.lazy.filter { $0.key == least }.map(\.rank).max()
            for index in rows.indices.reversed() where rows[index].key == least {
                if let item = rows[index].item, rows[index].rank != winner { dead[rows[index].segment].append(item) }
                if try !rows[index].next(segments[rows[index].segment]) { rows.remove(at: index) }
            }
        }
        for (place, items) in dead.enumerated() where !items.isEmpty {
            segments[place].view = segments[place].view.deleting(items)
        }
        return dead.reduce(0) { $0 + $1.count }
    }

    /// Walks a segment's items and deletions in the order of their keys.
    private struct Rows {
        let segment: Int
        private(set) var key = KeyHash(high: 0, low: 0)
        private(set) var rank = Supersession(0, 0)
        /// The item; `nil`: a deletion.
        private(set) var item: Int?
        private var nextRow = 0
        private var nextDeletion = 0

        init(segment: Int) { self.segment = segment }

        /// Goes to the next; false at the end.
        mutating func next(_ source: LoadedSegment) throws -> Bool {
            let table = source.reader.items
            let itemKey = try nextRow < table.count ? table.hash(nextRow) : nil
            if nextDeletion < source.deletions.count {
                let deletion = source.deletions[nextDeletion]
                if itemKey.map({ deletion.tombstone.key < $0 }) ?? true {
                    nextDeletion += 1
                    (key, item) = (deletion.tombstone.key, nil)
                    rank = Supersession(deletion.tombstone.version, deletion.arrival)
                    return true
                }
            }
            guard let itemKey else { return false }
            let found = Int(try table.value(nextRow))
            nextRow += 1
            (key, item) = (itemKey, found)
            rank = Supersession(source.reader.version(found), source.arrivals[found])
            return true
        }
    }
}

/// Which of two documents with one key stays: the higher version; without versions the one read later; of equal versions
/// the one read first.
struct Supersession: Comparable {
    private let version: UInt64
    private let arrival: UInt64

    init(_ version: UInt64, _ arrival: UInt64) {
        self.version = version
        self.arrival = version == 0 ? arrival : UInt64.max - arrival
    }

    static func < (a: Self, b: Self) -> Bool { (a.version, a.arrival) < (b.version, b.arrival) }
}
