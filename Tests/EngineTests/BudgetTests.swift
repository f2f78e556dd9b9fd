// Properties:
// 1. A pattern that stands for more words than are looked at keeps those in the most items and is named in the answer;
//    one that stands for fewer is not. What is kept does not depend on how the items are spread.
// 2. Memory that a search takes is given back; a search that would take too much ends with an error that says so.
// 3. The worst queries of the language's size end, and those with a deadline end soon after it.
// 4. A search whose time is over answers with the best of what it has looked at and says so; given enough, it answers as one
//    without limits. One whose time was over before it began ends with an error.
// 5. A tree of the language's depth, of any nodes, is planned and searched.
// 6. Of a short time more is kept for results than of a long one, never all of it.
// 7. Of n conditions on groups at most 1 + log₂ n sets wait at a time. Where memory is short a word that is not looked for
//    everywhere is named.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct BudgetTests {
    /// Items with many words that begin alike.
    ///
    /// - Parameter areInBoxes: two messages are a thread each, and all in boxes whose cards have the words too.
    private func manyWords(
        isMerged: Bool, rareWords: Int = 8, areInBoxes: Bool = false
    ) throws -> (NativeBackend, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let index = try NativeBackend(FileDirectory(folder.path), options: AgreementTests.options(), create: true)
        for batch in 0..<6 {
            let documents = (0..<50).map { number -> Document in
                let key = DocumentKey(team: "t", kind: .message, id: "m\(batch)-\(number)")
                var document = Document(key: key, version: 1, date: AgreementTests.now)
                let rare = (0..<rareWords).map { "xa\(batch)y\(number)z\($0)" }
                document.values = [.init(.field(.body), .text((rare + ["xzcommon"]).joined(separator: " ")))]
                document.record = Record([.init("id", .string(key.id))]).encoded()
                if areInBoxes { (document.thread, document.box) = ("t\(batch)-\(number / 2)", "b\(batch)") }
                return document
            }
            _ = try index.apply(documents)
            guard areInBoxes else { continue }
            let key = DocumentKey(team: "t", kind: .box, id: "b\(batch)")
            var card = Document(key: key, version: 1, date: AgreementTests.now, box: key.id)
            card.values = [.init(.field(.name), .text("xzcommon xa0y1z1 xa1y2z2"))]
            card.record = Record([.init("id", .string(key.id))]).encoded()
            _ = try index.apply([card])
        }
        if isMerged { _ = try index.merge() }
        return (index, folder)
    }

    /// Milliseconds left, and those kept of them for making results.
    @Test(arguments: [(-5, 0), (0, 0), (4, 2), (20, 10), (40, 20), (50, 20), (100, 20), (400, 80), (1_000, 100)])
    func shortTimesKeepMore(left: Int, kept: Int) {
        #expect(SearchBudget.Share.forResults.kept(of: .milliseconds(left)) == .milliseconds(kept))
    }

    /// Milliseconds left, and those kept of them for the last result.
    @Test(arguments: [(-5, 0), (4, 2), (10, 5), (14, 7), (20, 7), (30, 10), (60, 15)])
    func theLastResultHasItsTime(left: Int, kept: Int) {
        #expect(SearchBudget.Share.forLastResult.kept(of: .milliseconds(left)) == .milliseconds(kept))
    }

    private func request(_ clause: Clause) -> SearchRequest {
        var request = SearchRequest(
            team: "t", clause: clause, limit: 1_000, wantsMessages: true, wantsHighlights: false, count: .exact,
            now: AgreementTests.now)
        request.wantsSuggestion = false
        return request
    }

    // MARK: 1

    @Test func cutPatternsAreNamed() throws {
        var answers: [[String]] = []
        for isMerged in [false, true] {
            let (index, folder) = try manyWords(isMerged: isMerged)
            defer { withExtendedLifetime(folder) {} }
            let cut = try index.search(request(.text(nil, .prefix("xa"))))
            #expect(cut.cutPatterns == ["xa"])
            answers.append(cut.messages.map(\.id))
            let frequent = try index.search(request(.text(nil, .prefix("x"))))
            #expect(frequent.cutPatterns == ["x"])
            #expect(frequent.messages.count == 300, "the word in the most items is kept")
            let whole = try index.search(request(.text(nil, .prefix("xa0"))))
            #expect(whole.cutPatterns == [])
            #expect(whole.messages.count == 50)
            try index.close()
        }
        #expect(answers[0] == answers[1])
    }

    @Test func patternsShareTheTermsOfAQuery() throws {
        let (index, folder) = try manyWords(isMerged: true)
        defer { withExtendedLifetime(folder) {} }
        let patterns = (0..<12).map { Clause.text(nil, .glob("x*a*\($0)*")) }
        let results = try index.search(request(.or(patterns)))
        #expect(!results.messages.isEmpty)
        try index.close()
    }

    // MARK: 4

    @Test func timeCutsAnswersShort() throws {
        let (index, folder) = try manyWords(isMerged: false)
        defer { withExtendedLifetime(folder) {} }
        let request = request(.or([.text(nil, .word("xzcommon")), .text(nil, .word("xa3y7z1"))]))
        let snapshot = try index.snapshot(nil)
        let whole = try index.search(request)
        #expect(!whole.isCut && whole.totals.isExact)
        let searcher = Searcher(profile: RankingProfile(), scratches: ScratchPool())
        var outcomes: Set<String> = []
        for allowance in 0..<200 {
            let budget = SearchBudget(deadline: nil, isCancelled: { false }, allowance: allowance)
            let results = try searcher.search(request, in: snapshot, within: budget)
            outcomes.insert(results.isCut ? results.messages.isEmpty ? "nothing" : "cut" : "whole")
            #expect(results.totals.isExact == !results.isCut)
            #expect(results.isCut == (results.totals.items < whole.totals.items))
            #expect(results.isCut || results.messages.map(\.id) == whole.messages.map(\.id))
            #expect(Set(results.messages.map(\.id)).isSubset(of: whole.messages.map(\.id)))
        }
        #expect(outcomes == ["nothing", "cut", "whole"])
        var late = request
        late.deadline = .now
        let error = #expect(throws: EngineError.self) { try searcher.search(late, in: snapshot) }
        if case .deadlineExceeded? = error {} else { Issue.record("\(String(describing: error))") }
        try index.close()
    }

    // MARK: 2

    @Test func memoryIsGivenBack() throws {
        let budget = SearchBudget(deadline: nil, isCancelled: { false }, bytes: 1 << 16)
        func set() throws -> GroupSet {
            let set = GroupSet(budget)
            for ordinal in 0..<65_536 where ordinal % 8 == 0 { set.insert(Int64(ordinal)) }
            try set.settle()
            return set
        }
        // Each takes an eighth of what there is.
        for _ in 0..<20 { #expect(try set().count == 8_192) }
        var kept: [GroupSet] = []
        for _ in 0..<8 { kept.append(try set()) }
        #expect(throws: EngineError.self) { try set() }
        kept.removeLast()
        #expect(throws: Never.self) { try set() }
    }

    @Test func searchesGiveTheirMemoryBack() throws {
        let (index, folder) = try manyWords(isMerged: false)
        defer { withExtendedLifetime(folder) {} }
        // One after the other they take many times what one may take at a time.
        let clause = Clause.or((0..<200).map { .text(nil, .word("xa1y\($0 % 50)z\($0 / 50)")) })
        for _ in 0..<20 { #expect(try index.search(request(clause)).messages.count == 50) }
        try index.close()
    }

    // MARK: 3 and 4

    /// Queries of the most terms the language has, over words that all items have.
    private static let worst: [(String, Clause)] = {
        let words = ["xzcommon", "xa0y1z1", "xa1y2z2"]
        func word(_ number: Int) -> Clause { .text(nil, .word(words[number % 3])) }
        let all = 0..<1_000
        func nested(_ step: (Int, Clause) -> Clause) -> Clause { all.reduce(word(0)) { step($1, $0) } }
        return [
            ("and", .and(all.map(word))), ("or", .or(all.map(word))),
            ("not", .and(all.map { .not(word($0)) })),
            ("fuzzy", .or(all.map { .text(nil, .fuzzy("xa\($0 % 6)y\($0)z1", distance: 2)) })),
            ("glob", .or(all.map { .text(nil, .glob("*\($0 % 10)*z*")) })),
            ("prefix", .or(all.map { _ in .text(nil, .prefix("x")) })),
            ("phrase", .text(nil, .phrase(all.map { _ in "xzcommon" }.joined(separator: " ")))),
            ("states", .and(all.map { .not(.keyword(.label, "l\($0)")) })),
            ("threads", .and(all.map { .scope(.thread, word($0)) })),
            ("a thread", .scope(.thread, .and(all.map { .or([word($0), .text(nil, .word("xa\($0 % 6)y\($0)z2"))]) }))),
            ("a deep thread", .scope(.thread, nested { $0 % 2 == 0 ? .and([$1, word($0)]) : .or([$1, word($0)]) })),
            ("messages", .and(all.map { .scope(.message, word($0)) })),
            ("nested and", nested { .and([$1, word($0)]) }), ("nested or", nested { .or([$1, word($0)]) }),
            ("nested both", nested { $0 % 2 == 0 ? .and([$1, word($0)]) : .or([$1, word($0)]) }),
            ("nested not", nested { .not(.and([$1, word($0)])) }),
            ("nested threads", nested { .scope(.thread, .and([$1, word($0)])) }),
            ("nested boxes", nested { .scope(.box, .or([$1, .not(word($0))])) }),
        ]
    }()

    @Test(arguments: worst.indices) func theWorstQueriesEnd(place: Int) throws {
        let (index, folder) = try manyWords(isMerged: place % 2 == 0, rareWords: 3, areInBoxes: place % 3 > 0)
        defer { withExtendedLifetime(folder) {} }
        let (name, clause) = Self.worst[place]
        do { _ = try index.search(request(clause)) } catch EngineError.tooComplex(let what) {
            Issue.record("\(name): \(what)")
        }
        try index.close()
    }

    /// How many sets are there at a time when a tree's parts are evaluated one after another.
    private func sets(_ clause: Clause) -> Int {
        switch clause {
        case .and(let children), .or(let children):
            children.map(sets).enumerated().map { $1 + ($0 > 0 ? 1 : 0) }.max() ?? 1
        case .not(let child), .scope(_, let child): sets(child)
        default: 1
        }
    }

    private func leafCount(_ clause: Clause) -> Int {
        switch clause {
        case .and(let children), .or(let children): children.reduce(0) { $0 + leafCount($1) }
        case .not(let child), .scope(_, let child): leafCount(child)
        default: 1
        }
    }

    @Test func fewSetsWaitForEachOther() throws {
        func word(_ number: Int) -> Clause { .text(nil, .word("w\(number)")) }
        // A choice stands before what is nested deeper, at each level.
        let deep = (1..<300).reduce(word(0)) { inner, number in
            .and([.or([word(4 * number), word(4 * number + 1)]), .or([word(4 * number + 2), inner])])
        }
        #expect(sets(deep) > 300)
        let found = try #require(Clause.scope(.thread, deep).normalForm { _ in false })
        #expect(sets(found) <= 3, "of a chain two and what is added to them are enough")
        var builder = DocumentBuilder(seed: 12)
        for round in 0..<300 {
            let clause = builder.clause(depth: 5)
            let ordered = clause.inOrderOfSets
            #expect(sets(ordered) <= sets(clause), "round \(round)")

        }
    }

    /// Where its memory is short a search asks messages alone for what only finds more, and says so.
    @Test func wordsThatAreNotLookedForInBoxesAreNamed() throws {
        let (index, folder) = try manyWords(isMerged: true, areInBoxes: true)
        defer { withExtendedLifetime(folder) {} }
        let clause = Clause.and([.text(nil, .word("xa0y1z1")), .text(nil, .word("xa2y3z4"))])
        let budget = SearchBudget(deadline: nil, isCancelled: { false }, bytes: 1 << 20)
        try budget.reserve(3 << 18)
        let searcher = Searcher(profile: RankingProfile(), scratches: ScratchPool())
        for clause in [clause, .scope(.thread, clause)] {
            let results = try searcher.search(request(clause), in: try index.snapshot(nil), within: budget)
            #expect(results.messages.isEmpty)
            #expect(!results.cutWords.isEmpty && Set(results.cutWords).isSubset(of: ["xa0y1z1", "xa2y3z4"]))
        }
        try index.close()
    }

    @Test func deadlinesAreSeenWhilePlanning() throws {
        let (index, folder) = try manyWords(isMerged: true)
        defer { withExtendedLifetime(folder) {} }
        for (name, clause) in Self.worst {
            var request = request(clause)
            request.deadline = ContinuousClock.now
            #expect(throws: EngineError.self, "\(name)") { try index.search(request) }
        }
        try index.close()
    }

    @Test func nearOfAllDepthsIsSearched() throws {
        let (index, folder) = try manyWords(isMerged: true)
        defer { withExtendedLifetime(folder) {} }
        let pattern = (0..<1_000).reduce(TextPattern.word("xzcommon")) { inner, _ in
            .near(distance: 3, inner, .word("xzcommon"), ordered: false)
        }
        let results = try index.search(request(.text(nil, pattern)))
        #expect(results.messages.isEmpty)
        try index.close()
    }
}
