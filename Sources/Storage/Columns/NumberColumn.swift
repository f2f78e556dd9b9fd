// Owns: numbers that some items have, none, one or several each: sizes, custom numbers, custom dates.
//
// Goals: items without a number cost nothing; a comparison that no value of a zone can meet passes the zone over
// unread.
//
//   column = count:u64 zone×⌈count/256⌉ value:f64×count item:u32×count
//   zone   = least:f64 greatest:f64                          of 256 rows, not-a-numbers left out
//
// Rows ascend by item; an item may have several.
//
// Worked example: item 2 has 10, item 5 has 2.5:
//
//   02 00×7                         two rows
//   00×6 04 40  00×6 24 40          one zone: from 2.5 to 10
//   00×6 24 40  00×6 04 40          10, 2.5
//   02 00 00 00  05 00 00 00        items 2 and 5
//
// Drawbacks: 12 bytes a value whatever it is; rows do not lie by value, so a selection reads its zones in full.
//
// Version 1: this.

/// Writes a column.
public struct NumberColumnEncoder {
    private var items: [UInt32] = []
    private var values: [Double] = []

    public init() {}

    public var isEmpty: Bool { items.isEmpty }

    /// Adds a value; items must not descend.
    public mutating func append(_ item: UInt32, _ value: Double) {
        precondition(items.last.map { $0 <= item } ?? true, "items must ascend")
        items.append(item)
        values.append(value)
    }

    public func finish() -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(UInt64(items.count))
        for start in stride(from: 0, to: values.count, by: NumberColumn.zoneSize) {
            let zone = values[start..<min(start + NumberColumn.zoneSize, values.count)]
            let numbers = zone.filter { !$0.isNaN }
            bytes.append((numbers.min() ?? .infinity).bitPattern)
            bytes.append((numbers.max() ?? -.infinity).bitPattern)
        }
        for value in values { bytes.append(value.bitPattern) }
        for item in items { bytes.append(item) }
        return bytes.bytes
    }
}

/// A column, opened.
///
/// Lifetime: points into the section's mapped bytes; the segment that owns the section must outlive it.
public struct NumberColumn: @unchecked Sendable {
    static let zoneSize = 256
    public let count: Int
    private let bytes: UnsafeRawBufferPointer
    private let section: Section

    public init(_ section: Section) throws(StorageError) {
        self.section = section
        bytes = try section.all()
        guard bytes.count >= 8 else {
            throw section.corrupt(at: 0, expected: "a column", got: "\(bytes.count) bytes")
        }
        let stored = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        let zones = (stored &+ UInt64(Self.zoneSize) - 1) / UInt64(Self.zoneSize)
        guard stored < 1 << 32, UInt64(bytes.count) == 8 + zones * 16 + stored * 12 else {
            throw section.corrupt(at: 0, expected: "\(stored) rows", got: "\(bytes.count) bytes")
        }
        count = Int(stored)
    }

    private var zoneCount: Int { (count + Self.zoneSize - 1) / Self.zoneSize }

    private func double(_ at: Int) -> Double {
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
    }

    public func value(_ row: Int) -> Double { double(8 + zoneCount * 16 + row * 8) }

    public func item(_ row: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: itemOffset(row), as: UInt32.self))
    }

    private func itemOffset(_ row: Int) -> Int { 8 + zoneCount * 16 + count * 8 + row * 4 }

    /// The first row whose item is at least `item`. O(log n).
    public func row(atLeast item: UInt32) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self.item(middle) < item { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Sets the bit of every item in `items` with a value in `[least, greatest]`; bit 0 of `words` is
    /// `items.lowerBound`. O(rows in range), less the zones that cannot hold one. Sets no bit outside `items`, not even
    /// where a damaged column's items do not ascend.
    public func select(
        _ least: Double, _ greatest: Double, items: Range<UInt32>, into words: UnsafeMutablePointer<UInt64>
    ) {
        let end = row(atLeast: items.upperBound)
        var row = row(atLeast: items.lowerBound)
        while row < end {
            let zone = row / Self.zoneSize
            let zoneEnd = min((zone + 1) * Self.zoneSize, end)
            if double(8 + zone * 16) <= greatest, double(8 + zone * 16 + 8) >= least {
                while row < zoneEnd {
                    let value = value(row)
                    if value >= least, value <= greatest, items.contains(item(row)) {
                        let bit = Int(item(row) - items.lowerBound)
                        words[bit >> 6] |= 1 << UInt64(bit & 63)
                    }
                    row += 1
                }
            }
            row = zoneEnd
        }
    }

    /// What `check` verifies: items ascend and are below `itemCount`, zones hold true.
    public func verify(itemCount: Int) throws(StorageError) {
        guard count == 0 || item(count - 1) < itemCount else {
            throw section.corrupt(
                at: UInt64(itemOffset(count - 1)), expected: "an item below \(itemCount)", got: "\(item(count - 1))")
        }
        for row in 0..<count {
            if row > 0, item(row) < item(row - 1) {
                throw section.corrupt(at: UInt64(itemOffset(row)), expected: "ascending items", got: "\(item(row))")
            }
            let zone = 8 + row / Self.zoneSize * 16
            guard value(row).isNaN || double(zone) <= value(row) && value(row) <= double(zone + 8) else {
                throw section.corrupt(at: UInt64(zone), expected: "a zone around \(value(row))", got: "another")
            }
        }
    }
}
