// Properties, of an index that a writer goes on with all the while:
// 1. It is checked without a false finding.
// 2. It can be opened to be read, and followed, at any time.
// And of one that has lost files:
// 3. An index is never made in the place of records whose manifest is missing: nothing of them changes, and they can be
//    brought back, log records too.
// 4. A log that was cut to nothing is told.

import Storage
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct MovingIndexTests {
    private static func options() -> IndexOptions {
        var options = IndexOptions(now: { AgreementTests.now })
        options.maintenance = .inline
        options.mergeBytesPerSecond = 0
        return options
    }

    /// Tells the writing thread to end.
    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    /// Calls `body` while another thread puts, flushes and merges.
    private func whileWritten(_ seed: UInt64, _ body: (FileDirectory) throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let writer = try NativeBackend(FileDirectory(folder.path), options: Self.options(), create: true)
        let done = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var builder = DocumentBuilder(seed: seed)
                var round: UInt64 = 0
                while !done.isSet.load(ordering: .relaxed) {
                    round += 1
                    _ = try writer.apply(
                        (0..<5).map { _ in
                            var document = builder.document(keys: 60)
                            document.version = round
                            return document
                        })
                    if round % 2 == 0 { _ = try writer.flush() }
                    if round % 12 == 0 { _ = try writer.merge() }
                }
            }
            do { try body(FileDirectory(folder.path)) } catch {
                done.isSet.store(true, ordering: .relaxed)
                throw error
            }
            done.isSet.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
        try writer.close()
    }

    @Test(arguments: [1, 2] as [UInt64]) func aCheckBesideAWriterFindsNothing(seed: UInt64) async throws {
        try await whileWritten(seed) { directory in
            for round in 0..<40 {
                let findings = try IndexChecker(directory).check().findings
                #expect(findings.isEmpty, "seed \(seed), round \(round)")
            }
        }
    }

    @Test(arguments: [3, 4] as [UInt64]) func aReaderBesideAWriterOpensAndFollows(seed: UInt64) async throws {
        try await whileWritten(seed) { directory in
            let follower = try NativeBackend(directory, options: Self.options(), readOnly: true)
            for _ in 0..<60 {
                let reader = try NativeBackend(directory, options: Self.options(), readOnly: true)
                try follower.refresh()
                #expect(follower.statistics(team: nil).generation >= reader.statistics(team: nil).generation)
            }
        }
    }

    @Test(arguments: [false, true]) func recordsWithoutAManifestAreKept(isFlushed: Bool) throws {
        let directory = FaultyDirectory()
        var builder = DocumentBuilder(seed: 7)
        do {
            let index = try NativeBackend(directory, options: Self.options(), create: true)
            _ = try index.apply((0..<10).map { _ in builder.document(keys: 400) })
            if isFlushed { _ = try index.flush() }
            _ = try index.apply((0..<10).map { _ in builder.document(keys: 400) })
        }
        let crashed = directory.crash(.nothing)
        let items = try NativeBackend(crashed.image(.nothing), options: Self.options()).statistics(team: nil).items
        try crashed.remove(Manifest.fileName)
        let before = try contents(crashed)
        let error = #expect(throws: EngineError.self) {
            try NativeBackend(crashed, options: Self.options(), create: true)
        }
        #expect(error?.description.hasSuffix("bring them back with `boxfish check --repair`") == true)
        #expect(throws: EngineError.self) { try NativeBackend(crashed, options: Self.options()) }
        #expect(throws: EngineError.self) { try BulkLoad(crashed, options: BulkLoad.Options(Self.options())) }
        #expect(try contents(crashed) == before)
        let report = try IndexRepair(crashed, options: Self.options()).run()
        #expect(report.losses.map(\.file) == [Manifest.fileName])
        #expect(try NativeBackend(crashed, options: Self.options()).statistics(team: nil).items == items)
    }

    @Test func whereNothingIsThereIsNothingToRepair() throws {
        let empty = FaultyDirectory()
        #expect(throws: EngineError.self) { try IndexRepair(empty, options: Self.options()).run() }
        #expect(try contents(empty).isEmpty)
    }

    @Test func aLogThatWasCutToNothingIsDamage() throws {
        let directory = FaultyDirectory()
        var builder = DocumentBuilder(seed: 9)
        do {
            let index = try NativeBackend(directory, options: Self.options(), create: true)
            _ = try index.apply((0..<10).map { _ in builder.document(keys: 400) })
        }
        let cut = directory.crash(.nothing)
        let name = try #require(try cut.list().first { $0.hasPrefix("log-") })
        cut.damage(name) { $0 = [] }
        #expect(throws: EngineError.self) { try NativeBackend(cut, options: Self.options()) }
        #expect(try IndexChecker(cut).check().findings.map(\.file) == [name])
        // Before all is read, not when it is to take the index's place.
        #expect(throws: EngineError.self) { try BulkLoad(cut, options: BulkLoad.Options(Self.options())) }
        let report = try IndexRepair(cut, options: Self.options()).run()
        #expect(report.losses.map(\.file) == [name])
        #expect(try IndexChecker(cut).check().findings.isEmpty)
    }

    private func contents(_ directory: FaultyDirectory) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try directory.list() where name != "lock" { files[name] = try directory.read(name) }
        return files
    }

    @Test func waitsForTheDiskGrow() {
        var schedule = RetrySchedule(firstDelay: .seconds(1))
        let now = ContinuousClock.now
        #expect((0..<6).map { _ in schedule.refuse(at: now) } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
        #expect(schedule.dueAt == now + .seconds(10))
        schedule.succeed()
        #expect(schedule.dueAt == nil)
        #expect(schedule.refuse(at: now) == .seconds(1))
    }
}
