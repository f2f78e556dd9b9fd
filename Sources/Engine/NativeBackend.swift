// Owns: our own index behind the `Backend` seam: one writer, any number of searches, each generation published whole.

import Dispatch
import Schema
import Storage
import Synchronization

/// An opened index.
///
/// Searches take the current snapshot and go on with it; they never wait for writers. Batches queue up; whoever gets the
/// writer's lock applies everything that waits with one log record, so that many connections share one sync. Flushes and
/// merges write their files without the lock and take it only to put them in place.
public final class NativeBackend: Backend {
    private struct Published {
        var snapshot: IndexSnapshot
        var sequence: UInt64
        var logBytes: Int
        var memoryBytes: Int
        var mergeDebt: Int
        var counters = WriteCounters()
        /// Why the index takes no writes; `nil` when it does.
        var refusal: EngineError?
        var retry: RetrySchedule
        /// Why the last flush or merge failed, by lane; empty when none did.
        var maintenanceFailures: [String: String] = [:]
        var pins: GenerationPins
        /// Whether a timer ends pins when nothing else does.
        var isExpiryDue = false
    }

    /// The writer, only ever touched under its mutex. `nil` in an index opened for reading, and after closing.
    private final class WriterBox: @unchecked Sendable {
        let mutex = Mutex<Void>(())
        var writer: IndexWriter?

        init(_ writer: IndexWriter?) { self.writer = writer }
    }

    private let published: Mutex<Published>
    private let queue: WriteQueue
    private let writer: WriterBox
    private let lock: (any DirectoryLock)?
    private let searcher: Searcher
    private let options: IndexOptions
    // Searches come first; what they wait for in the end, that memory segments stay few, next.
    /// Applies what ``submit(_:_:)`` queued.
    private let applying = WorkLane("apply", niceness: 10)
    /// Runs compactions of large memory segments, one at a time.
    private let compacting = WorkLane("compact", niceness: 10)
    /// Runs flushes of memory segments, one at a time.
    private let flushing = WorkLane("flush", niceness: 15)
    /// Runs merges of files, one at a time.
    private let merging = WorkLane("merge", niceness: 19)
    private let isClosing = Atomic(false)
    /// The folder, for an index opened for reading, which follows the writer's generations.
    private let followed: ReadOnlyFollower?

    // MARK: Opening

    /// Whether a folder holds an index, whole or not.
    public static func isIndex(_ directory: any Directory) throws(StorageError) -> Bool {
        try directory.exists(Manifest.fileName)
    }

    /// Opens an index.
    ///
    /// - Parameters:
    ///   - readOnly: take no lock and write nothing; what is only in the log is read from it.
    ///   - create: make an empty index where there is none.
    /// - Throws: `EngineError.storage` with what is wrong and where.
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
        searcher = Searcher(profile: options.profile, scratches: ScratchPool())
        searcher.scratches.prepare()
        // Taking the lock makes a file, which has no place in a folder without an index.
        if !create { try IndexFiles.requireManifest(in: directory) }
        let lock = readOnly ? nil : try directory.lock()
        let opened: OpenedIndex
        do {
            opened =
                try readOnly
                ? IndexFiles.reading(directory) {
                    try OpenedIndex(directory, options, readOnly: true, create: false)
                } : OpenedIndex(directory, options, readOnly: false, create: create)
        } catch {
            lock?.release()
            throw error
        }
        self.lock = lock
        self.options = options
        let writer = opened.writer
        self.writer = WriterBox(readOnly ? nil : writer)
        followed = readOnly ? ReadOnlyFollower(directory, options, opened) : nil
        queue = WriteQueue(limit: options.queueBytes)
        published = Mutex(
            Published(
                snapshot: writer.snapshot, sequence: writer.sequence, logBytes: writer.logBytes,
                memoryBytes: writer.memoryBytes, mergeDebt: writer.mergeDebt,
                refusal: readOnly ? .readOnly("it was opened for reading") : nil,
                retry: RetrySchedule(firstDelay: options.retryDelay),
                pins: GenerationPins(age: options.cursorAge, limit: options.cursors)))
        if !readOnly { scheduleMaintenance() }
    }

    // MARK: Writing

    public func apply(_ batch: [Document]) throws(EngineError) -> AppliedBatch {
        let pending = PendingBatch(batch)
        try enqueue(pending)
        drain(until: pending)
        guard let result = pending.result else { throw .readOnly("the index is closed") }
        return try result.get()
    }

    public func submit(
        _ batch: [Document], _ completion: @escaping @Sendable (Result<AppliedBatch, EngineError>) -> Void
    ) {
        do throws(EngineError) { try enqueue(PendingBatch(batch, completion)) } catch {
            return completion(.failure(error))
        }
        applying.schedule { [self] in drain(until: nil) }
    }

    private func enqueue(_ batch: PendingBatch) throws(EngineError) {
        for (index, document) in batch.documents.enumerated() {
            guard !document.key.team.isEmpty, !document.key.id.isEmpty else {
                throw .invalidDocument(index: index, reason: "team and id must not be empty")
            }
        }
        guard published.withLock({ $0.memoryBytes }) < options.memoryBytes, queue.add(batch) else { throw .tooBusy }
    }

    /// Applies what waits, a group at a time.
    ///
    /// - Parameter batch: the one to see answered; `nil` for everything.
    private func drain(until batch: PendingBatch?) {
        writer.mutex.withLock { _ in
            while batch?.result == nil {
                let group = queue.takeGroup()
                guard !group.isEmpty else { return }
                apply(group)
                compactSmall()
            }
        }
        scheduleMaintenance()
    }

    /// Compacts small memory segments while it is due. The caller holds the writer's mutex.
    private func compactSmall() {
        guard let writer = writer.writer else { return }
        maintain(applying.name) { _ in
            while let job = writer.makeCompaction(.small) {
                do { try writer.install(job.run()) } catch {
                    writer.abandon(job)
                    throw error
                }
                publish(writer)
            }
        }
    }

    /// Applies a group with one log record; where it fails as a whole each batch is tried by itself, for one of them may
    /// be to blame. The caller holds the writer's mutex.
    private func apply(_ group: [PendingBatch]) {
        do throws(EngineError) {
            let results = try write { try $0.apply(group.map(\.documents)) }
            for (batch, result) in zip(group, results) { batch.finish(.success(result)) }
        } catch {
            guard group.count > 1, refusal == nil else {
                for batch in group { batch.finish(.failure(error)) }
                return
            }
            for batch in group { apply([batch]) }
        }
    }

    private var refusal: EngineError? { published.withLock { $0.refusal } }

    /// Runs a change and publishes what it leaves. The caller holds the writer's mutex.
    private func write<R>(_ body: (IndexWriter) throws -> R) throws(EngineError) -> R {
        guard let writer = writer.writer else { throw refusal ?? .readOnly("the index is closed") }
        try recoverIfDue(writer)
        defer { publish(writer) }
        do { return try body(writer) } catch {
            let wrapped = EngineError(wrapping: error)
            guard writer.isPoisoned else { throw wrapped }
            refuse(wrapped)
            throw published.withLock { $0.refusal } ?? wrapped
        }
    }

    /// Takes no more writes until the disk does.
    private func refuse(_ cause: EngineError) {
        let delay = published.withLock { state in
            state.refusal = cause.asRefusal
            return state.retry.refuse(at: .now)
        }
        guard options.maintenance == .background else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + delay / .seconds(1)) { [weak self] in
            guard let self else { return }
            flushing.async { [weak self] in self?.retry() }
        }
    }

    /// Tries to take writes again, whether or not any come.
    private func retry() {
        do throws(EngineError) { try takeWritesIfDue() } catch {}
    }

    /// - Throws: why writes are still refused.
    private func takeWritesIfDue() throws(EngineError) {
        let result: Result<Void, EngineError> = writer.mutex.withLock { _ in
            guard let writer = writer.writer else { return .failure(refusal ?? .readOnly("the index is closed")) }
            defer { publish(writer) }
            do throws(EngineError) { return .success(try recoverIfDue(writer)) } catch { return .failure(error) }
        }
        try result.get()
    }

    /// - Throws: why writes are still refused.
    private func recoverIfDue(_ writer: IndexWriter) throws(EngineError) {
        let (refusal, dueAt) = published.withLock { ($0.refusal, $0.retry.dueAt) }
        guard let refusal else { return }
        guard writer.isPoisoned, let dueAt, ContinuousClock.now >= dueAt else { throw refusal }
        do { try writer.recover() } catch {
            let wrapped = EngineError(wrapping: error)
            refuse(wrapped)
            throw wrapped.asRefusal
        }
        published.withLock { state in
            state.refusal = nil
            state.retry.succeed()
        }
    }

    private func publish(_ writer: IndexWriter) {
        let memoryBytes = writer.memoryBytes
        // Released outside the lock: the last to hold a snapshot unmaps its files.
        _ = published.withLock { state -> [IndexSnapshot] in
            let dropped = state.pins.expire(at: .now) + [state.snapshot]
            state.snapshot = writer.snapshot
            state.sequence = writer.sequence
            state.logBytes = writer.logBytes
            state.memoryBytes = memoryBytes
            state.counters = writer.counters
            return dropped
        }
    }

    // MARK: Flushes and merges

    /// Sees to what is due, each kind on a lane of its own, so that none waits for another.
    private func scheduleMaintenance() {
        let due = writer.mutex.withLock { _ in writer.writer?.due }
        guard let due else { return }
        if due.compaction { schedule(on: compacting) { try $0.compactLarge() } }
        if due.flush { schedule(on: flushing) { try $0.flushIfDue() } }
        if due.merge { schedule(on: merging) { while try $0.runMerge(all: false) {} } }
    }

    private func schedule(on lane: WorkLane, _ body: @escaping @Sendable (NativeBackend) throws -> Void) {
        guard options.maintenance == .background else { return lane.sync { maintain(lane.name, body) } }
        lane.schedule { [weak self] in self?.maintain(lane.name, body) }
    }

    /// Runs maintenance, notes whether it could be done, and returns why not.
    @discardableResult
    private func maintain(_ lane: String, _ body: (NativeBackend) throws -> Void) -> EngineError? {
        do {
            try body(self)
            published.withLock { $0.maintenanceFailures[lane] = nil }
            return nil
        } catch {
            let failure = EngineError(wrapping: error)
            published.withLock { $0.maintenanceFailures[lane] = failure.description }
            return failure
        }
    }

    private func compactLarge() throws {
        while let job = try withWriter({ $0.makeCompaction(.large) }) ?? nil { try run(job) }
    }

    private func flushIfDue() throws {
        guard try withWriter({ $0.isFlushDue }) ?? false else { return }
        try flushMemory()
        schedule(on: merging) { while try $0.runMerge(all: false) {} }
    }

    /// Runs a change under the writer's lock and publishes what it leaves; `nil` when there is no writer.
    private func withWriter<R>(_ body: (IndexWriter) throws -> R) throws -> R? {
        var result: R?
        try writer.mutex.withLock { _ in
            guard let writer = writer.writer else { return }
            defer { publish(writer) }
            result = try body(writer)
        }
        return result
    }

    private func flushMemory() throws {
        // A compaction under way is waited for: a flush takes all memory segments. Later ones go on beside it.
        let job = try compacting.sync { try withWriter { try $0.makeFlush() } }
        if let job = job ?? nil { try run(job) }
    }

    /// Runs the merge that is due; false when there is none.
    private func runMerge(all: Bool) throws -> Bool {
        guard !isClosing.load(ordering: .relaxed) else { return false }
        guard let job = try withWriter({ $0.makeMerge(all: all) }) ?? nil else { return false }
        try run(job)
        return true
    }

    private func run(_ job: SegmentJob) throws {
        let built: SegmentJob.Built
        do {
            built = try job.run { [self] in job.purpose == .merge && isClosing.load(ordering: .relaxed) }
        } catch {
            try withWriter { $0.abandon(job) }
            throw error
        }
        try withWriter { try $0.install(built) }
        let debt = try withWriter { $0.mergeDebt } ?? 0
        published.withLock { $0.mergeDebt = debt }
    }

    /// Runs on a queue and waits, so that no other job of its kind is under way.
    ///
    /// - Throws: where a file could not be written, that writes are refused and why, as for a batch.
    private func waiting(on lane: WorkLane, _ body: (NativeBackend) throws -> Void) throws(EngineError) -> UInt64 {
        try takeWritesIfDue()
        if let failure = lane.sync({ maintain(lane.name, body) }) { throw failure.isIO ? failure.asRefusal : failure }
        return published.withLock { $0.snapshot.generation }
    }

    public func flush() throws(EngineError) -> UInt64 {
        let generation = try flushAll()
        scheduleMaintenance()
        return generation
    }

    private func flushAll() throws(EngineError) -> UInt64 { try waiting(on: flushing) { try $0.flushMemory() } }

    public func merge() throws(EngineError) -> UInt64 {
        _ = try flushAll()
        return try waiting(on: merging) { _ = try $0.runMerge(all: true) }
    }

    public func close() throws(EngineError) {
        applying.finish()
        var failure: EngineError?
        if refusal == nil { do throws(EngineError) { _ = try flushAll() } catch { failure = error } }
        // What is under way ends before the lock goes; a merge is given up.
        isClosing.store(true, ordering: .releasing)
        for lane in [flushing, compacting, merging] { lane.finish() }
        writer.mutex.withLock { _ in writer.writer = nil }
        lock?.release()
        if let failure { throw failure }
    }

    // MARK: Reading

    func snapshot(_ generation: UInt64?) throws(EngineError) -> IndexSnapshot {
        let found = published.withLock { state -> IndexSnapshot? in
            guard let generation, generation != state.snapshot.generation else { return state.snapshot }
            return state.pins.find(generation, at: .now)
        }
        guard let found else { throw .generationGone(generation ?? 0) }
        return found
    }

    /// In an index opened for reading, goes on to the writer's newest generation and log record.
    ///
    /// - Throws: what opening throws; the generation at hand stays.
    public func refresh() throws(EngineError) {
        guard let followed else { return }
        do {
            guard let newer = try followed.newer() else { return }
            published.withLock { state in
                state.snapshot = newer.snapshot
                state.sequence = newer.sequence
            }
        } catch { throw EngineError(wrapping: error) }
    }

    public func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        let snapshot = try snapshot(request.generation)
        do {
            let results = try searcher.search(request, in: snapshot)
            if request.keepsGeneration, results.hasMore {
                published.withLock { $0.pins.pin(snapshot, at: .now) }
                expirePins()
            }
            return results
        } catch { throw EngineError(wrapping: error) }
    }

    public func keep(generation: UInt64) -> Bool {
        defer { expirePins() }
        return published.withLock { state in
            let isNewest = generation == state.snapshot.generation
            guard let found = isNewest ? state.snapshot : state.pins.find(generation, at: .now) else { return false }
            state.pins.pin(found, at: .now)
            return true
        }
    }

    /// Lets go of generations whose cursors have ended, and sees to it that the rest go when theirs do: an index that nobody
    /// asks would keep the files of merged segments.
    private func expirePins() {
        let (dropped, next) = published.withLock { state -> ([IndexSnapshot], Duration?) in
            let dropped = state.pins.expire(at: .now)
            guard !state.isExpiryDue, let end = state.pins.firstEnd else { return (dropped, nil) }
            state.isExpiryDue = true
            return (dropped, end - .now)
        }
        _ = dropped
        guard let next else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + next / .seconds(1)) { [weak self] in
            guard let self else { return }
            published.withLock { $0.isExpiryDue = false }
            expirePins()
        }
    }

    /// Which messages, threads and boxes are best, without reading a record: for those who measure. Answers what ``search(_:)``
    /// would, but for the second tier and for what is passed over by an offset.
    public func rank(_ request: SearchRequest) throws(EngineError) -> Ranking {
        let snapshot = try snapshot(request.generation)
        do { return try searcher.rank(request, in: snapshot) } catch { throw EngineError(wrapping: error) }
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
        return TeamOrder.distinct(snapshot.segments.flatMap { $0.reader.info.teams.map(\.id) })
    }

    public func statistics(team: String?) -> IndexStatistics {
        let (state, _) = published.withLock { state in
            let dropped = state.pins.expire(at: .now)
            return (state, dropped)
        }
        var statistics = state.snapshot.statistics(team: team)
        guard team == nil else { return statistics }
        statistics.sequence = state.sequence
        statistics.logBytes = state.logBytes
        statistics.mergeDebt = state.mergeDebt
        statistics.cursors = state.pins.count
        statistics.written = IndexStatistics.Written(state.counters)
        return statistics
    }

    public var status: IndexStatus {
        published.withLock { state in
            // That an index opened for reading takes no writes is nothing amiss.
            let refusal = followed == nil ? state.refusal?.description : nil
            return IndexStatus(
                isReadOnly: state.refusal != nil,
                reasons: [refusal].compactMap { $0 } + state.maintenanceFailures.values.sorted(),
                generation: state.snapshot.generation)
        }
    }
}
