// Owns: running another program from a test.

import Foundation

/// Runs programs and waits for them.
public enum Program {
    /// Why a program did not do what a test needs of it.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// What a program did.
    public struct Outcome: Sendable {
        public var status: Int32
        public var output: [UInt8]
    }

    /// Runs a program, found by `PATH`, to its end. Its standard error is the test's.
    ///
    /// - Parameter input: what it reads from its standard input, which is a file, so that neither waits for the other.
    @discardableResult
    public static func run(
        _ name: String, _ arguments: [String], input: [UInt8] = [], expecting status: Int32? = 0
    ) throws -> Outcome {
        let folder = try TemporaryFolder()
        try folder.write("input", input)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path + "/input"))
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        if let status, process.terminationStatus != status {
            throw Failure(description: "\(name) \(arguments) ended with \(process.terminationStatus)")
        }
        return Outcome(status: process.terminationStatus, output: output)
    }
}
