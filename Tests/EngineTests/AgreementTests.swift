// Properties:
// 1. The engine finds exactly what the reference searcher finds, for generated records and clauses with every operator,
//    however the records are spread over memory segments, file segments and merges; and where no single message meets a
//    clause, exactly the threads that do between their messages, labelled so.
// 2. A caller's filter takes results away and does nothing else.
// 3. A top-k search that prunes returns the beginning of what a search that prunes nothing returns.
// 4. What a search scores, `explain` explains: the same numbers to the last bit.
// 5. What a team is answered does not depend on another team's records.
// 6. A reopened index answers as before it was closed.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct AgreementTests {
    static let now = Timestamp(seconds: 1_003_000_000)

    static func options() -> IndexOptions {
        var options = IndexOptions(now: { now })
        options.memorySegments = 3
        return options
    }

    /// An index and its reference after the same random life.
    private func life(seed: UInt64, _ folder: TemporaryFolder) throws -> (NativeBackend, ReferenceSearcher) {
        var builder = DocumentBuilder(seed: seed)
        let index = try NativeBackend(FileDirectory(folder.path), options: Self.options(), create: true)
        let reference = ReferenceSearcher()
        for _ in 0..<builder.number(1...12) {
            let batch = (0..<builder.number(1...30)).map { _ in builder.document() }
            for document in batch { reference.apply(document) }
            _ = try index.apply(batch)
            switch builder.number(0...9) {
            case 0, 1: _ = try index.flush()
            case 2: _ = try index.merge()
            default: break
            }
        }
        return (index, reference)
    }

    private func keys(_ hits: [MessageHit], _ team: String) -> Set<DocumentKey> {
        Set(hits.map { DocumentKey(team: team, kind: $0.kind, id: $0.id) })
    }

    private func request(_ clause: Clause, _ team: String, filter: Clause? = nil) -> SearchRequest {
        var request = SearchRequest(
            team: team, clause: clause, filter: filter, limit: 1_000, wantsMessages: true, wantsHighlights: false,
            count: .exact, now: Self.now)
        request.wantsSuggestion = false
        return request
    }

    @Test(arguments: 0..<70) func engineAgreesWithTheReference(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let (index, reference) = try life(seed: seed, folder)
        var builder = DocumentBuilder(seed: seed &+ 1_000)
        for round in 0..<40 {
            var clause = builder.clause()
            if round % 4 == 0 { clause = DocumentBuilder.visible(clause) }
            let filter = round % 5 == 0 ? builder.clause(depth: 1) : .all
            let team = DocumentBuilder.teams[round % 2]
            let expected = reference.find(clause, filter: filter, team: team)
            let results = try index.search(request(clause, team, filter: filter))
            let place: Comment = "seed \(seed), round \(round), \(clause) filtered by \(filter)"
            #expect(keys(results.messages, team) == expected.keys, place)
            #expect((results.tier == .thread) == expected.isAcrossThreads, place)
            let groups = reference.groups(of: expected.keys)
            #expect(Set(results.threads.map(\.id)) == groups.threads, place)
            #expect(Set(results.boxes.map(\.id)) == (expected.isAcrossThreads ? [] : groups.boxes), place)
            #expect(results.totals.items == expected.keys.count, place)
            #expect(results.totals.threads == groups.threads.count, place)
            #expect(results.cutPatterns.isEmpty, place)
        }
        try index.close()
    }

    @Test(arguments: 0..<10) func filtersOnlyTakeAway(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let (index, _) = try life(seed: seed &+ 300, folder)
        var builder = DocumentBuilder(seed: seed &+ 4_000)
        for round in 0..<20 {
            let (clause, filter) = (builder.clause(), builder.clause(depth: 2))
            let free = try index.search(request(clause, "team-a"))
            let both = try index.search(request(clause, "team-a", filter: filter))
            let alone = try index.search(request(filter, "team-a"))
            guard alone.tier == .message else { continue }
            let place: Comment = "seed \(seed), round \(round), \(clause) filtered by \(filter)"
            let allowed = keys(alone.messages, "team-a")
            #expect(keys(both.messages, "team-a") == keys(free.messages, "team-a").intersection(allowed), place)
            #expect(Set(both.threads.map(\.id)).isSubset(of: alone.threads.map(\.id)), place)
            #expect(Set(both.boxes.map(\.id)).isSubset(of: alone.boxes.map(\.id)), place)
        }
        try index.close()
    }

    @Test(arguments: 0..<10) func scoresAreWhatExplainSays(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let (index, _) = try life(seed: seed &+ 700, folder)
        var builder = DocumentBuilder(seed: seed &+ 5_000)
        for round in 0..<12 {
            let request = request(builder.clause(), "team-a")
            for hit in try index.search(request).messages.prefix(5) {
                let key = DocumentKey(team: "team-a", kind: hit.kind, id: hit.id)
                let told = try #require(try index.explain(request, item: key))
                let place: Comment = "seed \(seed), round \(round), \(key.id), \(request.clause)"
                #expect(told.matched, place)
                #expect(told.value == hit.score, place)
            }
        }
        try index.close()
    }

    @Test(arguments: 0..<30) func pruningNeverChangesTheTop(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let (index, _) = try life(seed: seed &+ 500, folder)
        var builder = DocumentBuilder(seed: seed &+ 2_000)
        for round in 0..<30 {
            var full = request(builder.clause(), "team-a")
            let all = try index.search(full)
            full.limit = builder.number(1...4)
            full.count = .none
            let top = try index.search(full)
            let expected = all.messages.prefix(full.limit).map { "\($0.id) \($0.score)" }
            #expect(
                top.messages.map { "\($0.id) \($0.score)" } == expected, "seed \(seed), round \(round), \(full.clause)")
            #expect(top.threads.map(\.id) == all.threads.prefix(full.limit).map(\.id))
        }
        try index.close()
    }

    @Test(arguments: 0..<10) func answersSurviveReopeningMergingAndOtherTeams(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let (index, _) = try life(seed: seed &+ 900, folder)
        var builder = DocumentBuilder(seed: seed &+ 3_000)
        let clauses = (0..<20).map { _ in builder.clause() }
        func answers(_ index: NativeBackend) throws -> [[String]] {
            try clauses.map { clause in
                try index.search(request(clause, "team-a")).messages.map { "\($0.id) \($0.score)" }
            }
        }
        let before = try answers(index)
        _ = try index.merge()
        for (clause, (old, new)) in zip(clauses, zip(before, try answers(index))) {
            #expect(old == new, "seed \(seed): after merging, \(clause)")
        }
        // Team b's records come and go; team a sees the same, to the last bit of its scores.
        _ = try index.apply((0..<40).map { _ in builder.document() }.filter { $0.key.team == "team-b" })
        #expect(try answers(index) == before, "seed \(seed): after writes of another team")
        try index.close()
        let reopened = try NativeBackend(FileDirectory(folder.path), options: Self.options())
        #expect(try answers(reopened) == before, "seed \(seed): after reopening")
        try reopened.close()
        let report = try IndexChecker(FileDirectory(folder.path)).check()
        #expect(report.findings.isEmpty, "seed \(seed): \(report.findings)")
    }
}
