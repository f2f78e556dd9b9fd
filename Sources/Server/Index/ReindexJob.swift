// Owns: a snapshot to an index: lines read by one thread at a time, decoded and inverted by all.

import Dispatch
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
        /// Everything is read and inverted; the new index takes the old one's place.
        public var isCommitting = false
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

    /// Why a rebuild was given up. The index that was there is untouched.
    public enum Failure: Error, CustomStringConvertible {
        case snapshot(SnapshotError)
        case engine(EngineError)
        case storage(StorageError)
        /// So many records were rejected that would have replaced an index that may have them.
        case rejects(Int)
        /// ``Options/isCancelled`` said so.
        case cancelled

        public var description: String {
            switch self {
            case .snapshot(let error): "\(error)"
            case .engine(let error): "\(error)"
            case .storage(let error): "\(error)"
            case .rejects(let count):
                "\(count) rejected records may be in the index that is there and would be lost, so it stays as it is; "
                    + "mend the snapshot, or accept the loss with --accept-damaged"
            case .cancelled: "the rebuild was given up as asked; the index that was there stays as it is"
            }
        }

        /// The failure as a caller over the wire would see it; ``Wire/Problem/Code/corrupt`` for an unreadable snapshot.
        public var problem: Problem {
            switch self {
            case .snapshot: Problem(.corrupt, description)
            case .engine(let error): Problem(error)
            case .storage(let error): Problem(.storage(error) as EngineError)
            case .rejects: Problem(.badRequest, description)
            case .cancelled: Problem(.deadlineExceeded, description)
            }
        }
    }

    private let snapshot: SnapshotFolder
    private let directory: any Directory
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
        var failure: Failure?

        init(_ stream: LineStream) { self.stream = stream }
    }

    /// Runs it. Blocks until it is done; uses `threads` threads.
    public func run() throws(Failure) -> Summary {
        let load: BulkLoad
        do { load = try BulkLoad(directory, options: IndexOptions(now: options.now)) } catch { throw .engine(error) }
        let shared = Shared(LineStream(snapshot))
        DispatchQueue.concurrentPerform(iterations: options.threads) { _ in
            do throws(Failure) { try work(load, shared) } catch {
                shared.mutex.withLock { _ in shared.failure = shared.failure ?? error }
            }
        }
        do {
            if let failure = shared.failure {
                try load.abandon()
                throw failure
            }
            if options.isCancelled() {
                try load.abandon()
                throw Failure.cancelled
            }
            if shared.summary.rejected > 0, load.replacesRecords, !options.acceptDamaged {
                try load.abandon()
                throw Failure.rejects(shared.summary.rejected)
            }
            var progress = progress(shared)
            progress.isCommitting = true
            onProgress(progress)
            shared.summary.load = try load.commit()
        } catch let error as Failure {
            throw error
        } catch let error as EngineError {
            throw .engine(error)
        } catch {
            throw .engine(.internalFailure("\(error)"))
        }
        return shared.summary
    }

    private func work(_ load: BulkLoad, _ shared: Shared) throws(Failure) {
        let worker = load.worker(bufferBytes: options.memory / (2 * options.threads))
        let decoder = RecordDecoder()
        let mapper = RecordMapper(defaultTeam: options.team)
        while !options.isCancelled(), let batch = try nextBatch(shared) {
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
                let arrival = UInt64(batch.number) << 24 | UInt64(line)
                do { try worker.add(document, arrival: arrival) } catch { throw .engine(error) }
            }
            report(counts, shared)
        }
        guard !isGivenUp(shared) else { return }
        do { try worker.flush() } catch { throw .engine(error) }
    }

    private func isGivenUp(_ shared: Shared) -> Bool {
        options.isCancelled() || shared.mutex.withLock { _ in shared.failure != nil }
    }

    private func nextBatch(_ shared: Shared) throws(Failure) -> LineBatch? {
        let result: Result<LineBatch?, Failure> = shared.mutex.withLock { _ in
            while shared.failure == nil {
                do throws(SnapshotError) { return .success(try shared.stream.nextBatch()) } catch {
                    guard options.acceptDamaged else { return .failure(.snapshot(error)) }
                    onReject(RejectedLine(path: error.path, code: "damaged_file", reason: "\(error)"))
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
