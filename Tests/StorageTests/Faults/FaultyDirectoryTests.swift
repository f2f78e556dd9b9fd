// Properties:
// 1. A fault strikes the n-th of the operations it counts, once or from then on, of the files it names, and no other.
// 2. A failed operation changes nothing, but that a torn write keeps its beginning, a failed sync drops what it should
//    have saved, a failed close closes; an error names operation, path and errno.
//    A write over what is there needs no room and grows nothing.
// 3. A short read or map gives a beginning; a full disk takes what fits and recovers when there is room.
// 4. A crash keeps what was synced and, by its kind, all, nothing or a part of the rest: bytes by their file's sync,
//    names by the folder's; the seed repeats it, and some seed shows every outcome.
// 5. When the power has gone nothing works any more; an image leaves its directory alone.
// 6. Steps are recorded in order with their outcome; open files are known.
// 7. The audit finds a rename before its file's sync and a remove before the folder's, and nothing in the right order.

import Glibc
import Storage
import TestSupport
import Testing

@Suite struct FaultyDirectoryTests {
    private func write(_ bytes: [UInt8], _ name: String, _ directory: FaultyDirectory, sync: Bool = true) throws {
        let file = try directory.create(name)
        try file.append(bytes)
        if sync { try file.sync() }
        try file.close()
    }

    @Test func faultsStrikeInTheirTurn() throws {
        for isLasting in [false, true] {
            let directory = FaultyDirectory()
            directory.arm(Fault(.fails(EIO), at: 3, of: [.write], files: "log", isLasting: isLasting))
            let log = try directory.create("log-1")
            let other = try directory.create("other")
            var outcomes: [Bool] = []
            for _ in 0..<5 {
                try other.append([1])
                outcomes.append((try? log.append([2])) != nil)
            }
            #expect(outcomes == (isLasting ? [true, true, false, false, false] : [true, true, false, true, true]))
            #expect(directory.firedCount == (isLasting ? 3 : 1))
            #expect(directory.contents["log-1"]?.count == (isLasting ? 2 : 4))
            directory.disarm()
            try log.append([3])
        }
    }

    @Test func faultsCountApart() throws {
        let directory = FaultyDirectory()
        directory.arm(Fault(.fails(EIO), at: 2, of: [.exists]))
        directory.arm(Fault(.fails(ENOSPC), at: 3, of: [.exists]))
        #expect(try !directory.exists("a"))
        let first = #expect(throws: StorageError.self) { try directory.exists("a") }
        let second = #expect(throws: StorageError.self) { try directory.exists("a") }
        #expect(first == .io(operation: "look for", file: "/faulty/a", errno: EIO))
        #expect(second == .io(operation: "look for", file: "/faulty/a", errno: ENOSPC))
        #expect(try !directory.exists("a"))
    }

    @Test(arguments: DiskOperation.allCases) func failuresChangeNothing(operation: DiskOperation) throws {
        let directory = FaultyDirectory(files: ["a": [1, 2, 3]])
        let file = try directory.append(to: "a")
        try file.append([4])
        let before = directory.contents
        directory.arm(Fault(.fails(EIO), of: [operation]))
        let error = #expect(throws: StorageError.self) {
            switch operation {
            case .create: _ = try directory.create("b")
            case .open: _ = try directory.append(to: "b")
            case .write: try file.append([5])
            case .sync: try file.sync()
            case .truncate: try file.truncate(to: 0)
            case .close: try file.close()
            case .read: _ = try directory.read("a")
            case .map: _ = try directory.map("a")
            case .rename: try directory.rename("a", to: "b")
            case .remove: try directory.remove("a")
            case .syncFolder: try directory.sync()
            case .list: _ = try directory.list()
            case .exists: _ = try directory.exists("a")
            case .lock: _ = try directory.lock()
            }
        }
        guard case .io(_, let path, EIO) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path.hasPrefix("/faulty"))
        #expect(directory.contents == before && directory.steps.last?.hasFailed == true)
        #expect(directory.openFiles == (operation == .close ? [] : ["a"]))
    }

    @Test func tornWritesKeepTheirBeginning() throws {
        for (effect, kept) in [(Fault.Effect.tears(EIO), 5), (.tears(after: 3, ENOSPC), 3), (.cutsPower, 5)] {
            let directory = FaultyDirectory()
            let file = try directory.create("a")
            directory.arm(Fault(effect, of: [.write]))
            #expect(throws: StorageError.self) { try file.append(Array(0..<10)) }
            #expect(directory.contents["a"] == Array(0..<UInt8(kept)) && file.size == UInt64(kept))
        }
    }

    @Test func writesOverWhatIsThereAreSyncedAndTornLikeOthers() throws {
        let directory = FaultyDirectory(files: ["a": [1, 2, 3, 4, 5]])
        let file = try directory.append(to: "a")
        directory.capacity = 5
        try file.write([7, 8], at: 1)
        #expect(directory.contents["a"] == [1, 7, 8, 4, 5] && file.size == 5)
        #expect(directory.image(.unsynced).contents["a"] == [1, 2, 3, 4, 5])
        try file.sync()
        directory.arm(Fault(.tears(after: 1, EIO), of: [.write]))
        #expect(throws: StorageError.self) { try file.write([0, 0], at: 3) }
        #expect(directory.image(.nothing).contents["a"] == [1, 7, 8, 0, 5])
        #expect(directory.image(.unsynced).contents["a"] == [1, 7, 8, 4, 5])
    }

    @Test func aFailedSyncSavesNothingEver() throws {
        let directory = FaultyDirectory(files: ["a": [1]])
        let file = try directory.append(to: "a")
        try file.append([2, 3])
        directory.arm(Fault(.fails(EIO), of: [.sync]))
        #expect(throws: StorageError.self) { try file.sync() }
        try file.append([4])
        try file.sync()
        #expect(directory.contents["a"] == [1, 2, 3, 4])
        #expect(directory.image(.unsynced).contents["a"] == [1, 0, 0, 4])
        #expect(directory.image(.nothing).contents["a"] == [1, 2, 3, 4])
    }

    @Test func shortReadsAndFullDisks() throws {
        let directory = FaultyDirectory(files: ["a": Array(0..<10)])
        directory.arm(Fault(.shortens(to: 4), of: [.read, .map]))
        #expect(try directory.read("a") == [0, 1, 2, 3])
        #expect(try directory.read("a").count == 10)
        directory.disarm()
        directory.arm(Fault(.shortens(to: 0), of: [.map]))
        #expect(try directory.map("a").count == 0)
        directory.capacity = 15
        let file = try directory.create("b")
        try file.append([1, 2])
        let error = #expect(throws: StorageError.self) { try file.append(Array(0..<9)) }
        #expect(error == .io(operation: "write", file: "/faulty/b", errno: ENOSPC) && error?.isStorageFull == true)
        #expect(directory.contents["b"] == [1, 2, 0, 1, 2])
        try directory.remove("a")
        try file.append(Array(0..<9))
        directory.capacity = nil
        try file.append([UInt8](repeating: 0, count: 100))
    }

    @Test func crashesLoseWhatWasNotSynced() throws {
        let directory = FaultyDirectory(files: ["old": [1], "gone": [2], "from": [3], "cut": Array(0..<10)])
        try write([5], "unsynced name", directory)
        try write([6], "unsynced bytes", directory, sync: false)
        try directory.append(to: "old").append([9])
        try directory.append(to: "cut").truncate(to: 2)
        try directory.remove("gone")
        try directory.rename("from", to: "to")
        #expect(directory.image(.nothing).contents == directory.contents)
        let before: [String: [UInt8]] = ["old": [1], "gone": [2], "from": [3], "cut": Array(0..<10)]
        #expect(directory.image(.unsynced).contents == before)
        try directory.sync()
        let named: [String: [UInt8]] = [
            "old": [1], "to": [3], "cut": Array(0..<10), "unsynced name": [5], "unsynced bytes": [],
        ]
        #expect(directory.image(.unsynced).contents == named)
        for name in ["old", "cut", "unsynced bytes"] {
            let file = try directory.append(to: name)
            try file.sync()
        }
        #expect(directory.image(.unsynced).contents == directory.contents)
        #expect(directory.image(.random(seed: 1)).contents == directory.contents)
    }

    @Test func randomCrashesShowEveryOutcome() throws {
        let directory = FaultyDirectory(files: ["manifest": [1]])
        let new = [UInt8](repeating: 2, count: 2_000)
        try write(new, "manifest.tmp", directory)
        try directory.rename("manifest.tmp", to: "manifest")
        try write(new, "unsynced", directory, sync: false)
        var manifests: Set<[UInt8]?> = []
        var sizes: Set<Int?> = []
        var hasTorn = false
        for seed in 0..<300 as Range<UInt64> {
            let found = directory.image(.random(seed: seed)).contents
            #expect(found == directory.image(.random(seed: seed)).contents, "seed \(seed)")
            manifests.insert(found["manifest"])
            sizes.insert(found["unsynced"]?.count)
            if let bytes = found["unsynced"], !bytes.isEmpty, bytes != new {
                hasTorn = true
                // Torn at sectors: of each, all or nothing of what was written.
                for start in stride(from: 0, to: 2_000, by: 512) {
                    let sector = bytes[start..<min(2_000, start + 512)]
                    #expect(Set(sector) == [2] || sector.allSatisfy { $0 == 0 } || Set(sector).count > 20)
                }
            }
        }
        #expect(manifests == [[1], new] && sizes == [nil, 0, 2_000] && hasTorn)
    }

    @Test func nothingWorksWithoutPower() throws {
        let directory = FaultyDirectory()
        let file = try directory.create("a")
        try file.append([1])
        try file.sync()
        try directory.sync()
        let image = directory.image(.unsynced)
        try file.append([2])
        #expect(image.contents["a"] == [1])
        directory.arm(Fault(.cutsPower, at: 2, of: DiskOperation.changes))
        try file.append([3])
        #expect(throws: StorageError.self) { try file.sync() }
        directory.disarm()
        let attempts: [() throws -> Void] = [
            { try file.append([4]) }, { try file.sync() }, { _ = try directory.read("a") },
            { _ = try directory.list() }, { try directory.sync() }, { _ = try directory.lock() },
        ]
        for attempt in attempts { #expect(throws: StorageError.self, performing: attempt) }
        let found = directory.crash(.unsynced)
        #expect(found.contents == ["a": [1]])
        try write([7], "b", found)
        #expect(directory.contents["b"] == nil)
        try found.lock().release()
    }

    @Test func stepsAreRecorded() throws {
        let directory = FaultyDirectory()
        directory.arm(Fault(.fails(EIO), of: [.remove]))
        try directory.replace("a", with: [1, 2])
        #expect(throws: StorageError.self) { try directory.remove("a") }
        #expect(
            directory.steps.map(\.description) == [
                "create a.tmp", "write a.tmp (2 bytes)", "sync a.tmp", "close a.tmp", "rename a.tmp to a",
                "syncFolder ",
                "remove a failed",
            ])
        var file: (any WritableFile)? = try directory.append(to: "b")
        #expect(directory.openFiles == ["b"] && file != nil)
        file = nil
        #expect(directory.openFiles.isEmpty)
    }

    @Test func theAuditKnowsTheOrder() throws {
        let directory = FaultyDirectory(files: ["old": [1], "manifest": [1]])
        try directory.replace("manifest", with: [2])
        try directory.remove("old")
        #expect(OrderAudit.violations(directory.steps).isEmpty)
        let hasty = FaultyDirectory(files: ["old": [1], "manifest": [1]])
        try write([2], "manifest.tmp", hasty, sync: false)
        try hasty.rename("manifest.tmp", to: "manifest")
        try hasty.remove("old")
        #expect(
            OrderAudit.violations(hasty.steps) == [
                "rename manifest.tmp to manifest before manifest.tmp was synced",
                "remove old before the folder was synced for [\"manifest\"]",
            ])
    }
}
