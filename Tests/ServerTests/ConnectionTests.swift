// Properties, of bytes over a real socket:
// 1. A line that is too long gets `line_too_long`, is discarded, and the connection lives on; so does one after a line
//    that is not JSON.
// 2. Blank lines are ignored; CRLF is a line end; a line may come in any pieces.
// 3. 64 requests in flight get 64 answers, each with its id; requests sent one at a time are answered in order.
// 4. After a half-close all answers come, however late they are read, and then the end; a line cut off by it is not
//    run.
// 5. Beyond the limit of a connection's requests in flight, and of all, a request gets `too_busy` at once and the
//    others are answered; what is answered at once is not limited.
// 6. Beyond the limit of connections one is told `too_busy` and closed; when one leaves another may come.
// 7. `cancel` ends a request of its connection, not of others; a caller that leaves cancels all it asked for.

import Engine
import Schema
import ServiceSupport
import Synchronization
import TestSupport
import Testing
import Wire

@Suite struct ConnectionTests {
    private let search = #""op":"search","team":"acme","q":"invoice""#

    @Test func aLineThatIsTooLongIsDiscarded() async throws {
        try await TestService.with(configure: { $0.limits.lineBytes = 1_000 }) { service in
            let connection = try service.connection()
            let long = #"{"id":1,"op":"health","x":""# + String(repeating: "a", count: 5_000_000) + "\"}\n"
            try await connection.send(long + #"{"id":2,"op":"health"}"# + "\n")
            let refused = try await connection.answer()
            #expect(refused.errorCode == "line_too_long")
            #expect(refused.at("id") == .null)
            #expect(refused.at("error", "message").string?.contains("1000 bytes") == true)
            #expect(try await connection.answer().at("id").int == 2)
            let fitting = #"{"id":3,"op":"health"}"#
            let padded = fitting + String(repeating: " ", count: 1_000 - fitting.utf8.count)
            #expect(try await connection.ask(padded).at("id").int == 3)
            #expect(try await connection.ask(padded + " ").errorCode == "line_too_long")
            #expect(try await connection.ask(fitting).at("id").int == 3)
        }
    }

    @Test func badLinesDoNotEndTheConnection() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            for line in ["x", "[]", "{}", #"{"op":"fly"}"#, #"{"op":"health","x":1}"#, "\u{FEFF}{}", "\0"] {
                #expect(try await connection.ask(line).isOK == false, "\(line)")
            }
            try await connection.send([0xFF, 0xFE, 0x0A])
            #expect(try await connection.answer().errorCode == "bad_json")
            #expect(try await connection.ask(#"{"id":1,"op":"health"}"#).isOK)
        }
    }

    @Test func blankLinesAreIgnored() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            try await connection.send(
                "\n\r\n  \n\t\n" + #"{"id":1,"op":"health"}"# + "\r\n\n\n" + #"{"id":2,"op":"health"}"# + "\n\n")
            try await connection.shutdownWriting()
            #expect(try await connection.rest().map { $0.at("id").int } == [1, 2])
        }
    }

    @Test func aLineMayComeInPieces() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            for byte in #"{"id":"é","op":"health"}"#.utf8 { try await connection.send([byte]) }
            try await connection.send("\n")
            #expect(try await connection.answer().at("id").string == "é")
        }
    }

    // MARK: In flight

    @Test func sixtyFourRequestsInFlightAreAnswered() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: gate) { service in
            let connection = try service.connection()
            try await connection.send((1...64).map { #"{"id":\#($0),\#(search)}"# + "\n" }.joined())
            await gate.waitForWaiting(2)
            gate.open()
            var ids: [Int] = []
            for _ in 1...64 { ids.append(try await connection.answer().at("id").int ?? 0) }
            #expect(ids.sorted() == Array(1...64))
        }
    }

    @Test func requestsSentOneAtATimeAreAnsweredInOrder() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            for id in 0..<50 {
                let operation =
                    id % 3 == 0 ? #""op":"health""# : id % 3 == 1 ? search : #""op":"put","team":"acme","records":[]"#
                #expect(try await connection.ask(#"{"id":\#(id),\#(operation)}"#).at("id").int == id)
            }
        }
    }

    @Test func aConnectionsRequestsAreLimited() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: gate, configure: { $0.limits.requestsPerConnection = 3 }) {
            service in
            let connection = try service.connection()
            try await connection.send((1...5).map { #"{"id":\#($0),\#(search)}"# + "\n" }.joined())
            for id in 4...5 {
                let refused = try await connection.answer()
                #expect(refused.errorCode == "too_busy")
                #expect(refused.at("id").int == id)
            }
            // Another connection has its own limit, and what is answered at once is none.
            #expect(try await service.connection().ask(#"{"id":9,"op":"health"}"#).isOK)
            #expect(try await connection.ask(#"{"id":6,"op":"health"}"#).isOK)
            #expect(try await connection.ask(#"{"id":7,"op":"parse","q":"a"}"#).isOK)
            gate.open()
            var ids: [Int] = []
            for _ in 1...3 { ids.append(try await connection.answer().at("id").int ?? 0) }
            #expect(ids.sorted() == [1, 2, 3])
            #expect(try await connection.ask(#"{"id":8,\#(search)}"#).isOK)
        }
    }

    @Test func allRequestsTogetherAreLimited() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: gate, configure: { $0.limits.requests = 2 }) { service in
            let first = try service.connection()
            let second = try service.connection()
            try await first.sendLine(#"{"id":1,\#(search)}"#)
            try await second.sendLine(#"{"id":2,\#(search)}"#)
            await gate.waitForWaiting(2)
            #expect(try await first.ask(#"{"id":3,\#(search)}"#).errorCode == "too_busy")
            #expect(try await second.ask(#"{"id":4,"op":"stats"}"#).errorCode == "too_busy")
            #expect(try await second.ask(#"{"id":5,"op":"health"}"#).isOK)
            gate.open()
            #expect(try await first.answer().at("id").int == 1)
            #expect(try await second.answer().at("id").int == 2)
            #expect(try await second.ask(#"{"id":6,"op":"stats"}"#).isOK)
        }
    }

    @Test func connectionsAreLimited() async throws {
        try await TestService.with(configure: { $0.limits.connections = 2 }) { service in
            let first = try service.connection()
            let second = try service.connection()
            #expect(try await first.ask(#"{"op":"health"}"#).isOK)
            #expect(try await second.ask(#"{"op":"health"}"#).isOK)
            let third = try service.connection()
            let answers = try await third.rest()
            #expect(answers.map(\.errorCode) == ["too_busy"])
            try await first.shutdownWriting()
            #expect(try await first.rest().isEmpty)
            #expect(try await service.connection().ask(#"{"op":"health"}"#).isOK)
            #expect(try await second.ask(#"{"op":"health"}"#).isOK)
        }
    }

    // MARK: Ends

    @Test func aHalfCloseGetsAllAnswers() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: gate) { service in
            let connection = try service.connection()
            try await connection.send(
                (1...20).map { #"{"id":\#($0),\#(search)}"# + "\n" }.joined() + #"{"id":21,"op":"health"}"#)
            try await connection.shutdownWriting()
            await gate.waitForWaiting(2)
            gate.open()
            let ids = try await connection.rest().compactMap { $0.at("id").int }
            #expect(ids.sorted() == Array(1...20), "the last line has no newline, so it is none")
        }
    }

    /// Far more than a socket holds: what is unread must not be lost when the service has nothing more to do.
    @Test func answersThatAreReadLateAllCome() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let body = String(repeating: "invoice ", count: 20_000)
            let put = #"{"op":"put","team":"acme","records":[{"kind":"message","id":"m","body":"\#(body)"}]}"#
            #expect(try await connection.ask(put).isOK)
            let gets = (1...30).map { #"{"id":\#($0),"op":"get","team":"acme","kind":"message","record":"m"}"# + "\n" }
            try await connection.send(gets.joined())
            try await connection.shutdownWriting()
            // Another connection's answers show that all gets have been run before anything is read.
            let other = try service.connection()
            while try await other.ask(#"{"op":"stats"}"#).at("operations", "get", "count").int != 30 {}
            let answers = try await connection.rest()
            #expect(answers.count == 30)
            #expect(answers.allSatisfy { $0.at("record", "body").string?.utf8.count == 160_000 })
        }
    }

    // MARK: Cancelling

    @Test func cancelEndsARequestOfItsConnection() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder), isOpen: true)
        try await TestService.with(folder, backend: gate) { service in
            let connection = try service.connection()
            let other = try service.connection()
            // An index without anything to search has answered before it is asked to stop.
            let put = #"{"op":"put","team":"acme","records":[{"kind":"message","id":"m","body":"invoice"}]}"#
            #expect(try await other.ask(put).at("applied").int == 1)
            gate.shut()
            try await connection.send(#"{"id":1,\#(search)}"# + "\n" + #"{"id":"1",\#(search)}"# + "\n")
            await gate.waitForWaiting(2)
            #expect(try await other.ask(#"{"op":"cancel","target":1}"#).at("cancelled").bool == false)
            let missing = try await connection.ask(#"{"id":2,"op":"cancel","target":77}"#)
            #expect(missing.names == ["id", "ok", "cancelled", "took_us"])
            #expect(missing.at("cancelled").bool == false)
            #expect(try await connection.ask(#"{"id":3,"op":"cancel","target":1}"#).at("cancelled").bool == true)
            gate.open()
            let answers = [try await connection.answer(), try await connection.answer()]
            let cancelled = answers.first { $0.at("id").int == 1 } ?? .null
            #expect(cancelled.errorCode == "deadline_exceeded")
            #expect(answers.first { $0.at("id").string == "1" }?.isOK == true)
            #expect(try await connection.ask(#"{"id":4,"op":"cancel","target":1}"#).at("cancelled").bool == false)
        }
    }

    @Test func aCallerThatLeavesCancelsWhatItAskedFor() async throws {
        let folder = try TemporaryFolder()
        let index = try TestService.openIndex(folder)
        let watch = CancellationWatch(index)
        try await TestService.with(folder, backend: watch) { service in
            var connection: RawConnection? = try service.connection()
            try await connection?.sendLine(#"{"id":1,\#(search)}"#)
            await watch.gate.waitForWaiting(1)
            connection = nil
            // The service learns of the end on its own thread; the search looks until it does.
            watch.gate.open()
            await watch.cancelled()
        }
    }
}

/// A backend whose searches go on until they are cancelled.
private final class CancellationWatch: ForwardingBackend {
    let gate: GatedBackend
    let inner: any Backend
    private let (stream, sign) = AsyncStream<Void>.makeStream()

    init(_ inner: any Backend) {
        self.inner = inner
        gate = GatedBackend(inner)
    }

    /// Waits until a search has seen that it is cancelled, or has thrown for it.
    func cancelled() async {
        for await _ in stream { return }
    }

    func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        // The index may see it first: then it throws.
        defer { sign.yield() }
        let results = try gate.search(request)
        while !request.isCancelled() {}
        return results
    }
}
