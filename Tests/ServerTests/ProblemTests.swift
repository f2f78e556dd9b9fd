// Properties:
// 1. Each error of the engine has its code on the wire, from every operation that can meet it, and a message that says
//    what to do.
// 2. A search whose deadline passed while it waited is `deadline_exceeded`, one whose deadline passed while its text was
//    read is cut; nobody can ask for longer than the service allows.
// 3. A pattern of too many words is cut and named in a warning; an index opened for reading takes no writes: `read_only`.
// 4. Damage is `corrupt` and names the file; health tells why it is degraded.
// 5. A query context that makes no sense, a sort by no field and a filter with a fault are `bad_request` by name.
// 6. What a caller cancelled, or gave less time than the service would, is no error of the service's in `stats`.
// 7. A slow request is logged with whole milliseconds.

import Engine
import Schema
import Server
import ServiceSupport
import Storage
import TestSupport
import Testing
import Wire

@Suite struct ProblemTests {
    private static let errors: [(EngineError, String)] = [
        (.storage(.corrupt(file: "segment-1", offset: 64, expected: "a", got: "b")), "corrupt"),
        (.storage(.tooOld(file: "manifest", version: 1, oldest: 2)), "corrupt"),
        (.storage(.tooNew(file: "manifest", version: 9, newest: 2)), "corrupt"),
        (.storage(.notAnIndex(path: "x", reason: "y")), "corrupt"),
        (.storage(.manifestLost(path: "x", records: "y")), "corrupt"),
        (.storage(.io(operation: "write", file: "log", errno: 28)), "storage_full"),
        (.storage(.io(operation: "read", file: "segment-1", errno: 5)), "corrupt"),
        (.storage(.io(operation: "map", file: "segment-1", errno: 12)), "internal"), (.generationGone(7), "not_found"),
        (.deadlineExceeded, "deadline_exceeded"), (.cancelled, "deadline_exceeded"),
        (.tooComplex("words"), "query_too_complex"),
        (.readOnly("so"), "read_only"), (.tooBusy, "too_busy"), (.internalFailure("oops"), "internal"),
    ]

    @Test(arguments: 0..<errors.count) func errorsHaveTheirCodes(index: Int) async throws {
        let (error, code) = Self.errors[index]
        let folder = try TemporaryFolder()
        let failing = FailingBackend(try TestService.openIndex(folder), error)
        try await TestService.with(folder, backend: failing) { service in
            let connection = try service.connection()
            let lines = [
                #""op":"search","team":"acme","q":"x""#, #""op":"parse","team":"acme","q":"x""#,
                #""op":"explain","team":"acme","q":"x","kind":"box","record":"b""#,
                #""op":"get","team":"acme","kind":"box","record":"b""#,
                #""op":"put","team":"acme","records":[{"kind":"box","id":"b"}]"#,
                #""op":"delete","team":"acme","records":[{"kind":"box","id":"b","version":1}]"#, #""op":"flush""#,
                #""op":"merge""#,
            ]
            for line in lines {
                let answer = try await connection.ask(#"{"id":1,\#(line)}"#)
                #expect(answer.errorCode == code, "\(line): \(answer.text)")
                #expect((answer.at("error", "message").string ?? "").count > 10, "\(answer.text)")
            }
            let health = try await connection.ask(#"{"op":"health"}"#)
            #expect(health.at("status").string == "degraded" && health.at("reasons").array?.count == 1)
            let operations = try await connection.ask(#"{"op":"stats"}"#).at("operations")
            #expect(
                operations.at("search", "errors").int == (code == "not_found" ? 0 : 1), "\(code): \(operations.text)")
        }
    }

    @Test func aLateSearchIsGivenUp() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder), isOpen: true)
        try await TestService.with(
            folder, backend: LateBackend(gate), configure: { $0.limits.deadlineMilliseconds = 5 }
        ) { service in
            let connection = try service.connection()
            _ = try await connection.ask(
                #"{"op":"put","team":"acme","records":[{"kind":"message","id":"m","body":"invoice"}]}"#)
            for wish in [#","deadline_ms":1"#, "", #","deadline_ms":3600000"#] {
                let answer = try await connection.ask(#"{"op":"search","team":"acme","q":"invoice"\#(wish)}"#)
                #expect(answer.errorCode == "deadline_exceeded", "\(wish): \(answer.text)")
            }
        }
    }

    @Test func whatTheCallerEndsIsNoErrorOfTheService() async throws {
        func errors(_ connection: RawConnection) async throws -> Int? {
            try await connection.ask(#"{"op":"stats"}"#).at("operations", "search", "errors").int
        }
        let search = #""op":"search","team":"acme","q":"invoice""#
        let folder = try TemporaryFolder()
        let endless = EndlessBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: endless) { service in
            let connection = try service.connection()
            let late = try await connection.ask(#"{\#(search),"deadline_ms":5}"#)
            #expect(late.errorCode == "deadline_exceeded")
            try await connection.send(#"{"id":1,\#(search)}"# + "\n" + #"{"id":2,"op":"cancel","target":1}"# + "\n")
            let codes = [try await connection.answer().errorCode, try await connection.answer().errorCode]
            #expect(codes.contains("deadline_exceeded"))
            #expect(try await errors(connection) == 0)
        }
        let again = EndlessBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: again, configure: { $0.limits.deadlineMilliseconds = 5 }) {
            let connection = try $0.connection()
            for wish in ["", #","deadline_ms":3600000"#] {
                let late = try await connection.ask(#"{\#(search)\#(wish)}"#)
                #expect(late.errorCode == "deadline_exceeded")
            }
            #expect(try await errors(connection) == 2)
        }
    }

    @Test func aSlowSearchIsLoggedInWholeMilliseconds() async throws {
        let log = RecordedLog()
        try await TestService.with(log: log, configure: { $0.slowMilliseconds = 0 }) { service in
            _ = try await service.connection().ask(#"{"op":"search","team":"acme","q":"invoice"}"#)
        }
        let slow = try #require(log.metadata(of: "slow_request").first)
        #expect(slow["op"] == "search")
        #expect(slow["ms"].flatMap { Int($0) } != nil, "\(slow)")
    }

    @Test func aSearchThatWasReadTooLongIsCut() async throws {
        let folder = try TemporaryFolder()
        let slow = SlowReadingBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: slow) { service in
            let connection = try service.connection()
            // Longer than what is read on the event loop.
            let query = String(repeating: "invoice OR ", count: 40) + "invoice"
            let answer = try await connection.ask(
                #"{"op":"search","team":"acme","q":"\#(query)","deadline_ms":500}"#)
            #expect(answer.isOK, "\(answer.text)")
            let warning = answer.at("warnings").array?.first ?? .null
            #expect(warning.at("code").string == "cut-search", "\(answer.text)")
            #expect(warning.names == ["code", "level", "span", "message", "fix"] && warning.at("fix") == .null)
            #expect(answer.at("total", "relation").string == "at_least", "\(answer.text)")
        }
    }

    @Test func aPatternOfTooManyWordsIsCutAndSaysSo() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let records = (0..<1_000).map { number in
                let words = (0..<40).map { "w\(number)x\($0)" }.joined(separator: " ")
                return #"{"kind":"message","id":"m\#(number)","body":"\#(words)"}"#
            }
            for start in stride(from: 0, to: 1_000, by: 100) {
                let batch = records[start..<start + 100].joined(separator: ",")
                #expect(
                    try await connection.ask(#"{"op":"put","team":"acme","records":[\#(batch)]}"#).at("applied").int
                        == 100)
            }
            let answer = try await connection.ask(#"{"op":"search","team":"acme","q":"zzz OR w1*","limit":1}"#)
            #expect(answer.isOK)
            let warning = try #require(answer.at("warnings").array?.first, "\(answer.text.prefix(300))")
            #expect(warning.at("code").string == "cut-pattern")
            #expect(warning.at("span").array?.compactMap(\.int) == [7, 9])
            let whole = try await connection.ask(#"{"op":"search","team":"acme","q":"w123*","limit":1}"#)
            #expect(whole.at("warnings").array?.isEmpty == true)
        }
    }

    @Test func anIndexForReadingTakesNoWrites() async throws {
        let folder = try TemporaryFolder()
        try TestService.openIndex(folder).close()
        let index = try IndexFolder(TestService.indexPath(folder), now: { TestService.now }).openForReading()
        try await TestService.with(folder, backend: index) { service in
            let connection = try service.connection()
            #expect(try await connection.ask(#"{"op":"hello"}"#).at("read_only").bool == true)
            for line in [
                #""op":"put","team":"a","records":[{"kind":"box","id":"b"}]"#,
                #""op":"delete","team":"a","records":[{"kind":"box","id":"b","version":1}]"#, #""op":"flush""#,
                #""op":"merge""#,
            ] {
                #expect(try await connection.ask("{\(line)}").errorCode == "read_only", "\(line)")
            }
            #expect(try await connection.ask(#"{"op":"search","team":"a","q":"x"}"#).isOK)
        }
    }

    @Test func damageIsNamed() async throws {
        let folder = try TemporaryFolder()
        try await TestService.with(folder) { service in
            var generator = MailGenerator(seed: 5)
            let client = try await service.client()
            _ = try await client.call(Put(team: "acme", records: generator.records(messages: 400)))
            _ = try await client.call(Flush())
        }
        let names = TemporaryFolder.names(in: TestService.indexPath(folder)).filter { $0.hasPrefix("segment-") }
        let name = try #require(names.first)
        var bytes = try folder.read("index/" + name)
        // Sections are checked when they are first touched: damage all of them, but not the file's frame.
        for at in stride(from: 4_096, to: bytes.count - 4_096, by: 97) { bytes[at] ^= 0x55 }
        try folder.write("index/" + name, bytes)
        do {
            try await TestService.with(folder) { service in
                let connection = try service.connection()
                let answer = try await connection.ask(#"{"op":"search","team":"acme","q":"invoice"}"#)
                #expect(answer.errorCode == "corrupt", "\(answer.text.prefix(200))")
                #expect(answer.at("error", "message").string?.contains(name) == true)
                #expect(try await connection.ask(#"{"op":"health"}"#).names.contains("status"))
            }
        } catch let problem as Problem {
            // Damage of what opening reads is told by opening.
            #expect(problem.code == .corrupt && problem.message.contains(name))
        }
    }

    @Test(arguments: [
        (#""now":"yesterday""#, "now"), (#""now":"2012-10-09""#, "now"), (#""tz":"Mars/Olympus""#, "tz"),
        (#""week_start":"someday""#, "week_start"),
        (#""sort":{"field":"No such","order":"asc"}"#, "sort"), (#""filter":"after:foo""#, "filter"),
        (#""filter":"(a","q":"x""#, "filter"), (#""strict":true,"q":"after:foo""#, "q"),
    ]) func contextsThatMakeNoSense(keys: String, field: String) async throws {
        try await TestService.with { service in
            let answer = try await service.connection().ask(#"{"op":"search","team":"acme",\#(keys)}"#)
            #expect(answer.errorCode == "bad_request")
            #expect(answer.errorField == field)
            #expect(answer.at("error", "message").string?.isEmpty == false)
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            for operation in ["get", "explain"] {
                let answer = try await connection.ask(
                    #"{"op":"\#(operation)","team":"acme","kind":"box","record":"b"}"#)
                #expect(answer.errorCode == "not_found" && answer.errorField == "record")
                let kind = try await connection.ask(
                    #"{"op":"\#(operation)","team":"acme","kind":"sheep","record":"b"}"#)
                #expect(kind.errorCode == "bad_request" && kind.errorField == "kind")
            }
        }
    }
}

/// A backend that takes 600 ms to tell a team's fields, which are asked for when a query is read.
private struct SlowReadingBackend: ForwardingBackend {
    let inner: any Backend

    init(_ inner: any Backend) { self.inner = inner }

    func customFields(team: String) throws(EngineError) -> [String: FieldKind] {
        let end = ContinuousClock.now + .milliseconds(600)
        while ContinuousClock.now < end {}
        return try inner.customFields(team: team)
    }
}

/// A backend whose searches find nothing for as long as they may.
private struct EndlessBackend: ForwardingBackend {
    let inner: any Backend

    init(_ inner: any Backend) { self.inner = inner }

    func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        while !request.isCancelled() {
            if let deadline = request.deadline, ContinuousClock.now >= deadline { throw .deadlineExceeded }
        }
        throw .cancelled
    }
}

/// A backend that begins each search when its deadline has passed.
private struct LateBackend: ForwardingBackend {
    let inner: any Backend

    init(_ inner: any Backend) { self.inner = inner }

    func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        while let deadline = request.deadline, ContinuousClock.now < deadline {}
        var request = request
        request.began = nil
        return try inner.search(request)
    }
}
