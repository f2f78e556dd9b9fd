// Owns: what an index tells of itself: sizes, counts, what writing costs, whether all is well.

/// One segment in the statistics.
public struct SegmentStatistics: Hashable, Sendable {
    public var name: String
    /// Items that have not been deleted.
    public var items: Int
    public var deleted: Int
    public var bytes: Int
    public var isInMemory: Bool
}

/// Sizes and counts of an index.
public struct IndexStatistics: Sendable {
    /// What has been written since the index was opened.
    public struct Written: Hashable, Sendable {
        public var documents = 0
        /// Log records: groups of batches that shared a sync.
        public var batches = 0
        public var logBytes = 0
        public var flushes = 0
        public var flushedBytes = 0
        public var merges = 0
        public var mergedBytes = 0

        init() {}

        init(_ counters: WriteCounters) {
            documents = counters.documents
            batches = counters.batches
            logBytes = counters.logBytes
            flushes = counters.flushes
            flushedBytes = counters.flushedBytes
            merges = counters.merges
            mergedBytes = counters.mergedBytes
        }

        /// How often a flushed byte has been written to segment files, its flush included; 0 before the first flush.
        public var amplification: Double {
            flushedBytes == 0 ? 0 : Double(flushedBytes + mergedBytes) / Double(flushedBytes)
        }
    }

    public var generation: UInt64
    public var items: Int
    public var boxes: Int
    public var threads: Int
    public var segments: [SegmentStatistics]
    /// Bytes of segment files and memory segments.
    public var bytes: Int
    /// Bytes in the write-ahead log that no segment file holds yet.
    public var logBytes = 0
    public var sequence: UInt64 = 0
    /// Bytes that the merges still due would write.
    public var mergeDebt = 0
    /// Generations kept for cursors.
    public var cursors = 0
    public var written = Written()
}

/// Whether the index is whole and takes writes.
public struct IndexStatus: Sendable {
    public var isReadOnly: Bool
    /// What is wrong; empty when all is well.
    public var reasons: [String]
    public var generation: UInt64
}

extension IndexSnapshot {
    /// Sizes and counts; of one team, or of all. O(items).
    func statistics(team: String?) -> IndexStatistics {
        var threads = OrdinalSet()
        var boxes = OrdinalSet()
        var items = 0
        var rows: [SegmentStatistics] = []
        for view in segments {
            var range = 0..<UInt32(view.reader.itemCount)
            if let team {
                guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { continue }
                range = view.reader.info.teams[Int(ordinal)].items
            }
            var live = 0
            for item in range where view.isLive(Int(item)) {
                live += 1
                threads.insert(view.reader.threadOrdinals[Int(item)])
                boxes.insert(view.reader.boxOrdinals[Int(item)])
            }
            items += live
            // Segments are the whole index's: a team is told of its own items only.
            guard team == nil else { continue }
            rows.append(
                SegmentStatistics(
                    name: view.reader.name, items: live, deleted: range.count - live, bytes: view.reader.byteCount,
                    isInMemory: view.reader.isInMemory))
        }
        return IndexStatistics(
            generation: generation, items: items, boxes: boxes.count, threads: threads.count, segments: rows,
            bytes: rows.reduce(0) { $0 + $1.bytes })
    }
}
