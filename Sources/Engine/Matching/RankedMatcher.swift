// Owns: matching and scoring a window in one walk over the lists, and what a top-k search passes over in it.
//
// The steps of a ``RankedTree`` narrow the window's items one after another; a word's step finds its items among those that
// are left and scores them as it goes, so a block is decoded once; where most of the window is still there it scores first,
// and finds by the scores. What no step scores (words below nested disjunctions)
// is scored at the end.
//
// Where the search is for the best k, each word has an upper bound for the window, from the bounds of its blocks, and what
// cannot reach the k-th best score so far is passed over:
//
//   window      all bounds together cannot reach it
//   block       its bound and all other words' cannot
//   item        after each step, its score so far and the bounds of the words to come cannot
//   disjunction words that cannot reach it together bring in no item by themselves, they are only asked for the items of
//               the others: MaxScore over windows (Turtle and Flood 1995; Grand et al., "From MaxScore to Block-Max WAND",
//               ECIR 2020)
//
// A score is the sum of its words in the plan's order (``QueryPlan/scoring``), which every step keeps, so it is the same in
// whichever segment the item stands, to the last bit.

import Storage

/// A tree over one segment, with the scores of its words. Not thread-safe.
final class RankedMatcher {
    private let leaves: [LeafMatcher]
    private let tree: RankedTree
    private let scratch: ScanScratch
    /// Each leaf's bound in the window at hand, and their sum.
    private var bounds: [Double]
    private var total = 0.0
    /// The sum of the bounds of leaves that have not scored yet.
    private var toCome = 0.0
    private var needed = 0.0
    private var isCounted = false
    /// Items with a word of their own, of those that are shared with boxes.
    private let own = WindowBits()
    /// Items whose scores may not be zero.
    private let touched = WindowBits()
    private let scores = WindowScores()
    /// Whether any box that may meet a word has items in the window at hand.
    private var hasBoxes = false
    /// The items that have any of the words that boxes may meet, where that is known for the window at hand.
    private let worded = WindowBits()
    private var isWordedKnown = false
    /// Whether any word has been looked at in the window at hand.
    private var hasScored = false
    /// What all of `matches` are known to score, so far.
    private var kept = 0.0
    /// Whether `ranked` holds fewer than `matches` while steps are under way.
    private var isNarrowed = false
    /// The matches of the window at hand, when they are counted; otherwise the same as `ranked`.
    let matches = WindowBits()
    /// The matches that may rank, with their scores.
    let ranked = WindowBits()

    /// Words that have fewer postings in a window are found one by one: to tell them from the scores takes as long.
    private static let leastSwept = 192

    /// - Parameter leaves: those that the tree was made of, in the plan's order.
    init(_ tree: RankedTree, _ leaves: [LeafMatcher], _ scratch: ScanScratch) {
        self.leaves = leaves
        self.scratch = scratch
        self.tree = tree
        bounds = [Double](repeating: 0, count: leaves.count)
    }

    /// The scores of `ranked`, by bit.
    var values: UnsafePointer<Float> { UnsafePointer(scores.values) }

    /// Makes ready for a window in which only items matter that score at least `needed`; false when there are none. 0: all
    /// matter.
    ///
    /// - Parameter isCounted: whether items matter that do not score as much.
    func prepare(_ window: Window, needed: Float, isCounted: Bool) throws -> Bool {
        self.isCounted = isCounted
        // A hair below, so that rounding in sums never drops an item that would just make it.
        self.needed = Double(needed) * (1 - 1e-5 - 1.2e-7 * Double(leaves.count))
        total = 0
        guard needed > 0 else { return true }
        for index in leaves.indices {
            bounds[index] = Double(try leaves[index].bound(window))
            total += bounds[index]
        }
        return isCounted || total >= self.needed
    }

    /// Finds `matches` and `ranked` among the items of `mask`.
    func match(_ window: Window, _ mask: WindowBits) throws {
        scores.clear(touched)
        touched.clear()
        own.clear()
        matches.copy(mask)
        toCome = total
        isNarrowed = false
        hasBoxes = try tree.boxes.contains { try $0.candidate(from: window.base) < window.end }
        isWordedKnown = false
        hasScored = false
        kept = 0
        let found = try scratch.takeBits()
        defer { scratch.give(found) }
        for (index, step) in tree.steps.enumerated() {
            try scratch.budget.pace(8)
            if index > 0 { found.clear() }
            switch step {
            case .condition(let matcher):
                try matcher.match(window, mask: matches, into: found)
                matches.intersect(found)
            case .word(let leaf, let boxes, let isShared):
                try word(window, leaf, boxes, isShared, found)
                matches.copy(found)
                if kept < needed - toCome { prune(matches) }
            case .any(let members):
                try any(window, members, found)
                matches.intersect(found)
            }
            if matches.isEmpty {
                ranked.clear()
                return
            }
        }
        try finish(window)
    }

    /// Keeps of some items those that have any of the words that boxes may meet: before any box is asked for.
    private func keepWorded(_ items: WindowBits, _ window: Window) throws {
        if !isWordedKnown {
            worded.clear()
            for leaf in tree.shared {
                try scratch.budget.pace(4)
                try leaves[leaf].fill(window, into: worded)
            }
            isWordedKnown = true
        }
        items.intersect(worded)
    }

    private func finish(_ window: Window) throws {
        if hasBoxes { matches.intersect(own) }
        if isNarrowed { ranked.intersect(matches) } else { ranked.copy(matches) }
        if !tree.rest.isEmpty {
            if needed > 0 { ranked.keep(values, atLeast: Float(needed - toCome)) }
            touched.unite(ranked)
            for leaf in tree.rest {
                try scratch.budget.pace(4)
                try leaves[leaf].score(window, ranked, into: scores.values)
            }
        }
        if needed > 0, kept < needed || !tree.rest.isEmpty { ranked.keep(values, atLeast: Float(needed)) }
    }

    /// Items among which words are looked for: swept where nothing is scored yet and most items may have one of them.
    private func mask(_ bits: WindowBits, for members: some Sequence<Int>, _ window: Window) -> WindowMask {
        var mask = mask(bits)
        guard !hasScored, mask.isFull || (mask.count ?? 0) * 2 >= Window.size else { return mask }
        mask.isSwept = members.reduce(0) { $0 + leaves[$1].sweptCount(window) } >= Self.leastSwept
        return mask
    }

    /// Sets the items of `matches` that were scored in a sweep; only those that may still rank, if no others are counted.
    private func sweep(into found: WindowBits) throws {
        let bits = try scratch.takeBits()
        defer { scratch.give(bits) }
        if needed > 0, !isCounted { kept = needed - toCome }
        bits.find(values, atLeast: max(Float(kept), .leastNonzeroMagnitude))
        bits.intersect(matches)
        found.intersect(matches)
        // Some words are found one by one in a sweep too, whatever they score.
        if kept > 0 { found.copy(bits) } else { found.unite(bits) }
        touched.setAll()
    }

    /// Drops items that cannot rank any more, unless they are counted.
    private func prune(_ bits: WindowBits) {
        if needed > 0, !isCounted { bits.keep(values, atLeast: Float(needed - toCome)) }
    }

    /// The items that are left, as a word is asked for them.
    private func mask(_ bits: WindowBits) -> WindowMask {
        bits.isFull ? WindowMask(bits: bits, isFull: true) : WindowMask(bits: bits, count: bits.count)
    }

    /// Blocks of a leaf whose bound is below this cannot matter.
    private func floor(_ leaf: Int) -> Float { needed > 0 ? Float(needed - (total - bounds[leaf])) : 0 }

    private func word(
        _ window: Window, _ leaf: Int?, _ boxes: Matcher?, _ isShared: Bool, _ found: WindowBits
    ) throws {
        if let leaf {
            toCome -= bounds[leaf]
            let mask = mask(matches, for: CollectionOfOne(leaf), window)
            try leaves[leaf].match(
                window, mask: mask, floor: floor(leaf), isCounted: isCounted, into: found, scores.values)
            if mask.isSwept { try sweep(into: found) } else { touched.unite(found) }
            if isShared { own.unite(found) }
        }
        defer { hasScored = true }
        // What meets the word by its box does not score for it.
        guard hasBoxes, let boxes, isCounted || needed <= toCome || hasScored else { return }
        let others = try scratch.takeBits()
        let inBoxes = try scratch.takeBits()
        others.copy(matches)
        others.subtract(found)
        prune(others)
        if !others.isEmpty { try keepWorded(others, window) }
        if !others.isEmpty {
            try boxes.match(window, mask: others, into: inBoxes)
            inBoxes.intersect(others)
            found.unite(inBoxes)
        }
        scratch.give(inBoxes)
        scratch.give(others)
    }

    private func any(_ window: Window, _ members: [Int], _ found: WindowBits) throws {
        let essential = essentialCount(members)
        let mask = mask(matches, for: members[..<essential], window)
        hasScored = true
        for leaf in members[..<essential] {
            try scratch.budget.pace(8)
            toCome -= bounds[leaf]
            try leaves[leaf].match(
                window, mask: mask, floor: floor(leaf), isCounted: isCounted, into: found, scores.values)
        }
        if mask.isSwept { try sweep(into: found) } else { touched.unite(found) }
        guard essential < members.count else { return }
        guard isCounted else { return try complete(window, members[essential...], found) }
        if isNarrowed { ranked.intersect(found) } else { ranked.copy(found) }
        isNarrowed = true
        try complete(window, members[essential...], ranked)
        // The rest is only counted.
        let bits = try scratch.takeBits()
        defer { scratch.give(bits) }
        for leaf in members[essential...] {
            try scratch.budget.pace(8)
            bits.clear()
            try leaves[leaf].match(window, mask: matches, into: bits)
            found.unite(bits)
        }
    }

    /// Scores leaves that bring in no item by themselves, for the items that are left.
    private func complete(_ window: Window, _ members: ArraySlice<Int>, _ items: WindowBits) throws {
        let ignored = try scratch.takeBits()
        defer { scratch.give(ignored) }
        for leaf in members {
            if kept < needed - toCome { items.keep(values, atLeast: Float(needed - toCome)) }
            toCome -= bounds[leaf]
            if items.isEmpty { continue }
            try scratch.budget.pace(8)
            try leaves[leaf].match(
                window, mask: mask(items), floor: 0, isCounted: false, into: ignored, scores.values)
        }
    }

    /// How many leaves of a disjunction, from the first on, bring in items: the others cannot make one rank.
    private func essentialCount(_ members: [Int]) -> Int {
        guard needed > 0 else { return members.count }
        var sum = members.reduce(total) { $0 - bounds[$1] }
        var count = members.count
        while count > 0 {
            sum += bounds[members[count - 1]]
            if sum >= needed { break }
            count -= 1
        }
        return count
    }
}
