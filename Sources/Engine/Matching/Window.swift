// Owns: the unit that matching works in: a run of up to 4,096 items of one segment, as bits.

import Kernels

/// A run of items, beginning at a multiple of 64.
struct Window {
    static let size = UInt32(PostingScores.windowSize)
    static let wordCount = Int(size) / 64
    /// The largest bit; as a mask it keeps any number within a window.
    static let lastBit = size - 1

    /// The first item; bit 0.
    let base: UInt32

    /// The first item after the window.
    var end: UInt32 { base &+ Self.size }

    init(containing item: UInt32) { base = item & ~63 }
}

/// One bit an item of a window.
///
/// Lifetime: owns its 512 bytes; the pointer is used only by code that holds the object.
final class WindowBits {
    let words: UnsafeMutablePointer<UInt64>

    init() {
        words = .allocate(capacity: Window.wordCount)
        clear()
    }

    deinit { words.deallocate() }

    func clear() { words.update(repeating: 0, count: Window.wordCount) }

    func setAll() { words.update(repeating: .max, count: Window.wordCount) }

    func copy(_ other: WindowBits) { words.update(from: other.words, count: Window.wordCount) }

    var isEmpty: Bool {
        let words = words
        var any: UInt64 = 0
        for index in 0..<Window.wordCount { any |= words[index] }
        return any == 0
    }

    /// Whether every bit is set.
    var isFull: Bool {
        let words = words
        var all = UInt64.max
        for index in 0..<Window.wordCount { all &= words[index] }
        return all == .max
    }

    var count: Int {
        let words = words
        var sum = 0
        for index in 0..<Window.wordCount { sum &+= words[index].nonzeroBitCount }
        return sum
    }

    func intersect(_ other: WindowBits) { combine(other) { $0 & $1 } }

    func unite(_ other: WindowBits) { combine(other) { $0 | $1 } }

    func subtract(_ other: WindowBits) { combine(other) { $0 & ~$1 } }

    @inline(__always)
    private func combine(_ other: WindowBits, _ operation: (UInt64, UInt64) -> UInt64) {
        let words = words
        let others = other.words
        for index in 0..<Window.wordCount { words[index] = operation(words[index], others[index]) }
    }

    /// Sets the items that score at least `least`, and no others.
    func find(_ scores: UnsafePointer<Float>, atLeast least: Float) {
        BitFilter.find(words, count: Window.wordCount, scores, atLeast: least)
    }

    /// Keeps only the items that score at least `least`.
    func keep(_ scores: UnsafePointer<Float>, atLeast least: Float) {
        BitFilter.keep(words, count: Window.wordCount, scores, atLeast: least)
    }

    @inline(__always)
    func contains(_ bit: Int) -> Bool { words[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }

    @inline(__always)
    func insert(_ bit: Int) { words[bit >> 6] |= 1 << UInt64(bit & 63) }

    @inline(__always)
    func remove(_ bit: Int) { words[bit >> 6] &= ~(1 << UInt64(bit & 63)) }

    /// Keeps only the items of `items`.
    func restrict(to items: Range<UInt32>, in window: Window) {
        if items.lowerBound > window.base {
            clearBits(0..<Int(min(items.lowerBound - window.base, Window.size)))
        }
        if items.upperBound < window.end {
            clearBits(Int(items.upperBound > window.base ? items.upperBound - window.base : 0)..<Int(Window.size))
        }
    }

    private func clearBits(_ range: Range<Int>) {
        var bit = range.lowerBound
        while bit < range.upperBound {
            if bit & 63 == 0, bit + 64 <= range.upperBound {
                words[bit >> 6] = 0
                bit += 64
            } else {
                remove(bit)
                bit += 1
            }
        }
    }

    /// Sets the window's live items.
    func setLive(_ view: SegmentView, _ window: Window) {
        guard let live = view.live else {
            setAll()
            return
        }
        live.copyWords(from: Int(window.base) >> 6, count: Window.wordCount, to: words)
    }

    /// Calls `body` with every set bit, ascending.
    @inline(__always)
    func forEach(_ body: (Int) throws -> Void) rethrows {
        for index in 0..<Window.wordCount {
            var word = words[index]
            while word != 0 {
                try body(index << 6 + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }
}

extension WindowBits {
    /// Drops the bits that `isDropped` says, asked with every set bit, ascending.
    func removeAll(where isDropped: (Int) -> Bool) {
        forEach { if isDropped($0) { remove($0) } }
    }

    /// Calls `body` with every set bit, ascending, until it returns false. Returns whether it never did.
    @inline(__always)
    func forEachUntil(_ body: (Int) throws -> Bool) rethrows -> Bool {
        for index in 0..<Window.wordCount {
            var word = words[index]
            while word != 0 {
                guard try body(index << 6 + word.trailingZeroBitCount) else { return false }
                word &= word - 1
            }
        }
        return true
    }
}

/// Items of a window among which a matcher is to look, and what is known of them.
struct WindowMask {
    let bits: WindowBits
    /// Whether it is known that all bits are set.
    var isFull = false
    /// How many are set, where that is known.
    var count: Int?
    /// Whether other items may be scored too, and what is scored need not be set in what is found: that is told from the
    /// scores afterwards.
    var isSwept = false
}

/// The scores of a window's items.
///
/// Lifetime: owns its 16 KiB.
final class WindowScores {
    let values: UnsafeMutablePointer<Float>

    init() {
        values = .allocate(capacity: Int(Window.size))
        clear()
    }

    deinit { values.deallocate() }

    func clear() { values.update(repeating: 0, count: Int(Window.size)) }

    /// Sets the scores of some items to zero, where only they may have others.
    func clear(_ bits: WindowBits) {
        guard bits.count < Int(Window.size) / 16 else { return clear() }
        let values = values
        bits.forEach { values[$0] = 0 }
    }
}
