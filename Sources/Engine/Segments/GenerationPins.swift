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

    /// Ends what has been kept long enough, and returns it: whoever releases it last closes its files.
    @discardableResult
    mutating func expire(at now: ContinuousClock.Instant) -> [IndexSnapshot] {
        // They end in the order in which they stand.
        let ended = pins.prefix { $0.until <= now }.map(\.snapshot)
        pins.removeFirst(ended.count)
        return ended
    }

    var count: Int { pins.count }

    /// When the first ends.
    var firstEnd: ContinuousClock.Instant? { pins.first?.until }
}
