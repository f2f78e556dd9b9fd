// Properties:
// 1. A key that an operation does not have is refused by name, and the message lists those it has.
// 2. A request's id is echoed as it came, byte for byte, in answers and failures; without one there is none; what is
//    neither a string nor a whole number is refused.
// 3. A line that is not JSON, not an object, without `op` or with an unknown one is refused with the fitting code.
// 4. A key of the wrong type or range is refused by name; `null` is as good as absent.
// 5. A key that must be there is asked for by name.
// 6. The record of `get` and `explain` is `record`, or for want of it the request's own id.

import Testing

@testable import Wire

@Suite struct RequestLineTests {
    private func read(_ text: String) -> RequestLine { RequestLine(Array(text.utf8)) }

    private func problem(_ text: String) -> Problem? {
        guard case .failure(let problem) = read(text).request else { return nil }
        return problem
    }

    /// The least that an operation asks for, without its closing brace.
    private static func minimum(_ operation: Operation) -> String {
        let keys =
            switch operation {
            case .hello, .health, .flush, .merge, .stats, .parse: ""
            case .search: #","team":"a""#
            case .explain, .get: #","team":"a","kind":"box","record":"b""#
            case .put, .delete: #","team":"a","records":[]"#
            case .cancel: #","target":1"#
            }
        return #"{"id":1,"op":"\#(operation.rawValue)"\#(keys)"#
    }

    @Test(arguments: Operation.allCases) func theLeastIsEnough(operation: Operation) throws {
        let line = read(Self.minimum(operation) + "}")
        #expect(line.id == .integer(1))
        #expect(try line.request.get().operation == operation)
    }

    @Test(arguments: Operation.allCases) func strayKeysAreRefused(operation: Operation) {
        let found = problem(Self.minimum(operation) + #","limitt":1}"#)
        #expect(found?.code == .badRequest)
        #expect(found?.field == "limitt")
        #expect(found?.message.contains("`limitt`") == true)
        if operation == .search { #expect(found?.message.contains("limit, me, now, offsets") == true) }
        if operation == .health { #expect(found?.message.contains("it takes none") == true) }
    }

    @Test(arguments: [
        "1", "-5", "0", "9223372036854775807", "18446744073709551615", "\"\"", "\"a-1\"", "\"é\\n日\"", "\"1\"",
    ]) func idsAreEchoed(id: String) {
        for text in [#"{"op":"hello","id":\#(id)}"#, #"{"id":\#(id),"op":"fly"}"#, #"{"id":\#(id)}"#] {
            let line = read(text)
            let result = line.request.map { _ in Cancel.Answer(cancelled: true) as any OperationAnswer }
            let answer = String(decoding: LineCodec.answer(result, id: line.id, microseconds: 3), as: UTF8.self)
            #expect(answer.hasPrefix(#"{"id":\#(id),"ok":"#), "\(answer)")
        }
    }

    @Test(arguments: [#"{"op":"hello"}"#, #"{"op":"hello","id":null}"#]) func withoutIdThereIsNone(text: String) throws
    {
        let line = read(text)
        #expect(line.id == nil)
        #expect(try line.request.get().operation == .hello)
        let answer = LineCodec.answer(.success(Cancel.Answer(cancelled: false)), id: nil, microseconds: 12)
        #expect(String(decoding: answer, as: UTF8.self) == #"{"ok":true,"cancelled":false,"took_us":12}"# + "\n")
    }

    @Test(arguments: ["1.5", "true", "[]", "{}", "1e400", "18446744073709551616"]) func otherIdsAreRefused(id: String) {
        let line = read(#"{"op":"hello","id":\#(id)}"#)
        #expect(line.id == nil)
        #expect(throws: Problem.self) { try line.request.get() }
    }

    @Test(arguments: [
        ("", Problem.Code.badJSON, nil), ("x", .badJSON, nil), ("{", .badJSON, nil), ("[]", .badJSON, nil),
        ("\"hello\"", .badJSON, nil), ("{} {}", .badJSON, nil), ("{\"op\":\"hello\"}\u{0}", .badJSON, nil),
        ("{}", .badRequest, "op"), (#"{"op":1}"#, .badRequest, "op"), (#"{"op":null}"#, .badRequest, "op"),
        (#"{"op":"Hello"}"#, .unknownOperation, "op"), (#"{"op":""}"#, .unknownOperation, "op"),
        (#"{"op":"reindex"}"#, .unknownOperation, "op"),
    ]) func linesThatAreNoRequests(text: String, code: Problem.Code, field: String?) {
        let found = problem(text)
        #expect(found?.code == code)
        #expect(found?.field == field)
        #expect(found?.message.isEmpty == false)
    }

    @Test(arguments: [
        ("{}", "`op` is missing; it names the operation, such as \"search\""),
        (#"{"op":null}"#, "`op` is missing; it names the operation, such as \"search\""),
        (#"{"op":5}"#, "`op` is a number; it must be a string, such as \"search\""),
        (#"{"op":["search"]}"#, "`op` is an array; it must be a string, such as \"search\""),
    ]) func anOperationOfTheWrongTypeIsToldFromNone(text: String, message: String) {
        #expect(problem(text)?.message == message)
    }

    @Test func bytesThatAreNoTextAreRefused() {
        let line = Array(#"{"op":"hel"#.utf8) + [0xFF, 0xC0] + Array(#"lo"}"#.utf8)
        guard case .failure(let problem) = RequestLine(line).request else {
            Issue.record("it was read")
            return
        }
        #expect(problem.code == .badJSON)
    }

    @Test(arguments: [
        (Operation.search, #""q":1"#, "q"), (.search, #""limit":0"#, "limit"), (.search, #""limit":1001"#, "limit"),
        (.search, #""limit":"10""#, "limit"), (.search, #""limit":1.5"#, "limit"), (.search, #""filter":[]"#, "filter"),
        (.search, #""sort":"best""#, "sort"), (.search, #""sort":{"field":"a","order":"up"}"#, "sort"),
        (.search, #""sort":{"field":"a","by":"desc"}"#, "sort"), (.search, #""results":[]"#, "results"),
        (.search, #""results":["box"]"#, "results"), (.search, #""results":"boxes""#, "results"),
        (.search, #""highlight":1"#, "highlight"), (.search, #""facets":["stage"]"#, "facets"),
        (.search, #""facets":{}"#, "facets"), (.search, #""count":"all""#, "count"),
        (.search, #""explain":0"#, "explain"),
        (.search, #""deadline_ms":0"#, "deadline_ms"), (.search, #""consistent":"yes""#, "consistent"),
        (.search, #""now":5"#, "now"), (.search, #""tz":5"#, "tz"), (.search, #""week_start":1"#, "week_start"),
        (.search, #""fiscal_start":13"#, "fiscal_start"), (.search, #""date_order":"ymd""#, "date_order"),
        (.search, #""me":{}"#, "me"), (.search, #""scope":"all""#, "scope"), (.search, #""strict":"no""#, "strict"),
        (.search, #""offsets":"utf32""#, "offsets"), (.search, #""cursor":7"#, "cursor"),
        (.search, #""team":7"#, "team"),
        (.parse, #""fields":[]"#, "fields"), (.parse, #""fields":{"a":"money"}"#, "fields"),
        (.parse, #""team":"a","fields":{}"#, "fields"), (.put, #""records":{}"#, "records"),
        (.put, #""refresh":1"#, "refresh"), (.delete, #""records":"x""#, "records"), (.stats, #""team":1"#, "team"),
        (.get, #""kind":1"#, "kind"), (.get, #""record":1"#, "record"), (.cancel, #""target":1.5"#, "target"),
        (.cancel, #""target":null"#, "target"),
    ]) func wrongValuesAreRefused(operation: Operation, key: String, field: String) {
        // The last of a repeated name counts, so the key takes the place of the one that is there.
        let found = problem(Self.minimum(operation) + "," + key + "}")
        #expect(found?.code == .badRequest)
        #expect(found?.field == field)
        #expect(found?.message.isEmpty == false)
    }

    @Test func nullIsAsGoodAsAbsent() throws {
        let keys = [
            "filter", "limit", "cursor", "sort", "results", "highlight", "facets", "count", "explain", "deadline_ms",
            "consistent", "now", "tz", "week_start", "fiscal_start", "date_order", "me", "scope", "strict", "offsets",
            "q",
        ]
        let text = Self.minimum(.search) + keys.map { ",\"\($0)\":null" }.joined() + "}"
        guard case .search(let search) = try read(text).request.get() else {
            Issue.record("it is no search")
            return
        }
        #expect(search == Search(team: "a", query: ""))
    }

    @Test(arguments: [
        (#""op":"search","q":"x""#, "team"), (#""op":"search","team":"""#, "team"), (#""op":"get","team":"a""#, "kind"),
        (#""op":"get","team":"a","kind":"box""#, "record"), (#""op":"explain","team":"a","kind":"box""#, "record"),
        (#""op":"put","team":"a""#, "records"), (#""op":"put","records":[]"#, "team"),
        (#""op":"delete","team":"a""#, "records"),
        (#""op":"cancel""#, "target"),
    ]) func missingKeysAreAskedFor(keys: String, field: String) {
        let found = problem(#"{"id":1,\#(keys)}"#)
        #expect(found?.code == .badRequest)
        #expect(found?.field == field)
    }

    @Test func theRecordMayBeTheRequestsOwnId() throws {
        guard
            case .get(let own) = try read(#"{"id":"m-1","op":"get","team":"a","kind":"message"}"#).request.get(),
            case .get(let named) = try read(#"{"id":"7","op":"get","team":"a","kind":"message","record":"m-1"}"#)
                .request.get()
        else {
            Issue.record("they are no gets")
            return
        }
        #expect(own == named)
        #expect(own.id == "m-1")
    }
}
