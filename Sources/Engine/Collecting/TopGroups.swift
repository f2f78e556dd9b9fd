// Owns: the first pass of a search: every segment's windows, scored, pruned, counted, collected into groups.

import Schema
import Storage

/// What the first pass finds.
struct TopGroups {
    var threads: GroupCollector
    var boxes: GroupCollector
    var items: GroupCollector
    var counter: MatchCounter
    /// The matches of all that was counted; only groups are looked at again.
    fileprivate(set) var known = KnownMatches()

    /// Whether any item matches at all, also one without a group that is asked for.
    fileprivate(set) var hasMatches = false

    /// Whether the time was over before all items were looked at.
    fileprivate(set) var isCut = false

    /// What a rank must reach to matter to any collector; -∞ while one has room.
    private(set) var threshold = -Double.infinity

    /// Whether an item of such a rank, whatever its key, may matter to any collector.
    func canTake(_ value: Double, date: Int64) -> Bool {
        threads.canTake(value, date: date) || boxes.canTake(value, date: date) || items.canTake(value, date: date)
    }

    /// Offers an item to every collector. O(1) when it is not good enough.
    ///
    /// Of the columns it reads only what is collected by: each is a place in memory that nothing else has touched.
    mutating func offer(_ address: ItemAddress, in reader: SegmentReader, date: Int64, value: Double, score: Float) {
        let item = Int(address.item)
        let rank = Rank(value: value, date: date, key: reader.key(item))
        if threads.capacity > 0 {
            let thread = reader.threadOrdinals[item]
            if thread >= 0 { threads.offer(thread, rank, score, address) }
        }
        if boxes.capacity > 0 {
            let box = reader.boxOrdinals[item]
            if box >= 0 { boxes.offer(box, rank, score, address) }
        }
        if items.capacity > 0 {
            items.offer(Int64(address.segment) << 32 | Int64(address.item), rank, score, address)
        }
        threshold = min(threads.lowest, min(boxes.lowest, items.lowest))
    }
}

/// Runs the first pass. When the time is over, what has been found is the answer, marked as cut.
struct TopGroupsSearch {
    let snapshot: IndexSnapshot
    let request: SearchRequest
    let plan: QueryPlan
    let profile: RankingProfile
    let budget: SearchBudget
    /// Values of the field sorted by, by box ordinal.
    let fieldValues: [Int64: Double]

    /// - Parameters:
    ///   - items: how many items to keep, if they are wanted.
    ///   - groups: how many threads and boxes.
    func run(items: Int, groups: Int) throws -> TopGroups {
        var top = TopGroups(
            threads: GroupCollector(capacity: request.wantsThreads ? groups : 0),
            boxes: GroupCollector(capacity: request.wantsBoxes ? groups : 0),
            items: GroupCollector(capacity: request.wantsMessages ? items : 0, isDistinct: true),
            counter: MatchCounter(request.count, countsGroups: request.countsGroups))
        do {
            for segment in snapshot.segments.indices { try search(segment, &top) }
        } catch EngineError.deadlineExceeded {
            top.isCut = true
        }
        return top
    }

    private func search(_ segment: Int, _ top: inout TopGroups) throws {
        let view = snapshot.segments[segment]
        guard
            let scan = try SegmentScan(
                view, team: request.team, plan.root, leaves: plan.leaves, scoring: plan.scoring, budget: budget)
        else { return }
        let offering = ItemOffering(segment, view.reader, request.sort, fieldValues)
        let isWalked =
            request.sort == .relevance
            ? try searchByScore(scan, offering, &top) : try searchByValue(scan, offering, &top)
        if isWalked, keepsMatches { top.known.complete(segment) }
    }

    /// Only groups are looked at again.
    private var keepsMatches: Bool { request.wantsThreads || request.wantsBoxes }

    /// - Returns: whether every window was walked.
    private func searchByScore(_ scan: SegmentScan, _ offering: ItemOffering, _ top: inout TopGroups) throws -> Bool {
        let tree = try RankedTree(scan.root, scan.scoring, items: scan.items, budget)
        let recency = Recency(profile, now: request.now)
        let dates = scan.view.reader.dates
        if let word = tree.onlyWord, word.canWalk, !top.counter.isCounting, !scan.items.isEmpty {
            try walk(word, scan, recency, offering, &top)
            return false
        }
        if let score = tree.evenScore {
            try searchEvenly(scan, score, recency, offering, &top)
            return true
        }
        let matcher = RankedMatcher(tree, scan.scoring, scan.scratch)
        try scan.forEachWindow { window, mask in
            // The window's newest item has its largest factor.
            let factor = recency.factor(dates[Int(max(window.base, scan.items.lowerBound))])
            let isCounted = top.counter.isCounting
            guard try matcher.prepare(window, needed: top.neededScore(factor), isCounted: isCounted) else {
                if keepsMatches { top.known.end(offering.segment) }
                return true
            }
            try matcher.match(window, mask)
            count(isCounted, matcher.matches, window, offering, &top)
            if !matcher.matches.isEmpty { top.hasMatches = true }
            let scores = matcher.values
            var needed = top.neededScore(factor)
            matcher.ranked.forEach { bit in
                guard scores[bit] >= needed else { return }
                let item = window.base &+ UInt32(bit)
                let date = dates[Int(item)]
                let score = scores[bit] * recency.factor(date)
                guard Double(score) >= top.threshold else { return }
                offering.offer(item, date: date, value: Double(score), score: score, &top)
                needed = top.neededScore(factor)
            }
            return true
        }
        return true
    }

    /// A lone word, block by block.
    private func walk(
        _ word: TermMatcher, _ scan: SegmentScan, _ recency: Recency, _ offering: ItemOffering, _ top: inout TopGroups
    ) throws {
        let view = scan.view
        let dates = view.reader.dates
        // That of the block at hand: items come newest first.
        var factor: Float = 1
        try word.walk(
            scan.items,
            needed: {
                factor = recency.factor(dates[Int($0)])
                return top.neededScore(factor)
            }
        ) {
            guard $1 >= top.neededScore(factor), view.isLive(Int($0)) else { return }
            top.hasMatches = true
            let date = dates[Int($0)]
            let score = $1 * recency.factor(date)
            guard Double(score) >= top.threshold else { return }
            offering.offer($0, date: date, value: Double(score), score: score, &top)
        }
    }

    /// Items that all score the same, newest first: once one cannot rank, none after it can.
    private func searchEvenly(
        _ scan: SegmentScan, _ score: Float, _ recency: Recency, _ offering: ItemOffering, _ top: inout TopGroups
    ) throws {
        let dates = scan.view.reader.dates
        try scan.forEachMatch { window, bits in
            let isCounted = top.counter.isCounting
            top.hasMatches = true
            defer { count(isCounted, bits, window, offering, &top) }
            return bits.forEachUntil { bit in
                let item = window.base &+ UInt32(bit)
                let date = dates[Int(item)]
                let ranked = score * recency.factor(date)
                guard top.canTake(Double(ranked), date: date) else { return isCounted }
                offering.offer(item, date: date, value: Double(ranked), score: ranked, &top)
                return true
            }
        }
    }

    /// Counts a window's matches and keeps them in mind, if all were found and offered.
    private func count(
        _ isCounted: Bool, _ matches: WindowBits, _ window: Window, _ offering: ItemOffering, _ top: inout TopGroups
    ) {
        guard isCounted else { return keepsMatches ? top.known.end(offering.segment) : () }
        if keepsMatches { top.known.add(matches, of: window, in: offering.segment) }
        top.counter.count(window, matches, in: offering.reader)
    }

    /// - Returns: whether every window was walked.
    private func searchByValue(_ scan: SegmentScan, _ offering: ItemOffering, _ top: inout TopGroups) throws -> Bool {
        let dates = scan.view.reader.dates
        // Items come newest first: once one cannot rank, none after it can.
        if !top.counter.isCounting, request.sort == .newest, !scan.items.isEmpty,
            Double(dates[Int(scan.items.lowerBound)]) < top.threshold
        {
            return false
        }
        try scan.forEachMatch { window, bits in
            let isCounted = top.counter.isCounting
            top.hasMatches = true
            let isNewest = request.sort == .newest
            defer { count(isCounted, bits, window, offering, &top) }
            return bits.forEachUntil { bit in
                let item = window.base &+ UInt32(bit)
                let date = dates[Int(item)]
                let value = offering.value(item, date)
                guard value >= top.threshold else { return isCounted || !isNewest }
                offering.offer(item, date: date, value: value, score: 0, &top)
                return true
            }
        }
        return true
    }
}

extension TopGroups {
    /// What an item must score before its age counts, where that counts at most `factor`; 0: anything.
    fileprivate func neededScore(_ factor: Float) -> Float {
        threshold > 0 ? Float(threshold) / factor * (1 - 1e-6) : 0
    }
}

/// Takes the items of one segment to the collectors.
private struct ItemOffering {
    let segment: Int
    let reader: SegmentReader
    private let sort: SortOrder
    private let fieldValues: [Int64: Double]

    init(_ segment: Int, _ reader: SegmentReader, _ sort: SortOrder, _ fieldValues: [Int64: Double]) {
        self.segment = segment
        self.reader = reader
        self.sort = sort
        self.fieldValues = fieldValues
    }

    /// What an item is ranked by where that is not its score.
    @inline(__always)
    func value(_ item: UInt32, _ date: Int64) -> Double {
        switch sort {
        case .relevance: preconditionFailure("scores come from the words")
        case .newest: return Double(date)
        case .oldest: return -Double(date)
        case .field(_, let descending):
            return fieldValues[reader.boxOrdinals[Int(item)]].map { descending ? $0 : -$0 } ?? -.infinity
        }
    }

    func offer(_ item: UInt32, date: Int64, value: Double, score: Float, _ top: inout TopGroups) {
        top.offer(ItemAddress(segment: segment, item: item), in: reader, date: date, value: value, score: score)
    }
}
