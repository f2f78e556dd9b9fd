// Owns: finding a number by a 128-bit key hash: items by record key, group ordinals by group id.
//
// Goals: about two probes at any size, nothing to load first; 20 bytes a key whatever its length.
//
//   table = count:u64 (low:u64 high:u64)×count value:u32×count        rows ascend by (high, low)
//
// A look-up interpolates on `high`, for hashes are spread evenly. The hash is the key's identity: two keys share one
// with a probability below count² / 2^129.
//
// Worked example: a key with the hash (high 1, low 1234 hexadecimal) has 7, one with (2, 1) has 8:
//
//   02 00×7                         two keys
//   34 12 00×6  01 00×7             low 1234, high 1
//   01 00×7  02 00×7                low 1, high 2
//   07 00 00 00  08 00 00 00        7, 8
//
// Drawbacks: keys are not kept, so a table cannot be listed by key; every probe of a cold table may touch another page.
//
// Version 1: this.

import CPlatform

/// A 128-bit hash of a key (XXH3).
public struct KeyHash: Hashable, Comparable, Sendable {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The hash of bytes. O(n).
    public init(of bytes: UnsafeRawBufferPointer) {
        let hash = boxfish_hash128(bytes.baseAddress, bytes.count)
        self.init(high: hash.high, low: hash.low)
    }

    public static func < (a: Self, b: Self) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }
}

/// A key table being written.
public struct KeyTableEncoder {
    private var rows: [(hash: KeyHash, value: UInt32)] = []

    public init() {}

    public mutating func append(_ hash: KeyHash, _ value: UInt32) { rows.append((hash, value)) }

    /// The section's bytes. Of rows with one hash the last appended counts. O(n log n).
    public func finish() -> [UInt8] {
        let order = rows.indices.sorted { a, b in
            rows[a].hash != rows[b].hash ? rows[a].hash < rows[b].hash : a < b
        }
        var sorted: [(key: KeyHash, value: UInt32)] = []
        sorted.reserveCapacity(order.count)
        for place in order {
            if sorted.last?.key == rows[place].hash { sorted.removeLast() }
            sorted.append((rows[place].hash, rows[place].value))
        }
        var bytes = ByteWriter()
        bytes.append(UInt64(sorted.count))
        for row in sorted {
            bytes.append(row.key.low)
            bytes.append(row.key.high)
        }
        for row in sorted { bytes.append(row.value) }
        return bytes.bytes
    }
}

/// A key table, opened.
public struct KeyTable: Sendable {
    private let section: Section
    public let count: Int

    public init(_ section: Section) throws(StorageError) {
        self.section = section
        let stored = UInt64(littleEndian: try section.bytes(at: 0, count: 8).loadUnaligned(as: UInt64.self))
        guard stored < 1 << 40, section.count == 8 + Int(stored) * 20 else {
            throw section.corrupt(at: 0, expected: "\(stored) rows", got: "\(section.count) bytes")
        }
        count = Int(stored)
    }

    /// The value of a key, or `nil`. Expected O(1) (interpolation), at worst O(log n).
    public func find(_ key: KeyHash) throws(StorageError) -> UInt32? {
        var low = 0
        var high = count
        var lowBound: UInt64 = 0
        var highBound = UInt64.max
        var probes = 0
        while low < high {
            let span = highBound &- lowBound
            let share = span == 0 ? 0.5 : Double(key.high &- lowBound) / Double(span)
            let guess = probes < 8 ? low + Int(share * Double(high - low)) : (low + high) / 2
            let middle = min(max(guess, low), high - 1)
            let found = try hash(middle)
            if found == key { return try value(middle) }
            if found < key {
                low = middle + 1
                lowBound = found.high
            } else {
                high = middle
                highBound = found.high
            }
            guard lowBound <= key.high, key.high <= highBound else { return nil }
            probes += 1
        }
        return nil
    }

    /// The key of a row, in ascending order.
    public func hash(_ row: Int) throws(StorageError) -> KeyHash {
        let bytes = try section.bytes(at: UInt64(8 + row * 16), count: 16)
        return KeyHash(
            high: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            low: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
    }

    /// The value of a row.
    public func value(_ row: Int) throws(StorageError) -> UInt32 {
        let bytes = try section.bytes(at: UInt64(8 + count * 16 + row * 4), count: 4)
        return UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
    }

    /// Keys ascend: what `check` verifies. O(n).
    public func verify() throws(StorageError) {
        guard count > 1 else { return }
        for row in 1..<count {
            guard try hash(row - 1) < hash(row) else {
                throw section.corrupt(
                    at: UInt64(8 + row * 16), expected: "ascending keys", got: "row \(row) before row \(row - 1)")
            }
        }
    }
}
