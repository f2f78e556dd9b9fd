// Properties, for every operation:
// 1. A request that a client writes is the request that the service reads, under the id that it was sent with.
// 2. An answer that the service writes is the answer that a client reads, with its id and its time.
// 3. A failure comes back with its code, message, field and span; a code that a client does not know is `internal`.
// 4. An answer may have keys that a client does not know.
// 5. An answer that lacks a key, or has it of another type, is an error that names it, or is read with a default: never
//    a crash.

import TestSupport
import Testing

@testable import Wire

extension OperationRequest {
    /// Whether another request is this one.
    fileprivate func isSame(as other: any OperationRequest) -> Bool {
        guard let other = other as? Self, let mine = self as? any Hashable else { return false }
        return AnyHashable(mine) == (other as? any Hashable).map { AnyHashable($0) }
    }

    fileprivate func line(_ id: RequestID) -> [UInt8] { LineCodec.request(self, id: id) }

    /// Reads an answer to a request of this kind.
    fileprivate func readAnswer(_ value: JSONValue) throws(Problem) -> any OperationAnswer { try Answer(value) }
}

extension OperationAnswer {
    fileprivate func isSame(as other: any OperationAnswer) -> Bool {
        guard let mine = self as? any Hashable, let other = other as? Self as? any Hashable else { return false }
        return AnyHashable(mine) == AnyHashable(other)
    }
}

@Suite struct OperationRoundTripTests {
    private static let rounds = FuzzRounds.scaled(150)

    @Test(arguments: Operation.allCases) func requestsSurvive(operation: Operation) throws {
        var generator = JSONGenerator(seed: 1)
        for round in 0..<Self.rounds {
            let request = generator.request(operation)
            let id = generator.id()
            let bytes = request.line(id)
            #expect(bytes.last == UInt8(ascii: "\n") && bytes.firstIndex(of: UInt8(ascii: "\n")) == bytes.count - 1)
            let line = RequestLine(bytes.dropLast())
            #expect(line.id == id)
            let read = try line.request.get()
            #expect(read.operation == operation)
            #expect(request.isSame(as: read.payload), "\(operation), round \(round): \(request) became \(read)")
        }
    }

    @Test(arguments: Operation.allCases) func answersSurvive(operation: Operation) throws {
        var generator = JSONGenerator(seed: 2)
        for round in 0..<Self.rounds {
            let answer = generator.answer(operation)
            let id = generator.maybe { $0.id() }
            let microseconds = generator.number(0...1_000_000)
            let bytes = LineCodec.answer(.success(answer), id: id, microseconds: microseconds)
            #expect(bytes.last == UInt8(ascii: "\n") && bytes.firstIndex(of: UInt8(ascii: "\n")) == bytes.count - 1)
            let line = try AnswerLine(bytes.dropLast())
            #expect(line.id == id && line.microseconds == microseconds)
            let read = try generator.request(operation).readAnswer(try line.result.get())
            #expect(answer.isSame(as: read), "\(operation), round \(round): \(answer) became \(read)")
        }
    }

    @Test func failuresSurvive() throws {
        var generator = JSONGenerator(seed: 3)
        for round in 0..<Self.rounds {
            let problem = generator.problem()
            let line = try AnswerLine(LineCodec.answer(.failure(problem), id: .integer(7), microseconds: 5).dropLast())
            #expect(line.id == .integer(7))
            #expect(throws: problem, "round \(round)") { try line.result.get() }
        }
        let unknown = #"{"ok":false,"error":{"code":"of_tomorrow","message":"wait"}}"#
        #expect(throws: Problem(.internal, "wait")) { try AnswerLine(Array(unknown.utf8)).result.get() }
    }

    private func value(_ answer: any OperationAnswer) throws -> JSONValue {
        try JSONValue(parsing: Array(LineCodec.answer(.success(answer), id: nil, microseconds: 0).dropLast()))
    }

    @Test(arguments: Operation.allCases) func answersMayGrow(operation: Operation) throws {
        var generator = JSONGenerator(seed: 4)
        for _ in 0..<20 {
            let answer = generator.answer(operation)
            let grown = Self.grown(try value(answer))
            #expect(answer.isSame(as: try generator.request(operation).readAnswer(grown)), "\(answer)")
        }
    }

    /// Adds a member that nobody knows to every object but those whose names are data.
    private static func grown(_ value: JSONValue, under name: String = "") -> JSONValue {
        let isData = ["limits", "highlights", "caches", "operations", "record", "tree"].contains(name)
        switch value {
        case .array(let values): return isData ? value : .array(values.map { grown($0) })
        case .object(let members):
            guard name != "record", name != "tree" else { return value }
            let inner = members.map { JSONValue.Member($0.name, grown($0.value, under: $0.name)) }
            return .object(isData ? inner : inner + [.init("of_tomorrow", .object([.init("a", .integer(1))]))])
        default: return value
        }
    }

    @Test(arguments: Operation.allCases) func mutilatedAnswersAreRead(operation: Operation) throws {
        var generator = JSONGenerator(seed: 5)
        for _ in 0..<40 {
            var members = try value(generator.answer(operation)).members ?? []
            guard !members.isEmpty else { continue }
            let place = generator.number(0...members.count - 1)
            let name = members[place].name
            if generator.chance(50) { members.remove(at: place) } else { members[place].value = generator.value() }
            do throws(Problem) { _ = try generator.request(operation).readAnswer(.object(members)) } catch {
                #expect(error.code == .internal && !error.message.isEmpty, "\(name) of \(members)")
            }
        }
    }

    @Test(arguments: ["", "{}", "[]", "{\"ok\":1}", "null", "{\"ok\":true"]) func otherLinesAreNoAnswers(line: String) {
        #expect(throws: Problem.self) { try AnswerLine(Array(line.utf8)) }
    }
}
