// Owns: what the worst queries cost an open index: how long until an answer or an error, how much memory more.

import Glibc
import Server
import Wire

/// Runs each of ``WorstQueries`` as a caller of the service would.
struct Enduring {
    let service: LocalService
    let team: String
    let deadlineMilliseconds: Int

    /// Whether it was answered, cut or refused; milliseconds, of the first run and of the second; megabytes more than before
    /// at the most, pages of mapped files that came in among them.
    ///
    /// - Parameter only: the name of the one to run; `nil` for all.
    func run(only: String? = nil) -> JSONValue {
        let rows = WorstQueries.all.filter { only == nil || $0.name == only }.map { name, text -> JSONValue.Member in
            var search = Search(team: team, query: text)
            search.deadlineMilliseconds = deadlineMilliseconds
            // Once for the pages of the index, once for the figures.
            let first = Stopwatch.wall.time { _ = self.outcome(search) }
            let before = Self.restartedPeak()
            var outcome = ""
            let time = Stopwatch.wall.time { outcome = self.outcome(search) }
            return .init(
                name,
                .object([
                    .init("outcome", .string(outcome)), .init("ms", .double(time / 1_000)),
                    .init("first_ms", .double(first / 1_000)),
                    .init("extra_mb", .double(Double(Self.peak() - before) / 1_024)),
                ]))
        }
        return .object(rows)
    }

    private func outcome(_ search: Search) -> String {
        do throws(Problem) {
            let answer = try service.call(search)
            return answer.warnings.contains { $0.level != "info" } ? "answered, with a warning" : "answered"
        } catch {
            return error.code.rawValue
        }
    }

    /// The most resident kilobytes since the peak was restarted.
    private static func peak() -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix("VmHWM:") { return Int(text.filter(\.isNumber)) ?? 0 }
        }
        return 0
    }

    /// Lowers the peak to what is resident now, and says how much that is (proc(5), clear_refs).
    private static func restartedPeak() -> Int {
        if let file = fopen("/proc/self/clear_refs", "w") {
            fputs("5", file)
            fclose(file)
        }
        return peak()
    }
}
