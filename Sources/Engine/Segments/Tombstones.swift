// Owns: deletions that a segment remembers, so that a late, older put cannot bring a record back.
//
//   tombstones = count:u64 (low:u64 high:u64 version:u64 deletedAt:i64)×count       ascending by (high, low)

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
    let rows: [KeyHash: Tombstone]

    init(_ section: Section) throws(StorageError) {
        var reader = ByteReader(try section.all(), section: section, offset: 0)
        let count = try reader.u64()
        guard UInt64(section.count) == 8 + count &* 32 else {
            throw reader.corrupt("\(count) tombstones", "\(section.count) bytes")
        }
        var rows: [KeyHash: Tombstone] = [:]
        for _ in 0..<count {
            let low = try reader.u64()
            let key = KeyHash(high: try reader.u64(), low: low)
            let version = try reader.u64()
            let deletedAt = Timestamp(milliseconds: Int64(bitPattern: try reader.u64()))
            rows[key] = Tombstone(key: key, version: version, deletedAt: deletedAt)
        }
        self.rows = rows
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
