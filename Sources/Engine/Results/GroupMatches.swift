// Owns: finding the matches of some groups again: of the threads that are rescored, of the groups that are shown.

import Schema
import Storage

/// The matches of a group.
struct GroupMatches {
    /// Those of one segment ascend.
    fileprivate(set) var items: [ItemAddress] = []
    /// Of a box: its best threads, each by its best match.
    fileprivate(set) var threads: GroupCollector

    fileprivate init(threads: Int) { self.threads = GroupCollector(capacity: threads) }

    /// A box's matches in each of its best threads, those of one segment ascending. O(matches).
    func itemsByThread(of snapshot: IndexSnapshot) -> [[ItemAddress]] {
        var result = [[ItemAddress]](repeating: [], count: threads.entries.count)
        for item in items {
            let thread = snapshot.segments[item.segment].reader.threadOrdinals[Int(item.item)]
            if let place = threads.entries.firstIndex(where: { $0.group == thread }) { result[place].append(item) }
        }
        return result
    }
}

/// Looks for a plan's matches among the items of groups, which are known: one walk over them for all groups, threads and
/// boxes. Lives as long as one search.
final class GroupMatchFinder {
    private let snapshot: IndexSnapshot
    private let request: SearchRequest
    private let plan: QueryPlan
    private let budget: SearchBudget
    private let known: KnownMatches
    private let recency: Recency
    /// Scans that are kept for the next use, by segment; `nil` where the segment has nothing of the team.
    private var scans: [Int: SegmentScan?] = [:]
    private let candidates = WindowBits()
    private let mask = WindowBits()
    private let bits = WindowBits()
    private lazy var scores = WindowScores()
    /// What was found so far.
    private(set) var threads: [Int64: GroupMatches] = [:]
    private(set) var boxes: [Int64: GroupMatches] = [:]

    private static let threadsInBox = 3
    /// Plans of more leaves are made into scans anew for each use: kept for every segment they would take much memory.
    private static let maximumKeptLeaves = 128

    /// The items of one group in one segment.
    private struct Members {
        /// The group's place among those looked for.
        var group: Int
        var isBox: Bool
        /// Where its items stand in the list of all that the walk has not come to.
        var rest: Range<Int>
        /// Those of the window at hand.
        var window: Range<Int>
    }

    /// - Parameter known: matches of the plan that were found before.
    init(
        snapshot: IndexSnapshot, request: SearchRequest, plan: QueryPlan, profile: RankingProfile,
        known: KnownMatches, budget: SearchBudget
    ) {
        self.snapshot = snapshot
        self.request = request
        self.plan = plan
        self.budget = budget
        self.known = known
        recency = Recency(profile, now: request.now)
    }

    /// Finds the matches of groups, unless they were found before. O(items of the groups, and the windows they lie in).
    func find(threads: [Int64] = [], boxes: [Int64] = []) throws {
        let threads = threads.filter { self.threads[$0] == nil }
        let boxes = boxes.filter { self.boxes[$0] == nil }
        guard !threads.isEmpty || !boxes.isEmpty else { return }
        var found =
            threads.map { _ in GroupMatches(threads: 0) } + boxes.map { _ in GroupMatches(threads: Self.threadsInBox) }
        for (segment, view) in snapshot.segments.enumerated() {
            var items: [UInt32] = []
            var members: [Members] = []
            for (place, group) in (threads + boxes).enumerated() {
                let isBox = place >= threads.count
                let start = items.count
                try (isBox ? view.reader.boxMembers : view.reader.threadMembers).append(of: group, to: &items)
                if items.count > start {
                    members.append(
                        Members(group: place, isBox: isBox, rest: start..<items.count, window: start..<start))
                }
            }
            guard !items.isEmpty, let scan = try scan(segment) else { continue }
            try items.withUnsafeBufferPointer { try walk(scan, segment: segment, &members, $0, &found) }
        }
        for (place, group) in threads.enumerated() { self.threads[group] = found[place] }
        for (place, group) in boxes.enumerated() { self.boxes[group] = found[threads.count + place] }
    }

    /// The plan over a segment; `nil` where the segment has nothing of the team.
    private func scan(_ segment: Int) throws -> SegmentScan? {
        if let known = scans[segment] { return known }
        let made = try SegmentScan(
            snapshot.segments[segment], team: request.team, plan.root, leaves: plan.leaves, scoring: plan.scoring,
            budget: budget)
        if plan.leaves.count <= Self.maximumKeptLeaves { scans[segment] = .some(made) }
        return made
    }

    /// Walks the windows in which there are members.
    private func walk(
        _ scan: SegmentScan, segment: Int, _ members: inout [Members], _ items: UnsafeBufferPointer<UInt32>,
        _ found: inout [GroupMatches]
    ) throws {
        while true {
            var next = UInt32.max
            for group in members where !group.rest.isEmpty { next = min(next, items[group.rest.lowerBound]) }
            guard next != .max else { return }
            try budget.check(work: plan.leaves.count * 2 + 1)
            let window = Window(containing: next)
            let hasBoxes = choose(window, &members, items)
            if known.fill(bits, window, in: segment) {
                bits.intersect(candidates)
            } else {
                mask.setLive(scan.view, window)
                mask.restrict(to: scan.items, in: window)
                mask.intersect(candidates)
                guard !mask.isEmpty else { continue }
                bits.clear()
                try scan.root.match(window, mask: mask, into: bits)
                bits.intersect(mask)
            }
            guard !bits.isEmpty else { continue }
            // A thread's matches are listed and counted; only a box chooses among them.
            if hasBoxes {
                scores.clear(bits)
                for leaf in scan.scoring { try leaf.score(window, bits, into: scores.values) }
            }
            for group in members where !group.window.isEmpty {
                take(window, segment: segment, items[group.window], isBox: group.isBox, &found[group.group])
            }
        }
    }

    /// Sets the window's members, whether live or not. - Returns: whether any is a box's.
    private func choose(
        _ window: Window, _ members: inout [Members], _ items: UnsafeBufferPointer<UInt32>
    ) -> Bool {
        candidates.clear()
        var hasBoxes = false
        for place in members.indices {
            let rest = members[place].rest
            var at = rest.lowerBound
            while at < rest.upperBound, items[at] < window.end {
                candidates.insert(Int(items[at] &- window.base))
                at += 1
            }
            members[place].window = rest.lowerBound..<at
            members[place].rest = at..<rest.upperBound
            if members[place].isBox, at > rest.lowerBound { hasBoxes = true }
        }
        return hasBoxes
    }

    /// Adds the matches among a group's items in a window.
    private func take(
        _ window: Window, segment: Int, _ items: Slice<UnsafeBufferPointer<UInt32>>, isBox: Bool,
        _ found: inout GroupMatches
    ) {
        let reader = snapshot.segments[segment].reader
        for item in items where bits.contains(Int(item &- window.base)) {
            let address = ItemAddress(segment: segment, item: item)
            found.items.append(address)
            guard isBox else { continue }
            let thread = reader.threadOrdinals[Int(item)]
            let date = reader.dates[Int(item)]
            let score = scores.values[Int(item &- window.base)] * recency.factor(date)
            guard thread >= 0, Double(score) >= found.threads.lowest else { continue }
            let rank = Rank(value: Double(score), date: date, key: reader.key(Int(item)))
            found.threads.offer(thread, rank, score, address)
        }
    }
}
