// Owns: a clause made ready for a snapshot: words looked up as terms, box and thread conditions as sets of ordinals.

import Schema

/// A condition that every segment can evaluate without asking another.
indirect enum PlanNode {
    case all
    case none
    case and([PlanNode])
    case or([PlanNode])
    case not(PlanNode)
    /// A text leaf of the plan, by its place.
    case leaf(Int)
    case keyword(Field, String)
    /// A number or date column's value in a closed interval.
    case number(NumberColumnField, least: Double, greatest: Double)
    /// The ordering date in `[start, end)`.
    case date(start: Timestamp?, end: Timestamp?)
    case kind(DocumentKind)
    case items(ItemSet)
    /// Any term of a field.
    case presence(TermSpace)
    /// Any word of the body.
    case bodyPresence
    case threads(GroupSet)
    case boxes(GroupSet)
    /// Free words of which a box may meet some.
    case split(SplitPlan)
}

/// A tree of free words, planned: see ``SplitMatcher``.
indirect enum SplitPlan {
    /// - Parameter boxes: those whose cards have the word; `nil`: none.
    case word(PlanNode, boxes: GroupSet?)
    case plain(PlanNode)
    case and([SplitPlan])
    case or([SplitPlan])

    /// Whether any word has boxes: otherwise the tree is a plain one.
    var hasBoxes: Bool {
        switch self {
        case .word(_, let boxes): boxes != nil
        case .plain: false
        case .and(let children), .or(let children): children.contains(where: \.hasBoxes)
        }
    }

    /// The tree with every word met by the item itself.
    var own: PlanNode {
        switch self {
        case .word(let node, _), .plain(let node): node
        case .and(let children): .and(children.map(\.own))
        case .or(let children): .or(children.map(\.own))
        }
    }

    /// The tree with every word met by the item or its box.
    var any: PlanNode {
        switch self {
        case .word(let node, let boxes): boxes.map { .or([node, .boxes($0)]) } ?? node
        case .plain(let node): node
        case .and(let children): .and(children.map(\.any))
        case .or(let children): .or(children.map(\.any))
        }
    }
}

/// A plan: the tree and its leaves with their weights.
struct QueryPlan {
    var root: PlanNode
    var leaves: [PlannedLeaf]
    /// The query's free words next to each other in their order, where there are at least two: what proximity rewards.
    var phrase: Int?
    /// The leaves that score, by their places, in the order in which scores are summed (``ScoringOrder``); leaves below a
    /// negation or in the filter do not.
    var scoring: [Int]
    /// Patterns that stand for more words than the search looked at, as they were typed.
    var cutPatterns: [String]
    /// Free words that there was no memory to look for in boxes, as they were typed.
    var cutWords: [String]
}

/// A leaf, looked up.
struct PlannedLeaf {
    var leaf: TextLeaf
    var weight: TermWeight
    /// By segment and slot, the lists of the slot's terms.
    var lists: [ObjectIdentifier: [WordLists]]
}

/// The order in which the words of a plan score: those that must all be there, then each disjunction's, then the rest; among
/// themselves the rarest first. The order in which a segment's steps can take them, and the same for every segment.
struct ScoringOrder {
    private var groups: [Int: Int] = [:]
    private var groupCount = 1

    init(_ root: PlanNode) { add(root) }

    private mutating func add(_ node: PlanNode) {
        switch node {
        case .and(let children): for child in children { add(child) }
        case .leaf(let place): groups[place] = groups[place] ?? 0
        case .split(.and(let words)):
            for case .word(.leaf(let place), _) in words { groups[place] = groups[place] ?? 0 }
        case .or(let children):
            for case .leaf(let place) in children { groups[place] = groups[place] ?? groupCount }
            groupCount += 1
        default: break
        }
    }

    func sorted(_ scoring: [Int], _ leaves: [PlannedLeaf]) -> [Int] {
        func key(_ place: Int) -> (Int, UInt64, Int) {
            (groups[place] ?? groupCount, leaves[place].weight.documentFrequency, place)
        }
        return scoring.sorted { key($0) < key($1) }
    }
}
