// Properties:
// 1. An answer that was given before is, but for `took_us`, byte for byte what a service without a cache answers: for generated
//    queries in every shape an answer can have.
// 2. A put makes it invisible at once: what was put is in the next answer, and so is what was deleted gone.
// 3. Each key of a request that changes its answer, and the clock where the query depends on it, makes a question of its own;
//    a spelling that means the same, a deadline and an id do not.
// 4. A query that means the same all hour is answered as of the beginning of the hour, one that does not as of now.
// 5. An answer that was cut, or that found nothing, is not kept; neither is anything where the cache is off.
// 6. The cache takes no more than its bytes, and still has what was asked for last.
// 7. The cursor of an answer that was given before leads on, though the index has changed since.

import Engine
import Schema
import ServiceSupport
import Synchronization
import TestSupport
import Testing
import Wire

@Suite struct AnswerCacheTests {
    private func fill(_ service: TestService, seed: UInt64 = 7) async throws -> RawConnection {
        var generator = MailGenerator(seed: seed)
        let connection = try service.connection()
        let records = JSONValue.array(generator.records(boxes: 6, messages: 60)).text
        #expect(try await connection.ask(#"{"op":"put","team":"acme","records":\#(records)}"#).isOK)
        return connection
    }

    private func hits(_ connection: RawConnection) async throws -> Int {
        try await connection.ask(#"{"op":"stats"}"#).at("caches", "answers", "hits").int ?? -1
    }

    /// An answer's bytes up to `took_us`.
    private func text(_ connection: RawConnection, _ request: String) async throws -> String {
        try await connection.sendLine(request)
        let line = String(decoding: try #require(await connection.nextLine()), as: UTF8.self)
        let took = try #require(line.range(of: #","took_us":"#, options: .backwards))
        return String(line[..<took.lowerBound])
    }

    private let shapes = [
        "", #","results":["messages"],"highlight":false"#, #","results":["messages","threads","boxes"],"limit":3"#,
        #","sort":"newest","limit":2"#, #","sort":"oldest","count":"exact""#, #","count":"none","explain":true"#,
        #","filter":"in:inbox""#, #","scope":"thread","offsets":"utf16""#, #","sort":{"field":"Deal size"}"#,
        #","me":"amy@acme.example","tz":"Asia/Kolkata""#, #","strict":true"#, #","results":["messages"],"limit":1"#,
    ]

    @Test func aKnownAnswerIsWhatASearchWouldAnswer() async throws {
        let folder = try TemporaryFolder()
        let plainFolder = try TemporaryFolder()
        // Of one run, so that cursors agree.
        try await TestService.with(folder, run: 1) { service in
            try await TestService.with(plainFolder, run: 1, configure: { $0.cacheBytes = 0 }) { plain in
                let connection = try await fill(service)
                let other = try await fill(plain)
                var generator = MailGenerator(seed: 3)
                let queries =
                    (0..<12).map { _ in generator.text(1...2) } + [
                        "before:yesterday", "newer_than:3h", "fron:bob invoice", "from:me", "invoice OR (price",
                        "in:anywhere a*",
                    ]
                for query in queries {
                    for shape in shapes {
                        let request = #"{"id":5,"op":"search","team":"acme","q":"\#(query)"\#(shape)}"#
                        let expected = try await text(other, request)
                        for time in ["first", "second"] {
                            #expect(try await text(connection, request) == expected, "\(time): \(request)")
                        }
                    }
                }
                #expect(try await hits(connection) > 100)
                let off = try await other.ask(#"{"op":"stats"}"#).at("caches", "answers")
                #expect([off.at("entries").int, off.at("hits").int, off.at("bytes").int] == [0, 0, 0])
            }
        }
    }

    @Test func aPutIsSeenAtOnce() async throws {
        try await TestService.with { service in
            let connection = try await fill(service)
            let writer = try service.connection()
            let request =
                #"{"op":"search","team":"acme","q":"zanzibar","results":["messages"],"highlight":false,"sort":"newest"}"#
            for round in 1...20 {
                let record =
                    #"{"kind":"message","id":"z","subject":"Round \#(round)","body":"zanzibar","version":\#(2 * round)}"#
                #expect(try await writer.ask(#"{"op":"put","team":"acme","records":[\#(record)]}"#).isOK)
                let answer = try await connection.ask(request)
                #expect(answer.at("messages").array?.first?.at("subject").string == "Round \(round)")
                #expect(try await connection.ask(request).at("messages").array?.count == 1)
                let key = #"{"kind":"message","id":"z","version":\#(2 * round + 1)}"#
                #expect(try await writer.ask(#"{"op":"delete","team":"acme","records":[\#(key)]}"#).isOK)
                #expect(try await connection.ask(request).at("messages").array?.isEmpty == true)
            }
            // Not always twenty: what was put is compacted in the background, and each time is a new generation.
            #expect(try await hits(connection) > 0)
        }
    }

    @Test func whatChangesAnAnswerIsAQuestionOfItsOwn() async throws {
        try await TestService.with { service in
            let connection = try await fill(service)
            func ask(_ query: String, _ more: String) async throws -> Bool {
                let before = try await hits(connection)
                #expect(try await connection.ask(#"{"op":"search","team":"acme","q":"\#(query)"\#(more)}"#).isOK)
                return try await hits(connection) == before + 1
            }
            for shape in shapes {
                #expect(try await !ask("invoice", shape), "\(shape)")
                #expect(try await ask("invoice", shape), "\(shape)")
            }
            for same in [("  invoice ", ""), ("invoice", #","deadline_ms":900"#), ("invoice", #","id":"x""#)] {
                #expect(try await ask(same.0, same.1), "\(same)")
            }
            #expect(try await !ask("invoice", #","now":"2012-10-09T22:04:05Z""#))
            // What is remarked on is quoted as it was typed.
            #expect(try await !ask("invoice)", ""))
            #expect(try await !ask(" invoice)", ""))
            #expect(try await ask("invoice)", ""))
        }
    }

    @Test func theClockCountsWhereItMatters() async throws {
        let clock = Mutex(Timestamp(seconds: 1_349_820_245))
        try await TestService.with(now: { clock.withLock { $0 } }) { service in
            let connection = try await fill(service)
            func isKnown(_ query: String) async throws -> Bool {
                let before = try await hits(connection)
                #expect(try await connection.ask(#"{"op":"search","team":"acme","q":"\#(query)"}"#).isOK)
                return try await hits(connection) == before + 1
            }
            let queries = ["invoice", "before:yesterday", "older_than:3h"]
            for query in queries { #expect(try await !isKnown(query)) }
            clock.withLock { $0.milliseconds += 1_800_000 }
            for query in queries { #expect(try await isKnown(query) == (query != "older_than:3h"), "\(query)") }
            clock.withLock { $0.milliseconds += 3_600_000 }
            for query in queries { #expect(try await !isKnown(query), "\(query)") }
        }
    }

    @Test func whatIsNotWholeIsNotKept() async throws {
        let folder = try TemporaryFolder()
        let backend = CuttingBackend(inner: try TestService.openIndex(folder))
        try await TestService.with(folder, backend: backend) { service in
            let connection = try await fill(service)
            for query in ["invoice", "nowhere"] {
                for _ in 1...3 {
                    #expect(try await connection.ask(#"{"op":"search","team":"acme","q":"\#(query)"}"#).isOK)
                }
            }
            #expect(try await hits(connection) == 0)
            #expect(try await connection.ask(#"{"op":"stats"}"#).at("caches", "answers", "entries").int == 0)
        }
    }

    @Test func itsBytesAreBounded() async throws {
        let limit = 200_000
        try await TestService.with(configure: { $0.cacheBytes = limit }) { service in
            let connection = try await fill(service)
            for number in 1...300 {
                let request = #"{"op":"search","team":"acme","q":"invoice -nothing\#(number)","limit":2}"#
                let before = try await hits(connection)
                for _ in 1...2 { #expect(try await connection.ask(request).isOK) }
                #expect(try await hits(connection) == before + 1, "\(number)")
                let use = try await connection.ask(#"{"op":"stats"}"#).at("caches", "answers")
                #expect((use.at("bytes").int ?? .max) <= limit)
            }
        }
    }

    @Test func aKnownCursorLeadsOn() async throws {
        try await TestService.with { service in
            let connection = try await fill(service)
            let request = #"{"op":"search","team":"acme","q":"invoice","results":["messages"],"limit":2"#
            let first = try await connection.ask(request + "}")
            let again = try await connection.ask(request + "}")
            #expect(try await hits(connection) == 1)
            let cursor = try #require(again.at("cursor").string)
            #expect(first.at("cursor").string == cursor)
            let next = try await connection.ask(request + #","cursor":"\#(cursor)"}"#).at("messages")
            #expect(next.array?.count == 2)
            #expect(try await connection.ask(request + #","cursor":"\#(cursor)"}"#).at("messages") == next)
            let put = #"{"op":"put","team":"acme","records":[{"kind":"message","id":"new","body":"invoice"}]}"#
            #expect(try await connection.ask(put).isOK)
            #expect(try await connection.ask(request + #","cursor":"\#(cursor)"}"#).at("messages") == next)
        }
    }
}

/// A backend whose searches have no time to look at everything.
private struct CuttingBackend: ForwardingBackend {
    let inner: any Backend

    func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        var results = try inner.search(request)
        results.isCut = true
        return results
    }
}
