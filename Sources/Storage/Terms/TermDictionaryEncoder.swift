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
    private var blockStart: (postings: UInt64, positions: UInt64) = (0, 0)
    /// Where the next list begins unless it is an alias.
    private var expected: (postings: UInt64, positions: UInt64) = (0, 0)

    public init() {}

    /// Adds a term. An entry whose list does not begin where the term before it ended is stored as an alias. O(key).
    public mutating func append(_ key: UnsafeRawBufferPointer, _ entry: TermEntry) {
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
        append(entry)
        blockCount += 1
    }

    private mutating func append(_ entry: TermEntry) {
        let isAlias =
            entry.count > 1 && entry.postingsOffset != expected.postings
            || entry.hasPositions && entry.positionsOffset != expected.positions
        var flags: UInt8 = 0
        if entry.hasFrequencies { flags |= TermDictionaryFormat.frequencies }
        if entry.hasPositions { flags |= TermDictionaryFormat.positions }
        if entry.isUnanimous { flags |= TermDictionaryFormat.unanimous }
        if isAlias { flags |= TermDictionaryFormat.alias }
        block.append(flags)
        block.append(varint: UInt64(entry.count))
        if entry.count == 1 {
            block.append(varint: UInt64(entry.singleItem))
            if entry.hasFrequencies { block.append(varint: UInt64(entry.singleFrequency)) }
        } else {
            if isAlias { block.append(varint: entry.postingsOffset) }
            block.append(varint: entry.postingsLength)
        }
        if entry.hasPositions {
            if isAlias { block.append(varint: entry.positionsOffset) }
            block.append(varint: entry.positionsLength)
        }
        guard !isAlias else { return }
        if entry.count > 1 { expected.postings = entry.postingsOffset + entry.postingsLength }
        if entry.hasPositions { expected.positions = entry.positionsOffset + entry.positionsLength }
    }

    private mutating func endBlock() {
        blockOffsets.append(UInt64(terms.bytes.count))
        terms.append(varint: UInt64(blockCount))
        terms.append(varint: blockStart.postings)
        terms.append(varint: blockStart.positions)
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
