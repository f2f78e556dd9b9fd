// Owns: the form of a clause that is planned: negations at the leaves, so that De Morgan's laws hold by construction.

import Schema

extension Clause {
    /// The same condition with negations only right above leaves and groups, conjunctions in conjunctions and
    /// disjunctions in disjunctions taken apart, and what asks nothing left out. O(n).
    ///
    /// - Parameter asksNothing: of a leaf, whether no text could fail it, for it has no words.
    /// - Returns: `nil` when nothing is asked.
    func normalForm(isNegated: Bool = false, asksNothing: (Clause) -> Bool) -> Clause? {
        switch self {
        case .all: return isNegated ? Clause.none : .all
        case .not(let child): return child.normalForm(isNegated: !isNegated, asksNothing: asksNothing)
        case .and(let children), .or(let children):
            let parts = children.compactMap { $0.normalForm(isNegated: isNegated, asksNothing: asksNothing) }
            // Emptied, as opposed to empty: words that no text has.
            if parts.isEmpty, !children.isEmpty { return nil }
            if case .and = self { return isNegated ? Self.any(of: parts) : Self.all(of: parts) }
            return isNegated ? Self.all(of: parts) : Self.any(of: parts)
        case .scope(let scope, let child):
            guard var inner = child.normalForm(asksNothing: asksNothing) else { return nil }
            if scope == .thread || scope == .box { inner = inner.withWholeRanges.inOrderOfSets }
            return isNegated ? .not(.scope(scope, inner)) : .scope(scope, inner)
        case .text, .keyword, .number, .date, .present:
            if asksNothing(self) { return nil }
            return isNegated ? .not(self) : self
        }
    }

    /// A clause in normal form as items meet it between them: each range whole.
    private var withWholeRanges: Clause {
        switch self {
        case .and(let children): .all(of: Self.wholeRanges(in: children.map(\.withWholeRanges)))
        case .or(let children): .any(of: Self.wholeRanges(in: children.map(\.withWholeRanges), areNegated: true))
        default: self
        }
    }

    /// The same, the parts of each level in the order of ``inOrderOfSets(_:)``. O(n).
    var inOrderOfSets: Clause { ordered().clause }

    /// Clauses in an order in which fewest sets wait for others while each is evaluated to a set: those first whose own parts
    /// need most at a time (Sethi and Ullman, 1970). Of n conditions at most 1 + log₂ n sets are there at a time.
    static func inOrderOfSets(_ clauses: [Clause]) -> [Clause] { ordered(clauses).clauses }

    private func ordered() -> (clause: Clause, sets: Int) {
        switch self {
        case .and(let children):
            let (clauses, sets) = Self.ordered(children)
            return (.and(clauses), sets)
        case .or(let children):
            let (clauses, sets) = Self.ordered(children)
            return (.or(clauses), sets)
        case .not(let child), .scope(_, let child): return (self, child.ordered().sets)
        default: return (self, 1)
        }
    }

    private static func ordered(_ clauses: [Clause]) -> (clauses: [Clause], sets: Int) {
        let parts = clauses.map { $0.ordered() }
        let order = parts.indices.sorted { (parts[$1].sets, $0) < (parts[$0].sets, $1) }
        // The first is alone; while any other is evaluated the result so far waits.
        let first = order.first.map { parts[$0].sets } ?? 1
        let second = order.dropFirst().first.map { parts[$0].sets + 1 } ?? 0
        return (order.map { parts[$0].clause }, max(first, second))
    }

    /// Conditions that hold together, those on one number or date joined to one that a single item meets: two messages, one
    /// too small and one too large, are not between them of a size in the range. O(n).
    ///
    /// - Parameter areNegated: of alternatives: the negations among them are those that are joined, so that De Morgan's
    ///   laws hold.
    static func wholeRanges(in clauses: [Clause], areNegated: Bool = false) -> [Clause] {
        var bounds: [FieldReference: [Clause]] = [:]
        for clause in clauses {
            if let (field, bound) = clause.bound(isNegated: areNegated) { bounds[field, default: []].append(bound) }
        }
        guard bounds.values.contains(where: { $0.count > 1 }) else { return clauses }
        var result: [Clause] = []
        for clause in clauses {
            guard let (field, _) = clause.bound(isNegated: areNegated), bounds[field].map({ $0.count > 1 }) ?? true
            else {
                result.append(clause)
                continue
            }
            guard let joined = bounds.removeValue(forKey: field) else { continue }
            let range = Clause.scope(.message, .and(joined))
            result.append(areNegated ? .not(range) : range)
        }
        return result
    }

    /// The field of a condition on a number or date, and the condition.
    private func bound(isNegated: Bool) -> (FieldReference, Clause)? {
        switch self {
        case .not(let child) where isNegated: child.bound(isNegated: false)
        case .number(let field, _, _) where !isNegated, .date(let field, _, _) where !isNegated: (field, self)
        default: nil
        }
    }

    /// All of these, in as few levels as can be, each condition once.
    static func all(of clauses: [Clause]) -> Clause {
        var parts: [Clause] = []
        for clause in clauses {
            switch clause {
            case .all: continue
            case .and(let inner): parts += inner
            case .or(let inner) where inner.isEmpty: return .none
            default: parts.append(clause)
            }
        }
        parts = distinct(parts)
        return parts.isEmpty ? .all : parts.count == 1 ? parts[0] : .and(parts)
    }

    /// Without the repetitions of a leaf; what is deeper is not compared, for it would be compared at every level.
    private static func distinct(_ clauses: [Clause]) -> [Clause] {
        var seen: Set<Clause> = []
        return clauses.filter { !$0.isLeaf || seen.insert($0).inserted }
    }

    /// Whether it is a condition without others in it, or the negation of one.
    var isLeaf: Bool {
        switch self {
        case .and, .or, .scope: false
        case .not(let child): child.isLeaf
        default: true
        }
    }

    /// Any of these, in as few levels as can be, each condition once.
    static func any(of clauses: [Clause]) -> Clause {
        var parts: [Clause] = []
        for clause in clauses {
            if case .or(let inner) = clause { parts += inner } else { parts.append(clause) }
        }
        parts = distinct(parts)
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    /// The parts of a conjunction in normal form; of anything else itself alone.
    var conjuncts: [Clause] {
        if case .and(let children) = self { children } else { self == .all ? [] : [self] }
    }

    /// Of a clause in normal form, whether it has free words that an item should have.
    var hasFreeWords: Bool {
        switch self {
        case .text(nil, _): true
        case .and(let children), .or(let children): children.contains(where: \.hasFreeWords)
        default: false
        }
    }

    /// Of a clause in normal form, whether it asks for several free words, or trees with some, together.
    var joinsFreeWords: Bool {
        switch self {
        case .and(let children):
            children.count(where: \.hasFreeWords) > 1 || children.contains(where: \.joinsFreeWords)
        case .or(let children): children.contains(where: \.joinsFreeWords)
        default: false
        }
    }

    /// Of a clause in normal form, whether it asks for anything, rather than only against something.
    var isPositive: Bool {
        switch self {
        case .not: false
        case .and(let children), .or(let children): children.contains(where: \.isPositive)
        default: true
        }
    }
}
