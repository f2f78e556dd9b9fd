// Owns: when a disk that refused a write is tried again.

/// The tries to write again. Each may write all that is in memory, so each waits twice as long as the one before. A value; its
/// owner sees to threads.
struct RetrySchedule {
    /// No wait is longer, unless the first is.
    private static let longestDelay = Duration.seconds(10)

    private let firstDelay: Duration
    private var tries = 0
    /// When the next is due; `nil` when nothing was refused.
    private(set) var dueAt: ContinuousClock.Instant?

    init(firstDelay: Duration) { self.firstDelay = firstDelay }

    /// Notes a refusal. - Returns: how long to wait.
    mutating func refuse(at now: ContinuousClock.Instant) -> Duration {
        let delay = min(firstDelay * (1 << min(tries, 8)), max(firstDelay, Self.longestDelay))
        tries += 1
        dueAt = now + delay
        return delay
    }

    /// Notes that the disk takes writes.
    mutating func succeed() { self = RetrySchedule(firstDelay: firstDelay) }
}
