// Properties, over lines made from a seed: valid ones, mutated ones, and random bytes:
// 1. Reading ends without a trap, in a request or a problem of `bad_json`, `bad_request` or `unknown_op` with a message.
// 2. Its answer is one line of JSON with the id that was read.
// 3. A request that was read is read again from what a client would write for it.
// 4. Reading a line twice gives the same.

import TestSupport
import Testing

@testable import Wire

@Suite struct RequestFuzzTests {
    /// Parts that lines are made of, and broken with.
    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud800", "null", "true", "-", "0", "1e9",
            "18446744073709551616",
            "\"op\":\"search\"", "\"id\":", "\"team\":\"a\"", "\"records\":[", "\"limit\":", "\"q\":\"", "\"sort\":{",
            "\0", "\u{FEFF}",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

    private func mutated(_ line: [UInt8], _ generator: inout JSONGenerator) -> [UInt8] {
        var line = line
        for _ in 0..<generator.number(1...4) where !line.isEmpty {
            let at = generator.number(0...line.count - 1)
            switch generator.number(0...6) {
            case 0: line[at] ^= 1 << UInt8(generator.number(0...7))
            case 1: line[at] = UInt8(generator.number(0...255))
            case 2: line.remove(at: at)
            case 3: line.insert(contentsOf: generator.pick(Self.pieces), at: at)
            case 4: line.removeSubrange(at..<min(line.count, at + generator.number(1...20)))
            case 5: line.insert(contentsOf: line[at..<min(line.count, at + generator.number(1...20))], at: at)
            default: line.removeLast(line.count - at)
            }
        }
        return line
    }

    private func line(_ generator: inout JSONGenerator) -> [UInt8] {
        let id = generator.id()
        let whole = generator.request(generator.pick(Operation.allCases)).encoded(id)
        switch generator.number(0...9) {
        case 0: return whole
        case 1: return (0..<generator.number(0...60)).map { _ in UInt8(generator.number(0...255)) }
        case 2: return generator.list(0...20) { $0.pick(Self.pieces) }.flatMap { $0 }
        default: return mutated(whole, &generator)
        }
    }

    @Test(arguments: Array(0..<8) as [UInt64]) func anyLineIsAnswered(seed: UInt64) {
        var generator = JSONGenerator(seed: seed)
        for round in 0..<FuzzRounds.scaled(2_500) {
            let line = line(&generator)
            if let problem = problem(of: line) {
                Issue.record("seed \(seed), round \(round), \(String(decoding: line, as: UTF8.self)): \(problem)")
                return
            }
        }
    }

    /// What is wrong with how a line is read; `nil` when all is well.
    private func problem(of line: [UInt8]) -> String? {
        let read = RequestLine(line)
        var result: Result<any OperationAnswer, Problem> = .success(Cancel.Answer(cancelled: true))
        switch read.request {
        case .failure(let problem):
            let codes: [Problem.Code] = [.badJSON, .badRequest, .unknownOperation]
            guard codes.contains(problem.code), !problem.message.isEmpty else { return "\(problem)" }
            guard case .failure(problem) = RequestLine(line).request else { return "it is read in two ways" }
            result = .failure(problem)
        case .success(let request):
            let again = RequestLine(request.payload.encoded(read.id ?? .integer(0))).request
            guard case .success(let second) = again else { return "\(request) is not read again: \(again)" }
            let bytes = request.payload.encoded(.integer(0))
            guard second.payload.encoded(.integer(0)) == bytes else { return "\(request) becomes \(second)" }
        }
        let bytes = LineCodec.answer(result, id: read.id, microseconds: 1)
        guard bytes.last == UInt8(ascii: "\n"), !bytes.dropLast().contains(UInt8(ascii: "\n")) else {
            return "the answer is not one line"
        }
        guard let answer = try? AnswerLine(bytes.dropLast()), answer.id == read.id else {
            return "the answer is not read"
        }
        return nil
    }
}

extension OperationRequest {
    /// The request's line without its newline.
    fileprivate func encoded(_ id: RequestID) -> [UInt8] { LineCodec.request(self, id: id).dropLast() }
}
