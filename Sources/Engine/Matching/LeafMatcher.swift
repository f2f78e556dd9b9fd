// Owns: text conditions that a list alone decides, over one segment: which items have a word, how often, what it scores.

import Storage

/// The matcher of a ``TextLeaf``, with its scores.
class LeafMatcher: Matcher {
    let weight: TermWeight
    let name: String
    let scratch: ScanScratch
    fileprivate let saturations: [Float]
    fileprivate let norms: UnsafePointer<UInt8>
    /// Items that cannot score as much as this need not be found: set for each window by a top-k search.
    var floor: Float = 0

    init(_ leaf: PlannedLeaf, _ scratch: ScanScratch) {
        weight = leaf.weight
        name = leaf.leaf.name
        self.scratch = scratch
        // Indexed by the stored byte, not the norm.
        saturations = scratch.saturations(leaf.weight)
        norms = scratch.segment.storedNorms
    }

    /// An upper bound on the scores in a window.
    func bound(_ window: Window) throws -> Float { weight.weight }

    /// Sets the items that may match, without looking closer: bits that are set stay so.
    func fill(_ window: Window, into bits: WindowBits) throws { preconditionFailure("every leaf fills") }

    /// Whether all that ``fill(_:into:)`` sets match.
    var fillIsExact: Bool { false }

    /// Adds the scores of the set items to `scores`.
    func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        preconditionFailure("every leaf scores")
    }

    /// How often an item has it; 0: it does not match.
    func frequency(of item: UInt32) throws -> UInt32 {
        preconditionFailure("every leaf counts")
    }

    /// The score of an item that has it so often.
    @inline(__always)
    final func score(_ frequency: UInt32, item: Int) -> Float {
        TermWeight.score(weight.weight, Float(frequency), saturations[Int(norms[item])])
    }
}

/// A word: one list, or several (the stems of several languages, an expanded prefix) taken as one.
final class TermMatcher: LeafMatcher {
    private let cursors: [PostingsCursor]
    private let isPlain: Bool

    init(_ leaf: PlannedLeaf, _ lists: [FilteredList], _ scratch: ScanScratch) throws {
        cursors = try lists.map { try PostingsCursor($0, in: scratch.segment) }
        try scratch.reserve(cursors.reduce(0) { $0 + $1.byteCount })
        isPlain = lists.count == 1 && lists[0].forms == nil
        super.init(leaf, scratch)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        if isPlain { return try cursors[0].fill(window, into: bits, weight: weight, floor: floor) }
        for cursor in cursors {
            guard cursor.forms != nil else {
                try cursor.fill(window, into: bits)
                continue
            }
            // Two phases: which items have the stem, then whether in the form that is meant.
            let found = try scratch.takeBits()
            defer { scratch.give(found) }
            try cursor.fill(window, into: found)
            found.intersect(mask)
            found.subtract(bits)
            try found.forEach { bit in
                if try cursor.frequency(of: window.base + UInt32(bit)) > 0 { bits.insert(bit) }
            }
        }
    }

    override func fill(_ window: Window, into bits: WindowBits) throws {
        if isPlain { return try cursors[0].fill(window, into: bits, weight: weight, floor: floor) }
        for cursor in cursors { try cursor.fill(window, into: bits) }
    }

    override var fillIsExact: Bool { cursors.allSatisfy { $0.forms == nil } }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var least = UInt32.max
        for cursor in cursors { least = min(least, try cursor.candidate(from: item)) }
        return least
    }

    override var cost: UInt64 { cursors.reduce(0) { $0 + UInt64($1.list.count) } }

    override func bound(_ window: Window) throws -> Float {
        if cursors.count == 1 { return try cursors[0].bound(window, weight, norms: norms) }
        return cursors.isEmpty ? 0 : weight.weight
    }

    override func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        if isPlain {
            return try saturations.withUnsafeBufferPointer { table in
                guard let base = table.baseAddress else { return }
                try cursors[0].score(
                    window, bits, weight: weight.weight, saturations: base, norms: norms, into: scores)
            }
        }
        let sums = try scratch.zeros()
        for cursor in cursors { try cursor.addFrequencies(window, bits, into: sums) }
        bits.forEach { bit in
            guard sums[bit] > 0 else { return }
            scores[bit] += score(sums[bit], item: Int(window.base) + bit)
            sums[bit] = 0
        }
    }

    override func frequency(of item: UInt32) throws -> UInt32 {
        try cursors.reduce(0) { $0 &+ (try $1.frequency(of: item)) }
    }
}
