// Properties, with each operation of a rebuild, its merges too, failing in turn, or the power going there:
// 1. Afterwards the index is the old one or the new one, exactly, also after a crash; never a mixture, never nothing.
// 2. A rebuild that said it was done is found, whatever a crash loses.
// 3. One that failed can be given up and done again; nothing is left of it, and where there was no index there is none.

import Glibc
import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct BulkLoadFaultTests {
    private static let old = [FaultyLife.document("a", 1), FaultyLife.document("b", 2), FaultyLife.document("c", 3)]
    private static let late = [FaultyLife.document("b", 4), FaultyLife.document("c", 5, isDeleted: true)]
    private static let new = [
        FaultyLife.document("a", 2), FaultyLife.document("n", 1), FaultyLife.document("a", 1),
        FaultyLife.document("n", 2, isDeleted: true), FaultyLife.document("o", 1), FaultyLife.document("p", 1),
        FaultyLife.document("o", 3), FaultyLife.document("q", 1), FaultyLife.document("p", 2, isDeleted: true),
        FaultyLife.document("r", 1),
    ]

    /// An index with records in a file, in the log, and a deletion.
    private static func before() throws -> FaultyDirectory {
        let directory = FaultyDirectory()
        let index = try NativeBackend(directory, options: FaultyLife.options(), create: true)
        _ = try index.apply(old)
        _ = try index.flush()
        _ = try index.apply(late)
        return directory.crash(.nothing)
    }

    private static let oldModel = VersionModel().applying(old).applying(late)
    /// Only what the snapshot holds; the old index's keys are asked for too, and must be gone.
    private static let newModel = VersionModel().applying(new)

    /// Rebuilds in several segments, so that one record's versions lie in more than one, and merges them.
    private static func rebuild(_ directory: FaultyDirectory) throws {
        let load = try BulkLoad(directory, options: BulkLoad.Options(FaultyLife.options()))
        do {
            for (place, document) in new.enumerated() {
                try load.fill { $0.add(document, arrival: UInt64(place)) }
                if place > 1 { try load.flush() }
            }
            var merged = 0
            try load.merge { merged = $0.totalBytes }
            #expect(merged > 0)
            let summary = try load.commit()
            #expect(summary.items == newModel.live.count)
            #expect(summary.segments < 6)
        } catch {
            try? load.abandon()
            throw error
        }
    }

    private static func check(_ directory: FaultyDirectory, mayBeOld: Bool, mayBeNew: Bool, _ what: String) throws {
        let index = try NativeBackend(directory, options: FaultyLife.options())
        let isOld = try oldModel.difference(from: index) == nil
        let isNew = try newModel.difference(from: index) == nil && index.get(old[1].key) == nil
        #expect(isOld && mayBeOld || isNew && mayBeNew, "\(what): old \(isOld), new \(isNew)")
        _ = try index.apply([FaultyLife.document("more", 1)])
        _ = try index.flush()
        try index.close()
        try FaultyLife.checkFiles(directory, what)
    }

    @Test(arguments: FaultTests.cases) func everyOperationMayFail(fault: FaultTests.Case) throws {
        let before = try Self.before().contents
        var at = 1
        while true {
            let directory = FaultyDirectory(files: before)
            directory.arm(Fault(fault.effect, at: at, isLasting: fault.isLasting))
            let what = "operation \(at), \(fault.testDescription)"
            let isDone = (try? Self.rebuild(directory)) != nil
            let isOver = directory.firedCount == 0
            directory.disarm()
            for loss in [.unsynced, .nothing, .random(seed: UInt64(at))] as [CrashLoss] {
                try Self.check(directory.image(loss), mayBeOld: !isDone, mayBeNew: true, "\(what), crash \(loss)")
            }
            if !isDone { try Self.rebuild(directory) }
            try Self.check(directory.crash(.unsynced), mayBeOld: false, mayBeNew: true, "\(what), done again")
            if isOver { break }
            at += 1
        }
        #expect(at > 30, "only \(at) operations were reached")
    }

    /// Into a folder that held nothing.
    @Test func aFirstOneThatFailsLeavesNothing() throws {
        let whole = FaultyDirectory()
        try Self.rebuild(whole)
        // The commit begins with a sync of the folder; from there on either index may be found.
        let manifest = try #require(whole.steps.lastIndex { $0.operation == .create && $0.file == "manifest.tmp" })
        let commit = try #require(whole.steps[..<manifest].lastIndex { $0.operation == .syncFolder }) + 1
        #expect(commit > 30, "only \(commit) operations were reached")
        for at in 1...whole.steps.count {
            let directory = FaultyDirectory()
            directory.arm(Fault(.fails(EIO), at: at))
            let isDone = (try? Self.rebuild(directory)) != nil
            directory.disarm()
            #expect(at > commit || !isDone, "operation \(at)")
            let found = directory.contents.keys.filter { $0 != "lock" }
            if at < commit { #expect(found.isEmpty, "operation \(at) of \(commit)") }
            if !isDone { try Self.rebuild(directory) }
            try Self.check(directory.crash(.unsynced), mayBeOld: false, mayBeNew: true, "operation \(at), done again")
        }
    }

    @Test func thePowerMayGoDuringAFirstOne() throws {
        var at = 1
        while true {
            let directory = FaultyDirectory()
            directory.arm(Fault(.cutsPower, at: at))
            let isDone = (try? Self.rebuild(directory)) != nil
            if directory.firedCount == 0 { break }
            for loss in [.unsynced, .nothing, .random(seed: UInt64(at))] as [CrashLoss] {
                let found = directory.crash(loss)
                let index = try NativeBackend(found, options: FaultyLife.options(), create: true)
                let isNew = try Self.newModel.difference(from: index) == nil
                #expect(isNew || !isDone && index.statistics(team: nil).items == 0, "power cut at \(at), \(loss)")
                try index.close()
                try FaultyLife.checkFiles(found, "power cut at \(at), \(loss)")
            }
            at += 1
        }
        #expect(at > 30, "only \(at) operations were reached")
    }

    @Test func thePowerMayGoAtEveryOperation() throws {
        let before = try Self.before().contents
        var at = 1
        while true {
            let directory = FaultyDirectory(files: before)
            directory.arm(Fault(.cutsPower, at: at))
            let isDone = (try? Self.rebuild(directory)) != nil
            if directory.firedCount == 0 { break }
            for loss in [.unsynced, .nothing] + (0..<4).map({ CrashLoss.random(seed: UInt64(at * 4 + $0)) }) {
                try Self.check(
                    directory.crash(loss), mayBeOld: !isDone, mayBeNew: true, "power cut at \(at), \(loss)")
            }
            at += 1
        }
        #expect(at > 30, "only \(at) operations were reached")
    }
}
