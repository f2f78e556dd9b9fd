// Owns: looking terms up, in the format of TermDictionaryFormat.swift.

/// A segment's term dictionary, opened.
///
/// Thread-safe: it holds no mutable state. It keeps its sections, and so the mapped bytes, alive.
public struct TermDictionary: Sendable {
    private let terms: Section
    private let index: Section
    /// How many blocks there are.
    public let blockCount: Int

    /// - Throws: `StorageError.corrupt` when the index does not fit its section.
    public init(terms: Section, index: Section) throws(StorageError) {
        self.terms = terms
        self.index = index
        let head = try index.bytes(at: 0, count: 4)
        blockCount = Int(UInt32(littleEndian: head.loadUnaligned(as: UInt32.self)))
        guard 4 + (blockCount + 1) * TermDictionaryFormat.rowSize <= index.count else {
            throw index.corrupt(at: 0, expected: "an index of \(blockCount) blocks", got: "\(index.count) bytes")
        }
    }

    /// The entry of a key, or `nil`. O(log blocks + block).
    public func find(_ key: UnsafeRawBufferPointer) throws(StorageError) -> TermEntry? {
        var cursor = try cursor(from: key)
        guard try cursor.next(), cursor.keyEquals(key) else { return nil }
        return cursor.entry
    }

    /// The payload of a reference: which terms it stands for. Lifetime: points into the segment's mapped bytes.
    public func payload(of entry: TermEntry) throws(StorageError) -> UnsafeRawBufferPointer {
        try terms.bytes(at: entry.postingsOffset, count: entry.postingsLength)
    }

    /// A reader of a reference's payload whose errors name the place.
    public func reader(of entry: TermEntry) throws(StorageError) -> ByteReader {
        ByteReader(try payload(of: entry), section: terms, offset: entry.postingsOffset)
    }

    /// A cursor whose first `next()` stands on the least key that is at least `key`.
    public func cursor(from key: UnsafeRawBufferPointer) throws(StorageError) -> TermCursor {
        let rows = try IndexRows(index, blockCount)
        var low = 0
        var high = blockCount
        while low < high {
            let middle = (low + high) / 2
            if try Self.compare(rows.key(middle), key) <= 0 { low = middle + 1 } else { high = middle }
        }
        var cursor = TermCursor(terms: terms, index: index, blockCount: blockCount, block: max(0, low - 1))
        try cursor.skip(before: key)
        return cursor
    }

    /// A cursor over the keys of one block.
    public func cursor(block: Int) -> TermCursor {
        TermCursor(terms: terms, index: index, blockCount: block + 1, block: block)
    }

    /// The first key of a block, as the index has it. Lifetime: points into the segment's mapped bytes.
    public func firstKey(of block: Int) throws(StorageError) -> UnsafeRawBufferPointer {
        try IndexRows(index, blockCount).key(block)
    }

    /// How a key stands to another in the order of dictionaries, that of their bytes: below 0 it comes first, 0: they are
    /// equal. O(key).
    public static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
        let limit = min(a.count, b.count)
        var at = 0
        while at < limit {
            if a[at] != b[at] { return a[at] < b[at] ? -1 : 1 }
            at += 1
        }
        return a.count - b.count
    }
}

/// The rows of a dictionary's index. Lifetime: points into the section it was made from.
struct IndexRows {
    private let bytes: UnsafeRawBufferPointer
    private let count: Int
    private let section: Section

    init(_ section: Section, _ count: Int) throws(StorageError) {
        self.section = section
        self.count = count
        bytes = try section.all()
    }

    /// Where a block lies in the terms section.
    func block(_ row: Int) -> Range<UInt64>? {
        let start = number64(row)
        let end = number64(row + 1)
        return start <= end ? start..<end : nil
    }

    private func number64(_ row: Int) -> UInt64 {
        UInt64(
            littleEndian: bytes.loadUnaligned(
                fromByteOffset: 4 + row * TermDictionaryFormat.rowSize, as: UInt64.self))
    }

    /// A block's first key.
    func key(_ row: Int) throws(StorageError) -> UnsafeRawBufferPointer {
        let keys = 4 + (count + 1) * TermDictionaryFormat.rowSize
        let start = keys + keyOffset(row)
        let end = keys + keyOffset(row + 1)
        guard start <= end, end <= bytes.count else {
            throw section.corrupt(at: UInt64(start), expected: "a key", got: "the section's end")
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private func keyOffset(_ row: Int) -> Int {
        let at = 4 + row * TermDictionaryFormat.rowSize + 8
        return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
    }
}
