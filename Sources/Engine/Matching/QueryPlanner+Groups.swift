// Owns: conditions on threads and boxes as wholes to nodes of a plan: what their messages meet together, what their first
// and last message meets, what is counted of them.

import Schema
import Storage

extension QueryPlanner {
    /// The groups some of whose items together satisfy a clause in normal form: QUERY.md, Scope 4. A box's card is one of
    /// its items; a thread's words may be its box's too.
    func groups(satisfying clause: Clause, _ kind: GroupKind, _ mode: Mode) throws -> GroupSet {
        guard kind == .thread, try mayBeSplit(clause, mode) else { return try ownGroups(satisfying: clause, kind, mode) }
        let threads = try threads(splitting: clause, mode)
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
            for child in Self.deepFirst(children) {
                try result.formUnion(try ownGroups(satisfying: child, kind, mode))
            }
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
        for clause in Self.deepFirst(clauses) {
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
        /// Those that meet it, each word in a message or in its box.
        var any: GroupSet
        /// Those that meet it with at least one word of a message.
        var own: GroupSet
        /// Those that meet it without any word; `nil`: none.
        var plain: GroupSet?
    }

    /// Whether a box's card has any of the free words.
    private func mayBeSplit(_ clause: Clause, _ mode: Mode) throws -> Bool {
        switch clause {
        case .and(let children), .or(let children): return try children.contains { try mayBeSplit($0, mode) }
        case .text(nil, _):
            guard case .leaf(let place) = try node(clause, Mode(isScoring: mode.isScoring)) else { return false }
            return try boxes(havingWord: place) != nil
        default: return false
        }
    }

    private func threads(splitting clause: Clause, _ mode: Mode) throws -> SplitThreads {
        guard clause.hasFreeWords else {
            let plain = try ownGroups(satisfying: clause, .thread, mode)
            return SplitThreads(any: plain.copy(), own: GroupSet(budget), plain: plain)
        }
        try budget.spend(1)
        switch clause {
        case .and(let children): return try threads(splittingAll: children, mode)
        case .or(let children):
            let result = SplitThreads(any: GroupSet(budget), own: GroupSet(budget), plain: GroupSet(budget))
            for child in Self.deepFirst(children) {
                let part = try threads(splitting: child, mode)
                try result.any.formUnion(part.any)
                try result.own.formUnion(part.own)
                if let plain = part.plain { try result.plain?.formUnion(plain) }
            }
            return result
        default:
            let word = try node(clause, Mode(isScoring: mode.isScoring))
            let own = try groups(of: word, .thread)
            guard case .leaf(let place) = word, let boxes = try boxes(havingWord: place) else {
                return SplitThreads(any: own.copy(), own: own)
            }
            return SplitThreads(any: try groups(of: .or([word, .boxes(boxes)]), .thread), own: own)
        }
    }

    private func threads(splittingAll clauses: [Clause], _ mode: Mode) throws -> SplitThreads {
        var parts = Self.deepFirst(clauses).filter { if case .not = $0 { false } else { true } }[...]
        // Words are among them, so there is a first.
        var result = try threads(splitting: parts.removeFirst(), mode)
        for clause in parts {
            let part = try threads(splitting: clause, mode)
            try result.any.formIntersection(part.any)
            try result.own.formUnion(part.own)
            if let plain = part.plain { try result.plain?.formIntersection(plain) } else { result.plain = nil }
        }
        try subtract(clauses, from: result.any, .thread)
        try result.own.formIntersection(result.any)
        try result.plain?.formIntersection(result.any)
        return result
    }

    /// Groups within before leaves, so that at most one set waits at each level.
    private static func deepFirst(_ clauses: [Clause]) -> [Clause] {
        clauses.filter { !$0.isLeaf } + clauses.filter(\.isLeaf)
    }

    /// The groups of the items that satisfy a plan, from the generation's cache if they are there. O(items looked at).
    func groups(of node: PlanNode, _ kind: GroupKind) throws -> GroupSet {
        guard let condition = GroupSetKey.Condition(node, leaves) else { return try findGroups(of: node, kind) }
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
