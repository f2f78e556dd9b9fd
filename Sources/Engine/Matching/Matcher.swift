// Owns: the nodes of a query tree over one segment that have no words: sets, ranges and their combinations.

import Storage

/// A condition evaluated a window at a time. One call a window: dispatch is paid for 4,096 items at once.
///
/// Contract: `match` finds every matching item of the window that is set in `mask`, and may find matching items outside
/// of it; it never sets an item that does not match. `candidate` never passes over a matching item. Windows ascend.
class Matcher {
    /// Sets the matching items in `bits`, which is clear.
    func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        preconditionFailure("every matcher matches")
    }

    /// The least item from `item` on that may match; `UInt32.max` when there is none.
    func candidate(from item: UInt32) throws -> UInt32 { item }

    /// About how many items it looks at in all: conjunctions begin with the cheapest.
    var cost: UInt64 { .max }
}

/// Everything.
final class AllMatcher: Matcher {
    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws { bits.copy(mask) }
}

/// Nothing.
final class NoneMatcher: Matcher {
    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {}
    override func candidate(from item: UInt32) throws -> UInt32 { .max }
    override var cost: UInt64 { 0 }
}

/// Items of a range: a condition on the date.
final class RangeMatcher: Matcher {
    private let items: Range<UInt32>

    init(_ items: Range<UInt32>) { self.items = items }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        bits.copy(mask)
        bits.restrict(to: items, in: window)
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        let next = max(item, items.lowerBound)
        return next < items.upperBound ? next : .max
    }

    override var cost: UInt64 { UInt64(items.count) }
}

/// All of several.
final class AndMatcher: Matcher {
    let children: [Matcher]
    private let running = WindowBits()
    private let found = WindowBits()

    init(_ children: [Matcher]) { self.children = children.sorted { $0.cost < $1.cost } }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        running.copy(mask)
        for child in children {
            found.clear()
            try child.match(window, mask: running, into: found)
            running.intersect(found)
            if running.isEmpty { return }
        }
        bits.copy(running)
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var item = item
        // Leapfrog: the farthest child leads until all agree.
        var agreed = 0
        while agreed < children.count {
            agreed = 0
            for child in children {
                let next = try child.candidate(from: item)
                if next == .max { return .max }
                if next == item { agreed += 1 }
                item = next
            }
        }
        return item
    }

    override var cost: UInt64 { children.first?.cost ?? 0 }
}

/// Any of several.
final class OrMatcher: Matcher {
    let children: [Matcher]
    private let found = WindowBits()
    /// For a top-k search: whether each child can, in the coming window, bring in an item by itself.
    var isEssential: [Bool]

    init(_ children: [Matcher]) {
        self.children = children
        isEssential = [Bool](repeating: true, count: children.count)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        for (index, child) in children.enumerated() where isEssential[index] {
            found.clear()
            try child.match(window, mask: mask, into: found)
            bits.unite(found)
        }
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var least = UInt32.max
        for child in children {
            least = min(least, try child.candidate(from: item))
            if least == item { break }
        }
        return least
    }

    override var cost: UInt64 {
        children.reduce(0) { $0.addingReportingOverflow($1.cost).overflow ? .max : $0 + $1.cost }
    }
}

/// None of it.
final class NotMatcher: Matcher {
    private let child: Matcher
    private let found = WindowBits()

    init(_ child: Matcher) { self.child = child }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        found.clear()
        try child.match(window, mask: mask, into: found)
        bits.copy(mask)
        bits.subtract(found)
    }
}

/// Items whose thread or box is in a set: the join of DESIGN.md, Groups.
final class GroupMatcher: Matcher {
    private let ordinals: IntegerColumn
    private let groups: OrdinalSet
    private let itemCount: Int

    init(_ groups: OrdinalSet, _ ordinals: IntegerColumn) {
        self.groups = groups
        self.ordinals = ordinals
        itemCount = ordinals.count
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let base = Int(window.base)
        let groups = groups
        let ordinals = ordinals
        mask.forEach { bit in
            if base + bit < itemCount, groups.contains(ordinals[base + bit]) { bits.insert(bit) }
        }
    }

    override func candidate(from item: UInt32) throws -> UInt32 { groups.isEmpty ? .max : item }

    override var cost: UInt64 { groups.isEmpty ? 0 : UInt64(itemCount) * 2 }
}

/// Items with a number in a closed interval.
final class NumberMatcher: Matcher {
    private let column: NumberColumn
    private let least: Double
    private let greatest: Double

    init(_ column: NumberColumn, _ least: Double, _ greatest: Double) {
        self.column = column
        self.least = least
        self.greatest = greatest
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        column.select(least, greatest, items: window.base..<window.end, into: bits.words)
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        let row = column.row(atLeast: item)
        return row < column.count ? column.item(row) : .max
    }

    override var cost: UInt64 { UInt64(column.count) }
}

/// A set of group ordinals.
struct OrdinalSet {
    private var words: [UInt64] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

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
