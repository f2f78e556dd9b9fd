// Owns: sets of thread or box ordinals.

import Storage

/// A set of group ordinals.
struct OrdinalSet {
    private var words: [UInt64] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The bytes it takes.
    var byteCount: Int { words.count * 8 }

    /// Calls `body` with every member, ascending.
    func forEach(_ body: (UInt32) -> Void) {
        for (index, word) in words.enumerated() {
            var word = word
            while word != 0 {
                body(UInt32(index << 6 + word.trailingZeroBitCount))
                word &= word - 1
            }
        }
    }

    /// -1, an item without a group, is in no set.
    @inline(__always)
    func contains(_ ordinal: Int64) -> Bool {
        let word = Int(ordinal >> 6)
        guard ordinal >= 0, word < words.count else { return false }
        return words[word] >> UInt64(ordinal & 63) & 1 == 1
    }

    /// Adds an ordinal; -1 is passed over. Returns whether it is new.
    @discardableResult
    mutating func insert(_ ordinal: Int64) -> Bool {
        guard ordinal >= 0, !contains(ordinal) else { return false }
        let word = Int(ordinal >> 6)
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1, words.count * 2) - words.count))
        }
        words[word] |= 1 << UInt64(ordinal & 63)
        count += 1
        return true
    }

    /// Adds the ordinals of a window's set items.
    mutating func insert(_ column: IntegerColumn, _ window: Window, _ bits: WindowBits) {
        let first = Int(window.base)
        var missing: [Int64] = []
        let more = words.withUnsafeMutableBufferPointer { words in
            var more = 0
            bits.forEach { bit in
                let ordinal = column[first + bit]
                let word = Int(ordinal >> 6)
                guard ordinal >= 0 else { return }
                guard word < words.count else { return missing.append(ordinal) }
                let before = words[word]
                let after = before | 1 << UInt64(ordinal & 63)
                words[word] = after
                more &+= before == after ? 0 : 1
            }
            return more
        }
        count += more
        for ordinal in missing { insert(ordinal) }
    }

    mutating func formIntersection(_ other: OrdinalSet) {
        count = 0
        for index in words.indices {
            words[index] &= index < other.words.count ? other.words[index] : 0
            count += words[index].nonzeroBitCount
        }
    }

    mutating func formUnion(_ other: OrdinalSet) {
        if other.words.count > words.count {
            words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
        }
        for index in other.words.indices { words[index] |= other.words[index] }
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    mutating func subtract(_ other: OrdinalSet) {
        count = 0
        for index in words.indices {
            if index < other.words.count { words[index] &= ~other.words[index] }
            count += words[index].nonzeroBitCount
        }
    }
}
