// Properties:
// 1. Every key that was put in leads to its value, every other to none; of a key put in twice the last value counts.
// 2. Rows ascend by key; each row has its key's value.
// 3. So too where interpolation guesses badly: keys in a cluster, keys that share their high half, keys at both ends.
// 4. The hash is XXH3's, 128 bits, unseeded.
// 5. Hostile bytes, rows out of order among them, end a look-up with a value, none, or a StorageError.

import Storage
import TestSupport
import Testing

@Suite struct KeyTableTests {
    /// How keys are spread.
    enum Spread: CaseIterable {
        case even, cluster, sameHigh, ends

        func key(_ random: inout SeededRandom) -> KeyHash {
            let small = UInt64.random(in: 0...999, using: &random)
            return switch self {
            case .even: KeyHash(high: random.next(), low: random.next())
            case .cluster: KeyHash(high: 0x8000_0000_0000_0000 + small, low: random.next())
            case .sameHigh: KeyHash(high: 42, low: random.next())
            case .ends: KeyHash(high: small % 2 == 0 ? small : .max - small, low: small % 3 == 0 ? 0 : .max)
            }
        }
    }

    private func table(_ rows: [(KeyHash, UInt32)]) throws -> KeyTable {
        var encoder = KeyTableEncoder()
        for (key, value) in rows { encoder.append(key, value) }
        return try KeyTable(Sections.section(encoder.finish()))
    }

    @Test(arguments: Spread.allCases, [0, 1, 2, 3, 127, 128, 129, 4_096]) func keysLeadToTheirValues(
        spread: Spread, count: Int
    ) throws {
        var random = SeededRandom(seed: UInt64(count))
        var rows: [(KeyHash, UInt32)] = []
        for index in 0..<count {
            let again = index > 0 && Int.random(in: 0..<10, using: &random) == 0
            let key = again ? rows[Int.random(in: 0..<index, using: &random)].0 : spread.key(&random)
            rows.append((key, UInt32(truncatingIfNeeded: random.next())))
        }
        let expected = Dictionary(rows, uniquingKeysWith: { $1 })
        let table = try table(rows)
        #expect(table.count == expected.count)
        for (key, value) in expected { #expect(try table.find(key) == value) }
        for _ in 0..<200 {
            let key = spread.key(&random)
            #expect(try table.find(key) == expected[key])
        }
        for key in [KeyHash(high: 0, low: 0), KeyHash(high: .max, low: .max), KeyHash(high: 42, low: 0)] {
            #expect(try table.find(key) == expected[key])
        }
        var previous: KeyHash?
        for row in 0..<table.count {
            let key = try table.hash(row)
            #expect(previous.map { $0 < key } ?? true)
            #expect(try table.value(row) == expected[key])
            previous = key
        }
    }

    @Test func theHashIsXXH3() {
        // The published hash of nothing, and one of bytes.
        let nothing = KeyHash(of: UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(nothing == KeyHash(high: 0x99AA_06D3_0147_98D8, low: 0x6001_C324_468D_497F))
        #expect(Array("a".utf8).withUnsafeBytes { KeyHash(of: $0) } != nothing)
    }

    @Test func sizesMustAgree() throws {
        var encoder = KeyTableEncoder()
        encoder.append(KeyHash(high: 1, low: 2), 3)
        let good = encoder.finish()
        #expect(good.count == 28)
        for count in [0, 7, 8, 27] {
            #expect(throws: StorageError.self) { try KeyTable(Sections.section(Array(good.prefix(count)))) }
        }
        #expect(throws: StorageError.self) { try KeyTable(Sections.section(good + [0])) }
    }

    @Test func hostileBytesStayWithinBounds() throws {
        var random = SeededRandom(seed: 3)
        var encoder = KeyTableEncoder()
        let keys = (0..<200).map { _ in Spread.even.key(&random) }
        for (index, key) in keys.enumerated() { encoder.append(key, UInt32(index)) }
        func read(_ sections: [Section]) throws {
            let table = try KeyTable(sections[0])
            for key in keys { _ = try table.find(key) }
            for row in 0..<table.count { _ = (try table.hash(row), try table.value(row)) }
        }
        try HostileBytes.feed([encoder.finish()], rounds: 400, to: read)
        try HostileBytes.feedNoise(sections: 1, rounds: 200, to: read)
    }
}
