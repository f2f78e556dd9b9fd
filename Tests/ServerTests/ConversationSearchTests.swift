// Properties, over a real socket:
// 1. Each row of QUERY.md section 7 about waiting, counts and edges, people and typed fields finds the threads and boxes
//    that a person would name who reads the records.
// 2. What is counted of a conversation follows puts and deletions at once, whether they are in memory or in a file.
// 3. Labels are found however their letters are spelled.

import ServiceSupport
import TestSupport
import Testing
import Wire

/// A query, and the threads and boxes it must find.
struct ConversationCase: Sendable, CustomTestStringConvertible {
    var query: String
    var found: String

    init(_ query: String, _ found: String) {
        self.query = query
        self.found = found
    }

    var testDescription: String { query }
}

@Suite struct ConversationSearchTests {
    private static let records = [
        #"{"kind":"box","id":"b1","name":"Harbor renewal","stage":"Negotiation","stage_changed":"2012-08-01T08:00:00Z","#
            + #""contacts":["Carl Dahl <carl@globex.example>"],"#
            + #""fields":{"Deal size":12000,"Close date":"2012-12-01","Region":"EMEA"},"version":1}"#,
        #"{"kind":"box","id":"b2","name":"Hire a pilot","stage":"Won","stage_changed":"2012-10-01T08:00:00Z","#
            + #""fields":{"Deal size":500},"version":1}"#,
        #"{"kind":"message","id":"m1","thread":"t1","box":"b1","date":"2012-07-10T08:00:00Z","version":1,"#
            + #""from":"Bob Reed <bob@reed.example>","to":["Amy Stone <amy@acme.example>"],"subject":"Harbor"}"#,
        #"{"kind":"message","id":"m2","thread":"t1","box":"b1","date":"2012-10-02T09:30:00Z","version":1,"#
            + #""from":"AMY@acme.example","to":["bob@reed.example"],"cc":["Dan <dan@reed.example>"]}"#,
        #"{"kind":"message","id":"m3","thread":"t2","box":"b2","date":"2012-09-01T08:00:00Z","version":1,"#
            + #""from":"amy@acme.example","to":["eve@air.example"],"subject":"Pilots"}"#,
        #"{"kind":"message","id":"m4","thread":"t2","box":"b2","date":"2012-10-05T08:00:00Z","version":1,"#
            + #""from":"eve@air.example","to":["amy@acme.example"]}"#,
        #"{"kind":"message","id":"m5","thread":"t3","date":"2012-10-09T08:00:00Z","version":1,"#
            + #""from":"zoe@news.example","to":["amy@acme.example"],"labels":["Große Kunden"]}"#,
        #"{"kind":"entry","id":"e1","box":"b1","date":"2012-10-08T08:00:00Z","text":"called","version":1}"#,
    ]

    /// A service with the records, and what it finds for a query, as `threads | boxes`.
    private func with(
        _ body: (RawConnection, (String) async throws -> String) async throws -> Void
    ) async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let applied = try await connection.ask(
                #"{"op":"put","team":"acme","records":[\#(Self.records.joined(separator: ","))]}"#)
            #expect(applied.at("applied").int == Self.records.count, "\(applied.text)")
            try await body(connection) { query in
                var request = JSONWriter()
                request.object {
                    $0.member("op", "search")
                    $0.member("team", "acme")
                    $0.member("q", query)
                    $0.member("now", "2012-10-09T22:04:05Z")
                    $0.member("me", "amy@acme.example")
                }
                let answer = try await connection.ask(String(decoding: request.bytes, as: UTF8.self))
                #expect(answer.at("warnings") == .array([]), "\(query): \(answer.at("warnings").text)")
                func ids(_ name: String) -> String {
                    (answer.at(name).array ?? []).compactMap { $0.at("id").string }.sorted().joined(separator: " ")
                }
                return ids("threads") + " | " + ids("boxes")
            }
        }
    }

    static let cases: [ConversationCase] = [
        // Waiting.
        .init("awaiting:me", "t2 t3 | b2"), .init("awaiting:them", "t1 | b1"), .init("-awaiting:me", "t1 | b1"),
        .init("unanswered>3d", "t1 t2 | b1 b2"), .init("unanswered<3d", "t3 | "),
        .init("awaiting:them unanswered>3d", "t1 | b1"), .init("last:from:me", "t1 | b1"),
        .init("first:from:me", "t2 | b2"), .init("first:(from:bob harbor)", "t1 | b1"),
        .init("quiet>7d", "t1 | b1"), .init("quiet<7d", "t2 | b2"),
        // Counts and edges.
        .init("messages>1", "t1 t2 | b1 b2"), .init("messages:1", "t3 | "), .init("messages!=2", "t3 | "),
        .init("people>2", "t1 | b1"), .init("people:2", "t2 t3 | b2"), .init("people:3..*", "t1 | b1"),
        .init("first:2012-q3", "t1 t2 | b1 b2"), .init("first<2012-08", "t1 | b1"),
        .init("last>=2012-10-05", "t2 t3 | b2"),
        .init("last<2w", " | "), .init("first<2w", "t1 t2 | b1 b2"), .init("last:yesterday..today", "t3 | "),
        // People, not strings.
        .init("with:dan", "t1 | b1"), .init("with:carl", "t1 | b1"), .init("org:globex.example", "t1 | b1"),
        .init("org:air.example", "t2 | b2"), .init("between:(amy eve)", "t2 | b2"), .init("between:bob", "t1 | b1"),
        .init("between:(bob eve)", " | "),
        // Typed fields.
        .init("\"deal size\">5k", "t1 | b1"), .init("deal-size:..$1k", "t2 | b2"), .init("deal size = 500", "t2 | b2"),
        .init("close-date:2012-q4", "t1 | b1"), .init("\"Close date\" > today", "t1 | b1"),
        .init("has:\"close date\"", "t1 | b1"), .init("no:\"close date\"", "t2 t3 | b2"),
        .init("no:region", "t2 t3 | b2"),
        .init("region:emea", "t1 | b1"), .init("days-in-stage>30", "t1 | b1"),
        .init("stage-changed:october", "t2 | b2"),
        .init("no:stage", "t3 | "), .init("has:cc", "t1 | b1"),
        // Groups met by different messages of a thread or box.
        .init("thread:(from:bob cc:dan)", "t1 | b1"), .init("message:(from:bob) message:(cc:dan)", "t1 | b1"),
        .init("message:(from:bob cc:dan)", " | "), .init("box:(from:eve -stage:negotiation)", "t2 | b2"),
        // Spelling.
        .init("label:\"große kunden\"", "t3 | "), .init("label:grosse-kunden", "t3 | "),
        .init("label:ＧＲＯＳＳＥ＿ＫＵＮＤＥＮ", "t3 | "), .init("-label:\"GROSSE KUNDEN\" with:amy", "t1 t2 | b1 b2"),
        .init("habror~", "t1 | b1"),
    ]

    @Test func rowsFindWhatAPersonWouldName() async throws {
        try await with { _, find in
            for example in Self.cases {
                let found = try await find(example.query)
                #expect(found == example.found, "\(example.query)")
            }
        }
    }

    @Test(arguments: [false, true]) func countsFollowWritesAtOnce(isFlushed: Bool) async throws {
        try await with { connection, find in
            if isFlushed { _ = try await connection.ask(#"{"op":"flush"}"#) }
            let record = #"{"kind":"message","id":"m6","thread":"t1","box":"b1","date":"2012-10-09T20:00:00Z","#
            _ = try await connection.ask(
                #"{"op":"put","team":"acme","records":[\#(record)"from":"fay@reed.example","version":1}]}"#)
            #expect(try await find("awaiting:me") == "t1 t2 t3 | b1 b2")
            #expect(try await find("messages>2") == "t1 | b1")
            #expect(try await find("people:4") == "t1 | b1")
            #expect(try await find("quiet>7d") == " | ")
            _ = try await connection.ask(
                #"{"op":"put","team":"acme","records":[\#(record)"from":"amy@acme.example","version":2}]}"#)
            #expect(try await find("awaiting:me") == "t2 t3 | b2")
            #expect(try await find("people:3") == "t1 | b1")
            _ = try await connection.ask(
                #"{"op":"delete","team":"acme","records":[{"kind":"message","id":"m6","version":3}]}"#)
            #expect(try await find("messages>2") == " | ")
            #expect(try await find("last:today") == "t3 | ")
            #expect(try await find("quiet>7d") == "t1 | b1")
            _ = try await connection.ask(
                #"{"op":"delete","team":"acme","records":[{"kind":"message","id":"m1","version":2}]}"#)
            #expect(try await find("first:from:me") == "t1 t2 | b1 b2")
            #expect(try await find("messages:1") == "t1 t3 | b1")
        }
    }
}
