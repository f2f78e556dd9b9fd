// Properties, over an index whose lists have many blocks and whose segments have many windows:
// 1. The best k by matching and scoring in one walk, with everything passed over that can be, are the first k of all
//    matches found by the tree alone, scored leaf by leaf, and sorted: the same items, order and scores to the last bit.
// 2. Counting changes none of that, and counts exactly those matches.
// 3. What a pattern's terms stand in is the same whether it was met on the way or is looked up.
// 4. What is told of the groups of a page is the same whether their matches are known from counting or looked for again.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct TopTests {
    static let now = Timestamp(seconds: 1_003_000_000)
    static let team = "team-a"

    /// One index for all tests: two segments of some thousand items, one of them with deletions, and what is in memory.
    static let index = Result { try makeIndex() }

    private static func makeIndex() throws -> (NativeBackend, TemporaryFolder) {
        let folder = try TemporaryFolder()
        var options = IndexOptions(now: { now })
        options.memorySegments = 4
        let index = try NativeBackend(FileDirectory(folder.path), options: options, create: true)
        var builder = DocumentBuilder(seed: 77)
        for part in 0..<3 {
            for _ in 0..<(part == 2 ? 2 : 24) {
                _ = try index.apply((0..<400).map { _ in builder.document(keys: 16_000) })
            }
            if part < 2 { _ = try index.flush() }
            if part == 0 { _ = try index.merge() }
        }
        return (index, folder)
    }

    private func request(_ clause: Clause, limit: Int, _ count: CountMode) -> SearchRequest {
        SearchRequest(
            team: Self.team, clause: clause, limit: limit, wantsBoxes: false, wantsThreads: false, wantsMessages: true,
            wantsHighlights: false, count: count, now: Self.now)
    }

    /// All matches, best first, by the matchers of the tree and the leaves alone.
    private func all(_ request: SearchRequest, _ index: NativeBackend) throws -> [Ranking.Entry] {
        let snapshot = try index.snapshot(nil)
        let budget = SearchBudget(deadline: nil, isCancelled: { false })
        let profile = RankingProfile()
        let recency = Recency(profile, now: request.now)
        let plan = try QueryPlanner(
            snapshot: snapshot, team: Self.team, profile: profile, scratch: SearchScratch(SearchCaches()),
            budget: budget, wantsPhrase: false
        ).plan(request.clause, filter: nil)
        var found: [GroupCollector.Entry] = []
        let scores = WindowScores()
        for (index, view) in snapshot.segments.enumerated() {
            let scan = try SegmentScan(
                view, team: Self.team, plan.root, leaves: plan.leaves, scoring: plan.scoring, budget: budget)
            try scan?.forEachMatch { window, bits in
                scores.clear()
                for leaf in scan?.scoring ?? [] {
                    try bits.forEach { bit in
                        let item = window.base + UInt32(bit)
                        let frequency = try leaf.frequency(of: item)
                        guard frequency > 0 else { return }
                        let norm = view.reader.norm(Int(item))
                        scores.values[bit] += leaf.weight.score(frequency: frequency, norm: norm)
                    }
                }
                bits.forEach { bit in
                    let item = Int(window.base) + bit
                    let date = view.reader.dates[item]
                    let score = scores.values[bit] * recency.factor(date)
                    let address = ItemAddress(segment: index, item: UInt32(item))
                    found.append(
                        GroupCollector.Entry(
                            group: Int64(index) << 32 | Int64(item),
                            rank: Rank(value: Double(score), date: date, key: view.reader.key(item)), score: score,
                            best: address))
                }
                return true
            }
        }
        return found.sorted { $1.rank < $0.rank }.map(Ranking.Entry.init)
    }

    private func check(_ clause: Clause, _ place: Comment) throws {
        let (index, _) = try Self.index.get()
        let expected = try all(request(clause, limit: 1, .none), index)
        for limit in [1, 7, 40] {
            for count in [CountMode.none, .exact] {
                let ranking = try index.rank(request(clause, limit: limit, count))
                #expect(ranking.messages == Array(expected.prefix(limit)), "\(place), \(limit), \(count)")
                if count == .exact { #expect(ranking.totals.items == expected.count, place) }
            }
        }
    }

    @Test(arguments: 0..<12) func theBestAreTheFirstOfAll(seed: UInt64) throws {
        var builder = DocumentBuilder(seed: seed)
        for round in 0..<12 {
            let clause = builder.clause(depth: 2)
            try check(clause, "seed \(seed), round \(round), \(clause)")
        }
    }

    /// The shapes that are most of what people type, each with words from rare to common.
    @Test(arguments: 0..<6) func theBestOfPlainShapes(seed: UInt64) throws {
        var builder = DocumentBuilder(seed: seed &+ 100)
        func word() -> Clause { .text(nil, .word(DocumentBuilder.words[builder.number(0...23)])) }
        func words(_ count: Int) -> [Clause] { (0..<count).map { _ in word() } }
        let day = Timestamp(seconds: 1_000_000_000 + Int64(builder.number(0...30)) * 86_400)
        let later = Timestamp(milliseconds: day.milliseconds + 7 * 86_400_000)
        let stage = Clause.keyword(.stage, DocumentBuilder.stages[builder.number(0...2)])
        let name = DocumentBuilder.words[builder.number(0...15)]
        let shapes: [Clause] = [
            word(), .and(words(2)), .and(words(3)), .or(words(2)), .or(words(5)), .and([word(), .or(words(3))]),
            .and([.or(words(2)), .or(words(2))]), .and([word(), .not(word())]), .or([.and(words(2)), word()]),
            .and([word(), .date(.field(.date), start: day, end: later)]), .and([word(), stage]),
            .and(words(2) + [stage]), .text(.field(.subject), .word(name)), .text(nil, .prefix("con")),
            .text(nil, .phrase("\(name) meeting")), .and([.text(nil, .phrase("\(name) price")), word()]),
            .text(nil, .near(distance: 3, .word(name), .word("offer"), ordered: false)), .text(nil, .exact("meetings")),
            .and([.scope(.message, .and(words(2))), word()]),
            .and([.text(nil, .prefix("in")), .date(.field(.date), start: day, end: later)]),
            .and([.text(nil, .glob("*ing*")), stage]), .and([.text(nil, .prefix("con")), word()]),
            // More pairs than there are of the first word.
            .text(
                nil,
                .near(
                    distance: 9, .near(distance: 9, .word("the"), .word(name), ordered: false), .word("and"),
                    ordered: false)),
        ]
        for shape in shapes { try check(shape, "seed \(seed), \(shape)") }
    }

    /// A word alone in a range of dates that begins and ends anywhere in its list, or beside it.
    @Test(arguments: 0..<6) func theBestOfWordsWithinDates(seed: UInt64) throws {
        var builder = DocumentBuilder(seed: seed &+ 300)
        for word in DocumentBuilder.words {
            let first = Int64(builder.number(0...40))
            let days = (first, first + Int64(builder.number(0...3)))
            let start = Timestamp(seconds: 1_000_000_000 + days.0 * 86_400)
            let end = Timestamp(seconds: 1_000_000_000 + days.1 * 86_400)
            let clause = Clause.and([.text(nil, .word(word)), .date(.field(.date), start: start, end: end)])
            try check(clause, "seed \(seed), \(word), days \(days)")
        }
    }

    /// What a walk meets of a pattern's terms is what looking each of them up finds.
    @Test(arguments: ["", "a", "co", "in", "me", "meet", "zzz"]) func listsMetAreListsLookedUp(prefix: String) throws {
        let (index, _) = try Self.index.get()
        let snapshot = try index.snapshot(nil)
        let expansion = TermExpansion(
            snapshot: snapshot, team: Self.team, budget: SearchBudget(deadline: nil, isCancelled: { false }),
            grams: TermGramCache())
        for space in [TermSpace.combined(.stem), .text(.subject, .stem)] {
            let found = try expansion.terms(space) { PrefixAutomaton(prefix) }
            let lists = try #require(found.lists, "\(space)")
            for view in snapshot.segments {
                guard let team = view.reader.info.ordinal(ofTeam: Self.team) else { continue }
                let expected = try found.terms.flatMap {
                    try view.reader.lists(of: TermChoice(exact: $0), space, team: team)
                }
                let met = try #require(lists[ObjectIdentifier(view.reader)])
                func keys(_ lists: [TermList]) -> Set<[UInt64]> {
                    Set(
                        lists.map {
                            [
                                $0.entry.postingsOffset, $0.entry.occurrencesOffset, UInt64($0.entry.count),
                                UInt64($0.form ?? .max), UInt64($0.items), UInt64($0.language?.rawValue ?? .max),
                            ]
                        })
                }
                #expect(met.count == expected.count && keys(met) == keys(expected), "\(space), \(prefix)")
            }
        }
    }

    /// A walk that is ended has not met all lists.
    @Test func listsOfCutPatternsAreLookedUp() throws {
        let (index, _) = try Self.index.get()
        let budget = SearchBudget(deadline: nil, isCancelled: { false })
        _ = try budget.visit(.max / 2)
        let found = try TermExpansion(
            snapshot: try index.snapshot(nil), team: Self.team, budget: budget, grams: TermGramCache()
        ).terms(.combined(.stem)) { PrefixAutomaton("in") }
        #expect(!found.terms.isEmpty && found.isCut && found.lists == nil)
    }

    @Test(arguments: 0..<6) func whatIsKnownFromCountingIsWhatIsFound(seed: UInt64) throws {
        let (index, _) = try Self.index.get()
        var builder = DocumentBuilder(seed: seed &+ 200)
        for round in 0..<12 {
            var request = request(builder.clause(depth: 2), limit: 8, .none)
            request.wantsBoxes = true
            request.wantsThreads = true
            request.sort = [.relevance, .relevance, .newest, .oldest][round % 4]
            let found = try index.search(request)
            for count in [CountMode.bounded, .exact] {
                request.count = count
                let known = try index.search(request)
                let place: Comment = "seed \(seed), round \(round), \(count), \(request.clause)"
                #expect(known.threads == found.threads, place)
                #expect(known.boxes == found.boxes, place)
            }
        }
    }
}
