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
    private let mask = WindowBits()
    private let bits = WindowBits()

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
        var builder = MatcherBuilder(
            segment: view.reader, team: ordinal, items: view.reader.info.teams[Int(ordinal)].items, leaves: leaves)
        root = try builder.matcher(node)
        items = builder.bounds(of: node)
        self.scoring = try scoring.compactMap { try builder.scoringLeaf($0) }
    }

    /// Walks the windows that may hold matches, in ascending order. `body` gets the window's live matches.
    ///
    /// - Parameter prepare: called before a window is matched; false passes it over.
    func forEachMatch(
        prepare: (Window) throws -> Bool = { _ in true }, _ body: (Window, WindowBits) throws -> Void
    ) throws {
        var next = items.lowerBound
        while next < items.upperBound {
            try budget.check()
            next = try root.candidate(from: next)
            guard next < items.upperBound else { return }
            let window = Window(containing: next)
            if try prepare(window) {
                mask.setLive(view, window)
                mask.restrict(to: max(next, items.lowerBound)..<items.upperBound, in: window)
                bits.clear()
                try root.match(window, mask: mask, into: bits)
                bits.intersect(mask)
                if !bits.isEmpty { try body(window, bits) }
            }
            next = window.end
        }
    }

    /// Walks the matches among some items, which ascend.
    func forEachMatch(among candidates: [UInt32], _ body: (Window, WindowBits) throws -> Void) throws {
        var at = 0
        while at < candidates.count {
            try budget.check()
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

/// Makes the matchers of a plan for a segment.
struct MatcherBuilder {
    let segment: SegmentReader
    let team: UInt32
    let items: Range<UInt32>
    let leaves: [PlannedLeaf]
    private var built: [LeafMatcher?]

    init(segment: SegmentReader, team: UInt32, items: Range<UInt32>, leaves: [PlannedLeaf]) {
        self.segment = segment
        self.team = team
        self.items = items
        self.leaves = leaves
        built = [LeafMatcher?](repeating: nil, count: leaves.count)
    }

    mutating func matcher(_ node: PlanNode) throws -> Matcher {
        switch node {
        case .all: return AllMatcher()
        case .none: return NoneMatcher()
        case .and(let children): return try conjunction(children)
        case .or(let children):
            let matchers = try children.map { try matcher($0) }.filter { !($0 is NoneMatcher) }
            if matchers.isEmpty { return NoneMatcher() }
            return matchers.count == 1 ? matchers[0] : OrMatcher(matchers)
        case .not(let child): return NotMatcher(try matcher(child))
        case .leaf(let place): return try leaf(place)
        case .keyword(let field, let value):
            guard let entry = try segment.find(team: team, .keyword(field), value.utf8) else { return NoneMatcher() }
            return try KeywordMatcher(entry, segment)
        case .number(let field, let least, let greatest):
            guard let column = segment.numbers[field] else { return NoneMatcher() }
            return NumberMatcher(column, least, greatest)
        case .date: return RangeMatcher(bounds(of: node))
        case .threads(let groups): return group(groups, segment.threadOrdinals)
        case .boxes(let groups): return group(groups, segment.boxOrdinals)
        }
    }

    private func group(_ groups: OrdinalSet, _ ordinals: IntegerColumn) -> Matcher {
        groups.isEmpty ? NoneMatcher() : GroupMatcher(groups, ordinals)
    }

    private mutating func conjunction(_ children: [PlanNode]) throws -> Matcher {
        var matchers: [Matcher] = []
        for child in children {
            // The scan's bounds already hold dates that must hold.
            if case .date = child { continue }
            if case .all = child { continue }
            let matcher = try matcher(child)
            if matcher is NoneMatcher { return matcher }
            matchers.append(matcher)
        }
        if matchers.isEmpty {
            return children.isEmpty ? AllMatcher() : RangeMatcher(bounds(of: .and(children)))
        }
        if matchers.count == 1, !children.contains(where: { if case .date = $0 { true } else { false } }) {
            return matchers[0]
        }
        let dates = bounds(of: .and(children))
        if dates != items { matchers.append(RangeMatcher(dates)) }
        return matchers.count == 1 ? matchers[0] : AndMatcher(matchers)
    }

    /// The matcher of a leaf that scores: the one in the tree, or one of its own.
    mutating func scoringLeaf(_ place: Int) throws -> LeafMatcher? {
        if built[place] == nil { _ = try leaf(place) }
        return built[place]
    }

    private mutating func leaf(_ place: Int) throws -> Matcher {
        let planned = leaves[place]
        let lists = try planned.leaf.slots.map { try segment.lists(of: $0, planned.leaf.space, team: team) }
        guard !lists.contains(where: \.isEmpty) else { return NoneMatcher() }
        let matcher: LeafMatcher
        if planned.leaf.isSingleTerm, let first = lists.first {
            matcher = try TermMatcher(planned.leaf, first, planned.weight, segment)
        } else {
            matcher = try SequenceMatcher(planned.leaf, lists, planned.weight, segment)
        }
        built[place] = matcher
        return matcher
    }

    /// The items that a plan can match by its date conditions alone. O(conditions · log items).
    func bounds(of node: PlanNode) -> Range<UInt32> {
        switch node {
        case .none: return items.lowerBound..<items.lowerBound
        case .date(let start, let end):
            let lower = end.map { segment.firstItem(of: items, before: $0) } ?? items.lowerBound
            let upper = start.map { segment.firstItem(of: items, before: $0) } ?? items.upperBound
            return lower..<max(lower, upper)
        case .and(let children):
            return children.reduce(items) { $0.clamped(to: bounds(of: $1)) }
        case .or(let children):
            let ranges = children.map { bounds(of: $0) }.filter { !$0.isEmpty }
            guard let lower = ranges.map(\.lowerBound).min(), let upper = ranges.map(\.upperBound).max() else {
                return items.lowerBound..<items.lowerBound
            }
            return lower..<upper
        default: return items
        }
    }
}
