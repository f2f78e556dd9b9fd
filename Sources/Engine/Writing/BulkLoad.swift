// Owns: building an index from a snapshot: documents from many threads to sorted segment files, committed at the end.

import Schema
import Storage
import Synchronization

/// A rebuild of an index: until `commit` the index there before is untouched and searchable.
///
/// Each thread adds documents to a ``Worker`` of its own (``fill(_:)``). When the load is full, and at the end, all threads together
/// write what the workers hold as one segment: as large as the memory allows, and one where all documents fit. Then
/// ``merge(onProgress:)`` makes the segments few.
///
/// Memory is bounded: about two fifths are documents that wait, the rest is what inverting them takes.
public final class BulkLoad {
    /// How a load is done.
    public struct Options: Sendable {
        public var index: IndexOptions
        public var threads = 1
        /// Bytes for buffers, of all threads together.
        public var memory = 512 << 20
        /// Asked now and then, from any thread: whether to give up. Then what is under way throws
        /// ``EngineError/cancelled``.
        public var isCancelled: @Sendable () -> Bool = { false }

        public init(_ index: IndexOptions) { self.index = index }
    }

    let files: IndexFiles
    private let manifest: Manifest
    /// The log of the index that was there: nobody writes to it meanwhile.
    private let log: LogReader.Result
    private let lock: any DirectoryLock
    let options: Options
    /// Whether there was no index before.
    private let isFirst: Bool
    private let threads = GroupOrdinals(next: 0)
    private let boxes = GroupOrdinals(next: 0)
    /// `nil` when no segment will be written any more: its memory is the merges' then.
    private var builder: SegmentBuilder?
    let workers: [Worker]
    private let buffered: Buffered
    private var nextSegment: UInt64
    private(set) var segments: [LoadedSegment] = []
    var summary = Summary()
    /// Whether the new manifest may be the one on disk.
    private var mayBeCommitted = false

    /// Bytes of documents that wait, in all workers.
    fileprivate final class Buffered: Sendable {
        let bytes = Atomic<Int>(0)
        let limit: Int

        init(limit: Int) { self.limit = limit }
    }

    /// Of the memory, what documents may take that wait for their segment.
    private static let bufferShare = 0.4

    /// Takes the writer's lock of the index in `directory`, which may be empty.
    ///
    /// - Throws: then the directory holds the index that it held before, or none.
    public init(_ directory: any Directory, options: Options) throws(EngineError) {
        do {
            lock = try directory.lock()
            isFirst = try !directory.exists(Manifest.fileName)
            (files, manifest, log) = try isFirst ? Self.create(directory, options.index, lock) : Self.open(directory)
            replacesRecords =
                try !isFirst
                && (!manifest.segments.isEmpty || manifest.sequence > 0
                    || directory.list().contains { try LogReader.hasRecords($0, in: directory) })
        } catch { throw EngineError(wrapping: error) }
        self.options = options
        nextSegment = manifest.nextSegment
        let buffered = Buffered(limit: Int(Double(options.memory) * Self.bufferShare))
        self.buffered = buffered
        workers = (0..<options.threads).map { _ in Worker(buffered) }
        builder = SegmentBuilder(
            SegmentContext(
                defaultLanguage: options.index.defaultLanguage,
                threadOrdinal: { [threads] in threads.ordinal($0) { _ in nil } },
                boxOrdinal: { [boxes] in boxes.ordinal($0) { _ in nil } }, isCancelled: options.isCancelled),
            threads: options.threads)
    }

    private static func open(_ directory: any Directory) throws -> (IndexFiles, Manifest, LogReader.Result) {
        let (files, manifest) = try IndexFiles.open(directory)
        // A log that is damaged is found now, not when all is done: a commit takes its place.
        let log = try files.replayLog(after: manifest.sequence) { _, _, _ in }
        try files.sweepLeftovers(keeping: manifest)
        return (files, manifest, log)
    }

    /// Makes an index without records; where that fails halfway, none.
    private static func create(
        _ directory: any Directory, _ options: IndexOptions, _ lock: any DirectoryLock
    ) throws -> (IndexFiles, Manifest, LogReader.Result) {
        do {
            _ = try IndexFiles.create(directory, id: options.newID())
            return try open(directory)
        } catch {
            // What held records before is not ours to remove.
            if case StorageError.manifestLost = error {} else { try? IndexFiles.removeAll(from: directory) }
            lock.remove()
            throw error
        }
    }

    /// Whether the index that is there holds records, if only in its log, or has held any.
    public let replacesRecords: Bool

    /// What a load came to.
    public struct Summary: Sendable {
        public var items = 0
        /// Documents that a higher version, or a later one without versions, took the place of.
        public var superseded = 0
        public var deletions = 0
        /// Records of the index that was there that are newer than the snapshot's, and stay.
        public var newer = 0
        /// Records of the index that was there that the snapshot has not, and that are gone.
        public var dropped = 0
        /// Why the index that was there could not be compared; `nil` when it was.
        public var unreadable: String?
        public var segments = 0
        public var bytes = 0

        public init() {}
    }

    /// One thread's part of a load. Not thread-safe.
    public final class Worker {
        fileprivate var buffer = DocumentBuffer()
        private let load: Buffered

        fileprivate init(_ load: Buffered) { self.load = load }

        /// Adds a document.
        ///
        /// - Parameter arrival: its place in the snapshot: of two documents without versions the later one wins.
        public func add(_ document: Document, arrival: UInt64) {
            let before = buffer.memory
            buffer.append(document, key: Identity.record(document.key), arrival: arrival)
            load.bytes.add(buffer.memory - before, ordering: .relaxed)
        }

        /// Whether the load's memory is full: time to leave off and let it be flushed.
        public var isFull: Bool { load.bytes.load(ordering: .relaxed) >= load.limit }

        /// - Parameter keepsMemory: for the next documents.
        fileprivate func removeAll(keepsMemory: Bool = true) { buffer.removeAll(keepingChunks: keepsMemory ? .max : 0) }
    }

    /// Calls `body` on each thread with the thread's own worker, to add documents until it is full. Blocks until all are
    /// done.
    ///
    /// - Throws: the first error of any.
    public func fill(_ body: (Worker) throws -> Void) throws {
        try Parallel.workers(workers.count) { try body(workers[$0]) }
    }

    private func nextSegmentName() -> String {
        defer { nextSegment += 1 }
        return IndexFiles.segmentName(nextSegment)
    }

    // MARK: Segments

    /// Writes what the workers hold as a segment, with all threads; nothing when they hold nothing. Nobody may add
    /// meanwhile.
    public func flush() throws(EngineError) {
        do { try flushUntyped() } catch { throw EngineError(wrapping: error) }
    }

    /// - Parameter remembered: deletions besides.
    func flushUntyped(remembering remembered: [LoadedSegment.Deletion] = []) throws {
        guard !remembered.isEmpty || workers.contains(where: { !$0.buffer.entries.isEmpty }) else { return }
        defer {
            for worker in workers { worker.removeAll() }
            buffered.bytes.store(0, ordering: .relaxed)
        }
        let buffers = workers.map(\.buffer)
        let kept = newest(of: buffers)
        let documents = OrderedDocuments(kept.documents, of: buffers)
        let deletions = (kept.deletions + remembered).sorted { $0.tombstone.key < $1.tombstone.key }
        let name = nextSegmentName()
        try files.writeSegment(name) { file in
            try builder?.write(documents, tombstones: deletions.map(\.tombstone), to: &file)
        }
        segments.append(
            LoadedSegment(
                reader: try files.openSegment(name),
                arrivals: (0..<documents.count).map { documents.entry(ofItem: $0).arrival },
                deletions: deletions))
        summary.superseded += kept.superseded
        summary.deletions += kept.deletions.count
    }

    /// Of the documents with one key the one that stays.
    private func newest(
        of buffers: [DocumentBuffer]
    ) -> (documents: [OrderedDocuments.Place], deletions: [LoadedSegment.Deletion], superseded: Int) {
        var newest: [KeyHash: OrderedDocuments.Place] = [:]
        newest.reserveCapacity(buffers.reduce(0) { $0 + $1.entries.count })
        var superseded = 0
        for (buffer, documents) in buffers.enumerated() {
            for (document, entry) in documents.entries.enumerated() {
                let place = OrderedDocuments.Place(buffer: buffer, document: document)
                guard let known = newest[entry.key] else {
                    newest[entry.key] = place
                    continue
                }
                superseded += 1
                let other = buffers[known.buffer].entries[known.document]
                if Supersession(entry.version, entry.arrival) > Supersession(other.version, other.arrival) {
                    newest[entry.key] = place
                }
            }
        }
        let now = options.index.now()
        var (places, deletions): ([OrderedDocuments.Place], [LoadedSegment.Deletion]) = ([], [])
        for place in newest.values {
            let entry = buffers[place.buffer].entries[place.document]
            if entry.isDeleted {
                deletions.append(
                    LoadedSegment.Deletion(
                        tombstone: Tombstone(key: entry.key, version: entry.version, deletedAt: now),
                        arrival: entry.arrival))
            } else {
                places.append(place)
            }
        }
        return (places, deletions, superseded)
    }

    // MARK: Merging

    /// How far the merging is.
    public struct MergeProgress: Sendable {
        /// Bytes of segments merged, of how many.
        public var bytes = 0
        public var totalBytes = 0
    }

    /// Merges the segments that ``flush()`` wrote into few, with all threads; nothing can be added after this. O(index).
    ///
    /// - Parameter onProgress: called now and then, from any thread, one at a time.
    public func merge(onProgress: (MergeProgress) -> Void = { _ in }) throws(EngineError) {
        do { try mergeUntyped(onProgress) } catch { throw EngineError(wrapping: error) }
    }

    private func mergeUntyped(_ onProgress: (MergeProgress) -> Void) throws {
        summary.superseded += try LoadedSegment.removeSuperseded(&segments, isCancelled: options.isCancelled)
        let plan = LoadMergePlan.groups(
            of: segments.map { $0.reader.byteCount }, threads: options.threads, memory: options.memory)
        guard !plan.isEmpty else { return }
        builder = nil
        for worker in workers { worker.removeAll(keepsMemory: false) }
        let merging = Merging(
            plan.map { group in group.map { segments[$0].view } }, names: plan.map { _ in nextSegmentName() })
        let gone = Set(plan.joined())
        segments = segments.indices.filter { !gone.contains($0) }.map { segments[$0] }
        onProgress(merging.progress)
        try Parallel.parts(plan.count, threads: options.threads) { _, part in
            let (name, views) = merging.take(part)
            let job = SegmentJob(
                purpose: .merge, views: views, name: name, generation: manifest.generation + 1, files: files,
                oldestTombstone: Timestamp(milliseconds: .min), bytesPerSecond: 0)
            let built = try job.run(isCancelled: options.isCancelled)
            for view in views { try files.directory.remove(view.reader.name) }
            merging.mutex.withLock { _ in
                merging.progress.bytes += views.reduce(0) { $0 + $1.reader.byteCount }
                merging.merged.append(LoadedSegment(reader: built.reader))
                onProgress(merging.progress)
            }
        }
        segments += merging.merged
    }

    /// What the threads of a merge share. A group's segments are held by the thread that merges them alone, so that their
    /// memory is free when it is done.
    private final class Merging: @unchecked Sendable {
        /// Guards everything below.
        let mutex = Mutex<Void>(())
        var progress = MergeProgress()
        var merged: [LoadedSegment] = []
        private var groups: [[SegmentView]]
        private let names: [String]

        init(_ groups: [[SegmentView]], names: [String]) {
            self.groups = groups
            self.names = names
            progress.totalBytes = groups.joined().reduce(0) { $0 + $1.reader.byteCount }
        }

        func take(_ group: Int) -> (name: String, views: [SegmentView]) {
            mutex.withLock { _ in
                defer { groups[group] = [] }
                return (names[group], groups[group])
            }
        }
    }

    // MARK: Ending

    /// Makes the segments that were written the index. Atomic: a crash leaves the index that was there before, or this one.
    public func commit() throws(EngineError) -> Summary {
        do { return try commitUntyped() } catch { throw EngineError(wrapping: error) }
    }

    private func commitUntyped() throws -> Summary {
        summary.superseded += try LoadedSegment.removeSuperseded(&segments, isCancelled: { false })
        segments.sort { $0.reader.name < $1.reader.name }
        let views = segments.map(\.view)
        var next = manifest
        next.generation += 1
        next.nextSegment = nextSegment
        next.nextThread = threads.next
        next.nextBox = boxes.next
        next.liveFile = try files.writeLive(views, generation: next.generation)
        next.segments = views.map { Manifest.Entry(name: $0.reader.name, hasDeleted: $0.live != nil) }
        summary.segments = views.count
        summary.items = views.reduce(0) { $0 + $1.liveCount }
        summary.bytes = views.reduce(0) { $0 + $1.reader.byteCount }
        // What the old index had only in its log is not part of the new one.
        next.sequence = log.lastSequence
        mayBeCommitted = true
        try files.commit(next)
        // The index is the new one now. What cannot be removed does no harm and is found when it is opened.
        try? LogWriter(files.directory, index: files.id, after: log).trim(upTo: next.sequence)
        try? files.sweep(keeping: next)
        lock.release()
        return summary
    }

    /// Gives up: the index there before stays as it is, and where there was none there is none. After a commit that failed
    /// nothing is removed, for either index may be the one that is found next.
    public func abandon() throws(EngineError) {
        defer { lock.release() }
        guard !mayBeCommitted else { return }
        do {
            guard isFirst else { return try files.sweepLeftovers(keeping: manifest) }
            try IndexFiles.removeAll(from: files.directory)
            lock.remove()
        } catch { throw EngineError(wrapping: error) }
    }
}
