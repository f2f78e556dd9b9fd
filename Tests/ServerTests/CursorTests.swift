// Properties:
// 1. The pages that cursors lead to, put together, are the whole list of each kind: no gap, no repeat, no other order,
//    for every sort, page size and kind of result, and the last page has no cursor.
// 2. They are so while others write, and while the clock goes on: all pages are of one generation and one instant.
// 3. A cursor of another query, filter, team, sort or scope, of an earlier run of the service, and one whose generation
//    is no longer kept, is `not_found`; a text that is no cursor is `bad_request`. Both name `cursor`.
// 4. Pages may differ in size and in what is shown.
// 5. `stats` counts the generations that cursors keep: none before the first cursor, one however many name it.

import Client
import Engine
import Schema
import ServiceSupport
import Storage
import Synchronization
import TestSupport
import Testing
import Wire

@Suite struct CursorTests {
    private static let kinds = ["boxes", "threads", "messages"]

    private func fill(_ service: TestService, seed: UInt64 = 1, messages: Int = 60) async throws {
        var generator = MailGenerator(seed: seed)
        let client = try await service.client()
        let records = generator.records(boxes: 9, messages: messages)
        _ = try await client.call(Put(team: "acme", records: records))
        await client.close()
    }

    private func search(_ query: String = "invoice OR contract OR offer OR price") -> Search {
        var search = Search(team: "acme", query: query)
        search.results = Search.Kind.allCases
        search.wantsHighlights = false
        return search
    }

    /// The ids of an answer's results, by kind.
    private func ids(_ answer: Search.Answer) -> [[String]] {
        [
            answer.boxes?.map(\.id) ?? [], answer.threads?.map(\.id) ?? [],
            answer.messages?.map { $0.kind + $0.id } ?? [],
        ]
    }

    /// All pages put together. - Parameter between: run before each page but the first.
    private func pages(
        _ client: SearchClientProxy, _ search: Search, _ between: () async throws -> Void = {}
    ) async throws -> [[String]] {
        var search = search
        var all: [[String]] = [[], [], []]
        var pages = 0
        while true {
            let answer = try await client.call(search)
            for (index, page) in ids(answer).enumerated() {
                #expect(page.count <= search.limit)
                all[index] += page
            }
            pages += 1
            guard let cursor = answer.cursor else { return all }
            search.cursor = cursor
            guard pages < 200 else {
                Issue.record("the list does not end")
                return all
            }
            try await between()
        }
    }

    @Test(arguments: [
        Search.Sort.relevance, .newest, .oldest, .field("Deal size", descending: true),
        .field("Deal size", descending: false),
        .field("modified", descending: true),
    ]) func pagesMakeTheWholeList(sort: Search.Sort) async throws {
        try await TestService.with { service in
            try await fill(service)
            let client = try await SearchClientProxy(service)
            var search = search()
            search.sort = sort
            search.limit = 1_000
            let whole = ids(try await client.call(search))
            #expect(whole.allSatisfy { $0.count > 5 && Set($0).count == $0.count })
            for limit in [1, 2, 3, 7, 20, 1_000] {
                search.limit = limit
                #expect(try await pages(client, search) == whole, "\(sort), pages of \(limit)")
            }
        }
    }

    @Test func pagesStayOfOneGenerationAndInstant() async throws {
        let clock = Mutex(TestService.now)
        try await TestService.with(now: { clock.withLock { $0 } }) { service in
            try await fill(service)
            let client = try await SearchClientProxy(service)
            // What is newer than two weeks and how recent it is move with the clock.
            var search = search("newer_than:14d")
            search.limit = 1_000
            let whole = ids(try await client.call(search))
            search.limit = 4
            var generator = MailGenerator(seed: 99)
            let paged = try await pages(client, search) {
                clock.withLock { $0 = Timestamp(seconds: $0.seconds + 7 * 86_400) }
                var record = generator.message(1_000 + generator.number(0...50), boxes: 9)
                if generator.chance(50), case .object(let members) = record {
                    // A new version of what is on a page somewhere.
                    record = .object(
                        members.map { $0.name == "id" ? .init("id", .string("m-\(generator.number(0...59))")) : $0 }
                            .filter { $0.name != "version" } + [.init("version", .integer(2))])
                }
                _ = try await client.client.call(Put(team: "acme", records: [record]))
            }
            #expect(paged == whole)
            search.limit = 1_000
            #expect(ids(try await client.call(search)) != whole, "the clock and the index did move")
        }
    }

    @Test func pagesMayDifferInWhatTheyShow() async throws {
        try await TestService.with { service in
            try await fill(service)
            let client = try await SearchClientProxy(service)
            var search = search()
            search.limit = 3
            let first = try await client.call(search)
            search.cursor = first.cursor
            search.limit = 5
            search.wantsHighlights = true
            search.count = .exact
            search.explain = true
            search.isConsistent = false
            search.deadlineMilliseconds = 9_000
            search.context.offsets = .utf16
            let second = try await client.call(search)
            #expect(second.threads?.count == 5 && second.tree != nil)
            let seen = Set(first.threads?.map(\.id) ?? [])
            #expect(second.threads?.contains { seen.contains($0.id) } == false)
        }
    }

    @Test func statsCountTheGenerationsThatAreKept() async throws {
        try await TestService.with { service in
            try await fill(service)
            let client = try await SearchClientProxy(service)
            var counts = [try await client.client.call(Stats()).cursors]
            var search = search()
            search.limit = 3
            for _ in 0..<2 {
                #expect(try await client.call(search).cursor != nil)
                counts.append(try await client.client.call(Stats()).cursors)
            }
            #expect(counts == [0, 1, 1])
        }
    }

    private func problem(_ client: SearchClientProxy, _ search: Search) async -> Problem? {
        do {
            _ = try await client.call(search)
            return nil
        } catch { return error as? Problem }
    }

    @Test func aCursorIsOfItsSearchOnly() async throws {
        try await TestService.with { service in
            try await fill(service)
            let client = try await SearchClientProxy(service)
            var search = search()
            search.limit = 3
            search.cursor = try await client.call(search).cursor
            #expect(search.cursor != nil)
            let changes: [(String, (inout Search) -> Void)] = [
                ("q", { $0.query = "invoice" }), ("team", { $0.team = "globex" }),
                ("filter", { $0.filter = "in:inbox" }),
                ("sort", { $0.sort = .newest }), ("scope", { $0.context.scope = .message }),
                ("tz", { $0.context.timeZone = "Asia/Tokyo" }),
                ("now", { $0.context.now = "2012-10-09T00:00:00Z" }), ("me", { $0.context.me = "amy@acme.example" }),
            ]
            for (name, change) in changes {
                var other = search
                change(&other)
                let problem = await problem(client, other)
                #expect(
                    problem?.code == .notFound && problem?.field == "cursor", "\(name): \(String(describing: problem))")
            }
            for text in ["", "x", "1.2.3", "1.-2.3.4", "a.b.c.d", "1.2.3.4.5", "99999999999999999999.1.1.1"] {
                var other = search
                other.cursor = text
                let problem = await problem(client, other)
                #expect(problem?.code == .badRequest && problem?.field == "cursor", "\(text)")
            }
        }
    }

    @Test func aCursorEndsWithItsGeneration() async throws {
        let folder = try TemporaryFolder()
        var options = IndexOptions(now: { TestService.now })
        options.cursors = 3
        let index = try NativeBackend(
            FileDirectory(TestService.indexPath(folder), create: true), options: options, create: true)
        try await TestService.with(folder, backend: index) { service in
            try await fill(service)
            let client = try await SearchClientProxy(service)
            var search = search()
            search.limit = 3
            search.cursor = try await client.call(search).cursor
            var other = self.search("in:anywhere")
            other.limit = 1
            // Each write makes a generation, and each search that has more to give asks to keep it.
            for round in 0..<3 {
                #expect(await problem(client, search) == nil, "generations asked for since: \(round)")
                let record = #"{"kind":"message","id":"new-\#(round)","body":"x"}"#
                _ = try await client.client.call(Put(team: "acme", records: [try JSONValue(parsing: record)]))
                _ = try await client.call(other)
            }
            #expect(await problem(client, search) == nil, "it was used, so others went first")
            for round in 3..<7 {
                let record = #"{"kind":"message","id":"new-\#(round)","body":"x"}"#
                _ = try await client.client.call(Put(team: "acme", records: [try JSONValue(parsing: record)]))
                _ = try await client.call(other)
            }
            let gone = await problem(client, search)
            #expect(gone?.code == .notFound && gone?.field == "cursor")
        }
    }

    @Test func aCursorEndsWithTheServicesRun() async throws {
        let folder = try TemporaryFolder()
        var search = search()
        search.limit = 3
        search.cursor = try await TestService.with(folder) { service in
            try await fill(service)
            return try await SearchClientProxy(service).call(search).cursor
        }
        #expect(search.cursor != nil)
        try await TestService.with(folder) { [search] service in
            let problem = await problem(try await SearchClientProxy(service), search)
            #expect(problem?.code == .notFound && problem?.field == "cursor")
        }
    }

    @Test func theDepthOfAListIsBounded() async throws {
        try await TestService.with(configure: { $0.limits.cursorDepth = 10 }) { service in
            try await fill(service)
            let client = try await SearchClientProxy(service)
            var search = search()
            search.limit = 4
            let first = try await client.call(search)
            search.cursor = first.cursor
            let second = try await client.call(search)
            #expect(first.cursor != nil && second.cursor != nil)
            search.cursor = second.cursor
            #expect(try await client.call(search).cursor == nil, "beyond ten results there are no more pages")
        }
    }
}

/// A client whose failures are plain problems.
struct SearchClientProxy: Sendable {
    let client: SearchClient

    init(_ service: TestService) async throws { client = try await service.client() }

    func call(_ search: Search) async throws -> Search.Answer {
        do { return try await client.call(search) } catch ClientError.problem(let problem) { throw problem }
    }
}
