// Owns: the second pass of a search: rescoring the best groups, and turning those of the page into results.

import Schema
import Storage

/// Makes results from the groups of the first pass. Lives as long as one search.
final class ResultAssembler {
    private let snapshot: IndexSnapshot
    private let request: SearchRequest
    private let plan: QueryPlan
    private let profile: RankingProfile
    private let scratch: SearchScratch
    private let words: Highlighter.Words
    private let budget: SearchBudget
    /// Scans that are kept for the next use, by segment; `nil` where the segment has nothing of the team.
    private var scans: [Int: SegmentScan?] = [:]
    private let recency: Recency

    /// Plans of more leaves are made into scans anew for each use: kept for every segment they would take much memory.
    private static let maximumKeptLeaves = 128

    init(
        snapshot: IndexSnapshot, request: SearchRequest, plan: QueryPlan, profile: RankingProfile,
        scratch: SearchScratch, budget: SearchBudget
    ) {
        self.snapshot = snapshot
        self.request = request
        self.plan = plan
        self.profile = profile
        self.scratch = scratch
        self.budget = budget
        words = Highlighter.Words(plan, languages: snapshot.languages(team: request.team))
        recency = Recency(profile, now: request.now)
    }

    /// The plan over a segment; `nil` where the segment has nothing of the team.
    private func scan(_ segment: Int) throws -> SegmentScan? {
        if let known = scans[segment] { return known }
        let made = try scan(plan.root, segment)
        if plan.leaves.count <= Self.maximumKeptLeaves { scans[segment] = .some(made) }
        return made
    }

    private func scan(_ node: PlanNode, _ segment: Int) throws -> SegmentScan? {
        try SegmentScan(
            snapshot.segments[segment], team: request.team, node, leaves: plan.leaves, scoring: plan.scoring,
            budget: budget)
    }

    /// A match found again, with its score.
    private struct Match {
        var address: ItemAddress
        var date: Int64
        var key: KeyHash
        var score: Float
        var thread: Int64
    }

    // MARK: Second stage

    /// Rescores the best groups by what a person would notice; the others keep their places below them.
    func rescored(_ collector: GroupCollector, areThreads: Bool) throws -> [GroupCollector.Entry] {
        guard request.sort == .relevance, !plan.scoring.isEmpty else { return collector.entries }
        let count = min(profile.rescoredGroups, collector.entries.count)
        var head = Array(collector.entries.prefix(count))
        let phrased = try itemsWithPhrase(head.map(\.best))
        let matched = areThreads ? try matches(\.threadMembers, head.map(\.group)) : [:]
        for index in head.indices {
            var factor: Float = phrased.contains(head[index].best) ? profile.phraseBoost : 1
            if areThreads {
                factor *= severalMatchesFactor(matched[head[index].group]?.count ?? 1)
            } else if isCard(head[index].best) {
                factor *= profile.cardBoost
            }
            head[index].score *= factor
            head[index].rank.value *= Double(factor)
        }
        head.sort { $1.rank < $0.rank }
        return head + collector.entries.dropFirst(count)
    }

    private func severalMatchesFactor(_ count: Int) -> Float {
        var factor: Float = 1
        var doublings = min(max(count, 1), 8)
        while doublings > 1 {
            factor *= profile.severalMatchesBoost
            doublings /= 2
        }
        return factor
    }

    private func isCard(_ address: ItemAddress) -> Bool {
        snapshot.segments[address.segment].reader.kinds[Int(address.item)] == Int64(DocumentKind.box.rawValue)
    }

    private func itemsWithPhrase(_ addresses: [ItemAddress]) throws -> Set<ItemAddress> {
        var result: Set<ItemAddress> = []
        guard let phrase = plan.phrase else { return [] }
        for segment in Set(addresses.map(\.segment)) {
            let items = addresses.filter { $0.segment == segment }.map(\.item).sorted()
            try scan(.leaf(phrase), segment)?.forEachMatch(among: items) { window, bits in
                bits.forEach {
                    result.insert(ItemAddress(segment: segment, item: window.base + UInt32($0)))
                }
            }
        }
        return result
    }

    /// The matches in some groups, best first.
    private func matches(
        _ members: KeyPath<SegmentReader, GroupMembers> & Sendable, _ groups: [Int64]
    ) throws -> [Int64: [Match]] {
        var result: [Int64: [Match]] = [:]
        let scores = WindowScores()
        for segment in snapshot.segments.indices {
            let reader = snapshot.segments[segment].reader
            var groupOf: [UInt32: Int64] = [:]
            for group in groups {
                for item in try reader[keyPath: members].items(of: group) { groupOf[item] = group }
            }
            guard !groupOf.isEmpty, let scan = try scan(segment) else { continue }
            let leaves = scan.scoring
            try scan.forEachMatch(among: groupOf.keys.sorted()) { window, bits in
                scores.clear()
                for leaf in leaves { try leaf.score(window, bits, into: scores.values) }
                bits.forEach { bit in
                    let item = Int(window.base) + bit
                    guard let group = groupOf[UInt32(item)] else { return }
                    let date = reader.dates[item]
                    result[group, default: []].append(
                        Match(
                            address: ItemAddress(segment: segment, item: UInt32(item)), date: date,
                            key: reader.key(item), score: scores.values[bit] * recency.factor(date),
                            thread: reader.threadOrdinals[item]))
                }
            }
        }
        return result.mapValues { matches in
            matches.sorted { Self.rank($1) < Self.rank($0) }
        }
    }

    private static func rank(_ match: Match) -> Rank {
        Rank(value: Double(match.score), date: match.date, key: match.key)
    }

    // MARK: Results

    private func record(_ address: ItemAddress) throws -> RecordView {
        RecordView(record: try snapshot.record(at: address, scratch))
    }

    private func id(of address: ItemAddress) throws -> String {
        try snapshot.withRecord(at: address, scratch) { try Record.string("id", in: $0) } ?? ""
    }

    /// The items of a group in all segments that are live, newest first.
    private func members(
        _ column: KeyPath<SegmentReader, GroupMembers> & Sendable, of group: Int64
    ) throws -> [ItemAddress] {
        var result: [ItemAddress] = []
        for (segment, view) in snapshot.segments.enumerated() {
            for item in try view.reader[keyPath: column].items(of: group) where view.isLive(Int(item)) {
                result.append(ItemAddress(segment: segment, item: item))
            }
        }
        // One segment has them in this order; several have to be brought into it, or answers would tell them apart.
        guard snapshot.segments.count > 1 else { return result }
        let ranked = result.map { (address: $0, rank: rank($0)) }
        return ranked.sorted { $1.rank < $0.rank }.map(\.address)
    }

    private func rank(_ address: ItemAddress) -> Rank {
        Rank(value: 0, date: date(of: address), key: snapshot.segments[address.segment].reader.key(Int(address.item)))
    }

    func threads(_ entries: some Collection<GroupCollector.Entry>) throws -> [ThreadHit] {
        let matched = try matches(\.threadMembers, entries.map(\.group))
        return try entries.map { entry in
            try thread(
                entry.group, best: entry.best, score: entry.score, matched[entry.group] ?? [], isShort: false)
        }
    }

    /// - Parameter isShort: tell of its best message only: a thread within a box.
    private func thread(
        _ group: Int64, best: ItemAddress, score: Float, _ matches: [Match], isShort: Bool
    ) throws -> ThreadHit {
        let shown = try record(best)
        let all = try members(\.threadMembers, of: group)
        let newestFirst = matches.sorted { ($0.date, $1.key) > ($1.date, $0.key) }
        var people: [MailAddress] = []
        var labels: [String] = []
        for address in isShort ? [best] : Array(all.prefix(20)) {
            let message = address == best ? shown : try record(address)
            for person in message.people {
                guard let known = people.firstIndex(where: { $0.address == person.address }) else {
                    people.append(person)
                    continue
                }
                // Some mail names whom other mail only addresses.
                if people[known].name.isEmpty { people[known].name = person.name }
            }
            for label in message.labels where !labels.contains(label) { labels.append(label) }
        }
        let snippet = request.wantsHighlights ? scratch.highlighter.snippet(shown.text, words) : ("", [])
        return ThreadHit(
            id: shown.thread, subject: shown.subject,
            subjectHighlights: request.wantsHighlights ? scratch.highlighter.highlights(shown.subject, words) : [],
            participants: Array(people.prefix(20)),
            date: Timestamp(milliseconds: newestFirst.first?.date ?? date(of: best)),
            box: try shown.box.flatMap { try boxReference($0) }, messages: all.count,
            matched: try newestFirst.prefix(100).map { try id(of: $0.address) }, labels: labels,
            snippet: snippet.0, highlights: snippet.1, score: score)
    }

    private func date(of address: ItemAddress) -> Int64 {
        snapshot.segments[address.segment].reader.dates[Int(address.item)]
    }

    private func boxReference(_ id: String) throws -> BoxReference? {
        let key = Identity.record(DocumentKey(team: request.team, kind: .box, id: id))
        guard let found = try snapshot.find(key) else { return BoxReference(id: id, name: "") }
        let card = try record(ItemAddress(segment: found.segment, item: UInt32(found.item)))
        return BoxReference(id: id, name: card.name)
    }

    func boxes(_ entries: some Collection<GroupCollector.Entry>) throws -> [BoxHit] {
        let matched = try matches(\.boxMembers, entries.map(\.group))
        return try entries.map { try box($0, matched[$0.group] ?? []) }
    }

    private func box(_ entry: GroupCollector.Entry, _ matches: [Match]) throws -> BoxHit {
        let best = try record(entry.best)
        let id = isCard(entry.best) ? best.id : best.box ?? best.id
        let key = Identity.record(DocumentKey(team: request.team, kind: .box, id: id))
        var card: RecordView?
        var modified: Int64 = 0
        if let found = try snapshot.find(key) {
            let address = ItemAddress(segment: found.segment, item: UInt32(found.item))
            card = try record(address)
            modified = date(of: address)
        }
        var hit = BoxHit(
            id: id, name: card?.name ?? "", pipeline: card?.pipeline ?? "", stage: card?.stage ?? "",
            assignees: card?.assignees ?? [], modified: Timestamp(milliseconds: modified), score: entry.score,
            highlights: [:], highlighted: [:], threads: try bestThreads(matches), matched: matches.count)
        guard request.wantsHighlights, let card else { return hit }
        for (name, text) in [("name", card.name), ("notes", card.notes)] {
            let found = scratch.highlighter.highlights(text, words)
            guard !found.isEmpty else { continue }
            hit.highlights[name] = found
            hit.highlighted[name] = text
        }
        return hit
    }

    /// A box's best three threads.
    private func bestThreads(_ matches: [Match]) throws -> [ThreadHit] {
        var order: [Int64] = []
        var byThread: [Int64: [Match]] = [:]
        for match in matches where match.thread >= 0 {
            if byThread[match.thread] == nil { order.append(match.thread) }
            byThread[match.thread, default: []].append(match)
        }
        return try order.prefix(3).map { thread in
            let own = byThread[thread] ?? []
            return try self.thread(thread, best: own[0].address, score: own[0].score, own, isShort: true)
        }
    }

    func messages(_ entries: some Collection<GroupCollector.Entry>) throws -> [MessageHit] {
        try entries.map { entry in
            let shown = try record(entry.best)
            let reader = snapshot.segments[entry.best.segment].reader
            let kind = DocumentKind(rawValue: UInt8(truncatingIfNeeded: reader.kinds[Int(entry.best.item)]))
            let snippet = request.wantsHighlights ? scratch.highlighter.snippet(shown.text, words) : ("", [])
            return MessageHit(
                kind: kind ?? .message, id: shown.id, thread: kind == .message ? shown.thread : nil,
                box: kind == .box ? shown.id : shown.box, subject: kind == .box ? shown.name : shown.subject,
                from: shown.from, date: Timestamp(milliseconds: date(of: entry.best)), labels: shown.labels,
                snippet: snippet.0, highlights: snippet.1, score: entry.score)
        }
    }
}

extension IndexSnapshot {
    /// The stored record of an item.
    func record(at address: ItemAddress, _ scratch: SearchScratch) throws -> Record {
        try withRecord(at: address, scratch) { try Record(decoding: $0) }
    }

    /// Calls `body` with the stored bytes of an item's record.
    func withRecord<R>(
        at address: ItemAddress, _ scratch: SearchScratch, _ body: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R {
        let reader = segments[address.segment].reader
        return try reader.stored.record(at: Int(address.item), scratch.stored(for: reader)) { bytes in
            do { return try body(bytes) } catch {
                let section = try reader.file.section(SegmentSection.stored)
                throw section.corrupt(at: 0, expected: "the record of item \(address.item)", got: "\(error)")
            }
        }
    }
}
