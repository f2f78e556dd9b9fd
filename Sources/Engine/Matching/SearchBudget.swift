// Owns: how long and how much one search may work.

import Synchronization

/// The limits of one search, asked a window or an expansion at a time.
final class SearchBudget: Sendable {
    /// The most leaves, terms and tree nodes of one query.
    static let maximumUnits = 8_192

    private let deadline: ContinuousClock.Instant?
    private let isCancelled: @Sendable () -> Bool
    private let units = Atomic<Int>(0)

    init(deadline: ContinuousClock.Instant?, isCancelled: @escaping @Sendable () -> Bool) {
        self.deadline = deadline
        self.isCancelled = isCancelled
    }

    /// Counts part of a plan.
    func spend(_ count: Int) throws(EngineError) {
        guard units.add(count, ordering: .relaxed).newValue <= Self.maximumUnits else {
            throw .tooComplex("more than \(Self.maximumUnits) words and conditions; ask for less at once")
        }
    }

    /// Asked before each window.
    func check() throws(EngineError) {
        if let deadline, ContinuousClock.now >= deadline { throw .deadlineExceeded }
        if isCancelled() { throw .cancelled }
    }
}
