// Owns: building an index from a snapshot: documents from many threads to sorted segment files, committed at the end.

import Schema
import Storage
import Synchronization

/// A rebuild of an index: until `commit` the index there before is untouched and searchable.
///
/// Each worker hands its documents to a ``Worker`` of its own; workers run in parallel. Memory is bounded: a worker writes
/// a segment when its share of the buffers is full.
public final class BulkLoad: Sendable {
    private let files: IndexFiles
    private let manifest: Manifest
    private let lock: any DirectoryLock
    private let options: IndexOptions
    private let threads = GroupOrdinals(next: 0)
    private let boxes = GroupOrdinals(next: 0)
    private let shared: Mutex<Shared>

    private struct Shared {
        var nextSegment: UInt64
        var finished: [Finished] = []
        /// Documents that another one of the same worker's buffer took the place of.
        var superseded = 0
        /// Whether the new manifest may be the one on disk.
        var mayBeCommitted = false
    }

    /// A segment file that is written, with when each of its records was read.
    fileprivate struct Finished {
        var name: String
        /// By item.
        var arrivals: [KeyHash: UInt64]
        var tombstones: [KeyHash: (version: UInt64, arrival: UInt64)]
    }

    /// Takes the writer's lock of the index in `directory`, which may be empty.
    public init(_ directory: any Directory, options: IndexOptions) throws(EngineError) {
        do {
            lock = try directory.lock()
            let isThere = try directory.exists(Manifest.fileName)
            (files, manifest) = isThere ? try IndexFiles.open(directory) : try IndexFiles.create(directory)
            try files.sweepLeftovers(keeping: manifest)
        } catch { throw EngineError(wrapping: error) }
        self.options = options
        shared = Mutex(Shared(nextSegment: manifest.nextSegment))
    }

    /// Whether the index that is there holds records.
    public var replacesRecords: Bool { !manifest.segments.isEmpty || manifest.sequence > 0 }

    /// What a load came to.
    public struct Summary: Sendable {
        public var items = 0
        /// Documents that a higher version, or a later one without versions, took the place of.
        public var superseded = 0
        public var deletions = 0
        public var segments = 0
        public var bytes = 0

        public init() {}
    }

    /// One thread's part of a load. Not thread-safe.
    public final class Worker {
        private let load: BulkLoad
        private let builder: SegmentBuilder
        private let bufferBytes: Int
        private var documents: [KeyHash: (document: Document, arrival: UInt64)] = [:]
        private var buffered = 0
        private var superseded = 0

        /// - Parameter bufferBytes: documents beyond this make a segment.
        fileprivate init(_ load: BulkLoad, bufferBytes: Int) {
            self.load = load
            self.bufferBytes = bufferBytes
            builder = SegmentBuilder(
                SegmentContext(
                    defaultLanguage: load.options.defaultLanguage,
                    threadOrdinal: { [threads = load.threads] in threads.ordinal($0) { _ in nil } },
                    boxOrdinal: { [boxes = load.boxes] in boxes.ordinal($0) { _ in nil } }))
        }

        /// Adds a document.
        ///
        /// - Parameter arrival: its place in the snapshot: of two documents without versions the later one wins.
        public func add(_ document: Document, arrival: UInt64) throws(EngineError) {
            let key = Identity.record(document.key)
            if let known = documents[key] {
                superseded += 1
                guard Supersession(document.version, arrival) > Supersession(known.document.version, known.arrival)
                else { return }
                buffered -= known.document.memory
            }
            buffered += document.memory
            documents[key] = (document, arrival)
            if buffered >= bufferBytes { try flush() }
        }

        /// Writes what is buffered as a segment.
        public func flush() throws(EngineError) {
            guard !documents.isEmpty else { return }
            let now = load.options.now()
            var finished = Finished(name: load.nextSegmentName(), arrivals: [:], tombstones: [:])
            var live: [Document] = []
            var tombstones: [Tombstone] = []
            for (key, entry) in documents {
                if entry.document.isDeleted {
                    finished.tombstones[key] = (entry.document.version, entry.arrival)
                    tombstones.append(Tombstone(key: key, version: entry.document.version, deletedAt: now))
                } else {
                    finished.arrivals[key] = entry.arrival
                    live.append(entry.document)
                }
            }
            documents.removeAll(keepingCapacity: true)
            buffered = 0
            do {
                try load.files.writeSegment(finished.name) { file in
                    try builder.write(live, tombstones: tombstones, to: &file)
                }
            } catch { throw EngineError(wrapping: error) }
            load.shared.withLock { shared in
                shared.finished.append(finished)
                shared.superseded += superseded
            }
            superseded = 0
        }
    }

    /// A worker for one thread. - Parameter bufferBytes: its share of the memory for buffers.
    public func worker(bufferBytes: Int) -> Worker { Worker(self, bufferBytes: bufferBytes) }

    fileprivate func nextSegmentName() -> String {
        shared.withLock { shared in
            defer { shared.nextSegment += 1 }
            return IndexFiles.segmentName(shared.nextSegment)
        }
    }

    /// Makes the segments written by all workers, which must have flushed, the index. Atomic: a crash leaves the index
    /// that was there before, or this one.
    public func commit() throws(EngineError) -> Summary {
        do { return try commitUntyped() } catch { throw EngineError(wrapping: error) }
    }

    private func commitUntyped() throws -> Summary {
        let finished = shared.withLock { $0.finished }.sorted { $0.name < $1.name }
        let readers = try finished.map { try files.openSegment($0.name) }
        var lives = readers.map { LiveItems(count: $0.itemCount) }
        var summary = Summary()
        summary.segments = readers.count
        summary.superseded = shared.withLock { $0.superseded } + (try removeSuperseded(finished, readers, &lives))
        var next = manifest
        next.generation += 1
        next.nextSegment = shared.withLock { $0.nextSegment }
        next.nextThread = threads.next
        next.nextBox = boxes.next
        let views = zip(readers, lives).map { SegmentView($0, live: $1) }
        next.liveFile = try files.writeLive(views, generation: next.generation)
        next.segments = views.map { Manifest.Entry(name: $0.reader.name, hasDeleted: $0.live != nil) }
        summary.items = views.reduce(0) { $0 + $1.liveCount }
        summary.deletions = finished.reduce(0) { $0 + $1.tombstones.count }
        summary.bytes = readers.reduce(0) { $0 + $1.byteCount }
        // What the old index had only in its log is not part of the new one.
        let replayed = try files.replayLog(after: manifest.sequence) { _, _, _ in }
        next.sequence = replayed.lastSequence
        shared.withLock { $0.mayBeCommitted = true }
        try files.commit(next)
        // The index is the new one now. What cannot be removed does no harm and is found when it is opened.
        try? LogWriter(files.directory, index: files.id, after: replayed).trim(upTo: next.sequence)
        try? files.sweep(keeping: next)
        lock.release()
        return summary
    }

    /// Marks dead, in each segment, the items that another segment has a winning version or deletion of.
    private func removeSuperseded(
        _ finished: [Finished], _ readers: [SegmentReader], _ lives: inout [LiveItems]
    ) throws -> Int {
        guard finished.count > 1 else { return 0 }
        var winners: [KeyHash: (rank: Supersession, segment: Int)] = [:]
        func consider(_ key: KeyHash, _ rank: Supersession, _ segment: Int) {
            if let known = winners[key], known.rank > rank { return }
            winners[key] = (rank, segment)
        }
        for (segment, entry) in finished.enumerated() {
            for (key, arrival) in entry.arrivals {
                guard let item = try readers[segment].items.find(key) else { continue }
                consider(key, Supersession(readers[segment].version(Int(item)), arrival), segment)
            }
            for (key, tombstone) in entry.tombstones {
                consider(key, Supersession(tombstone.version, tombstone.arrival), segment)
            }
        }
        var count = 0
        for (segment, entry) in finished.enumerated() {
            for key in entry.arrivals.keys where winners[key]?.segment != segment {
                guard let item = try readers[segment].items.find(key) else { continue }
                if lives[segment].delete(Int(item)) { count += 1 }
            }
        }
        return count
    }

    /// Gives up: the index there before stays as it is. After a commit that failed nothing is removed, for either index
    /// may be the one that is found next.
    public func abandon() throws(EngineError) {
        defer { lock.release() }
        guard !shared.withLock({ $0.mayBeCommitted }) else { return }
        do { try files.sweepLeftovers(keeping: manifest) } catch { throw EngineError(wrapping: error) }
    }
}

/// Which of two documents with one key stays: the higher version; without versions the one read later; of equal versions
/// the one read first.
private struct Supersession: Comparable {
    let version: UInt64
    let arrival: UInt64

    init(_ version: UInt64, _ arrival: UInt64) {
        self.version = version
        self.arrival = version == 0 ? arrival : UInt64.max - arrival
    }

    static func < (a: Self, b: Self) -> Bool { (a.version, a.arrival) < (b.version, b.arrival) }
}

extension Document {
    /// About how many bytes it takes in memory.
    var memory: Int {
        var bytes = 256 + record.count
        for value in values {
            bytes += 64
            switch value.value {
            case .text(let text), .keyword(let text): bytes += text.utf8.count
            case .number, .date: break
            }
        }
        return bytes
    }
}
