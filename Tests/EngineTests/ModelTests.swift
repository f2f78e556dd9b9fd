// Properties:
// 1. After any interleaving of puts, deletions, flushes, merges, reopenings and crashes, versions in any order, the index
//    holds exactly what a dictionary of highest versions holds: by `get`, by search, by count.
// 2. What `apply` says of each batch (applied, stale) is what the dictionary says.
// 3. While flushes and merges run beside them, concurrent searches see states of the index in the order of the writes,
//    each whole.
// 4. A generation that a cursor names answers the same while it is kept, whatever is written meanwhile.
//
// A failure names its seed and step. `BOXFISH_SEED=7 BOXFISH_STEPS=120 swift test --filter ModelTests` replays that seed up
// to that step: the same calls in the same order.

import Glibc
import Schema
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct ModelTests {
    private static func setting(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }

    private static func seeds(_ usual: Range<UInt64>) -> [UInt64] {
        setting("BOXFISH_SEED").map { [$0] } ?? Array(usual)
    }

    private static func steps(_ usual: Int) -> Int { setting("BOXFISH_STEPS").map(Int.init) ?? usual }

    private static func options(_ maintenance: IndexOptions.Maintenance, _ random: inout SeededRandom) -> IndexOptions {
        var options = IndexOptions(now: { AgreementTests.now })
        options.maintenance = maintenance
        options.memorySegments = Int.random(in: 1...4, using: &random)
        options.smallSegmentBytes = Int.random(in: 0...30_000, using: &random)
        options.flushBytes = Int.random(in: 20_000...200_000, using: &random)
        options.mergeBytesPerSecond = 0
        return options
    }

    private static func documents(
        _ random: inout SeededRandom, _ builder: inout DocumentBuilder, upTo count: Int = 12
    ) -> [Document] {
        (0..<Int.random(in: 1...count, using: &random)).map { _ in
            var document = builder.document(keys: 120)
            document.version = UInt64.random(in: 1...40, using: &random)
            document.isDeleted = Int.random(in: 0..<5, using: &random) == 0
            return document
        }
    }

    /// A folder whose machine can crash, or one of the file system.
    private enum Disk {
        case memory(FaultyDirectory)
        case folder(TemporaryFolder)

        func directory() throws -> any Directory {
            switch self {
            case .memory(let directory): directory
            case .folder(let folder): try FileDirectory(folder.path)
            }
        }

        /// What a crash leaves; of a real folder nothing is lost.
        func afterCrash(_ random: inout SeededRandom) -> Disk {
            guard case .memory(let directory) = self else { return self }
            let losses: [CrashLoss] = [.nothing, .unsynced, .random(seed: random.next())]
            return .memory(directory.crash(losses[Int.random(in: 0..<losses.count, using: &random)]))
        }
    }

    private static func run(
        seed: UInt64, _ maintenance: IndexOptions.Maintenance, steps: Int, on start: Disk
    ) throws {
        var disk = start
        var random = SeededRandom(seed: seed)
        var builder = DocumentBuilder(seed: seed &+ 77)
        var model = VersionModel()
        let options = options(maintenance, &random)
        var index = try NativeBackend(disk.directory(), options: options, create: true)
        for step in 1...steps {
            let place = "BOXFISH_SEED=\(seed) BOXFISH_STEPS=\(step)"
            switch Int.random(in: 0..<44, using: &random) {
            case 0: _ = try index.flush()
            case 1: _ = try index.merge()
            case 2:
                try index.close()
                index = try NativeBackend(disk.directory(), options: options)
            case 3:
                // The power goes while a flush or merge may be under way.
                if case .folder = disk { try index.close() }
                disk = disk.afterCrash(&random)
                index = try NativeBackend(disk.directory(), options: options)
                let difference = try model.difference(from: index)
                #expect(difference == nil, "\(place), after a crash")
            case 4, 5:
                let difference = try model.difference(from: index)
                #expect(difference == nil, "\(place)")
            default:
                let batch = documents(&random, &builder)
                let changes = model.apply(batch)
                let applied = try index.apply(batch)
                #expect(applied.applied == changes, "\(place)")
                #expect(applied.stale == batch.count - changes, "\(place)")
            }
        }
        let difference = try model.difference(from: index)
        #expect(difference == nil, "seed \(seed), at the end")
        try index.close()
        let report = try IndexChecker(disk.directory()).check()
        #expect(report.findings.isEmpty, "seed \(seed): \(report.findings)")
    }

    @Test(arguments: seeds(0..<6)) func anIndexHoldsWhatTheModelHolds(seed: UInt64) throws {
        try Self.run(seed: seed, .inline, steps: Self.steps(300), on: .memory(FaultyDirectory()))
    }

    @Test(arguments: seeds(100..<104)) func soItDoesWhileFlushesAndMergesRunBeside(seed: UInt64) throws {
        try Self.run(seed: seed, .background, steps: Self.steps(250), on: .memory(FaultyDirectory()))
    }

    @Test(arguments: seeds(200..<202)) func soItDoesInAFolder(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        try Self.run(seed: seed, .background, steps: Self.steps(60), on: .folder(folder))
    }

    private final class Progress: Sendable {
        let written = Atomic<UInt64>(0)
        let isDone = Atomic(false)
    }

    /// One writer counts a number up in all of a batch's records at once; readers must never see two numbers, nor a
    /// smaller one than before.
    @Test(arguments: seeds(300..<302)) func readersSeeBatchesWholeAndInOrder(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let index = try NativeBackend(FaultyDirectory(), options: Self.options(.background, &random), create: true)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var last: UInt64 = 0
                    repeat {
                        let least = progress.written.load(ordering: .acquiring)
                        let results = try index.search(
                            SearchRequest(
                                team: "team", clause: .all, limit: 20, wantsMessages: true, wantsHighlights: false,
                                count: .exact, now: AgreementTests.now))
                        let numbers = Set(results.messages.map { $0.date.milliseconds })
                        #expect(numbers.count <= 1, "seed \(seed): \(numbers)")
                        #expect(results.messages.count == numbers.count * 5, "seed \(seed)")
                        let number = numbers.first.map(UInt64.init) ?? 0
                        #expect(number >= max(last, least), "seed \(seed): \(number) after \(last), \(least) written")
                        last = number
                        // The writer may be waiting for this thread.
                        await Task.yield()
                    } while !progress.isDone.load(ordering: .acquiring)
                }
            }
            group.addTask {
                defer { progress.isDone.store(true, ordering: .releasing) }
                for number in 1...300 as ClosedRange<UInt64> {
                    let batch = (0..<5).map { place in
                        var document = FaultyLife.document("record-\(place)", number)
                        document.date = Timestamp(milliseconds: Int64(number))
                        return document
                    }
                    _ = try index.apply(batch)
                    progress.written.store(number, ordering: .releasing)
                    if number % 20 == 0 { _ = try index.flush() }
                }
            }
            try await group.waitForAll()
        }
        try index.close()
    }

    @Test func aPinnedGenerationStaysAsItWas() throws {
        var random = SeededRandom(seed: 5)
        var builder = DocumentBuilder(seed: 5)
        let index = try NativeBackend(FaultyDirectory(), options: Self.options(.inline, &random), create: true)
        for _ in 0..<20 { _ = try index.apply(Self.documents(&random, &builder)) }
        var request = SearchRequest(
            team: "team-a", clause: .all, sort: .newest, limit: 3, wantsMessages: true, wantsHighlights: false,
            now: AgreementTests.now)
        request.keepsGeneration = true
        let before = try index.search(request)
        #expect(before.hasMore)
        for _ in 0..<20 { _ = try index.apply(Self.documents(&random, &builder)) }
        _ = try index.merge()
        request.generation = before.generation
        #expect(try index.search(request).messages.map(\.id) == before.messages.map(\.id))
        request.generation = before.generation &+ 1
        #expect(throws: EngineError.self) { try index.search(request) }
        try index.close()
    }
}
