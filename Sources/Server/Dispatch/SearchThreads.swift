// Owns: the threads that search: which one takes what, and that a long search holds nobody up.

import NIOPosix
import Synchronization

/// Runs searches on a bounded number of threads, first come, first served. Thread-safe.
///
/// So many run at a time as the operator allows. One that has run for ``patience`` is long: it goes on, but no longer counts,
/// and the next begins on a spare thread, so that short ones wait for no more than that. The kernel then shares the
/// processors out among them. Of the threads that are idle the one that worked last is taken, whose caches are warm, and a
/// thread that is done takes what waits by itself, without anyone being woken.
final class SearchThreads: Sendable {
    typealias Work = @Sendable (Turn) -> Void

    /// How long a search counts as short.
    static let patience = Duration.milliseconds(2)
    /// The most long searches that run beside the short ones. Beyond them long ones hold up what comes.
    static let spares = 16

    private struct State {
        /// The threads that do nothing, the one that worked last at the end.
        var idle: [Int]
        var waiting: [Work] = []
        /// Those that run and are not long.
        var short = 0

        /// What begins now, and where.
        mutating func next(limit: Int) -> (work: Work, thread: Int)? {
            guard short < limit, !waiting.isEmpty, let thread = idle.popLast() else { return nil }
            short += 1
            return (waiting.removeFirst(), thread)
        }
    }

    private let limit: Int
    /// Each of one thread: the library's own choice among several is not ours.
    private let threads: [NIOThreadPool]
    private let state: Mutex<State>

    /// - Parameter limit: short searches that run at a time.
    init(limit: Int) {
        self.limit = limit
        threads = (0..<limit + Self.spares).map { _ in NIOThreadPool(numberOfThreads: 1) }
        for thread in threads { thread.start() }
        state = Mutex(State(idle: Array(threads.indices.reversed())))
    }

    /// Runs work as soon as its turn comes.
    func submit(_ work: @escaping Work) {
        let next = state.withLock { state in
            state.waiting.append(work)
            return state.next(limit: limit)
        }
        if let next { start(next.work, on: next.thread) }
    }

    private func start(_ work: @escaping Work, on thread: Int) {
        threads[thread].submit { [self] _ in
            var work = work
            while true {
                let turn = Turn(self)
                work(turn)
                guard let following = finish(turn, on: thread) else { return }
                work = following
            }
        }
    }

    /// Ends a turn; what the same thread does next.
    private func finish(_ turn: Turn, on thread: Int) -> Work? {
        state.withLock { state in
            if !turn.isLong { state.short -= 1 }
            state.idle.append(thread)
            return state.next(limit: limit)?.work
        }
    }

    /// A search under way, as the thread sees it that runs it.
    final class Turn: Sendable {
        private let threads: SearchThreads
        private let longFrom: ContinuousClock.Instant
        private let hasYielded = Atomic(false)

        init(_ threads: SearchThreads) {
            self.threads = threads
            longFrom = .now + SearchThreads.patience
        }

        /// To be called now and then while it runs: lets others begin once it is long.
        func goOn() {
            guard !isLong, ContinuousClock.now >= longFrom, !hasYielded.exchange(true, ordering: .relaxed) else {
                return
            }
            threads.makeRoom()
        }

        var isLong: Bool { hasYielded.load(ordering: .relaxed) }
    }

    /// A search has become long.
    private func makeRoom() {
        let next = state.withLock { state in
            state.short -= 1
            return state.next(limit: limit)
        }
        if let next { start(next.work, on: next.thread) }
    }

    /// Ends the threads. Nothing may be under way.
    func stop() async throws {
        for thread in threads { try await thread.shutdownGracefully() }
    }
}
