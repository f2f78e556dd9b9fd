// Owns: mirror records of a small team, made from a seed, as a primary store would put them.

import Schema
import TestSupport
import Wire

/// Makes records whose words, people and groups meet often.
public struct MailGenerator {
    public static let words = [
        "invoice", "contract", "renewal", "meeting", "price", "shipping", "delay", "harbor", "budget", "offer",
        "question",
        "zürich", "INV-2047",
    ]
    public static let people = ["Amy Stone <amy@acme.example>", "Bob Reed <bob@globex.example>", "carla@acme.example"]
    public static let labels = ["inbox", "sent", "starred", "unread", "spam", "trash", "Hot leads"]
    public static let stages = ["Lead", "Negotiation", "Won"]

    private var random: SeededRandom

    public init(seed: UInt64) { random = SeededRandom(seed: seed) }

    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    public mutating func pick<T>(_ values: [T]) -> T { values[number(0...values.count - 1)] }

    public mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    public mutating func text(_ range: ClosedRange<Int>) -> String {
        (0..<number(range)).map { _ in pick(Self.words) }.joined(separator: " ")
    }

    private mutating func date() -> String {
        Timestamp(seconds: TestService.now.seconds - Int64(number(0...40 * 86_400))).description
    }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONValue.Member($0.0, $0.1) })
    }

    /// The records of a team: boxes `b-0`…, messages `m-0`… in threads `t-0`…, entries `e-0`….
    public mutating func records(boxes: Int = 4, messages: Int = 40, entries: Int = 6) -> [JSONValue] {
        var records: [JSONValue] = []
        for index in 0..<boxes { records.append(box(index)) }
        for index in 0..<messages { records.append(message(index, boxes: boxes)) }
        for index in 0..<entries { records.append(entry(index, boxes: boxes)) }
        return records
    }

    public mutating func box(_ index: Int) -> JSONValue {
        object([
            ("kind", .string("box")), ("id", .string("b-\(index)")), ("name", .string(text(1...2))),
            ("pipeline", .string("Sales")), ("stage", .string(pick(Self.stages))), ("notes", .string(text(0...5))),
            ("assignees", .array([.string("amy@acme.example")])), ("modified", .string(date())),
            (
                "fields",
                object([
                    ("Deal size", .integer(Int64(number(1...9) * 1_000))), ("Region", .string(pick(["EMEA", "APAC"]))),
                ])
            ),
            ("version", .integer(1)),
        ])
    }

    public mutating func message(_ index: Int, boxes: Int) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("kind", .string("message")), ("id", .string("m-\(index)")),
            ("thread", .string("t-\(number(0...max(1, index / 3)))")),
            ("from", .string(pick(Self.people))), ("to", .array([.string(pick(Self.people))])),
            ("subject", .string(text(1...3))), ("body", .string(text(3...25))), ("date", .string(date())),
            ("labels", .array(Self.labels.filter { _ in chance(20) }.map(JSONValue.string))),
            ("size", .integer(Int64(number(1...9) * 1_000))), ("version", .integer(1)),
        ]
        if boxes > 0, chance(60) { members.append(("box", .string("b-\(number(0...boxes - 1))"))) }
        return object(members)
    }

    public mutating func entry(_ index: Int, boxes: Int) -> JSONValue {
        object([
            ("kind", .string("entry")), ("id", .string("e-\(index)")),
            ("box", .string("b-\(number(0...max(0, boxes - 1)))")),
            ("type", .string("comment")), ("author", .string(pick(Self.people))), ("text", .string(text(2...9))),
            ("date", .string(date())), ("version", .integer(1)),
        ])
    }
}
