// Owns: positions of one item, in memory that is used again for the next.

/// Ascending positions. Raw memory in a class of its own, for it is filled and thinned out for every item of a phrase.
///
/// Lifetime: owns its memory, which moves when it grows: a pointer from ``room(for:)`` is good until the next call. Not
/// thread-safe.
final class PositionBuffer {
    private var base: UnsafeMutablePointer<UInt32>
    private var capacity = 64
    private(set) var count = 0

    init() { base = .allocate(capacity: capacity) }

    deinit { base.deallocate() }

    var isEmpty: Bool { count == 0 }

    var all: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: base, count: count) }

    func clear() { count = 0 }

    /// Where up to `more` positions may be written before they are taken by ``append(written:)``.
    func room(for more: Int) -> UnsafeMutablePointer<UInt32> {
        if count + more > capacity {
            let grown = (count + more) * 2
            let moved = UnsafeMutablePointer<UInt32>.allocate(capacity: grown)
            moved.update(from: base, count: count)
            base.deallocate()
            base = moved
            capacity = grown
        }
        return base + count
    }

    func append(written more: Int) { count += more }

    /// Drops the positions from `end` on.
    func cut(at end: UInt32) {
        while count > 0, base[count - 1] >= end { count -= 1 }
    }

    /// Brings what several lists have appended into order, each position once. O(n) where it is in order already.
    func sortDistinct() {
        var kept = 1
        while kept < count, base[kept - 1] < base[kept] { kept += 1 }
        guard kept < count else { return }
        var unordered = UnsafeMutableBufferPointer(start: base, count: count)
        unordered.sort()
        kept = 1
        for index in 1..<count where base[index] != base[kept - 1] {
            base[kept] = base[index]
            kept += 1
        }
        count = kept
    }

    /// Keeps the positions that `others` have one of `offset` later. O(both).
    func keep(whereFound others: PositionBuffer, at offset: UInt32) {
        let (base, other, otherCount) = (base, others.base, others.count)
        var at = 0
        var kept = 0
        for index in 0..<count {
            let wanted = base[index] &+ offset
            while at < otherCount, other[at] < wanted { at += 1 }
            guard at < otherCount else { break }
            if other[at] == wanted {
                base[kept] = base[index]
                kept += 1
            }
        }
        count = kept
    }
}
