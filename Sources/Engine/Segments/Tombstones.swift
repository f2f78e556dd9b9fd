// Owns: deletions that a segment remembers, so that a late, older put cannot bring a record back.
//
// Goals: a deletion is known for as long as an older version of the record may still come, over merges and restarts; a
// million of them cost no memory, for a look-up halves over the mapped bytes.
//
//   tombstones = count:u64 (low:u64 high:u64 version:u64 deletedAt:i64)×count       ascending by (high, low)
//
// Worked example: version 7 of the record with the key (high 2, low 1) was deleted 1 ms after 1970 began:
//
//   01 00×7                         one
//   01 00×7  02 00×7                its key
//   07 00×7  01 00×7                version, instant
//
// Drawbacks: 32 bytes a deletion, however short its life.
//
// Version 1: this.

import Schema
import Storage

/// One remembered deletion.
struct Tombstone: Hashable, Sendable {
    var key: KeyHash
    var version: UInt64
    /// When it was applied here: what its age is counted from.
    var deletedAt: Timestamp
}

/// The tombstones of a segment.
struct Tombstones: Sendable {
    private static let rowSize = 32
    private let section: Section
    let count: Int

    var isEmpty: Bool { count == 0 }

    init(_ section: Section) throws(StorageError) {
        self.section = section
        let count = UInt64(littleEndian: try section.bytes(at: 0, count: 8).loadUnaligned(as: UInt64.self))
        guard count < 1 << 40, UInt64(section.count) == 8 + count * UInt64(Self.rowSize) else {
            throw section.corrupt(at: 0, expected: "\(count) tombstones", got: "\(section.count) bytes")
        }
        self.count = Int(count)
    }

    /// A row, in ascending order of keys.
    subscript(row: Int) -> Tombstone {
        get throws(StorageError) {
            let at = UInt64(8 + row * Self.rowSize)
            let bytes = try section.bytes(at: at, count: UInt64(Self.rowSize))
            var reader = ByteReader(bytes, section: section, offset: at)
            let low = try reader.u64()
            let key = KeyHash(high: try reader.u64(), low: low)
            let version = try reader.u64()
            return Tombstone(
                key: key, version: version,
                deletedAt: Timestamp(milliseconds: Int64(bitPattern: try reader.u64())))
        }
    }

    /// The tombstone of a record. O(log n).
    func find(_ key: KeyHash) throws(StorageError) -> Tombstone? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let found = try self[middle]
            if found.key == key { return found }
            if found.key < key { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Keys ascend: what `check` verifies.
    func verify() throws(StorageError) {
        guard count > 1 else { return }
        for row in 1..<count {
            guard try self[row - 1].key < self[row].key else {
                throw section.corrupt(
                    at: UInt64(8 + row * Self.rowSize), expected: "ascending keys",
                    got: "row \(row) before row \(row - 1)")
            }
        }
    }

    static func encode(_ tombstones: [Tombstone]) -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(UInt64(tombstones.count))
        for tombstone in tombstones.sorted(by: { $0.key < $1.key }) {
            bytes.append(tombstone.key.low)
            bytes.append(tombstone.key.high)
            bytes.append(tombstone.version)
            bytes.append(UInt64(bitPattern: tombstone.deletedAt.milliseconds))
        }
        return bytes.bytes
    }
}
