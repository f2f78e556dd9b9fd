// Owns: the best k distinct groups (threads, boxes, or single items), kept while items stream by.

import Storage

/// What an item is ranked by: higher ranks first; equal ranks by date, newest first, then by key. A total order that does
/// not depend on segments.
struct Rank: Comparable {
    var value: Double
    var date: Int64
    var key: KeyHash

    /// Whether `a` comes after `b`.
    static func < (a: Rank, b: Rank) -> Bool {
        if a.value != b.value { return a.value < b.value }
        if a.date != b.date { return a.date < b.date }
        return b.key < a.key
    }
}

/// An item in a segment of the snapshot.
struct ItemAddress: Hashable {
    var segment: Int
    var item: UInt32
}

/// Keeps the k best groups by their best items.
struct GroupCollector {
    struct Entry {
        var group: Int64
        var rank: Rank
        var score: Float
        var best: ItemAddress
    }

    let capacity: Int
    /// Whether no group is offered twice.
    private let isDistinct: Bool
    /// Best first.
    private(set) var entries: [Entry] = []
    /// Their groups, close together: they are looked through for every item that is offered.
    private var groups: [Int64] = []

    init(capacity: Int, isDistinct: Bool = false) {
        self.capacity = capacity
        self.isDistinct = isDistinct
        entries.reserveCapacity(min(capacity, 256) + 1)
    }

    /// What a rank must reach to change anything: -∞ while there is room, ∞ when nothing is collected.
    var lowest: Double {
        guard capacity > 0 else { return .infinity }
        return entries.count < capacity ? -.infinity : entries[capacity - 1].rank.value
    }

    /// Whether an item of such a rank, whatever its key, may change anything.
    func canTake(_ value: Double, date: Int64) -> Bool {
        guard capacity > 0, entries.count == capacity, let last = entries.last?.rank else { return capacity > 0 }
        return value > last.value || value == last.value && date >= last.date
    }

    /// Offers an item. O(k) when it is taken, O(1) when it is not good enough.
    mutating func offer(_ group: Int64, _ rank: Rank, _ score: Float, _ best: ItemAddress) {
        let isFull = entries.count == capacity
        if isFull, let last = entries.last, rank < last.rank { return }
        // The place that gets free: the group's own, the last one's, or a new one.
        var free = isFull ? capacity - 1 : entries.count
        let known = isDistinct ? nil : groups.firstIndex(of: group)
        if let known {
            guard entries[known].rank < rank else { return }
            free = known
        }
        let entry = Entry(group: group, rank: rank, score: score, best: best)
        if free == entries.count {
            entries.append(entry)
            groups.append(group)
        }
        let place = firstPlace(after: rank, before: free)
        entries.makeRoom(at: place, free: free)
        groups.makeRoom(at: place, free: free)
        entries[place] = entry
        groups[place] = group
    }

    /// The place of a rank among the entries before `end`. O(log k).
    private func firstPlace(after rank: Rank, before end: Int) -> Int {
        var low = 0
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if rank < entries[middle].rank { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Array {
    /// Moves what stands from `place` on before `free` one place on.
    @inline(__always)
    fileprivate mutating func makeRoom(at place: Int, free: Int) {
        withUnsafeMutableBufferPointer { elements in
            for later in stride(from: free, to: place, by: -1) { elements[later] = elements[later - 1] }
        }
    }
}

/// Counts matches and the groups they are in, up to a limit.
struct MatchCounter {
    /// The most items a bounded count looks at.
    static let bound = 10_000

    private let mode: CountMode
    private let countsGroups: Bool
    private var threads = OrdinalSet()
    private var boxes = OrdinalSet()
    private var items = 0

    init(_ mode: CountMode, countsGroups: Bool = true) {
        self.mode = mode
        self.countsGroups = countsGroups
    }

    /// Whether every match still counts: no item may be passed over.
    var isCounting: Bool {
        switch mode {
        case .exact: true
        case .bounded: items <= Self.bound
        case .none: false
        }
    }

    /// Counts a window's matches; of a bounded count no more than one beyond the bound.
    mutating func count(_ window: Window, _ bits: WindowBits, in reader: SegmentReader) {
        let left = mode == .bounded ? Self.bound + 1 - items : .max
        let more = bits.count
        if more > left {
            var place = 0
            bits.removeAll(where: { _ in
                place += 1
                return place > left
            })
        }
        items += min(more, left)
        guard countsGroups else { return }
        threads.insert(reader.threadOrdinals, window, bits)
        boxes.insert(reader.boxOrdinals, window, bits)
    }

    var totals: ResultTotals {
        ResultTotals(
            boxes: boxes.count, threads: threads.count, items: items,
            isExact: mode == .exact || mode == .bounded && items <= Self.bound)
    }
}
