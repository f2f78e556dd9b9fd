// Owns: an index opened in this process, and the timing of queries on it.

import Engine
import QueryLanguage
import Schema
import Server
import Wire

/// An opened index. One thread asks it.
struct OpenIndex {
    let backend: NativeBackend
    private let fields: [String: CustomFields]
    private let clock = ContinuousClock()
    private let openSeconds: Double

    init(path: String) throws {
        let clock = ContinuousClock()
        let began = clock.now
        backend = try IndexFolder(path, now: { Timestamp(milliseconds: 0) }).openForReading()
        var fields: [String: CustomFields] = [:]
        for team in backend.teams { fields[team] = CustomFields(try backend.customFields(team: team)) }
        self.fields = fields
        openSeconds = (clock.now - began) / .seconds(1)
    }

    /// Says that the index is open: how long that took, and how many segments it has.
    var greeting: JSONValue {
        .object([
            .init("open_seconds", .double(openSeconds)),
            .init("segments", .integer(Int64(backend.statistics(team: nil).segments.count))),
        ])
    }

    /// Runs a request's queries, all of them a round, so that no query finds its own traces.
    ///
    /// - Returns: microseconds by round and query, or counts by query.
    func answer(_ request: QueryRequest) throws -> JSONValue {
        if request.mode == .count {
            return .object([.init("counts", .array(try request.queries.map { .integer(try count($0, request)) }))])
        }
        let service = LocalService(backend: backend, timeZone: "UTC", now: { request.now })
        let began = clock.now
        for query in request.queries { try run(query, request, service) }
        var rounds: [JSONValue] = []
        repeat {
            var times: [JSONValue] = []
            for query in request.queries {
                times.append(.double(try request.stopwatch.time { try run(query, request, service) }))
            }
            rounds.append(.array(times))
        } while rounds.count < request.least
            || (rounds.count < request.rounds && clock.now - began < request.budget)
        return .object([.init("us", .array(rounds))])
    }

    /// Runs the worst queries, or the one of a name.
    func endure(team: String, milliseconds: Int, only: String?) -> JSONValue {
        let service = LocalService(backend: backend, timeZone: "UTC", now: { Timestamp(milliseconds: 0) })
        return Enduring(service: service, team: team, deadlineMilliseconds: milliseconds).run(only: only)
    }

    private func run(_ query: QueryRequest.Query, _ request: QueryRequest, _ service: LocalService) throws {
        switch request.mode {
        case .full: break
        case .hits: return _ = try backend.search(search(query, request))
        default: return _ = try backend.rank(search(query, request))
        }
        var search = Search(team: request.team, query: query.text)
        if query.isNewestFirst { search.sort = .newest }
        if query.isCounted { search.count = .exact }
        let answer = try service.call(query.served ?? search)
        _ = LineCodec.answer(.success(answer), id: .integer(1), microseconds: 0)
    }

    /// The engine's own request: the text is read here, so that its parsing is measured too.
    private func search(_ query: QueryRequest.Query, _ request: QueryRequest) -> SearchRequest {
        let context = QueryContext(now: request.now, customFields: fields[request.team] ?? [:])
        let parsed = QueryParser.parse(query.text, context)
        // Peers know neither spam nor trash, so nothing is left out where they are compared.
        let isServed = request.mode == .hits
        var search = SearchRequest(
            team: request.team, clause: isServed ? parsed.executable : parsed.filter,
            sort: query.isNewestFirst ? .newest : .relevance,
            limit: 10, wantsBoxes: false, wantsThreads: query.isByThread,
            wantsMessages: !query.isByThread, wantsHighlights: false, count: query.isCounted ? .exact : .none,
            now: request.now)
        // Peers count messages alone.
        search.countsGroups = isServed
        return search
    }

    private func count(_ query: QueryRequest.Query, _ request: QueryRequest) throws -> Int64 {
        var counted = query
        counted.isCounted = true
        return Int64(try backend.rank(search(counted, request)).totals.items)
    }
}
