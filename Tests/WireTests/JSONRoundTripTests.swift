// Properties:
// 1. Any value is written as one line that reads back as the same value, to the byte when it is written again, wherever
//    white space is put between its tokens.
// 2. Numbers of 64 bits keep all their digits; doubles come back as the same double; a number beyond
//    keeps its text and is no number to whoever asks for one.
// 3. Values nested 64 deep are read, 65 deep and a million deep refused, of arrays, objects and both.
// 4. Half a surrogate pair is U+FFFD, a whole one its character; nothing beside them is lost.
// 5. Of a repeated name the last value counts.
// 6. What is not finite is written as null.
// 7. Of texts just quotes, backslashes and control characters are escaped, wherever in a text they stand.

import TestSupport
import Testing

@testable import Wire

@Suite struct JSONRoundTripTests {
    private func written(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    @Test(arguments: Array(0..<20) as [UInt64]) func valuesSurvive(seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        for round in 0..<FuzzRounds.scaled(500) {
            let value = generator.value()
            let bytes = written(value)
            #expect(!bytes.contains(UInt8(ascii: "\n")), "seed \(seed), round \(round)")
            let again = try JSONValue(parsing: bytes)
            #expect(again == value && written(again) == bytes, "seed \(seed), round \(round): \(value)")
            let spaced = Self.spaced(bytes, &generator)
            #expect(written(try JSONValue(parsing: spaced)) == bytes, "seed \(seed), round \(round): \(value)")
        }
    }

    @Test(arguments: Array(0..<10) as [UInt64]) func justWhatMustBeIsEscaped(seed: UInt64) {
        var generator = JSONGenerator(seed: seed)
        let plain = ["a", "bc", "é", "日", "🐝", " ", "#", "!", "[", "]", "\u{7F}", "\u{80}", "\u{A2}"]
        let escaped = [("\"", "\\\""), ("\\", "\\\\"), ("\n", "\\n"), ("\u{0}", "\\u0000"), ("\u{1F}", "\\u001f")]
        for round in 0..<FuzzRounds.scaled(500) {
            var text = ""
            var expected = ""
            for _ in 0..<generator.number(0...30) {
                let isPlain = generator.chance(80)
                let piece = isPlain ? generator.pick(plain) : ""
                let (raw, written) = isPlain ? (piece, piece) : generator.pick(escaped)
                text += raw
                expected += written
            }
            let bytes = written(.string(text))
            #expect(bytes == Array("\"\(expected)\"".utf8), "seed \(seed), round \(round)")
        }
    }

    /// The same text with white space around every token outside strings.
    private static func spaced(_ bytes: [UInt8], _ generator: inout JSONGenerator) -> [UInt8] {
        var result: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            let isToken = !isInString && "{}[]:,".utf8.contains(byte)
            if isToken { result += generator.pick(["", " ", "\n", "\t \r\n"]).utf8 }
            result.append(byte)
            if isToken { result += generator.pick(["", " ", "\n"]).utf8 }
            if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
            isEscaped = isInString && !isEscaped && byte == UInt8(ascii: "\\")
        }
        return result
    }

    @Test(arguments: [
        "0", "-1", "9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "18446744073709551615", "0.1", "-0.5", "123456789.125", "1e+22", "5e-324",
        "1.7976931348623157e+308",
    ]) func numbersKeepTheirDigits(text: String) throws {
        #expect(String(decoding: written(try JSONValue(parsing: text)), as: UTF8.self) == text)
    }

    @Test(arguments: [
        "1e400", "-1e400", "18446744073709551616", "-9223372036854775809", "1" + String(repeating: "0", count: 400),
    ])
    func numbersBeyondKeepTheirText(text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(value == .outOfRange(text) && written(value) == Array(text.utf8))
        #expect(value.double == nil && value.int == nil && value.uint64 == nil)
    }

    @Test func wholeNumbersAreToldByTheirValue() throws {
        #expect(try JSONValue(parsing: "3").int == 3)
        #expect(try JSONValue(parsing: "3.0").int == 3)
        #expect(try JSONValue(parsing: "3.5").int == nil)
        #expect(try JSONValue(parsing: "18446744073709551615").uint64 == .max)
        #expect(try JSONValue(parsing: "18446744073709551615").int == nil)
        #expect(try JSONValue(parsing: "-1").uint64 == nil)
    }

    @Test(arguments: [("[", "]", "[]"), ("{\"a\":", "}", "1"), ("[{\"a\":", "}]", "1")])
    func nestingIsBounded(open: String, close: String, core: String) throws {
        func nested(_ times: Int, closed: Bool = true) -> String {
            String(repeating: open, count: times) + core + (closed ? String(repeating: close, count: times) : "")
        }
        // The core is a level of its own.
        let times = (JSONValue.maximumDepth - 1) / close.count
        #expect(throws: Never.self) { try JSONValue(parsing: nested(times)) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(times + 1)) }
        #expect(error?.reason == "nested more than 64 deep")
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(1_000_000)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(1_000_000, closed: false)) }
    }

    @Test(arguments: [
        ("\\ud800", "\u{FFFD}"), ("a\\udc00b", "a\u{FFFD}b"), ("\\ud83d\\ude00", "😀"), ("\\uD83D\\uDE00!", "😀!"),
        ("\\ud800\\u0041", "\u{FFFD}A"), ("\\ud800\\ud83d\\ude00", "\u{FFFD}😀"), ("\\ud800\\n", "\u{FFFD}\n"),
        ("\\ude00\\ud83d", "\u{FFFD}\u{FFFD}"), ("\\u00e9\\u0000", "é\0"),
    ]) func halfSurrogatesAreReplaced(escaped: String, text: String) throws {
        #expect(try JSONValue(parsing: "\"\(escaped)\"") == .string(text))
    }

    @Test(arguments: ["\"\\ud8\"", "\"\\ud80g\"", "\"\\u\"", "\"\\", "\"\\u12", "\"\\x41\""])
    func brokenEscapesAreRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test func theLastOfRepeatedNamesCounts() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#)["a"] == .integer(3))
    }

    @Test func theUnwritableIsNull() {
        for number in [Double.nan, .infinity, -.infinity] { #expect(written(.double(number)) == Array("null".utf8)) }
    }

    @Test func anErrorSaysWhere() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: #"{"a":1,}"#) }
        #expect(error?.offset == 7)
        #expect(error?.description == "not JSON at byte 7: a name in double quotes was expected")
    }
}
