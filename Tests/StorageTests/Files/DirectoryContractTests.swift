// Properties, of every kind of directory, so that the faulty one stands for the real one:
// 1. What is appended is read and mapped back, at sizes around a page's end; a file goes on where it ended.
// 2. A file that is made again is empty; a file that is cut goes on at the cut; bytes can be written over others.
// 3. Names are listed in order, found, renamed over others and removed, also when they are not there.
// 4. A file that is missing is reported as such, with its path and what was tried.
// 5. Mapped bytes outlive the removal and the replacing of their file.
// 6. `replace` leaves the new content and nothing else.
// 7. A file can be put into another directory of any kind, whole, durable, and apart from what then happens to the first.
// 8. There is one lock; whoever asks for a second is told who holds the first; it goes with `release` or the last
//    reference. Removed, it leaves no file, and the next one is taken anew.

import Glibc
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct DirectoryContractTests {
    enum Kind: CaseIterable { case file, faulty }

    /// A directory of a kind, and what keeps it there.
    private func directory(_ kind: Kind) throws -> (any Directory, TemporaryFolder?) {
        guard kind == .file else { return (FaultyDirectory(), nil) }
        let folder = try TemporaryFolder()
        return (try FileDirectory(folder.path), folder)
    }

    private func with(_ kind: Kind, _ body: (any Directory) throws -> Void) throws {
        let (directory, folder) = try directory(kind)
        try withExtendedLifetime(folder) { try body(directory) }
    }

    @Test(arguments: Kind.allCases, [0, 1, 4_095, 4_096, 4_097, 1_048_577]) func appendedBytesComeBack(
        kind: Kind, size: Int
    ) throws {
        try with(kind) { directory in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let file = try directory.create("a")
            #expect(file.size == 0)
            try file.append(Array(bytes.prefix(size / 3)))
            #expect(file.size == UInt64(size / 3))
            try file.append(Array(bytes.dropFirst(size / 3)))
            try file.append([])
            try file.sync()
            try file.close()
            try file.close()
            #expect(try directory.read("a") == bytes)
            #expect(try directory.map("a").copy == bytes)
            let more = try directory.append(to: "a")
            #expect(more.size == UInt64(size))
            try more.append([1, 2, 3])
            #expect(try directory.read("a") == bytes + [1, 2, 3])
            try more.close()
        }
    }

    @Test(arguments: Kind.allCases) func filesAreEmptiedAndCut(kind: Kind) throws {
        try with(kind) { directory in
            let file = try directory.append(to: "a")
            try file.append(Array(0..<100))
            try file.truncate(to: 10)
            #expect(file.size == 10)
            try file.append([99])
            #expect(file.size == 11)
            #expect(try directory.read("a") == Array(0..<10) + [99])
            try file.write([71, 72], at: 9)
            try file.write([], at: 11)
            try file.append([73])
            #expect(file.size == 12)
            #expect(try directory.read("a") == Array(0..<9) + [71, 72, 73])
            try file.close()
            let again = try directory.create("a")
            #expect(again.size == 0)
            #expect(try directory.read("a").isEmpty)
            #expect(try directory.map("a").count == 0)
            try again.close()
        }
    }

    @Test(arguments: Kind.allCases) func namesAreKept(kind: Kind) throws {
        try with(kind) { directory in
            #expect(try directory.list().isEmpty)
            for name in ["c", "a", "b", "é", "log-00000000000000000001"] {
                let file = try directory.create(name)
                try file.append(Array(name.utf8))
                try file.close()
            }
            #expect(try directory.list() == ["a", "b", "c", "log-00000000000000000001", "é"])
            #expect(try directory.exists("b"))
            try directory.rename("b", to: "a")
            #expect(try !directory.exists("b"))
            #expect(try directory.read("a") == Array("b".utf8))
            try directory.remove("é")
            try directory.remove("é")
            #expect(try directory.list() == ["a", "c", "log-00000000000000000001"])
            try directory.sync()
        }
    }

    @Test(arguments: Kind.allCases) func missingFilesAreReported(kind: Kind) throws {
        try with(kind) { directory in
            let attempts: [(String, () throws -> Void)] = [
                ("read", { _ = try directory.read("none") }), ("read", { _ = try directory.map("none") }),
                ("rename", { try directory.rename("none", to: "some") }),
            ]
            for (operation, attempt) in attempts {
                let error = #expect(throws: StorageError.self, "\(operation)", performing: attempt)
                #expect(error == .io(operation: operation, file: directory.path + "/none", errno: ENOENT))
                #expect(error?.isMissingFile == true && error?.isStorageFull == false)
            }
        }
    }

    @Test(arguments: Kind.allCases) func mappedBytesOutliveTheirFile(kind: Kind) throws {
        try with(kind) { directory in
            let bytes = [UInt8](repeating: 7, count: 10_000)
            try directory.replace("a", with: bytes)
            let mapped = try directory.map("a")
            try directory.replace("a", with: [1])
            #expect(mapped.copy == bytes)
            let short = try directory.map("a")
            try directory.remove("a")
            try directory.sync()
            #expect(short.copy == [1])
        }
    }

    @Test(arguments: Kind.allCases) func replacingLeavesTheNewContentAlone(kind: Kind) throws {
        try with(kind) { directory in
            for bytes in [[1], [], Array(repeating: 2, count: 5_000)] as [[UInt8]] {
                try directory.replace("a", with: bytes)
                #expect(try directory.list() == ["a"])
                #expect(try directory.read("a") == bytes)
            }
        }
    }

    @Test(arguments: Kind.allCases, Kind.allCases) func filesArePutIntoOtherDirectories(from: Kind, into: Kind) throws {
        try with(from) { source in
            try with(into) { target in
                let bytes = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
                try source.replace("a", with: bytes)
                try source.link("a", into: target)
                try target.sync()
                try source.replace("a", with: [1])
                try source.remove("a")
                #expect(try target.list() == ["a"])
                #expect(try target.read("a") == bytes)
                if let faulty = target as? FaultyDirectory { #expect(faulty.image(.unsynced).contents["a"] == bytes) }
                #expect(throws: StorageError.self) { try source.link("none", into: target) }
            }
        }
    }

    @Test(arguments: Kind.allCases) func thereIsOneLock(kind: Kind) throws {
        try with(kind) { directory in
            var lock: (any DirectoryLock)? = try directory.lock()
            let error = #expect(throws: StorageError.self) { try directory.lock() }
            #expect(error == .locked(path: directory.path, owner: "process \(getpid())"))
            lock?.release()
            lock?.release()
            lock = try directory.lock()
            #expect(throws: StorageError.self) { try directory.lock() }
            lock = nil
            try directory.lock().release()
            lock = try directory.lock()
            lock?.remove()
            lock?.remove()
            #expect(try directory.list().isEmpty)
            lock = try directory.lock()
            #expect(throws: StorageError.self) { try directory.lock() }
        }
    }

    /// While one gives its lock up for good, others take and give up theirs: never two at a time.
    @Test func aRemovedLockLocksNobodyOut() async throws {
        let folder = try TemporaryFolder()
        let counts = LockCounts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let directory = try FileDirectory(folder.path)
                    for round in 0..<300 {
                        guard let lock = try? directory.lock() else { continue }
                        #expect(counts.held.add(1, ordering: .relaxed).newValue == 1)
                        counts.taken.add(1, ordering: .relaxed)
                        counts.held.subtract(1, ordering: .relaxed)
                        if round % 3 == 0 { lock.release() } else { lock.remove() }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(counts.taken.load(ordering: .relaxed) > 0)
    }

    /// Locks that are held now, and that have been.
    private final class LockCounts: Sendable {
        let held = Atomic(0)
        let taken = Atomic(0)
    }
}
