// Owns: the query context of a request to that of the parser, and queries to clauses.

import Engine
import QueryLanguage
import Schema
import Wire

/// Reads the queries of one request.
struct QueryReading {
    private(set) var context: QueryContext
    let offsets: SpanUnit

    /// - Throws: when a key of the query context makes no sense.
    init(
        _ keys: QueryKeys, fields: CustomFields, service: ServiceContext
    ) throws(Problem) {
        var context = QueryContext(now: try Self.now(keys, service), customFields: fields)
        context.timeZone = keys.timeZone ?? service.configuration.timeZone
        guard QueryContext.isKnown(timeZone: context.timeZone) else {
            throw Problem(
                .badRequest, "`tz` \"\(context.timeZone)\" is no zone; use an IANA name such as \"Europe/Berlin\"",
                field: "tz")
        }
        context.weekStart = try Self.weekStart(keys)
        context.fiscalStart = keys.fiscalStart ?? 1
        context.dateOrder = keys.dateOrder == .dmy ? .dayMonth : .monthDay
        context.me = keys.me
        context.scope = keys.scope.flatMap { ClauseScope(rawValue: $0.rawValue) }
        context.isStrict = keys.isStrict
        self.context = context
        offsets = SpanUnit(rawValue: keys.offsets.rawValue) ?? .utf8
    }

    /// The same as of another instant.
    func asOf(_ now: Timestamp) -> QueryReading {
        var reading = self
        reading.context.now = now
        return reading
    }

    private static func now(_ keys: QueryKeys, _ service: ServiceContext) throws(Problem) -> Timestamp {
        guard let text = keys.now else { return service.now() }
        // A date alone, which a record may have, names no instant.
        guard text.utf8.count > "2012-10-09".utf8.count, let now = Timestamp(rfc3339: text) else {
            throw Problem(.badRequest, "`now` must be RFC 3339, such as \"2012-10-09T15:04:05-07:00\"", field: "now")
        }
        return now
    }

    private static func weekStart(_ keys: QueryKeys) throws(Problem) -> Weekday {
        guard let word = keys.weekStart else { return .sunday }
        guard let day = Weekday.allCases.first(where: { "\($0)" == word.lowercased() }) else {
            throw Problem(.badRequest, "`week_start` must be the English name of a day", field: "week_start")
        }
        return day
    }

    /// Reads the user's query.
    ///
    /// - Throws: under `strict`, when anything was odd.
    func parse(_ query: String) throws(Problem) -> ParsedQuery {
        let parsed = QueryParser.parse(query, context)
        if let error = parsed.errors.first {
            throw Problem(
                .badRequest, error.message, field: "q", span: offsets.span(error.span, in: query))
        }
        return parsed
    }

    /// Reads the caller's filter. A condition that was dropped would widen it, so it is always strict.
    func filter(_ query: String?) throws(Problem) -> ParsedQuery? {
        guard let query else { return nil }
        var context = context
        context.isStrict = true
        let parsed = QueryParser.parse(query, context)
        if let error = parsed.errors.first {
            throw Problem(
                .badRequest, "`filter`: \(error.message)", field: "filter", span: offsets.span(error.span, in: query))
        }
        return parsed
    }

    /// The remarks about a query, in the caller's units.
    func warnings(_ parsed: ParsedQuery, of query: String) -> [QueryWarning] {
        parsed.warnings.map { remark in
            QueryWarning(
                code: remark.code.rawValue, level: remark.level.rawValue,
                span: offsets.span(remark.span, in: query), message: remark.message, fix: remark.fix)
        }
    }

    /// Remarks about patterns that stand for more words than the search looked at, and about words that it did not look for
    /// everywhere.
    func warnings(cutPatterns: [String], cutWords: [String], of query: String) -> [QueryWarning] {
        cutPatterns.map {
            warning(
                "cut-pattern", of: $0, in: query,
                "“\($0)” stands for more words than are looked for at once; the rarest are left out.")
        }
            + cutWords.map {
                warning(
                    "cut-word", of: $0, in: query,
                    "“\($0)” is looked for in messages and not in their boxes, for the search has no memory left. "
                        + "Ask for less at once.")
            }
    }

    /// A remark about a piece of the query, or about all of it where the piece is not in it as it stands.
    private func warning(_ code: String, of piece: String, in query: String, _ message: String) -> QueryWarning {
        let text = Array(query.utf8)
        let wanted = Array(piece.utf8)
        let place = text.indices.first { text[$0...].starts(with: wanted) }
        return QueryWarning(
            code: code, level: "warning",
            span: offsets.span(place.map { $0..<$0 + wanted.count } ?? 0..<text.count, in: query), message: message,
            fix: nil)
    }

    /// The remark about a search that had to end before it was done.
    func cutWarning(of query: String) -> QueryWarning {
        QueryWarning(
            code: "cut-search", level: "warning", span: offsets.span(0..<query.utf8.count, in: query),
            message: "The time was over before everything was looked at: these are the best of what was. "
                + "Narrow the query or allow more time.",
            fix: nil)
    }

    /// The canonical structure as the wire has it.
    static func tree(_ clause: Clause) -> JSONValue {
        (try? JSONValue(parsing: clause.description, maximumDepth: JSONValue.maximumAnswerDepth)) ?? .null
    }
}
