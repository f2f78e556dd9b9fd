// Owns: a clause to a plan: what must hold of an item itself, of its box, of its thread (QUERY.md, Scope).

import Schema
import Storage

/// Makes plans for one team at one snapshot.
final class QueryPlanner {
    let snapshot: IndexSnapshot
    let team: String
    let profile: RankingProfile
    let budget: SearchBudget
    let scratch: SearchScratch
    private var analyzer: QueryAnalyzer { scratch.analyzer }
    private let statistics: TeamTermStatistics
    private var patterns: PatternAnalyzer
    private(set) var leaves: [PlannedLeaf] = []
    private(set) lazy var conversations = Conversations(snapshot, team: team, scratch, budget)
    private static let fewLeaves = 8
    /// The most free words whose standing next to each other is rewarded.
    private static let longestPhrase = 8
    /// For each of `leaves`, whether it scores.
    private var leavesScore: [Bool] = []
    /// Where leaves after the first few stand in `leaves`, by whether they score.
    private var places: [Bool: [TextLeaf: Int]] = [:]
    private var scoring: [Int] = []
    private var freeWords: [String] = []
    /// Words that there was no memory to look for in boxes.
    private var cutWords: [String] = []

    /// Whether the plan should have its ``QueryPlan/phrase``.
    private let wantsPhrase: Bool

    init(
        snapshot: IndexSnapshot, team: String, profile: RankingProfile, scratch: SearchScratch, budget: SearchBudget,
        wantsPhrase: Bool
    ) {
        self.wantsPhrase = wantsPhrase
        self.snapshot = snapshot
        self.team = team
        self.profile = profile
        self.budget = budget
        self.scratch = scratch
        statistics = TeamTermStatistics(snapshot: snapshot, team: team, scratch.caches.deadCounts, budget)
        patterns = PatternAnalyzer(
            scratch.analyzer, snapshot.languages(team: team),
            TermExpansion(snapshot: snapshot, team: team, budget: budget, grams: scratch.caches.grams))
    }

    /// How a clause is read where it stands.
    struct Mode {
        var isScoring: Bool
        /// Inside `message:( )`: all of it must hold of the item itself.
        var isByMessage = false
    }

    // MARK: Plans

    /// The plan of a user's clause and the caller's filter.
    func plan(_ clause: Clause, filter: Clause?) throws -> QueryPlan {
        try finish(try normalForm(of: clause).map { try node($0, Mode(isScoring: true)) } ?? .all, filter)
    }

    /// The plan of the second tier: messages that meet a part of a conjunction, in threads whose messages meet all of it
    /// together. `nil` where the clause has no two parts that different messages could meet.
    func planAcrossThread(_ clause: Clause, filter: Clause?) throws -> QueryPlan? {
        guard let conjuncts = normalForm(of: clause)?.conjuncts else { return nil }
        let positive = Clause.wholeRanges(in: conjuncts.filter(\.isPositive))
        guard positive.count > 1 else { return nil }
        let mode = Mode(isScoring: true)
        // What must not be must not be in any of the messages.
        let rest = try node(Clause.all(of: conjuncts.filter { !$0.isPositive }), mode)
        var found: GroupSet?
        var witnesses: [PlanNode] = []
        let hasWords = positive.contains(where: \.hasFreeWords)
        for conjunct in positive {
            let plan = try split(conjunct, mode)
            let threads = try groups(of: .and([rest, plan.any]), .thread)
            try found?.formIntersection(threads)
            found = found ?? threads
            if found?.isEmpty ?? true { return nil }
            // A message must have a word of its own, as in the first tier.
            if conjunct.hasFreeWords || !hasWords { witnesses.append(.split(plan)) }
        }
        guard let found else { return nil }
        return try finish(.and([rest, .threads(found), .or(witnesses)]), filter)
    }

    private func finish(_ root: PlanNode, _ filter: Clause?) throws -> QueryPlan {
        var root = root
        if let filter = filter.flatMap(normalForm(of:)) {
            root = .and([root, try node(filter, Mode(isScoring: false))])
        }
        let phrase = wantsPhrase ? try phraseLeaf() : nil
        return QueryPlan(
            root: root, leaves: leaves, phrase: phrase, scoring: ScoringOrder(root).sorted(scoring, leaves),
            cutPatterns: patterns.cut, cutWords: cutWords)
    }

    func normalForm(of clause: Clause) -> Clause? {
        clause.normalForm { [analyzer] leaf in
            guard case .text(let field, let pattern) = leaf else { return false }
            // `*` of a field asks for any word in it; of no field it asks nothing.
            if case .prefix("") = pattern { return field == nil }
            return analyzer.hasNoWords(pattern)
        }
    }

    // MARK: Nodes

    /// The node of a clause in normal form.
    func node(_ clause: Clause, _ mode: Mode) throws -> PlanNode {
        try budget.spend(1)
        switch clause {
        case .all: return .all
        case .and(let children): return try conjunction(children, mode)
        case .or(let children): return try disjunction(children, mode)
        case .not(let child): return try negation(of: child, mode)
        case .text(let field, let pattern): return try text(field, pattern, mode)
        case .keyword(let field, let value): return try keyword(field, value)
        case .number(let field, let comparison, let value): return try number(field, comparison, value)
        case .date(let field, let start, let end): return try date(field, start, end)
        case .present(let field): return try presence(field)
        case .scope(let scope, let child): return try group(scope, child, mode)
        }
    }

    private func group(_ scope: ClauseScope, _ clause: Clause, _ mode: Mode) throws -> PlanNode {
        switch scope {
        case .message: try node(clause, Mode(isScoring: mode.isScoring, isByMessage: true))
        case .thread: .threads(try groups(satisfying: clause, .thread, mode))
        case .box: .boxes(try groups(satisfying: clause, .box, mode))
        case .first: try end(isLast: false, meets: clause, mode)
        case .last: try end(isLast: true, meets: clause, mode)
        }
    }

    /// Groups side by side about the box, the first or the last message are planned as one. Those about the thread are planned
    /// one by one, for each needs a word of a message's own.
    private func group(_ scope: ClauseScope, meetsAll clauses: [Clause], _ mode: Mode) throws -> PlanNode {
        guard scope == .thread, clauses.contains(where: \.hasFreeWords) else {
            return try group(scope, Clause.all(of: clauses).inOrderOfSets, mode)
        }
        var seen: Set<Clause> = []
        var ordered = Clause.inOrderOfSets(clauses.filter { seen.insert($0).inserted })[...]
        let found = try groups(satisfying: ordered.removeFirst(), .thread, mode)
        for clause in ordered { try found.formIntersection(groups(satisfying: clause, .thread, mode)) }
        return .threads(found)
    }

    private func conjunction(_ children: [Clause], _ mode: Mode) throws -> PlanNode {
        var parts: [PlanNode] = []
        var worded: [Clause] = []
        var messages: [Clause] = []
        var groups: [ClauseScope: [Clause]] = [:]
        var excluded: [PlanNode] = []
        for child in children {
            switch child {
            case .scope(.message, let inner) where !mode.isByMessage: messages.append(inner)
            case .scope(let scope, let inner) where scope != .message: groups[scope, default: []].append(inner)
            case .not(.keyword(let field, let value)) where field.isState && !mode.isByMessage:
                try budget.spend(1)
                excluded.append(try keyword(field, value))
            default:
                if !mode.isByMessage, child.hasFreeWords {
                    worded.append(child)
                } else {
                    parts.append(try node(child, mode))
                }
            }
        }
        if !excluded.isEmpty { parts.append(try withoutThreads(of: excluded)) }
        for scope in ClauseScope.allCases {
            if let clauses = groups[scope] { parts.append(try group(scope, meetsAll: clauses, mode)) }
        }
        if !messages.isEmpty { parts.append(try messageGroups(messages, mode)) }
        if worded.count == 1 {
            parts.append(try node(worded[0], mode))
        } else if worded.count > 1 {
            let plan = SplitPlan.and(try worded.map { try split($0, mode) })
            parts.append(plan.hasBoxes ? .split(plan) : plan.own)
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private func disjunction(_ children: [Clause], _ mode: Mode) throws -> PlanNode {
        var parts: [PlanNode] = []
        var groups: [ClauseScope: [Clause]] = [:]
        for child in children {
            if case .scope(let scope, let inner) = child, scope != .message {
                groups[scope, default: []].append(inner)
            } else {
                parts.append(try node(child, mode))
            }
        }
        for scope in ClauseScope.allCases {
            if let clauses = groups[scope] {
                parts.append(try group(scope, Clause.any(of: clauses).inOrderOfSets, mode))
            }
        }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    /// Several groups side by side may be met by different messages: an item meets one of them, its thread the others
    /// (QUERY.md, Scope 4).
    private func messageGroups(_ groups: [Clause], _ mode: Mode) throws -> PlanNode {
        let inner = Mode(isScoring: mode.isScoring, isByMessage: true)
        let own = try groups.map { try node($0, inner) }
        guard own.count > 1 else { return own[0] }
        var threads: GroupSet?
        for node in own {
            let found = try self.groups(of: node, .thread)
            try threads?.formIntersection(found)
            threads = threads ?? found
        }
        guard let threads else { return .and(own) }
        // What has no thread must meet all of them itself.
        return .and([.or(own), .or([.threads(threads), .and(own)])])
    }

    /// A tree with free words, each with the boxes whose cards have it.
    private func split(_ clause: Clause, _ mode: Mode) throws -> SplitPlan {
        switch clause {
        case .or(let children): return .or(try children.map { try split($0, mode) })
        case .and(let children):
            let worded = children.filter(\.hasFreeWords)
            let rest = children.filter { !$0.hasFreeWords }
            var parts = try worded.map { try split($0, mode) }
            if !rest.isEmpty { parts.append(.plain(try conjunction(rest, mode))) }
            return parts.count == 1 ? parts[0] : .and(parts)
        case .text(nil, _):
            let own = try node(clause, mode)
            guard case .leaf(let place) = own else { return .plain(own) }
            return .word(own, boxes: try boxes(havingWord: place, mode))
        default: return .plain(try node(clause, mode))
        }
    }

    /// The boxes whose cards have a free word; `nil` when there are none.
    ///
    /// - Parameter place: the word's, in `leaves`.
    func boxes(havingWord place: Int, _ mode: Mode) throws -> GroupSet? {
        // Beyond its memory a search asks the message alone, unless more could be found by that.
        if mode.isScoring, !budget.hasRoom(for: 0) {
            let word = leaves[place].leaf.name.typed
            if !cutWords.contains(word) { cutWords.append(word) }
            return nil
        }
        let boxes = try groups(of: .and([.kind(.box), .leaf(place)]), .box)
        return boxes.isEmpty ? nil : boxes
    }

    // MARK: Negation

    private func negation(of clause: Clause, _ mode: Mode) throws -> PlanNode {
        let inner = Mode(isScoring: false, isByMessage: mode.isByMessage)
        if case .keyword(let field, _) = clause, field.isState, !mode.isByMessage {
            return try withoutThreads(of: [node(clause, inner)])
        }
        return .not(try node(clause, inner))
    }

    /// A state excludes the whole thread of a message that has it: QUERY.md, Scope 3.
    private func withoutThreads(of states: [PlanNode]) throws -> PlanNode {
        let threads = try groups(of: .or(states), .thread)
        return .not(.or(states + (threads.isEmpty ? [] : [.threads(threads)])))
    }

    // MARK: Leaves

    /// The leaf of a pattern in the lists of a space.
    func leaf(
        _ space: TermSpace, _ name: String, _ pattern: TextPattern, _ mode: Mode, boost: Float = 1,
        isBodyOnly: Bool = false
    ) throws -> PlanNode {
        guard var found = try patterns.leaf(pattern, in: space, name: .pattern(name, pattern)) else { return .none }
        found.leaf.boost = boost
        found.leaf.isBodyOnly = isBodyOnly
        let place = try add(found, isScoring: mode.isScoring)
        if mode.isScoring, !scoring.contains(place) { scoring.append(place) }
        return .leaf(place)
    }

    /// Notes a word that stands free in the query, in the order of the query; once, however often it is planned.
    func note(freeWord word: String) {
        if freeWords.count <= Self.longestPhrase, !freeWords.contains(word) { freeWords.append(word) }
    }

    private func add(_ found: AnalyzedLeaf, isScoring: Bool) throws -> Int {
        let leaf = found.leaf
        if let place = place(of: leaf, isScoring: isScoring) { return place }
        try budget.spend(leaf.slots.reduce(1) { $0 + min($1.count, 8) })
        leaves.append(try statistics.plan(found, profile))
        leavesScore.append(isScoring)
        if leaves.count > Self.fewLeaves { places[isScoring, default: [:]][leaf] = leaves.count - 1 }
        return leaves.count - 1
    }

    /// Where a leaf stands already. Most plans have so few that to compare them costs less than to hash one.
    private func place(of leaf: TextLeaf, isScoring: Bool) -> Int? {
        for place in leaves.indices.prefix(Self.fewLeaves)
        where leavesScore[place] == isScoring && leaves[place].leaf == leaf { return place }
        return leaves.count > Self.fewLeaves ? places[isScoring]?[leaf] : nil
    }

    /// The query's free words next to each other.
    private func phraseLeaf() throws -> Int? {
        guard (2...Self.longestPhrase).contains(freeWords.count),
            let leaf = try patterns.phrase(freeWords.joined(separator: " "))
        else { return nil }
        return try add(leaf, isScoring: false)
    }
}
