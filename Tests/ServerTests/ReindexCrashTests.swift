// Properties, of the built program `boxfish reindex` as a process of its own:
// 1. Killed by SIGKILL while it writes segments, it leaves the index that was there, which opens at once, answers as
//    before and is whole; what it left over is swept by whoever writes next, and the next rebuild comes to its end.
// 2. Interrupted before there was an index, it leaves a folder that a rebuild or a service can use.

import Foundation
import Glibc
import Server
import ServiceSupport
import TestSupport
import Testing

@Suite struct ReindexCrashTests {
    /// The program that was built with this test: it lies beside the test bundle.
    private static let program: String = {
        let bundle = CommandLine.arguments[0]
        let folder = URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
        return folder.appendingPathComponent("boxfish").path
    }()

    private static let messages = 22_000

    /// A snapshot of some 20 MB, whose rebuild with the least memory writes several segments.
    private static func writeLargeSnapshot(_ folder: TemporaryFolder) throws {
        var text = ""
        for number in 0..<messages {
            let words = (0..<120).map { "w\((number &* 31 &+ $0 &* 17) % 7_919)" }.joined(separator: " ")
            text +=
                #"{"kind":"message","id":"new-\#(number)","team":"acme","version":9,"subject":"new","body":"\#(words)"}"#
                + "\n"
        }
        try folder.write("large/a.ndjson", text)
    }

    private func start(_ folder: TemporaryFolder, _ snapshot: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [
            "reindex", folder.path + "/" + snapshot, "--index", TestService.indexPath(folder), "--threads", "2",
            "--memory", "16",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Waits until the process has made so many files beyond those that were there, then kills it. Returns whether it
    /// was alive.
    private func kill(_ process: Process, in folder: TemporaryFolder, after count: Int, beyond before: [String]) -> Bool
    {
        let known = Set(before)
        while process.isRunning, folder.indexFiles.filter({ !known.contains($0) }).count < count { sched_yield() }
        let wasRunning = process.isRunning
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return wasRunning && process.terminationReason == .uncaughtSignal
    }

    @Test(arguments: 1...3) func theOldIndexStays(segments: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("small/a", SnapshotWriting.text(SnapshotWriting.lines(seed: 1, messages: 200)))
        try folder.reindex("small")
        let answers = try folder.answers()
        let files = folder.indexFiles
        try Self.writeLargeSnapshot(folder)
        let process = try start(folder, "large")
        #expect(kill(process, in: folder, after: segments, beyond: files), "it ended before it could be killed")
        #expect(Set(folder.indexFiles).isSuperset(of: files))
        #expect(try folder.answers() == answers, "killed at segment \(segments)")
        #expect(try folder.findings().isEmpty)
        try TestService.openIndex(folder).close()
        let left = folder.indexFiles.filter { $0.hasPrefix("segment-") && !files.contains($0) }
        #expect(left.isEmpty, "whoever writes next sweeps what was left over")
        #expect(try folder.answers() == answers)
        let again = try start(folder, "large")
        again.waitUntilExit()
        #expect(again.terminationReason == .exit && again.terminationStatus == 0)
        #expect(
            try IndexFolder(TestService.indexPath(folder), now: { TestService.now }).openForReading().statistics(
                team: nil
            ).items == Self.messages)
        #expect(try folder.findings().isEmpty)
    }

    @Test func aFirstRunMayBeKilledToo() async throws {
        let folder = try TemporaryFolder()
        try Self.writeLargeSnapshot(folder)
        let process = try start(folder, "large")
        #expect(kill(process, in: folder, after: 3, beyond: []), "it ended before it could be killed")
        try await TestService.with(folder) { service in
            let answer = try await service.connection().ask(#"{"op":"hello"}"#)
            #expect(answer.at("index", "items").int == 0)
        }
        try folder.write("small/a", SnapshotWriting.text(SnapshotWriting.lines(seed: 1)))
        #expect(try folder.reindex("small").records == 50)
        #expect(try folder.findings().isEmpty)
    }
}
