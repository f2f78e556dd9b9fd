// Owns: the nodes of a query tree over one segment that have no words: sets, ranges and their combinations.

import Schema
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

    /// A bound below the least item from `item` on that matches; `UInt32.max` when there is none.
    func candidate(from item: UInt32) throws -> UInt32 { item }

    /// Whether it is a combination of others.
    var isTree: Bool { false }

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

    /// Whether all of some items are in the range.
    func holds(_ items: Range<UInt32>) -> Bool { self.items.clamped(to: items) == items }

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
    private let leapfrog: Leapfrog<Matcher>
    private let scratch: ScanScratch

    init(_ children: [Matcher], _ scratch: ScanScratch) {
        self.children = children.sorted { $0.cost < $1.cost }
        self.scratch = scratch
        leapfrog = Leapfrog(self.children, scratch.budget)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let found = try scratch.takeBits()
        let running = try scratch.takeBits()
        defer {
            scratch.give(running)
            scratch.give(found)
        }
        running.copy(mask)
        for child in children {
            try scratch.budget.pace(8)
            found.clear()
            try child.match(window, mask: running, into: found)
            running.intersect(found)
            if running.isEmpty { return }
        }
        bits.copy(running)
    }

    override func candidate(from item: UInt32) throws -> UInt32 { try leapfrog.candidate(from: item) }

    override var isTree: Bool { true }

    override var cost: UInt64 { children.first?.cost ?? 0 }
}

/// What can tell where to go on.
protocol CandidateSource {
    var isTree: Bool { get }
    func candidate(from item: UInt32) throws -> UInt32
}

extension Matcher: CandidateSource {}

/// Where a conjunction goes on: its lists lead each other until they agree; each of its subtrees is asked once, so that the
/// whole tree is asked in time that grows with its size, however deep it is.
struct Leapfrog<Source: CandidateSource> {
    /// What does not agree after so many rounds is looked at as it is.
    private static var maximumRounds: Int { 256 }
    /// Lists that move on by less in a round are dense here, and looking at the window costs less than to agree.
    private static var leastStep: UInt32 { 512 }

    private let lists: [Source]
    private let trees: [Source]
    private let budget: SearchBudget

    init(_ children: [Source], _ budget: SearchBudget) {
        self.budget = budget
        lists = children.filter { !$0.isTree }
        trees = children.filter(\.isTree)
    }

    func candidate(from item: UInt32) throws -> UInt32 {
        var item = try agreed(from: item)
        let before = item
        for tree in trees where item != .max { item = try tree.candidate(from: item) }
        return item == before ? item : try agreed(from: item)
    }

    private func agreed(from item: UInt32) throws -> UInt32 {
        var item = item
        for _ in 0..<Self.maximumRounds {
            let before = item
            try budget.pace(lists.count / 8)
            for list in lists {
                item = try list.candidate(from: item)
                if item == .max { return .max }
            }
            if item &- before < Self.leastStep { break }
        }
        return item
    }
}

/// Any of several.
final class OrMatcher: Matcher {
    let children: [Matcher]
    private let scratch: ScanScratch

    init(_ children: [Matcher], _ scratch: ScanScratch) {
        self.children = children
        self.scratch = scratch
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let found = try scratch.takeBits()
        let rest = try scratch.takeBits()
        defer {
            scratch.give(rest)
            scratch.give(found)
        }
        rest.copy(mask)
        for child in children {
            try scratch.budget.pace(8)
            found.clear()
            try child.match(window, mask: rest, into: found)
            bits.unite(found)
            // What one child has found no other need look at.
            rest.subtract(found)
            if rest.isEmpty { return }
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

    override var isTree: Bool { true }

    override var cost: UInt64 {
        children.reduce(0) { $0.addingReportingOverflow($1.cost).overflow ? .max : $0 + $1.cost }
    }
}

/// None of it.
final class NotMatcher: Matcher {
    private let child: Matcher
    private let scratch: ScanScratch

    init(_ child: Matcher, _ scratch: ScanScratch) {
        self.child = child
        self.scratch = scratch
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let found = try scratch.takeBits()
        defer { scratch.give(found) }
        try child.match(window, mask: mask, into: found)
        bits.copy(mask)
        bits.subtract(found)
    }

    override var isTree: Bool { true }
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

/// A whole value: a list without frequencies, which scores nothing.
final class KeywordMatcher: Matcher {
    private let cursor: PostingsCursor

    init(_ entry: TermEntry, _ scratch: ScanScratch) throws {
        try scratch.budget.pace(SearchBudget.diskStep)
        cursor = try PostingsCursor(FilteredList(entry: entry), in: scratch.segment)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        try cursor.fill(window, into: bits)
    }

    override func candidate(from item: UInt32) throws -> UInt32 { try cursor.candidate(from: item) }

    override var cost: UInt64 { UInt64(cursor.list.count) }
}
