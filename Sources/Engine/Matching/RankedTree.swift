// Owns: a query tree taken apart into steps that must all hold, so that words are scored where they are matched.

/// One of the conditions that an item must meet.
enum RankedStep {
    case condition(Matcher)
    /// A word.
    ///
    /// - Parameters:
    ///   - leaf: its place among the leaves; `nil` where the segment does not have it.
    ///   - boxes: items that meet it by their box: see ``SplitMatcher``.
    ///   - isShared: whether it is one of the words of which an item must have at least one itself.
    case word(leaf: Int?, boxes: Matcher?, isShared: Bool)
    /// At least one of several words.
    case any([Int])
}

/// The steps of a tree.
///
/// A step scores its words where it matches them, as long as every word so comes to be scored in the plan's order: a score
/// must be the same sum in every segment, and which branches a segment lacks decides what else can be a step in it.
struct RankedTree {
    /// Words in the order of the leaves; conditions before the first word that costs more.
    private(set) var steps: [RankedStep] = []
    /// The leaves that no step scores: they come after all that steps do.
    private(set) var rest: [Int] = []
    /// The boxes that may meet words.
    private(set) var boxes: [Matcher] = []
    /// The words of which an item must have at least one itself.
    private(set) var shared: [Int] = []
    private let leaves: [LeafMatcher]
    private let items: Range<UInt32>
    private var places: [ObjectIdentifier: Int] = [:]
    private var conditions: [Matcher] = []
    private var parts: [Part] = []

    /// A part of the conjunction that may score.
    private struct Part {
        /// The part as a condition that does not score.
        var matcher: Matcher
        var words: [Word]
        /// Of a split part, the boxes that may meet its words.
        var boxes: [Matcher]?

        var leaves: [Int] { words.flatMap(\.leaves) }
    }

    private struct Word {
        var leaves: [Int]
        var cost: UInt64
        var step: RankedStep

        /// What it is sorted by.
        var order: Int { leaves.first ?? -1 }
    }

    /// - Parameters:
    ///   - leaves: those that score.
    ///   - items: those that are looked at: what all of them meet is no condition.
    init(_ root: Matcher, _ leaves: [LeafMatcher], items: Range<UInt32>, _ budget: SearchBudget) throws {
        self.leaves = leaves
        self.items = items
        if leaves.count == 1, root === leaves[0] {
            steps = [.word(leaf: 0, boxes: nil, isShared: false)]
            return
        }
        for (place, leaf) in leaves.enumerated() { places[ObjectIdentifier(leaf)] = place }
        add(root)
        rest = places.values.sorted()
        try keepOrder(budget)
        let words = parts.flatMap(\.words).sorted { $0.order < $1.order }
        if let split = parts.first(where: { $0.boxes != nil }) {
            boxes = split.boxes ?? []
            shared = split.leaves.sorted()
        }
        conditions.sort { $0.cost < $1.cost }
        var next = 0
        for word in words {
            while next < conditions.count, conditions[next].cost < word.cost {
                steps.append(.condition(conditions[next]))
                next += 1
            }
            steps.append(word.step)
        }
        steps += conditions[next...].map { .condition($0) }
    }

    /// Makes plain conditions of the parts that would score a word before one that comes first. O(parts² · words).
    private mutating func keepOrder(_ budget: SearchBudget) throws {
        while true {
            try budget.pace(parts.count / 4)
            let order = parts.flatMap(\.words).sorted { $0.order < $1.order }.flatMap(\.leaves) + rest
            guard let early = zip(order, order.dropFirst()).first(where: { $0 > $1 })?.0,
                let place = parts.firstIndex(where: { $0.leaves.contains(early) })
            else { return }
            let part = parts.remove(at: place)
            conditions.append(part.matcher)
            rest = (rest + part.leaves).sorted()
        }
    }

    /// The word that all of it is.
    var onlyWord: TermMatcher? {
        guard steps.count == 1, rest.isEmpty, case .word(let leaf?, nil, _) = steps[0] else { return nil }
        return leaves[leaf] as? TermMatcher
    }

    /// What every match scores, where that is the same for all: one word that scores evenly, and conditions.
    var evenScore: Float? {
        guard leaves.count == 1, leaves[0].weight.isEven, rest.isEmpty else { return nil }
        for case .word(let leaf, let boxes, _) in steps where leaf == nil || boxes != nil { return nil }
        return leaves[0].weight.weight
    }

    private mutating func add(_ matcher: Matcher) {
        switch matcher {
        case is AllMatcher: break
        // Dates that must hold are the scan's bounds; of a choice that the segment has nothing else of they are not.
        case let range as RangeMatcher where range.holds(items): break
        case let and as AndMatcher: for child in and.children { add(child) }
        case let split as SplitMatcher where addWords(of: split): break
        case let or as OrMatcher:
            guard let members = take(or.children) else { return conditions.append(or) }
            parts.append(Part(matcher: or, words: [Word(leaves: members, cost: or.cost, step: .any(members))]))
        case let leaf as LeafMatcher:
            guard let members = take([leaf]) else { return conditions.append(leaf) }
            let step = RankedStep.word(leaf: members[0], boxes: nil, isShared: false)
            parts.append(Part(matcher: leaf, words: [Word(leaves: members, cost: leaf.cost, step: step)]))
        default: conditions.append(matcher)
        }
    }

    /// The places of matchers that are all leaves that no step scores yet, ascending; they are taken.
    private mutating func take(_ matchers: [Matcher]) -> [Int]? {
        let found = Set(matchers.compactMap { places[ObjectIdentifier($0)] })
        guard !found.isEmpty, found.count == matchers.count else { return nil }
        for matcher in matchers { places[ObjectIdentifier(matcher)] = nil }
        return found.sorted()
    }

    /// Adds a conjunction of free words and conditions; false where it is anything else.
    private mutating func addWords(of split: SplitMatcher) -> Bool {
        guard !parts.contains(where: { $0.boxes != nil }), let and = split.root as? SplitAnd else { return false }
        let words = and.children.compactMap { $0 as? SplitWord }
        let plain = and.children.compactMap { $0 as? SplitPlain }
        guard !words.isEmpty, words.count + plain.count == and.children.count else { return false }
        let own = words.compactMap(\.word)
        guard let taken = own.isEmpty ? [] : take(own) else { return false }
        let order = Dictionary(uniqueKeysWithValues: taken.map { (ObjectIdentifier(leaves[$0]), $0) })
        let steps = words.map { word in
            let leaf = word.word.flatMap { order[ObjectIdentifier($0)] }
            return Word(
                leaves: leaf.map { [$0] } ?? [], cost: word.cost,
                step: .word(leaf: leaf, boxes: word.boxes, isShared: true))
        }
        parts.append(Part(matcher: split, words: steps, boxes: words.compactMap(\.boxes)))
        for child in plain { add(child.matcher) }
        return true
    }
}
