// Owns: the threads that an index's writing runs on, beside searches and after them.

import Dispatch
import Glibc
import Synchronization

/// Work that is done one piece at a time, on a thread of its own whose priority is below that of searches.
///
/// A search that wakes takes the processor from such a thread at once, and where both want it the thread gets the share
/// that its niceness leaves. The priority is the thread's for good, since it takes a privilege to raise one again: so it
/// is no thread that other work is done on. It ends when nothing has come for a while. Thread-safe.
final class WorkLane: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var hasThread = false
    }

    /// What a thread's start takes over.
    private final class Start: Sendable {
        let lane: WorkLane
        init(_ lane: WorkLane) { self.lane = lane }
    }

    /// How long a thread waits for more work before it ends.
    private static let patience = DispatchTimeInterval.seconds(2)

    let name: String
    private let niceness: Int32
    private let state = Mutex(State())
    private let turn = Mutex<Void>(())
    private let wake = DispatchSemaphore(value: 0)
    private let isScheduled = Atomic(false)

    /// - Parameter niceness: from 0, a search's own, to 19.
    init(_ name: String, niceness: Int32) {
        self.name = name
        self.niceness = niceness
    }

    /// Runs `body` on the calling thread when no other piece runs, and until then waits.
    func sync<R>(_ body: () throws -> R) rethrows -> R { try turn.withLock { _ in try body() } }

    /// Runs `body` later, unless a body that was scheduled waits to be run already.
    func schedule(_ body: @escaping @Sendable () -> Void) {
        guard isScheduled.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { return }
        async { [self] in
            isScheduled.store(false, ordering: .releasing)
            body()
        }
    }

    /// Runs `body` later, after what waits already.
    func async(_ body: @escaping @Sendable () -> Void) {
        let needsThread = state.withLock { state in
            state.waiting.append(body)
            defer { state.hasThread = true }
            return !state.hasThread
        }
        if needsThread { startThread() } else { wake.signal() }
    }

    private func startThread() {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(self))
        let failure = pthread_create(
            &thread, nil,
            { start in
                guard let start else { return nil }
                Unmanaged<Start>.fromOpaque(start).takeRetainedValue().lane.runOnThread()
                return nil
            }, start.toOpaque())
        guard failure != 0 else { pthread_detach(thread); return }
        // No thread is to be had: the caller's does it, so that nothing waits for ever.
        start.release()
        repeat { finish() } while !endIfIdle()
    }

    private func runOnThread() {
        // On Linux the niceness is a thread's own, and 0 is the calling one. Where it is refused the work is done all the
        // same.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
        repeat { finish() } while wake.wait(timeout: .now() + Self.patience) == .success || !endIfIdle()
    }

    /// Says that the thread ends, unless work has come.
    private func endIfIdle() -> Bool {
        state.withLock { state in
            guard state.waiting.isEmpty else { return false }
            state.hasThread = false
            return true
        }
    }

    /// Does what waits, on the calling thread, and returns when nothing waits and nothing is under way.
    func finish() {
        // Taken only when nothing else runs: so whoever finds nothing knows that all is done.
        while sync({ next().map { $0() } }) != nil {}
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }
}
