// Owns: reading a postings list a block at a time, in the format of PostingsFormat.swift.

import Kernels

/// A stored list, opened.
///
/// Lifetime: it points into the segment's mapped bytes, so it must not outlive the segment it was opened from; the
/// engine holds the segment for the length of a search. Every offset is checked when the list is opened or a block
/// decoded, in release builds too.
public struct PostingsList {
    /// Postings, deleted items included.
    public let count: Int
    /// Blocks, the last one possibly short.
    public let blockCount: Int
    public let hasFrequencies: Bool
    /// Whether blocks have stored last items and impacts (lists of at least 128 postings).
    public let hasTable: Bool
    private let bytes: UnsafeRawBufferPointer
    private let single: (item: UInt32, frequency: UInt32)?
    private let hasPositions: Bool
    private let location: SectionLocation

    /// - Throws: ``StorageError/corrupt`` when the list's table does not fit the bytes the dictionary gives it.
    public init(_ entry: TermEntry, in section: Section) throws(StorageError) {
        count = Int(entry.count)
        hasFrequencies = entry.hasFrequencies
        hasPositions = entry.hasPositions
        let size = PostingsFormat.blockSize
        blockCount = (count + size - 1) / size
        hasTable = count >= size
        location = SectionLocation(section: section, offset: entry.postingsOffset)
        guard count > 1 else {
            single = (entry.singleItem, entry.singleFrequency)
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        single = nil
        bytes = try section.bytes(at: entry.postingsOffset, count: entry.postingsLength)
        guard !hasTable || bytes.count >= blockCount * Self.rowSize(hasPositions) else {
            throw location.corrupt(0, "a table of \(blockCount) blocks", "\(bytes.count) bytes")
        }
    }

    private static func rowSize(_ hasPositions: Bool) -> Int {
        PostingsFormat.rowSize + (hasPositions ? 4 : 0)
    }

    private func table(_ column: Int, _ block: Int) -> UInt32 {
        precondition(hasTable && block < blockCount)
        return UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: (column * blockCount + block) * 4, as: UInt32.self))
    }

    /// The largest item of a block. Only for lists with a table.
    public func lastItem(ofBlock block: Int) -> UInt32 { table(0, block) }

    /// The bound on a block's scores. Only for lists with a table.
    public func impact(ofBlock block: Int) -> Impact { Impact(bits: table(1, block)) }

    /// The first block at or after `from` whose last item is at least `target`; `blockCount` when there is none.
    /// Gallops, then halves: O(log distance).
    public func block(containing target: UInt32, from: Int) -> Int {
        guard hasTable else { return from }
        var low = from
        var step = 1
        while low + step < blockCount, lastItem(ofBlock: low + step) < target {
            low += step
            step *= 2
        }
        var high = min(low + step, blockCount)
        while low < high {
            let middle = (low + high) / 2
            if lastItem(ofBlock: middle) < target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where a block's positions begin, from the start of the list's positions. Only for lists with a table.
    public func positionsOffset(ofBlock block: Int) -> Int {
        hasTable && hasPositions ? Int(table(3, block)) : 0
    }

    /// Decodes a block's items, and its frequencies where wanted and stored (else they are 1).
    ///
    /// - Parameters:
    ///   - items: room for 128.
    ///   - frequencies: room for 128, or `nil`.
    /// - Returns: how many postings the block has.
    public func decode(
        block: Int, items: UnsafeMutablePointer<UInt32>, frequencies: UnsafeMutablePointer<UInt32>?
    ) throws(StorageError) -> Int {
        if let single {
            items[0] = single.item
            frequencies?[0] = single.frequency
            return 1
        }
        guard hasTable else {
            try decodeTail(at: 0, count: count, base: 0, items, frequencies)
            return count
        }
        let base = block == 0 ? 0 : table(0, block - 1) &+ 1
        let start = Int(table(2, block))
        let size = PostingsFormat.blockSize
        if (block + 1) * size > count {
            try decodeTail(at: start, count: count - block * size, base: base, items, frequencies)
            return count - block * size
        }
        try decodeFull(at: start, base: base, items, frequencies)
        return size
    }

    private func decodeFull(
        at start: Int, base: UInt32, _ items: UnsafeMutablePointer<UInt32>,
        _ frequencies: UnsafeMutablePointer<UInt32>?
    ) throws(StorageError) {
        guard let origin = bytes.baseAddress, start + 2 <= bytes.count else {
            throw location.corrupt(start, "a block", "the list's end")
        }
        let itemWidth = Int(bytes[start])
        let frequencyWidth = Int(bytes[start + 1])
        let itemBytes = BlockPacking.byteCount(width: itemWidth)
        let frequencyBytes = hasFrequencies ? BlockPacking.byteCount(width: frequencyWidth) : 0
        guard itemWidth <= 32, frequencyWidth <= 32, start + 2 + itemBytes + frequencyBytes <= bytes.count else {
            throw location.corrupt(start, "widths that fit", "\(itemWidth) and \(frequencyWidth) bits")
        }
        BlockPacking.unpackDeltas(origin + start + 2, base: base, width: itemWidth, into: items)
        guard let frequencies else { return }
        guard hasFrequencies else {
            frequencies.update(repeating: 1, count: PostingsFormat.blockSize)
            return
        }
        BlockPacking.unpack(origin + start + 2 + itemBytes, width: frequencyWidth, into: frequencies)
        for index in 0..<PostingsFormat.blockSize { frequencies[index] &+= 1 }
    }

    private func decodeTail(
        at start: Int, count: Int, base: UInt32, _ items: UnsafeMutablePointer<UInt32>,
        _ frequencies: UnsafeMutablePointer<UInt32>?
    ) throws(StorageError) {
        var at = start
        var next = UInt64(base)
        for index in 0..<count {
            var delta = try location.varint(bytes, &at)
            var frequency: UInt64 = 1
            if hasFrequencies {
                let isOne = delta & 1 == 1
                delta >>= 1
                if !isOne { frequency = try location.varint(bytes, &at) }
            }
            let item = next &+ delta
            guard item <= UInt64(UInt32.max), frequency <= UInt64(UInt32.max) else {
                throw location.corrupt(at, "an item of 32 bits", "\(item)")
            }
            items[index] = UInt32(item)
            frequencies?[index] = UInt32(frequency)
            next = item + 1
        }
    }
}

/// Where in which file a structure begins: what its errors name.
struct SectionLocation {
    let section: Section
    let offset: UInt64

    func corrupt(_ at: Int, _ expected: String, _ got: String) -> StorageError {
        section.corrupt(at: offset + UInt64(at), expected: expected, got: got)
    }

    /// Reads a LEB128 number, bounds checked.
    func varint(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) throws(StorageError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while at < bytes.count, shift < 64 {
            let byte = bytes[at]
            at += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw corrupt(at, "a number of at most 10 bytes", "none")
    }
}
