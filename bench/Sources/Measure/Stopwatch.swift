// Owns: how long something takes.

import Glibc

/// What time is taken by. Every search runs on the thread that asks, so on an idle machine both say the same.
enum Stopwatch: String {
    /// The time that passes.
    case wall
    /// The time that this thread runs: for machines that others use too.
    case cpu

    /// Nanoseconds since some instant.
    var now: Int {
        var time = timespec()
        clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Runs `body`; answers microseconds.
    func time(_ body: () throws -> Void) rethrows -> Double {
        let start = now
        try body()
        return Double(now - start) / 1_000
    }
}
