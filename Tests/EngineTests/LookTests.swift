// Properties, of how a search looks whether it should go on:
// 1. Short steps are counted together: there is a look in as many microseconds of them, however they are cut up. Steps that
//    take much longer than they should have one each.
// 2. A search that is cancelled at any of its looks ends with that error and with no other.
// 3. What is made of a list of terms or postings is looked at in parts: the looks grow with it.
// 4. When the time for results is over, those made so far are the answer, the best first, and it says that it is cut; when
//    only the time for ranking again is over, all are there, as they were found. A page that was not made whole has no next
//    one, which would pass over the rest of it.
// 5. A search that began in time and whose deadline passed before it found anything is cut; one that began too late is an
//    error.
// 6. A run of a script without blanks that no row of words completes is given up in time that grows with the run.
// 7. Terms that several walks find are merged in the order of their bytes, each with the sum of its items and all its
//    entries, the first of them where there are too many; they come out in the order of how many items have them, of equals
//    in that of their bytes.
// 8. Dates narrow what is looked at, however deep they stand, and never change what is found.

import QueryLanguage
import Schema
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct LookTests {
    /// Counts looks, and may end them.
    private final class Looks: Sendable {
        let count = Atomic<Int>(0)
        private let last: Int

        /// - Parameter last: the look that says that nobody waits any more.
        init(last: Int = .max) { self.last = last }

        var look: @Sendable () -> Bool {
            { self.count.add(1, ordering: .relaxed).newValue >= self.last }
        }

        var soFar: Int { count.load(ordering: .relaxed) }
    }

    // MARK: 1

    @Test(arguments: 0..<10) func stepsAreCountedTogether(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let looks = Looks()
        let budget = SearchBudget(deadline: nil, isCancelled: looks.look)
        var (since, seen) = (0, 0)
        for _ in 0..<2_000 {
            let amount = Int.random(in: 0...SearchBudget.paceLength, using: &random)
            try budget.pace(amount)
            since = looks.soFar == seen ? since + amount : 0
            seen = looks.soFar
            #expect(since < SearchBudget.paceLength, "seed \(seed)")
        }
        #expect(budget.workDone == 0)
    }

    @Test func slowStepsHaveALookEach() throws {
        let looks = Looks()
        let budget = SearchBudget(deadline: nil, isCancelled: looks.look)
        let steps = 32
        for _ in 0..<steps {
            let end = ContinuousClock.now + .milliseconds(1)
            while ContinuousClock.now < end {}
            try budget.pace(8)
        }
        #expect(looks.soFar >= steps - 2)
    }

    // MARK: 2

    private static let queries = [
        "meet*", "*ee*", "meetng~2", "\"meet the meetings\"", "meet AROUND 3 meetings",
        "thread:(meet) -thread:(nothing)",
        "messages>0 people>1 meet", "last:meet", "{meet (b* -label:inbox)}", "人民", "absent -present", "meet nothing",
    ]

    private func index() throws -> SmallIndex {
        let words = ["meet", "meeting", "meetings", "bye", "bytes", "人民人民", "present"]
        return try SmallIndex(
            (0..<24).map { place in
                .message(
                    "m\(place)", thread: "t\(place % 5)", box: place % 3 == 0 ? "b" : nil,
                    body: words.indices.filter { (place + $0) % 3 > 0 }.map { words[$0] }.joined(separator: " the "),
                    from: "p\(place % 4)@example.org")
            } + [.box("b", name: "meet")])
    }

    @Test(arguments: queries) func cancellationEndsASearch(query: String) throws {
        let index = try index()
        func search(_ looks: Looks) throws -> SearchResults {
            try index.search(query) {
                $0.isCancelled = looks.look
                $0.deadline = .now + .seconds(3_600)
            }
        }
        // Once for what is kept from search to search.
        _ = try search(Looks())
        let all = Looks()
        _ = try search(all)
        try #require(all.soFar > 10)
        for last in Set((1...40).map { all.soFar * $0 / 40 }) where last > 0 {
            let looks = Looks(last: last)
            // How often it looks depends on how fast it goes: it may be done before that look.
            var isCancelled = false
            do { _ = try search(looks) } catch EngineError.cancelled { isCancelled = true }
            #expect(isCancelled == (looks.soFar >= last), "look \(last)")
        }
    }

    // MARK: 3

    @Test func listsAreLookedAtInParts() throws {
        func looks(_ count: Int) throws -> Int {
            var collected = CollectedTerms()
            for number in 0..<count { collected.append("term\(number)".utf8, items: 1) }
            let looks = Looks()
            _ = try TermGrams(collected, SearchBudget(deadline: nil, isCancelled: looks.look))
            return looks.soFar
        }
        #expect(try looks(64 * 1_024) >= 2 * 64)
        #expect(try looks(64 * 1_024) >= 4 * looks(8 * 1_024))
    }

    @Test func termsOfAPatternAreLookedUpInParts() throws {
        func looks(_ words: Int) throws -> Int {
            let body = (0..<words).map { "x\($0)" }.joined(separator: " ")
            let index = try SmallIndex([.message("a", body: body)])
            let looks = Looks()
            let found = try index.search("x*") { $0.isCancelled = looks.look }
            #expect(found.messages.map(\.id) == ["a"])
            return looks.soFar
        }
        let few = try looks(8)
        // A look at least in every sixteen of a thousand terms.
        #expect(try looks(1_024) - few >= 64)
    }

    // MARK: 4

    /// Makes results of an index's messages with so much work granted for making and for ranking.
    private func results(
        _ index: SmallIndex, making: Int?, rescoring: Int?
    ) throws -> (hits: [ThreadHit], found: [GroupCollector.Entry], isCut: Bool) {
        var request = SearchRequest(
            team: SmallIndex.team, clause: index.clause("meet the"), limit: 10, now: SmallIndex.now)
        request.wantsBoxes = false
        func budget(_ allowance: Int?) -> SearchBudget {
            SearchBudget(deadline: nil, isCancelled: { false }, allowance: allowance)
        }
        let snapshot = try index.index.snapshot(nil)
        let scratch = SearchScratch(SearchCaches())
        let plan = try QueryPlanner(
            snapshot: snapshot, team: request.team, profile: RankingProfile(), scratch: scratch, budget: budget(nil),
            wantsPhrase: true
        ).plan(request.clause, filter: nil)
        let top = try TopGroupsSearch(
            snapshot: snapshot, request: request, plan: plan, profile: RankingProfile(), budget: budget(nil),
            fieldValues: [:]
        ).run(items: 10, groups: 10)
        let assembler = try ResultAssembler(
            snapshot: snapshot, request: request, plan: plan, profile: RankingProfile(), scratch: scratch,
            known: top.known, budget: budget(making), rescoring: budget(rescoring))
        let found = try assembler.rescored(top.threads, areThreads: true)
        return (try assembler.threads(found[...]), top.threads.entries, assembler.isCut)
    }

    @Test func resultsMadeInTimeAreTheAnswer() throws {
        let index = try index()
        let whole = try results(index, making: nil, rescoring: nil)
        #expect(!whole.isCut && whole.hits.count == 5)
        let none = try results(index, making: -1, rescoring: nil)
        #expect(none.isCut && none.hits.count < 5)
        #expect(none.hits.map(\.id) == whole.hits.map(\.id).prefix(none.hits.count).map { $0 })
        let unranked = try results(index, making: nil, rescoring: 0)
        #expect(unranked.isCut && unranked.hits.count == 5)
        #expect(unranked.hits.map(\.score) == unranked.found.map(\.score))
        #expect(Set(unranked.hits.map(\.id)) == Set(whole.hits.map(\.id)))
        // The one match that is known is told of.
        #expect(unranked.hits.allSatisfy { !$0.matched.isEmpty })
    }

    @Test func aPageThatWasNotMadeHasNoNextOne() throws {
        let index = try index()
        let snapshot = try index.index.snapshot(nil)
        let searcher = Searcher(profile: RankingProfile(), scratches: ScratchPool())
        var request = SearchRequest(
            team: SmallIndex.team, clause: index.clause("meet the"), limit: 2, now: SmallIndex.now)
        request.wantsBoxes = false
        let whole = try searcher.search(request, in: snapshot)
        #expect(!whole.isCut && whole.threads.count == 2 && whole.hasMore)
        // All is found, for finding has no deadline here; what makes the results has one that is over.
        request.began = .now - .seconds(2)
        request.deadline = .now - .seconds(1)
        let unlimited = SearchBudget(deadline: nil, isCancelled: { false })
        let cut = try searcher.search(request, in: snapshot, within: unlimited)
        #expect(cut.isCut && cut.threads.count < 2 && !cut.hasMore)
    }

    // MARK: 5

    @Test func aDeadlineThatPassedWhileReadingCuts() throws {
        let index = try index()
        let results = try index.search("meet") {
            $0.began = .now - .seconds(2)
            $0.deadline = .now - .seconds(1)
        }
        #expect(results.isCut && results.messages.isEmpty && !results.totals.isExact)
        let error = #expect(throws: EngineError.self) {
            try index.search("meet") {
                $0.began = .now - .seconds(1)
                $0.deadline = .now - .seconds(2)
            }
        }
        if case .deadlineExceeded? = error {} else { Issue.record("\(String(describing: error))") }
    }

    // MARK: 6

    @Test func runsThatNoRowCompletesAreGivenUp() throws {
        let index = try SmallIndex([.message("a", body: "人"), .message("b", body: "人人")])
        let snapshot = try index.index.snapshot(nil)
        let looks = Looks()
        let expansion = TermExpansion(
            snapshot: snapshot, team: SmallIndex.team,
            budget: SearchBudget(deadline: nil, isCancelled: looks.look), grams: TermGramCache())
        for word in ["人", "人人"] {
            try #require(try expansion.isLive(TermChoice(exact: word), .combined(.stem)), "\(word) is a word")
        }
        let edges = RunPatterns.Edges(isBeginningFixed: true, isEndFixed: true)
        // Words of one and of two go into it in as many ways as there are numbers of Fibonacci up to it.
        let run = String(repeating: "人", count: 200)
        #expect(try RunPatterns(run + "龘", edges, .combined(.stem), expansion).rows.isEmpty)
        let rows = try RunPatterns(run, edges, .combined(.stem), expansion)
        #expect(rows.rows.count == RunPatterns.maximumRows && rows.isCut)
        for row in rows.rows { #expect(row.map { $0[0] }.joined() == run) }
    }

    // MARK: 7

    @Test(arguments: 0..<40) func frequentTermsComeFirst(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let budget = SearchBudget(deadline: nil, isCancelled: { false })
        let limit = Int.random(in: 20...700, using: &random)
        var found = FoundTerms(limit: limit, budget)
        var sums: [String: UInt64] = [:]
        // The segments that entries were added with, by term: what must come back.
        var segments: [String: [Int]] = [:]
        let isKnown = Int.random(in: 0..<4, using: &random) > 0
        var walks = 0
        for segment in 0..<Int.random(in: 0...6, using: &random) {
            let terms = Array(
                (0..<Int.random(in: 0...300, using: &random)).map { _ in
                    "t\(Int.random(in: 0..<700, using: &random))"
                }.sorted().prefix(limit))
            walks += terms.count
            for term in terms {
                let items = UInt64.random(in: 1...3, using: &random)
                let entry = FoundEntry(segment: segment, entry: TermEntry(count: UInt32(items)))
                var term = term
                let isAdded = try term.withUTF8 { try found.add($0, items: items, isKnown ? entry : nil) }
                #expect(isAdded, "seed \(seed)")
                sums[term, default: 0] += items
                segments[term, default: []].append(segment)
            }
        }
        try found.finish()
        #expect(found.terms.indices.map(found.text) == Array(sums.keys.sorted().prefix(limit)), "seed \(seed)")
        #expect(found.isCut == (sums.count > limit), "seed \(seed)")
        #expect(found.hasEntries == (walks == 0 || isKnown && walks <= limit), "seed \(seed)")
        if found.hasEntries {
            for place in found.terms.indices {
                var came: [Int] = []
                found.forEachEntry(place) { came.append($0.segment) }
                #expect(came == segments[found.text(place)], "seed \(seed)")
            }
        }
        var ranked = try FrequentTerms(found, isOrdered: true, budget)
        var ordered: [String] = []
        while let place = ranked.next() { ordered.append(found.text(place)) }
        let kept = sums.sorted { $0.key < $1.key }.prefix(limit)
        #expect(ordered == kept.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key), "seed \(seed)")
    }

    @Test func noMoreTermsAreRememberedThanAllowed() throws {
        let budget = SearchBudget(deadline: nil, isCancelled: { false })
        var found = FoundTerms(limit: 3, budget)
        func add(_ term: String) throws -> Bool {
            var term = term
            return try term.withUTF8 { try found.add($0, items: 1, nil) }
        }
        for term in ["b", "d", "f"] { #expect(try add(term)) }
        #expect(try !add("h") && found.isCut)
        // Another walk has room of its own; the first in the order of bytes stay.
        for term in ["a", "b", "c"] { #expect(try add(term)) }
        try found.finish()
        #expect(found.terms.indices.map(found.text) == ["a", "b", "c"] && found.terms.map(\.items) == [1, 2, 1])
    }

    // MARK: 8

    @Test(arguments: [1, 3, 9, 40]) func datesOfAnyDepthNarrow(depth: Int) throws {
        let days = (1...28).map { day in
            (id: "m\(day)", date: Timestamp(seconds: SmallIndex.now.seconds - Int64(day) * 86_400))
        }
        let folder = try TemporaryFolder()
        let index = try NativeBackend(
            FileDirectory(folder.path), options: IndexOptions(now: { SmallIndex.now }), create: true)
        _ = try index.apply(
            days.map { day in
                let key = DocumentKey(team: "t", kind: .message, id: day.id)
                var document = Document(key: key, version: 1, date: day.date)
                document.values = [.init(.field(.subject), .text("word"))]
                document.record = Record([.init("id", .string(day.id))]).encoded()
                return document
            })
        var random = SeededRandom(seed: UInt64(depth))
        var clause = Clause.text(.field(.subject), .word("word"))
        var holds: (Timestamp) -> Bool = { _ in true }
        for level in 0..<depth {
            let start = days[Int.random(in: 14..<28, using: &random)].date
            let end = days[Int.random(in: 0..<14, using: &random)].date
            let inner = (clause, holds)
            let isConjunction = level % 2 == 0
            let date = Clause.date(.field(.date), start: start, end: isConjunction ? end : days[20].date)
            clause = isConjunction ? .and([date, inner.0]) : .or([date, inner.0])
            let last = isConjunction ? end : days[20].date
            holds = { time in
                let isWithin = start <= time && time < last
                return isConjunction ? isWithin && inner.1(time) : isWithin || inner.1(time)
            }
        }
        var request = SearchRequest(
            team: "t", clause: clause, limit: 100, wantsBoxes: false, wantsThreads: false, wantsMessages: true,
            now: SmallIndex.now)
        request.wantsSuggestion = false
        let expected = days.filter { holds($0.date) }.map(\.id)
        #expect(Set(try index.search(request).messages.map(\.id)) == Set(expected))
        try index.close()
    }
}
