// Owns: the first pass of a search: every segment's windows, scored, pruned, counted, collected into groups.

import Schema
import Storage

/// What the first pass finds.
struct TopGroups {
    var threads: GroupCollector
    var boxes: GroupCollector
    var items: GroupCollector
    var counter: MatchCounter

    /// Whether any item matches at all, also one without a group that is asked for.
    fileprivate(set) var hasMatches = false

    /// What a rank must reach to matter to any collector; -∞ while one has room.
    private(set) var threshold = -Double.infinity

    /// Offers an item to every collector. O(1) when it is not good enough.
    mutating func offer(thread: Int64, box: Int64, _ rank: Rank, _ score: Float, _ address: ItemAddress) {
        if threads.capacity > 0, thread >= 0 { threads.offer(thread, rank, score, address) }
        if boxes.capacity > 0, box >= 0 { boxes.offer(box, rank, score, address) }
        if items.capacity > 0 {
            items.offer(Int64(address.segment) << 32 | Int64(address.item), rank, score, address)
        }
        threshold = min(threads.lowest, min(boxes.lowest, items.lowest))
    }
}

/// Runs the first pass.
struct TopGroupsSearch {
    let snapshot: IndexSnapshot
    let request: SearchRequest
    let plan: QueryPlan
    let profile: RankingProfile
    let budget: SearchBudget
    /// Values of the field sorted by, by box ordinal.
    let fieldValues: [Int64: Double]

    func run(capacity: Int) throws -> TopGroups {
        var top = TopGroups(
            threads: GroupCollector(capacity: request.wantsThreads ? capacity : 0),
            boxes: GroupCollector(capacity: request.wantsBoxes ? capacity : 0),
            items: GroupCollector(capacity: request.wantsMessages ? capacity : 0),
            counter: MatchCounter(request.count))
        let scores = WindowScores()
        for (index, view) in snapshot.segments.enumerated() {
            guard
                let scan = try SegmentScan(
                    view, team: request.team, plan.root, leaves: plan.leaves, scoring: plan.scoring, budget: budget)
            else { continue }
            try search(scan, segment: index, scores, &top)
        }
        return top
    }

    private func search(
        _ scan: SegmentScan, segment: Int, _ scores: WindowScores, _ top: inout TopGroups
    ) throws {
        let reader = scan.view.reader
        let leaves = scan.scoring
        let pruner = WindowPruner(scan.root, leaves)
        let recency = Recency(profile, now: request.now)
        let isByScore = request.sort == .relevance
        try scan.forEachMatch(prepare: { window in
            guard !top.counter.isCounting else {
                pruner.reset()
                return true
            }
            switch request.sort {
            case .relevance:
                let newest = reader.dates[Int(max(window.base, scan.items.lowerBound))]
                return try pruner.prepare(window, threshold: top.threshold, factor: recency.factor(newest))
            case .newest:
                // Items come newest first: once no item of this window can rank, none after it can.
                return Double(reader.dates[Int(max(window.base, scan.items.lowerBound))]) >= top.threshold
            case .oldest, .field: return true
            }
        }) { window, bits in
            top.hasMatches = true
            if isByScore {
                scores.clear()
                for leaf in leaves { try leaf.score(window, bits, into: scores.values) }
            }
            bits.forEach { bit in
                let item = Int(window.base) + bit
                let date = reader.dates[item]
                let score = isByScore ? scores.values[bit] * recency.factor(date) : 0
                offer(
                    ItemAddress(segment: segment, item: UInt32(item)), reader, date: date, score: score, &top)
            }
        }
    }

    @inline(__always)
    private func offer(
        _ address: ItemAddress, _ reader: SegmentReader, date: Int64, score: Float, _ top: inout TopGroups
    ) {
        let item = Int(address.item)
        let thread = reader.threadOrdinals[item]
        let box = reader.boxOrdinals[item]
        if top.counter.isCounting { top.counter.count(thread: thread, box: box) }
        let value: Double
        switch request.sort {
        case .relevance: value = Double(score)
        case .newest: value = Double(date)
        case .oldest: value = -Double(date)
        case .field(_, let descending):
            value = fieldValues[box].map { descending ? $0 : -$0 } ?? -.infinity
        }
        guard value >= top.threshold else { return }
        let rank = Rank(value: value, date: date, key: reader.key(item))
        top.offer(thread: thread, box: box, rank, score, address)
    }
}

/// The scores of a window's items.
///
/// Lifetime: owns its 16 KiB.
final class WindowScores {
    let values: UnsafeMutablePointer<Float>

    init() { values = .allocate(capacity: Int(Window.size)) }
    deinit { values.deallocate() }

    func clear() { values.update(repeating: 0, count: Int(Window.size)) }
}

/// Decides which windows, lists and blocks a top-k search can pass over without changing its answer: MaxScore over
/// windows (Turtle and Flood 1995; Grand et al., "From MaxScore to Block-Max WAND", ECIR 2020).
final class WindowPruner {
    private let leaves: [LeafMatcher]
    /// The disjunction whose children are exactly the scoring leaves, if the tree has that shape.
    private let disjunction: OrMatcher?
    /// Each leaf's place among the disjunction's children.
    private let childOfLeaf: [Int]
    private var bounds: [Float]

    init(_ root: Matcher, _ leaves: [LeafMatcher]) {
        self.leaves = leaves
        bounds = [Float](repeating: 0, count: leaves.count)
        let conjuncts = (root as? AndMatcher)?.children ?? [root]
        let places = Dictionary(
            leaves.enumerated().map { (ObjectIdentifier($1), $0) }, uniquingKeysWith: { first, _ in first })
        disjunction = conjuncts.lazy.compactMap { $0 as? OrMatcher }.first { or in
            or.children.count == leaves.count && or.children.allSatisfy { places[ObjectIdentifier($0)] != nil }
        }
        var children = [Int](repeating: 0, count: leaves.count)
        for (child, matcher) in (disjunction?.children ?? []).enumerated() {
            children[places[ObjectIdentifier(matcher)] ?? 0] = child
        }
        childOfLeaf = children
    }

    /// Prunes nothing in the coming window.
    func reset() {
        for leaf in leaves { leaf.floor = 0 }
        if let disjunction {
            for index in disjunction.isEssential.indices { disjunction.isEssential[index] = true }
        }
    }

    /// Prepares a window whose items' factors are at most `factor`; false when none of them can reach `threshold`.
    func prepare(_ window: Window, threshold: Double, factor: Float) throws -> Bool {
        reset()
        guard threshold > 0 else { return true }
        // A hair below, so that rounding in the sums of bounds never drops an item that would just make it.
        let needed = Float(threshold) / factor * (1 - 1e-5)
        var total: Float = 0
        for (index, leaf) in leaves.enumerated() {
            bounds[index] = try leaf.bound(window)
            total += bounds[index]
        }
        guard total >= needed else { return false }
        // An item whose score for a leaf is below this cannot make up for it by all others, wherever the leaf stands.
        for (index, leaf) in leaves.enumerated() { leaf.floor = needed - (total - bounds[index]) }
        if let disjunction { markEssential(disjunction, needed) }
        return true
    }

    /// The children that together cannot reach the threshold bring in no item by themselves.
    private func markEssential(_ disjunction: OrMatcher, _ needed: Float) {
        var sum: Float = 0
        let order = leaves.indices.sorted { bounds[$0] < bounds[$1] }
        for index in order {
            sum += bounds[index]
            guard sum < needed else { return }
            disjunction.isEssential[childOfLeaf[index]] = false
        }
    }
}
