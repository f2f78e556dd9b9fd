// Owns: finding out why a search found nothing, at about the cost of the search.

import Schema
import Storage

/// Explains one empty search. Lives as long as the explanation takes.
final class EmptySearch {
    /// The most conditions that are left out in turn.
    private static let maximumConditions = 32
    /// What an explanation may cost however cheap the search was, in about microseconds: a word that does not occur is
    /// found out in no time, the nearest one is not.
    private static let leastAllowance = 20_000

    private let snapshot: IndexSnapshot
    private let request: SearchRequest
    private let profile: RankingProfile
    private let scratch: SearchScratch
    private let budget: SearchBudget

    /// - Parameter spent: the budget of the search that found nothing.
    init(
        _ request: SearchRequest, _ snapshot: IndexSnapshot, _ profile: RankingProfile, _ scratch: SearchScratch,
        spent: SearchBudget
    ) {
        self.request = request
        self.snapshot = snapshot
        self.profile = profile
        self.scratch = scratch
        budget = SearchBudget(assembling: request, allowance: max(spent.workDone, Self.leastAllowance))
    }

    /// What can be said within the allowance, the cheapest first.
    func suggestion() throws -> SearchSuggestion {
        var result = SearchSuggestion()
        do {
            try explain(&result)
        } catch EngineError.deadlineExceeded, EngineError.tooComplex {
            // What was found out so far stands.
        }
        return result
    }

    private func planner() -> QueryPlanner {
        QueryPlanner(
            snapshot: snapshot, team: request.team, profile: profile, scratch: scratch, budget: budget,
            wantsPhrase: false)
    }

    private func explain(_ result: inout SearchSuggestion) throws {
        guard let clause = planner().normalForm(of: request.clause) else { return }
        let hidden = clause.conjuncts.filter { Self.hiddenPlace($0) != nil }
        let conditions = clause.conjuncts.filter { Self.hiddenPlace($0) == nil }
        // Of a query that is all about one message, thread or box the conditions are those inside.
        var scope: ClauseScope?
        var parts = conditions
        if conditions.count == 1, case .scope(let whole, let inner) = conditions[0] {
            scope = whole
            parts = inner.conjuncts
        }
        parts = Self.withRanges(parts)
        if parts.count > 1 { result.conditions = parts.map { SearchSuggestion.Condition(clause: $0, hits: nil) } }
        let missing = MissingWords(snapshot, request.team, scratch, budget) { [self] clause in
            try hits(clause, limit: 1).items > 0
        }
        try missing.find(in: Clause.all(of: conditions), &result)
        for place in hidden.compactMap(Self.hiddenPlace) {
            let found = try hits(Clause.all(of: conditions + [.scope(.message, .keyword(.in, place))]))
            if place == "spam" { result.inSpam = found } else { result.inTrash = found }
        }
        guard parts.count > 1 else { return }
        for place in parts.indices.prefix(Self.maximumConditions) {
            var rest = parts
            rest.remove(at: place)
            let without = Clause.all(of: rest)
            let found = try hits(Clause.all(of: [scope.map { .scope($0, without) } ?? without] + hidden))
            result.conditions[place].hits = found
            let most = result.emptiedBy.flatMap { result.conditions[$0].hits?.items } ?? 0
            if found.items > most { result.emptiedBy = place }
        }
    }

    /// Conditions as they are typed: the two ends of a range of numbers are one.
    private static func withRanges(_ conditions: [Clause]) -> [Clause] {
        var result: [Clause] = []
        for condition in conditions {
            if case .number(let field, .lessOrEqual, let high) = condition,
                case .number(field, .greaterOrEqual, let low) = result.last, low <= high
            {
                result[result.count - 1] = .and([result[result.count - 1], condition])
            } else {
                result.append(condition)
            }
        }
        return result
    }

    /// The place that a condition of its own keeps out of the results: spam or trash.
    private static func hiddenPlace(_ clause: Clause) -> String? {
        guard case .not(.scope(.message, .keyword(.in, let place))) = clause, place == "spam" || place == "trash"
        else { return nil }
        return place
    }

    /// How much a clause finds, under the caller's filter.
    private func hits(_ clause: Clause, limit: Int = MatchCounter.bound) throws -> ResultTotals {
        let plan = try planner().plan(clause, filter: request.filter)
        var counter = MatchCounter(.bounded)
        for view in snapshot.segments {
            guard
                let scan = try SegmentScan(view, team: request.team, plan.root, leaves: plan.leaves, budget: budget)
            else { continue }
            let reader = view.reader
            try scan.forEachMatch { window, bits in
                guard counter.isCounting, counter.totals.items < limit else { return false }
                counter.count(window, bits, in: reader)
                return true
            }
        }
        return counter.totals
    }
}
