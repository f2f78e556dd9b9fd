// Owns: `search`: reads the query, asks the index, shapes the hits.

import Engine
import QueryLanguage
import Schema
import Wire

struct SearchHandler {
    private let context: ServiceContext
    private let handle: RequestHandle

    init(_ context: ServiceContext, _ handle: RequestHandle) {
        self.context = context
        self.handle = handle
    }

    func answer(_ search: Search) throws(Problem) -> Search.Answer {
        let fields = try context.fields(of: search.team)
        let cursor = try cursor(of: search)
        var keys = search.context
        keys.now = keys.now ?? cursor?.now.description
        let reading = try QueryReading(keys, fields: fields.names, service: context)
        let parsed = try reading.parse(search.query)
        var request = SearchRequest(
            team: search.team, clause: parsed.executable, filter: try reading.filter(search.filter),
            sort: try Self.sort(search.sort, fields), limit: search.limit, offset: cursor?.offset ?? 0,
            generation: cursor?.generation, wantsBoxes: search.results.contains(.boxes),
            wantsThreads: search.results.contains(.threads), wantsMessages: search.results.contains(.messages),
            wantsHighlights: search.wantsHighlights, count: CountMode(rawValue: search.count.rawValue) ?? .bounded,
            deadline: handle.deadline(search.deadlineMilliseconds, context.configuration.limits),
            now: reading.context.now)
        request.keepsGeneration = request.offset + search.limit <= context.configuration.limits.cursorDepth
        request.isCancelled = { [handle] in handle.isCancelled }
        let results: SearchResults
        do { results = try context.backend.search(request) } catch { throw Problem(error) }
        let shape = ResultShape(reading)
        var answer = shape.answer(results, to: search)
        answer.warnings =
            reading.warnings(parsed, of: search.query)
            + reading.warnings(cutPatterns: results.cutPatterns, of: search.query)
            + (results.isCut ? [reading.cutWarning(of: search.query)] : [])
        answer.suggestion = results.suggestion.map { shape.suggestion($0, of: parsed) }
        if search.explain { answer.tree = QueryReading.tree(parsed.clause) }
        let end = request.offset + search.limit
        if results.hasMore, end <= context.configuration.limits.cursorDepth {
            answer.cursor =
                Cursor(
                    generation: results.generation, offset: end, now: reading.context.now,
                    fingerprint: Cursor.fingerprint(of: search, run: context.run)
                ).text
        }
        return answer
    }

    private func cursor(of search: Search) throws(Problem) -> Cursor? {
        guard let text = search.cursor else { return nil }
        guard let cursor = Cursor(text), cursor.offset <= context.configuration.limits.cursorDepth else {
            throw Problem(
                .badRequest, "`cursor` is no cursor that a search gave; leave it out for the beginning of the list",
                field: "cursor")
        }
        guard cursor.fingerprint == Cursor.fingerprint(of: search, run: context.run) else {
            throw Problem(
                .notFound, "`cursor` is of another search, or the service was restarted; search again without a cursor",
                field: "cursor")
        }
        return cursor
    }

    private static func sort(
        _ sort: Search.Sort, _ fields: ServiceContext.TeamFields
    ) throws(Problem) -> SortOrder {
        switch sort {
        case .relevance: return .relevance
        case .newest: return .newest
        case .oldest: return .oldest
        case .field(let name, let descending):
            let isSortable = { (kind: FieldKind) in kind == .number || kind == .date }
            let builtIn = Field.allCases.first { $0.name == name && isSortable($0.kind) && $0.row.owner == .box }
            if let builtIn { return .field(.field(builtIn), descending: descending) }
            let found = fields.kinds.first { $0.key.lowercased() == name.lowercased() && isSortable($0.value) }
            guard let found else {
                let names = fields.kinds.filter { isSortable($0.value) }.keys.sorted().joined(separator: ", ")
                throw Problem(
                    .badRequest, "boxes have no number or date named \"\(name)\" to sort by; there are: \(names)",
                    field: "sort")
            }
            return .field(.custom(found.key), descending: descending)
        }
    }
}
