// Owns: a plan to the matchers of one segment.

import Schema
import Storage

/// Makes the matchers of a plan for a segment.
struct MatcherBuilder {
    let team: UInt32
    /// The team's items.
    let items: Range<UInt32>
    let leaves: [PlannedLeaf]
    let scratch: ScanScratch
    private(set) var matcherCount = 1
    private var built: [LeafMatcher?]
    private var presences: [TermSpace: BitmapMatcher] = [:]

    private var segment: SegmentReader { scratch.segment }

    init(team: UInt32, items: Range<UInt32>, leaves: [PlannedLeaf], scratch: ScanScratch) {
        self.team = team
        self.items = items
        self.leaves = leaves
        self.scratch = scratch
        built = [LeafMatcher?](repeating: nil, count: leaves.count)
    }

    mutating func matcher(_ node: PlanNode) throws -> Matcher {
        matcherCount += 1
        try scratch.budget.pace()
        switch node {
        case .all: return AllMatcher()
        case .none: return NoneMatcher()
        case .and(let children): return try conjunction(children)
        case .or(let children):
            let matchers = try children.map { try matcher($0) }.filter { !($0 is NoneMatcher) }
            if matchers.isEmpty { return NoneMatcher() }
            return matchers.count == 1 ? matchers[0] : OrMatcher(matchers, scratch)
        case .not(let child):
            let matcher = try matcher(child)
            return matcher is NoneMatcher ? AllMatcher() : NotMatcher(matcher, scratch)
        case .leaf(let place): return try leaf(place)
        case .keyword(let field, let value):
            guard let entry = try segment.find(team: team, .keyword(field), value.utf8) else { return NoneMatcher() }
            return try KeywordMatcher(entry, scratch)
        case .number(let field, let least, let greatest):
            guard let column = segment.numbers[field] else { return NoneMatcher() }
            return NumberMatcher(column, least, greatest)
        case .date: return RangeMatcher(bounds(of: node))
        case .kind(let kind): return KindMatcher(kind, segment.kinds) ?? NoneMatcher()
        case .items(let items): return BitmapMatcher(items.words[ObjectIdentifier(segment)] ?? [])
        case .presence(let space): return try presence(space)
        case .bodyPresence: return BodyPresenceMatcher(segment.bodyLengths)
        case .threads(let groups): return try group(groups, segment.threadOrdinals, segment.threadMembers)
        case .boxes(let groups): return try group(groups, segment.boxOrdinals, segment.boxMembers)
        case .split(let plan):
            let root = try split(plan)
            return SplitMatcher(root, scratch)
        }
    }

    private mutating func presence(_ space: TermSpace) throws -> Matcher {
        if let known = presences[space] { return known }
        let made = try BitmapMatcher(space, team: team, scratch)
        presences[space] = made
        return made
    }

    private func group(_ groups: GroupSet, _ ordinals: IntegerColumn, _ members: GroupMembers) throws -> Matcher {
        groups.isEmpty ? NoneMatcher() : try GroupMatcher(groups, ordinals, members, scratch)
    }

    private mutating func split(_ plan: SplitPlan) throws -> SplitNode {
        switch plan {
        case .word(let node, let boxes):
            return try SplitWord(
                try matcher(node) as? LeafMatcher,
                boxes: try boxes.map { try group($0, segment.boxOrdinals, segment.boxMembers) }, scratch)
        case .plain(let node): return SplitPlain(try matcher(node))
        case .and(let children): return SplitAnd(try children.map { try split($0) }, scratch)
        case .or(let children): return SplitOr(try children.map { try split($0) }, scratch)
        }
    }

    private mutating func conjunction(_ children: [PlanNode]) throws -> Matcher {
        var matchers: [Matcher] = []
        for child in children {
            // The scan's bounds already hold dates that must hold.
            if case .date = child { continue }
            if case .all = child { continue }
            let matcher = try matcher(child)
            if matcher is NoneMatcher { return matcher }
            if matcher is AllMatcher { continue }
            matchers.append(matcher)
        }
        let dates = bounds(of: .and(children))
        if dates != items { matchers.append(RangeMatcher(dates)) }
        switch matchers.count {
        case 0: return AllMatcher()
        case 1: return matchers[0]
        default: return AndMatcher(matchers, scratch)
        }
    }

    // MARK: Leaves

    /// The matcher of a leaf that scores: the one in the tree, or one of its own.
    mutating func scoringLeaf(_ place: Int) throws -> LeafMatcher? {
        if built[place] == nil { _ = try leaf(place) }
        return built[place]
    }

    private mutating func leaf(_ place: Int) throws -> Matcher {
        if let known = built[place] { return known }
        let planned = leaves[place]
        let lists = planned.lists[ObjectIdentifier(segment)] ?? []
        guard !lists.isEmpty else { return NoneMatcher() }
        let matcher: LeafMatcher
        if planned.leaf.isSingleTerm {
            guard let first = lists.first, !first.lists.isEmpty else { return NoneMatcher() }
            matcher = try TermMatcher(planned, first, scratch)
        } else {
            guard let root = try places(planned.leaf.pattern, lists) else { return NoneMatcher() }
            matcher = try PlacesMatcher(planned, root, scratch)
        }
        built[place] = matcher
        return matcher
    }

    /// A pattern's node; `nil` where the segment lacks a word it needs.
    private func places(_ pattern: PlacePattern, _ lists: [WordLists]) throws -> PlacesNode? {
        switch pattern {
        case .sequence(let places):
            guard !places.contains(where: { lists[$0.slot].lists.isEmpty }) else { return nil }
            return try SequenceNode(places.map { (lists[$0.slot], $0.offset) }, scratch)
        case .near(let left, let right, let distance, let ordered):
            guard let first = try self.places(left, lists), let second = try self.places(right, lists) else {
                return nil
            }
            return NearNode(first, second, distance: distance, ordered: ordered, scratch.budget)
        case .any(let patterns):
            let nodes = try patterns.compactMap { try self.places($0, lists) }
            return nodes.count > 1 ? AnyNode(nodes) : nodes.first
        }
    }

    // MARK: Bounds

    /// Conditions deeper than this do not narrow the bounds: every conjunction asks for those below it.
    private static let maximumBoundsDepth = 8

    /// The items that a plan can match by its date conditions alone. O(conditions · log items).
    func bounds(of node: PlanNode, depth: Int = 0) -> Range<UInt32> {
        guard depth < Self.maximumBoundsDepth else { return items }
        switch node {
        case .none: return items.lowerBound..<items.lowerBound
        case .date(let start, let end):
            let lower = end.map { segment.firstItem(of: items, before: $0) } ?? items.lowerBound
            let upper = start.map { segment.firstItem(of: items, before: $0) } ?? items.upperBound
            return lower..<max(lower, upper)
        case .and(let children):
            return children.reduce(items) { $0.clamped(to: bounds(of: $1, depth: depth + 1)) }
        case .or(let children):
            let ranges = children.map { bounds(of: $0, depth: depth + 1) }.filter { !$0.isEmpty }
            guard let lower = ranges.map(\.lowerBound).min(), let upper = ranges.map(\.upperBound).max() else {
                return items.lowerBound..<items.lowerBound
            }
            return lower..<upper
        default: return items
        }
    }
}
