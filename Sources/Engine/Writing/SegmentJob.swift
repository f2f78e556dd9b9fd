// Owns: writing one segment from others, beside searches and writes.

import Schema
import Storage

/// A flush, a merge or a compaction that is due: a value, made under the writer's lock and run without it.
struct SegmentJob: Sendable {
    enum Purpose: Sendable, Equatable {
        /// Memory segments to a file that holds all of the log up to a sequence.
        case flush(sequence: UInt64)
        /// Files to one file.
        case merge
        /// Memory segments to one memory segment.
        case compact
    }

    let purpose: Purpose
    /// The sources as they were when the job was made.
    let views: [SegmentView]
    /// The file, or memory segment, to write.
    let name: String
    let generation: UInt64
    let files: IndexFiles
    /// Deletions older than this are forgotten.
    let oldestTombstone: Timestamp
    /// Bytes a second; 0: no limit.
    let bytesPerSecond: Int

    /// What a job has written.
    struct Built: Sendable {
        let job: SegmentJob
        let reader: SegmentReader
        /// For each source, the new number of each of its items.
        let numbers: [[UInt32]]
    }

    /// Writes the segment; a file is made durable, but for its name. O(sources).
    ///
    /// - Throws: what reading the sources or writing the file throws; then the file is removed.
    ///
    /// - Parameter isCancelled: asked now and then; true gives the job up.
    func run(isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> Built {
        do {
            // Training takes longer than a compaction: it is left to the flush.
            var merger = SegmentMerger(views, trainsDictionary: purpose != .compact, isCancelled: isCancelled)
            let tombstones = try Tombstones.merged(views, notBefore: oldestTombstone)
            guard purpose != .compact else {
                let reader = try files.memorySegment(name, generation: generation) { file in
                    try merger.write(tombstones: tombstones, to: &file)
                }
                return Built(job: self, reader: reader, numbers: merger.numbers)
            }
            try files.writeSegment(name, bytesPerSecond: bytesPerSecond) { file in
                try merger.write(tombstones: tombstones, to: &file)
            }
            return Built(job: self, reader: try files.openSegment(name), numbers: merger.numbers)
        } catch {
            guard purpose != .compact else { throw error }
            // No manifest names it; if even this fails, the next sweep finds it.
            try? files.directory.remove(name)
            throw error
        }
    }
}

extension SegmentJob.Built {
    /// The new segment without what was deleted from its sources since the job was made.
    ///
    /// - Parameter current: the sources as they are now, in the job's order.
    func view(sources current: [SegmentView]) -> SegmentView {
        var gone: [Int] = []
        for (place, (before, now)) in zip(job.views, current).enumerated() {
            guard let later = now.live, later.deletedCount != before.live?.deletedCount else { continue }
            let earlier = before.live ?? LiveItems(count: later.count)
            gone += earlier.items(notIn: later).map { Int(numbers[place][$0]) }
        }
        let view = SegmentView(reader)
        return gone.isEmpty ? view : view.deleting(gone)
    }
}

extension Tombstones {
    /// The deletions of some segments that are still to be remembered, the newest version a key.
    static func merged(_ views: [SegmentView], notBefore oldest: Timestamp) throws -> [Tombstone] {
        var result: [KeyHash: Tombstone] = [:]
        for view in views {
            let rows = view.reader.tombstones
            for row in 0..<rows.count {
                let tombstone = try rows[row]
                guard tombstone.deletedAt >= oldest else { continue }
                if let known = result[tombstone.key], known.version >= tombstone.version { continue }
                result[tombstone.key] = tombstone
            }
        }
        return Array(result.values)
    }
}
