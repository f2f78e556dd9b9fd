// Properties, of lines over a real socket:
// 1. Every operation's answer has the keys that the protocol lists, in one order, each of its type; optional ones are
//    left out where there is nothing to tell.
// 2. Boxes, threads and messages, participants, warnings, factors, segments and latencies have theirs.
// 3. Highlights and spans are half-open, ascending, in bounds of the text they are of, and mark the words, in UTF-8
//    bytes, UTF-16 code units or code points as asked.
// 4. A failure has code, message and, where it is one key's fault, field; under `strict` the span in the query.

import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct AnswerShapeTests {
    private static let envelope = ["id", "ok"]

    private func ask(_ text: String) async throws -> JSONValue {
        try await Fixture.with { try await $0.connection().ask(text) }
    }

    /// The answer's own keys.
    private func keys(_ answer: JSONValue) -> [String] {
        #expect(answer.isOK, "\(answer.text)")
        #expect(answer.names.first == "id" && answer.names.last == "took_us")
        #expect((answer.at("took_us").int ?? -1) >= 0)
        return answer.names.filter { !Self.envelope.contains($0) && $0 != "took_us" }
    }

    @Test func hello() async throws {
        let answer = try await ask(#"{"id":1,"op":"hello"}"#)
        #expect(keys(answer) == ["name", "version", "protocol", "limits", "read_only", "index", "operations"])
        #expect(answer.at("name").string == "boxfish")
        #expect(answer.at("protocol").int == 1)
        #expect(answer.at("read_only").bool == false)
        #expect(answer.at("index").names == ["items", "boxes", "threads", "generation"])
        #expect(answer.at("index", "items").int == 7)
        #expect(answer.at("index", "boxes").int == 2)
        #expect(answer.at("index", "threads").int == 3)
        #expect(answer.at("limits", "line_bytes").int == 4 << 20)
        #expect(answer.at("limits", "limit").int == 1_000)
        let operations = answer.at("operations").array ?? []
        #expect(operations.map { $0.at("op").string } == Operation.allCases.map(\.rawValue).sorted())
        #expect(operations.allSatisfy { $0.names == ["op", "summary"] && $0.at("summary").string?.isEmpty == false })
    }

    @Test func search() async throws {
        let answer = try await ask(
            #"{"id":1,"op":"search","team":"acme","q":"contract foo:bar","results":["boxes","threads","messages"],"explain":true}"#
        )
        #expect(keys(answer) == ["boxes", "threads", "messages", "total", "facets", "warnings", "suggestion", "tree"])
        let plain = try await ask(#"{"id":1,"op":"search","team":"acme","q":"contract","limit":1}"#)
        #expect(keys(plain) == ["boxes", "threads", "total", "facets", "warnings"])
        let first = try await ask(#"{"id":1,"op":"search","team":"acme","q":"in:anywhere","limit":1}"#)
        #expect(keys(first) == ["boxes", "threads", "total", "facets", "warnings", "cursor"])
        #expect(plain.at("facets") == .object([]))
        #expect(plain.at("total") == (try JSONValue(parsing: #"{"boxes":1,"threads":1,"items":4,"relation":"exact"}"#)))
        let uncounted = try await ask(
            #"{"id":1,"op":"search","team":"acme","q":"contract","count":"none","results":["threads"]}"#)
        #expect(keys(uncounted) == ["threads", "facets", "warnings"])
    }

    @Test func theTreeOfADeepQueryIsTold() async throws {
        func depth(_ tree: JSONValue) -> Int { 1 + ((tree.array ?? []).map(depth).max() ?? 0) }
        for (query, least) in [
            (String(repeating: "a|(b (", count: 500) + "c" + String(repeating: "))", count: 500), 1_000),
            (String(repeating: "thread:(", count: 400) + "a" + String(repeating: ")", count: 400), 400),
        ] {
            for request in [#""op":"parse""#, #""op":"search","explain":true"#] {
                let answer = try await ask(#"{"id":1,\#(request),"team":"acme","q":"\#(query)"}"#)
                #expect(depth(answer.at("tree")) > least, "\(request)")
            }
        }
    }

    @Test func boxesThreadsAndMessages() async throws {
        let answer = try await ask(
            #"{"id":1,"op":"search","team":"acme","q":"harbor","results":["boxes","threads","messages"]}"#)
        let box = answer.at("boxes").array?.first ?? .null
        #expect(
            box.names == [
                "id", "name", "pipeline", "stage", "assignees", "modified", "score", "highlights", "notes", "threads",
                "matched",
            ])
        #expect(box.at("id").string == "b-1")
        #expect(box.at("pipeline").string == "Sales")
        #expect(box.at("stage").string == "Negotiation")
        #expect(box.at("assignees") == .array([.string("amy@acme.example")]))
        #expect(box.at("modified").string == "2012-10-05T10:00:00Z")
        #expect(box.at("highlights").text == #"{"name":[[0,6]],"notes":[[4,10]]}"#)
        #expect(box.at("matched").int == 3)
        #expect((box.at("score").double ?? 0) > 0)
        let short = box.at("threads").array?.first ?? .null
        let thread = answer.at("threads").array?.first ?? .null
        for value in [short, thread] {
            #expect(
                value.names == [
                    "id", "subject", "subject_highlights", "participants", "date", "box", "messages", "matched",
                    "snippet",
                    "highlights", "labels", "score",
                ])
            #expect(value.at("id").string == "t-1")
            #expect(value.at("box").text == #"{"id":"b-1","name":"Harbor renewal"}"#)
            #expect(value.at("messages").int == 2)
            #expect(value.at("participants").array?.allSatisfy { $0.names == ["name", "address"] } == true)
        }
        #expect(thread.at("matched").text == #"["m-2","m-1"]"#)
        #expect(thread.at("date").string == "2012-10-02T09:30:00Z")
        #expect(thread.at("participants").array?.count == 2)
        let messages = answer.at("messages").array ?? []
        let message = messages.first { $0.at("id").string == "m-1" } ?? .null
        #expect(
            message.names == [
                "kind", "id", "thread", "box", "subject", "from", "date", "labels", "snippet", "highlights", "score",
            ])
        #expect(message.at("from").text == #"{"name":"Bob Reed","address":"bob@globex.example"}"#)
        #expect(message.at("labels").text == #"["inbox","Hot leads"]"#)
        let card = messages.first { $0.at("kind").string == "box" } ?? .null
        #expect(card.names == ["kind", "id", "box", "subject", "date", "labels", "snippet", "highlights", "score"])
        let bare = try await ask(#"{"id":1,"op":"search","team":"acme","q":"Zürich","highlight":false}"#)
        let unmarked = bare.at("threads").array?.first ?? .null
        #expect(!unmarked.names.contains("box") && !unmarked.names.contains("subject_highlights"))
        #expect(unmarked.at("snippet").string == "" && unmarked.at("highlights").array == [])
    }

    @Test func aBoxWithoutADateHasNone() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let dates = [
                "", #","created":"2012-01-02T03:04:05Z""#, #","created":"2012-01-02","modified":"2012-02-03""#,
            ]
            let records = dates.enumerated().map { #"{"kind":"box","id":"b-\#($0)","name":"harbor"\#($1)}"# }
            _ = try await connection.ask(#"{"op":"put","team":"acme","records":[\#(records.joined(separator: ","))]}"#)
            let answer = try await connection.ask(#"{"op":"search","team":"acme","q":"harbor","sort":"oldest"}"#)
            let modified = answer.at("boxes").array?.map { $0.at("modified").string }
            #expect(modified == ["", "2012-01-02T03:04:05Z", "2012-02-03T00:00:00Z"], "\(answer.text)")
        }
    }

    @Test(arguments: ["utf8", "utf16", "codepoint"]) func positionsAreInTheUnitsAsked(unit: String) async throws {
        let answer = try await ask(
            #"{"id":1,"op":"search","team":"acme","q":"zürich 🐟 before:(xx yy","results":["threads"],"offsets":"\#(unit)"}"#
        )
        let thread = answer.at("threads").array?.first ?? .null
        let snippet = thread.at("snippet").string ?? ""
        let marked = Self.marked(snippet, thread.at("highlights"), unit)
        #expect(marked == ["🐟", "Zürich"], "\(thread.text)")
        #expect(Self.marked(thread.at("subject").string ?? "", thread.at("subject_highlights"), unit) == ["Zürich"])
        let warnings = answer.at("warnings").array ?? []
        #expect(!warnings.isEmpty)
        for warning in warnings {
            #expect(warning.names == ["code", "level", "span", "message", "fix"], "\(warning.text)")
            let text = Self.marked("zürich 🐟 before:(xx yy", .array([warning.at("span")]), unit)
            #expect(text.first?.hasPrefix("z") == false, "\(warning.text)")
        }
    }

    /// The parts of a text that spans in a unit mark.
    private static func marked(_ text: String, _ spans: JSONValue, _ unit: String) -> [String] {
        (spans.array ?? []).compactMap { span in
            guard let from = span.array?.first?.int, let to = span.array?.last?.int, from <= to else { return nil }
            switch unit {
            case "utf8": return String(validating: Array(text.utf8)[from..<to], as: UTF8.self)
            case "utf16": return String(decoding: Array(text.utf16)[from..<to], as: UTF16.self)
            default: return String(String.UnicodeScalarView(Array(text.unicodeScalars)[from..<to]))
            }
        }
    }

    @Test func parse() async throws {
        let answer = try await ask(#"{"id":1,"op":"parse","q":"contract from:amy","team":"acme"}"#)
        #expect(keys(answer) == ["tree", "canonical", "sentence", "warnings", "terms"])
        #expect(answer.at("tree").text == #"["and",["text","contract"],["field","from",["text","amy"]]]"#)
        #expect(answer.at("warnings") == .array([]))
        let fields = try await ask(#"{"id":1,"op":"parse","q":"seats>5","fields":{"seats":"number"}}"#)
        #expect(fields.at("tree").text == #"["num","seats",">",5]"#)
    }

    @Test func explain() async throws {
        let answer = try await ask(
            #"{"id":1,"op":"explain","team":"acme","q":"contract","kind":"message","record":"m-1"}"#)
        #expect(keys(answer) == ["matched", "score", "detail"])
        #expect(answer.at("matched").bool == true)
        #expect(answer.at("detail", "value") == answer.at("score"))
        var nodes = [answer.at("detail")]
        var count = 0
        while let node = nodes.popLast() {
            #expect(Array(node.names.prefix(3)) == ["factor", "value", "description"], "\(node.text)")
            #expect(node.names.dropFirst(3).allSatisfy { $0 == "details" }, "\(node.text)")
            nodes += node.at("details").array ?? []
            count += 1
        }
        #expect(count > 4)
        let other = try await ask(#"{"id":1,"op":"explain","team":"acme","q":"zebra","kind":"message","record":"m-1"}"#)
        #expect(other.at("matched").bool == false && other.at("score").double == 0)
    }

    /// The score that explain tells is the one that search gives the message.
    @Test func explainTellsTheScoreOfTheSearch() async throws {
        try await Fixture.with { service in
            let connection = try service.connection()
            let search = try await connection.ask(
                #"{"op":"search","team":"acme","q":"contract","results":["messages"]}"#)
            for message in search.at("messages").array ?? [] {
                let kind = message.at("kind").string ?? ""
                let id = message.at("id").string ?? ""
                let explained = try await connection.ask(
                    #"{"id":1,"op":"explain","team":"acme","q":"contract","kind":"\#(kind)","record":"\#(id)"}"#)
                #expect(explained.at("score") == message.at("score"), "\(id)")
            }
        }
    }

    @Test func getPutAndDelete() async throws {
        try await Fixture.with { service in
            let connection = try service.connection()
            let got = try await connection.ask(#"{"id":1,"op":"get","team":"acme","kind":"box","record":"b-1"}"#)
            #expect(keys(got) == ["record", "version"])
            #expect(got.at("version").int == 3)
            #expect(got.at("record").text == Fixture.records[0])
            let put = try await connection.ask(
                #"{"id":1,"op":"put","team":"acme","records":[{"kind":"box","id":"b-1","version":3},7]}"#)
            #expect(keys(put) == ["applied", "stale", "rejected", "sequence"])
            #expect(put.at("rejected").array?.map(\.names) == [["index", "code", "message"]])
            let delete = try await connection.ask(
                #"{"id":1,"op":"delete","team":"acme","records":[{"kind":"box","id":"b-1","version":4}]}"#)
            #expect(keys(delete) == ["applied", "stale", "rejected", "sequence"])
        }
    }

    @Test func statsHealthFlushAndMerge() async throws {
        try await Fixture.with { service in
            let connection = try service.connection()
            for operation in ["flush", "merge"] {
                let answer = try await connection.ask(#"{"id":1,"op":"\#(operation)"}"#)
                #expect(keys(answer) == ["generation"])
                #expect(answer.at("generation").uint64 != nil)
            }
            let health = try await connection.ask(#"{"id":1,"op":"health"}"#)
            #expect(keys(health) == ["status", "reasons"])
            #expect(health.at("status").string == "ok" && health.at("reasons").array == [])
            _ = try await connection.ask(#"{"op":"search","team":"acme","q":"x"}"#)
            let stats = try await connection.ask(#"{"id":1,"op":"stats"}"#)
            #expect(
                keys(stats) == [
                    "items", "boxes", "threads", "generation", "segments", "bytes", "wal", "merges", "merge_debt_bytes",
                    "written", "cursors", "caches", "operations",
                ])
            #expect(stats.at("segments").array?.map(\.names) == [["name", "items", "deleted", "bytes", "home"]])
            #expect(stats.at("segments").array?.first?.at("home").string == "file")
            #expect(stats.at("wal").names == ["bytes", "sequence"])
            #expect(
                stats.at("written").names == [
                    "records", "log_bytes", "flushed_bytes", "merged_bytes", "amplification",
                ])
            #expect(stats.at("written", "records").int == stats.at("items").int)
            #expect(stats.at("written", "flushed_bytes").int == stats.at("bytes").int)
            #expect(stats.at("written", "amplification").double == 1)
            #expect(stats.at("merge_debt_bytes").int == 0)
            #expect(stats.at("cursors").int == 0)
            #expect(stats.at("caches", "team_fields").names == ["entries", "hits", "misses"])
            #expect(stats.at("operations").names == ["flush", "health", "merge", "put", "search"])
            #expect(stats.at("operations", "search").names == ["count", "p50_us", "p99_us", "errors"])
            #expect(stats.at("operations", "put", "count").int == 1)
        }
    }

    @Test func failures() async throws {
        let unknown = try await ask(#"{"id":"x","op":"fly"}"#)
        #expect(unknown.names == ["id", "ok", "error", "took_us"])
        #expect(unknown.at("error").names == ["code", "message", "field"])
        #expect(unknown.at("id").string == "x")
        let nameless = try await ask("nonsense")
        #expect(nameless.names == ["ok", "error", "took_us"])
        #expect(nameless.at("error").names == ["code", "message"])
        let strict = try await ask(
            #"{"id":1,"op":"search","team":"acme","q":"é after:foo","strict":true,"offsets":"codepoint"}"#)
        #expect(strict.at("error").names == ["code", "message", "field", "span"])
        #expect(strict.at("error", "field").string == "q")
        #expect(
            Self.marked("é after:foo", .array([strict.at("error", "span")]), "codepoint").first?.hasSuffix("foo")
                == true)
    }
}
