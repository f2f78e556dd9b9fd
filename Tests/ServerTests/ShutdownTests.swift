// Properties:
// 1. A graceful stop answers what was begun, refuses what comes then with `shutting_down`, ends idle connections, and
//    returns; new connections are not taken.
// 2. It does not wait longer than its grace for a caller that does not read.
// 3. The index is closed: it can be opened at once, and holds what was acknowledged.

import Engine
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct ShutdownTests {
    private let search = #""op":"search","team":"acme","q":"invoice""#

    @Test func whatWasBegunIsAnswered() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        let service = try await TestService(folder, backend: gate)
        let idle = try service.connection()
        #expect(try await idle.ask(#"{"op":"health"}"#).isOK)
        let busy = try service.connection()
        try await busy.send(#"{"id":1,\#(search)}"# + "\n" + #"{"id":2,\#(search)}"# + "\n")
        await gate.waitForWaiting(2)
        await service.beginStop()
        #expect(try await idle.rest().isEmpty, "an idle connection ends")
        let refused = try await busy.ask(#"{"id":3,\#(search)}"#)
        #expect(refused.errorCode == "shutting_down")
        #expect(refused.at("id").int == 3)
        #expect((try? service.connection()) == nil, "nobody is taken any more")
        gate.open()
        let answers = try await busy.rest()
        #expect(answers.compactMap { $0.at("id").int }.sorted() == [1, 2])
        #expect(answers.allSatisfy { $0.isOK })
        try await service.waitForEnd()
        try TestService.openIndex(folder).close()
    }

    @Test func acknowledgedWritesAreKept() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        let service = try await TestService(folder, backend: gate)
        let connection = try service.connection()
        try await connection.sendLine(
            #"{"id":1,"op":"put","team":"acme","records":[{"kind":"box","id":"b","name":"late"}]}"#)
        await gate.waitForWaiting(1)
        await service.beginStop()
        gate.open()
        let answers = try await connection.rest()
        #expect(answers.map { $0.at("applied").int } == [1])
        try await service.waitForEnd()
        try await TestService.with(folder) { service in
            let found = try await service.connection().ask(#"{"op":"search","team":"acme","q":"late"}"#)
            #expect(found.ids("boxes") == ["b"])
        }
    }

    @Test func aCallerThatDoesNotReadIsNotWaitedForLong() async throws {
        let folder = try TemporaryFolder()
        let service = try await TestService(folder, configure: { $0.limits.graceSeconds = 1 })
        let connection = try service.connection()
        let body = String(repeating: "invoice ", count: 50_000)
        let put = #"{"op":"put","team":"acme","records":[{"kind":"message","id":"m","body":"\#(body)"}]}"#
        #expect(try await connection.ask(put).isOK)
        try await connection.send(
            String(repeating: #"{"op":"get","team":"acme","kind":"message","record":"m"}"# + "\n", count: 60))
        let other = try service.connection()
        while try await other.ask(#"{"op":"stats"}"#).at("operations", "get", "count").int != 60 {}
        try await service.stop()
    }
}
