// Properties:
// 1. After any interleaving of puts, deletions, flushes, merges and reopenings, versions in any order, the index holds
//    exactly what a dictionary of highest versions holds: by `get`, by search, by count.
// 2. What `apply` says of each batch (applied, stale) is what the dictionary says.
// 3. A generation that a cursor names answers the same while it is kept, whatever is written meanwhile.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct ModelTests {
    /// What an index must hold.
    private struct Model {
        var versions: [DocumentKey: UInt64] = [:]
        var live: [DocumentKey: Document] = [:]

        /// Returns whether the document changes anything.
        mutating func apply(_ document: Document) -> Bool {
            if let known = versions[document.key], document.version <= known { return false }
            versions[document.key] = document.version
            live[document.key] = document.isDeleted ? nil : document
            return true
        }
    }

    private static func options(_ maintenance: IndexOptions.Maintenance, _ random: inout SeededRandom) -> IndexOptions {
        var options = IndexOptions(now: { AgreementTests.now })
        options.maintenance = maintenance
        options.memorySegments = Int.random(in: 1...4, using: &random)
        options.flushBytes = Int.random(in: 20_000...200_000, using: &random)
        options.mergeBytesPerSecond = 0
        return options
    }

    private func documents(_ random: inout SeededRandom, _ builder: inout DocumentBuilder) -> [Document] {
        (0..<Int.random(in: 1...12, using: &random)).map { _ in
            var document = builder.document(keys: 120)
            document.version = UInt64.random(in: 1...40, using: &random)
            document.isDeleted = Int.random(in: 0..<5, using: &random) == 0
            return document
        }
    }

    private func check(_ index: NativeBackend, _ model: Model, _ place: String) throws {
        for team in DocumentBuilder.teams {
            var request = SearchRequest(
                team: team, clause: .all, limit: 1_000, wantsBoxes: false, wantsThreads: false, wantsMessages: true,
                wantsHighlights: false, count: .exact, now: AgreementTests.now)
            request.sort = .newest
            let results = try index.search(request)
            let expected = model.live.values.filter { $0.key.team == team }
            #expect(
                Set(results.messages.map { DocumentKey(team: team, kind: $0.kind, id: $0.id) })
                    == Set(expected.map(\.key)), "\(place)")
            #expect(results.totals.items == expected.count, "\(place)")
        }
        for (key, version) in model.versions {
            let stored = try index.get(key)
            #expect(stored?.version == (model.live[key] == nil ? nil : version), "\(place), \(key)")
        }
        #expect(index.statistics(team: nil).items == model.live.count, "\(place)")
    }

    private func run(seed: UInt64, _ maintenance: IndexOptions.Maintenance, steps: Int) throws {
        let folder = try TemporaryFolder()
        var random = SeededRandom(seed: seed)
        var builder = DocumentBuilder(seed: seed &+ 77)
        var model = Model()
        let options = Self.options(maintenance, &random)
        var index = try NativeBackend(FileDirectory(folder.path), options: options, create: true)
        for step in 0..<steps {
            let place = "seed \(seed), step \(step)"
            switch Int.random(in: 0..<40, using: &random) {
            case 0: _ = try index.flush()
            case 1: _ = try index.merge()
            case 2:
                try index.close()
                index = try NativeBackend(FileDirectory(folder.path), options: options)
            case 3: try check(index, model, place)
            default:
                let batch = documents(&random, &builder)
                let changes = batch.map { model.apply($0) }.filter { $0 }.count
                let applied = try index.apply(batch)
                #expect(applied.applied == changes, "\(place)")
                #expect(applied.stale == batch.count - changes, "\(place)")
            }
        }
        try check(index, model, "seed \(seed), at the end")
        try index.close()
        let report = try IndexChecker(FileDirectory(folder.path)).check()
        #expect(report.findings.isEmpty, "seed \(seed): \(report.findings)")
    }

    @Test(arguments: 0..<12) func anIndexHoldsWhatTheModelHolds(seed: UInt64) throws {
        try run(seed: seed, .inline, steps: 300)
    }

    @Test(arguments: 0..<6) func soItDoesWhileFlushesAndMergesRunBeside(seed: UInt64) throws {
        try run(seed: seed &+ 100, .background, steps: 300)
    }

    @Test func aPinnedGenerationStaysAsItWas() throws {
        let folder = try TemporaryFolder()
        var random = SeededRandom(seed: 5)
        var builder = DocumentBuilder(seed: 5)
        let index = try NativeBackend(FileDirectory(folder.path), options: Self.options(.inline, &random), create: true)
        for _ in 0..<20 { _ = try index.apply(documents(&random, &builder)) }
        var request = SearchRequest(
            team: "team-a", clause: .all, sort: .newest, limit: 3, wantsMessages: true, wantsHighlights: false,
            now: AgreementTests.now)
        request.keepsGeneration = true
        let before = try index.search(request)
        #expect(before.hasMore)
        for _ in 0..<20 { _ = try index.apply(documents(&random, &builder)) }
        _ = try index.merge()
        request.generation = before.generation
        #expect(try index.search(request).messages.map(\.id) == before.messages.map(\.id))
        request.generation = before.generation &+ 1
        #expect(throws: EngineError.self) { try index.search(request) }
        try index.close()
    }
}
