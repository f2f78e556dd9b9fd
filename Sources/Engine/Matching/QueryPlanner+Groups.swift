// Owns: conditions on threads and boxes as wholes to nodes of a plan: what their messages, or a thread's messages and its
// box's card, meet together, what their first and last message meets, what is counted of them.

import Schema
import Storage

extension QueryPlanner {
    /// The groups some of whose items together satisfy a clause in normal form: QUERY.md, Scope 4. As a message's free words
    /// may stand on its box's card, so may a thread's, but for one: see ``SplitThreads``.
    func groups(satisfying clause: Clause, _ kind: GroupKind, _ mode: Mode) throws -> GroupSet {
        guard kind == .thread, clause.joinsFreeWords, try areOnCards(clause, mode) else {
            return try ownGroups(satisfying: clause, kind, mode)
        }
        let threads = try threads(splitting: clause, needsAny: false, mode)
        if let plain = threads.plain { try threads.own.formUnion(plain) }
        return threads.own
    }

    /// The same by the groups' items alone.
    private func ownGroups(satisfying clause: Clause, _ kind: GroupKind, _ mode: Mode) throws -> GroupSet {
        try budget.spend(1)
        switch clause {
        case .and(let children): return try ownGroups(satisfyingAll: children, kind, mode)
        case .or(let children):
            let result = GroupSet(budget)
            for child in children { try result.formUnion(try ownGroups(satisfying: child, kind, mode)) }
            return result
        case .not(let child):
            let result = try groups(of: .all, kind)
            try result.subtract(try ownGroups(satisfying: child, kind, Mode(isScoring: false)))
            return result
        default: return try groups(of: node(clause, Mode(isScoring: mode.isScoring)), kind)
        }
    }

    private func ownGroups(satisfyingAll clauses: [Clause], _ kind: GroupKind, _ mode: Mode) throws -> GroupSet {
        var result: GroupSet?
        for clause in clauses {
            if case .not = clause { continue }
            let found = try ownGroups(satisfying: clause, kind, mode)
            try result?.formIntersection(found)
            result = result ?? found
        }
        let found = try result ?? groups(of: .all, kind)
        try subtract(clauses, from: found, kind)
        return found
    }

    /// Takes away the groups that meet what is negated among some clauses.
    private func subtract(_ clauses: [Clause], from groups: GroupSet, _ kind: GroupKind) throws {
        for case .not(let excluded) in clauses {
            try groups.subtract(try ownGroups(satisfying: excluded, kind, Mode(isScoring: false)))
        }
    }

    // MARK: Words of a thread and its box

    /// Threads by how they meet a tree with free words, as ``SplitMatcher`` has it of items.
    private struct SplitThreads {
        /// Those that meet it, each word in a message or on its box's card; without such words where nobody needs to know.
        var any: GroupSet
        /// Those that meet it with at least one word of a message.
        var own: GroupSet
        /// Those that meet it without any word; `nil`: none.
        var plain: GroupSet?
    }

    /// Whether a box's card has any of the free words.
    private func areOnCards(_ clause: Clause, _ mode: Mode) throws -> Bool {
        switch clause {
        case .and(let children), .or(let children): return try children.contains { try areOnCards($0, mode) }
        case .text(nil, _): return try threads(ofCardsWith: clause, mode) != nil
        default: return false
        }
    }

    /// The threads with mail in boxes whose cards have a free word; `nil` when there are no such boxes.
    private func threads(ofCardsWith word: Clause, _ mode: Mode) throws -> GroupSet? {
        guard case .leaf(let place) = try node(word, Mode(isScoring: mode.isScoring)),
            let boxes = try boxes(havingWord: place, mode)
        else { return nil }
        return try groups(of: .boxes(boxes), .thread, GroupSetKey.Condition(.leaf(place), leaves).map { .boxOf($0) })
    }

    /// - Parameter needsAny: whether words on cards count, for other words are asked for beside them.
    private func threads(splitting clause: Clause, needsAny: Bool, _ mode: Mode) throws -> SplitThreads {
        guard clause.hasFreeWords else {
            let plain = try ownGroups(satisfying: clause, .thread, mode)
            return SplitThreads(any: try plain.copy(), own: GroupSet(budget), plain: plain)
        }
        try budget.spend(1)
        switch clause {
        case .and(let children): return try threads(splittingAll: children, needsAny: needsAny, mode)
        case .or(let children):
            let result = SplitThreads(any: GroupSet(budget), own: GroupSet(budget), plain: GroupSet(budget))
            for child in children {
                let part = try threads(splitting: child, needsAny: needsAny, mode)
                try result.any.formUnion(part.any)
                try result.own.formUnion(part.own)
                if let plain = part.plain { try result.plain?.formUnion(plain) }
            }
            return result
        default:
            let own = try groups(of: node(clause, Mode(isScoring: mode.isScoring)), .thread)
            let any = try own.copy()
            if needsAny, let ofCards = try threads(ofCardsWith: clause, mode) { try any.formUnion(ofCards) }
            return SplitThreads(any: any, own: own)
        }
    }

    private func threads(splittingAll clauses: [Clause], needsAny: Bool, _ mode: Mode) throws -> SplitThreads {
        let needsAny = needsAny || clauses.count(where: \.hasFreeWords) > 1
        var parts = clauses.filter { if case .not = $0 { false } else { true } }[...]
        // Words are among them, so there is a first.
        var result = try threads(splitting: parts.removeFirst(), needsAny: needsAny, mode)
        for clause in parts {
            let part = try threads(splitting: clause, needsAny: needsAny, mode)
            try result.any.formIntersection(part.any)
            try result.own.formUnion(part.own)
            if let plain = part.plain { try result.plain?.formIntersection(plain) } else { result.plain = nil }
        }
        try subtract(clauses, from: result.any, .thread)
        try result.own.formIntersection(result.any)
        try result.plain?.formIntersection(result.any)
        return result
    }

    // MARK: Sets of items' groups

    /// The groups of the items that satisfy a plan, from the generation's cache if they are there. O(items looked at).
    func groups(of node: PlanNode, _ kind: GroupKind) throws -> GroupSet {
        try groups(of: node, kind, GroupSetKey.Condition(node, leaves))
    }

    /// - Parameter condition: what the set is kept by; `nil`: it is not.
    private func groups(
        of node: PlanNode, _ kind: GroupKind, _ condition: GroupSetKey.Condition?
    ) throws -> GroupSet {
        guard let condition else { return try findGroups(of: node, kind) }
        let key = GroupSetKey(team: ExactString(team), kind: kind, condition: condition)
        let cache = scratch.caches.groupSets
        if let known = cache.find(key, in: snapshot) {
            try budget.pace()
            return GroupSet(known, budget)
        }
        let found = try findGroups(of: node, kind)
        cache.keep(found.members, key, in: snapshot)
        return found
    }

    private func findGroups(of node: PlanNode, _ kind: GroupKind) throws -> GroupSet {
        let result = GroupSet(budget)
        for segment in snapshot.segments {
            guard let scan = try SegmentScan(segment, team: team, node, leaves: leaves, budget: budget) else {
                continue
            }
            let ordinals = kind.ordinals(segment.reader)
            try scan.forEachMatch { window, bits in
                bits.forEach { result.insert(ordinals[Int(window.base) + $0]) }
                return true
            }
        }
        try result.settle()
        return result
    }

    // MARK: Conversations

    /// A condition on the item's thread or, of a box's card, on its box.
    private func conversation(_ groups: (GroupKind) throws -> GroupSet) throws -> PlanNode {
        .or([.threads(try groups(.thread)), .and([.kind(.box), .boxes(try groups(.box))])])
    }

    /// `first-message:( )` and `last-message:( )`: the group is true of that one message.
    func end(isLast: Bool, meets clause: Clause, _ mode: Mode) throws -> PlanNode {
        let own = try node(clause, Mode(isScoring: mode.isScoring, isByMessage: true))
        return try conversation { kind in
            try groups(of: .and([.items(try conversations.ends(kind, isLast: isLast)), own]), kind)
        }
    }

    /// Items whose thread or box counts as is asked; where there are no messages nothing is counted.
    func counted(_ field: Field, where condition: (Double) -> Bool) throws -> PlanNode {
        try conversation { kind in
            let counts = try conversations.counts(kind)
            let people = field == .people ? try conversations.people(kind) : []
            let result = GroupSet(budget)
            try counts.forEachGroup(budget) { ordinal, place in
                let value: Double
                switch field {
                case .messages: value = Double(counts.messages[place])
                case .people: value = Double(people[place])
                case .first: value = Double(counts.first[place])
                default: value = Double(counts.last[place])
                }
                if condition(value) { result.insert(ordinal) }
            }
            try result.settle()
            return result
        }
    }
}
