// Owns: some postings of a word, taken together from its lists, and their scores.

import Kernels

/// Postings in two arrays, ascending.
///
/// Lifetime: owns its buffers; the pointers are used only by its own code, and by what fills it within one call. Not
/// thread-safe.
final class PostingsRun {
    private(set) var items: UnsafeMutablePointer<UInt32>
    private(set) var frequencies: UnsafeMutablePointer<UInt32>
    private(set) var count = 0
    private var capacity = 256

    init() {
        items = .allocate(capacity: capacity)
        frequencies = .allocate(capacity: capacity)
    }

    deinit {
        items.deallocate()
        frequencies.deallocate()
    }

    func removeAll() { count = 0 }

    private func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        let before = (items, frequencies)
        capacity = max(capacity * 2, count + more)
        items = .allocate(capacity: capacity)
        frequencies = .allocate(capacity: capacity)
        items.update(from: before.0, count: count)
        frequencies.update(from: before.1, count: count)
        before.0.deallocate()
        before.1.deallocate()
    }

    /// Appends postings that ascend and lie after all that are there.
    func append(_ items: UnsafePointer<UInt32>, _ frequencies: UnsafePointer<UInt32>, count: Int) {
        reserve(count)
        (self.items + self.count).update(from: items, count: count)
        (self.frequencies + self.count).update(from: frequencies, count: count)
        self.count += count
    }

    /// Adds postings that ascend, each to that of the same item if there is one, and keeps them all ascending.
    /// O(postings · those after them).
    func merge(_ item: UInt32, _ frequency: UInt32) {
        var place = count
        while place > 0, items[place - 1] > item { place -= 1 }
        if place > 0, items[place - 1] == item {
            frequencies[place - 1] &+= frequency
            return
        }
        reserve(1)
        for index in stride(from: count, to: place, by: -1) {
            items[index] = items[index - 1]
            frequencies[index] = frequencies[index - 1]
        }
        items[place] = item
        frequencies[place] = frequency
        count += 1
    }

    /// Drops the postings that a window's bits do not have.
    func keep(_ bits: WindowBits, in window: Window) {
        var kept = 0
        for index in 0..<count where bits.contains(Int((items[index] &- window.base) & Window.lastBit)) {
            items[kept] = items[index]
            frequencies[kept] = frequencies[index]
            kept += 1
        }
        count = kept
    }

    /// The frequency of an item, which is then 0 here: it has been counted elsewhere. `from` is a place at or before the
    /// item's, and is moved to it.
    @inline(__always)
    func take(_ item: UInt32, from: inout Int) -> UInt32 {
        while from < count, items[from] < item { from += 1 }
        guard from < count, items[from] == item else { return 0 }
        let frequency = frequencies[from]
        frequencies[from] = 0
        return frequency
    }

    /// Scores the postings whose frequency is not 0.
    func score(
        _ scorer: LeafScorer, in window: Window, into words: UnsafeMutablePointer<UInt64>,
        _ scores: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count where frequencies[index] > 0 {
            scorer.add(items[index], frequencies[index], window.base, into: words, scores)
        }
    }

    /// Calls `body` with the items that score at least `least`, and their scores.
    func score(_ scorer: LeafScorer, atLeast least: Float, _ body: (UInt32, Float) throws -> Void) throws {
        let items = items
        let frequencies = frequencies
        try withUnsafeTemporaryAllocation(of: Float.self, capacity: 64) { buffer in
            guard let scores = buffer.baseAddress else { return }
            scores.update(repeating: 0, count: 64)
            for first in stride(from: 0, to: count, by: 64) {
                let size = min(64, count - first)
                scorer.write(items + first, frequencies + first, count: size, to: scores)
                var left: UInt64 = 0
                BitFilter.find(&left, count: 1, scores, atLeast: least)
                if size < 64 { left &= (1 << UInt64(size)) - 1 }
                while left != 0 {
                    let index = left.trailingZeroBitCount
                    left &= left - 1
                    try body(items[first + index], scores[index])
                }
            }
        }
    }
}
