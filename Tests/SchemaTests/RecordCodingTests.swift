// Properties:
// 1. Any record comes back as it was encoded: every kind of value, numbers with all their digits, names and texts of
//    any Unicode, properties in their order.
// 2. The bytes are the format's, as its worked example gives them.
// 3. A string can be taken out of an encoded record without the rest, whatever stands before it.
// 4. Nesting is bounded: the deepest that is allowed comes back, one deeper is refused.
// 5. Every cut is refused, every byte too many too; damaged bytes end in a record or in an error, in bounded time and
//    memory.

import Schema
import TestSupport
import Testing

@Suite struct RecordCodingTests {
    static let texts = [
        "", "a", "id", "zürich", "日本語", "👩‍👧", "\u{0}", "\"quoted\"", String(repeating: "x", count: 127),
        String(repeating: "é", count: 64),
    ]

    private func value(_ random: inout SeededRandom, depth: Int) -> RecordValue {
        let shift = UInt64.random(in: 0...63, using: &random)
        switch Int.random(in: 0..<(depth == 0 ? 7 : 9), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64(bitPattern: random.next()) >> Int64(shift))
        case 3: return .unsigned(UInt64(Int64.max) + 1 + random.next() >> max(1, shift))
        case 4:
            return .double(
                [0, -0.0, 0.1, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude][Int(shift % 6)])
        case 5, 6: return .string(Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)])
        case 7: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth - 1) })
        default: return .object(properties(&random, depth: depth - 1))
        }
    }

    private func properties(_ random: inout SeededRandom, depth: Int) -> [Record.Property] {
        (0..<Int.random(in: 0...6, using: &random)).map { place in
            Record.Property(
                "p\(place)" + Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)],
                value(&random, depth: depth))
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>) func recordsComeBack(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let record = Record(properties(&random, depth: 4))
        let bytes = record.encoded()
        #expect(try Record(decoding: bytes) == record, "seed \(seed)")
        for property in record.properties {
            let string = try bytes.withUnsafeBytes { try Record.string(property.name, in: $0) }
            #expect(string == record[property.name]?.string, "seed \(seed): \(property.name)")
        }
        #expect(try bytes.withUnsafeBytes { try Record.string("nosuch", in: $0) } == nil)
        for cut in 0..<bytes.count {
            #expect(throws: RecordCodingError.self) { try Record(decoding: Array(bytes[..<cut])) }
        }
        #expect(throws: RecordCodingError.malformed(offset: bytes.count)) { try Record(decoding: bytes + [0]) }
    }

    @Test func extremeNumbersKeepTheirDigits() throws {
        let values: [RecordValue] = [
            .integer(.min), .integer(.max), .integer(0), .integer(-1), .unsigned(.max), .unsigned(0), .double(.pi),
            .double(-0.0), .double(.leastNonzeroMagnitude), .integer(9_007_199_254_740_993),
        ]
        let record = Record(values.enumerated().map { Record.Property("\($0)", $1) })
        #expect(try Record(decoding: record.encoded()) == record)
        let nan = try Record(decoding: Record([Record.Property("n", .double(.nan))]).encoded())
        #expect(nan["n"]?.number?.isNaN == true)
        let minusZero = try Record(decoding: Record([Record.Property("n", .double(-0.0))]).encoded())
        #expect(minusZero["n"]?.number?.sign == .minus)
    }

    @Test func theWorkedExampleHolds() throws {
        let record = Record([Record.Property("id", .string("a")), Record.Property("size", .integer(3))])
        let example = try WorkedExample.bytes(of: "Sources/Schema/RecordCoding.swift")
        #expect(record.encoded() == example)
        #expect(try Record(decoding: example) == record)
    }

    private func nested(_ depth: Int, objects: Bool) -> Record {
        var value = RecordValue.null
        for _ in 0..<depth { value = objects ? .object([Record.Property("o", value)]) : .array([value]) }
        return Record([Record.Property("top", value), Record.Property("after", .string("found"))])
    }

    @Test(arguments: [false, true]) func nestingIsBounded(objects: Bool) throws {
        // The record itself is one level.
        let deepest = nested(Record.maximumDepth - 1, objects: objects)
        #expect(try Record(decoding: deepest.encoded()) == deepest)
        #expect(try deepest.encoded().withUnsafeBytes { try Record.string("after", in: $0) } == "found")
        for depth in [Record.maximumDepth, Record.maximumDepth + 1, 300] {
            let bytes = nested(depth, objects: objects).encoded()
            #expect(throws: RecordCodingError.tooDeep) { try Record(decoding: bytes) }
        }
        // A million levels do not take the stack.
        let bottomless = [1, 1, 0x61] + [[UInt8]](repeating: objects ? [8, 1, 0] : [7, 1], count: 1_000_000).joined()
        #expect(throws: RecordCodingError.tooDeep) { try Record(decoding: bottomless) }
        #expect(throws: RecordCodingError.tooDeep) { try bottomless.withUnsafeBytes { try Record.string("b", in: $0) } }
    }

    @Test func whatIsNotARecordIsRefused() throws {
        let malformed: [[UInt8]] = [
            [], [1], [1, 1], [1, 1, 0x61], [1, 0, 9], [1, 0, 255], [1, 0, 5, 0, 0], [1, 0, 6, 2, 0x61], [1, 0, 7, 1],
            [1, 0, 3] + [UInt8](repeating: 0xFF, count: 10) + [1],
            [1, 0, 4] + [UInt8](repeating: 0xFF, count: 9) + [2],
            [UInt8](repeating: 0xFF, count: 9) + [1], [1] + [UInt8](repeating: 0xFF, count: 9) + [1, 0x61],
            [1, 0, 7] + [UInt8](repeating: 0xFF, count: 9) + [1],
        ]
        for bytes in malformed {
            #expect(throws: RecordCodingError.self, "\(bytes)") { try Record(decoding: bytes) }
            #expect(throws: RecordCodingError.self, "\(bytes)") {
                try bytes.withUnsafeBytes { try Record.string("nosuch", in: $0) }
            }
        }
        // Text that is not UTF-8 is repaired, not refused: the rest of the record is still of use.
        #expect(try Record(decoding: [1, 1, 0x61, 6, 1, 0xFF])["a"]?.string == "\u{FFFD}")
    }

    @Test(arguments: 0..<UInt64(FuzzRounds.scaled(600))) func damagedBytesAreSafe(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var bytes = Record(properties(&random, depth: 5)).encoded()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            _ = Damage.allCases[Int.random(in: 0..<Damage.allCases.count, using: &random)].apply(to: &bytes, &random)
        }
        do throws(RecordCodingError) {
            let record = try Record(decoding: bytes)
            #expect(record.properties.count <= bytes.count, "seed \(seed)")
        } catch {
            if case .malformed(let offset) = error { #expect(offset <= bytes.count, "seed \(seed)") }
        }
        _ = bytes.withUnsafeBytes { try? Record.string("p1", in: $0) }
    }

    @Test func valuesAreTakenOut() {
        let record = Record([
            Record.Property("a", .integer(1)), Record.Property("b", .array([.string("x"), .null, .string("y")])),
            Record.Property("a", .unsigned(2)),
        ])
        #expect(record["a"] == .unsigned(2) && record["a"]?.number == 2 && record["c"] == nil)
        #expect(record["b"]?.strings == ["x", "y"] && record["b"]?.array?.count == 3 && record["b"]?.string == nil)
        #expect(RecordValue.string("s").strings == ["s"] && RecordValue.null.strings.isEmpty)
        #expect(RecordValue.double(0.5).number == 0.5 && RecordValue.bool(true).number == nil)
    }
}
