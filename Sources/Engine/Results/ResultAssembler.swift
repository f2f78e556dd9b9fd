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
    private var words: QueryForms?
    private let budget: SearchBudget
    private lazy var matches = GroupMatchFinder(
        snapshot: snapshot, request: request, plan: plan, profile: profile, known: known, budget: rescoring)
    private let rescoring: SearchBudget
    private let known: KnownMatches
    /// Whether the time was over before all was told of what was found.
    private(set) var isCut = false
    /// The phrase over segments, and the items that were asked for it: a thread's best item is often a box's too.
    private var phraseScans: [Int: SegmentScan] = [:]
    private var phrased: [ItemAddress: Bool] = [:]
    /// The boxes that were named so far.
    private var references: [ExactString: BoxReference] = [:]
    /// The messages that threads were shown by so far: a box's is often on the page's list of threads too.
    private var shown: [ItemAddress: ShownMessage] = [:]

    private struct ShownMessage {
        var id: String
        var thread: String
        var subject: String
        var subjectHighlights: Highlights
        var people: ThreadPeople
        var box: BoxReference?
        var snippet: (text: String, highlights: Highlights)
    }

    /// Messages of a thread, the newest, that its people and labels are gathered from.
    private static let messagesForPeople = 20
    private static let maximumParticipants = 20
    private static let maximumMatchedIds = 100
    /// About how many microseconds it takes to look for words in a long record.
    private static let snippetCost = 128

    /// - Parameters:
    ///   - known: matches of the plan that the first pass found.
    ///   - budget: what making the results may take.
    ///   - rescoring: what looking at what was found once more may take, to rank and to mark it.
    init(
        snapshot: IndexSnapshot, request: SearchRequest, plan: QueryPlan, profile: RankingProfile,
        scratch: SearchScratch, known: KnownMatches, budget: SearchBudget, rescoring: SearchBudget
    ) throws {
        self.snapshot = snapshot
        self.request = request
        self.plan = plan
        self.profile = profile
        self.scratch = scratch
        self.known = known
        self.budget = budget
        self.rescoring = rescoring
        words = nil
        guard request.wantsHighlights else { return }
        words = try inTime { try QueryForms(plan, team: request.team, in: snapshot, rescoring) }
    }

    /// What `body` gives; `nil` where the time is over, which cuts the results.
    private func inTime<R>(_ body: () throws -> R) throws -> R? {
        do { return try body() } catch EngineError.deadlineExceeded {
            isCut = true
            return nil
        }
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
        let head = Array(collector.entries.prefix(count))
        let rescored = try inTime { try self.rescored(head, areThreads: areThreads, besides: boxes) }
        return (rescored ?? head) + collector.entries.dropFirst(count)
    }

    private func rescored(
        _ entries: [GroupCollector.Entry], areThreads: Bool, besides boxes: ArraySlice<GroupCollector.Entry>
    ) throws -> [GroupCollector.Entry] {
        var head = entries
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
        return head
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
        try rescoring.check(work: 1)
        if phraseScans[address.segment] == nil {
            phraseScans[address.segment] = try SegmentScan(
                snapshot.segments[address.segment], team: request.team, .leaf(phrase), leaves: plan.leaves,
                budget: rescoring)
        }
        guard let leaf = phraseScans[address.segment]?.root as? LeafMatcher else { return false }
        return try leaf.frequency(of: address.item) > 0
    }

    // MARK: Results

    /// Calls `body` with an item's stored record.
    private func withRecord<R>(_ address: ItemAddress, _ body: (RecordView) throws -> R) throws -> R {
        try budget.pace(SearchBudget.diskStep)
        return try snapshot.withRecord(at: address, scratch) { try body(try RecordView($0)) }
    }

    private func id(of address: ItemAddress) throws -> String {
        try budget.pace(SearchBudget.diskStep)
        return try snapshot.withRecord(at: address, scratch) { try Record.string("id", in: $0) } ?? ""
    }

    private func date(of address: ItemAddress) -> Int64 {
        snapshot.segments[address.segment].reader.dates[Int(address.item)]
    }

    /// A box's card.
    private func card(_ id: String) throws -> ItemAddress? {
        let key = Identity.record(DocumentKey(team: request.team, kind: .box, id: id))
        return try snapshot.find(key).map { ItemAddress(segment: $0.segment, item: UInt32($0.item)) }
    }

    /// The newest items of a thread in all segments that are live, at most so many, the newest first; and how many there are.
    private func newestMembers(ofThread thread: Int64, _ most: Int) throws -> (items: [ItemAddress], count: Int) {
        var result: [ItemAddress] = []
        var count = 0
        for (segment, view) in snapshot.segments.enumerated() {
            var items = try view.reader.threadMembers.items(of: thread)
            if view.live != nil { items.removeAll { !view.isLive(Int($0)) } }
            count += items.count
            result += items.prefix(most).map { ItemAddress(segment: segment, item: $0) }
        }
        return (newestFirst(result, most), count)
    }

    /// How many live items a thread has.
    private func memberCount(ofThread thread: Int64) throws -> Int {
        try snapshot.segments.reduce(0) { sum, view in
            let members = view.reader.threadMembers
            guard view.live != nil else { return sum + (try members.count(of: thread)) }
            return sum + (try members.items(of: thread)).count { view.isLive(Int($0)) }
        }
    }

    /// The newest of some items, at most so many, the newest first. Those of one segment ascend, one segment's after another's.
    private func newestFirst(_ addresses: [ItemAddress], _ most: Int) -> [ItemAddress] {
        // One segment has them in this order; several have to be brought into it, or answers would tell them apart.
        guard snapshot.segments.count > 1, addresses.count > 1 else { return Array(addresses.prefix(most)) }
        var ranked: [(address: ItemAddress, rank: Rank)] = []
        var ofSegment = 0
        for address in addresses {
            ofSegment = ranked.last?.address.segment == address.segment ? ofSegment + 1 : 1
            if ofSegment <= most { ranked.append((address, rank(address))) }
        }
        return ranked.sorted { $1.rank < $0.rank }.prefix(most).map(\.address)
    }

    private func rank(_ address: ItemAddress) -> Rank {
        Rank(value: 0, date: date(of: address), key: snapshot.segments[address.segment].reader.key(Int(address.item)))
    }

    /// What is told of each of some groups, as far as the time goes.
    private func hits<Hit>(
        _ entries: some Collection<GroupCollector.Entry>, _ hit: (GroupCollector.Entry) throws -> Hit
    ) throws -> [Hit] {
        var hits: [Hit] = []
        for entry in entries {
            guard let made = try inTime({ try hit(entry) }) else { break }
            hits.append(made)
        }
        return hits
    }

    func threads(_ entries: some Collection<GroupCollector.Entry>) throws -> [ThreadHit] {
        _ = try inTime { try matches.find(threads: entries.map(\.group)) }
        return try hits(entries) { entry in
            // Where there was no time to look for the others, the one that is known.
            try thread(entry, matched: matches.threads[entry.group]?.items ?? [entry.best], isShort: false)
        }
    }

    /// - Parameters:
    ///   - matched: the thread's matches; those of one segment ascend.
    ///   - isShort: tell of its best message only: a thread within a box.
    private func thread(
        _ entry: GroupCollector.Entry, matched: [ItemAddress], isShort: Bool
    ) throws -> ThreadHit {
        try budget.pace(Self.snippetCost)
        let best = entry.best
        let matched = newestFirst(matched, Self.maximumMatchedIds)
        let shown = try shown(best)
        var people = shown.people
        var messages = 0
        if isShort {
            messages = try memberCount(ofThread: entry.group)
        } else {
            let members = try newestMembers(ofThread: entry.group, Self.messagesForPeople)
            messages = members.count
            if members.items != [best] {
                people = ThreadPeople(maximumPeople: Self.maximumParticipants)
                for address in members.items { try withRecord(address) { people.add($0) } }
            }
        }
        return ThreadHit(
            id: shown.thread, subject: shown.subject, subjectHighlights: shown.subjectHighlights,
            participants: people.people, date: Timestamp(milliseconds: date(of: matched.first ?? best)),
            box: shown.box, messages: messages,
            matched: try matched.map { $0 == best ? shown.id : try id(of: $0) },
            labels: people.labels, snippet: shown.snippet.text, highlights: shown.snippet.highlights,
            score: entry.score)
    }

    private func shown(_ address: ItemAddress) throws -> ShownMessage {
        if let known = shown[address] { return known }
        let message = try withRecord(address) { record in
            let subject = record.subject
            var people = ThreadPeople(maximumPeople: Self.maximumParticipants)
            people.add(record)
            return ShownMessage(
                id: record.id, thread: record.thread, subject: subject,
                subjectHighlights: highlights(subject, address), people: people, box: try record.box.map(boxReference),
                snippet: snippet(of: record, address))
        }
        shown[address] = message
        return message
    }

    /// A snippet of an item's record, with the query's words marked; empty where nothing is highlighted.
    private func snippet(of record: RecordView, _ address: ItemAddress) -> (text: String, highlights: Highlights) {
        guard let words else { return ("", []) }
        return scratch.highlighter.snippet(record.text, words, language(of: address))
    }

    /// Where the query's words stand in a text of an item.
    private func highlights(_ text: String, _ address: ItemAddress) -> Highlights {
        guard let words else { return [] }
        return scratch.highlighter.highlights(text, words, language(of: address))
    }

    private func language(of address: ItemAddress) -> Language {
        snapshot.segments[address.segment].reader.language(Int(address.item))
    }

    private func boxReference(_ id: String) throws -> BoxReference {
        if let known = references[ExactString(id)] { return known }
        let name = try card(id).map { try withRecord($0, \.name) } ?? ""
        let reference = BoxReference(id: id, name: name)
        references[ExactString(id)] = reference
        return reference
    }

    func boxes(_ entries: some Collection<GroupCollector.Entry>) throws -> [BoxHit] {
        _ = try inTime { try matches.find(boxes: entries.map(\.group)) }
        return try hits(entries) { try box($0, matches.boxes[$0.group]) }
    }

    private func box(_ entry: GroupCollector.Entry, _ matches: GroupMatches?) throws -> BoxHit {
        let isCard = isCard(entry.best)
        let id = try withRecord(entry.best) { isCard ? $0.id : $0.box ?? $0.id }
        let threads = try matches.map { matches in
            try zip(matches.threads.entries, matches.itemsByThread(of: snapshot)).map {
                try thread($0, matched: $1, isShort: true)
            }
        }
        var hit = BoxHit(
            id: id, name: "", pipeline: "", stage: "", assignees: [], modified: Timestamp(milliseconds: 0),
            score: entry.score, highlights: [:], highlighted: [:], threads: threads ?? [],
            matched: matches?.items.count ?? 0)
        guard let card = try card(id) else { return hit }
        hit.modified = Timestamp(milliseconds: date(of: card))
        return try withRecord(card) { shown in
            hit.name = shown.name
            hit.pipeline = shown.pipeline
            hit.stage = shown.stage
            hit.assignees = shown.assignees
            for (name, text) in [("name", hit.name), ("notes", shown.notes)] {
                let found = highlights(text, card)
                guard !found.isEmpty else { continue }
                hit.highlights[name] = found
                hit.highlighted[name] = text
            }
            return hit
        }
    }

    func messages(_ entries: some Collection<GroupCollector.Entry>) throws -> [MessageHit] {
        try hits(entries) { entry in
            let reader = snapshot.segments[entry.best.segment].reader
            let kind = DocumentKind(rawValue: UInt8(truncatingIfNeeded: reader.kinds[Int(entry.best.item)]))
            try budget.pace(Self.snippetCost)
            return try withRecord(entry.best) { shown in
                let snippet = snippet(of: shown, entry.best)
                return MessageHit(
                    kind: kind ?? .message, id: shown.id, thread: kind == .message ? shown.thread : nil,
                    box: kind == .box ? shown.id : shown.box, subject: kind == .box ? shown.name : shown.subject,
                    from: shown.from, date: Timestamp(milliseconds: date(of: entry.best)), labels: shown.labels,
                    snippet: snippet.text, highlights: snippet.highlights, score: entry.score)
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
