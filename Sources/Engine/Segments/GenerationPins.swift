// Owns: which past generations are still kept, for the cursors that name them.

/// Keeps snapshots for a bounded time and in a bounded number. A value; its owner sees to threads.
struct GenerationPins {
    private struct Pin {
        var snapshot: IndexSnapshot
        var until: ContinuousClock.Instant
    }

    private let age: Duration
    private let limit: Int
    /// Those that end first, first.
    private var pins: [Pin] = []

    init(age: Duration, limit: Int) {
        self.age = age
        self.limit = limit
    }

    /// Keeps a snapshot from now on for the whole age; beyond the limit the one that ends first goes.
    mutating func pin(_ snapshot: IndexSnapshot, at now: ContinuousClock.Instant) {
        expire(at: now)
        pins.removeAll { $0.snapshot.generation == snapshot.generation }
        pins.append(Pin(snapshot: snapshot, until: now + age))
        if pins.count > limit { pins.removeFirst() }
    }

    /// A kept snapshot.
    mutating func find(_ generation: UInt64, at now: ContinuousClock.Instant) -> IndexSnapshot? {
        expire(at: now)
        return pins.first { $0.snapshot.generation == generation }?.snapshot
    }

    mutating func expire(at now: ContinuousClock.Instant) { pins.removeAll { $0.until <= now } }

    var count: Int { pins.count }
}
