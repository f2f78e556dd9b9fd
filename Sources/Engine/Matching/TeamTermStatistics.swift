// Owns: a team's own statistics at a snapshot: how many items, how long, how many have a term. Deleted items never count.

import Schema
import Storage

/// Statistics of one team over all segments of a snapshot: sums of whole numbers, so they do not depend on how the items
/// are spread.
struct TeamTermStatistics {
    private let snapshot: IndexSnapshot
    private let team: String
    private let deadCounts: DeadCountCache
    private let budget: SearchBudget
    private(set) var items: UInt64 = 0
    private(set) var lengths: UInt64 = 0

    init(snapshot: IndexSnapshot, team: String, _ deadCounts: DeadCountCache, _ budget: SearchBudget) {
        self.snapshot = snapshot
        self.team = team
        self.deadCounts = deadCounts
        self.budget = budget
        for segment in snapshot.segments {
            guard let ordinal = segment.reader.info.ordinal(ofTeam: team) else { continue }
            items += segment.liveTeams[Int(ordinal)].items
            lengths += segment.liveTeams[Int(ordinal)].lengths
        }
    }

    /// How many live items have a term. O(segments), and what ``DeadCountCache`` costs in segments with
    /// deletions.
    func documentFrequency(_ choice: TermChoice, _ space: TermSpace) throws -> UInt64 {
        try snapshot.segments.reduce(0) { sum, segment in
            guard let ordinal = segment.reader.info.ordinal(ofTeam: team) else { return sum }
            return sum + (try liveItems(segment.reader.lists(of: choice, space, team: ordinal), segment))
        }
    }

    private func liveItems(_ lists: [TermList], _ segment: SegmentView) throws -> UInt64 {
        var sum: UInt64 = 0
        for list in lists {
            sum += UInt64(list.items) - (try deadCounts.count(list, in: segment, budget))
        }
        return sum
    }

    /// Looks a leaf's terms up and weighs it: each word's alternatives count as one word, a phrase as the sum of its
    /// words, alternatives as the most frequent of them.
    func plan(_ analyzed: AnalyzedLeaf, _ profile: RankingProfile) throws -> PlannedLeaf {
        let leaf = analyzed.leaf
        var frequencies = [UInt64](repeating: 0, count: leaf.slots.count)
        var lists: [ObjectIdentifier: [WordLists]] = [:]
        for segment in snapshot.segments {
            guard let ordinal = segment.reader.info.ordinal(ofTeam: team) else { continue }
            var lookup = TermLookup(leaf.space, team: ordinal, in: segment.reader)
            let key = ObjectIdentifier(segment.reader)
            var found = try leaf.slots.enumerated().map { slot, choices in
                if let known = analyzed.lists[slot]?[key] { return known }
                // A pattern's terms are neighbours: few of them are the first of a page.
                let step = choices.count > 16 ? 16 : SearchBudget.diskStep
                return try choices.flatMap { choice in
                    try budget.pace(step)
                    return try lookup.lists(of: choice)
                }
            }
            for place in found.indices { frequencies[place] += try liveItems(found[place], segment) }
            if leaf.needsEverySlot, found.count > 1 { found.keepCommonLanguages() }
            lists[key] = try found.indices.map { place in
                WordLists(
                    lists: try segment.reader.merged(found[place], budget), areDisjoint: leaf.isOneWord(slot: place))
            }
        }
        return PlannedLeaf(leaf: leaf, weight: weight(of: leaf, frequencies, profile), lists: lists)
    }

    private func weight(of leaf: TextLeaf, _ frequencies: [UInt64], _ profile: RankingProfile) -> TermWeight {
        var normalizes = false
        if case .combined = leaf.space { normalizes = true }
        let words = frequencies.map {
            TermWeight(
                documentFrequency: $0, items: items, lengths: lengths, profile: profile, boost: 1,
                normalizesLength: normalizes)
        }
        let weight = TermWeight(sumOf: Self.words(of: leaf.pattern, words), boost: leaf.boost)
        return leaf.scoresEvenly ? TermWeight(even: weight) : weight
    }

    private static func words(of pattern: PlacePattern, _ slots: [TermWeight]) -> [TermWeight] {
        switch pattern {
        case .sequence(let places): return places.map { slots[$0.slot] }
        case .near(let left, let right, _, _): return words(of: left, slots) + words(of: right, slots)
        case .any(let patterns):
            let sums = patterns.map { words(of: $0, slots) }
            return sums.min { $0.reduce(0) { $0 + $1.weight } < $1.reduce(0) { $0 + $1.weight } } ?? []
        }
    }
}
