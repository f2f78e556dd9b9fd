// Owns: one search from request to results, at one snapshot.

import Schema
import Storage

/// Answers requests. Stateless but for the scratches it lends out; any thread may call it.
struct Searcher: Sendable {
    let profile: RankingProfile
    let scratches: ScratchPool

    /// The most groups of each kind in one answer.
    static let maximumLimit = 1_000

    /// - Parameter limits: what finding may take; `nil`: what the request's deadline leaves for it.
    func search(
        _ request: SearchRequest, in snapshot: IndexSnapshot, within limits: SearchBudget? = nil
    ) throws -> SearchResults {
        let began = request.began ?? .now
        return try scratches.with { scratch in
            scratch.forget(segmentsNotIn: snapshot)
            let budget = limits ?? self.budget(finding: request)
            do { return try search(request, snapshot, scratch, budget) } catch EngineError.deadlineExceeded
                where request.deadline.map({ began < $0 }) ?? true
            {
                // It had time, and not enough to find anything.
                var nothing = SearchResults(
                    boxes: [], threads: [], messages: [], totals: ResultTotals(isExact: false),
                    generation: snapshot.generation, hasMore: false)
                nothing.isCut = true
                return nothing
            }
        }
    }

    private func budget(finding request: SearchRequest) -> SearchBudget {
        guard let allowance = request.allowance else { return SearchBudget(finding: request) }
        return SearchBudget(deadline: request.deadline, isCancelled: request.isCancelled, allowance: allowance)
    }

    private func search(
        _ request: SearchRequest, _ snapshot: IndexSnapshot, _ scratch: SearchScratch, _ budget: SearchBudget
    ) throws -> SearchResults {
        let plan = try planner(request, snapshot, scratch, budget).plan(request.clause, filter: request.filter)
        let top = try firstPass(request, plan, snapshot, budget)
        if top.hasMatches || top.isCut { return try results(top, request, plan, snapshot, scratch) }
        if let found = try searchAcrossThreads(request, snapshot, scratch, budget) { return found }
        var results = try results(top, request, plan, snapshot, scratch)
        if request.wantsSuggestion {
            let suggestion = try EmptySearch(request, snapshot, profile, scratch, spent: budget).suggestion()
            results.suggestion = suggestion.isEmpty ? nil : suggestion
        }
        return results
    }

    /// Whether a single message meets the clause, if only one that the filter hides. A filter takes results away and does
    /// nothing else: it does not bring in the second tier.
    private func isMet(
        _ request: SearchRequest, _ snapshot: IndexSnapshot, _ scratch: SearchScratch, _ budget: SearchBudget
    ) throws -> Bool {
        var request = request
        request.filter = nil
        // Only whether there is anything is asked: what groups would be told of need not be kept.
        (request.wantsBoxes, request.wantsThreads, request.wantsMessages) = (false, false, true)
        let plan = try planner(request, snapshot, scratch, budget).plan(request.clause, filter: nil)
        return try firstPass(request, plan, snapshot, budget).hasMatches
    }

    /// The second tier; `nil` where it has nothing either.
    private func searchAcrossThreads(
        _ request: SearchRequest, _ snapshot: IndexSnapshot, _ scratch: SearchScratch, _ budget: SearchBudget
    ) throws -> SearchResults? {
        guard request.wantsThreads, request.allowsThreadTier,
            try request.filter == nil || !isMet(request, snapshot, scratch, budget),
            let plan = try planner(request, snapshot, scratch, budget).planAcrossThread(
                request.clause, filter: request.filter)
        else { return nil }
        var request = request
        request.wantsBoxes = false
        let top = try firstPass(request, plan, snapshot, budget)
        guard top.hasMatches else { return nil }
        var found = try results(top, request, plan, snapshot, scratch)
        found.tier = .thread
        return found
    }

    private func firstPass(
        _ request: SearchRequest, _ plan: QueryPlan, _ snapshot: IndexSnapshot, _ budget: SearchBudget
    ) throws -> TopGroups {
        let pass = TopGroupsSearch(
            snapshot: snapshot, request: request, plan: plan, profile: profile, budget: budget,
            fieldValues: try fieldValues(request, snapshot, budget))
        let end = max(request.offset, 0) + min(max(request.limit, 0), Self.maximumLimit)
        // The second stage looks at groups only.
        return try pass.run(items: end + 1, groups: max(end + 1, profile.rescoredGroups))
    }

    /// What is best, without a look at any record.
    func rank(_ request: SearchRequest, in snapshot: IndexSnapshot) throws -> Ranking {
        try scratches.with { scratch in
            scratch.forget(segmentsNotIn: snapshot)
            let budget = SearchBudget(finding: request)
            let plan = try planner(request, snapshot, scratch, budget).plan(request.clause, filter: request.filter)
            let top = try firstPass(request, plan, snapshot, budget)
            let limit = min(max(request.limit, 0), Self.maximumLimit)
            var ranking = Ranking(
                boxes: [], threads: [], messages: top.items.entries.prefix(limit).map(Ranking.Entry.init),
                totals: top.counter.totals)
            guard request.wantsBoxes || request.wantsThreads else { return ranking }
            let assembler = try ResultAssembler(
                snapshot: snapshot, request: request, plan: plan, profile: profile, scratch: scratch,
                known: top.known, budget: budget, rescoring: budget)
            ranking.boxes = try assembler.rescored(top.boxes, areThreads: false).prefix(limit).map(Ranking.Entry.init)
            ranking.threads = try assembler.rescored(top.threads, areThreads: true).prefix(limit).map(
                Ranking.Entry.init)
            return ranking
        }
    }

    private func results(
        _ top: TopGroups, _ request: SearchRequest, _ plan: QueryPlan, _ snapshot: IndexSnapshot,
        _ scratch: SearchScratch
    ) throws -> SearchResults {
        let limit = min(max(request.limit, 0), Self.maximumLimit)
        let offset = max(request.offset, 0)
        let assembler = try ResultAssembler(
            snapshot: snapshot, request: request, plan: plan, profile: profile, scratch: scratch, known: top.known,
            budget: SearchBudget(assembling: request), rescoring: SearchBudget(rescoring: request))
        let boxes = try assembler.rescored(top.boxes, areThreads: false)
        let shownBoxes = boxes.dropFirst(offset).prefix(limit)
        let threads = try assembler.rescored(top.threads, areThreads: true, besides: shownBoxes)
        let end = offset + limit
        let isMore = threads.count > end || boxes.count > end || top.items.entries.count > end
        var results = SearchResults(
            boxes: try assembler.boxes(shownBoxes),
            threads: try assembler.threads(threads.dropFirst(offset).prefix(limit)),
            messages: try assembler.messages(top.items.entries.dropFirst(offset).prefix(limit)),
            totals: top.counter.totals, generation: snapshot.generation,
            hasMore: isMore)
        // A next page would pass over what there was no time to make.
        if assembler.isCut { results.hasMore = false }
        results.cutPatterns = plan.cutPatterns
        results.cutWords = plan.cutWords
        results.isCut = top.isCut || assembler.isCut
        if results.isCut { results.totals.isExact = false }
        return results
    }

    private func planner(
        _ request: SearchRequest, _ snapshot: IndexSnapshot, _ scratch: SearchScratch, _ budget: SearchBudget
    ) -> QueryPlanner {
        QueryPlanner(
            snapshot: snapshot, team: request.team, profile: profile, scratch: scratch, budget: budget,
            wantsPhrase: request.sort == .relevance && (request.wantsThreads || request.wantsBoxes))
    }

    /// For a search sorted by a field: each box's value, of several the largest.
    private func fieldValues(
        _ request: SearchRequest, _ snapshot: IndexSnapshot, _ budget: SearchBudget
    ) throws -> [Int64: Double] {
        guard case .field(let field, _) = request.sort else { return [:] }
        var values: [Int64: Double] = [:]
        for view in snapshot.segments {
            guard let ordinal = view.reader.info.ordinal(ofTeam: request.team),
                let column = view.reader.numbers[NumberColumnField(field)]
            else { continue }
            let items = view.reader.info.teams[Int(ordinal)].items
            var row = column.row(atLeast: items.lowerBound)
            while row < column.count, column.item(row) < items.upperBound {
                if row & 1_023 == 0 { try budget.check(work: 16) }
                let item = Int(column.item(row))
                if view.isLive(item) {
                    let box = view.reader.boxOrdinals[item]
                    values[box] = max(values[box] ?? -.infinity, column.value(row))
                }
                row += 1
            }
        }
        return values
    }
}

// MARK: - Explaining

extension Searcher {
    /// Why an item matches and what it scores, by the very matchers that search.
    func explain(
        _ request: SearchRequest, item key: DocumentKey, in snapshot: IndexSnapshot
    ) throws -> Explanation? {
        guard let found = try snapshot.find(Identity.record(key)) else { return nil }
        return try scratches.with { scratch in
            let budget = SearchBudget(deadline: request.deadline, isCancelled: request.isCancelled)
            let address = ItemAddress(segment: found.segment, item: UInt32(found.item))
            let plan = try planner(request, snapshot, scratch, budget).plan(request.clause, filter: request.filter)
            let own = try explanation(of: address, plan, request, snapshot, budget)
            if own.matched { return own }
            // The second tier is only there when the first has nothing.
            guard request.allowsThreadTier,
                let second = try planner(request, snapshot, scratch, budget).planAcrossThread(
                    request.clause, filter: request.filter),
                try !isMet(request, snapshot, scratch, budget)
            else { return own }
            var across = try explanation(of: address, second, request, snapshot, budget)
            guard across.matched else { return own }
            across.description = "no single message matches, its thread does: " + across.description
            return across
        }
    }

    private func explanation(
        of address: ItemAddress, _ plan: QueryPlan, _ request: SearchRequest, _ snapshot: IndexSnapshot,
        _ budget: SearchBudget
    ) throws -> Explanation {
        let view = snapshot.segments[address.segment]
        guard
            let scan = try SegmentScan(
                view, team: request.team, plan.root, leaves: plan.leaves, scoring: plan.scoring, budget: budget)
        else {
            var none = Explanation("score", 0, "outside the team")
            none.matched = false
            return none
        }
        var matched = false
        try scan.forEachMatch(among: [address.item]) { _, _ in matched = true }
        let item = Int(address.item)
        var sum: Float = 0
        var details: [Explanation] = []
        for leaf in scan.scoring {
            let frequency = try leaf.frequency(of: address.item)
            guard frequency > 0 else { continue }
            let detail = leaf.weight.explanation(
                of: leaf.name.description, frequency: frequency, norm: view.reader.norm(item))
            sum += detail.value
            details.append(detail)
        }
        let factor = Recency(profile, now: request.now).factor(view.reader.dates[item])
        let date = Timestamp(milliseconds: view.reader.dates[item])
        var result = Explanation(
            "score", matched ? sum * factor : 0, matched ? "words × recency" : "does not match",
            [
                Explanation("words", sum, "sum of the words' scores", details),
                Explanation(
                    "recency", factor,
                    "1 + \(profile.recencyGain) × 2^(−age ÷ \(profile.recencyHalfLifeDays) days), of \(date)"),
            ])
        result.matched = matched
        return result
    }
}
