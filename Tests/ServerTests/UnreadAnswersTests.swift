// Properties, over a real socket, of a caller that sends searches and does not read:
// 1. What it is answered stays within the bound on unread bytes, however much it sends: then nothing more is read of it.
// 2. Others are answered meanwhile.
// 3. When it reads on it gets every answer, in the order in which it asked, and then the end it asked for.
// 4. When it goes on not reading it is dropped, and others are answered still.

import ServiceSupport
import Testing
import Wire

@Suite struct UnreadAnswersTests {
    /// The bytes that may wait unread, and about what the kernel takes off the service's hands.
    private static let bound = (4 << 20) + (1 << 20)
    private static let searches = 200

    private static let other = #"{"op":"search","team":"acme","q":"nothing"}"#

    private static func search(_ id: Int) -> String {
        #"{"id":\#(id),"op":"search","team":"acme","q":"invoice","results":["threads"],"highlight":false}"#
    }

    /// Searches as lines: half of them short, which are read at once and whose answers are beyond the bound, and half of
    /// 16 KB, so that they do not fit what a socket holds.
    private static let lines = (1...searches).map { id in
        let line = search(id)
        return line + String(repeating: " ", count: id <= searches / 2 ? 0 : 16_000 - line.utf8.count) + "\n"
    }.joined()

    /// Lets the answer be large and known, so that it is given at once. Returns its bytes.
    private func prepare(_ connection: RawConnection) async throws -> Int {
        let subject = String(repeating: "invoice ", count: 12_500)
        let put = #"{"op":"put","team":"acme","records":[{"kind":"message","id":"m","subject":"\#(subject)"}]}"#
        #expect(try await connection.ask(put).at("applied").int == 1)
        try await connection.sendLine(Self.search(0))
        let answer = try await connection.answerLine()
        #expect(answer.count > 90_000)
        return answer.count
    }

    /// A connection over which the answer was prepared: another one where the machine is so busy that the service waits too
    /// long for a line to end.
    private func preparedConnection(_ service: TestService) async throws -> RawConnection {
        for _ in 0..<50 {
            let connection = try service.connection()
            do {
                _ = try await prepare(connection)
                return connection
            } catch is RawConnection.Ended {} catch is RawConnection.Failure {}
        }
        throw Unprepared()
    }

    private struct Unprepared: Error {}

    @Test func theyAreBoundedAndAllCome() async throws {
        try await TestService.with { service in
            let connection = try service.connection()
            let size = try await prepare(connection)
            let sending = Task {
                try await connection.send(Self.lines)
                try await connection.shutdownWriting()
            }
            // Of every event loop some.
            let others = try (0..<4).map { _ in try service.connection() }
            var (answered, unchanged, asked) = (0, 0, 1)
            while unchanged < 100, answered * size <= Self.bound + size {
                for other in others { #expect(try await other.ask(Self.other).isOK) }
                asked += others.count
                let count = try await others[0].ask(#"{"op":"stats"}"#).at("operations", "search", "count").int ?? 0
                unchanged = count - asked == answered && answered > 0 ? unchanged + 1 : 0
                answered = count - asked
            }
            #expect(answered * size <= Self.bound + size, "\(answered) answers of \(size) bytes")
            for id in 1...Self.searches {
                let answer = try #require(await connection.nextLine(), "the end instead of answer \(id)")
                #expect(answer.starts(with: #"{"id":\#(id),"ok":true,"#.utf8))
            }
            #expect(try await connection.nextLine() == nil)
            try await sending.value
        }
    }

    @Test func whoGoesOnIsDropped() async throws {
        try await TestService.with(configure: { $0.limits.stallSeconds = 1 }) { service in
            let connection = try await preparedConnection(service)
            await #expect(throws: RawConnection.Failure.self) { try await connection.send(Self.lines) }
            #expect(try await service.connection().ask(Self.other).isOK)
        }
    }
}
