// Properties, of generated hostile queries, over a real socket:
// 1. No text in `q` escapes `filter`: the items with a filter are exactly those of the query that the filter alone has
//    too, and so no thread or box and no count beyond those of the filter alone.
// 2. A filter changes neither scores, order, snippets, highlights nor warnings of what it lets through.
// 3. A filter that is not understood to the last word is refused, for a condition that was dropped would widen it.

import Client
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct FilterTests {
    private static let filters = [
        "in:inbox", "from:amy", "stage:won", "before:2012-10-01", "invoice OR price", "-label:trash",
        "-in:spam -in:trash",
        "box:(stage:negotiation)", "label:hot-leads", "size>5000", "subject:(contract OR offer)", "-invoice",
        "is:unread",
        "\"Deal size\">3000", "thread:(from:bob)",
    ]

    /// Pieces that might break out of anything put around them.
    private static let pieces = [
        ")", "(", "((", "))", "}", "{", "\"", "“", "\\", "\\\"", "\\)", "OR", "|", "AND", "NOT", "-", "-(", "--", "*",
        "in:anywhere",
        "in:spam", "in:trash", "from:", "from:(", "label:", "filter:", "team:globex", "message:(", "thread:(", "box:(",
        ") OR (",
        ") OR in:anywhere OR (", "\" OR in:anywhere \"", "invoice", "price", "contract", "-invoice", "offer", "meeting",
        "zürich",
        "from:amy", "stage:won", "size>0", "after:1970", "after:foo", "OR OR", "\u{0}", "\n", "//", "--", ";", "#",
        "\u{202E}", "AROUND",
        "..", "!=", "'",
    ]

    private func fill(_ client: SearchClient) async throws {
        for (team, seed) in [("acme", 1), ("globex", 2)] as [(String, UInt64)] {
            var generator = MailGenerator(seed: seed)
            _ = try await client.call(Put(team: team, records: generator.records(boxes: 6, messages: 45)))
        }
    }

    private func search(_ query: String, _ filter: String?) -> Search {
        var search = Search(team: "acme", query: query)
        search.filter = filter
        search.limit = 1_000
        search.results = Search.Kind.allCases
        search.count = .exact
        return search
    }

    private func hostileQuery(_ generator: inout MailGenerator, around filter: String) -> String {
        var text = ""
        for _ in 0..<generator.number(1...9) {
            text += generator.chance(8) ? filter : generator.pick(Self.pieces)
            if generator.chance(70) { text += " " }
        }
        return text
    }

    @Test(arguments: filters) func nothingEscapes(filter: String) async throws {
        try await TestService.with { service in
            let client = try await service.client()
            try await fill(client)
            let alone = try await client.call(search("in:anywhere", filter))
            let allowed = Set(alone.messages?.map { $0.kind + $0.id } ?? [])
            #expect(!allowed.isEmpty, "the filter lets something through")
            let threads = Set(alone.threads?.map(\.id) ?? [])
            let boxes = Set(alone.boxes?.map(\.id) ?? [])
            var generator = MailGenerator(seed: UInt64(filter.utf8.count))
            for round in 0..<FuzzRounds.scaled(15) {
                let query = hostileQuery(&generator, around: filter)
                let free = try await client.call(search(query, nil))
                let bound = try await client.call(search(query, filter))
                let expected = (free.messages ?? []).filter { allowed.contains($0.kind + $0.id) }
                #expect(bound.messages == expected, "round \(round), \(query.debugDescription)")
                #expect(bound.total?.items == expected.count, "round \(round), \(query.debugDescription)")
                #expect(
                    threads.isSuperset(of: bound.threads?.map(\.id) ?? []), "round \(round), \(query.debugDescription)")
                #expect(boxes.isSuperset(of: bound.boxes?.map(\.id) ?? []), "round \(round), \(query.debugDescription)")
                #expect(bound.warnings == free.warnings)
            }
        }
    }

    @Test(arguments: ["after:foo", "(invoice", "\"invoice", "invoice OR", "size>big", "from:"])
    func aFilterThatIsNotUnderstoodIsRefused(filter: String) async throws {
        try await TestService.with { service in
            let client = try await service.client()
            await #expect(throws: ClientError.self) { try await client.call(search("invoice", filter)) }
            do { _ = try await client.call(search("invoice", filter)) } catch ClientError.problem(let problem) {
                #expect(problem.code == .badRequest && problem.field == "filter")
                #expect(problem.span != nil && problem.message.hasPrefix("`filter`: "))
            }
        }
    }
}
