// Owns: the shape of the hand-written cases and the clock and team they are read with.

import QueryLanguage
import Schema
import Testing

/// A query, what it must mean, and what must be said about it.
struct QueryCase: Sendable, CustomTestStringConvertible {
    var query: String
    /// The canonical structure as JSON.
    var tree: String
    /// The codes of all remarks, sorted, with blanks between.
    var codes: String
    var context: QueryContext

    init(_ query: String, _ tree: String, _ codes: String = "", _ context: QueryContext = .example) {
        self.query = query
        self.tree = tree
        self.codes = codes
        self.context = context
    }

    var testDescription: String { query }
}

extension QueryContext {
    /// Tuesday 2012-10-09 15:04:05 in Los Angeles, the instant of QUERY.md's table.
    static let example = QueryContext(
        now: Timestamp(seconds: 1_349_820_245), timeZone: "America/Los_Angeles", me: "ann@example.com",
        customFields: [
            "Deal size": .number, "seats": .number, "Region": .text, "Close date": .date, "Größe": .number,
        ])

    /// The same with other settings.
    static func example(_ change: (inout QueryContext) -> Void) -> QueryContext {
        var context = example
        change(&context)
        return context
    }
}

func check(_ example: QueryCase) {
    let parsed = QueryParser.parse(example.query, example.context)
    #expect(parsed.clause.description == example.tree)
    #expect(parsed.warnings.map(\.code.rawValue).sorted().joined(separator: " ") == example.codes)
}
