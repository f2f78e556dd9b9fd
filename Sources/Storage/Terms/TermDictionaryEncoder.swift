// Owns: writing a term dictionary, in the format of TermDictionaryFormat.swift.

/// Encodes terms given in ascending order of their keys.
public struct TermDictionaryEncoder {
    private var terms = ByteWriter()
    private var blockOffsets: [UInt64] = []
    private var firstKeys: [UInt8] = []
    private var firstKeyOffsets: [UInt32] = []
    private var previousKey: [UInt8] = []
    private var block = ByteWriter()
    private var blockCount = 0
    private var blockStart: (postings: UInt64, occurrences: UInt64) = (0, 0)
    /// Where the next list begins.
    private var expected: (postings: UInt64, occurrences: UInt64) = (0, 0)

    public init() {}

    /// Adds a term, whose list must begin where that of the term before it ended. O(key).
    public mutating func append(_ key: UnsafeRawBufferPointer, _ entry: TermEntry) {
        begin(key)
        var flags: UInt8 = 0
        if entry.hasOccurrences { flags |= TermDictionaryFormat.occurrences }
        if entry.hasOneForm { flags |= TermDictionaryFormat.oneForm }
        block.append(flags)
        block.append(varint: UInt64(entry.count))
        if entry.count == 1 {
            block.append(posting: entry.single)
        } else {
            precondition(entry.postingsOffset == expected.postings, "lists must follow each other")
            block.append(varint: entry.postingsLength)
            expected.postings += entry.postingsLength
        }
        if entry.hasOccurrences {
            precondition(entry.occurrencesOffset == expected.occurrences, "lists must follow each other")
            block.append(varint: entry.occurrencesLength)
            expected.occurrences += entry.occurrencesLength
        }
    }

    /// Adds a term that has no list but refers to others.
    ///
    /// - Parameters:
    ///   - count: how many terms it refers to.
    ///   - payload: which; opaque here.
    public mutating func append(_ key: UnsafeRawBufferPointer, references count: Int, payload: [UInt8]) {
        begin(key)
        block.append(TermDictionaryFormat.reference)
        block.append(varint: UInt64(count))
        block.append(varint: UInt64(payload.count))
        block.append(bytes: payload)
    }

    /// Adds a key.
    private mutating func begin(_ key: UnsafeRawBufferPointer) {
        precondition(blockOffsets.isEmpty && blockCount == 0 || Self.isLess(previousKey, key), "keys must ascend")
        if blockCount == TermDictionaryFormat.blockSize { endBlock() }
        if blockCount == 0 {
            blockStart = expected
            firstKeyOffsets.append(UInt32(firstKeys.count))
            firstKeys.append(contentsOf: key)
            previousKey.removeAll(keepingCapacity: true)
        }
        let shared = Self.sharedPrefix(previousKey, key)
        block.append(varint: UInt64(shared))
        block.append(varint: UInt64(key.count - shared))
        block.append(bytes: UnsafeRawBufferPointer(rebasing: key[shared...]))
        previousKey.removeAll(keepingCapacity: true)
        previousKey.append(contentsOf: key)
        blockCount += 1
    }

    private mutating func endBlock() {
        blockOffsets.append(UInt64(terms.bytes.count))
        terms.append(varint: UInt64(blockCount))
        terms.append(varint: blockStart.postings)
        terms.append(varint: blockStart.occurrences)
        terms.append(bytes: block.bytes)
        block = ByteWriter()
        blockCount = 0
    }

    /// The two sections: blocks and their index.
    public mutating func finish() -> (terms: [UInt8], index: [UInt8]) {
        if blockCount > 0 { endBlock() }
        var index = ByteWriter()
        index.append(UInt32(blockOffsets.count))
        for (offset, key) in zip(blockOffsets, firstKeyOffsets) {
            index.append(offset)
            index.append(key)
        }
        index.append(UInt64(terms.bytes.count))
        index.append(UInt32(firstKeys.count))
        index.append(bytes: firstKeys)
        return (terms.bytes, index.bytes)
    }

    private static func sharedPrefix(_ a: [UInt8], _ b: UnsafeRawBufferPointer) -> Int {
        let limit = min(a.count, b.count)
        var shared = 0
        while shared < limit, a[shared] == b[shared] { shared += 1 }
        return shared
    }

    private static func isLess(_ a: [UInt8], _ b: UnsafeRawBufferPointer) -> Bool {
        let shared = sharedPrefix(a, b)
        return shared == a.count ? b.count > a.count : shared < b.count && a[shared] < b[shared]
    }
}
