// Owns: our own index behind the `Backend` seam: one writer, any number of searches, each generation published whole.

import Schema
import Storage
import Synchronization

/// An opened index.
///
/// Searches take the current snapshot and go on with it; they never wait for writers. Writers queue up; whoever gets the
/// writer's lock applies everything that waits with one log record, so that many connections share one fsync.
public final class NativeBackend: Backend {
    private struct Published {
        var snapshot: IndexSnapshot
        var sequence: UInt64
        var logBytes: Int
        var merges: Int
        /// Why the index takes no writes; `nil` when it does.
        var readOnlyReason: String?
        /// Snapshots that cursors may still name, oldest first.
        var pinned: [IndexSnapshot] = []
    }

    /// A batch in the queue.
    private final class Pending: Sendable {
        let documents: [Document]
        let outcome = Mutex<Result<AppliedBatch, EngineError>?>(nil)

        init(_ documents: [Document]) { self.documents = documents }
    }

    /// The most generations kept for cursors.
    private static let maximumPinned = 16

    private let published: Mutex<Published>
    private let queue = Mutex<[Pending]>([])
    private let writer: WriterBox
    private let lock: (any DirectoryLock)?
    private let searcher: Searcher

    /// The writer, only ever touched under its mutex. `nil` in an index opened for reading.
    private final class WriterBox: @unchecked Sendable {
        let mutex = Mutex<Void>(())
        var writer: IndexWriter?

        init(_ writer: IndexWriter?) { self.writer = writer }
    }

    // MARK: Opening

    /// Opens an index.
    ///
    /// - Parameters:
    ///   - readOnly: take no lock and write nothing; what is only in the log is read from it.
    ///   - create: make an empty index where there is none.
    /// - Throws: ``EngineError/storage`` with what is wrong and where.
    public convenience init(
        _ directory: any Directory, options: IndexOptions, readOnly: Bool = false, create: Bool = false
    ) throws(EngineError) {
        do {
            try self.init(opening: directory, options, readOnly: readOnly, create: create)
        } catch { throw EngineError(wrapping: error) }
    }

    private init(
        opening directory: any Directory, _ options: IndexOptions, readOnly: Bool, create: Bool
    ) throws {
        lock = readOnly ? nil : try directory.lock()
        let isThere = try directory.exists(Manifest.fileName)
        let (files, manifest) =
            create && !isThere ? try IndexFiles.create(directory) : try IndexFiles.open(directory)
        if !readOnly { try files.sweep(keeping: manifest) }
        let snapshot = IndexSnapshot(generation: manifest.generation, segments: try files.openViews(manifest))
        var replayed: [Document] = []
        let result = try LogReader(directory, index: files.id).replay(after: manifest.sequence) { _, payload, name in
            var reader = ByteReader(payload, file: name, base: 0)
            replayed += try DocumentCoding.decode(&reader)
        }
        let log = try LogWriter(directory, index: files.id, after: result, readOnly: readOnly)
        let writer = IndexWriter(files, manifest, snapshot, log, options)
        if !replayed.isEmpty { try writer.replay(replayed, readOnly: readOnly) }
        self.writer = WriterBox(readOnly ? nil : writer)
        searcher = Searcher(profile: options.profile, scratches: ScratchPool())
        published = Mutex(
            Published(
                snapshot: writer.snapshot, sequence: writer.sequence, logBytes: writer.logBytes, merges: 0,
                readOnlyReason: readOnly ? "it was opened for reading" : nil))
    }

    // MARK: Writing

    public func apply(_ batch: [Document]) throws(EngineError) -> AppliedBatch {
        for (index, document) in batch.enumerated() {
            guard !document.key.team.isEmpty, !document.key.id.isEmpty else {
                throw .invalidDocument(index: index, reason: "team and id must not be empty")
            }
        }
        let pending = Pending(batch)
        queue.withLock { $0.append(pending) }
        writer.mutex.withLock { _ in
            if pending.outcome.withLock({ $0 == nil }) { drainQueue() }
        }
        guard let outcome = pending.outcome.withLock({ $0 }) else { throw .readOnly("the index is closed") }
        return try outcome.get()
    }

    /// Applies everything that waits. The caller holds the writer's mutex.
    private func drainQueue() {
        let waiting = queue.withLock { queue in
            defer { queue = [] }
            return queue
        }
        let outcome: Result<[AppliedBatch], EngineError>
        do { outcome = .success(try write { try $0.apply(waiting.map(\.documents)) }) } catch {
            outcome = .failure(error)
        }
        for (index, pending) in waiting.enumerated() {
            pending.outcome.withLock { $0 = outcome.map { $0[index] } }
        }
    }

    /// Runs a change and publishes what it leaves. The caller holds the writer's mutex.
    private func write<R>(_ body: (IndexWriter) throws -> R) throws(EngineError) -> R {
        if let reason = published.withLock({ $0.readOnlyReason }) { throw .readOnly(reason) }
        guard let writer = writer.writer else { throw .readOnly("the index is closed") }
        do {
            let result = try body(writer)
            publish(writer)
            return result
        } catch {
            // What reached the log before the failure is replayed when the index is opened again; until then nothing
            // more is acknowledged.
            let wrapped = EngineError(wrapping: error)
            published.withLock { $0.readOnlyReason = wrapped.description }
            throw wrapped
        }
    }

    private func publish(_ writer: IndexWriter) {
        published.withLock { state in
            if state.snapshot.generation != writer.snapshot.generation {
                state.pinned.append(state.snapshot)
                if state.pinned.count > Self.maximumPinned { state.pinned.removeFirst() }
            }
            state.snapshot = writer.snapshot
            state.sequence = writer.sequence
            state.logBytes = writer.logBytes
            state.merges = writer.mergeCount
        }
    }

    private func change(_ body: (IndexWriter) throws -> Void) throws(EngineError) -> UInt64 {
        let result: Result<Void, EngineError> = writer.mutex.withLock { _ in
            do throws(EngineError) { return .success(try write(body)) } catch { return .failure(error) }
        }
        try result.get()
        return published.withLock { $0.snapshot.generation }
    }

    public func flush() throws(EngineError) -> UInt64 { try change { try $0.flush() } }

    public func merge() throws(EngineError) -> UInt64 { try change { try $0.mergeAll() } }

    public func close() throws(EngineError) {
        if published.withLock({ $0.readOnlyReason }) == nil { _ = try flush() }
        writer.mutex.withLock { _ in writer.writer = nil }
        lock?.release()
    }

    // MARK: Reading

    private func snapshot(_ generation: UInt64?) throws(EngineError) -> IndexSnapshot {
        let found = published.withLock { state -> IndexSnapshot? in
            guard let generation, generation != state.snapshot.generation else { return state.snapshot }
            return state.pinned.last { $0.generation == generation }
        }
        guard let found else { throw .generationGone(generation ?? 0) }
        return found
    }

    public func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        let snapshot = try snapshot(request.generation)
        do { return try searcher.search(request, in: snapshot) } catch { throw EngineError(wrapping: error) }
    }

    public func explain(_ request: SearchRequest, item: DocumentKey) throws(EngineError) -> Explanation? {
        let snapshot = try snapshot(request.generation)
        do { return try searcher.explain(request, item: item, in: snapshot) } catch {
            throw EngineError(wrapping: error)
        }
    }

    public func get(_ key: DocumentKey) throws(EngineError) -> StoredDocument? {
        let snapshot = try snapshot(nil)
        do {
            guard let found = try snapshot.find(Identity.record(key)) else { return nil }
            let address = ItemAddress(segment: found.segment, item: UInt32(found.item))
            let record = try searcher.scratches.with { try snapshot.record(at: address, $0) }
            return StoredDocument(
                version: snapshot.segments[found.segment].reader.version(found.item), record: record)
        } catch { throw EngineError(wrapping: error) }
    }

    public func customFields(team: String) throws(EngineError) -> [String: FieldKind] {
        try snapshot(nil).customFields(team: team)
    }

    public var teams: [String] {
        let snapshot = published.withLock { $0.snapshot }
        return Set(snapshot.segments.flatMap { $0.reader.info.teams.map(\.id) }).sorted()
    }

    public func statistics(team: String?) -> IndexStatistics {
        let state = published.withLock { $0 }
        return state.snapshot.statistics(
            team: team, sequence: state.sequence, logBytes: state.logBytes, merges: state.merges)
    }

    public var status: IndexStatus {
        published.withLock { state in
            IndexStatus(
                isReadOnly: state.readOnlyReason != nil, reasons: state.readOnlyReason.map { [$0] } ?? [],
                generation: state.snapshot.generation)
        }
    }
}

extension EngineError {
    /// What an inner error is to a caller. Anything unknown is our own bug and says so.
    init(wrapping error: any Error) {
        switch error {
        case let error as EngineError: self = error
        case let error as StorageError: self = .storage(error)
        default: self = .internalFailure("\(error)")
        }
    }
}

extension IndexSnapshot {
    /// Sizes and counts; of one team, or of all.
    func statistics(team: String?, sequence: UInt64, logBytes: Int, merges: Int) -> IndexStatistics {
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
            bytes: rows.reduce(0) { $0 + $1.bytes }, logBytes: team == nil ? logBytes : 0, sequence: sequence,
            merges: merges)
    }
}
