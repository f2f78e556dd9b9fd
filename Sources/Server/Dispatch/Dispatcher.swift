// Owns: which thread a request runs on, and how many may run or wait at once.

import Engine
import Logging
import NIOPosix
import Synchronization
import Wire

/// Where an operation runs.
enum Lane {
    /// At once, on the connection's event loop: microseconds, no files.
    case inline
    /// On a search thread; a search that may be brief is tried on the event loop first (``ServiceContext/answerAtOnce(_:_:)``).
    case search
    /// On a write thread, which decodes the records; batches then wait together for the disk and share one sync.
    case write
}

extension Request {
    /// Bytes of the query texts that are read on the event loop: that takes microseconds, the longest take milliseconds.
    static let bytesReadAtOnce = 256

    var lane: Lane {
        switch self {
        case .parse(let parse): parse.query.utf8.count <= Self.bytesReadAtOnce ? .inline : .search
        case .health, .cancel: .inline
        case .hello, .search, .explain, .get, .stats: .search
        case .put, .delete, .flush, .merge: .write
        }
    }
}

/// Runs requests. Thread-safe.
final class Dispatcher: Sendable {
    /// Threads that decode writes. None of them waits for the disk, but in `flush` and `merge`.
    private static let writeThreads = 4

    private let context: ServiceContext
    private let searchThreads: SearchThreads
    private let writePool: NIOThreadPool
    private let underWay = Atomic<Int>(0)
    private let isStopping = Atomic(false)
    private let log: Logger

    init(_ context: ServiceContext, log: Logger) {
        self.context = context
        self.log = log
        searchThreads = SearchThreads(limit: context.configuration.searchThreads)
        writePool = NIOThreadPool(numberOfThreads: Self.writeThreads)
        writePool.start()
    }

    /// Runs a request and hands its answer to `reply`: before this returns for an inline operation, a refusal, or a search
    /// that can be answered at once, which counts against no limit of requests; otherwise later on another thread.
    ///
    /// - Parameter requests: the handles of the connection's requests under way, for `cancel`.
    func dispatch(
        _ request: Request, _ handle: RequestHandle, cancelling requests: (RequestID) -> Bool,
        reply: @escaping @Sendable (Result<any OperationAnswer, Problem>) -> Void
    ) {
        if case .cancel(let cancel) = request {
            return reply(.success(Cancel.Answer(cancelled: requests(cancel.target))))
        }
        guard !isStopping.load(ordering: .relaxed) else {
            return reply(.failure(Problem(.shuttingDown, "the service is stopping; connect again in a moment")))
        }
        guard request.lane != .inline else { return run(request, handle, reply) }
        if case .search(let search) = request, let result = context.answerAtOnce(search, handle) {
            note(request, handle, result)
            return reply(result)
        }
        guard underWay.add(1, ordering: .relaxed).newValue <= context.configuration.limits.requests else {
            underWay.subtract(1, ordering: .relaxed)
            return reply(.failure(Problem(.tooBusy, "too many requests are under way; try again in a moment")))
        }
        let start: @Sendable () -> Void = { [self] in
            let finish: ServiceContext.Completion = { [self] result in
                underWay.subtract(1, ordering: .relaxed)
                reply(result)
            }
            if handle.isCancelled {
                finish(.failure(Problem(EngineError.cancelled)))
            } else {
                run(request, handle, finish)
            }
        }
        guard request.lane == .search else { return writePool.submit { _ in start() } }
        searchThreads.submit { turn in
            handle.begin(turn)
            start()
        }
    }

    private func run(_ request: Request, _ handle: RequestHandle, _ reply: @escaping ServiceContext.Completion) {
        context.answer(request, handle) { [self] result in
            note(request, handle, result)
            reply(result)
        }
    }

    /// Keeps count of what was answered.
    private func note(_ request: Request, _ handle: RequestHandle, _ result: Result<any OperationAnswer, Problem>) {
        let elapsed = ContinuousClock.now - handle.began
        var failed = false
        if case .failure(let problem) = result { failed = isFault(problem.code, of: request, handle) }
        context.latencies.record(request.operation, elapsed, failed: failed)
        if elapsed > .milliseconds(context.configuration.slowMilliseconds) { logSlow(request, elapsed) }
    }

    /// Whether a failure counts against the service in `stats`, or is the caller's own: also one that it cancelled, or set
    /// a deadline for that is shorter than the service's.
    private func isFault(_ code: Problem.Code, of request: Request, _ handle: RequestHandle) -> Bool {
        switch code {
        case .badJSON, .badRequest, .unknownOperation, .lineTooLong, .notFound, .forbidden: return false
        case .deadlineExceeded:
            let longest = context.configuration.limits.deadlineMilliseconds
            guard !handle.isCancelled, case .search(let search) = request else { return !handle.isCancelled }
            return search.deadlineMilliseconds ?? longest >= longest
        default: return true
        }
    }

    /// Query text is private: it is logged at debug level only.
    private func logSlow(_ request: Request, _ elapsed: Duration) {
        let milliseconds = Int((elapsed / .milliseconds(1)).rounded())
        log.warning(
            "slow_request", metadata: ["op": "\(request.operation.rawValue)", "ms": "\(milliseconds)"])
        if case .search(let search) = request {
            log.debug("slow_query", metadata: ["team": "\(search.team)", "q": "\(search.query)"])
        }
    }

    var requestsUnderWay: Int { underWay.load(ordering: .relaxed) }

    /// From now on requests are refused; what is under way goes on.
    func refuseNew() { isStopping.store(true, ordering: .relaxed) }

    /// Ends the threads. Nothing may be under way.
    func stop() async throws {
        try await searchThreads.stop()
        try await writePool.shutdownGracefully()
    }
}
