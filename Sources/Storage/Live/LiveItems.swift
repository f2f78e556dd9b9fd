// Owns: which items of a segment are live. A set bit is a live item.
//
//   live = count:u64 deleted:u64 word:u64×⌈count/64⌉          a file of its own a generation, in the section envelope
//
// Copy on write: a published value never changes; a deletion makes a new one. Version 1: this.

/// The live items of one segment at one generation. An immutable value.
public struct LiveItems: Sendable {
    public let count: Int
    public private(set) var deletedCount: Int
    public private(set) var words: [UInt64]

    /// All live.
    public init(count: Int) {
        self.count = count
        deletedCount = 0
        words = [UInt64](repeating: .max, count: (count + 63) / 64)
        if count % 64 != 0, let last = words.indices.last { words[last] = (1 << UInt64(count % 64)) - 1 }
    }

    public var liveCount: Int { count - deletedCount }

    public func isLive(_ item: Int) -> Bool { words[item >> 6] >> UInt64(item & 63) & 1 == 1 }

    /// Marks an item deleted. Returns whether it was live.
    @discardableResult
    public mutating func delete(_ item: Int) -> Bool {
        guard isLive(item) else { return false }
        words[item >> 6] &= ~(1 << UInt64(item & 63))
        deletedCount += 1
        return true
    }

    /// The bytes of its file's section.
    public func encoded() -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(UInt64(count))
        bytes.append(UInt64(deletedCount))
        for word in words { bytes.append(word) }
        return bytes.bytes
    }

    /// Reads them back; counts and bits must agree.
    public init(_ section: Section) throws(StorageError) {
        let bytes = try section.all()
        var reader = ByteReader(bytes, section: section, offset: 0)
        let count = Int(clamping: try reader.u64())
        let deleted = Int(clamping: try reader.u64())
        guard count < 1 << 32, bytes.count == 16 + (count + 63) / 64 * 8 else {
            throw section.corrupt(at: 0, expected: "bits of \(count) items", got: "\(bytes.count) bytes")
        }
        var words: [UInt64] = []
        words.reserveCapacity((count + 63) / 64)
        for _ in 0..<(count + 63) / 64 { words.append(try reader.u64()) }
        let live = words.reduce(0) { $0 + $1.nonzeroBitCount }
        guard live == count - deleted else {
            throw section.corrupt(at: 8, expected: "\(count - deleted) live items", got: "\(live)")
        }
        self.count = count
        deletedCount = deleted
        self.words = words
    }
}
