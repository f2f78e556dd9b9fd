// Owns: `boxfish reindex`.

import ArgumentParser
import Dispatch
import Glibc
import Server
import Snapshots
import Synchronization

struct ReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex",
        abstract: "Build an index from a mirror snapshot.",
        discussion: """
            A snapshot is a file or a folder of .ndjson files, plain or compressed by gzip or zstd (told by content). \
            The index's folder is made if it is missing; an index that was there stays searchable until the new one is \
            committed whole; an interrupted run leaves it untouched. What it has in a higher version than the snapshot, \
            deletions too, stays; what the snapshot has not goes. Lines that are no records go to the rejects file, \
            and the exit code is 2; where all are, or where an index with records would be replaced and \
            --accept-damaged is not given, rejects end the run.
            """)

    @Argument(help: ArgumentHelp("A snapshot: a file or a folder.", valueName: "snapshot"))
    var snapshot: String

    @OptionGroup var folder: IndexFolderOption

    @Option(help: ArgumentHelp("The team of records that name none. BOXFISH_TEAM stands for it.", valueName: "id"))
    var team: String?

    @Option(help: ArgumentHelp("Threads; else one for each processor.", valueName: "count"))
    var threads: Int?

    @Option(help: ArgumentHelp("MiB for buffers, of all threads together.", valueName: "mib"))
    var memory = 512

    @Option(help: ArgumentHelp("Where rejected lines are told; else INDEX.rejects.ndjson.", valueName: "file"))
    var rejects: String?

    @Flag(help: "Commit although records were rejected or a file is cut off.")
    var acceptDamaged = false

    @Option(help: "How to tell progress: a bar on a terminal, plain lines elsewhere, JSON lines, or not at all.")
    var progress = ProgressStyle.auto

    @Flag(help: "Print nothing but failures.")
    var quiet = false

    mutating func validate() throws {
        guard (1...1_024).contains(threads ?? 1) else { throw ValidationError("--threads must be 1 to 1024") }
        guard (16...1_048_576).contains(memory) else { throw ValidationError("--memory must be 16 to 1048576 MiB") }
    }

    /// What the run's threads report to.
    private final class Reports: Sendable {
        let meter: Mutex<ProgressMeter>
        let rejects: Mutex<RejectsFile>
        let failure = Mutex<Failure?>(nil)

        init(_ style: ProgressStyle, rejects path: String) {
            meter = Mutex(ProgressMeter(style))
            rejects = Mutex(RejectsFile(path: path))
        }

        /// Keeps the meter alive while the run's threads have nothing to report, on a thread of its own.
        func ticker() -> any DispatchSourceTimer {
            let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
            timer.schedule(deadline: .now(), repeating: .milliseconds(200))
            timer.setEventHandler { [self] in
                meter.withLock { Interruption.isAsked ? $0.stop() : $0.tick() }
            }
            timer.activate()
            return timer
        }

        /// Whether the run cannot go on.
        var isFailed: Bool { failure.withLock { $0 != nil } }

        func reject(_ line: RejectedLine) {
            do { try rejects.withLock { try $0.add(line) } } catch {
                failure.withLock { $0 = $0 ?? Failure(error) }
            }
        }
    }

    func run() async throws {
        try await reportingFailures {
            var path = try folder.path
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            let rejectsPath = rejects ?? path + ".rejects.ndjson"
            let reports = Reports(quiet ? .none : progress, rejects: rejectsPath)
            // The usual one's folder may be another's; then it is enough that nothing is rejected.
            if rejects != nil { try reports.rejects.withLock { try $0.probe() } }
            Interruption.watch()
            let ticker = reports.ticker()
            let clock = ContinuousClock()
            let began = clock.now
            let result = Result { try job(path, reports).run() }
            ticker.cancel()
            reports.meter.withLock { $0.finish() }
            let rejected = reports.rejects.withLock { $0.close() }
            // What an earlier run left under the usual name would be taken for this run's.
            if rejected == 0, rejects == nil { unlink(rejectsPath) }
            if let failure = reports.failure.withLock({ $0 }) { throw failure }
            let summary = try outcome(result, rejected: rejected, rejectsPath)
            if !quiet { tell(summary, seconds: (clock.now - began) / .seconds(1)) }
            if rejected > 0 { throw Failure(.failed, Self.rejected(rejected, rejectsPath)) }
        }
    }

    private func job(_ path: String, _ reports: Reports) throws -> ReindexJob {
        var options = ReindexJob.Options(threads: threads ?? Terminal.processors, now: Clock.now)
        options.team = team ?? environment("BOXFISH_TEAM")
        options.memory = memory << 20
        options.acceptDamaged = acceptDamaged
        options.isCancelled = { Interruption.isAsked || reports.isFailed }
        return try ReindexJob(
            snapshot: snapshot, index: path, options: options, onReject: { reports.reject($0) },
            onProgress: { progress in reports.meter.withLock { $0.update(progress) } })
    }

    /// What the run came to. One that was interrupted ends here as its signal says.
    private func outcome(
        _ result: Result<ReindexJob.Summary, any Error>, rejected: Int, _ rejectsPath: String
    ) throws -> ReindexJob.Summary {
        do { return try result.get() } catch ReindexJob.Failure.cancelled {
            Terminal.standardError.line("boxfish: interrupted; the index stays as it was")
            Interruption.end()
        } catch {
            guard rejected > 0 else { throw error }
            var failure = Failure(error)
            failure.message += "\nboxfish: " + Self.rejected(rejected, rejectsPath)
            throw failure
        }
    }

    private static func rejected(_ count: Int, _ path: String) -> String {
        "\(Amounts.count(count, "line was", "lines were")) rejected; \(path) tells which and why"
    }

    private func tell(_ summary: ReindexJob.Summary, seconds: Double) {
        let output = Terminal.standardOutput
        let load = summary.load
        let rate = Double(summary.plainBytes) / max(seconds, 0.001)
        let parts = [
            Amounts.count(summary.records, "record", "records"),
            "\(Amounts.bytes(Double(summary.plainBytes))) in \(Amounts.duration(microseconds: Int(seconds * 1e6)))",
            "\(Amounts.bytes(rate))/s",
            "index \(Amounts.bytes(Double(load.bytes))) in \(Amounts.count(load.segments, "segment", "segments"))",
        ]
        output.line("indexed " + parts.joined(separator: " · "))
        if load.superseded + load.deletions > 0 {
            output.line(
                "\(Amounts.grouped(load.superseded)) superseded by a higher version · "
                    + Amounts.count(load.deletions, "deletion", "deletions"))
        }
        if load.newer > 0 {
            output.line("newer than the snapshot's, and kept: \(Amounts.count(load.newer, "record", "records"))")
        }
        if load.dropped > 0 {
            output.line("not in the snapshot, and dropped: \(Amounts.count(load.dropped, "record", "records"))")
        }
        if let reason = load.unreadable {
            Terminal.standardError.line(
                "boxfish: what was newer in the index that was there may be lost, for it could not be read: \(reason)")
        }
        let unknown = summary.unknownNames.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        if !unknown.isEmpty {
            let names = unknown.prefix(8).map { "\($0.key) (\(Amounts.grouped($0.value)))" }.joined(separator: ", ")
            output.line("kept but not searched: \(names)" + (unknown.count > 8 ? " and \(unknown.count - 8) more" : ""))
        }
    }
}
