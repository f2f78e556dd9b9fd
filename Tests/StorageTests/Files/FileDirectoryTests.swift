// Properties, of the file system's directory alone:
// 1. A folder is made when asked for, open to its owner only, as are its files; what is no folder holds no index.
// 2. The lock excludes another process, in both directions, and ends with the process that holds it; what a dead
//    process left in the lock file locks nothing.
// 3. A full disk, a name that cannot be a file, and a folder that is gone are reported with operation, file and errno.
// 4. Each error's words name the file and what was expected and found.

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct FileDirectoryTests {
    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func foldersAreMadeForTheirOwner() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/index"
        let missing = #expect(throws: StorageError.self) { try FileDirectory(path) }
        #expect(missing == .io(operation: "open", file: path, errno: ENOENT))
        let directory = try FileDirectory(path, create: true)
        _ = try FileDirectory(path, create: true)
        #expect(try mode(path) == 0o700)
        try directory.replace("a", with: [1])
        #expect(try mode(path + "/a") == 0o600)
        for isMade in [false, true] {
            let error = #expect(throws: StorageError.self) { try FileDirectory(path + "/a", create: isMade) }
            #expect(error == .notAnIndex(path: path + "/a", reason: "it is not a folder"))
        }
    }

    /// A process that holds the lock as the program does, until its input ends.
    private func holder(_ path: String) throws -> (process: Process, input: Pipe) {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let script = "exec 9<>\"$1\"; flock -n 9 || exit 1; printf %s $$ >\"$1\"; echo held; exec cat"
        process.arguments = ["-c", script, "sh", path + "/lock"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.readData(ofLength: 5) == Data("held\n".utf8))
        return (process, input)
    }

    @Test func theLockExcludesAnotherProcess() throws {
        let folder = try TemporaryFolder()
        let directory = try FileDirectory(folder.path)
        let (process, input) = try holder(folder.path)
        let error = #expect(throws: StorageError.self) { try directory.lock() }
        #expect(error == .locked(path: folder.path, owner: "process \(process.processIdentifier)"))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        withExtendedLifetime(input) {}
        // The dead process's number still stands in the file.
        #expect(try directory.read("lock") == Array("\(process.processIdentifier)".utf8))
        let lock = try directory.lock()
        #expect(try directory.read("lock") == Array("\(getpid())".utf8))
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        other.arguments = ["-n", folder.path + "/lock", "true"]
        try other.run()
        other.waitUntilExit()
        #expect(other.terminationStatus == 1)
        lock.release()
        let later = Process()
        later.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        later.arguments = ["-n", folder.path + "/lock", "true"]
        try later.run()
        later.waitUntilExit()
        #expect(later.terminationStatus == 0)
    }

    @Test func aFullDiskIsReported() throws {
        let folder = try TemporaryFolder()
        let directory = try FileDirectory(folder.path)
        #expect(symlink("/dev/full", folder.path + "/full") == 0)
        let file = try directory.append(to: "full")
        let error = #expect(throws: StorageError.self) { try file.append([1, 2, 3]) }
        #expect(error == .io(operation: "write", file: folder.path + "/full", errno: ENOSPC))
        #expect(error?.isStorageFull == true && error?.isMissingFile == false)
    }

    @Test func whatCannotBeAFileIsReported() throws {
        let folder = try TemporaryFolder()
        let directory = try FileDirectory(folder.path)
        let long = String(repeating: "x", count: 300)
        let attempts: [(String, String, Int32, () throws -> Void)] = [
            ("create", long, ENAMETOOLONG, { _ = try directory.create(long) }),
            ("open", long, ENAMETOOLONG, { _ = try directory.append(to: long) }),
            ("look for", long, ENAMETOOLONG, { _ = try directory.exists(long) }),
            ("rename", "a", ENAMETOOLONG, { try directory.replaceName("a", long) }),
            ("remove", long, ENAMETOOLONG, { try directory.remove(long) }),
            ("create", "sub", EISDIR, { _ = try directory.create("sub") }),
            ("read", "sub", EISDIR, { _ = try directory.read("sub") }),
            ("map", "sub", ENODEV, { _ = try directory.map("sub") }),
        ]
        #expect(mkdir(folder.path + "/sub", 0o700) == 0)
        for (operation, name, code, attempt) in attempts {
            let error = #expect(throws: StorageError.self, "\(operation) \(name)", performing: attempt)
            #expect(error == .io(operation: operation, file: folder.path + "/" + name, errno: code))
        }
    }

    @Test func aFolderThatIsGoneIsReported() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/index"
        let directory = try FileDirectory(path, create: true)
        #expect(rmdir(path) == 0)
        let attempts: [(String, String, () throws -> Void)] = [
            ("list", path, { _ = try directory.list() }), ("open", path, { try directory.sync() }),
            ("create", path + "/a", { _ = try directory.create("a") }),
            ("open", path + "/lock", { _ = try directory.lock() }),
        ]
        for (operation, file, attempt) in attempts {
            let error = #expect(throws: StorageError.self, "\(operation)", performing: attempt)
            #expect(error == .io(operation: operation, file: file, errno: ENOENT))
        }
    }

    @Test func everyErrorSaysWhatItKnows() {
        let errors: [(StorageError, [String])] = [
            (.io(operation: "read", file: "f", errno: EIO), ["cannot read f", "Input/output error"]),
            (
                .corrupt(file: "f", offset: 64, expected: "this", got: "that"),
                ["f", "64", "this", "that", "check --repair"]
            ),
            (.tooOld(file: "f", version: 1, oldest: 2), ["f", "1", "older", "2", "reindex"]),
            (.tooNew(file: "f", version: 4, newest: 3), ["f", "4", "newer", "3"]),
            (.locked(path: "p", owner: "process 7"), ["p", "process 7"]),
            (.notAnIndex(path: "p", reason: "it is empty"), ["p", "it is empty"]),
            (.manifestLost(path: "p", records: "r"), ["p", "r", "check --repair"]), (.logPoisoned(file: "f"), ["f"]),
        ]
        for (error, parts) in errors {
            for part in parts { #expect(error.description.contains(part), "\(error)") }
        }
        #expect(Set(errors.map(\.0)).count == errors.count)
    }
}

extension Directory {
    /// Makes a file and renames it.
    fileprivate func replaceName(_ name: String, _ newName: String) throws {
        try create(name).close()
        try rename(name, to: newName)
    }
}
