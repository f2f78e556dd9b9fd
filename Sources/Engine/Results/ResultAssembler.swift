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
    private lazy var matches = GroupMatchFinder(
        snapshot: snapshot, request: request, plan: plan, profile: profile, budget: budget)
    /// The phrase over segments, and the items that were asked for it: a thread's best item is often a box's too.
    private var phraseScans: [Int: SegmentScan] = [:]
    private var phrased: [ItemAddress: Bool] = [:]
    /// The boxes that were named so far.
    private var references: [String: BoxReference] = [:]

    /// Messages of a thread, the newest, that its people and labels are gathered from.
    private static let messagesForPeople = 20
    private static let maximumParticipants = 20
    private static let maximumMatchedIds = 100

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
        words = request.wantsHighlights ? try QueryForms(plan, team: request.team, in: snapshot, budget) : nil
    }

    // MARK: Second stage

    /// Rescores the best groups by what a person would notice; the others keep their places below them.
    ///
    /// - Parameter besides: boxes that will be shown: their matches are found on the same walk as the threads'.
    func rescored(
        _ collector: GroupCollector, areThreads: Bool, besides boxes: ArraySlice<GroupCollector.Entry> = []
    ) throws -> [GroupCollector.Entry] {
        guard request.sort == .relevance, !plan.scoring.isEmpty, !collector.entries.isEmpty else {
            return collector.entries
        }
        let count = min(profile.rescoredGroups, collector.entries.count)
        var head = Array(collector.entries.prefix(count))
        let phrased = try itemsWithPhrase(head.map(\.best))
        if areThreads { try matches.find(threads: head.map(\.group), boxes: boxes.map(\.group)) }
        for index in head.indices {
            var factor: Float = phrased.contains(head[index].best) ? profile.phraseBoost : 1
            if areThreads {
                factor *= severalMatchesFactor(matches.threads[head[index].group]?.items.count ?? 1)
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

    /// Those of some items that have the query's words next to each other.
    private func itemsWithPhrase(_ addresses: [ItemAddress]) throws -> Set<ItemAddress> {
        guard let phrase = plan.phrase else { return [] }
        var result: Set<ItemAddress> = []
        // They are few: each is looked at by itself, in the order of the lists.
        for address in addresses.sorted(by: { ($0.segment, $0.item) < ($1.segment, $1.item) }) {
            let known = phrased[address]
            let hasPhrase = try known ?? self.hasPhrase(phrase, address)
            if known == nil { phrased[address] = hasPhrase }
            if hasPhrase { result.insert(address) }
        }
        return result
    }

    private func hasPhrase(_ phrase: Int, _ address: ItemAddress) throws -> Bool {
        try budget.check(work: 1)
        if phraseScans[address.segment] == nil {
            phraseScans[address.segment] = try SegmentScan(
                snapshot.segments[address.segment], team: request.team, .leaf(phrase), leaves: plan.leaves,
                budget: budget)
        }
        guard let leaf = phraseScans[address.segment]?.root as? LeafMatcher else { return false }
        return try leaf.frequency(of: address.item) > 0
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
        return newestFirst(result)
    }

    /// How many live items a thread has.
    private func memberCount(ofThread thread: Int64) throws -> Int {
        try snapshot.segments.reduce(0) { sum, view in
            let members = view.reader.threadMembers
            guard view.live != nil else { return sum + (try members.count(of: thread)) }
            return sum + (try members.items(of: thread)).count { view.isLive(Int($0)) }
        }
    }

    /// Items of which those of one segment ascend, newest first.
    private func newestFirst(_ addresses: [ItemAddress]) -> [ItemAddress] {
        // One segment has them in this order; several have to be brought into it, or answers would tell them apart.
        guard snapshot.segments.count > 1, addresses.count > 1 else { return addresses }
        let ranked = addresses.map { (address: $0, rank: rank($0)) }
        return ranked.sorted { $1.rank < $0.rank }.map(\.address)
    }

    private func rank(_ address: ItemAddress) -> Rank {
        Rank(value: 0, date: date(of: address), key: snapshot.segments[address.segment].reader.key(Int(address.item)))
    }

    func threads(_ entries: some Collection<GroupCollector.Entry>) throws -> [ThreadHit] {
        try matches.find(threads: entries.map(\.group))
        return try entries.map { entry in
            try thread(entry, matched: matches.threads[entry.group]?.items ?? [], isShort: false)
        }
    }

    /// - Parameters:
    ///   - matched: the thread's matches; those of one segment ascend.
    ///   - isShort: tell of its best message only: a thread within a box.
    private func thread(
        _ entry: GroupCollector.Entry, matched: [ItemAddress], isShort: Bool
    ) throws -> ThreadHit {
        let best = entry.best
        let all = isShort ? [best] : try members(ofThread: entry.group)
        let matched = newestFirst(matched)
        var people = ThreadPeople(maximumPeople: Self.maximumParticipants)
        for address in all.prefix(Self.messagesForPeople) {
            try withRecord(address) { people.add($0) }
        }
        let words = words(in: best)
        return try withRecord(best) { shown in
            let subject = shown.subject
            let snippet = words.map { scratch.highlighter.snippet(shown.text, $0) } ?? ("", [])
            return ThreadHit(
                id: shown.thread, subject: subject,
                subjectHighlights: words.map { scratch.highlighter.highlights(subject, $0) } ?? [],
                participants: people.people,
                date: Timestamp(milliseconds: date(of: matched.first ?? best)),
                box: try shown.box.map(boxReference),
                messages: isShort ? try memberCount(ofThread: entry.group) : all.count,
                matched: try matched.prefix(Self.maximumMatchedIds).map { $0 == best ? shown.id : try id(of: $0) },
                labels: people.labels, snippet: snippet.0, highlights: snippet.1, score: entry.score)
        }
    }

    /// The query's words as an item has them; `nil` where nothing is highlighted.
    private func words(in address: ItemAddress) -> QueryForms? {
        words?.inLanguage(snapshot.segments[address.segment].reader.language(Int(address.item)))
    }

    private func boxReference(_ id: String) throws -> BoxReference {
        if let known = references[id] { return known }
        let name = try card(id).map { try withRecord($0, \.name) } ?? ""
        let reference = BoxReference(id: id, name: name)
        references[id] = reference
        return reference
    }

    func boxes(_ entries: some Collection<GroupCollector.Entry>) throws -> [BoxHit] {
        try matches.find(boxes: entries.map(\.group))
        return try entries.map { try box($0, matches.boxes[$0.group]) }
    }

    private func box(_ entry: GroupCollector.Entry, _ matches: GroupMatches?) throws -> BoxHit {
        let isCard = isCard(entry.best)
        let id = try withRecord(entry.best) { isCard ? $0.id : $0.box ?? $0.id }
        let threads = try (matches?.threads.entries ?? []).map {
            try thread($0, matched: matches?.items(inThread: $0.group) ?? [], isShort: true)
        }
        var hit = BoxHit(
            id: id, name: "", pipeline: "", stage: "", assignees: [], modified: Timestamp(milliseconds: 0),
            score: entry.score, highlights: [:], highlighted: [:], threads: threads, matched: matches?.items.count ?? 0)
        guard let card = try card(id) else { return hit }
        hit.modified = Timestamp(milliseconds: date(of: card))
        let words = words(in: card)
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

    func messages(_ entries: some Collection<GroupCollector.Entry>) throws -> [MessageHit] {
        try entries.map { entry in
            let reader = snapshot.segments[entry.best.segment].reader
            let kind = DocumentKind(rawValue: UInt8(truncatingIfNeeded: reader.kinds[Int(entry.best.item)]))
            let words = words(in: entry.best)
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
