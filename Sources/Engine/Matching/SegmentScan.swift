// Owns: a plan over one segment: its matchers, the range of items it can match, the walk over its windows.

import Schema
import Storage

/// A plan instantiated for a segment.
final class SegmentScan {
    let view: SegmentView
    /// The team's items within the plan's date bounds: nothing outside can match.
    let items: Range<UInt32>
    let root: Matcher
    /// The leaves that score and that the segment has: each scores wherever it occurs in a match, whichever branch of the
    /// tree it stands in, so that a score does not depend on how items are spread.
    let scoring: [LeafMatcher]
    private let budget: SearchBudget
    let scratch: ScanScratch
    /// About how many microseconds a window takes.
    private let windowCost: Int
    private lazy var mask = WindowBits()
    private lazy var bits = WindowBits()

    /// `nil` when the segment has nothing of the team.
    ///
    /// - Parameter scoring: the places of the leaves that score.
    init?(
        _ view: SegmentView, team: String, _ node: PlanNode, leaves: [PlannedLeaf], scoring: [Int] = [],
        budget: SearchBudget
    ) throws {
        guard let ordinal = view.reader.info.ordinal(ofTeam: team) else { return nil }
        self.view = view
        self.budget = budget
        scratch = ScanScratch(view.reader, budget)
        var builder = MatcherBuilder(
            team: ordinal, items: view.reader.info.teams[Int(ordinal)].items, leaves: leaves, scratch: scratch)
        root = try builder.matcher(node)
        items = builder.bounds(of: node)
        self.scoring = try scoring.compactMap { try builder.scoringLeaf($0) }
        windowCost = builder.matcherCount
    }

    /// Walks the windows that may hold matches, in ascending order, until `body` returns false. It gets the window and its
    /// live items that can match.
    func forEachWindow(_ body: (Window, WindowBits) throws -> Bool) throws {
        let mask = mask
        var next = items.lowerBound
        while next < items.upperBound {
            try budget.check(work: windowCost)
            next = try root.candidate(from: next)
            guard next < items.upperBound else { return }
            let window = Window(containing: next)
            mask.setLive(view, window)
            mask.restrict(to: max(next, items.lowerBound)..<items.upperBound, in: window)
            guard try body(window, mask) else { return }
            next = window.end
        }
    }

    /// Walks the windows that have matches, until `body` returns false. It gets the window's live matches.
    func forEachMatch(_ body: (Window, WindowBits) throws -> Bool) throws {
        try forEachWindow { window, mask in
            bits.clear()
            try root.match(window, mask: mask, into: bits)
            bits.intersect(mask)
            return try bits.isEmpty || body(window, bits)
        }
    }

    /// Walks the matches among some items, which ascend.
    func forEachMatch(among candidates: [UInt32], _ body: (Window, WindowBits) throws -> Void) throws {
        var at = 0
        while at < candidates.count {
            try budget.check(work: windowCost)
            let window = Window(containing: candidates[at])
            mask.clear()
            while at < candidates.count, candidates[at] < window.end {
                let item = candidates[at]
                if items.contains(item), view.isLive(Int(item)) { mask.insert(Int(item - window.base)) }
                at += 1
            }
            guard !mask.isEmpty else { continue }
            bits.clear()
            try root.match(window, mask: mask, into: bits)
            bits.intersect(mask)
            if !bits.isEmpty { try body(window, bits) }
        }
    }
}
