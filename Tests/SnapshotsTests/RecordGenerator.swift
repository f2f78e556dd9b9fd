// Owns: records made from a seed.

import Schema
import TestSupport

/// Makes records as JSON can hold them: names unique, doubles finite, `unsigned` only above `Int64.max`.
struct RecordGenerator {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func pick<T>(_ values: [T]) -> T { values[number(0...values.count - 1)] }

    private static let scalars: [Unicode.Scalar] = [
        "\0", "\u{8}", "\t", "\n", "\r", "\u{1F}", " ", "\"", "\\", "/", "a", "z", "é", "\u{301}", "日", "\u{FFFD}", "😀",
        "\u{10FFFF}", "\u{7F}", "{", "]", ",",
    ]

    mutating func text() -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<number(0...10) { scalars.append(pick(Self.scalars)) }
        return String(scalars)
    }

    private mutating func double() -> Double {
        let value = Double(bitPattern: random.next())
        return value.isFinite ? value : 0.5
    }

    mutating func value(depth: Int) -> RecordValue {
        switch number(0...(depth > 0 ? 8 : 6)) {
        case 0: .null
        case 1: .bool(number(0...1) == 1)
        case 2: .integer(pick([0, 1, -1, .max, .min, 9_007_199_254_740_993]))
        case 3: .integer(Int64.random(in: .min ... .max, using: &random))
        case 4: .unsigned(UInt64(Int64.max) + 1 + UInt64.random(in: 0...UInt64(Int64.max), using: &random))
        case 5: .double(double())
        case 6: .string(text())
        case 7: .array((0..<number(0...4)).map { _ in value(depth: depth - 1) })
        default: .object(properties(0...4, depth: depth - 1))
        }
    }

    /// Properties whose names differ in their bytes.
    mutating func properties(_ range: ClosedRange<Int>, depth: Int) -> [Record.Property] {
        var seen: Set<[UInt8]> = []
        return (0..<number(range)).compactMap { _ in
            let name = text()
            return seen.insert(Array(name.utf8)).inserted ? Record.Property(name, value(depth: depth)) : nil
        }
    }

    mutating func record() -> Record { Record(properties(0...8, depth: 4)) }
}
