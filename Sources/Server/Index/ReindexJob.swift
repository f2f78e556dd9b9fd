// Owns: a snapshot to an index: lines read by one thread at a time, decoded and inverted by all.

import Engine
import Schema
import Snapshots
import Storage
import Synchronization
import Wire

/// One rebuild of an index from a snapshot.
public struct ReindexJob: Sendable {
    /// How a rebuild is done.
    public struct Options: Sendable {
        /// The team of records that name none.
        public var team: String?
        /// Bytes for buffers, of all threads together.
        public var memory = 512 << 20
        public var threads: Int
        /// Make what can be read the index even when a file of the snapshot is damaged or cut off, or when records are
        /// rejected that an index already there may have.
        public var acceptDamaged = false
        /// Asked now and then, from any thread: whether to give up.
        public var isCancelled: @Sendable () -> Bool = { false }
        /// The clock, for the age of remembered deletions.
        public var now: @Sendable () -> Timestamp

        public init(threads: Int, now: @escaping @Sendable () -> Timestamp) {
            self.threads = max(1, threads)
            self.now = now
        }
    }

    /// How far it is.
    public struct Progress: Sendable {
        /// Bytes of the snapshot's files read, of how many.
        public var bytes: UInt64
        public var totalBytes: UInt64
        public var records: Int
        public var rejected: Int
        public var step = Step.reading
    }

    /// What is being done.
    public enum Step: Sendable, Equatable {
        /// The snapshot is read, and written as segments.
        case reading
        /// Everything is read; so many bytes of segments of so many have been merged into fewer.
        case merging(bytes: Int, totalBytes: Int)
        /// The new index takes the old one's place.
        case committing
    }

    /// What it came to.
    public struct Summary: Sendable {
        public var load = BulkLoad.Summary()
        public var records = 0
        public var rejected = 0
        /// Plain bytes of all lines.
        public var plainBytes = 0
        /// Properties that are kept but not searched, by name, with how many records have them.
        public var unknownNames: [String: Int] = [:]
    }

    /// Why a rebuild was given up. The index that was there is untouched; where there was none nothing is left.
    public enum Failure: Error, CustomStringConvertible {
        case snapshot(SnapshotError)
        case engine(EngineError)
        case storage(StorageError)
        /// All of so many records were rejected, so that there is nothing to make an index of.
        case noRecords(rejected: Int)
        /// So many records were rejected that would have replaced an index that may have them.
        case rejects(Int)
        /// ``Options/isCancelled`` said so.
        case cancelled

        public var description: String {
            switch self {
            case .snapshot(let error): "\(error)"
            case .engine(let error): "\(error)"
            case .storage(let error): "\(error)"
            case .noRecords(let count):
                "\(count == 1 ? "the only record was" : "all \(count) records were") rejected, so no index is made and one that "
                    + "was there stays as it is; mend the snapshot"
            case .rejects(let count):
                "\(count == 1 ? "1 rejected record" : "\(count) rejected records") may be in the index that is there "
                    + "and would be lost, so it stays as it is; mend the snapshot, or accept the loss with --accept-damaged"
            case .cancelled: "the rebuild was given up as asked; the index that was there stays as it is"
            }
        }

        /// The failure as a caller over the wire would see it; ``Wire/Problem/Code/corrupt`` for an unreadable snapshot.
        public var problem: Problem {
            switch self {
            case .snapshot: Problem(.corrupt, description)
            case .engine(let error): Problem(Problem(error).code, description)
            case .storage(let error): Problem(.storage(error) as EngineError)
            case .noRecords, .rejects: Problem(.badRequest, description)
            case .cancelled: Problem(.deadlineExceeded, description)
            }
        }
    }

    private let snapshot: SnapshotFolder
    private let directory: FileDirectory
    private let options: Options
    private let onReject: @Sendable (RejectedLine) -> Void
    private let onProgress: @Sendable (Progress) -> Void

    /// - Parameters:
    ///   - onReject: called for each line that is no record; from any thread, one at a time.
    ///   - onProgress: called now and then; from any thread, one at a time.
    /// - Throws: when the snapshot cannot be found or the index's folder not be opened; it is made if it is missing.
    public init(
        snapshot: String, index: String, options: Options, onReject: @escaping @Sendable (RejectedLine) -> Void,
        onProgress: @escaping @Sendable (Progress) -> Void
    ) throws(Failure) {
        do { self.snapshot = try SnapshotFolder(snapshot) } catch { throw .snapshot(error) }
        do { directory = try FileDirectory(index, create: true) } catch { throw .storage(error) }
        self.options = options
        self.onReject = onReject
        self.onProgress = onProgress
    }

    /// What the threads share: the stream, and what has been counted.
    private final class Shared: @unchecked Sendable {
        /// Guards everything below.
        let mutex = Mutex<Void>(())
        let stream: LineStream
        var summary = Summary()
        /// Whether a thread has failed, so that the others leave off.
        var isFailed = false
        /// Whether all of the snapshot has been read.
        var isAtEnd = false

        init(_ stream: LineStream) { self.stream = stream }
    }

    /// Runs it. Blocks until it is done; uses `threads` threads.
    public func run() throws(Failure) -> Summary {
        do { return try rebuild() } catch {
            directory.removeIfMade()
            throw error
        }
    }

    private func rebuild() throws(Failure) -> Summary {
        var options = BulkLoad.Options(IndexOptions(now: self.options.now))
        options.threads = self.options.threads
        options.memory = self.options.memory
        options.isCancelled = self.options.isCancelled
        let load: BulkLoad
        do { load = try BulkLoad(directory, options: options) } catch { throw .engine(error) }
        let shared = Shared(LineStream(snapshot))
        do {
            try fill(load, shared)
            try finish(load, shared)
        } catch {
            do { try load.abandon() } catch { throw .engine(error) }
            throw error
        }
        return shared.summary
    }

    /// Reads the snapshot to its end into segments: all threads read until the memory is full, then all write.
    private func fill(_ load: BulkLoad, _ shared: Shared) throws(Failure) {
        while !shared.isAtEnd {
            do {
                try load.fill { worker in
                    do { try read(to: worker, shared) } catch {
                        shared.mutex.withLock { _ in shared.isFailed = true }
                        throw error
                    }
                }
            } catch let error as Failure {
                throw error
            } catch {
                throw .engine(.internalFailure("\(error)"))
            }
            guard !options.isCancelled() else { throw .cancelled }
            // The first fault of the snapshot would end it anyway.
            guard !isRefused(load, shared) else { continue }
            try attempt(load.flush)
        }
    }

    /// Whether records were rejected that an index that is there may have.
    private func isRefused(_ load: BulkLoad, _ shared: Shared) -> Bool {
        shared.summary.rejected > 0 && load.replacesRecords && !options.acceptDamaged
    }

    private func finish(_ load: BulkLoad, _ shared: Shared) throws(Failure) {
        let summary = shared.summary
        guard summary.records > 0 || summary.rejected == 0 else { throw .noRecords(rejected: summary.rejected) }
        guard !isRefused(load, shared) else { throw .rejects(shared.summary.rejected) }
        try attempt { () throws(EngineError) in
            try load.takeOverNewer { record, team in
                try RecordMapper(defaultTeam: team).document(from: record, bytes: record.encoded())
            }
        }
        var progress = progress(shared)
        try attempt { () throws(EngineError) in
            try load.merge { merged in
                progress.step = .merging(bytes: merged.bytes, totalBytes: merged.totalBytes)
                onProgress(progress)
            }
        }
        guard !options.isCancelled() else { throw .cancelled }
        progress.step = .committing
        onProgress(progress)
        shared.summary.load = try attempt(load.commit)
    }

    /// Does something of the engine, which gives up when this job is cancelled.
    private func attempt<R>(_ body: () throws(EngineError) -> R) throws(Failure) -> R {
        do { return try body() } catch {
            if case .cancelled = error { throw .cancelled }
            throw .engine(error)
        }
    }

    private func read(to worker: BulkLoad.Worker, _ shared: Shared) throws(Failure) {
        let decoder = RecordDecoder()
        let mapper = RecordMapper(defaultTeam: options.team)
        while !options.isCancelled(), !worker.isFull {
            guard let batch = try nextBatch(shared) else {
                shared.mutex.withLock { _ in shared.isAtEnd = true }
                return
            }
            var counts = Summary()
            for line in batch.lines.indices {
                guard !batch.lines[line].isEmpty || batch.tooLong[line] != nil else { continue }
                counts.plainBytes += batch.lines[line].count + 1
                let document: Document
                do throws(RejectedLine) {
                    let decoded = try decoder.decode(batch, line: line)
                    document = try mapper.document(from: decoded.record, bytes: decoded.bytes)
                    for property in decoded.record.properties
                    where !RecordMapper.knownNames.contains(property.name) {
                        counts.unknownNames[property.name, default: 0] += 1
                    }
                } catch {
                    counts.rejected += 1
                    var rejected = error
                    rejected.path = batch.path
                    rejected.line = batch.firstLine + line
                    shared.mutex.withLock { _ in onReject(rejected) }
                    continue
                }
                counts.records += 1
                worker.add(document, arrival: UInt64(batch.number) << 24 | UInt64(line))
            }
            report(counts, shared)
        }
    }

    private func nextBatch(_ shared: Shared) throws(Failure) -> LineBatch? {
        let result: Result<LineBatch?, Failure> = shared.mutex.withLock { _ in
            while !shared.isFailed {
                do throws(SnapshotError) { return .success(try shared.stream.nextBatch()) } catch {
                    guard options.acceptDamaged else { return .failure(.snapshot(error)) }
                    onReject(
                        RejectedLine(
                            path: error.path, line: shared.stream.line, code: "damaged_file", reason: "\(error)"))
                    shared.summary.rejected += 1
                }
            }
            return .success(nil)
        }
        return try result.get()
    }

    private func report(_ counts: Summary, _ shared: Shared) {
        shared.mutex.withLock { _ in
            shared.summary.records += counts.records
            shared.summary.rejected += counts.rejected
            shared.summary.plainBytes += counts.plainBytes
            shared.summary.unknownNames.merge(counts.unknownNames) { $0 + $1 }
            onProgress(progress(shared))
        }
    }

    private func progress(_ shared: Shared) -> Progress {
        Progress(
            bytes: shared.stream.consumedBytes, totalBytes: snapshot.bytes, records: shared.summary.records,
            rejected: shared.summary.rejected)
    }
}
