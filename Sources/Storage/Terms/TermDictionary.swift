// Owns: looking terms up and walking them in order, in the format of TermDictionaryFormat.swift.

/// A segment's term dictionary, opened.
///
/// Thread-safe: it holds no mutable state. It keeps its sections, and so the mapped bytes, alive.
public struct TermDictionary: Sendable {
    private let terms: Section
    private let index: Section
    /// How many blocks there are.
    public let blockCount: Int

    /// - Throws: ``StorageError/corrupt`` when the index does not fit its section.
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

    /// A cursor over all keys.
    public func cursor() throws(StorageError) -> TermCursor {
        try cursor(from: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// Bytewise order: negative, zero or positive.
    static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
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

/// Walks a dictionary in ascending order of keys.
public struct TermCursor {
    private let terms: Section
    private let index: Section
    private let blockCount: Int
    private var block: Int
    private var reader: ByteReader?
    private var leftInBlock = 0
    private var expected: (postings: UInt64, occurrences: UInt64) = (0, 0)
    /// Where the block at hand begins in the section.
    private var blockOffset: UInt64 = 0
    /// `next()` has nothing to do: `skip(before:)` already stands on the next term.
    private var isAhead = false
    /// The key under the cursor; meaningful after `next()` returned true.
    public private(set) var key: [UInt8] = []
    public private(set) var entry = TermEntry()

    init(terms: Section, index: Section, blockCount: Int, block: Int) {
        self.terms = terms
        self.index = index
        self.blockCount = blockCount
        self.block = block
    }

    func keyEquals(_ other: UnsafeRawBufferPointer) -> Bool {
        key.count == other.count && key.withUnsafeBytes { TermDictionary.compare($0, other) == 0 }
    }

    /// Goes to the next term; false at the end.
    public mutating func next() throws(StorageError) -> Bool {
        if isAhead {
            isAhead = false
            return true
        }
        while leftInBlock == 0 {
            guard block < blockCount else { return false }
            try openBlock()
        }
        try readTerm()
        leftInBlock -= 1
        return true
    }

    mutating func skip(before target: UnsafeRawBufferPointer) throws(StorageError) {
        while try next() {
            if key.withUnsafeBytes({ TermDictionary.compare($0, target) }) >= 0 {
                isAhead = true
                return
            }
        }
    }

    private mutating func openBlock() throws(StorageError) {
        guard let range = try IndexRows(index, blockCount).block(block) else {
            throw index.corrupt(
                at: UInt64(4 + block * TermDictionaryFormat.rowSize), expected: "ascending blocks", got: "descending")
        }
        let bytes = try terms.bytes(at: range.lowerBound, count: range.upperBound - range.lowerBound)
        var reader = ByteReader(bytes, section: terms, offset: range.lowerBound)
        blockOffset = range.lowerBound
        leftInBlock = Int(clamping: try reader.varint())
        expected = (try reader.varint(), try reader.varint())
        self.reader = reader
        key.removeAll(keepingCapacity: true)
        block += 1
    }

    private mutating func readTerm() throws(StorageError) {
        guard var reader else { return }
        let shared = Int(clamping: try reader.varint())
        let suffix = try reader.bytes(Int(clamping: try reader.varint()))
        guard shared <= key.count else { throw reader.corrupt("a shared prefix of at most \(key.count)", "\(shared)") }
        key.removeLast(key.count - shared)
        key.append(contentsOf: suffix)
        let flags = try reader.u8()
        var entry = TermEntry(count: try reader.varint32())
        guard entry.count > 0 else { throw reader.corrupt("a term of at least one item", "none") }
        entry.hasOccurrences = flags & TermDictionaryFormat.occurrences != 0
        entry.hasOneForm = flags & TermDictionaryFormat.oneForm != 0
        entry.isReference = flags & TermDictionaryFormat.reference != 0
        entry.postingsOffset = expected.postings
        entry.occurrencesOffset = expected.occurrences
        if entry.isReference {
            let length = try reader.varint()
            entry.postingsLength = length
            entry.postingsOffset = blockOffset + UInt64(reader.offset)
            _ = try reader.bytes(Int(clamping: length))
        } else if entry.count == 1 {
            entry.single = try reader.posting(hasOccurrences: entry.hasOccurrences)
        } else {
            entry.postingsLength = try reader.varint()
            expected.postings &+= entry.postingsLength
        }
        if entry.hasOccurrences {
            entry.occurrencesLength = try reader.varint()
            expected.occurrences &+= entry.occurrencesLength
        }
        self.reader = reader
        self.entry = entry
    }
}
