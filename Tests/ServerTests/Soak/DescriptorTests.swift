// Properties, of the real program where it may open few files:
// 1. When it can open no more, those who are connected are answered and who comes waits.
// 2. A write or a flush that needs a file is refused with why, health says so, searches go on, and nothing that was
//    acknowledged is lost.
// 3. Once there is room again, who waits is answered and writes are taken, without a restart.

import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct DescriptorTests {
    private static let limit = 64
    private static let health = #"{"op":"health"}"#
    private static let search = #"{"op":"search","team":"acme","q":"invoice","results":["messages"],"limit":1000}"#

    private static func put(_ id: String) -> String {
        #"{"op":"put","team":"acme","records":[{"kind":"message","id":"\#(id)","subject":"invoice"}]}"#
    }

    @Test(.enabled(if: ServiceProcess.program != nil, "build the boxfish program first"))
    func whoIsConnectedIsAnsweredAndTheOthersWait() async throws {
        let folder = try TemporaryFolder()
        let (index, socket) = (folder.path + "/index", folder.path + "/socket")
        let service = try ServiceProcess.serving(index: index, socket: socket, under: .descriptors(Self.limit))
        let first = try RawConnection(socket)
        #expect(try await first.ask(Self.put("m0")).isOK)
        var others = try (0..<Self.limit * 2).map { _ in try RawConnection(socket) }
        let last = others.removeLast()
        // Each flush begins a new file.
        var acknowledged: Set = ["m0"]
        var refusals: [JSONValue] = []
        for number in 1...1_000 where refusals.count < 4 {
            let answer = try await first.ask(Self.put("m\(number)"))
            if answer.isOK { acknowledged.insert("m\(number)") } else { refusals.append(answer) }
            let flushed = try await first.ask(#"{"op":"flush"}"#)
            if !flushed.isOK { refusals.append(flushed) }
        }
        #expect(refusals.count >= 4)
        for refusal in refusals {
            #expect(refusal["error"]?["code"]?.string == "read_only")
            #expect(refusal["error"]?["message"]?.string?.contains("Too many open files") == true)
        }
        let health = try await first.ask(Self.health)
        #expect(health["status"]?.string == "degraded")
        #expect(health["reasons"]?.array?.contains { $0.string?.contains("Too many open files") == true } == true)
        #expect(try await first.ask(#"{"op":"hello"}"#)["read_only"]?.bool == true)
        #expect(try await Self.found(first) == acknowledged)
        // Who was let in makes room for who waits.
        others.removeAll()
        #expect(try await last.ask(Self.health).isOK)
        while !(try await last.ask(Self.put("again")).isOK) {}
        #expect(try await Self.found(first) == acknowledged.union(["again"]))
        #expect(service.stop() == 0)
    }

    private static func found(_ connection: RawConnection) async throws -> Set<String> {
        let messages = try await connection.ask(search)["messages"]?.array ?? []
        return Set(messages.compactMap { $0["id"]?.string })
    }
}
