// Owns: every change of an index: batches, flushes, merges. One at a time.

import Schema
import Storage

/// How an index is written.
public struct IndexOptions: Sendable {
    /// The language of text whose language is neither said nor clear.
    public var defaultLanguage: Language = .english
    /// Bytes of memory segments that make a flush.
    public var flushBytes = 64 << 20
    /// Bytes of log that make a flush.
    public var logBytes = 256 << 20
    /// Memory segments that make them merge into one.
    public var memorySegments = 8
    /// How long deletions are remembered.
    public var tombstoneAge: Duration = .seconds(90 * 86_400)
    public var profile = RankingProfile()
    /// The clock, for the age of tombstones only: no order comes from it.
    public var now: @Sendable () -> Timestamp

    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }
}

/// The writer of an index. Used by one thread at a time (``NativeBackend`` sees to it).
final class IndexWriter {
    private let files: IndexFiles
    private var manifest: Manifest
    private let log: LogWriter
    private let options: IndexOptions
    private let threads: GroupOrdinals
    private let boxes: GroupOrdinals
    private var memorySegmentNumber: UInt64 = 0
    private(set) var snapshot: IndexSnapshot
    private(set) var mergeCount = 0

    init(
        _ files: IndexFiles, _ manifest: Manifest, _ snapshot: IndexSnapshot, _ log: LogWriter,
        _ options: IndexOptions
    ) {
        self.files = files
        self.manifest = manifest
        self.snapshot = snapshot
        self.log = log
        self.options = options
        threads = GroupOrdinals(next: manifest.nextThread)
        boxes = GroupOrdinals(next: manifest.nextBox)
    }

    var sequence: UInt64 { log.sequence }
    var logBytes: Int { log.pendingBytes }

    // MARK: Batches

    /// Applies batches with one log record: durable, then visible.
    func apply(_ batches: [[Document]]) throws -> [AppliedBatch] {
        var batch = WriteBatch(snapshot)
        var results: [AppliedBatch] = []
        for documents in batches {
            let before = (batch.applied, batch.stale)
            for document in documents { try batch.add(document) }
            results.append(
                AppliedBatch(applied: batch.applied - before.0, stale: batch.stale - before.1, sequence: 0))
        }
        if !batch.changes.isEmpty {
            _ = try log.append(DocumentCoding.encode(Array(batch.changes.values)))
            try publish(batch)
            try tidy()
        }
        for index in results.indices { results[index].sequence = log.sequence }
        return results
    }

    /// Applies what the log held when the index was opened.
    ///
    /// - Parameter readOnly: keep it in memory whatever its size.
    func replay(_ documents: [Document], readOnly: Bool) throws {
        var batch = WriteBatch(snapshot)
        for document in documents { try batch.add(document) }
        guard !batch.changes.isEmpty else { return }
        try publish(batch)
        if !readOnly { try tidy() }
    }

    private func publish(_ batch: WriteBatch) throws {
        var views = try batch.survivors()
        let tombstones = batch.tombstones(at: options.now())
        let segment = try writeMemorySegment { file in
            try self.builder().write(batch.documents, tombstones: tombstones, to: &file)
        }
        views.append(SegmentView(segment))
        snapshot = IndexSnapshot(generation: snapshot.generation + 1, segments: views)
    }

    private func builder() -> SegmentBuilder {
        let snapshot = snapshot
        return SegmentBuilder(
            SegmentContext(
                defaultLanguage: options.defaultLanguage,
                threadOrdinal: { [threads] hash in
                    threads.ordinal(hash) { Self.find($0, in: snapshot, \.threads) }
                },
                boxOrdinal: { [boxes] hash in
                    boxes.ordinal(hash) { Self.find($0, in: snapshot, \.boxes) }
                }))
    }

    private static func find(
        _ hash: KeyHash, in snapshot: IndexSnapshot, _ table: KeyPath<SegmentReader, KeyTable>
    ) -> UInt32? {
        for view in snapshot.segments.reversed() {
            // A table that cannot be read is reported by whoever reads its segment's items.
            if let ordinal = try? view.reader[keyPath: table].find(hash) { return ordinal }
        }
        return nil
    }

    private func writeMemorySegment(_ body: (inout SectionFileWriter) throws -> Void) throws -> SegmentReader {
        memorySegmentNumber += 1
        return try files.memorySegment(
            "memory-\(memorySegmentNumber)", generation: snapshot.generation + 1, body)
    }

    // MARK: Keeping segments few

    private func tidy() throws {
        let memory = snapshot.segments.filter(\.reader.isInMemory)
        if memory.count > options.memorySegments { try mergeMemory(memory) }
        let bytes = memory.reduce(0) { $0 + $1.reader.byteCount }
        if bytes >= options.flushBytes || log.pendingBytes >= options.logBytes { try flush() }
    }

    private func mergeMemory(_ memory: [SegmentView]) throws {
        // Of memory segments the small ones are merged, so that a write is not copied again with each one after it.
        let sorted = memory.sorted { $0.reader.byteCount < $1.reader.byteCount }
        var chosen: [SegmentView] = []
        var bytes = 0
        for view in sorted where chosen.count < 2 || view.reader.byteCount <= bytes * 2 {
            chosen.append(view)
            bytes += view.reader.byteCount
        }
        let merged = try writeMemorySegment { try self.merge(chosen, to: &$0) }
        replace(chosen, with: SegmentView(merged))
    }

    private func merge(_ views: [SegmentView], to file: inout SectionFileWriter) throws {
        var merger = SegmentMerger(views)
        try merger.write(tombstones: tombstones(of: views), to: &file)
    }

    /// The deletions still to be remembered, newest version a key.
    private func tombstones(of views: [SegmentView]) -> [Tombstone] {
        let oldest = options.now().milliseconds - options.tombstoneAge.components.seconds * 1_000
        var result: [KeyHash: Tombstone] = [:]
        for view in views {
            for (key, tombstone) in view.reader.tombstones.rows where tombstone.deletedAt.milliseconds >= oldest {
                if let known = result[key], known.version >= tombstone.version { continue }
                result[key] = tombstone
            }
        }
        return Array(result.values)
    }

    private func replace(_ old: [SegmentView], with new: SegmentView) {
        let gone = Set(old.map { ObjectIdentifier($0.reader) })
        var segments = snapshot.segments
        let place = segments.firstIndex { gone.contains(ObjectIdentifier($0.reader)) } ?? segments.count
        segments.removeAll { gone.contains(ObjectIdentifier($0.reader)) }
        segments.insert(new, at: min(place, segments.count))
        snapshot = IndexSnapshot(generation: snapshot.generation + 1, segments: segments)
        mergeCount += 1
    }

    /// Writes memory segments into one file, commits, and trims the log.
    func flush() throws {
        let memory = snapshot.segments.filter(\.reader.isInMemory)
        let isDirty = snapshot.segments.contains { $0.live != nil && $0.liveFile == nil }
        guard !memory.isEmpty || isDirty else { return }
        if !memory.isEmpty { replace(memory, with: try writeFile(memory)) }
        try commit()
        try log.trim()
        let candidates = snapshot.segments.map {
            MergePlan.Candidate(
                liveBytes: Double($0.reader.byteCount) * Double($0.liveCount) / Double(max($0.reader.itemCount, 1)),
                deletedShare: 1 - Double($0.liveCount) / Double(max($0.reader.itemCount, 1)))
        }
        let chosen = MergePlan.next(candidates).map { snapshot.segments[$0] }
        if !chosen.isEmpty { try mergeFiles(chosen) }
    }

    /// Merges all segments into one file.
    func mergeAll() throws {
        try flush()
        let segments = snapshot.segments
        guard segments.count > 1 || segments.contains(where: { $0.live != nil }) else { return }
        try mergeFiles(segments)
    }

    private func mergeFiles(_ views: [SegmentView]) throws {
        replace(views, with: try writeFile(views))
        try commit()
    }

    private func writeFile(_ views: [SegmentView]) throws -> SegmentView {
        let name = IndexFiles.segmentName(manifest.nextSegment)
        manifest.nextSegment += 1
        try files.writeSegment(name, generation: snapshot.generation + 1) { try self.merge(views, to: &$0) }
        return SegmentView(try files.openSegment(name))
    }

    private func commit() throws {
        let generation = snapshot.generation + 1
        var views: [SegmentView] = []
        for view in snapshot.segments where view.liveCount > 0 || !view.reader.tombstones.rows.isEmpty {
            guard let live = view.live, view.liveFile == nil else {
                views.append(view)
                continue
            }
            let name = try files.writeLive(live, of: view.reader.name, generation: generation)
            views.append(SegmentView(view.reader, live: live, liveFile: name))
        }
        var next = manifest
        next.generation = generation
        next.sequence = log.sequence
        next.nextThread = threads.next
        next.nextBox = boxes.next
        next.segments = views.map { Manifest.Entry(name: $0.reader.name, liveFile: $0.liveFile) }
        try files.commit(next)
        manifest = next
        snapshot = IndexSnapshot(generation: generation, segments: views)
        try files.sweep(keeping: manifest)
    }
}

extension SegmentReader {
    /// Bytes of its file or memory.
    var byteCount: Int { file.byteCount }
}
