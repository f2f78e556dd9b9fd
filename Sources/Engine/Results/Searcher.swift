// Owns: one search from request to results, at one snapshot.

import Schema
import Storage

/// Answers requests. Stateless but for the scratches it lends out; any thread may call it.
struct Searcher: Sendable {
    let profile: RankingProfile
    let scratches: ScratchPool

    /// Boxes of more distinct values than this are not sorted by field but by date.
    static let maximumLimit = 1_000

    func search(_ request: SearchRequest, in snapshot: IndexSnapshot) throws -> SearchResults {
        try scratches.with { scratch in
            scratch.forget(segmentsNotIn: snapshot)
            let budget = SearchBudget(deadline: request.deadline, isCancelled: request.isCancelled)
            let plan = try planner(request, snapshot, scratch, budget).plan(request.clause, filter: request.filter)
            let limit = min(max(request.limit, 0), Self.maximumLimit)
            let offset = max(request.offset, 0)
            let pass = TopGroupsSearch(
                snapshot: snapshot, request: request, plan: plan, profile: profile, budget: budget,
                fieldValues: try fieldValues(request, snapshot))
            let top = try pass.run(capacity: max(offset + limit + 1, profile.rescoredGroups))
            let assembler = try ResultAssembler(
                snapshot: snapshot, request: request, plan: plan, profile: profile, scratch: scratch, budget: budget)
            let threads = try assembler.rescored(top.threads, areThreads: true)
            let boxes = try assembler.rescored(top.boxes, areThreads: false)
            let end = offset + limit
            return SearchResults(
                boxes: try assembler.boxes(boxes.dropFirst(offset).prefix(limit)),
                threads: try assembler.threads(threads.dropFirst(offset).prefix(limit)),
                messages: try assembler.messages(top.items.entries.dropFirst(offset).prefix(limit)),
                totals: top.counter.totals, generation: snapshot.generation,
                hasMore: threads.count > end || boxes.count > end || top.items.entries.count > end)
        }
    }

    private func planner(
        _ request: SearchRequest, _ snapshot: IndexSnapshot, _ scratch: SearchScratch, _ budget: SearchBudget
    ) -> QueryPlanner {
        QueryPlanner(
            snapshot: snapshot, team: request.team, profile: profile, analyzer: scratch.analyzer, budget: budget)
    }

    /// For a search sorted by a field: each box's value, of several the largest.
    private func fieldValues(_ request: SearchRequest, _ snapshot: IndexSnapshot) throws -> [Int64: Double] {
        guard case .field(let field, _) = request.sort else { return [:] }
        var values: [Int64: Double] = [:]
        for view in snapshot.segments {
            guard let ordinal = view.reader.info.ordinal(ofTeam: request.team),
                let column = view.reader.numbers[NumberColumnField(field)]
            else { continue }
            let items = view.reader.info.teams[Int(ordinal)].items
            var row = column.row(atLeast: items.lowerBound)
            while row < column.count, column.item(row) < items.upperBound {
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

    /// Why an item matches and what it scores, by the very matchers that search.
    func explain(
        _ request: SearchRequest, item key: DocumentKey, in snapshot: IndexSnapshot
    ) throws -> Explanation? {
        guard let found = try snapshot.find(Identity.record(key)) else { return nil }
        return try scratches.with { scratch in
            let budget = SearchBudget(deadline: request.deadline, isCancelled: request.isCancelled)
            let plan = try planner(request, snapshot, scratch, budget).plan(request.clause, filter: request.filter)
            let view = snapshot.segments[found.segment]
            let none = Explanation(0, "outside the team", [])
            guard
                let scan = try SegmentScan(
                    view, team: request.team, plan.root, leaves: plan.leaves, scoring: plan.scoring, budget: budget)
            else { return none }
            return try explanation(of: found.item, plan, scan, request)
        }
    }

    private func explanation(
        of item: Int, _ plan: QueryPlan, _ scan: SegmentScan, _ request: SearchRequest
    ) throws -> Explanation {
        let reader = scan.view.reader
        var matched = false
        try scan.forEachMatch(among: [UInt32(item)]) { _, _ in matched = true }
        var sum: Float = 0
        var details: [Explanation] = []
        for leaf in scan.scoring {
            let frequency = try leaf.frequency(of: UInt32(item))
            guard frequency > 0 else { continue }
            let detail = leaf.weight.explanation(of: leaf.name, frequency: frequency, norm: reader.norm(item))
            sum += detail.value
            details.append(detail)
        }
        let factor = Recency(profile, now: request.now).factor(reader.dates[item])
        let date = Timestamp(milliseconds: reader.dates[item])
        var result = Explanation(
            matched ? sum * factor : 0, matched ? "sum of the words' scores × recency" : "does not match",
            [
                Explanation(sum, "sum of the words' scores", details),
                Explanation(
                    factor,
                    "recency: 1 + \(profile.recencyGain) × 2^(−age ÷ \(profile.recencyHalfLifeDays) days), of \(date)"),
            ])
        result.matched = matched
        return result
    }
}
