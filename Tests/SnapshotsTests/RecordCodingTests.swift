// Properties:
// 1. A record written as JSON is read back as the same record, to the byte of its stored form.
// 2. Whole numbers keep all digits of 64 bits; doubles come back as the same double.
// 3. Of a repeated name the last value counts, in the place of the first, at every depth and however many there are.
// 4. Half a surrogate pair is U+FFFD, a whole one its character, and what stands around them stays.
// 5. Values nested 60 deep are read, 61 deep refused.

import Schema
import TestSupport
import Testing

@testable import Snapshots

@Suite struct RecordCodingTests {
    private let decoder = RecordDecoder()

    private func json(_ text: String) throws -> String {
        let decoded = try decoder.decode(json: Array(text.utf8))
        #expect(try Record(decoding: decoded.bytes) == decoded.record)
        return String(decoding: RecordEncoder.json(decoded.record), as: UTF8.self)
    }

    @Test(arguments: Array(0..<10) as [UInt64]) func recordsSurvive(seed: UInt64) throws {
        var generator = RecordGenerator(seed: seed)
        for round in 0..<FuzzRounds.scaled(500) {
            let record = generator.record()
            let text = RecordEncoder.json(record)
            #expect(!text.contains(0x0A), "seed \(seed), round \(round)")
            let decoded = try decoder.decode(json: text)
            #expect(decoded.record == record, "seed \(seed), round \(round): \(record)")
            #expect(decoded.bytes == record.encoded(), "seed \(seed), round \(round): \(record)")
        }
    }

    @Test(arguments: [
        "0", "-1", "9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "18446744073709551615", "0.1", "5e-324", "1.7976931348623157e+308", "true", "null",
        "\"é\"", "[1,[2,{\"a\":[]}]]",
    ]) func valuesKeepTheirText(value: String) throws {
        #expect(try json("{\"a\":\(value)}") == "{\"a\":\(value)}")
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, #"{"a":2}"#), (#"{"a":1,"b":2,"a":3,"b":4,"a":5}"#, #"{"a":5,"b":4}"#),
        (#"{"":1,"":2}"#, #"{"":2}"#), (#"{"x":{"a":1,"a":{"b":1,"b":2}}}"#, #"{"x":{"a":{"b":2}}}"#),
        (#"{"x":[{"a":1,"a":2},{"a":3}]}"#, #"{"x":[{"a":2},{"a":3}]}"#),
        (#"{"a":{"c":1},"b":1,"a":{"d":2}}"#, #"{"a":{"d":2},"b":1}"#),
        // Names that are equal to a reader but not in their bytes are two names.
        (#"{"\u00e9":1,"e\u0301":2}"#, "{\"\u{E9}\":1,\"e\u{301}\":2}"), (#"{"a":1,"\u0061":2}"#, #"{"a":2}"#),
    ]) func theLastOfRepeatedNamesCounts(text: String, expected: String) throws {
        #expect(Array(try json(text).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [2, 47, 48, 49, 50, 1_000, 200_000]) func manyNamesAreEachKeptOnce(count: Int) throws {
        // Names that begin, end and are long alike, each twice.
        func members(_ value: Int) -> String {
            (0..<count).map { "\"n\(1_000_000 + $0)x\":\(value)" }.joined(separator: ",")
        }
        let once = "{\(members(2))}"
        #expect(try json("{\(members(1)),\(members(2))}") == once)
        #expect(try json(once) == once)
    }

    /// The mapper must not see the value that a later one replaced.
    @Test func aReplacedCustomFieldIsNotIndexed() throws {
        let document = try decoder.document(
            #"{"kind":"box","id":"b","team":"t","fields":{"Region":"EMEA","Region":"APAC"},"name":"old","name":"new"}"#)
        #expect(document.values == [.init(.field(.name), .text("new")), .init(.custom("Region"), .text("APAC"))])
    }

    @Test(arguments: [
        ("\\ud800", "\u{FFFD}"), ("a\\udc00b", "a\u{FFFD}b"), ("\\ud83d\\ude00", "😀"),
        ("\\uD83D\\uDE00\\uD83D", "😀\u{FFFD}"),
        ("\\ud800\\u0041", "\u{FFFD}A"), ("\\ud800\\ud83d\\ude00", "\u{FFFD}😀"), ("\\\\ud800", "\\ud800"),
        ("\\ude00\\ud83d", "\u{FFFD}\u{FFFD}"), ("\\\"\\ud800\\\"", "\"\u{FFFD}\""),
    ]) func halfSurrogatesAreReplaced(escaped: String, text: String) throws {
        let record = try decoder.decode(json: Array("{\"a\":\"\(escaped)\",\"\(escaped)\":1}".utf8)).record
        #expect(record.properties == [.init("a", .string(text)), .init(text, .integer(1))])
    }

    @Test func nestingIsBounded() throws {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(try json(nested(60)) == nested(60))
        let error = #expect(throws: RejectedLine.self) { try json(nested(61)) }
        #expect(error?.code == "too_deep")
        #expect(throws: RejectedLine.self) { try json(nested(1_000_000)) }
        #expect(throws: RejectedLine.self) { try json(String(repeating: "{\"a\":", count: 100_000)) }
    }
}
