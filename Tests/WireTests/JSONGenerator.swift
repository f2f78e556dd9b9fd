// Owns: JSON values and texts made from a seed.

import TestSupport

@testable import Wire

/// Makes values that are written as they are held: whole numbers above `Int64.max` only as `unsigned`, doubles finite.
struct JSONGenerator {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    mutating func pick<T>(_ values: [T]) -> T { values[number(0...values.count - 1)] }

    private static let scalars: [Unicode.Scalar] = [
        "\0", "\u{1}", "\t", "\n", "\r", "\u{1F}", " ", "\"", "\\", "/", "a", "Z", "{", "]", ":", ",", "\u{7F}",
        "\u{80}",
        "é", "\u{301}", "ß", "\u{2028}", "日", "\u{FFFD}", "\u{FEFF}", "😀", "\u{10FFFF}", "\u{D7FF}", "\u{E000}",
    ]

    mutating func text(_ range: ClosedRange<Int> = 0...12) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<number(range) { scalars.append(pick(Self.scalars)) }
        return String(scalars)
    }

    mutating func integer() -> Int64 {
        switch number(0...3) {
        case 0: pick([0, 1, -1, .max, .min, 9_007_199_254_740_993, -9_007_199_254_740_993])
        case 1: Int64(number(-1_000...1_000))
        default: Int64.random(in: .min ... .max, using: &random)
        }
    }

    mutating func unsigned() -> UInt64 { UInt64.random(in: 0 ... .max, using: &random) >> UInt64(number(0...63)) }

    mutating func double() -> Double {
        let value = Double(bitPattern: random.next())
        return value.isFinite ? value : Double(number(-9...9)) / 8
    }

    mutating func float() -> Float {
        let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        return value.isFinite ? value : Float(number(-9...9)) / 8
    }

    /// A value nested at most `depth` deep.
    mutating func value(depth: Int = 5) -> JSONValue {
        switch number(0...(depth > 0 ? 8 : 6)) {
        case 0: .null
        case 1: .bool(chance(50))
        case 2: .integer(integer())
        case 3: .unsigned(UInt64(Int64.max) + 1 + UInt64.random(in: 0...UInt64(Int64.max), using: &random))
        case 4: .double(double())
        case 5, 6: .string(text())
        case 7: .array(list(0...4) { $0.value(depth: depth - 1) })
        default: .object(list(0...4) { .init($0.text(), $0.value(depth: depth - 1)) })
        }
    }

    mutating func list<T>(_ range: ClosedRange<Int>, _ element: (inout JSONGenerator) -> T) -> [T] {
        (0..<number(range)).map { _ in element(&self) }
    }

    mutating func maybe<T>(_ element: (inout JSONGenerator) -> T) -> T? { chance(50) ? element(&self) : nil }

    /// Half-open, ascending.
    mutating func spans() -> [Range<Int>] {
        var at = 0
        return list(0...3) { generator in
            let start = at + generator.number(0...5)
            at = start + generator.number(0...9)
            return start..<at
        }
    }
}
