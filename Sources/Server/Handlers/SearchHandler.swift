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

    /// Answers by a search, or a long text from the cache: for short ones ``answerAtOnce(_:)`` has looked there.
    func answer(_ search: Search) throws(Problem) -> any OperationAnswer {
        let question = try Question(search, context)
        if !search.isReadAtOnce, let known = known(question) { return known }
        return try kept(answer(question, run(request(question))), question)
    }

    /// Answers from the cache, or by a search of so little work that no thread need be woken for it; else `nil`.
    func answerAtOnce(_ search: Search) throws(Problem) -> (any OperationAnswer)? {
        let question = try Question(search, context)
        if let known = known(question) { return known }
        guard search.mayBeBrief else { return nil }
        var request = request(question)
        request.allowance = Self.briefWork
        // Finding out why there is nothing is not brief.
        request.wantsSuggestion = false
        let results = try run(request)
        guard !results.isCut, !results.isEmpty else { return nil }
        return kept(answer(question, results), question)
    }

    /// The work of a brief search, in about microseconds.
    private static let briefWork = 200

    // MARK: Caching

    private func known(_ question: Question) -> WrittenAnswer? {
        guard let key = question.key, let known = context.answers.find(key, generation: question.fields.generation)
        else { return nil }
        // Its cursor must be as good as a new one.
        return known.hasCursor && !context.backend.keep(generation: question.fields.generation) ? nil : known
    }

    /// An answer as it is given. Kept for the next one who asks, but where time or memory may have had a part in it.
    private func kept(_ answer: (Search.Answer, SearchResults), _ question: Question) -> any OperationAnswer {
        let (answer, results) = answer
        guard let key = question.key, results.generation == question.fields.generation, !results.isCut,
            results.cutPatterns.isEmpty, results.cutWords.isEmpty, !results.isEmpty
        else { return answer }
        let written = WrittenAnswer(answer)
        context.answers.keep(written, key, generation: results.generation)
        return written
    }

    // MARK: Searching

    /// A search that was read.
    private struct Question {
        /// When reading it began: a deadline that passes from then on cuts the answer.
        let began = ContinuousClock.now
        let search: Search
        let fields: ServiceContext.TeamFields
        let cursor: Cursor?
        let query: SettledQuery
        let sort: SortOrder
        /// `nil` where nothing is cached, and of past generations.
        let key: AnswerCache.Key?

        init(_ search: Search, _ context: ServiceContext) throws(Problem) {
            self.search = search
            fields = try context.fields(of: search.team)
            let cursor = try SearchHandler.cursor(of: search, context)
            self.cursor = cursor
            var keys = search.context
            keys.now = keys.now ?? cursor?.now.description
            query = try SettledQuery(
                search.query, filter: search.filter, keys, fields: fields.names, service: context)
            sort = try SearchHandler.sort(search.sort, fields)
            let isNewest = (cursor?.generation ?? fields.generation) == fields.generation
            key = context.answers.isOff || !isNewest ? nil : AnswerCache.Key(search, query)
            guard let cursor, cursor.fingerprint != fingerprint(context) else { return }
            throw Problem(
                .notFound, "`cursor` is of another search, or the service was restarted; search again without a cursor",
                field: "cursor")
        }

        func fingerprint(_ context: ServiceContext) -> UInt64 {
            Cursor.fingerprint(of: search, canonical: query.parsed.canonical, run: context.run)
        }
    }

    private func request(_ question: Question) -> SearchRequest {
        let (search, limits) = (question.search, context.configuration.limits)
        var request = SearchRequest(
            team: search.team, clause: question.query.parsed.executable, filter: question.query.filter,
            sort: question.sort, limit: search.limit, offset: question.cursor?.offset ?? 0,
            generation: question.cursor?.generation, wantsBoxes: search.results.contains(.boxes),
            wantsThreads: search.results.contains(.threads), wantsMessages: search.results.contains(.messages),
            wantsHighlights: search.wantsHighlights, count: CountMode(rawValue: search.count.rawValue) ?? .bounded,
            deadline: handle.deadline(search.deadlineMilliseconds, limits), now: question.query.now)
        request.keepsGeneration = request.offset + search.limit <= limits.cursorDepth
        request.allowsThreadTier = question.query.parsed.scope != .message
        request.began = question.began
        request.isCancelled = { [handle] in handle.shouldEnd() }
        return request
    }

    private func run(_ request: SearchRequest) throws(Problem) -> SearchResults {
        do { return try context.backend.search(request) } catch { throw Problem(error) }
    }

    private func answer(_ question: Question, _ results: SearchResults) -> (Search.Answer, SearchResults) {
        let (search, query) = (question.search, question.query)
        let shape = ResultShape(query.reading.offsets)
        var answer = shape.answer(results, to: search)
        answer.warnings =
            query.reading.warnings(query.parsed, of: search.query)
            + query.reading.warnings(cutPatterns: results.cutPatterns, cutWords: results.cutWords, of: search.query)
            + (results.isCut ? [query.reading.cutWarning(of: search.query)] : [])
        answer.suggestion = results.suggestion.map { shape.suggestion($0, of: query.parsed) }
        if search.explain { answer.tree = QueryReading.tree(query.parsed.clause) }
        let end = (question.cursor?.offset ?? 0) + search.limit
        if results.hasMore, end <= context.configuration.limits.cursorDepth {
            answer.cursor =
                Cursor(
                    generation: results.generation, offset: end, now: query.now,
                    fingerprint: question.fingerprint(context)
                ).text
        }
        return (answer, results)
    }

    /// The cursor as it was given; whether it is of this search is for whoever has read the query.
    private static func cursor(of search: Search, _ context: ServiceContext) throws(Problem) -> Cursor? {
        guard let text = search.cursor else { return nil }
        guard let cursor = Cursor(text), cursor.offset <= context.configuration.limits.cursorDepth else {
            throw Problem(
                .badRequest, "`cursor` is no cursor that a search gave; leave it out for the beginning of the list",
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

extension Search {
    /// Whether its answer takes little beyond finding: a few messages, read but not searched for what to show of them.
    var mayBeBrief: Bool {
        if case .field = sort { return false }
        return results == [.messages] && !wantsHighlights && limit <= 10
    }

    /// Whether its texts are read in microseconds.
    var isReadAtOnce: Bool { query.utf8.count + (filter?.utf8.count ?? 0) <= Request.bytesReadAtOnce }
}

extension SearchResults {
    /// Whether nothing was found.
    fileprivate var isEmpty: Bool { boxes.isEmpty && threads.isEmpty && messages.isEmpty }
}
