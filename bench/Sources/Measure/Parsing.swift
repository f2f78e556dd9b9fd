// Owns: how long reading a query takes: of those that people type, and of the worst.

import QueryLanguage
import Schema
import Wire

/// Times the parser alone: the clause that is searched with, its warnings included, no text for people made.
struct Parsing {
    /// Each query so often; its median counts.
    private static let rounds = 101
    private static let context = QueryContext(
        now: Timestamp(seconds: 1_349_820_245), timeZone: "America/Los_Angeles", me: "ann@example.com",
        customFields: ["Deal size": .number, "Seats": .number, "Region": .text, "Close date": .date])

    /// - Parameter typical: a JSON array of strings.
    static func run(typical: JSONValue) -> JSONValue {
        let texts = typical.array?.compactMap(\.string) ?? []
        let times = texts.map(median).sorted()
        func rank(_ share: Double) -> JSONValue {
            times.isEmpty ? .null : .double(times[min(times.count - 1, Int(Double(times.count) * share))])
        }
        let worst = WorstQueries.all.map { JSONValue.Member($0.name, .double(median($0.text))) }
        return .object([
            .init("queries", .integer(Int64(texts.count))), .init("p50_us", rank(0.5)), .init("p99_us", rank(0.99)),
            .init("worst_us", .object(worst)),
        ])
    }

    private static func median(_ text: String) -> Double {
        var parts = 0
        let times = (0..<rounds).map { _ in
            Stopwatch.cpu.time {
                let parsed = QueryParser.parse(text, context)
                if case .and(let children) = parsed.executable { parts &+= children.count + parsed.warnings.count }
            }
        }
        precondition(parts >= 0)
        return times.sorted()[rounds / 2]
    }
}
