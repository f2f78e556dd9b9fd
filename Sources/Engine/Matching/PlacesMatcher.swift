// Owns: text conditions that positions decide, over one segment: phrases, words near each other, words of the body.

import Storage

/// The matcher of a leaf with a ``PlacePattern``.
final class PlacesMatcher: LeafMatcher {
    private let root: PlacesNode
    private let bodyLengths: IntegerColumn?
    /// Of the window at hand, the items that were looked at.
    private let covered = WindowBits()
    /// Those of them that match, and how often.
    private let matched = WindowBits()
    private var frequencies: [(bit: Int, count: UInt32)] = []
    private var coveredWindow: UInt32?
    /// About how many microseconds it takes to look at an item's positions, of words that stand in all items.
    private static let itemCost = 24

    init(_ leaf: PlannedLeaf, _ root: PlacesNode, _ scratch: ScanScratch) throws {
        self.root = root
        bodyLengths = leaf.leaf.isBodyOnly ? scratch.segment.bodyLengths : nil
        try scratch.reserve(Window.wordCount * 16)
        super.init(leaf, scratch)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        try cover(window, mask)
        bits.copy(matched)
        bits.intersect(mask)
    }

    /// Looks at the items of `mask` that have not been looked at yet: a tree may ask for them in parts.
    private func cover(_ window: Window, _ mask: WindowBits) throws {
        if coveredWindow != window.base {
            matched.clear()
            covered.clear()
            frequencies.removeAll(keepingCapacity: true)
            coveredWindow = window.base
        }
        let running = try scratch.takeBits()
        let found = try scratch.takeBits()
        defer {
            scratch.give(found)
            scratch.give(running)
        }
        running.copy(mask)
        running.subtract(covered)
        covered.unite(mask)
        if running.isEmpty { return }
        try root.fill(window, scratch, nil, into: found)
        running.intersect(found)
        var seen = 0
        try running.forEach { bit in
            seen += 1
            if seen & 15 == 0 { try scratch.budget.check(work: 16) } else { try scratch.budget.pace(Self.itemCost) }
            let count = try occurrences(in: window.base + UInt32(bit))
            guard count > 0 else { return }
            matched.insert(bit)
            frequencies.append((bit, count))
        }
    }

    override func bound(_ window: Window) throws -> Float { try root.bound(window, scorer) }

    override func match(
        _ window: Window, mask: WindowMask, floor: Float, isCounted: Bool, into found: WindowBits,
        _ scores: UnsafeMutablePointer<Float>
    ) throws {
        let candidates = try scratch.takeBits()
        defer { scratch.give(candidates) }
        let scorer = scorer
        let floor = !isCounted && floor > 0 ? ScoreFloor(scorer: scorer, least: floor) : nil
        try root.fill(window, scratch, floor, into: candidates)
        candidates.intersect(mask.bits)
        if let floor, !candidates.isEmpty { try root.prune(window, scratch, floor, candidates) }
        var seen = 0
        try candidates.forEach { bit in
            seen += 1
            if seen & 15 == 0 { try scratch.budget.check(work: 16) } else { try scratch.budget.pace(Self.itemCost) }
            let item = window.base + UInt32(bit)
            let count = try occurrences(in: item)
            guard count > 0 else { return }
            found.insert(bit)
            scores[bit] += scorer.score(count, item)
        }
    }

    override func fill(_ window: Window, into bits: WindowBits) throws {
        let found = try scratch.takeBits()
        defer { scratch.give(found) }
        try root.fill(window, scratch, nil, into: found)
        bits.unite(found)
    }

    override func candidate(from item: UInt32) throws -> UInt32 { try root.candidate(from: item) }

    /// Dearer than any list of its words, for it reads positions.
    override var cost: UInt64 { root.cost * 8 }

    override func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        // Items that another branch of the tree brought in have not been looked at.
        try cover(window, bits)
        for (bit, count) in frequencies where bits.contains(bit) {
            scores[bit] += scorer.score(count, window.base + UInt32(bit))
        }
    }

    override func frequency(of item: UInt32) throws -> UInt32 {
        try root.hasWords(item) ? occurrences(in: item) : 0
    }

    /// How often the words stand as asked in an item that has them all.
    private func occurrences(in item: UInt32) throws -> UInt32 {
        var end = UInt32.max
        if let bodyLengths { end = UInt32(truncatingIfNeeded: bodyLengths[Int(item)]) }
        if let sequence = root as? SequenceNode {
            try sequence.findStarts(in: item, end: end)
        } else {
            try root.find(in: item, end: end)
        }
        return UInt32(root.count)
    }
}
