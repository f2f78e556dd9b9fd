// Properties:
// 1. Searches that go on for long, more of them than run at a time, do not hold up others: those are answered meanwhile, on
//    other connections and on the same one.
// 2. A search that is tried on the event loop and turns out not to be brief is answered whole all the same, without a remark, and one
//    that finds nothing says why.
// 3. Beyond the spare threads what comes waits, and is answered once a long one is cancelled.

import Engine
import Schema
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct SearchThreadsTests {
    private let put = #"{"op":"put","team":"acme","records":[{"kind":"message","id":"m","body":"invoice"}]}"#
    private let short = #""op":"search","team":"acme","q":"invoice""#
    private let long = #""op":"search","team":"acme","q":"invoice","limit":77"#

    private func with(_ body: (TestService, EndlessBackend) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let backend = EndlessBackend(try TestService.openIndex(folder))
        try await TestService.with(
            folder, backend: backend,
            configure: {
                $0.searchThreads = 1
                $0.cacheBytes = 0
            }
        ) { service in
            #expect(try await service.connection().ask(put).isOK)
            try await body(service, backend)
        }
    }

    @Test func longSearchesHoldNobodyUp() async throws {
        try await with { service, backend in
            let connection = try service.connection()
            let other = try service.connection()
            for id in 1...5 { try await connection.sendLine(#"{"id":\#(id),\#(long)}"#) }
            await backend.waitForLong(5)
            for id in 10...30 {
                #expect(try await other.ask(#"{"id":\#(id),\#(short)}"#).ids("threads").count == 1)
                #expect(try await connection.ask(#"{"id":\#(id),\#(short)}"#).at("id").int == id)
            }
            for id in 1...5 {
                #expect(
                    try await connection.ask(#"{"id":40,"op":"cancel","target":\#(id)}"#).at("cancelled").bool == true)
                #expect(try await connection.answer().at("id").int == id)
            }
        }
    }

    @Test func whatIsNotBriefIsAnsweredWhole() async throws {
        let folder = try TemporaryFolder()
        let backend = HastyBackend(inner: try TestService.openIndex(folder))
        try await TestService.with(folder, backend: backend) { service in
            let connection = try service.connection()
            #expect(try await connection.ask(put).isOK)
            let brief = #""results":["messages"],"highlight":false"#
            for _ in 1...2 {
                let found = try await connection.ask("{\(short),\(brief)}")
                #expect(found.ids("messages") == ["m"])
                #expect(found.at("warnings").array?.isEmpty == true)
                let nothing = try await connection.ask(#"{"op":"search","team":"acme","q":"invoise",\#(brief)}"#)
                #expect(nothing.ids("messages").isEmpty)
                #expect(nothing.at("suggestion").members != nil)
            }
        }
    }

    @Test func beyondTheSpareThreadsSearchesWait() async throws {
        try await with { service, backend in
            let connection = try service.connection()
            // One thread and sixteen to spare.
            for id in 1...17 { try await connection.sendLine(#"{"id":\#(id),\#(long)}"#) }
            await backend.waitForLong(17)
            let other = try service.connection()
            try await other.sendLine(#"{"id":1,\#(short)}"#)
            #expect(try await other.ask(#"{"id":2,"op":"health"}"#).at("id").int == 2)
            #expect(try await connection.ask(#"{"id":40,"op":"cancel","target":9}"#).at("cancelled").bool == true)
            #expect(try await connection.answer().at("id").int == 9)
            #expect(try await other.answer().ids("threads").count == 1)
        }
    }
}

/// A backend that finds nothing within an allowance, whatever it is.
private struct HastyBackend: ForwardingBackend {
    let inner: any Backend

    func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        var results = try inner.search(request)
        if request.allowance != nil {
            results.messages = []
            results.isCut = !request.clause.description.contains("invoise")
        }
        return results
    }
}

/// A backend whose searches for 77 results go on until they are cancelled.
private final class EndlessBackend: ForwardingBackend {
    let inner: any Backend
    private let (stream, sign) = AsyncStream<Void>.makeStream()

    init(_ inner: any Backend) { self.inner = inner }

    /// Waits until so many have begun.
    func waitForLong(_ count: Int) async {
        var begun = 0
        for await _ in stream {
            begun += 1
            if begun == count { return }
        }
    }

    func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        guard request.limit == 77 else { return try inner.search(request) }
        sign.yield()
        while !request.isCancelled() {}
        throw .cancelled
    }
}
