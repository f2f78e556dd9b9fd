// Owns: how long a search goes on without a look at whether anyone still waits for it.

import Engine
import QueryLanguage
import Schema
import Synchronization
import Wire

extension OpenIndex {
    /// The longest time between two looks in each of ``WorstQueries``, and from the last to the end: milliseconds that the
    /// thread ran, so that others on the machine do not count.
    func looks(team: String) -> JSONValue {
        let rows = WorstQueries.all.map { name, text -> JSONValue.Member in
            let parsed = QueryParser.parse(text, QueryContext(now: Timestamp(milliseconds: 0)))
            var longest = 0.0
            // Once for the pages of the index, once for the figure.
            for _ in 1...2 {
                let looks = Looks()
                var request = SearchRequest(
                    team: team, clause: parsed.executable, deadline: .now + .seconds(1),
                    now: Timestamp(milliseconds: 0))
                request.isCancelled = {
                    looks.look()
                    return false
                }
                _ = try? backend.search(request)
                looks.look()
                longest = looks.longest
            }
            return .init(name, .double(longest))
        }
        return .object(rows)
    }
}

/// The looks of one search. Thread-safe; they come from one thread.
private final class Looks: Sendable {
    private let state = Mutex((last: Stopwatch.cpu.now, longest: 0))

    func look() {
        let now = Stopwatch.cpu.now
        state.withLock { state in
            state.longest = max(state.longest, now - state.last)
            state.last = now
        }
    }

    /// Milliseconds.
    var longest: Double { Double(state.withLock { $0.longest }) / 1_000_000 }
}
