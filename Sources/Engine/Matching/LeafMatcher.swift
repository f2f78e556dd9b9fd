// Owns: text conditions that a list alone decides, over one segment: which items have a word, how often, what it scores.

import Schema
import Storage

/// The matcher of a ``TextLeaf``, with its scores.
class LeafMatcher: Matcher {
    let weight: TermWeight
    let name: LeafName
    let scratch: ScanScratch
    /// Made when it is first asked for: many a search has no use for it.
    private(set) lazy var scorer = LeafScorer(weight, scratch.saturations(weight), scratch.segment)

    init(_ leaf: PlannedLeaf, _ scratch: ScanScratch) {
        weight = leaf.weight
        name = leaf.leaf.name
        self.scratch = scratch
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

    /// About how many items a window has at most, where they are scored without finding them if that is what the mask asks
    /// for; 0 elsewhere.
    func sweptCount(_ window: Window) -> Int { 0 }

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
/// Most words have one list, or a long one with some short ones beside it, of languages that the team has little of. There
/// the long one is walked, and what the others have of a block is added to it.
final class TermMatcher: LeafMatcher {
    /// The longest list first.
    private let cursors: [PostingsCursor]
    private let lists: ListGroup
    private let main: PostingsCursor
    /// Whether the others are short; if not the lists are taken together item by item.
    private let hasMain: Bool
    /// The other lists, where they are short and there are any.
    private let minors: ListGroup?
    /// Whether an item is in one list at most.
    private let areDisjoint: Bool
    /// What `minors` have of the window at hand.
    private lazy var extras = PostingsRun()
    /// The most lists that one is walked beside: a word has one in each language at most.
    private static let maximumMinors = Language.allCases.count

    init(_ leaf: PlannedLeaf, _ word: WordLists, _ scratch: ScanScratch) throws {
        let cursors = try word.lists.map {
            try scratch.budget.pace($0.entry.count > 1 ? SearchBudget.diskStep : 4)
            return try PostingsCursor($0, in: scratch.segment)
        }.sorted {
            $0.list.count > $1.list.count
        }
        guard let main = cursors.first else { preconditionFailure("a word that a segment has has a list") }
        self.cursors = cursors
        self.lists = ListGroup(cursors)
        self.main = main
        let rest = cursors.dropFirst().reduce(0) { $0 + $1.list.count }
        hasMain =
            rest * 4 <= main.list.count && cursors.count <= Self.maximumMinors
            && cursors.allSatisfy { $0.forms == nil }
        minors = hasMain && rest > 0 ? ListGroup(Array(cursors.dropFirst())) : nil
        areDisjoint = word.areDisjoint
        try scratch.reserve(cursors.reduce(0) { $0 + $1.byteCount })
        super.init(leaf, scratch)
        try checkTime()
    }

    /// A pattern's lists are so many that a window of all leaves takes long.
    private func checkTime() throws {
        if cursors.count > Self.maximumMinors { try scratch.budget.check(work: cursors.count / 16) }
    }

    override func match(_ window: Window, mask: WindowBits, into bits: WindowBits) throws {
        try checkTime()
        try lists.forEach(in: window) { cursor in
            guard cursor.forms != nil else { return try cursor.fill(window, into: bits) }
            // Two phases: which items have the stem, then whether in the form that is meant.
            let found = try scratch.takeBits()
            defer { scratch.give(found) }
            try cursor.fill(window, into: found)
            found.intersect(mask)
            found.subtract(bits)
            var seen = 0
            try found.forEach { bit in
                seen += 1
                if seen & 63 == 0 { try scratch.budget.pace(8) }
                if try cursor.frequency(of: window.base + UInt32(bit)) > 0 { bits.insert(bit) }
            }
        }
    }

    override func fill(_ window: Window, into bits: WindowBits) throws {
        try checkTime()
        try lists.forEach(in: window) { try $0.fill(window, into: bits) }
    }

    override var fillIsExact: Bool { cursors.allSatisfy { $0.forms == nil } }

    override func candidate(from item: UInt32) throws -> UInt32 {
        if hasMain { return min(try main.candidate(from: item), try nextMinor(from: item)) }
        return try lists.candidate(from: item)
    }

    override var cost: UInt64 { cursors.reduce(0) { $0 + UInt64($1.list.count) } }

    // MARK: Scores

    override func bound(_ window: Window) throws -> Float {
        guard hasMain, !weight.isEven else { return weight.weight }
        let ofMain = try main.bound(window, scorer)
        let ofMinors = try boundOfMinors(window)
        return min(weight.weight, areDisjoint ? max(ofMain, ofMinors) : ofMain + ofMinors)
    }

    private func boundOfMinors(_ window: Window) throws -> Float {
        try minors?.bound(window, scorer, areDisjoint: areDisjoint) ?? 0
    }

    /// Whether any of the short lists has an item in a window.
    private func hasMinors(_ window: Window) throws -> Bool { try nextMinor(from: window.base) < window.end }

    /// The first item of any of the short lists from one on; `UInt32.max` if there is none.
    private func nextMinor(from item: UInt32) throws -> UInt32 {
        try minors?.candidate(from: item) ?? .max
    }

    override func match(
        _ window: Window, mask: WindowMask, floor: Float, isCounted: Bool, into found: WindowBits,
        _ scores: UnsafeMutablePointer<Float>
    ) throws {
        if weight.isEven { return try matchEvenly(window, mask.bits, into: found, scores) }
        guard hasMain else {
            return try super.match(
                window, mask: mask, floor: floor, isCounted: isCounted, into: found, scores)
        }
        guard let minors, try hasMinors(window) else {
            return try matchMain(window, mask, floor: floor, isCounted, nil, into: found, scores)
        }
        extras.removeAll()
        try minors.forEach(in: window) { try $0.merge(window.base...window.end - 1, into: extras) }
        extras.keep(mask.bits, in: window)
        if areDisjoint {
            try matchMain(window, mask, floor: floor, isCounted, nil, into: found, scores)
        } else {
            try matchMain(
                window, mask, floor: floor - boundOfMinors(window), isCounted, extras, into: found, scores)
        }
        extras.score(scorer, in: window, into: found.words, scores)
    }

    /// Adds the weight to the scores of the matching items of `mask`.
    private func matchEvenly(
        _ window: Window, _ mask: WindowBits, into found: WindowBits?, _ scores: UnsafeMutablePointer<Float>
    ) throws {
        let bits = try scratch.takeBits()
        defer { scratch.give(bits) }
        try match(window, mask: mask, into: bits)
        bits.intersect(mask)
        found?.unite(bits)
        let weight = weight.weight
        bits.forEach { scores[$0] += weight }
    }

    override func sweptCount(_ window: Window) -> Int {
        hasMain && !weight.isEven && weight.weight > 0 ? main.count(window) : 0
    }

    private func matchMain(
        _ window: Window, _ mask: WindowMask, floor: Float, _ isCounted: Bool, _ extras: PostingsRun?,
        into found: WindowBits, _ scores: UnsafeMutablePointer<Float>
    ) throws {
        if let count = mask.count, main.isSparse(count, in: window) {
            return try main.scoreEach(window, of: mask.bits, extras, scorer, into: found, scores)
        }
        // What weighs nothing cannot be told from the scores.
        let isSwept = mask.isSwept && weight.weight > 0
        try main.score(
            window, among: mask.isFull || isSwept ? nil : mask.bits, isSwept: isSwept, floor: floor,
            isCounted: isCounted, extras, scorer,
            into: found, scores)
    }

    /// Whether ``walk(_:needed:_:)`` can be used.
    var canWalk: Bool { hasMain && !weight.isEven }

    /// Walks the items of a range, block by block, with their scores: for a search that has no other condition.
    ///
    /// - Parameters:
    ///   - needed: what items from one on must score to matter.
    ///   - body: gets every item that scores as much; those of a block in no order.
    func walk(
        _ items: Range<UInt32>, needed: (UInt32) -> Float, _ body: (UInt32, Float) throws -> Void
    ) throws {
        let bounds = main.blockBounds(scorer, of: items)
        let postings = PostingsRun()
        var least: Float = 0
        var next = items.lowerBound
        var block = main.firstBlock(from: next)
        var looked = 0
        while true {
            let minor = try nextMinor(from: next)
            // Blocks that have nothing that matters, before the next item of the short lists.
            let end = minor == .max ? main.list.blockCount : main.list.block(containing: minor, from: block)
            let first = block
            while block < end, bounds[block] < least { block += 1 }
            if block > first {
                next = max(next, min(try main.lastItem(ofBlock: block - 1), items.upperBound - 1) + 1)
            }
            guard next < items.upperBound else { return }
            looked += 1
            if looked & 31 == 0 { try scratch.budget.check() }
            // After the last block there may still be items of the short lists.
            let isBlock = block < main.list.blockCount
            let last = min(isBlock ? try main.lastItem(ofBlock: block) : .max, items.upperBound - 1)
            let hasMinors = minor <= last
            guard isBlock || hasMinors else { return }
            if last < next {
                block += 1
                continue
            }
            let bound = hasMinors ? weight.weight : bounds[block]
            if bound >= least {
                least = needed(next)
                postings.removeAll()
                let isMainWanted = isBlock && (areDisjoint ? bounds[block] : bound) >= least
                if isMainWanted { try main.append(block, next...last, to: postings) }
                if bound >= least, hasMinors {
                    try minors?.forEach(in: next...last) { try $0.merge(next...last, into: postings) }
                }
                try postings.score(scorer, atLeast: least, body)
            }
            guard last < items.upperBound - 1 else { return }
            next = last + 1
            block += 1
        }
    }

    override func score(_ window: Window, _ bits: WindowBits, into scores: UnsafeMutablePointer<Float>) throws {
        if weight.isEven { return try matchEvenly(window, bits, into: nil, scores) }
        if hasMain {
            let found = try scratch.takeBits()
            defer { scratch.give(found) }
            let mask = WindowMask(bits: bits, count: bits.count)
            return try match(window, mask: mask, floor: 0, isCounted: false, into: found, scores)
        }
        try checkTime()
        let sums = try scratch.zeros()
        let scorer = scorer
        try lists.forEach(in: window) { try $0.addFrequencies(window, bits, into: sums) }
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
