// Owns: running the repository's scripts from tests.

import Foundation

/// A script of the repository, run by an interpreter that may be absent.
public enum Script {
    /// What a script left behind.
    public struct Result: Sendable {
        public var status: Int32
        /// What it printed, errors too.
        public var output: String
    }

    /// Whether there is a python3 to run scripts with.
    public static let hasPython = (try? python(["-c", ""]))?.status == 0

    /// Runs `python3` with some arguments, at the repository's top.
    public static func python(_ arguments: [String]) throws -> Result {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: RepositoryFile.path(""))
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self))
    }
}
