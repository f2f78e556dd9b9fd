// Owns: how far a long run is, told as fits the place: a bar on a terminal, a line now and then in a log, JSON on request.

import ArgumentParser
import Server
import Wire

/// How progress is told.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
    /// A bar on a terminal, plain lines elsewhere.
    case auto
    case plain, json, none
}

/// Tells how far a rebuild is. One thread at a time.
struct ProgressMeter {
    private let style: ProgressStyle
    private let output = Terminal.standardError
    private let began = ContinuousClock.now
    private var latest: ReindexJob.Progress?
    private var lastTold: ContinuousClock.Instant
    /// Bytes a second over about the last 30 seconds.
    private var rate = 0.0
    private var lastBytes: UInt64 = 0
    private var lastMeasured: ContinuousClock.Instant
    private var isStopping = false
    private var isFinished = false

    init(_ style: ProgressStyle) {
        let hasBar = Terminal.standardError.isTerminal && environment("TERM") != "dumb"
        self.style = style == .auto && !hasBar ? .plain : style
        lastTold = began
        lastMeasured = began
    }

    private var interval: Duration { style == .plain ? .seconds(10) : .milliseconds(style == .json ? 1_000 : 100) }

    mutating func update(_ progress: ReindexJob.Progress) {
        if progress.step != latest?.step, progress.step != .reading { lastTold = began - interval }
        latest = progress
        if progress.step == .committing { tellCommitting(progress) } else { tick() }
    }

    /// Tells what there is to tell by now; called often, also while nothing comes in.
    mutating func tick() {
        guard let latest, latest.step != .committing, !isStopping, !isFinished else { return }
        let now = ContinuousClock.now
        if latest.step == .reading { measure(latest.bytes, now) }
        guard style != .none, now - lastTold >= interval else { return }
        lastTold = now
        switch style {
        case .json: output.line(json(latest))
        case .plain: output.line("boxfish: " + sentence(latest, now))
        case .auto: output.write("\r\u{1B}[K" + bar(latest, now))
        case .none: break
        }
    }

    /// Tells that the run was asked to end, once.
    mutating func stop() {
        guard !isStopping, !isFinished else { return }
        isStopping = true
        switch style {
        case .auto: output.write("\r\u{1B}[Kstopping when what is being written is done; Ctrl-C again ends at once…")
        case .plain: output.line("boxfish: stopping")
        case .json, .none: break
        }
    }

    /// The last step has no count of its own.
    private func tellCommitting(_ progress: ReindexJob.Progress) {
        switch style {
        case .auto: output.write("\r\u{1B}[Kcommitting…")
        case .json: output.line(json(progress))
        case .plain, .none: break
        }
    }

    /// Clears the bar.
    mutating func finish() {
        isFinished = true
        if style == .auto { output.write("\r\u{1B}[K") }
    }

    /// Exponential smoothing with a time constant of 30 s.
    private mutating func measure(_ bytes: UInt64, _ now: ContinuousClock.Instant) {
        let elapsed = (now - lastMeasured) / .seconds(1)
        guard elapsed >= 0.1, bytes >= lastBytes else { return }
        let current = Double(bytes - lastBytes) / elapsed
        let weight = min(1, elapsed / min(30, max(elapsed, (now - began) / .seconds(1))))
        rate += weight * (current - rate)
        lastBytes = bytes
        lastMeasured = now
    }

    private func numbers(_ progress: ReindexJob.Progress, _ now: ContinuousClock.Instant) -> String {
        let seconds = (now - began) / .seconds(1)
        let share = progress.totalBytes == 0 ? 100 : Int(100 * progress.bytes / progress.totalBytes)
        var parts = [
            "\(share)%  \(Amounts.count(progress.records, "record", "records"))",
            "\(Amounts.grouped(Int(Double(progress.records) / max(seconds, 0.001))))/s",
            "\(Amounts.bytes(Double(progress.bytes))) of \(Amounts.bytes(Double(progress.totalBytes)))",
        ]
        if progress.rejected > 0 { parts.append("\(Amounts.grouped(progress.rejected)) rejected") }
        if seconds >= 3, rate > 0 {
            let left = Double(progress.totalBytes - min(progress.bytes, progress.totalBytes)) / rate
            parts.append("ETA \(Amounts.clock(seconds: Int(left.rounded(.up))))")
        }
        return parts.joined(separator: " · ")
    }

    /// What is done and how far it is.
    private func sentence(_ progress: ReindexJob.Progress, _ now: ContinuousClock.Instant) -> String {
        guard case .merging(let bytes, let total) = progress.step else { return "indexing " + numbers(progress, now) }
        return "merging " + Self.merged(bytes, total)
    }

    private static func merged(_ bytes: Int, _ total: Int) -> String {
        "\(total == 0 ? 100 : 100 * bytes / total)%  \(Amounts.bytes(Double(bytes))) of \(Amounts.bytes(Double(total)))"
    }

    private func bar(_ progress: ReindexJob.Progress, _ now: ContinuousClock.Instant) -> String {
        if case .merging(let bytes, let total) = progress.step {
            let bar = Self.cells(UInt64(bytes), of: UInt64(total))
            return DisplayWidth.cut("merging \(bar) \(Self.merged(bytes, total))", to: output.width - 1)
        }
        let bar = Self.cells(progress.bytes, of: progress.totalBytes)
        return DisplayWidth.cut("indexing \(bar) \(numbers(progress, now))", to: output.width - 1)
    }

    private static func cells(_ part: UInt64, of total: UInt64) -> String {
        let cells = 12
        let done = total == 0 ? cells : min(cells, Int(UInt64(cells) * part / total))
        return String(repeating: "━", count: done) + String(repeating: "─", count: cells - done)
    }

    private func json(_ progress: ReindexJob.Progress) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "progress")
            switch progress.step {
            case .reading: writer.member("step", "reading")
            case .merging(let bytes, let total):
                writer.member("step", "merging")
                writer.member("merged_bytes", bytes)
                writer.member("merge_bytes", total)
            case .committing: writer.member("step", "committing")
            }
            writer.member("bytes", Int(progress.bytes))
            writer.member("total_bytes", Int(progress.totalBytes))
            writer.member("records", progress.records)
            writer.member("rejected", progress.rejected)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
