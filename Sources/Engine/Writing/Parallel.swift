// Owns: work shared out to threads, in parts.

import Dispatch
import Synchronization

/// Runs parts on several threads and returns when all are done. With one thread everything runs on the caller's.
enum Parallel {
    /// Calls `body` with each worker's number, each on a thread of its own.
    ///
    /// - Throws: the first error of any.
    static func workers(_ count: Int, _ body: (Int) throws -> Void) throws {
        guard count > 1 else { return try body(0) }
        let failure = Mutex<(any Error)?>(nil)
        withoutActuallyEscaping(body) { body in
            let shared = Body(call: body)
            DispatchQueue.concurrentPerform(iterations: count) { worker in
                do { try shared.call(worker) } catch { failure.withLock { $0 = $0 ?? error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// What all threads call. Those who give it see to it that no two workers touch the same: what is shared is either
    /// only read, or by the worker's or the part's number.
    private struct Body: @unchecked Sendable {
        let call: (Int) throws -> Void
    }

    /// Calls `body` with a worker's number and a part's, for each part, in any order.
    ///
    /// - Throws: the first error of any; parts that were not begun are left out.
    static func parts(_ count: Int, threads: Int, _ body: (Int, Int) throws -> Void) throws {
        let next = Atomic<Int>(0)
        let isFailed = Atomic<Bool>(false)
        try workers(max(1, min(threads, count))) { worker in
            do {
                while !isFailed.load(ordering: .relaxed) {
                    let part = next.add(1, ordering: .relaxed).oldValue
                    guard part < count else { return }
                    try body(worker, part)
                }
            } catch {
                isFailed.store(true, ordering: .relaxed)
                throw error
            }
        }
    }

    /// Makes parts on all threads and hands them on in their order, one at a time. Parts that are done too early wait, so
    /// they should be of like size.
    ///
    /// - Parameters:
    ///   - make: with a worker's number and a part's.
    ///   - take: called by any of the threads, never by two at once.
    static func inOrder<Part>(
        _ count: Int, threads: Int, make: (Int, Int) throws -> Part, take: (Part) throws -> Void
    ) throws {
        let line = Line<Part>()
        try parts(count, threads: threads) { worker, part in
            let made = try make(worker, part)
            try line.mutex.withLock { _ in
                line.waiting[part] = made
                while let first = line.waiting.removeValue(forKey: line.next) {
                    try take(first)
                    line.next += 1
                }
            }
        }
    }

    /// Parts that are done before those in front of them.
    private final class Line<Part>: @unchecked Sendable {
        /// Guards everything below.
        let mutex = Mutex<Void>(())
        var waiting: [Int: Part] = [:]
        var next = 0
    }
}
