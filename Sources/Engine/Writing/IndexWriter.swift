// Owns: every change of an index: batches, and putting the files of flushes and merges in the place of what they replace.

import Schema
import Storage

/// The writer of an index. Used by one thread at a time (``NativeBackend`` sees to it).
///
/// A batch is encoded as a memory segment, then logged, then published: what fails before the log leaves no trace, and
/// after it nothing can fail.
final class IndexWriter {
    private let files: IndexFiles
    private var manifest: Manifest
    private let log: LogWriter
    private let options: IndexOptions
    private let threads: GroupOrdinals
    private let boxes: GroupOrdinals
    /// That encoding a batch may use.
    private let encodingThreads: Int
    private var memorySegmentNumber: UInt64 = 0
    private lazy var builder = makeBuilder()
    /// The jobs under way, by what they write, with the segments they read: neither is to be merged or swept.
    private var jobs: [String: Set<ObjectIdentifier>] = [:]
    private(set) var snapshot: IndexSnapshot
    private(set) var counters = WriteCounters()

    /// - Parameter threads: that encoding a batch may use.
    init(
        _ files: IndexFiles, _ manifest: Manifest, _ snapshot: IndexSnapshot, _ log: LogWriter,
        _ options: IndexOptions, threads encodingThreads: Int = 1
    ) {
        self.encodingThreads = encodingThreads
        self.files = files
        self.manifest = manifest
        self.snapshot = snapshot
        self.log = log
        self.options = options
        threads = GroupOrdinals(next: manifest.nextThread)
        boxes = GroupOrdinals(next: manifest.nextBox)
    }

    /// Goes on with what another has replayed, on the log that it was replayed from.
    init(continuing replayed: IndexWriter, _ log: LogWriter) {
        files = replayed.files
        manifest = replayed.manifest
        snapshot = replayed.snapshot
        self.log = log
        options = replayed.options
        encodingThreads = 1
        threads = replayed.threads
        boxes = replayed.boxes
        memorySegmentNumber = replayed.memorySegmentNumber
    }

    var sequence: UInt64 { log.sequence }
    var logBytes: Int { log.pendingBytes }
    /// Whether the log failed to reach the disk: see ``recover()``.
    var isPoisoned: Bool { log.isPoisoned }

    private var memoryViews: [SegmentView] { snapshot.segments.filter(\.reader.isInMemory) }
    private var fileViews: [SegmentView] { snapshot.segments.filter { !$0.reader.isInMemory } }
    var memoryBytes: Int { memoryViews.reduce(0) { $0 + $1.reader.byteCount } }

    // MARK: Batches

    /// Applies batches with one log record: durable, then visible.
    func apply(_ batches: [[Document]]) throws -> [AppliedBatch] {
        var batch = WriteBatch<Document>(snapshot)
        var results: [AppliedBatch] = []
        for documents in batches {
            let before = (batch.applied, batch.stale)
            for document in documents { try batch.add(document) }
            results.append(
                AppliedBatch(applied: batch.applied - before.0, stale: batch.stale - before.1, sequence: 0))
        }
        if !batch.changes.isEmpty {
            let next = try encode(batch) { tombstones, file in
                try builder.write(batch.documents, tombstones: tombstones, to: &file)
            }
            let payload = DocumentCoding.encode(batch.changes.map(\.content))
            _ = try log.append(payload)
            publish(next)
            counters.documents += batch.changes.count
            counters.batches += 1
            counters.logBytes += payload.count
        }
        for index in results.indices { results[index].sequence = log.sequence }
        return results
    }

    /// Applies what the log held when the index was opened, in the order of arrival.
    func replay(_ buffers: [DocumentBuffer]) throws {
        var places: [(arrival: UInt64, place: OrderedDocuments.Place)] = []
        for (number, buffer) in buffers.enumerated() {
            for (document, entry) in buffer.entries.enumerated() {
                places.append((entry.arrival, OrderedDocuments.Place(buffer: number, document: document)))
            }
        }
        places.sort { $0.arrival < $1.arrival }
        var batch = WriteBatch<OrderedDocuments.Place>(snapshot)
        for (_, place) in places { try batch.add(buffers[place.buffer].entries[place.document], at: place) }
        guard !batch.changes.isEmpty else { return }
        publish(
            try encode(batch) { tombstones, file in
                let documents = OrderedDocuments(batch.documents, of: buffers)
                try builder.write(documents, tombstones: tombstones, isForMemory: true, to: &file)
            })
    }

    private func encode<Content>(
        _ batch: WriteBatch<Content>, _ write: ([Tombstone], inout SectionFileWriter) throws -> Void
    ) throws -> [SegmentView] {
        let survivors = batch.survivors
        let tombstones = batch.tombstones(at: options.now())
        return survivors + [SegmentView(try writeMemorySegment { try write(tombstones, &$0) })]
    }

    private func publish(_ views: [SegmentView]) {
        // A memory segment that has nothing left is not worth looking at.
        let needed = views.filter { !$0.reader.isInMemory || $0.isNeeded || isInJob($0) }
        snapshot = IndexSnapshot(generation: snapshot.generation + 1, segments: needed)
        threads.forget()
        boxes.forget()
    }

    private func makeBuilder() -> SegmentBuilder {
        SegmentBuilder(
            SegmentContext(
                defaultLanguage: options.defaultLanguage,
                threadOrdinal: { [unowned self] hash in
                    try threads.ordinal(hash) { try Self.find($0, in: self.snapshot) { $0.threads } }
                },
                boxOrdinal: { [unowned self] hash in
                    try boxes.ordinal(hash) { try Self.find($0, in: self.snapshot) { $0.boxes } }
                }), threads: encodingThreads)
    }

    /// - Throws: where the disk does not read a table: it may read it later, and to give another ordinal meanwhile would split
    ///   the group for good. A damaged table is reported by whoever reads its segment's items.
    private static func find(
        _ hash: KeyHash, in snapshot: IndexSnapshot, _ table: (SegmentReader) -> KeyTable
    ) throws -> UInt32? {
        for index in snapshot.segments.indices.reversed() {
            do { if let ordinal = try table(snapshot.segments[index].reader).find(hash) { return ordinal } } catch {
                guard error.isDamage else { throw error }
            }
        }
        return nil
    }

    private func writeMemorySegment(_ body: (inout SectionFileWriter) throws -> Void) throws -> SegmentReader {
        memorySegmentNumber += 1
        return try files.memorySegment(
            "memory-\(memorySegmentNumber)", generation: snapshot.generation + 1, body)
    }

    private func isInJob(_ view: SegmentView) -> Bool {
        jobs.values.contains { $0.contains(ObjectIdentifier(view.reader)) }
    }

    private func replacing(_ old: [SegmentView], with new: SegmentView) -> [SegmentView] {
        let gone = Set(old.map { ObjectIdentifier($0.reader) })
        return snapshot.segments.filter { !gone.contains(ObjectIdentifier($0.reader)) } + [new]
    }

    private var oldestTombstone: Timestamp {
        Timestamp(milliseconds: options.now().milliseconds - options.tombstoneAge.components.seconds * 1_000)
    }

    // MARK: Jobs

    /// Whether memory or log have grown enough to be flushed.
    var isFlushDue: Bool { memoryBytes >= options.flushBytes || log.pendingBytes >= options.logBytes }

    /// The flush of all memory segments; `nil` when there are none. None of them may be in a job.
    func makeFlush() throws -> SegmentJob? {
        let views = memoryViews
        guard !views.isEmpty else { return nil }
        try log.rotate()
        return makeFileJob(.flush(sequence: log.sequence), views)
    }

    /// The compaction that is due when there are many memory segments of a kind; `nil` when there is none. Small ones are
    /// compacted by whoever writes, in a few milliseconds, so that however fast writes come, and whatever else is under
    /// way, a search has few segments to look at. Of large ones one compaction at a time.
    func makeCompaction(_ size: MemorySegmentSize) -> SegmentJob? {
        let chosen = dueCompaction(size)
        guard !chosen.isEmpty else { return nil }
        memorySegmentNumber += 1
        return makeJob(.compact, chosen, "memory-\(memorySegmentNumber)", bytesPerSecond: 0)
    }

    private func dueCompaction(_ size: MemorySegmentSize) -> [SegmentView] {
        let views = memoryViews.filter { view in
            (view.reader.byteCount <= options.smallSegmentBytes) == (size == .small) && !isInJob(view)
        }
        let limit = size == .small ? options.memorySegments : max(2, options.memorySegments / 2)
        return MemoryMergePlan.next(views.map(\.reader.byteCount), limit: limit).map { views[$0] }
    }

    /// What there is to do beside writes.
    var due: (compaction: Bool, flush: Bool, merge: Bool) {
        (!dueCompaction(.large).isEmpty, isFlushDue, !dueMerge.isEmpty)
    }

    /// The merge that is due; `nil` when there is none. One at a time.
    ///
    /// - Parameter all: merge everything into one segment.
    func makeMerge(all: Bool) -> SegmentJob? {
        let views = fileViews
        if all {
            guard views.count > 1 || views.contains(where: { $0.live != nil }) else { return nil }
            return makeFileJob(.merge, views)
        }
        let chosen = dueMerge
        return chosen.isEmpty ? nil : makeFileJob(.merge, chosen)
    }

    private var dueMerge: [SegmentView] {
        let views = fileViews
        return MergePlan.next(views.map(\.mergeCandidate)).map { views[$0] }
    }

    private func makeFileJob(_ purpose: SegmentJob.Purpose, _ views: [SegmentView]) -> SegmentJob {
        let name = IndexFiles.segmentName(manifest.nextSegment)
        manifest.nextSegment += 1
        return makeJob(purpose, views, name, bytesPerSecond: purpose == .merge ? options.mergeBytesPerSecond : 0)
    }

    private func makeJob(
        _ purpose: SegmentJob.Purpose, _ views: [SegmentView], _ name: String, bytesPerSecond: Int
    ) -> SegmentJob {
        jobs[name] = Set(views.map { ObjectIdentifier($0.reader) })
        return SegmentJob(
            purpose: purpose, views: views, name: name, generation: snapshot.generation + 1, files: files,
            oldestTombstone: oldestTombstone, bytesPerSecond: bytesPerSecond)
    }

    /// Ends a job without its result.
    func abandon(_ job: SegmentJob) { jobs[job.name] = nil }

    /// Puts what a job has built in the place of its sources, and commits.
    ///
    /// - Throws: what committing throws; then everything is as it was before, and both generations' files are kept.
    func install(_ built: SegmentJob.Built) throws {
        defer { abandon(built.job) }
        let byReader = Dictionary(
            uniqueKeysWithValues: snapshot.segments.map { (ObjectIdentifier($0.reader), $0) })
        let current = built.job.views.compactMap { byReader[ObjectIdentifier($0.reader)] }
        // A recovery may have flushed the sources meanwhile: then the result is of no use.
        guard current.count == built.job.views.count else { return }
        let segments = replacing(current, with: built.view(sources: current))
        switch built.job.purpose {
        case .flush(let sequence):
            try commit(segments, sequence: sequence)
            counters.flushes += 1
            counters.flushedBytes += built.reader.byteCount
            // Files that stay are passed over by a replay, and removed with the next.
            try? log.trim(upTo: sequence)
        case .merge:
            try commit(segments, sequence: manifest.sequence)
            counters.merges += 1
            counters.mergedBytes += built.reader.byteCount
        case .compact: snapshot = IndexSnapshot(generation: snapshot.generation + 1, segments: segments)
        }
    }

    /// Makes the file segments among some views the index's next generation, then publishes the views.
    private func commit(_ segments: [SegmentView], sequence: UInt64) throws {
        let generation = snapshot.generation + 1
        let needed = segments.filter { $0.reader.isInMemory || $0.isNeeded }
        let onDisk = needed.filter { !$0.reader.isInMemory }
        // Even if the commit fails, its generation may be on disk: it is never used again.
        snapshot = IndexSnapshot(generation: generation, segments: snapshot.segments)
        var next = manifest
        next.generation = generation
        next.sequence = sequence
        next.nextThread = threads.next
        next.nextBox = boxes.next
        next.segments = onDisk.map { Manifest.Entry(name: $0.reader.name, hasDeleted: $0.live != nil) }
        next.liveFile = try files.writeLive(onDisk, generation: generation)
        try files.commit(next)
        manifest = next
        snapshot = IndexSnapshot(generation: generation, segments: needed)
        // What cannot be removed now is found by the next sweep.
        try? files.sweep(keeping: manifest, writing: Set(jobs.keys))
    }

    // MARK: Recovery

    /// Makes the index take writes again after its log failed: everything acknowledged is in memory or files, so it is
    /// flushed to a new file, and a new log begins beyond the record that failed.
    ///
    /// - Throws: what the disk still refuses; then nothing has changed.
    func recover() throws {
        guard log.isPoisoned else { return }
        let burned = log.sequence + 1
        let views = memoryViews
        var segments = snapshot.segments
        if !views.isEmpty {
            let job = makeFileJob(.flush(sequence: burned), views)
            defer { abandon(job) }
            segments = replacing(views, with: SegmentView(try job.run().reader))
        }
        try commit(segments, sequence: burned)
        try log.restart(after: burned)
    }

    // MARK: Statistics

    /// Bytes that the merges still due would write.
    var mergeDebt: Int {
        var sizes = fileViews.map(\.mergeCandidate)
        var debt = 0.0
        while true {
            let chosen = MergePlan.next(sizes)
            guard !chosen.isEmpty else { return Int(debt) }
            let bytes = chosen.reduce(0) { $0 + sizes[$1].liveBytes }
            debt += bytes
            sizes = sizes.indices.filter { !chosen.contains($0) }.map { sizes[$0] }
            sizes.append(MergePlan.Candidate(liveBytes: bytes, deletedShare: 0))
        }
    }
}

/// Which memory segments a compaction takes: those up to ``IndexOptions/smallSegmentBytes``, or those beyond.
enum MemorySegmentSize {
    case small, large
}

extension SegmentView {
    /// The segment as ``MergePlan`` sees it.
    fileprivate var mergeCandidate: MergePlan.Candidate {
        // A segment of nothing but remembered deletions has nothing to give back.
        let share = reader.itemCount == 0 ? 1 : Double(liveCount) / Double(reader.itemCount)
        return MergePlan.Candidate(liveBytes: Double(reader.byteCount) * share, deletedShare: 1 - share)
    }
}

extension SegmentReader {
    /// Bytes of its file or memory.
    var byteCount: Int { file.byteCount }
}
