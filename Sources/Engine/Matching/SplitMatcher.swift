// Owns: free words that a message and its box meet together: QUERY.md, Scope 2.
//
// Of a conjunction's free words each may be met by the item's own text or by its box's card, but one at least must be the
// item's own. As conjunctions may lie below disjunctions, every node of the tree finds three sets of items:
//
//   any     those that meet it, each word in the item or in its box
//   own     those that meet it with at least one word of their own
//   plain   those that meet it without any word: by a label, a date, a word of one field
//
//   word    any = item ∪ box · own = item · plain = ∅
//   other   any = plain = what it finds · own = ∅
//   and     any = ∩ any · plain = ∩ plain · own = any ∩ ∪ own
//   or      each the union
//
// What matches is own ∪ plain: the same as if the tree were written out as a disjunction of conjunctions. Items without any
// of the words are left out before boxes are asked for, so the cost is that of the words' lists.

import Storage

/// The three sets of a window.
struct SplitBits {
    let any: WindowBits
    let own: WindowBits
    let plain: WindowBits

    init(_ scratch: ScanScratch) throws {
        any = try scratch.takeBits()
        own = try scratch.takeBits()
        plain = try scratch.takeBits()
    }

    func clear() {
        any.clear()
        own.clear()
        plain.clear()
    }

    func give(to scratch: ScanScratch) {
        scratch.give(plain)
        scratch.give(own)
        scratch.give(any)
    }
}

/// A node of such a tree, over one segment.
class SplitNode {
    /// Whether items can meet it without any word.
    var canBePlain: Bool { preconditionFailure("every node knows") }

    /// Adds the items that may have a word of it. Called once a window, before ``split(_:_:into:)``.
    func fill(_ window: Window, into bits: WindowBits) throws { preconditionFailure("every node fills") }

    /// Finds the three sets among the items of `mask`; `bits` are clear.
    func split(_ window: Window, _ mask: WindowBits, into bits: SplitBits) throws {
        preconditionFailure("every node splits")
    }

    /// Whether it is a combination of others.
    var isTree: Bool { false }

    /// A bound below the least item from `item` on that is in `any`; `UInt32.max` when there is none.
    func candidate(from item: UInt32) throws -> UInt32 { preconditionFailure("every node has candidates") }

    /// A bound below the least item from `item` on that is in `own` or `plain`.
    func ownCandidate(from item: UInt32) throws -> UInt32 { preconditionFailure("every node has candidates") }

    var cost: UInt64 { preconditionFailure("every node has a cost") }
}

extension SplitNode: CandidateSource {}

/// A free word.
final class SplitWord: SplitNode {
    /// `nil` where the segment does not have it.
    let word: LeafMatcher?
    /// The boxes whose cards have it; `nil` where none has.
    let boxes: Matcher?
    private let scratch: ScanScratch
    /// Of the window at hand, the items that may have the word.
    private let filled = WindowBits()

    init(_ word: LeafMatcher?, boxes: Matcher?, _ scratch: ScanScratch) throws {
        self.word = word
        self.boxes = boxes
        self.scratch = scratch
        try scratch.reserve(Window.wordCount * 8)
    }

    override var canBePlain: Bool { false }

    override func fill(_ window: Window, into bits: WindowBits) throws {
        filled.clear()
        try word?.fill(window, into: filled)
        bits.unite(filled)
    }

    override func split(_ window: Window, _ mask: WindowBits, into bits: SplitBits) throws {
        bits.own.copy(filled)
        bits.own.intersect(mask)
        if let word, !word.fillIsExact, !bits.own.isEmpty {
            try word.match(window, mask: bits.own, into: bits.any)
            bits.own.intersect(bits.any)
        }
        bits.any.copy(bits.own)
        guard let boxes else { return }
        let rest = try scratch.takeBits()
        let found = try scratch.takeBits()
        rest.copy(mask)
        rest.subtract(bits.own)
        if !rest.isEmpty {
            try boxes.match(window, mask: rest, into: found)
            found.intersect(rest)
            bits.any.unite(found)
        }
        scratch.give(found)
        scratch.give(rest)
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        let next = try boxes?.candidate(from: item) ?? .max
        return next == item ? item : min(next, try ownCandidate(from: item))
    }

    override func ownCandidate(from item: UInt32) throws -> UInt32 { try word?.candidate(from: item) ?? .max }

    override var cost: UInt64 {
        let (sum, overflow) = (word?.cost ?? 0).addingReportingOverflow(boxes?.cost ?? 0)
        return overflow ? .max : sum
    }
}

/// A condition without free words.
final class SplitPlain: SplitNode {
    let matcher: Matcher

    init(_ matcher: Matcher) { self.matcher = matcher }

    override var canBePlain: Bool { true }
    override func fill(_ window: Window, into bits: WindowBits) throws {}

    override func split(_ window: Window, _ mask: WindowBits, into bits: SplitBits) throws {
        try matcher.match(window, mask: mask, into: bits.plain)
        bits.plain.intersect(mask)
        bits.any.copy(bits.plain)
    }

    override func candidate(from item: UInt32) throws -> UInt32 { try matcher.candidate(from: item) }
    override func ownCandidate(from item: UInt32) throws -> UInt32 { try matcher.candidate(from: item) }
    override var cost: UInt64 { matcher.cost }
}

/// All of several.
final class SplitAnd: SplitNode {
    let children: [SplitNode]
    private let leapfrog: Leapfrog<SplitNode>
    private let scratch: ScanScratch

    init(_ children: [SplitNode], _ scratch: ScanScratch) {
        self.children = children.sorted { $0.cost < $1.cost }
        self.scratch = scratch
        leapfrog = Leapfrog(self.children, scratch.budget)
    }

    override var isTree: Bool { true }

    override var canBePlain: Bool { children.allSatisfy(\.canBePlain) }

    override func fill(_ window: Window, into bits: WindowBits) throws {
        for child in children {
            try scratch.budget.pace(4)
            try child.fill(window, into: bits)
        }
    }

    override func split(_ window: Window, _ mask: WindowBits, into bits: SplitBits) throws {
        let part = try SplitBits(scratch)
        defer { part.give(to: scratch) }
        bits.any.copy(mask)
        bits.plain.copy(mask)
        for (index, child) in children.enumerated() {
            try scratch.budget.pace(8)
            if index > 0 { part.clear() }
            try child.split(window, bits.any, into: part)
            bits.any.intersect(part.any)
            bits.plain.intersect(part.plain)
            bits.own.unite(part.own)
            if bits.any.isEmpty { break }
        }
        bits.own.intersect(bits.any)
        bits.plain.intersect(bits.any)
    }

    override func candidate(from item: UInt32) throws -> UInt32 { try leapfrog.candidate(from: item) }

    override func ownCandidate(from item: UInt32) throws -> UInt32 {
        var least = UInt32.max
        for child in children {
            least = min(least, try child.ownCandidate(from: item))
            if least == item { break }
        }
        return least
    }

    override var cost: UInt64 { children.first?.cost ?? 0 }
}

/// Any of several.
final class SplitOr: SplitNode {
    private let children: [SplitNode]
    private let scratch: ScanScratch

    init(_ children: [SplitNode], _ scratch: ScanScratch) {
        self.children = children
        self.scratch = scratch
    }

    override var isTree: Bool { true }

    override var canBePlain: Bool { children.contains(where: \.canBePlain) }

    override func fill(_ window: Window, into bits: WindowBits) throws {
        for child in children {
            try scratch.budget.pace(4)
            try child.fill(window, into: bits)
        }
    }

    override func split(_ window: Window, _ mask: WindowBits, into bits: SplitBits) throws {
        let part = try SplitBits(scratch)
        defer { part.give(to: scratch) }
        for (index, child) in children.enumerated() {
            try scratch.budget.pace(8)
            if index > 0 { part.clear() }
            try child.split(window, mask, into: part)
            bits.any.unite(part.any)
            bits.own.unite(part.own)
            bits.plain.unite(part.plain)
        }
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        try least(from: item) { try $0.candidate(from: item) }
    }

    override func ownCandidate(from item: UInt32) throws -> UInt32 {
        try least(from: item) { try $0.ownCandidate(from: item) }
    }

    private func least(from item: UInt32, _ next: (SplitNode) throws -> UInt32) throws -> UInt32 {
        var least = UInt32.max
        try scratch.budget.pace(children.count / 8)
        for child in children {
            least = min(least, try next(child))
            if least == item { break }
        }
        return least
    }

    override var cost: UInt64 {
        children.reduce(0) { $0.addingReportingOverflow($1.cost).overflow ? .max : $0 + $1.cost }
    }
}

/// The items that meet a tree with a word of their own, or without any word.
final class SplitMatcher: Matcher {
    let root: SplitNode
    private let canBePlain: Bool
    private let scratch: ScanScratch

    init(_ root: SplitNode, _ scratch: ScanScratch) {
        self.root = root
        self.scratch = scratch
        canBePlain = root.canBePlain
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        let found = try SplitBits(scratch)
        let worded = try scratch.takeBits()
        defer {
            scratch.give(worded)
            found.give(to: scratch)
        }
        try root.fill(window, into: worded)
        if canBePlain { worded.copy(mask) } else { worded.intersect(mask) }
        guard !worded.isEmpty else { return }
        try root.split(window, worded, into: found)
        bits.copy(found.own)
        bits.unite(found.plain)
    }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var item = item
        for _ in 0..<16 {
            try scratch.budget.pace()
            let any = try root.candidate(from: item)
            if any == .max { return .max }
            item = try root.ownCandidate(from: any)
            if item == any || item == .max { break }
        }
        return item
    }

    override var isTree: Bool { true }

    override var cost: UInt64 { root.cost }
}
