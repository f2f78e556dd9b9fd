// Owns: what the measuring program is asked: some queries, how to run them, how long.
//
//   request = {"mode", "team", "now": milliseconds, "clock", "rounds", "least", "budget_ms",
//             "queries": [{"q", "newest"?, "count"?, "threads"?, "request"?}]}
//
// Every peer in bench/peers reads the same requests; they take a query's parts instead of its text.

import Schema
import Wire

struct QueryRequest {
    /// How much of a search is measured.
    enum Mode: String {
        /// Matching and ranking, what the peers do too: the best items are found, none of their records is read, spam and
        /// trash are not left out.
        case ids
        /// The ten best items as hits, without highlights, without spam and trash.
        case hits
        /// What a caller of the service gets but for the socket: boxes and threads with snippets, as a line of JSON.
        case full
        /// How many items match; not timed.
        case count
    }

    struct Query {
        var text: String
        var isNewestFirst: Bool
        /// Whether all matches are to be counted.
        var isCounted: Bool
        /// Whether threads are asked for, not messages.
        var isByThread: Bool
        /// What a caller sends, where that is measured: a line of the protocol.
        var served: Search?
    }

    var mode: Mode
    var team: String
    var now: Timestamp
    var stopwatch: Stopwatch
    /// The most rounds over all queries that are timed, and the least, however long they take.
    var rounds: Int
    var least: Int
    /// After so long no other round begins.
    var budget: Duration
    var queries: [Query]

    init(_ value: JSONValue) throws(Problem) {
        guard let mode = value["mode"]?.string.flatMap(Mode.init), let team = value["team"]?.string,
            let now = value["now"]?.int, let queries = value["queries"]?.array
        else { throw Problem(.badRequest, "a request has mode, team, now and queries") }
        self.mode = mode
        self.team = team
        self.now = Timestamp(milliseconds: Int64(now))
        stopwatch = value["clock"]?.string.flatMap(Stopwatch.init) ?? .wall
        rounds = value["rounds"]?.int ?? 1
        least = value["least"]?.int ?? 1
        budget = .milliseconds(value["budget_ms"]?.int ?? 1_000)
        self.queries = queries.map { query in
            Query(
                text: query["q"]?.string ?? "", isNewestFirst: query["newest"]?.bool ?? false,
                isCounted: query["count"]?.bool ?? false, isByThread: query["threads"]?.bool ?? false,
                served: query["request"]?.string.flatMap(Self.search))
        }
    }

    private static func search(_ line: String) -> Search? {
        guard case .success(.search(let search)) = RequestLine(Array(line.utf8)).request else { return nil }
        return search
    }
}
