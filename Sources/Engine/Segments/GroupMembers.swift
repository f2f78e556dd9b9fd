// Owns: which items of a segment belong to a thread, or to a box.
//
// Goals: a group's items without a look at any other item; four bytes an item.
//
//   members = item:u32*           items that have a group, ascending by (the group's ordinal, item)
//
// The ordinals are in the column; a group's items are found by halves.
//
// Worked example: items 0 and 3 are of group 2, item 2 of group 0, item 1 of none:
//
//   02 00 00 00  00 00 00 00  03 00 00 00
//
// Drawbacks: each probe of a look-up goes to the column as well.
//
// Version 1: this.

import Storage

/// The members of the groups of one kind.
struct GroupMembers: Sendable {
    private let section: Section
    private let ordinals: IntegerColumn
    private let count: Int

    init(_ section: Section, _ ordinals: IntegerColumn) throws(StorageError) {
        self.section = section
        self.ordinals = ordinals
        count = section.count / 4
        guard section.count % 4 == 0, count <= ordinals.count else {
            throw section.corrupt(at: 0, expected: "at most \(ordinals.count) members", got: "\(section.count) bytes")
        }
    }

    static func encode(_ ordinals: [Int64]) -> [UInt8] {
        let items = ordinals.indices.filter { ordinals[$0] >= 0 }.sorted { (ordinals[$0], $0) < (ordinals[$1], $1) }
        var bytes = ByteWriter()
        for item in items { bytes.append(UInt32(item)) }
        return bytes.bytes
    }

    /// The items of a group, ascending. O(log items + members).
    func items(of group: Int64) throws(StorageError) -> [UInt32] {
        var result: [UInt32] = []
        try append(of: group, to: &result)
        return result
    }

    /// Appends the items of a group, ascending. O(log items + members).
    func append(of group: Int64, to items: inout [UInt32]) throws(StorageError) {
        let bytes = try section.all()
        for row in try rows(of: group, bytes) { items.append(Self.item(row, bytes)) }
    }

    /// How many items a group has. O(log items).
    func count(of group: Int64) throws(StorageError) -> Int { try rows(of: group, section.all()).count }

    private static func item(_ row: Int, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: row * 4, as: UInt32.self))
    }

    /// Where a group's items stand: its first by halves, its end by steps that double, for most groups are small.
    private func rows(of group: Int64, _ bytes: UnsafeRawBufferPointer) throws(StorageError) -> Range<Int> {
        let start = try firstRow(in: 0..<count, bytes) { $0 >= group }
        var step = 1
        while start + step < count, try ordinal(Self.item(start + step, bytes)) <= group { step *= 2 }
        let end = try firstRow(in: start + step / 2..<min(count, start + step), bytes) { $0 > group }
        return start..<end
    }

    /// The first row whose group is as wanted, or the rows' end: once one is, all after it are.
    private func firstRow(
        in rows: Range<Int>, _ bytes: UnsafeRawBufferPointer, where isWanted: (Int64) -> Bool
    ) throws(StorageError) -> Int {
        var low = rows.lowerBound
        var high = rows.upperBound
        while low < high {
            let middle = (low + high) / 2
            if isWanted(try ordinal(Self.item(middle, bytes))) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Every item that has a group is there once, by its group and then by itself: what `check` verifies. O(items).
    func verify() throws(StorageError) {
        let bytes = try section.all()
        var previous: (group: Int64, item: UInt32)?
        for row in 0..<count {
            let item = Self.item(row, bytes)
            let group = try ordinal(item)
            guard group >= 0, previous.map({ $0 < (group, item) }) ?? true else {
                throw section.corrupt(at: UInt64(row * 4), expected: "members by group and item", got: "item \(item)")
            }
            previous = (group, item)
        }
        let members = (0..<ordinals.count).count { ordinals[$0] >= 0 }
        guard members == count else { throw section.corrupt(at: 0, expected: "\(members) members", got: "\(count)") }
    }

    private func ordinal(_ item: UInt32) throws(StorageError) -> Int64 {
        guard Int(item) < ordinals.count else {
            throw section.corrupt(at: 0, expected: "items below \(ordinals.count)", got: "\(item)")
        }
        return ordinals[Int(item)]
    }
}
