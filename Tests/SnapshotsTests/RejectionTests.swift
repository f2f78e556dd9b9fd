// Properties:
// 1. A bad line is rejected with its file, its line, a stable code and a reason that says what is wrong and what to do;
//    all lines around it are loaded.
// 2. A line of 50 MB, one a byte beyond the bound, and one that ends with the file are passed over and told, with the
//    memory of the bound; lines after them and files after them keep their numbers.
// 3. A property of the wrong type is rejected by name, whichever it is and whatever it is instead; `null` is absent.
// 4. A date that is none is rejected by name.

import Schema
import TestSupport
import Testing

@testable import Snapshots

@Suite struct RejectionTests {
    private static let good = #"{"kind":"box","id":"good"}"#

    /// Bad lines, with what is said of them.
    private static let bad: [(line: String, code: String, reason: String)] = [
        ("nonsense", "not_json", "the line is not JSON; write one JSON object a line"),
        (#"{"kind":"box","id":"a""#, "not_json", "the line is not JSON; write one JSON object a line"),
        (#"{"kind":"box","id":"a"} {}"#, "not_json", "the line is not JSON; write one JSON object a line"),
        (#"{'kind':'box'}"#, "not_json", "the line is not JSON; write one JSON object a line"),
        (
            #"{"kind":"box","id":"\x"}"#, "not_json",
            #"a string has an escape or a bare control character that JSON has not; write it as \uXXXX"#
        ),
        (
            "{\"kind\":\"box\",\"id\":\"a\tb\"}", "not_json",
            #"a string has an escape or a bare control character that JSON has not; write it as \uXXXX"#
        ),
        (#"["kind"]"#, "not_object", "the line is JSON but not an object; write one record a line"),
        ("17", "not_object", "the line is JSON but not an object; write one record a line"),
        (
            #"{"kind":"box","id":"a","fields":{"n":18446744073709551616}}"#, "bad_number",
            "a number is malformed or beyond 64 bits; send it as a string"
        ),
        (
            #"{"kind":"box","id":"a","fields":{"n":1e999}}"#, "bad_number",
            "a number is malformed or beyond 64 bits; send it as a string"
        ),
        (
            #"{"kind":"box","id":"a","x":"# + String(repeating: "[", count: 61) + String(repeating: "]", count: 61)
                + "}",
            "too_deep", "values are nested more than 60 deep; flatten them"
        ),
        (#"{"id":"a"}"#, "no_kind", "`kind` is missing; it is message, box or entry"),
        (#"{"kind":null,"id":"a"}"#, "no_kind", "`kind` is missing; it is message, box or entry"),
        (
            #"{"kind":"contact","id":"a"}"#, "unknown_kind",
            "`kind` is \"contact\"; message, box and entry are known"
        ),
        (#"{"kind":"box"}"#, "no_id", "`id` is missing or empty; give the record's own"),
        (#"{"kind":"box","id":""}"#, "no_id", "`id` is missing or empty; give the record's own"),
        (#"{"kind":"box","id":17}"#, "wrong_type", "`id` must be a string, not a number"),
        (
            #"{"kind":"box","id":"a","team":""}"#, "no_team",
            "`team` is missing; put it in the record or give --team"
        ),
        (
            #"{"kind":"message","id":"a","date":"yesterday"}"#, "bad_date",
            "`date` is \"yesterday\"; dates are RFC 3339, like 2012-10-09T15:04:05-07:00"
        ),
        (
            #"{"kind":"box","id":"a","version":-1}"#, "wrong_type",
            "`version` must be a whole number from 0 to 2^64 − 1, not -1"
        ),
        (
            #"{"kind":"box","id":"a","version":1.5}"#, "wrong_type",
            "`version` must be a whole number from 0 to 2^64 − 1, not 1.5"
        ),
        (
            #"{"kind":"box","id":"a","version":"1"}"#, "wrong_type",
            "`version` must be a whole number from 0 to 2^64 − 1, not a string"
        ),
    ]

    @Test func aBadLineIsToldAndTheOthersAreLoaded() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.ndjson", Self.bad.map { Self.good + "\n" + $0.line + "\n" }.joined() + Self.good)
        let reading = try SnapshotReading(path)
        #expect(reading.ids == [String](repeating: "good", count: Self.bad.count + 1))
        for (index, (told, expected)) in zip(reading.rejected, Self.bad).enumerated() {
            let line = RejectedLine(path: path, line: 2 * index + 2, code: expected.code, reason: expected.reason)
            #expect(told == line)
        }
        #expect(reading.rejected.count == Self.bad.count)
    }

    @Test func whatIsNotUTF8IsTold() throws {
        let folder = try TemporaryFolder()
        let sequences: [[UInt8]] = [
            [0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ]
        let lines = sequences.map { Array(#"{"kind":"box","id":""#.utf8) + $0 + Array("\"}\n\(Self.good)\n".utf8) }
        let reading = try SnapshotReading(folder.write("a", lines.flatMap { $0 }))
        #expect(reading.rejected.map(\.code) == [String](repeating: "bad_utf8", count: sequences.count))
        #expect(reading.rejected.map(\.line) == [1, 3, 5, 7, 9, 11])
        #expect(reading.rejected.allSatisfy { $0.reason == "the line is not UTF-8; export the text as UTF-8" })
        #expect(reading.documents.count == sequences.count)
    }

    @Test func aNulByteIsNoText() throws {
        let folder = try TemporaryFolder()
        let reading = try SnapshotReading(folder.write("a", "\0\n{\"kind\":\"box\",\"id\":\"a\"}\0\n\(Self.good)"))
        #expect(reading.rejected.map(\.code) == ["not_json", "not_json"])
        #expect(reading.ids == ["good"])
    }

    // MARK: Lines that are too long

    private static func line(bytes: Int) -> [UInt8] {
        let frame = (Array(#"{"kind":"box","id":"long","notes":""#.utf8), Array("\"}".utf8))
        return frame.0 + [UInt8](repeating: UInt8(ascii: "x"), count: bytes - frame.0.count - frame.1.count) + frame.1
    }

    @Test func aLineOf50MegabytesIsToldAndTheOthersAreLoaded() throws {
        let folder = try TemporaryFolder()
        let good = Array((Self.good + "\n").utf8)
        let path = try folder.write("a", good + Self.line(bytes: 50_000_000) + [0x0A] + good)
        let reading = try SnapshotReading(path)
        #expect(reading.ids == ["good", "good"])
        #expect(
            reading.rejected == [
                RejectedLine(
                    path: path, line: 2, code: "too_long",
                    reason: "the line has 50000000 bytes; 16777216 are the most: shorten it")
            ])
        #expect(reading.lines.map(\.line) == [1, 3])
    }

    @Test(arguments: [
        LineStream.maximumLine + 1, 17 << 20, (17 << 20) - 1, (17 << 20) + 1, 40 << 20,
    ]) func aLongLastLineIsTold(bytes: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("1", Self.line(bytes: bytes))
        try folder.write("2", Self.good)
        let reading = try SnapshotReading(folder.path)
        #expect(reading.rejected.map(\.code) == ["too_long"])
        #expect(reading.rejected.first?.path == folder.path + "/1")
        #expect(reading.rejected.first?.line == 1)
        #expect(reading.lines == [.init(file: "2", line: 1, text: Self.good)])
    }

    @Test func aLineOfTheBoundIsRead() throws {
        let folder = try TemporaryFolder()
        let reading = try SnapshotReading(folder.write("a", Self.line(bytes: LineStream.maximumLine)))
        #expect(reading.ids == ["long"])
    }

    // MARK: Wrong types

    /// What a property may be.
    private enum Kind {
        case text, texts, number, whole, flag, date, object, attachments

        /// Whether a value, as JSON, is of this kind.
        func takes(_ json: String) -> Bool {
            switch json {
            case "null": true
            case "\"2012-12-01\"": [.text, .texts, .date].contains(self)
            case "[\"a\"]": [.texts, .attachments].contains(self)
            case "[]": [.texts, .attachments].contains(self)
            case "7": [.number, .whole].contains(self)
            case "1.5": self == .number
            case "true": self == .flag
            case "{}": self == .object
            case "[{\"name\":\"a\"}]": self == .attachments
            default: false
            }
        }
    }

    private static let values = [
        "null", "\"2012-12-01\"", "[\"a\"]", "[]", "7", "1.5", "true", "{}", "[{\"name\":\"a\"}]", "[1]", "[null]",
        "[[]]",
    ]

    private static let common: [(String, Kind)] = [
        ("team", .text), ("version", .whole), ("deleted", .flag), ("language", .text),
    ]
    private static let properties: [DocumentKind: [(String, Kind)]] = [
        .message: [
            ("thread", .text), ("box", .text), ("from", .texts), ("to", .texts), ("cc", .texts), ("bcc", .texts),
            ("subject", .text), ("date", .date), ("labels", .texts), ("body", .text), ("attachments", .attachments),
            ("size", .number), ("list", .text), ("delivered_to", .text), ("message_id", .text), ("in_reply_to", .text),
            ("modified", .date),
        ],
        .box: [
            ("pipeline", .text), ("stage", .text), ("name", .text), ("assignees", .texts), ("followers", .texts),
            ("contacts", .texts), ("organizations", .texts), ("notes", .text), ("fields", .object), ("created", .date),
            ("modified", .date), ("stage_changed", .date),
        ],
        .entry: [
            ("box", .text), ("thread", .text), ("type", .text), ("author", .texts), ("text", .text), ("date", .date),
            ("due", .date), ("done", .flag), ("assignees", .texts), ("name", .text),
        ],
    ]

    @Test(arguments: DocumentKind.allCases) func aWrongTypeIsToldByName(kind: DocumentKind) throws {
        let decoder = RecordDecoder()
        for (name, type) in Self.common + (Self.properties[kind] ?? []) {
            for value in Self.values {
                let text = #"{"kind":"\#(kind.name)","id":"a","\#(name)":\#(value)}"#
                guard !type.takes(value) else {
                    #expect(throws: Never.self, "\(text)") { try decoder.document(text, team: "acme") }
                    continue
                }
                let error = #expect(throws: RejectedLine.self, "\(text)") { try decoder.document(text, team: "acme") }
                #expect(error?.code == "wrong_type" || error?.code == "bad_date" && type == .date, "\(text)")
                #expect(error?.reason.hasPrefix("`\(name)` ") == true, "\(text): \(error?.reason ?? "")")
            }
        }
    }

    @Test(arguments: [("name", "7"), ("type", "[]"), ("name", "{}")]) func anAttachmentsPartIsTold(
        part: String, value: String
    ) {
        let text = #"{"kind":"message","id":"a","attachments":[{"name":"a.pdf"},{"\#(part)":\#(value)}]}"#
        let error = #expect(throws: RejectedLine.self) { try RecordDecoder().document(text, team: "acme") }
        #expect(error?.code == "wrong_type")
        #expect(error?.reason.hasPrefix("`attachments[].\(part)` must be a string, not ") == true)
    }

    @Test(arguments: [
        ("message", "date"), ("message", "modified"), ("box", "created"), ("box", "modified"), ("box", "stage_changed"),
        ("entry", "date"), ("entry", "due"),
    ]) func aBadDateIsToldByName(kind: String, name: String) {
        let decoder = RecordDecoder()
        for date in [
            "2012-13-01", "2012-02-30", "2012/10/09", "2012-10-09T25:00:00Z", "2012-10-09T10:00:00", "now", "2012",
        ] {
            let error = #expect(throws: RejectedLine.self, "\(name) \(date)") {
                try decoder.document(#"{"kind":"\#(kind)","id":"a","\#(name)":"\#(date)"}"#, team: "acme")
            }
            #expect(error?.code == "bad_date")
            #expect(error?.reason.hasPrefix("`\(name)` is \"\(date)\"; dates are RFC 3339") == true)
        }
        #expect(throws: Never.self) {
            try decoder.document(#"{"kind":"\#(kind)","id":"a","\#(name)":""}"#, team: "acme")
        }
    }

    /// A deletion says which record goes, so nothing else of it matters.
    @Test func aDeletionsOtherPropertiesAreNotRead() throws {
        let document = try RecordDecoder().document(
            #"{"kind":"box","id":"b","team":"t","version":4,"deleted":true,"name":7,"modified":"soon"}"#)
        #expect(document.isDeleted && document.version == 4 && document.values.isEmpty)
    }
}
