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
    /// `nil` where nothing is highlighted.
    private let words: QueryForms?
    private let budget: SearchBudget
    /// Scans that are kept for the next use, by segment; `nil` where the segment has nothing of the team.
    private var scans: [Int: SegmentScan?] = [:]
    private let recency: Recency
    private let scores = WindowScores()
    /// The matches of the threads looked at so far.
    private var threadMatches: [Int64: [GroupMatch]] = [:]

    /// Messages of a thread, the newest, that its people and labels are gathered from.
    private static let messagesForPeople = 20
    private static let maximumParticipants = 20
    private static let maximumMatchedIds = 100
    private static let threadsInBox = 3
    /// Plans of more leaves are made into scans anew for each use: kept for every segment they would take much memory.
    private static let maximumKeptLeaves = 128

    init(
        snapshot: IndexSnapshot, request: SearchRequest, plan: QueryPlan, profile: RankingProfile,
        scratch: SearchScratch, budget: SearchBudget
    ) throws {
        self.snapshot = snapshot
        self.request = request
        self.plan = plan
        self.profile = profile
        self.scratch = scratch
        self.budget = budget
        words = request.wantsHighlights ? try QueryForms(plan, team: request.team, in: snapshot) : nil
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

    // MARK: Second stage

    /// Rescores the best groups by what a person would notice; the others keep their places below them.
    func rescored(_ collector: GroupCollector, areThreads: Bool) throws -> [GroupCollector.Entry] {
        guard request.sort == .relevance, !plan.scoring.isEmpty else { return collector.entries }
        let count = min(profile.rescoredGroups, collector.entries.count)
        var head = Array(collector.entries.prefix(count))
        let phrased = try itemsWithPhrase(head.map(\.best))
        let matched = areThreads ? try matches(.thread, head.map(\.group)) : [:]
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

    /// The matches in some groups, in no order.
    private func matches(_ kind: GroupKind, _ groups: [Int64]) throws -> [Int64: [GroupMatch]] {
        let known = kind == .thread ? threadMatches : [:]
        var result = known
        let missing = groups.filter { known[$0] == nil }
        guard !missing.isEmpty else { return result }
        for group in missing { result[group] = [] }
        for segment in snapshot.segments.indices { try addMatches(kind, missing, segment, to: &result) }
        if kind == .thread { threadMatches = result }
        return result
    }

    private func addMatches(
        _ kind: GroupKind, _ groups: [Int64], _ segment: Int, to result: inout [Int64: [GroupMatch]]
    ) throws {
        let reader = snapshot.segments[segment].reader
        let (ordinals, members) = (kind.ordinals(reader), kind.members(reader))
        var items: [UInt32] = []
        for group in groups { items += try members.items(of: group) }
        guard !items.isEmpty, let scan = try scan(segment) else { return }
        items.sort()
        let leaves = scan.scoring
        try scan.forEachMatch(among: items) { window, bits in
            scores.clear()
            for leaf in leaves { try leaf.score(window, bits, into: scores.values) }
            bits.forEach { bit in
                let item = Int(window.base) + bit
                let date = reader.dates[item]
                result[ordinals[item]]?.append(
                    GroupMatch(
                        address: ItemAddress(segment: segment, item: UInt32(item)), key: reader.key(item), date: date,
                        score: scores.values[bit] * recency.factor(date), thread: reader.threadOrdinals[item]))
            }
        }
    }

    // MARK: Results

    /// Calls `body` with an item's stored record.
    private func withRecord<R>(_ address: ItemAddress, _ body: (RecordView) throws -> R) throws -> R {
        try snapshot.withRecord(at: address, scratch) { try body(try RecordView($0)) }
    }

    private func id(of address: ItemAddress) throws -> String {
        try snapshot.withRecord(at: address, scratch) { try Record.string("id", in: $0) } ?? ""
    }

    private func date(of address: ItemAddress) -> Int64 {
        snapshot.segments[address.segment].reader.dates[Int(address.item)]
    }

    /// A box's card.
    private func card(_ id: String) throws -> ItemAddress? {
        let key = Identity.record(DocumentKey(team: request.team, kind: .box, id: id))
        return try snapshot.find(key).map { ItemAddress(segment: $0.segment, item: UInt32($0.item)) }
    }

    /// The items of a thread in all segments that are live, newest first.
    private func members(ofThread thread: Int64) throws -> [ItemAddress] {
        var result: [ItemAddress] = []
        for (segment, view) in snapshot.segments.enumerated() {
            for item in try view.reader.threadMembers.items(of: thread) where view.isLive(Int(item)) {
                result.append(ItemAddress(segment: segment, item: item))
            }
        }
        // One segment has them in this order; several have to be brought into it, or answers would tell them apart.
        guard snapshot.segments.count > 1, result.count > 1 else { return result }
        let ranked = result.map { (address: $0, rank: rank($0)) }
        return ranked.sorted { $1.rank < $0.rank }.map(\.address)
    }

    private func rank(_ address: ItemAddress) -> Rank {
        Rank(value: 0, date: date(of: address), key: snapshot.segments[address.segment].reader.key(Int(address.item)))
    }

    func threads(_ entries: some Collection<GroupCollector.Entry>) throws -> [ThreadHit] {
        let matched = try matches(.thread, entries.map(\.group))
        return try entries.map { entry in
            try thread(
                entry.group, best: entry.best, score: entry.score, matched[entry.group] ?? [], isShort: false)
        }
    }

    /// - Parameters:
    ///   - matches: the thread's, in any order.
    ///   - isShort: tell of its best message only: a thread within a box.
    private func thread(
        _ group: Int64, best: ItemAddress, score: Float, _ matches: [GroupMatch], isShort: Bool
    ) throws -> ThreadHit {
        let all = try members(ofThread: group)
        let newestFirst = matches.sorted { ($0.date, $1.key) > ($1.date, $0.key) }
        var people = ThreadPeople()
        for address in isShort ? [best] : all.prefix(Self.messagesForPeople) {
            try withRecord(address) { people.add($0) }
        }
        return try withRecord(best) { shown in
            let subject = shown.subject
            let snippet = words.map { scratch.highlighter.snippet(shown.text, $0) } ?? ("", [])
            return ThreadHit(
                id: shown.thread, subject: subject,
                subjectHighlights: words.map { scratch.highlighter.highlights(subject, $0) } ?? [],
                participants: Array(people.people.prefix(Self.maximumParticipants)),
                date: Timestamp(milliseconds: newestFirst.first?.date ?? date(of: best)),
                box: try shown.box.map(boxReference), messages: all.count,
                matched: try newestFirst.prefix(Self.maximumMatchedIds).map { try id(of: $0.address) },
                labels: people.labels, snippet: snippet.0, highlights: snippet.1, score: score)
        }
    }

    private func boxReference(_ id: String) throws -> BoxReference {
        guard let card = try card(id) else { return BoxReference(id: id, name: "") }
        return BoxReference(id: id, name: try withRecord(card, \.name))
    }

    func boxes(_ entries: some Collection<GroupCollector.Entry>) throws -> [BoxHit] {
        let matched = try matches(.box, entries.map(\.group))
        return try entries.map { try box($0, matched[$0.group] ?? []) }
    }

    private func box(_ entry: GroupCollector.Entry, _ matches: [GroupMatch]) throws -> BoxHit {
        let isCard = isCard(entry.best)
        let id = try withRecord(entry.best) { isCard ? $0.id : $0.box ?? $0.id }
        let threads = try bestThreads(matches)
        var hit = BoxHit(
            id: id, name: "", pipeline: "", stage: "", assignees: [], modified: Timestamp(milliseconds: 0),
            score: entry.score, highlights: [:], highlighted: [:], threads: threads, matched: matches.count)
        guard let card = try card(id) else { return hit }
        hit.modified = Timestamp(milliseconds: date(of: card))
        return try withRecord(card) { card in
            hit.name = card.name
            hit.pipeline = card.pipeline
            hit.stage = card.stage
            hit.assignees = card.assignees
            guard let words else { return hit }
            for (name, text) in [("name", hit.name), ("notes", card.notes)] {
                let found = scratch.highlighter.highlights(text, words)
                guard !found.isEmpty else { continue }
                hit.highlights[name] = found
                hit.highlighted[name] = text
            }
            return hit
        }
    }

    /// A box's best threads.
    private func bestThreads(_ matches: [GroupMatch]) throws -> [ThreadHit] {
        var best: [Int64: GroupMatch] = [:]
        for match in matches where match.thread >= 0 {
            guard let known = best[match.thread], match.rank < known.rank else {
                best[match.thread] = match
                continue
            }
        }
        var shown: [GroupMatch] = []
        for match in best.values {
            if shown.count == Self.threadsInBox, match.rank < shown[shown.count - 1].rank { continue }
            shown.insert(match, at: shown.firstIndex { $0.rank < match.rank } ?? shown.count)
            if shown.count > Self.threadsInBox { shown.removeLast() }
        }
        return try shown.map { best in
            let own = matches.filter { $0.thread == best.thread }
            return try thread(best.thread, best: best.address, score: best.score, own, isShort: true)
        }
    }

    func messages(_ entries: some Collection<GroupCollector.Entry>) throws -> [MessageHit] {
        try entries.map { entry in
            let reader = snapshot.segments[entry.best.segment].reader
            let kind = DocumentKind(rawValue: UInt8(truncatingIfNeeded: reader.kinds[Int(entry.best.item)]))
            return try withRecord(entry.best) { shown in
                let snippet = words.map { scratch.highlighter.snippet(shown.text, $0) } ?? ("", [])
                return MessageHit(
                    kind: kind ?? .message, id: shown.id, thread: kind == .message ? shown.thread : nil,
                    box: kind == .box ? shown.id : shown.box, subject: kind == .box ? shown.name : shown.subject,
                    from: shown.from, date: Timestamp(milliseconds: date(of: entry.best)), labels: shown.labels,
                    snippet: snippet.0, highlights: snippet.1, score: entry.score)
            }
        }
    }
}

/// A match found again, with its score.
private struct GroupMatch {
    var address: ItemAddress
    var key: KeyHash
    var date: Int64
    var score: Float
    var thread: Int64

    var rank: Rank { Rank(value: Double(score), date: date, key: key) }
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
            do { return try body(bytes) } catch let error as RecordCodingError {
                let section = try reader.file.section(SegmentSection.stored)
                throw section.corrupt(at: 0, expected: "the record of item \(address.item)", got: "\(error)")
            }
        }
    }
}
