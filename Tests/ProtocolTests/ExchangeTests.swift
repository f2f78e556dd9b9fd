// Properties:
// 1. A real service answers each recorded request with the recorded answer, but for what the masking rule says differs.
// 2. The exchanges show every operation, and every code of failure that a caller can bring about.
// 3. Every request that is one is a request that the Swift client can write, and every answer one that it can read.
//
// Where an answer has changed on purpose, Sources/Wire/record.sh writes the files anew; the difference is then reviewed
// like any other.

import Glibc
import Server
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct ExchangeTests {
    private static let isRecording = getenv("BOXFISH_RECORD") != nil

    /// The same files, with what the service answers now.
    private func replayed(_ file: ExchangeFile) async throws -> ExchangeFile {
        let folder = try TemporaryFolder()
        try await TestService.with(folder) { service in
            guard file.service.hasRecords else { return }
            let client = try await service.client()
            for (team, records) in try ExchangeFile.records() {
                let answer = try await client.call(Put(team: team, records: records))
                #expect(answer.applied == records.count && answer.rejected.isEmpty)
            }
        }
        let reading =
            file.service.isReadOnly
            ? try IndexFolder(TestService.indexPath(folder), now: { TestService.now }).openForReading() : nil
        return try await TestService.with(folder, backend: reading, configure: { $0.limits.set(file.service.limits) }) {
            var file = file
            let connection = try $0.connection()
            var cursor: String?
            for index in file.exchanges.indices {
                let answer = try await connection.ask(file.exchanges[index].line(cursor: cursor))
                cursor = answer.at("cursor").string ?? cursor
                file.exchanges[index].answer = AnswerMask.masked(answer)
            }
            return file
        }
    }

    @Test(arguments: ExchangeFile.names) func answersAreAsRecorded(name: String) async throws {
        let file = try ExchangeFile(name)
        let now = try await replayed(file)
        if Self.isRecording {
            let folder = try TemporaryFolder()
            try Program.run("cp", [try folder.write("file", now.text), file.path])
            return
        }
        for (recorded, answered) in zip(file.exchanges, now.exchanges) {
            #expect(
                recorded.answer.map(AnswerMask.comparable)?.text == answered.answer.map(AnswerMask.comparable)?.text,
                "\(recorded.request.text) is answered otherwise; if it should be, run Sources/Wire/record.sh")
        }
    }

    @Test func everythingIsShown() throws {
        let exchanges = try ExchangeFile.names.flatMap { try ExchangeFile($0).exchanges }
        let operations = Set(exchanges.filter { $0.answer?.isOK == true }.compactMap { $0.request.at("op").string })
        #expect(operations == Set(Operation.allCases.map(\.rawValue)))
        let codes = Set(exchanges.compactMap { $0.answer?.errorCode })
        // These take a full disk, damage, a stop, another user, a million words or a fault of ours.
        let others: Set<String> = [
            "storage_full", "corrupt", "shutting_down", "forbidden", "query_too_complex", "internal",
        ]
        #expect(codes.union(others) == Set(Problem.Code.allCases.map(\.rawValue)))
        #expect(codes.isDisjoint(with: others))
    }

    @Test(arguments: ExchangeFile.names) func theClientSpeaksThem(name: String) throws {
        for exchange in try ExchangeFile(name).exchanges {
            let line = RequestLine(Array(exchange.line(cursor: nil).utf8))
            guard case .success(let request) = line.request, exchange.answer?.isOK == true else { continue }
            let answer = try #require(exchange.answer)
            #expect(throws: Never.self, "\(exchange.request.text)") { try request.readAnswer(Self.unmasked(answer)) }
        }
    }

    /// Some values in the places of the masks.
    private static func unmasked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string("<integer>"): .integer(7)
        case .string("<number>"): .double(0.5)
        case .string("<text>"): .string("x")
        case .array(let values): .array(values.map(unmasked))
        case .object(let members): .object(members.map { .init($0.name, unmasked($0.value)) })
        default: value
        }
    }
}

extension Request {
    /// Reads an answer to this request.
    fileprivate func readAnswer(_ value: JSONValue) throws {
        switch self {
        case .hello: _ = try Hello.Answer(value)
        case .search: _ = try Search.Answer(value)
        case .parse: _ = try Parse.Answer(value)
        case .explain: _ = try Explain.Answer(value)
        case .get: _ = try Get.Answer(value)
        case .put: _ = try Put.Answer(value)
        case .delete: _ = try Delete.Answer(value)
        case .stats: _ = try Stats.Answer(value)
        case .health: _ = try Health.Answer(value)
        case .flush: _ = try Flush.Answer(value)
        case .merge: _ = try Merge.Answer(value)
        case .cancel: _ = try Cancel.Answer(value)
        }
    }
}

extension ServerConfiguration.Limits {
    /// Sets limits by the names that `hello` tells.
    fileprivate mutating func set(_ limits: [String: Int]) {
        for (name, value) in limits {
            switch name {
            case "line_bytes": lineBytes = value
            case "requests_per_connection": requestsPerConnection = value
            case "deadline_ms": deadlineMilliseconds = value
            default: preconditionFailure("exchanges set no limit \(name)")
            }
        }
    }
}
