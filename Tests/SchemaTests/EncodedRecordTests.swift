// Properties:
// 1. Texts and lists of texts read where they lie are those of the decoded record, whatever stands around them; of a
//    repeated name the last value counts.
// 2. Values of other types are no texts; in a list they are passed over.
// 3. What does not decode is no encoded record either: every cut, and any damaged byte that decoding notices.

import Schema
import TestSupport
import Testing

@Suite struct EncodedRecordTests {
    private static let names = ["id", "to", "body", "idle"]

    private func value(_ random: inout SeededRandom, depth: Int = 2) -> RecordValue {
        switch Int.random(in: 0..<(depth == 0 ? 5 : 8), using: &random) {
        case 0: .null
        case 1: .bool(true)
        case 2: .integer(Int64(bitPattern: random.next()))
        case 3: .double(0.5)
        case 4, 5: .string(["", "a", "zürich", "日本語"][Int.random(in: 0..<4, using: &random)])
        case 6: .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth - 1) })
        default: .object([Record.Property("id", value(&random, depth: depth - 1))])
        }
    }

    private func record(_ random: inout SeededRandom) -> Record {
        Record(
            (0..<Int.random(in: 0...8, using: &random)).map { _ in
                Record.Property(Self.names[Int.random(in: 0..<Self.names.count, using: &random)], value(&random))
            })
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func textsAreThoseOfTheDecodedRecord(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let record = record(&random)
        let bytes = record.encoded()
        let found = try bytes.withUnsafeBytes { bytes in
            let encoded = try EncodedRecord(bytes)
            return (
                texts: [encoded.string("id"), encoded.string("to"), encoded.string("body"), encoded.string("idle")],
                lists: [
                    encoded.strings("id"), encoded.strings("to"), encoded.strings("body"), encoded.strings("idle"),
                ],
                none: encoded.string("i")
            )
        }
        #expect(found.texts == Self.names.map { record[$0]?.string }, "seed \(seed): \(record)")
        #expect(found.lists == Self.names.map { record[$0]?.strings ?? [] }, "seed \(seed): \(record)")
        #expect(found.none == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>) func damageIsNoticedAsByDecoding(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = record(&random).encoded()
        for cut in 0..<bytes.count {
            #expect(throws: RecordCodingError.self) {
                try bytes.prefix(cut).withUnsafeBytes { _ = try EncodedRecord($0) }
            }
        }
        for _ in 0..<100 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let decodes = (try? Record(decoding: damaged)) != nil
            let opens = damaged.withUnsafeBytes { (try? EncodedRecord($0)).map { _ = $0.strings("to") } != nil }
            #expect(opens == decodes, "seed \(seed): \(damaged)")
        }
    }
}
