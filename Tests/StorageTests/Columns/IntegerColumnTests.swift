// Properties:
// 1. Every value comes back at its place, for any values: extremes, equal ones, multiples of a step, and differences
//    around the ends of 8, 16 and 32 bits.
// 2. A column takes the fewest bytes a number that its values allow.
// 3. Headers that do not fit the section are refused.
// 4. Hostile bytes end in a StorageError or in a column that can be read at every item.

import Storage
import TestSupport
import Testing

@Suite struct IntegerColumnTests {
    private func check(_ values: [Int64], width: UInt8? = nil, _ what: String = "") throws {
        let column = try IntegerColumn(Sections.section(IntegerColumnEncoder.encode(values)))
        #expect(column.count == values.count, "\(what)")
        #expect(values.indices.map { column[$0] } == values, "\(what)")
        if let width { #expect(column.width == width, "\(what)") }
        if column.width == 1 {
            #expect(values.indices.map { column.value(ofStored: UInt64(column.bytes[$0])) } == values, "\(what)")
        }
    }

    @Test func edgesComeBackInTheFewestBytes() throws {
        try check([], width: 1)
        for value in [0, 1, -1, .min, .max] as [Int64] {
            try check([value], width: 1)
            try check([Int64](repeating: value, count: 129), width: 1)
        }
        try check([0, 255], width: 1)
        try check([-7, 1, 2, 3, 248], width: 1)
        try check([0, 1, 256], width: 2)
        try check([0, 1, 65_535], width: 2)
        try check([0, 1, 65_536], width: 4)
        try check([-1, 0, 4_294_967_294], width: 4)
        try check([-1, 0, 4_294_967_295], width: 8)
        try check([.min, .min + 1, .max], width: 8)
        // A step makes wide differences small, up to the widest there is.
        try check([0, 86_400_000, 86_400_000 * 255], width: 1)
        try check([.min, .max], width: 1)
        try check([.min, 0], width: 1)
        try check([.max, -1, .max], width: 1)
    }

    @Test(arguments: 0..<150 as Range<UInt64>) func generatedValuesComeBack(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let count = [0, 1, 2, 127, 128, 129, 1_000][Int(seed % 7)]
        let shift = UInt64.random(in: 0...63, using: &random)
        let step = Int64.random(in: 1...100_000, using: &random)
        let base = Int64(bitPattern: random.next())
        let values = (0..<count).map { _ in base &+ Int64(bitPattern: random.next() >> shift) &* step }
        try check(values, "seed \(seed)")
    }

    @Test func headersMustFit() throws {
        let good = IntegerColumnEncoder.encode([1, 2, 70_000])
        for count in [0, 8, 31, 32, good.count - 1] {
            #expect(throws: StorageError.self) { try IntegerColumn(Sections.section(Array(good.prefix(count)))) }
        }
        for (place, byte) in [(0, 4 as UInt8), (7, 0x80), (4, 1), (24, 0), (24, 3), (24, 8), (24, 255)] {
            var bytes = good
            bytes[place] = byte
            #expect(throws: StorageError.self, "byte \(place)") { try IntegerColumn(Sections.section(bytes)) }
        }
    }

    @Test func hostileBytesStayWithinBounds() throws {
        func read(_ sections: [Section]) throws {
            let column = try IntegerColumn(sections[0])
            var sum: Int64 = 0
            for item in 0..<column.count { sum &+= column[item] }
            #expect(column.count < 10_000, "\(sum)")
        }
        try HostileBytes.feed(
            [IntegerColumnEncoder.encode((0..<300).map { $0 * $0 * $0 })], rounds: 400, to: read)
        try HostileBytes.feedNoise(sections: 1, rounds: 200, to: read)
    }
}
