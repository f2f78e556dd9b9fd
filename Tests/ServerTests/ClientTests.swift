// Properties, of the Swift client:
// 1. Calls of many tasks on one connection each get their own answer.
// 2. A call whose task is cancelled cancels its request; the connection lives on.
// 3. A call whose line is too long fails alone; calls on a connection that the service refuses fail with the reason.
// 4. When the service goes, calls under way and calls to come fail; a socket that nobody listens at is told by its
//    path.
// 5. Bytes that are no answers of the protocol end the connection with an error that says so.

import Client
import Dispatch
import Glibc
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct ClientTests {
    /// How a call failed.
    private func failure<R: OperationRequest>(_ client: SearchClient, _ request: R) async -> ClientError? {
        do throws(ClientError) {
            _ = try await client.call(request)
            return nil
        } catch { return error }
    }

    @Test func callsOfManyTasksGetTheirOwnAnswers() async throws {
        try await TestService.with { service in
            let client = try await service.client()
            let records = try (0..<50).map {
                try JSONValue(parsing: #"{"kind":"box","id":"b\#($0)","name":"word\#($0)"}"#)
            }
            _ = try await client.call(Put(team: "acme", records: records))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 0..<50 {
                    group.addTask {
                        let answer = try await client.timedCall(Search(team: "acme", query: "word\(round)"))
                        #expect(answer.answer.boxes?.map(\.id) == ["b\(round)"])
                        #expect(answer.microseconds > 0)
                    }
                }
                try await group.waitForAll()
            }
            await client.close()
        }
    }

    @Test func aCancelledTaskCancelsItsRequest() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder), isOpen: true)
        try await TestService.with(folder, backend: gate) { service in
            let client = try await service.client()
            _ = try await client.call(
                Put(team: "acme", records: [try JSONValue(parsing: #"{"kind":"box","id":"b","name":"x"}"#)]))
            gate.shut()
            let call = Task { await failure(client, Search(team: "acme", query: "x")) }
            await gate.waitForWaiting(1)
            call.cancel()
            // The answer to a later call shows that the service has read the cancellation.
            _ = try await client.call(Health())
            gate.open()
            guard case .problem(let problem)? = await call.value else {
                Issue.record("it was not cancelled")
                return
            }
            #expect(problem.code == .deadlineExceeded)
            #expect(try await client.call(Search(team: "acme", query: "x")).boxes?.count == 1)
        }
    }

    @Test func aLineThatIsTooLongFailsAlone() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        try await TestService.with(folder, backend: gate, configure: { $0.limits.lineBytes = 2_000 }) { service in
            let client = try await service.client()
            let waiting = Task { await failure(client, Search(team: "acme", query: "x")) }
            await gate.waitForWaiting(1)
            let long = await failure(client, Search(team: "acme", query: String(repeating: "x", count: 3_000)))
            guard case .problem(let problem)? = long else {
                Issue.record("\(String(describing: long))")
                return
            }
            #expect(problem.code == .lineTooLong)
            gate.open()
            #expect(await waiting.value == nil)
            #expect(await failure(client, Health()) == nil)
        }
    }

    @Test func aRefusedConnectionTellsWhy() async throws {
        try await TestService.with(configure: { $0.limits.connections = 1 }) { service in
            let first = try await service.client()
            #expect(await failure(first, Health()) == nil)
            let second = try await service.client()
            for _ in 0..<3 {
                let refused = await failure(second, Health())
                guard case .problem(let problem)? = refused else {
                    Issue.record("\(String(describing: refused))")
                    continue
                }
                #expect(problem.code == .tooBusy)
            }
        }
    }

    @Test func whenTheServiceGoesCallsFail() async throws {
        let folder = try TemporaryFolder()
        let gate = GatedBackend(try TestService.openIndex(folder))
        let service = try await TestService(folder, backend: gate, configure: { $0.limits.graceSeconds = 0 })
        let client = try await service.client()
        let call = Task { await failure(client, Search(team: "acme", query: "x")) }
        await gate.waitForWaiting(1)
        await service.beginStop()
        guard case .disconnected(let path)? = await call.value else {
            Issue.record("the call did not fail")
            return
        }
        #expect(path == service.socketPath)
        guard case .disconnected? = await failure(client, Health()) else {
            Issue.record("a call on an ended connection did not fail")
            return
        }
        gate.open()
        try await service.waitForEnd()
        let unreachable = await #expect(throws: ClientError.self) { try await SearchClient.connect(path: path) }
        guard case .unreachable(path, let reason)? = unreachable else {
            Issue.record("\(String(describing: unreachable))")
            return
        }
        #expect(!reason.isEmpty && "\(ClientError.unreachable(path: path, reason: reason))".contains(path))
    }

    @Test(arguments: ["nonsense\n", "{}\n", "{\"id\":1,\"ok\":7}\n", "[1]\n"]) func otherBytesEndTheConnection(
        bytes: String
    ) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/impostor"
        try Impostor.serve(path, saying: bytes)
        let client = try await SearchClient.connect(path: path)
        guard case .badAnswer(let reason)? = await failure(client, Health()) else {
            Issue.record("the call did not fail so")
            return
        }
        #expect(!reason.isEmpty)
    }
}

/// Something that listens at a socket and is no service of ours.
private enum Impostor {
    struct Failure: Error {}

    /// Says the same to whoever sends something first, once.
    static func serve(_ path: String, saying bytes: String) throws {
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, listen(listener, 1) == 0 else { throw Failure() }
        DispatchQueue.global().async {
            let caller = accept(listener, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 1_024)
            _ = recv(caller, &buffer, buffer.count, 0)
            _ = Array(bytes.utf8).withUnsafeBytes { send(caller, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // Whoever called ends the connection.
            _ = recv(caller, &buffer, buffer.count, 0)
            close(caller)
            close(listener)
        }
    }
}
