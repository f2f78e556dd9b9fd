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
struct RankedTree {
    /// Words in the order of the leaves; conditions before the first word that costs more.
    private(set) var steps: [RankedStep] = []
    /// The leaves that no step scores.
    private(set) var rest: [Int] = []
    /// The boxes that may meet words.
    private(set) var boxes: [Matcher] = []
    /// The words of which an item must have at least one itself.
    private(set) var shared: [Int] = []
    private let leaves: [LeafMatcher]
    private var places: [ObjectIdentifier: Int] = [:]
    private var conditions: [Matcher] = []
    private var words: [(order: Int, cost: UInt64, step: RankedStep)] = []
    private var hasShared = false

    /// - Parameter leaves: those that score.
    init(_ root: Matcher, _ leaves: [LeafMatcher]) {
        self.leaves = leaves
        if leaves.count == 1, root === leaves[0] {
            steps = [.word(leaf: 0, boxes: nil, isShared: false)]
            return
        }
        for (place, leaf) in leaves.enumerated() { places[ObjectIdentifier(leaf)] = place }
        add(root)
        rest = places.values.sorted()
        words.sort { $0.order < $1.order }
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

    /// The word that all of it is.
    var onlyWord: TermMatcher? {
        guard steps.count == 1, rest.isEmpty, case .word(let leaf?, nil, _) = steps[0] else { return nil }
        return leaves[leaf] as? TermMatcher
    }

    private mutating func add(_ matcher: Matcher) {
        switch matcher {
        // Dates that must hold are the scan's bounds.
        case is AllMatcher, is RangeMatcher: break
        case let and as AndMatcher: for child in and.children { add(child) }
        case let split as SplitMatcher where addWords(of: split): break
        case let or as OrMatcher:
            guard let members = take(or.children) else { return conditions.append(or) }
            words.append((members[0], or.cost, .any(members)))
        case let leaf as LeafMatcher:
            guard let members = take([leaf]) else { return conditions.append(leaf) }
            words.append((members[0], leaf.cost, .word(leaf: members[0], boxes: nil, isShared: false)))
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
        guard !hasShared, let and = split.root as? SplitAnd else { return false }
        let words = and.children.compactMap { $0 as? SplitWord }
        let plain = and.children.compactMap { $0 as? SplitPlain }
        guard !words.isEmpty, words.count + plain.count == and.children.count else { return false }
        let own = words.compactMap(\.word)
        let taken = own.isEmpty ? [] : take(own)
        guard let taken else { return false }
        hasShared = true
        shared = taken
        let order = Dictionary(uniqueKeysWithValues: taken.map { (ObjectIdentifier(leaves[$0]), $0) })
        for word in words {
            if let found = word.boxes { boxes.append(found) }
            let leaf = word.word.flatMap { order[ObjectIdentifier($0)] }
            self.words.append((leaf ?? -1, word.cost, .word(leaf: leaf, boxes: word.boxes, isShared: true)))
        }
        for child in plain { add(child.matcher) }
        return true
    }
}
