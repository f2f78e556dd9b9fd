// Owns: text conditions that a list alone decides, over one segment: which items have a word, how often, what it scores.

import Storage

/// The matcher of a ``TextLeaf``, with its scores.
class LeafMatcher: Matcher {
    let weight: TermWeight
    let name: String
    let scratch: ScanScratch
    let scorer: LeafScorer
    /// What `scorer` points into.
    private let saturations: SaturationTable

    init(_ leaf: PlannedLeaf, _ scratch: ScanScratch) {
        weight = leaf.weight
        name = leaf.leaf.name
        self.scratch = scratch
        saturations = scratch.saturations(leaf.weight)
        scorer = LeafScorer(leaf.weight, saturations, scratch.segment)
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

    /// Matching and scoring in one: sets the matching items of `mask` in `found`, where bits that are set stay so, and adds
    /// their scores to `scores`. Items that score less than `floor` may be passed over, or with `isCounted` be found without
    /// their score.
    func match(
        _ window: Window, mask: WindowMask, floor: Float, isCounted: Bool, into found: WindowBits,
        _ scores: UnsafeMutablePointer<Float>
    ) throws {
        let bits = try scratch.takeBits()
        defer { scratch.give(bits) }
        try match(window, mask: mask.bits, into: bits)
        bits.intersect(mask.bits)
        found.unite(bits)
        try score(window, bits, into: scores)
    }

    /// How often an item has it; 0: it does not match.
    func frequency(of item: UInt32) throws -> UInt32 {
        preconditionFailure("every leaf counts")
    }
}

/// A word: one list, or several (the stems of several languages, an expanded prefix) taken as one.
///
/// Most words have one list, or a long one with a few short ones beside it, the stems of languages that the team has little
/// of. There the long one is walked as if it were alone, and the items of the others are put right afterwards.
final class TermMatcher: LeafMatcher {
    /// The longest list first.
    private let cursors: [PostingsCursor]
    private let main: PostingsCursor
    /// The other lists, where they are short; `nil`: the lists are taken together item by item.
    private let minors: [PostingsCursor]?
    /// The next item of any of `minors`; `nil` before the first window.
    private var nextMinor: UInt32?

    init(_ leaf: PlannedLeaf, _ lists: [FilteredList], _ scratch: ScanScratch) throws {
        let cursors = try lists.map { try PostingsCursor($0, in: scratch.segment) }.sorted {
            $0.list.count > $1.list.count
        }
        guard let main = cursors.first else { preconditionFailure("a word that a segment has has a list") }
        self.cursors = cursors
        self.main = main
        let rest = cursors.dropFirst().reduce(0) { $0 + $1.list.count }
        let isSimple = cursors.count <= 16 && rest * 8 <= main.list.count && cursors.allSatisfy { $0.forms == nil }
        minors = isSimple ? Array(cursors.dropFirst()) : nil
        try scratch.reserve(cursors.reduce(0) { $0 + $1.byteCount })
        super.init(leaf, scratch)
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
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
        for cursor in cursors { try cursor.fill(window, into: bits) }
    }

    override var fillIsExact: Bool { cursors.allSatisfy { $0.forms == nil } }

    override func candidate(from item: UInt32) throws -> UInt32 {
        var least = UInt32.max
        for cursor in cursors { least = min(least, try cursor.candidate(from: item)) }
        return least
    }

    override var cost: UInt64 { cursors.reduce(0) { $0 + UInt64($1.list.count) } }

    // MARK: Scores

    override func bound(_ window: Window) throws -> Float {
        guard minors != nil else { return weight.weight }
        // BM25 in the frequency is concave: of two frequencies together it is at most the sum of both.
        return min(weight.weight, try main.bound(window, scorer) + boundOfMinors(window))
    }

    private func boundOfMinors(_ window: Window) throws -> Float {
        guard let minors, try hasMinors(window) else { return 0 }
        return try minors.reduce(0) { $0 + (try $1.bound(window, scorer)) }
    }

    /// Whether any of the short lists has an item in a window.
    private func hasMinors(_ window: Window) throws -> Bool {
        guard let minors, !minors.isEmpty else { return false }
        if let nextMinor, nextMinor >= window.base { return nextMinor < window.end }
        var next = UInt32.max
        for minor in minors { next = min(next, try minor.candidate(from: window.base)) }
        nextMinor = next
        return next < window.end
    }

    override func match(
        _ window: Window, mask: WindowMask, floor: Float, isCounted: Bool, into found: WindowBits,
        _ scores: UnsafeMutablePointer<Float>
    ) throws {
        guard minors != nil else {
            return try super.match(
                window, mask: mask, floor: floor, isCounted: isCounted, into: found, scores)
        }
        guard try hasMinors(window) else {
            return try matchMain(window, mask, floor: floor, isCounted, into: found, scores)
        }
        let inMinors = try scratch.takeBits()
        defer { scratch.give(inMinors) }
        let sums = try scratch.zeros()
        let floor = floor - (try boundOfMinors(window))
        try sumMinors(window, mask, into: inMinors, sums)
        // Set apart, for what they have of the long list would be scored by itself.
        var before: [Float] = []
        inMinors.forEach { before.append(scores[$0]) }
        try matchMain(window, mask, floor: floor, isCounted, into: found, scores)
        var at = 0
        try inMinors.forEach { bit in
            let item = window.base + UInt32(bit)
            let frequency = sums[bit] &+ (try main.frequency(of: item))
            sums[bit] = 0
            scores[bit] = before[at] + scorer.score(frequency, item)
            at += 1
        }
        found.unite(inMinors)
    }

    /// Adds up what the short lists have in a window.
    private func sumMinors(
        _ window: Window, _ mask: WindowMask, into bits: WindowBits, _ sums: UnsafeMutablePointer<UInt32>
    ) throws {
        for minor in minors ?? [] { try minor.fill(window, into: bits) }
        bits.intersect(mask.bits)
        for minor in minors ?? [] { try minor.addFrequencies(window, bits, into: sums) }
    }

    private func matchMain(
        _ window: Window, _ mask: WindowMask, floor: Float, _ isCounted: Bool, into found: WindowBits,
        _ scores: UnsafeMutablePointer<Float>
    ) throws {
        // To look an item up costs about as much as to pass over sixteen.
        if let count = mask.count, count * 16 < main.count(window) {
            return try main.scoreEach(window, of: mask.bits, scorer, into: found, scores)
        }
        try main.score(
            window, among: mask.isFull ? nil : mask.bits, floor: floor, isCounted: isCounted, scorer, into: found,
            scores)
    }

    override func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        let sums = try scratch.zeros()
        for cursor in cursors { try cursor.addFrequencies(window, bits, into: sums) }
        bits.forEach { bit in
            guard sums[bit] > 0 else { return }
            scores[bit] += scorer.score(sums[bit], window.base + UInt32(bit))
            sums[bit] = 0
        }
    }

    override func frequency(of item: UInt32) throws -> UInt32 {
        try cursors.reduce(0) { $0 &+ (try $1.frequency(of: item)) }
    }
}
