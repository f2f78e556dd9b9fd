// Owns: walking a term dictionary, in the format of TermDictionaryFormat.swift.

/// Walks a dictionary in ascending order of keys.
///
/// Lifetime: holds the dictionary's sections, and so the bytes it points into. Not thread-safe.
public struct TermCursor {
    private let terms: Section
    private let index: Section
    private let blockCount: Int
    /// The block after the one at hand.
    private var block: Int
    private var leftInBlock = 0
    /// The bytes of the block at hand, where they begin in the section, and the first that has not been read.
    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    private var blockOffset: UInt64 = 0
    private var at = 0
    private var expected: (postings: UInt64, occurrences: UInt64) = (0, 0)
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

    /// How the key under the cursor stands to another: below 0 it comes first, 0: they are equal.
    public func compare(_ other: [UInt8]) -> Int {
        key.withUnsafeBytes { key in other.withUnsafeBytes { TermDictionary.compare(key, $0) } }
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
        try readKey()
        entry = try readEntry()
        leftInBlock -= 1
        return true
    }

    /// Goes forward so that the following `next()` stands on the least key that is at least `target`. What lies in the
    /// block at hand is walked to, farther blocks are found by halves. `target` must be after the key under the cursor.
    public mutating func seek(_ target: UnsafeRawBufferPointer) throws(StorageError) {
        let rows = try IndexRows(index, blockCount)
        if block < blockCount, try TermDictionary.compare(rows.key(block), target) <= 0 {
            var low = block
            var high = blockCount
            while low < high {
                let middle = (low + high) / 2
                if try TermDictionary.compare(rows.key(middle), target) <= 0 { low = middle + 1 } else { high = middle }
            }
            block = low - 1
            leftInBlock = 0
            isAhead = false
        }
        try skip(before: target)
    }

    /// Goes to the least key from the cursor on that is at least `target`, without putting the keys before it together.
    ///
    /// Keys ascend, so all before it begin with what the last one had in common with `target`: one that shares more with the
    /// key before is still too small, one that shares less is beyond.
    mutating func skip(before target: UnsafeRawBufferPointer) throws(StorageError) {
        if isAhead {
            if key.withUnsafeBytes({ TermDictionary.compare($0, target) }) >= 0 { return }
            isAhead = false
        }
        var common = key.withUnsafeBytes { Self.commonPrefix($0, target) }
        var previous = key.count
        while true {
            while leftInBlock == 0 {
                guard block < blockCount else { return }
                try openBlock()
                common = 0
                previous = 0
            }
            let shared = Int(clamping: try varint())
            let length = try varint()
            let start = try pass(length)
            guard shared <= previous else { throw corrupt("a shared prefix of at most \(previous)", "\(shared)") }
            previous = shared + Int(length)
            leftInBlock -= 1
            if shared == common {
                let suffix = UnsafeRawBufferPointer(rebasing: bytes[start..<at])
                let rest = UnsafeRawBufferPointer(rebasing: target[common...])
                let more = Self.commonPrefix(suffix, rest)
                if more == rest.count || more < suffix.count && suffix[more] > rest[more] {
                    return try stop(target, shared, suffix)
                }
                common += more
            } else if shared < common {
                return try stop(target, shared, UnsafeRawBufferPointer(rebasing: bytes[start..<at]))
            }
            _ = try readEntry()
        }
    }

    /// Stands ahead of the key that begins with so much of `target`.
    private mutating func stop(
        _ target: UnsafeRawBufferPointer, _ shared: Int, _ suffix: UnsafeRawBufferPointer
    ) throws(StorageError) {
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: UnsafeRawBufferPointer(rebasing: target[..<shared]))
        key.append(contentsOf: suffix)
        entry = try readEntry()
        isAhead = true
    }

    private static func commonPrefix(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
        let limit = min(a.count, b.count)
        var at = 0
        while at < limit, a[at] == b[at] { at += 1 }
        return at
    }

    // MARK: Reading

    private mutating func corrupt(_ expected: String, _ got: String) -> StorageError {
        terms.corrupt(at: blockOffset + UInt64(at), expected: expected, got: got)
    }

    private mutating func openBlock() throws(StorageError) {
        guard let range = try IndexRows(index, blockCount).block(block) else {
            throw index.corrupt(
                at: UInt64(4 + block * TermDictionaryFormat.rowSize), expected: "ascending blocks", got: "descending")
        }
        bytes = try terms.bytes(at: range.lowerBound, count: range.upperBound - range.lowerBound)
        blockOffset = range.lowerBound
        at = 0
        leftInBlock = Int(clamping: try varint())
        expected = (try varint(), try varint())
        key.removeAll(keepingCapacity: true)
        block += 1
    }

    /// The next number.
    @inline(__always)
    private mutating func varint() throws(StorageError) -> UInt64 {
        if at < bytes.count, bytes[at] < 0x80 {
            at += 1
            return UInt64(bytes[at - 1])
        }
        return try longVarint()
    }

    /// One of more than 64 bits is refused, not cut.
    private mutating func longVarint() throws(StorageError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while at < bytes.count, shift < 63 || shift == 63 && bytes[at] <= 1 {
            let byte = bytes[at]
            at += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw corrupt("a number of at most 64 bits", at < bytes.count ? "more" : "the end")
    }

    @inline(__always)
    private mutating func small(_ value: UInt64, plus: UInt32 = 0) throws(StorageError) -> UInt32 {
        guard value <= UInt64(UInt32.max - plus) else { throw corrupt("a number of at most 32 bits", "\(value)") }
        return UInt32(value) + plus
    }

    /// Passes bytes over; returns where they begin.
    @inline(__always)
    private mutating func pass(_ count: UInt64) throws(StorageError) -> Int {
        guard count <= UInt64(bytes.count - at) else { throw corrupt("\(count) more bytes", "\(bytes.count - at)") }
        at += Int(count)
        return at - Int(count)
    }

    /// Inlined, so that nothing is put together of terms that are passed over.
    @inline(__always)
    private mutating func readEntry() throws(StorageError) -> TermEntry {
        let flagsAt = try pass(1)
        let flags = bytes[flagsAt]
        var entry = TermEntry(count: try small(try varint()))
        guard entry.count > 0 else { throw corrupt("a term of at least one item", "none") }
        entry.hasOccurrences = flags & TermDictionaryFormat.occurrences != 0
        entry.hasOneForm = flags & TermDictionaryFormat.oneForm != 0
        entry.isReference = flags & TermDictionaryFormat.reference != 0
        entry.postingsOffset = expected.postings
        entry.occurrencesOffset = expected.occurrences
        if entry.isReference {
            entry.postingsLength = try varint()
            entry.postingsOffset = blockOffset + UInt64(try pass(entry.postingsLength))
        } else if entry.count == 1 {
            entry.single = try posting(hasOccurrences: entry.hasOccurrences)
        } else {
            entry.postingsLength = try varint()
            expected.postings &+= entry.postingsLength
        }
        if entry.hasOccurrences {
            entry.occurrencesLength = try varint()
            expected.occurrences &+= entry.occurrencesLength
        }
        return entry
    }

    private mutating func readKey() throws(StorageError) {
        let shared = Int(clamping: try varint())
        let length = try varint()
        let start = try pass(length)
        guard shared <= key.count else { throw corrupt("a shared prefix of at most \(key.count)", "\(shared)") }
        if shared < key.count { key.removeLast(key.count - shared) }
        key.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<at]))
    }

    /// A posting as the tail of a list has it, its item in place of a delta.
    @inline(__always)
    private mutating func posting(hasOccurrences: Bool) throws(StorageError) -> TermEntry.Posting {
        let code = try varint()
        let shape = code & 3
        var posting = TermEntry.Posting(item: try small(code >> 2))
        guard hasOccurrences else { return posting }
        if shape & PostingsFormat.severalShape != 0 { posting.count = try small(try varint(), plus: 2) }
        if shape & PostingsFormat.extraShape != 0 { posting.extra = try small(try varint(), plus: 1) }
        return posting
    }
}
