// Owns: `boxfish stats` and `boxfish health`.

import ArgumentParser
import Wire

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show sizes, counts and latencies.")

    @OptionGroup var source: SourceOptions

    @Option(help: ArgumentHelp("Count one team's records only.", valueName: "id"))
    var team: String?

    @Flag(help: "The answer as the socket gives it.")
    var json = false

    func run() async throws {
        try await reportingFailures {
            let source = try await source.open()
            let answer = try await source.call(Stats(team: team)).answer
            if json { return Terminal.standardOutput.write(JSONText.line(answer)) }
            let output = Terminal.standardOutput
            // A service does not tell its teams; whoever may read the folder may know them.
            if case .folder(let index) = source, team == nil {
                output.line("teams       \(index.teams.joined(separator: ", "))")
            }
            output.line("items       \(Amounts.grouped(answer.items))")
            output.line("boxes       \(Amounts.grouped(answer.boxes))")
            output.line("threads     \(Amounts.grouped(answer.threads))")
            if team == nil { showFiles(answer, source) }
            for (name, latency) in answer.operations.sorted(by: { $0.key < $1.key }) where latency.count > 0 {
                let times =
                    "p50 \(Amounts.duration(microseconds: latency.p50)), p99 "
                    + Amounts.duration(microseconds: latency.p99)
                output.line(
                    "\(name)  \(Amounts.count(latency.count, "request", "requests")), \(times), "
                        + "\(Amounts.grouped(latency.errors)) failed")
            }
        }
    }

    private func showFiles(_ answer: Stats.Answer, _ source: Source) {
        let output = Terminal.standardOutput
        output.line("generation  \(answer.generation)")
        output.line("segments    \(answer.segments.count), \(Amounts.bytes(Double(answer.bytes)))")
        for segment in answer.segments {
            let deleted = segment.deleted > 0 ? ", \(Amounts.grouped(segment.deleted)) deleted" : ""
            output.line(
                "  \(segment.name)  \(segment.home), \(Amounts.grouped(segment.items)) items\(deleted), "
                    + Amounts.bytes(Double(segment.bytes)))
        }
        output.line("log         \(Amounts.bytes(Double(answer.logBytes))), sequence \(answer.sequence)")
        output.line(
            "merges      \(Amounts.grouped(answer.merges)) done, \(Amounts.bytes(Double(answer.mergeDebt))) to write")
        // A folder is read, not written.
        if case .service = source { showWritten(answer) }
    }

    private func showWritten(_ answer: Stats.Answer) {
        let output = Terminal.standardOutput
        let written = answer.written
        let parts = [("log", written.logBytes), ("flushes", written.flushedBytes), ("merges", written.mergedBytes)]
        let bytes = parts.map { "\($0) \(Amounts.bytes(Double($1)))" }.joined(separator: ", ")
        output.line("written     \(Amounts.count(written.records, "record", "records")): \(bytes)")
        if written.flushedBytes > 0 {
            output.line("amplified   \(written.amplification) × the bytes flushed")
        }
        output.line("cursors     \(Amounts.count(answer.cursors, "generation", "generations")) kept")
    }
}

struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Ask whether all is well: exit code 0 if so, 2 if not, 69 if nobody answers.")

    @OptionGroup var source: SourceOptions

    @Flag(help: "The answer as the socket gives it.")
    var json = false

    func run() async throws {
        try await reportingFailures {
            let answer = try await source.open().call(Health()).answer
            if json {
                Terminal.standardOutput.write(JSONText.line(answer))
            } else {
                Terminal.standardOutput.line(([answer.status.rawValue] + answer.reasons).joined(separator: "\n  "))
            }
            if answer.status != .ok { throw ExitStatus.failed.code }
        }
    }
}

enum JSONText {
    /// An answer's own keys as an object on a line.
    static func line(_ answer: some OperationAnswer) -> String {
        var writer = JSONWriter(reserving: 1_024)
        writer.object { answer.write(to: &$0) }
        writer.newline()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
