// Properties:
// 1. A record put over the socket is stored as the same bytes as one read from a snapshot, whatever its values,
//    repeated names and half surrogates are.
// 2. A stored record comes back over the wire as the JSON it was.

import Schema
import Snapshots
import TestSupport
import Testing
import Wire

@testable import Server

@Suite struct RecordJSONTests {
    /// Texts of values, some of them as only a careless writer makes them.
    private static let values = [
        "null", "true", "false", "0", "-0", "1", "-7", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551615", "0.5", "-1e-7", "1E3", "1.0", "5e-324", "\"\"", "\"é\"", "\"e\\u0301\"",
        "\"\\u0000\\n\\\"\"", "\"\\ud83d\\ude00\"",
        "\"\\ud800\"", "\"a\\udc00b\"", "[]", "{}", "[1,[2,[]]]", "{\"a\":1,\"a\":{\"b\":2,\"b\":3}}",
    ]
    private static let names = ["a", "b", "é", "e\\u0301", "", "\\ud800", "kind", "id"]

    private func object(_ random: inout SeededRandom, depth: Int) -> String {
        let members = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            let name = Self.names.randomElement(using: &random) ?? ""
            return "\"\(name)\":" + value(&random, depth: depth)
        }
        return "{" + members.joined(separator: " , ") + "}"
    }

    private func value(_ random: inout SeededRandom, depth: Int) -> String {
        switch depth == 0 ? 3 : Int.random(in: 0...5, using: &random) {
        case 0: return object(&random, depth: depth - 1)
        case 1: return "[ " + (0..<3).map { _ in value(&random, depth: depth - 1) }.joined(separator: ",") + "]"
        default: return Self.values.randomElement(using: &random) ?? "null"
        }
    }

    @Test(arguments: Array(0..<5) as [UInt64]) func bothWaysInAreOne(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let decoder = RecordDecoder()
        for round in 0..<FuzzRounds.scaled(400) {
            let text = object(&random, depth: 4)
            let decoded = try decoder.decode(json: Array(text.utf8))
            let wire = try JSONValue(parsing: text)
            let record = try #require(try Record(wire))
            let isSame = record.encoded() == decoded.bytes
            let isSameAgain = try Record(JSONValue(decoded.record))?.encoded() == decoded.bytes
            #expect(isSame && isSameAgain, "seed \(seed), round \(round): \(text)")
            guard isSame, isSameAgain else { return }
        }
    }

    @Test func onlyObjectsAreRecords() throws {
        for value in [JSONValue.null, .bool(true), .integer(1), .string("{}"), .array([])] {
            #expect(try Record(value) == nil)
        }
    }
}
