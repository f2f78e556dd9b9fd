// Owns: what the worst queries cost an open index: how long until an answer or an error, how much memory more.

import Glibc
import Server
import Wire

/// Runs each of ``WorstQueries`` as a caller of the service would.
struct Enduring {
    let service: LocalService
    let team: String
    let deadlineMilliseconds: Int

    /// Whether it was answered, cut or refused; milliseconds, of the first run and of the second; megabytes that the process
    /// had at the most in a third beyond what it had before, without pages of mapped files.
    ///
    /// - Parameter only: the name of the one to run; `nil` for all.
    func run(only: String? = nil) -> JSONValue {
        let rows = WorstQueries.all.filter { only == nil || $0.name == only }.map { name, text -> JSONValue.Member in
            var search = Search(team: team, query: text)
            search.deadlineMilliseconds = deadlineMilliseconds
            // Once for the pages of the index, once for the time, once for the memory: to look at it takes time too.
            let first = Stopwatch.wall.time { _ = self.outcome(search) }
            var outcome = ""
            let time = Stopwatch.wall.time { outcome = self.outcome(search) }
            let memory = AnonymousMemory()
            _ = self.outcome(search)
            let bytes = memory.end()
            return .init(
                name,
                .object([
                    .init("outcome", .string(outcome)), .init("ms", .double(time / 1_000)),
                    .init("first_ms", .double(first / 1_000)),
                    .init("extra_mb", .double(Double(bytes) / 1_048_576)),
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
}
