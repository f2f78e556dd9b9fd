// Properties:
// 1. Every row comes back: item and value, several of one item included.
// 2. A selection sets exactly the bits of the items that a scan of all rows finds, over any range of items and of
//    values, whatever stands beside them in a zone: infinities, negative zero, not-a-number.
// 3. A selection sets no bit outside its range of items, not even in a column whose items do not ascend.
// 4. `verify` accepts what the encoder wrote and finds items that descend and zones that are too narrow.
// 5. Hostile bytes end in a StorageError or in a column that can be read and selected from.

import Storage
import TestSupport
import Testing

@Suite struct NumberColumnTests {
    private struct Row: Equatable {
        var item: UInt32
        var value: Double
    }

    private func encoded(_ rows: [Row]) -> [UInt8] {
        var encoder = NumberColumnEncoder()
        for row in rows { encoder.append(row.item, row.value) }
        #expect(encoder.isEmpty == rows.isEmpty)
        return encoder.finish()
    }

    private func rows(_ count: Int, _ random: inout SeededRandom) -> [Row] {
        var item: UInt32 = 0
        let special = [Double.nan, .infinity, -.infinity, -0.0, 0, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
        return (0..<count).map { _ in
            item += UInt32.random(in: 0...3, using: &random)
            let isSpecial = Int.random(in: 0..<8, using: &random) == 0
            let value =
                isSpecial
                ? special[Int.random(in: 0..<7, using: &random)] : Double(Int.random(in: -9...9, using: &random))
            return Row(item: item, value: value)
        }
    }

    /// The selected items by the column, and the words after the range, which must stay as they were.
    private func select(
        _ column: NumberColumn, _ least: Double, _ greatest: Double, _ items: Range<UInt32>
    ) throws -> Set<UInt32> {
        let count = (items.count + 63) / 64
        var words = [UInt64](repeating: 0, count: count + 1)
        try words.withUnsafeMutableBufferPointer { buffer in
            column.select(least, greatest, items: items, into: try #require(buffer.baseAddress))
        }
        #expect(words[count] == 0)
        return Set(
            (0..<UInt32(count * 64)).filter { words[Int($0) / 64] >> UInt64($0 % 64) & 1 == 1 }.map {
                $0 + items.lowerBound
            })
    }

    @Test(arguments: [0, 1, 2, 127, 128, 129, 255, 256, 257, 511, 512, 513, 2_000], 0..<8 as Range<UInt64>)
    func rowsComeBackAndSelectionsAgreeWithAScan(count: Int, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let rows = rows(count, &random)
        let column = try NumberColumn(Sections.section(encoded(rows)))
        #expect(column.count == count)
        for (place, row) in rows.enumerated() {
            #expect(column.item(place) == row.item && column.value(place).bitPattern == row.value.bitPattern)
        }
        try column.verify(itemCount: .max)
        let last = (rows.last?.item ?? 0) + 5
        for round in 0..<20 {
            let edges = (0..<2).map { _ in UInt32.random(in: 0...last, using: &random) }.sorted()
            let bounds = (0..<2).map { _ in Double(Int.random(in: -10...10, using: &random)) }.sorted()
            let least = round % 5 == 0 ? -.infinity : bounds[0]
            let greatest = round % 5 == 1 ? .infinity : bounds[1]
            let items = edges[0]..<edges[1]
            let expected = rows.filter { items.contains($0.item) && $0.value >= least && $0.value <= greatest }
            let found = try select(column, least, greatest, items)
            #expect(found == Set(expected.map(\.item)), "seed \(seed), \(items), \(least) to \(greatest)")
            let target = edges[0]
            #expect(column.row(atLeast: target) == rows.firstIndex { $0.item >= target } ?? count)
        }
    }

    @Test func selectionsKeepToTheirItemsInADisorderedColumn() throws {
        var bytes = encoded((0..<100).map { Row(item: $0, value: 1) })
        // Items are the last 400 bytes: 50 becomes a million, 51 becomes 0.
        bytes.replaceSubrange(bytes.count - 200..<bytes.count - 192, with: [0x40, 0x42, 0x0F, 0, 0, 0, 0, 0])
        let column = try NumberColumn(Sections.section(bytes))
        #expect(try select(column, 0, 2, 40..<60).isSubset(of: Set(40..<60)))
        #expect(throws: StorageError.self) { try column.verify(itemCount: .max) }
    }

    @Test func verifyFindsNarrowZones() throws {
        let rows = (0..<600).map { Row(item: $0, value: Double($0)) }
        let good = encoded(rows)
        for zone in 0..<3 {
            for (place, value) in [(0, Double(zone * 256 + 1)), (8, Double(min(599, zone * 256 + 255)) - 1)] {
                var bytes = good
                var bits = value.bitPattern
                for byte in 0..<8 {
                    bytes[8 + zone * 16 + place + byte] = UInt8(truncatingIfNeeded: bits)
                    bits >>= 8
                }
                let column = try NumberColumn(Sections.section(bytes))
                #expect(throws: StorageError.self, "zone \(zone), \(value)") { try column.verify(itemCount: .max) }
            }
        }
    }

    @Test func headersMustFit() throws {
        let good = encoded([Row(item: 1, value: 2)])
        for count in [0, 7, 8, good.count - 1] {
            #expect(throws: StorageError.self) { try NumberColumn(Sections.section(Array(good.prefix(count)))) }
        }
        #expect(throws: StorageError.self) { try NumberColumn(Sections.section(good + [0])) }
        for place in 0..<8 {
            var bytes = good
            bytes[place] = 0xFF
            #expect(throws: StorageError.self) { try NumberColumn(Sections.section(bytes)) }
        }
    }

    @Test func hostileBytesStayWithinBounds() throws {
        var random = SeededRandom(seed: 8)
        let good = encoded(rows(700, &random))
        func read(_ sections: [Section]) throws {
            let column = try NumberColumn(sections[0])
            _ = try select(column, -3, 3, 10..<1_000)
            _ = try select(column, -.infinity, .infinity, 0..<5_000)
            for row in 0..<column.count { _ = (column.item(row), column.value(row)) }
            try column.verify(itemCount: .max)
        }
        try HostileBytes.feed([good], rounds: 400, to: read)
        try HostileBytes.feedNoise(sections: 1, rounds: 200, to: read)
    }
}
